#!/bin/bash
# Looks for paths of the library's C that go wrong: clang's analyzer and gcc's, which find different
# ones. Headers are analyzed as files of their own, because their functions are inlined into Swift.
# Each finding is an error. Reports what it analyzed.
set -eu
cd "$(dirname "$0")/.."
. Tests/runner.sh
flags=(-std=gnu11 -D_GNU_SOURCE= -O1 -Iinclude -ISources/CSystem/include
  -ISources/CCurl/include -x c)
sources=(Sources/C*/*.c Sources/C*/include/*.h)
clang=$(dirname "$(readlink -f "$(command -v swiftc || echo /)")")/clang
count=0
failed=0

analyze() { # name source command...
  if ! limited 120 "${@:3}" "${flags[@]}" "$2" -o /dev/null; then
    echo "FAILED  $1: $2"
    failed=$((failed + 1))
  fi
  count=$((count + 1))
}

for source in "${sources[@]}"; do
  if has "$clang" "analysis by clang"; then
    analyze clang "$source" "$clang" --analyze -Xclang -analyzer-werror
  fi
  if has gcc "analysis by gcc"; then
    analyze gcc "$source" gcc -fanalyzer -Werror -c
  fi
done
echo "analyses: $count, $failed failed"
[[ $count -gt 0 && $failed -eq 0 ]]
