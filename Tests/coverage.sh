#!/bin/bash
# Prints the regions and lines of each source file that tests run: the unit tests, then these and
# the programs of Tests/consumer. Embedded Swift has no profiles, so that the same sources are built
# with full Swift. The last lines name the files of which less than 95 % of the lines ran. Much of
# the client is run by Tests/oracle, which does not count here.
set -eu
cd "$(dirname "$0")/.."
. Tests/runner.sh
out=$PWD/.build/coverage
options=(--enable-code-coverage --disable-default-traits --scratch-path "$out")
tools=$(dirname "$(readlink -f "$(command -v swiftc)")")
runtime=$(dirname "$tools")/lib/swift/linux
mkdir -p "$out/programs" "$out/profiles"
rm -f "$out"/profiles/*

swift build -q --build-tests "${options[@]}"
built=$(dirname "$(find "$out" -name libdzjobs.so -path '*/debug/*' | head -n 1)")
library=$built/libdzjobs.so
tests=$(find "$built" -maxdepth 1 -name '*.xctest' -type f | head -n 1)
limited 900 swift test --skip-build "${options[@]}" >"$out/unit.log" 2>&1 ||
  { tail -n 20 "$out/unit.log" && exit 1; }

# Some bring an allocator, load the library again, or see memory that full Swift does not end.
left_out=" memory client_memory load client_load guard_pages "
run_one() { # source
  local name
  name=$(basename "$1" .c)
  [[ $left_out != *" $name "* ]] || return 0
  gcc -std=c11 -I../../include "$1" -o "$out/programs/$name" -L"$built" -ldzjobs -pthread -ldl \
    "-Wl,-rpath-link,$runtime" >"$out/programs/$name.log" 2>&1 &&
    LD_LIBRARY_PATH=$built:$runtime LLVM_PROFILE_FILE=$out/profiles/$name-%p.profraw \
      limited 120 "$out/programs/$name" "$library" >>"$out/programs/$name.log" 2>&1 ||
    echo "$name: $(tail -n 1 "$out/programs/$name.log") (what it ran counts)"
}
(cd Tests/consumer && for source in *.c; do run_one "$source"; done)

"$tools/llvm-profdata" merge -sparse --failure-mode=all -o "$out/all.profdata" \
  "$built/codecov/default.profdata" "$out"/profiles/*.profraw
table() { # profile
  "$tools/llvm-cov" report "-instr-profile=$1" "$tests" -object "$library" \
    "-ignore-filename-regex=/Tests/|/\.build/" | sed 's|^/.*/Sources/||' |
    awk '$1 ~ /swift$|[.]c$|TOTAL/ { print $1, $4, $10 }' | sort
}
table "$built/codecov/default.profdata" >"$out/unit.txt"
table "$out/all.profdata" >"$out/all.txt"
{
  echo "file unit-regions unit-lines all-regions all-lines"
  join "$out/unit.txt" "$out/all.txt"
} | column -t
awk '$3 + 0 < 95 { print "less than 95 % of the lines: " $1 ", " $3 }' "$out/all.txt"
