#!/bin/bash
# Compiles every program here (programs.mk) against the library as it is installed under $1, with
# nothing but pkg-config to find it, and runs it, then again under Valgrind. Names after $1 select
# programs. What is newer than its sources is not compiled again.
set -eu
stage=$(cd "$1" && pwd)
shift
cd "$(dirname "$0")"
self=$PWD/$(basename "$0")
. ../runner.sh
. ./toolchain.sh
out=$(dirname "$stage")/consumer
# Only load.c and client_guest.c want arguments. Loading is what Valgrind and qemu are slowest at.
arguments=("$stage/usr/lib/libdzjobs.so.0" "$out/copy.so")
rounds=1000
[[ -z ${DZJOBS_RUNNER:-} ]] || rounds=10

# Chooses the Valgrind tool for a program. None works with a sanitizer or on a foreign CPU.
choose_tool() { # name
  tool=()
  [[ -z ${DZJOBS_SANITIZE:-}${DZJOBS_RUNNER:-} ]] || return 0
  if [[ $1 = *threads ]]; then
    tool=(valgrind -q --tool=helgrind --suppressions=helgrind.supp --error-exitcode=99)
    return
  fi
  # The synonym keeps Valgrind's hands off the allocator that memory.c brings along.
  tool=(valgrind -q --leak-check=full --errors-for-leak-kinds=definite,indirect,possible
    --error-exitcode=99 --soname-synonyms=somalloc=nouserintercepts)
  # These look for secrets in whole blocks, padding that nobody set included.
  [[ " memory client_memory adversaries " != *" $1 "* ]] || tool+=(--undef-value-errors=no)
}

# Plain, then under the tool, if any. Without a program its log says why it was not compiled.
run_twice() { # name
  [[ -x $out/$1 ]] || { cat "$out/$1.compile" && return 1; }
  limited 120 "${runner[@]}" "$out/$1" "${arguments[@]}" "$rounds" || return
  [[ ${#tool[@]} -eq 0 ]] || limited 300 "${runner[@]}" "${tool[@]}" "$out/$1" "${arguments[@]}" 10
}

if [[ ${1:-} = --one ]]; then
  # Two bring an allocator along, the others see a sanitized library stay after dlclose().
  if [[ -n ${DZJOBS_SANITIZE:-} && " memory client_memory load client_guest " == *" $2 "* ]]; then
    skipped "$2, $DZJOBS_SANITIZE" "does not go with a sanitizer"
    exit
  fi
  choose_tool "$2"
  rm -f "$out/$2.log"
  report "$2" "$out/$2.log" run_twice "$2"
  exit
fi

shopt -s nullglob
[[ $# -gt 0 ]] || for source in *.c *.cpp; do set -- "$@" "${source%.*}"; done
mkdir -p "$out"
cp "${arguments[@]}"
make_programs "$out" "$@"
each "$self" "$stage" --one -- "$@" || { echo "consumer programs: some of $# failed" && exit 1; }
echo "consumer programs: $#, none failed"
