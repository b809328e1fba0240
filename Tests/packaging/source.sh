#!/bin/bash
# Tests the sources alone, as a new user has them: make help lists all targets, make without Swift
# names the place to get it, and neither pip nor a source distribution makes a package without the
# library. $1 is a Python environment with packaging/python/requirements.txt.
set -eu
venv=$(cd "$1" && pwd)
out=$(cd "$(dirname "$0")/../.." && pwd)/.build/packaging-source
rm -rf "$out"
mkdir -p "$out/bin"
. "$(dirname "$0")/build.sh"
unset MAKEFLAGS MAKELEVEL

# make help lists all names in .PHONY, except those that only other targets call.
internal="install-command stage test-begin uninstall-command"
make -C "$root" -s help >"$out/help"
make -C "$root" -npq .DEFAULT 2>/dev/null | sed -n 's/^\.PHONY: //p' | tr ' ' '\n' |
  grep -vxF "${internal// /$'\n'}" | sort -u >"$out/targets"
[ "$(wc -l <"$out/targets")" -gt 40 ] || fail "make has few targets: $(cat "$out/targets")"
cut -d ' ' -f 1 "$out/help" | sort | diff "$out/targets" - ||
  fail "< is a target without a line of ## above it, > is such a line without a target"
odd=$(grep -vE '^[a-z-]+ +[^ ].{10,}$' "$out/help" || grep -E '.{101}' "$out/help" || true)
[ -z "$odd" ] || fail "make help says: $odd"
echo "ok      make help: $(wc -l <"$out/help") targets"

# PATH has every other program of this machine. make adds a line for each make that failed.
IFS=: read -ra folders <<<"$PATH"
for folder in "${folders[@]}"; do
  ln -s "$folder"/* "$out/bin" 2>/dev/null || true
done
rm -f "$out"/bin/swift*
for target in "" demo test wheel dist install; do
  # shellcheck disable=SC2086
  if PATH=$out/bin make -C "$root" -s -B $target >"$out/log" 2>&1; then
    fail "make $target does without Swift"
  fi
  grep -vE '^make(\[[0-9]\])?: ' "$out/log" >"$out/told" || true
  [ "$(wc -l <"$out/told")" = 3 ] || fail "make $target without Swift says: $(cat "$out/log")"
  for text in "Swift 6.3 or later" "swift.org/install" "packaging/docs/install.md"; do
    grep -qF "$text" "$out/told" || fail "make $target does not say $text"
  done
done
PATH=$out/bin make -C "$root" -s help | cmp - "$out/help"
grep -qx '// swift-tools-version:6.3' "$root/Package.swift" || fail "Package.swift takes others"
echo "ok      make without Swift"

# The command line of pip, of its own environment and of this one, and a source distribution.
for command in "pip install $root/packaging/python" \
  "pip install --no-build-isolation $root/packaging/python" \
  "hatchling build -t sdist -d $out/sdist"; do
  # shellcheck disable=SC2086
  if (cd "$root/packaging/python" && env -u DZJOBS_LIBRARY "$venv/bin/python" -m $command) \
    >"$out/log" 2>&1; then fail "$command made a package without the library"; fi
  grep -qx ' *dzjobs: .* run `make wheel` in the repository\.' "$out/log" ||
    fail "$command says: $(cat "$out/log")"
done
left=$(find "$out/sdist" -type f)
[ -z "$left" ] || fail "this is left: $left"
echo "ok      no Python package without the library"
