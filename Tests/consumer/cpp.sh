#!/bin/bash
# dzjobs.hpp as hosts may compile it: by both compilers, in three standards, with sanitizers,
# without exceptions and type information, with more warnings than most. $1 is where the library is
# installed. What run.sh does (g++, C++17, Valgrind) is not done again.
set -eu
stage=$(cd "$1" && pwd)
cd "$(dirname "$0")"
out=$(cd ../.. && pwd)/.build/cpp
rm -rf "$out"
mkdir -p "$out"
flags=(-g -O1 -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wold-style-cast -Wnon-virtual-dtor
  -Werror -I"$stage/usr/include")
libs=(-L"$stage/usr/lib" "-Wl,-rpath,$stage/usr/lib" -ldzjobs -pthread)
quiet="-fno-exceptions -fno-rtti"

# Of a header that is not the system's even the strictest warnings would reach its users.
strict() { # compiler flags...
  echo '#include <dzjobs.hpp>' | "$@" "${flags[@]}" -x c++ -fsyntax-only -
}

has() {
  command -v "$1" >/dev/null || { echo "SKIPPED $1, which is not installed" && false; }
}

programs() { # name compiler flags -- programs
  local name=$1 command=()
  shift
  has "$1" || return 0
  while [[ $1 != -- ]]; do command+=("$1") && shift; done
  shift
  for program; do
    "${command[@]}" "${flags[@]}" -Wno-old-style-cast -Wno-conversion "cpp_$program.cpp" \
      -o "$out/$program" "${libs[@]}"
    echo "ok      cpp_$program, $name: $("$out/$program" | tail -n 1)"
  done
}

for compiler in g++ clang++; do
  has $compiler || continue
  for standard in c++17 c++20 c++2b; do
    strict $compiler -std=$standard
    strict $compiler -std=$standard -fno-rtti
    strict $compiler -std=$standard $quiet
  done
done
sanitize="-fsanitize=address,undefined -fno-sanitize-recover=all"
programs "g++ C++20, ASan and UBSan" g++ -std=c++20 $sanitize -- client callbacks listing ranges
programs "g++ C++17 without exceptions" g++ -std=c++17 $quiet -- listing
programs "g++ C++17 without RTTI, LTO" g++ -std=c++17 -O2 -fno-rtti -flto -- listing ranges
programs "clang++ C++20 without exceptions" clang++ -std=c++20 $quiet -- listing ranges
programs "clang++ C++17" clang++ -std=c++17 -- client callbacks

# Files with and without exceptions in one program.
echo '#include <dzjobs.hpp>
bool quiet() { return dzjobs::client(std::nothrow).error().has_value(); }' >"$out/quiet.cpp"
echo '#include <dzjobs.hpp>
bool quiet();
int main() { return quiet() || dzjobs::client().error(); }' >"$out/mixed.cpp"
g++ -std=c++17 $quiet "${flags[@]}" -c "$out/quiet.cpp" -o "$out/quiet.o"
g++ -std=c++17 "${flags[@]}" "$out/mixed.cpp" "$out/quiet.o" -o "$out/mixed" "${libs[@]}"
"$out/mixed"
echo "ok      files with and without exceptions in one program"
