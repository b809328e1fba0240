#!/bin/bash
# The cross-built library behaves under qemu like the machine's own: the example lists the same
# runs, and the vector code and the code for other CPUs agree with plain loops. $1 is where the
# library is installed; CC and DZJOBS_RUNNER are the compiler and the emulator.
set -eu
stage=$(cd "$1" && pwd)
cd "$(dirname "$0")/../.."
out=$PWD/.build/packaging-cross
rm -rf "$out"
mkdir -p "$out"
. Tests/consumer/toolchain.sh

for target in scan scan_portable; do
  "${cc[@]}" -std=c11 -O2 -ISources/CSystem/include "${flags[@]}" "Tests/fuzz/$target.c" \
    Tests/fuzz/standalone.c -o "$out/$target"
  echo "ok      $target: $("${runner[@]}" "$out/$target" 1000000 Tests/fuzz/corpus/$target/*)"
done

list() { # name, how it is run...
  local name=$1
  shift
  AWS_REGION=us-east-1 python3 examples/emulator --quiet --runs 500 --seed 70 -- \
    "$@" "$out/$name" --domain dzd_emulator --job job_emulator --endpoint-url {endpoint} --json \
    >"$out/$name.jsonl"
}

"${cc[@]}" -std=c11 "${flags[@]}" examples/list_job_runs.c -o "$out/foreign" "${libs[@]}" -ljansson
gcc -std=c11 "${flags[@]}" examples/list_job_runs.c -o "$out/own" -L.build/release -ldzjobs -ldl \
  -ljansson
list foreign "${runner[@]}"
LD_LIBRARY_PATH=.build/release list own
[[ $(wc -l <"$out/own.jsonl") = 500 ]]
cmp "$out/own.jsonl" "$out/foreign.jsonl"
echo "ok      list_job_runs.c: the same 500 runs on both CPUs"
