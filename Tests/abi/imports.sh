#!/bin/sh
# The library needs only an old C library, glibc or musl, and nothing else. Loading it runs no code.
# $1 is where the library is installed.
set -eu
library=$(cd "$1" && pwd)/usr/lib/libdzjobs.so.0
allowed=$(dirname "$0")/allow.txt
problems=0

problem() {
  echo "imports: $*"
  problems=$((problems + 1))
}

dynamic() { readelf -W -d "$library" | sed -n "s/.*($1).*\[\(.*\)\]/\1/p"; }

machine=$(readelf -h "$library" | sed -n 's/.*Machine: .* //p; s/.*Machine: *//p' | head -n 1)
needed=$(dynamic NEEDED)
[ "$needed" = libc.so.6 ] || problem "needs" $needed
[ "$(dynamic SONAME)" = libdzjobs.so.0 ] || problem "its soname is $(dynamic SONAME)"
path=$(dynamic RUNPATH)$(dynamic RPATH)
[ -z "$path" ] || problem "has the search path $path"

# allow.txt has each symbol with its reason. Only glibc has the checked functions.
symbols=$(readelf -W --dyn-syms "$library" |
  awk '$1 ~ /^[0-9]+:$/ && $7 == "UND" && $8 { print $8 }')
for symbol in $symbols; do
  case $symbol in __*_chk@*) problem "musl has no $symbol" ;; esac
  grep -q "^${symbol%%@*} " "$allowed" || problem "$symbol is not in allow.txt"
done

newest=$(readelf -W -V "$library" | grep -o 'GLIBC_[0-9.]*' | sort -u -V | tail -n 1)
[ "$(printf '%s\nGLIBC_2.17\n' "$newest" | sort -V | tail -n 1)" = GLIBC_2.17 ] ||
  problem "needs $newest"

# Loading and unloading the library runs no code of ours, of the C runtime or of BearSSL.
running=$(readelf -W -d "$library" |
  grep -oE '\((PREINIT_ARRAY|INIT|INIT_ARRAY|FINI|FINI_ARRAY)\)' | sort -u || true)
[ -z "$running" ] || problem "runs code on loading:" $running

# What is added has to be won back elsewhere.
limit=$((190 * 1024))
size=$(stat -L -c %s "$library")
[ "$size" -le "$limit" ] || problem "is $size bytes, more than $limit"

[ "$problems" = 0 ] || exit 1
echo "imports: $machine: libc.so.6 up to $newest, $(echo "$symbols" | wc -l) symbols, $size bytes"
