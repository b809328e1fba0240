#!/bin/bash
# Runs the fuzzers in the directory $1, two at a time. With `check` as $2 it runs a short batch with
# a fixed number of inputs and a fixed seed. A number as $2 is the seconds for each fuzzer, with a
# random seed; the directory keeps new inputs for the next time. Names after that select fuzzers.
set -eu
out=$(cd "$1" && pwd)
mode=$2
shift 2
here=$(cd "$(dirname "$0")" && pwd)
cd "$here"
. ../runner.sh

# Makes backtraces name lines.
ASAN_SYMBOLIZER_PATH=$(dirname "$(readlink -f "$(command -v swiftc)")")/llvm-symbolizer
export ASAN_SYMBOLIZER_PATH UBSAN_OPTIONS=print_stacktrace=1

run() {
  local target=$1 seed=1 status=0 limit=(-runs=30000) seconds=600
  local learned=$out/learned/$target log=$out/$target.log
  if [[ $mode = check ]]; then # only the repository's inputs
    learned=$out/unlearned/$target
    rm -rf "$learned"
    # Random calls still find orders that the client's model does not know, so here only the corpus
    # and the sequences run that the target makes at its start.
    [[ $target != client ]] || limit=(-runs=1)
  else
    seed=$(od -An -N4 -tu4 /dev/urandom | tr -d ' ')
    limit=("-max_total_time=$mode") seconds=$((mode + 300))
  fi
  mkdir -p "$learned" "$out/found"
  local words=()
  [[ ! -e dictionaries/$target.dict ]] || words=("-dict=dictionaries/$target.dict")
  limited "$seconds" "$out/$target" "-seed=$seed" "${limit[@]}" "${words[@]}" -timeout=30 \
    -print_final_stats=1 "-artifact_prefix=$out/found/$target-" "$learned" "corpus/$target" \
    >"$log" 2>&1 </dev/null || status=$?
  local runs
  runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
  if [[ $status -eq 0 && ${runs:-0} -gt 0 ]]; then
    echo "ok      $target: $runs runs," \
      "$(sed -n 's/.* cov: \([0-9]*\) .*/\1/p' "$log" | tail -n 1) edges, seed $seed"
  else
    echo "FAILED  $target, seed $seed: ${runs:-no} runs, $(tail -n 1 "$log")"
    grep -v '^#[0-9]\|Uses: \|NEW_FUNC\|^stat::' "$log" | head -n 40 | sed 's/^/  /'
    echo "  again: $out/$target $(ls -t "$out/found/$target-"* 2>/dev/null | head -n 1)"
    return 1
  fi
}

if [[ $mode = one ]]; then # of those below
  mode=$1
  run "$2"
  exit
fi
[[ $# -gt 0 ]] || set -- $(ls corpus)
each "$here/run.sh" "$out" one "$mode" -- "$@"
