#!/bin/bash
# Compiles every program here against the library as it is installed under $1, with nothing but
# pkg-config to find it, and runs it, then again under Valgrind. Names after $1 select programs.
set -eu
stage=$(cd "$1" && pwd)
shift
cd "$(dirname "$0")"
out=../../.build/consumer
rm -rf "$out"
mkdir -p "$out"
out=$(cd "$out" && pwd)

. ./toolchain.sh
# The synonym keeps Valgrind's hands off the allocator that memory.c brings along.
memcheck=(valgrind -q --leak-check=full --errors-for-leak-kinds=definite,indirect,possible
  --error-exitcode=99 --soname-synonyms=somalloc=nouserintercepts)
helgrind=(valgrind -q --tool=helgrind --suppressions=helgrind.supp --error-exitcode=99)
# They work with no sanitizer and on no foreign CPU.
[[ -z ${DZJOBS_SANITIZE:-}${DZJOBS_RUNNER:-} ]] || memcheck=() helgrind=()
# Only load.c and client_guest.c want arguments; loading is what Valgrind is slowest at.
arguments=("$stage/usr/lib/libdzjobs.so.0" "$out/copy.so")
cp "${arguments[@]}"

compile() {
  case $1 in
    *.c) "${cc[@]}" -std=c11 "${flags[@]}" "$1" -o "$2" "${libs[@]}" ;;
    *.cpp) # in every standard there is; dzjobs.hpp asks for C++17
      local oldest=11 newer=(14 17 20)
      [[ $1 != cpp_* ]] || oldest=17 newer=(20)
      for standard in "${newer[@]}"; do
        "${cxx[@]}" -std=c++$standard "${flags[@]}" -fsyntax-only "$1" || return
      done
      "${cxx[@]}" -std=c++$oldest "${flags[@]}" "$1" -o "$2" "${libs[@]}"
      ;;
  esac
}

passed=0 failed=0
for source in *.c *.cpp; do
  name=${source%.*}
  [[ $# -eq 0 || " $* " == *" $name "* ]] || continue
  # Two bring an allocator along, the others see a sanitized library stay after dlclose().
  if [[ -n ${DZJOBS_SANITIZE:-} && " memory client_memory load client_guest " == *" $name "* ]]
  then
    echo "SKIPPED $name: does not go with a sanitizer"
    continue
  fi
  tool=("${memcheck[@]}")
  [[ $name != *threads ]] || tool=("${helgrind[@]}")
  # These look for secrets in whole blocks, padding that nobody set included.
  [[ " memory client_memory adversaries " != *" $name "* || ${#tool[@]} -eq 0 ]] ||
    tool+=(--undef-value-errors=no)
  if compile "$source" "$out/$name" >"$out/$name.log" 2>&1 &&
    "${runner[@]}" "$out/$name" "${arguments[@]}" 1000 >>"$out/$name.log" 2>&1 &&
    { [[ ${#tool[@]} -eq 0 ]] || "${runner[@]}" "${tool[@]}" "$out/$name" "${arguments[@]}" 10; } \
      >>"$out/$name.log" 2>&1; then
    echo "ok      $name: $(tail -n 1 "$out/$name.log")"
    passed=$((passed + 1))
  else
    echo "FAILED  $name"
    sed 's/^/  /' "$out/$name.log" | head -n 40
    failed=$((failed + 1))
  fi
done
echo "consumer programs: $passed passed, $failed failed"
[[ $failed -eq 0 && $passed -gt 0 ]]
