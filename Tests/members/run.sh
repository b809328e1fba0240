#!/bin/bash
# Adds a member, `priority`, to a copy of the sources: a line of the table and a declaration in the
# header. `make generate` writes everything else. The copy builds, and the C programs, the C++
# program and the Python package find the member.
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
copy=$root/.build/members
python=${PYTHON:-python3}

fail() {
  echo "members: $*" >&2
  exit 1
}

mkdir -p "$copy"
find "$copy" -mindepth 1 -maxdepth 1 ! -name .build -exec rm -rf {} +
cd "$root"
cp -a Makefile README.md Package.swift Sources Tests examples include packaging "$copy"
cd "$copy"

insert_after() { # file line what
  [[ $(grep -c "$2" "$1") -eq 1 ]] || fail "$1 has no single line with $2"
  sed -i "/$2/a $3" "$1"
}

insert_after packaging/members/members.txt '^createdBy ' 'priority string'
if make -s generate 2>generate.log; then fail "a member without a declaration was accepted"; fi
grep -q '^include/dzjobs_run.h: dzjobs_run_priority: declared as None' generate.log ||
  fail "generate said: $(cat generate.log)"
insert_after include/dzjobs_run.h 'dzjobs_run_created_by(' \
  'DZJOBS_API const char *dzjobs_run_priority(const dzjobs_run *run); /* priority */'
make -s generate
packaging/members/generate.py --check
swift format lint --strict Sources/DZJobsCore/JobRuns/JobRunMembers.swift \
  Sources/DZJobsABI/JobRunAPI.swift
timeout 900 make stage >make.log 2>&1 || { tail -n 20 make.log && fail "the copy does not build"; }

# states has a row for each function of the header; the others compare values and order.
grep -q '"priority", priority' Tests/consumer/members.h || fail "the programs do not look for it"
Tests/consumer/run.sh .build/stage states null_handles pages arrow cpp_listing
cp .build/stage/usr/lib/libdzjobs.so.0 packaging/python/dzjobs/
PYTHONPATH=packaging/python "$python" Tests/members/priority.py
