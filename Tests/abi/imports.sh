#!/bin/sh
# What the library asks of the machine it is loaded on: the C library, an old one, and nothing
# else; and what it does there on being loaded. $1 is where the library is installed.
set -eu
library=$(cd "$1" && pwd)/usr/lib/libdzjobs.so.0
allowed=$(dirname "$0")/allow.txt
problems=0

problem() {
  echo "imports: $*"
  problems=$((problems + 1))
}

dynamic() { readelf -W -d "$library" | sed -n "s/.*($1).*\[\(.*\)\]/\1/p"; }

needed=$(dynamic NEEDED)
[ "$needed" = libc.so.6 ] || problem "needs" $needed
[ "$(dynamic SONAME)" = libdzjobs.so.0 ] || problem "its soname is $(dynamic SONAME)"
path=$(dynamic RUNPATH)$(dynamic RPATH)
[ -z "$path" ] || problem "has the search path $path"

# allow.txt has each symbol with the reason for it.
symbols=$(readelf -W --dyn-syms "$library" |
  awk '$1 ~ /^[0-9]+:$/ && $7 == "UND" && $8 { print $8 }')
for symbol in $symbols; do
  grep -q "^${symbol%%@*} " "$allowed" || problem "$symbol is not in allow.txt"
done

newest=$(readelf -W -V "$library" | grep -o 'GLIBC_[0-9.]*' | sort -u -V | tail -n 1)
[ "$(printf '%s\nGLIBC_2.17\n' "$newest" | sort -V | tail -n 1)" = GLIBC_2.17 ] ||
  problem "needs $newest"

# One constructor, the C runtime's frame_dummy; a second one would be a static of ours. Beside it
# .init runs OpenSSL's detection of the CPU, which writes a table of features and nothing else.
constructors=$(readelf -W -S "$library" | sed 's/^ *\[ *[0-9]*\] //' |
  awk '$1 == ".init_array" { print $5 }')
[ "${constructors:-0}" = 000008 ] || problem ".init_array is 0x$constructors bytes"

size=$(stat -L -c %s "$library")
[ "$size" -lt 204800 ] || problem "is $size bytes"

[ "$problems" = 0 ] || exit 1
echo "imports: libc.so.6 up to $newest, $(echo "$symbols" | wc -l) symbols, $size bytes"
