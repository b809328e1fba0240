#!/bin/sh
# Makes libdzjobs.a from the object of the shared library and BearSSL. It has one object whose only
# global names are the functions of the headers, so that nothing collides with the program's own
# BearSSL or Swift. The C library stays shared, because libcurl is loaded with it. $1 is what the
# linker compiled, $2 the archive. CROSS is the prefix of the target's binutils, CC its compiler.
set -eu
include=$(cd "$(dirname "$0")/../include" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cc=${CC:-cc} cross=${CROSS:-}
$cc -E -P "$include/dzjobs_client.h" | grep -o 'dzjobs_[a-z0-9_]*(' | tr -d '(' |
  sort -u >"$work/names"
# The linker flags of Package.swift that also apply here. lld cannot do this.
# shellcheck disable=SC2046
"${cross}ld.bfd" -r -d --gc-sections --force-group-allocation $(sed 's/^/-u /' "$work/names") \
  "$1" "$($cc -print-file-name=libbearssl.a)" -o "$work/all.o"
# Remove symbol versions: a program takes those of the C library that it is linked with.
"${cross}nm" -u "$work/all.o" | sed -n 's/.* U \(\(.*\)@GLIBC_.*\)/\1 \2/p' >"$work/unversioned"
"${cross}objcopy" --keep-global-symbols="$work/names" --redefine-syms="$work/unversioned" \
  --remove-section=.comment "$work/all.o" "$work/dzjobs.o"
"${cross}strip" --strip-unneeded "$work/dzjobs.o"
rm -f "$2"
"${cross}ar" rcsD "$2" "$work/dzjobs.o"
chmod 644 "$2"
