#!/bin/bash
# make dist makes the same bytes twice, in two folders with different names and at different times.
# It uses this working tree, committed or not, and leaves the files in $1 for the tests that install
# them.
set -eu
dist=$1
root=$(cd "$(dirname "$0")/../.." && pwd)
out=$root/.build/packaging-dist
rm -rf "$out" "$dist"
mkdir -p "$out" "$dist"
fail() { echo "dist.sh: $*" >&2 && exit 1; }

# Commits all files that are not ignored. The repository and its index stay as they are.
index=$out/index
# The repository may belong to another user than root.
git() { command git -c safe.directory='*' "$@"; }
git -C "$root" read-tree --index-output="$index" HEAD
GIT_INDEX_FILE=$index git -C "$root" add -A
tree=$(GIT_INDEX_FILE=$index git -C "$root" write-tree)

build() { # folder
  mkdir -p "$1"
  git -C "$root" archive "$tree" | tar -x -m -C "$1"
  git -C "$1" init -q -b main
  git -C "$1" add -A
  GIT_AUTHOR_DATE=@1795428000 GIT_COMMITTER_DATE=@1795428000 git -C "$1" -c user.name=dist \
    -c user.email=dist@libdzjobs.invalid commit -q -m 'What is tested'
  make -C "$1" dist >"$out/log" 2>&1 || { tail -n 40 "$out/log" && fail "make dist failed in $1"; }
}

build "$out/one"
build "$out/another/place"
made=$out/one/.build/dist
diff -r "$made" "$out/another/place/.build/dist" || fail "the same source made different files"
(cd "$made" && sha256sum --quiet -c SHA256SUMS) || fail "SHA256SUMS is wrong"
[ "$(wc -l <"$made/SHA256SUMS")" = 14 ] || fail "these are not all files: $(ls "$made")"
cp "$made"/* "$dist"

# A release contains only committed files.
touch "$out/one/stray"
if make -C "$out/one" dist >"$out/log" 2>&1; then fail "a stray file went into a release"; fi
grep -q '^?? stray' "$out/log" || fail "$(cat "$out/log")"
rm -rf "$out"
echo "ok      dist: $(ls "$dist" | wc -l) files, the same in two folders"
