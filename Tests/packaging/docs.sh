#!/bin/bash
# make docs: the API reference has every function, and what is not documented, or a link that leads
# nowhere, fails it.
set -eu
out=$(cd "$(dirname "$0")/../.." && pwd)/.build/packaging-docs
rm -rf "$out"
. "$(dirname "$0")/build.sh"

functions=$(cat "$root"/include/*.h | grep -o '\bdzjobs_[a-z_]*(' | tr -d '(' | sort -u)
for name in $functions; do
  grep -qw "$name()" "$root/.build/docs/html/globals_func.html" || fail "$name is not in it"
done
echo "ok      reference: $(echo "$functions" | wc -l) functions"

try() { # what, file, command of sed
  rm -rf "$out" && mkdir -p "$out/packaging" "$out/.build/docs"
  cp -rL "$root/include" "$out" && cp -rL "$root/packaging/docs" "$out/packaging"
  sed -i "$3" "$out/$2"
  ! cmp -s "$root/$2" "$out/$2" || fail "cannot try $1"
  if (cd "$out" && limited 300 doxygen packaging/docs/Doxyfile) >"$out/log" 2>&1; then
    fail "took $1"
  fi
  grep -q "$4" "$out/log" || fail "$(cat "$out/log")"
}

try "a function without a comment" include/dzjobs.h \
  's|^/\* Runs a page, 1 or more.*||' 'dzjobs_list_set_max_results.*is not documented'
try "a code without a comment" include/dzjobs.h \
  's|/\* the body is not a ListJobRuns response \*/||' 'DZJOBS_EPARSE.*is not documented'
try "a member in C++ that sets nothing" include/dzjobs/callbacks.hpp \
  's|std::optional<int> max_attempts|std::optional<int> max_tries|' 'dzjobs_client_set_max_tries'
try "a link to no page" packaging/docs/concepts.md \
  's|(go.md)|(went.md)|' 'went'
echo "ok      what is not documented is an error"
