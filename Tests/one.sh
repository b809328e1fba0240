#!/bin/bash
# Runs one test, for `make test-one T=…`. T is the path of a file below Tests (consumer/pages.c,
# oracle/test_request.py, fuzz/page), with or without the extension, or a pattern; ::test may follow
# a file of pytest. A bare name selects all files of that name. Anything else is a regular
# expression for the names of Swift's tests (Timestamp, ListingEndTests/loops).
set -eu
shopt -s nullglob
cd "$(dirname "$0")/.."
test=${1#Tests/}
[[ -n $test ]] || { echo "T is empty: make test-one T=…" >&2 && exit 2; }
file=${test%%::*} found=
name=${file##*/} name=${name%.*} folder=
[[ $file != */* ]] || folder=${file%/*}

# Sets ${files[@]} to the files of a folder that T selects; fails if there is none.
means() { # folder extensions...
  local path
  files=()
  [[ -z $folder || $folder = "$1" ]] || return 1
  for extension in "${@:2}"; do
    for path in Tests/"$1"/$name.$extension; do
      [[ ! -e $path ]] || files+=("$path")
    done
  done
  [[ ${#files[@]} -gt 0 ]] && found=yes
}

names() { for path in "${files[@]}"; do basename "${path%.*}"; done; }

if means consumer c cpp; then
  make stage >/dev/null
  Tests/consumer/run.sh .build/stage $(names)
fi
if means fuzz c swift; then
  make .build/fuzz/stamp
  Tests/fuzz/run.sh .build/fuzz check $(names)
fi
for suite in oracle python runners; do
  [[ $name = test_* ]] && means $suite py || continue
  venv=.build/venv stamp=.build/venv/stamp
  [[ $suite != python ]] || venv=.build/python/venv stamp=.build/python/stamp
  make stage $stamp >/dev/null
  DZJOBS_BOTOCORE_RETRIES=$PWD/.build/botocore-retries \
    $venv/bin/python -m pytest "${files[@]/%/${test#"$file"}}"
done
[[ $found ]] || Tests/unit.sh "${test%.swift}"
