#!/bin/bash
# Makes targets while there is time: pairs of a target and the seconds that it needs. .ci/run sets
# DZJOBS_UNTIL, the end of the tests in seconds since 1970; without it there is time for all.
set -eu
cd "$(dirname "$0")/.."
. Tests/runner.sh
while [[ $# -gt 0 ]]; do
  if has_time "$2" "make $1"; then ${MAKE:-make} "$1"; fi
  shift 2
done
