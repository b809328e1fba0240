#!/bin/bash
# Compiles the programs here against the library that is installed under $1, and soaks them with the
# Python $2. The other arguments are for soak.py; its --help lists them.
set -eu
stage=$(cd "$1" && pwd) python=$(realpath -s "$2")
shift 2
cd "$(dirname "$0")"
. ../consumer/toolchain.sh
out=$(dirname "$stage")/soak
make_programs "$out" delivery crowd
for name in delivery crowd; do
  [[ -x $out/$name ]] || { cat "$out/$name.compile" && exit 1; }
done
DZJOBS_STAGE=$stage exec "${runner[@]}" "$python" soak.py "$out" "$@"
