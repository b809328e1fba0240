#!/bin/bash
# Builds and runs the unit tests; a regular expression as $1 selects some of them. .build/unit.log
# has all output of Swift Testing; this script prints the failures, the skips and the sum.
set -eu
cd "$(dirname "$0")/.."
. Tests/runner.sh
log=.build/unit.log
options=(--disable-default-traits --scratch-path .build/hosted)
mkdir -p .build
swift build -q --build-tests "${options[@]}"

status=0
limited 600 swift test --skip-build "${options[@]}" ${1:+--filter "$1"} >"$log" 2>&1 || status=$?
sed -n 's/^➜ Test "\(.*\)" skipped: "\(.*\)"$/\1\t\2/p' "$log" |
  while IFS=$'\t' read -r name reason; do skipped "unit test: $name" "$reason"; done
sum=$(grep '^[^ ]* Test run with .* tests\? ' "$log" | tail -n 1 || true)
if [[ $status -ne 0 || $sum != *" passed "* || $sum = *" 0 tests "* ]]; then
  grep -A 4 '^✘' "$log" | cut -c 1-400 | head -n 200 || true
  # Tests that began and did not end: these hang or crashed.
  names() { sed -n "s/^[$1] Test \(.*\) $2.*/\1/p" "$log" | sort; }
  comm -23 <(names ◇ started) <(names ✔✘ '\(passed\|failed\)') |
    sed 's/^/  not ended: /' | head -n 20
  tail -n 3 "$log" | cut -c 1-400
  echo "FAILED  unit tests: exit status $status, ${sum:-no result}; see $log"
  exit 1
fi
echo "ok      unit tests: ${sum#* }"
