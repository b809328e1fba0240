#!/bin/sh
# Builds the programs of the bench that $3 names, against the library in $1, into $2. They use a
# copy of the library without debug information, because Valgrind cannot read Embedded Swift's.
set -eu
library=$1 out=$2
shift 2
here=$(dirname "$0")
mkdir -p "$out"
out=$(cd "$out" && pwd)
strip "$library" -o "$out/stripped.so"
strip -g "$library" -o "$out/libdzjobs.so.0"
ln -sf libdzjobs.so.0 "$out/libdzjobs.so"
flags="-O3 -DNDEBUG -Wall -Wextra -Wpedantic -Werror -I$here/../../include"
# simdjson on-demand is compiled for this processor, but at most for AVX2, which Valgrind supports.
[ "$(uname -m)" != x86_64 ] || flags="$flags -march=x86-64-v3"
ours="-L$out -Wl,-rpath,$out -ldzjobs"
for program in "$@"; do
  case $program in
    server) gcc -std=gnu11 $flags "$here/server.c" -o "$out/server" -pthread ;;
    load) gcc -std=gnu11 $flags "$here/load.c" -o "$out/load" -ldl ;;
    count_runs) gcc -std=gnu11 $flags "$here/count_runs.c" -o "$out/count_runs" $ours -ldl ;;
    count_runs_curl)
      gcc -std=gnu11 $flags "$here/count_runs_curl.c" -o "$out/count_runs_curl" -lcurl -ljansson
      ;;
    growth) gcc -std=gnu11 $flags "$here/growth.c" -o "$out/growth" $ours ;;
    many) gcc -std=gnu11 $flags "$here/many.c" -o "$out/many" $ours ;;
    listing) gcc -std=gnu11 $flags "$here/listing.c" -o "$out/listing" $ours -ldl ;;
    *)
      g++ -std=c++17 $flags "$here/$program.cpp" -o "$out/$program" $ours -ljansson -lcjson \
        -lsimdjson -lcurl
      ;;
  esac
done
