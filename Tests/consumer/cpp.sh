#!/bin/bash
# Compiles dzjobs.hpp as callers may: with both compilers, in three standards, with sanitizers,
# without exceptions and type information, with more warnings than usual. $1 is where the library is
# installed. run.sh covers g++ with C++17 and Valgrind.
set -eu
stage=$(cd "$1" && pwd)
cd "$(dirname "$0")"
. ../runner.sh
. ./toolchain.sh
all=$(dirname "$stage")/cpp
libs=("-L$stage/usr/lib" "-Wl,-rpath,$stage/usr/lib" -ldzjobs -pthread)
warnings=(-g -O1 -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wnon-virtual-dtor -Werror
  "-I$stage/usr/include")
quiet="-fno-exceptions -fno-rtti"
run=0 failed=0

run_program() { # program
  [[ -x $1 ]] || { cat "$1.compile" && return 1; }
  limited 120 "$1"
}

# Compiles programs in each of the standards and runs those of the first.
variant() { # name standards programs compiler flags...
  local name=$1 programs=($3) program
  standards=$2 cxx=("${@:4}") flags=("${warnings[@]}")
  has "$4" "dzjobs.hpp as $name" || return 0
  if [[ $3 = header ]]; then flags+=(-Wold-style-cast); else flags+=(-Wno-conversion); fi
  make_programs "$all/$name" "${programs[@]/#/cpp_}"
  for program in "${programs[@]/#/$all/$name/cpp_}"; do
    run=$((run + 1))
    rm -f "$program.log"
    report "$(basename "$program"), $name" "$program.log" run_program "$program" ||
      failed=$((failed + 1))
  done
}

for compiler in g++ clang++; do
  for mode in "" -fno-rtti "$quiet"; do
    variant "$compiler$(tr -d ' ' <<<"$mode")-header" "c++17 c++20 c++2b" header $compiler $mode
  done
done
# With sanitizers g++ 12 warns that members of an optional are not set.
sanitize="-fsanitize=address,undefined -fno-sanitize-recover=all -Wno-maybe-uninitialized"
programs="client callbacks exchange lifetimes listing ranges settings"
variant g++-sanitized c++20 "$programs" g++ $sanitize
variant g++-quiet c++17 listing g++ $quiet
variant g++-lto c++17 "listing ranges" g++ -O2 -fno-rtti -flto
variant clang++-quiet c++20 "lifetimes listing ranges" clang++ $quiet
variant clang++ c++17 "client callbacks exchange settings" clang++

# Files with and without exceptions in one program.
mixed() {
  echo '#include <dzjobs.hpp>
bool quiet() { return dzjobs::client(std::nothrow).error().has_value(); }' >"$all/quiet.cpp"
  echo '#include <dzjobs.hpp>
bool quiet();
int main() { return quiet() || dzjobs::client().error(); }' >"$all/mixed.cpp"
  g++ -std=c++17 $quiet "${warnings[@]}" -c "$all/quiet.cpp" -o "$all/quiet.o" &&
    g++ -std=c++17 "${warnings[@]}" "$all/mixed.cpp" "$all/quiet.o" -o "$all/mixed" \
      "${libs[@]}" &&
    limited 60 "$all/mixed" && echo "with and without exceptions in one"
}
run=$((run + 1))
rm -f "$all/mixed.log"
report mixed "$all/mixed.log" mixed || failed=$((failed + 1))

echo "C++ programs: $run, $failed failed"
[[ $failed -eq 0 ]]
