#!/bin/bash
# Compiles every program here (programs.mk) against the library that is installed under $1, found
# only by pkg-config. It runs each program, and runs it again under Valgrind. Names after $1 select
# programs. Programs newer than their sources are not compiled again.
set -eu
stage=$(cd "$1" && pwd)
shift
cd "$(dirname "$0")"
self=$PWD/$(basename "$0")
. ../runner.sh
. ./toolchain.sh
out=$(dirname "$stage")/consumer
# Only load.c and client_load.c need arguments. Valgrind and qemu are slowest at loading.
arguments=("$stage/usr/lib/libdzjobs.so.0" "$out/copy.so")
rounds=1000
[[ -z ${DZJOBS_RUNNER:-} ]] || rounds=10

# Chooses the Valgrind tool for a program. None works with a sanitizer or on a foreign CPU.
choose_tool() { # name
  tool=()
  [[ -z ${DZJOBS_SANITIZE:-}${DZJOBS_RUNNER:-} ]] || return 0
  # Helgrind looks for the parent's other threads in a child, which has one. TSan sees this program.
  [[ $1 != fork_threads ]] || return 0
  if [[ $1 = *threads ]]; then
    tool=(valgrind -q --tool=helgrind --suppressions=helgrind.supp --error-exitcode=99)
    return
  fi
  # The option keeps Valgrind away from the allocator of memory.c.
  tool=(valgrind -q --leak-check=full --errors-for-leak-kinds=definite,indirect,possible
    --error-exitcode=99 --soname-synonyms=somalloc=nouserintercepts)
  # These search whole blocks for secrets, including padding that nothing initialized.
  [[ " memory client_memory adversaries " != *" $1 "* ]] || tool+=(--undef-value-errors=no)
}

# Runs it plain, then under the tool, if any. A missing program's log has the reason.
run_twice() { # name
  [[ -x $out/$1 ]] || { cat "$out/$1.compile" && return 1; }
  limited 120 "${runner[@]}" "$out/$1" "${arguments[@]}" "$rounds" || return
  [[ ${#tool[@]} -eq 0 ]] || limited 300 "${runner[@]}" "${tool[@]}" "$out/$1" "${arguments[@]}" 10
}

if [[ ${1:-} = --one ]]; then
  # Two have an allocator of their own; the others find a sanitized library loaded after dlclose().
  unsanitized=" memory client_memory load client_load client_guest "
  if [[ -n ${DZJOBS_SANITIZE:-} && $unsanitized == *" $2 "* ]]; then
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
