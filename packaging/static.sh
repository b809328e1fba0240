#!/bin/sh
# Makes libdzjobs.a of what the shared library was linked from: one object, with the functions of
# the headers as its only names, so that nothing in it meets the program's own BearSSL or Swift.
# The C library stays shared: libcurl is looked for in it. $1 is the folder that `swift build`
# filled, $2 the archive. CROSS is the prefix of the target's binutils, CC its compiler.
set -eu
include=$(cd "$(dirname "$0")/../include" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cc=${CC:-cc} cross=${CROSS:-}
$cc -E -P "$include/dzjobs_client.h" | grep -o 'dzjobs_[a-z0-9_]*(' | tr -d '(' |
  sort -u >"$work/names"
# Of Package.swift's flags for the linker those that matter here, too. lld cannot do this.
# shellcheck disable=SC2046
"${cross}ld.bfd" -r -d --gc-sections --force-group-allocation $(sed 's/^/-u /' "$work/names") \
  @"$1/dzjobs.product/Objects.LinkFileList" "$($cc -print-file-name=libbearssl.a)" \
  -o "$work/all.o"
# A program takes the versions of the C library that it is linked with, or, with musl, none.
"${cross}nm" -u "$work/all.o" | sed -n 's/.* U \(\(.*\)@GLIBC_.*\)/\1 \2/p' >"$work/unversioned"
"${cross}objcopy" --keep-global-symbols="$work/names" --redefine-syms="$work/unversioned" \
  --remove-section=.comment "$work/all.o" "$work/dzjobs.o"
"${cross}strip" --strip-unneeded "$work/dzjobs.o"
rm -f "$2"
"${cross}ar" rcsD "$2" "$work/dzjobs.o"
chmod 644 "$2"
