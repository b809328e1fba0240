#!/bin/sh
# This library runs programs that were compiled against the last release: everything that its
# headers declared, described in baseline.abi, still exists with the same types and values. abidiff
# compares. Changed copies of the headers prove that it refuses incompatible changes. $1 is where
# the library is installed.
set -eu
include=$(cd "$1/usr/include" && pwd)
here=$(dirname "$0")
out=$(cd "$here/../.." && pwd)/.build/abi
changed=$out/changed
mkdir -p "$out"

compare() { # headers, name
  "$here/describe.sh" "$1" "$out/$2.abi"
  abidiff --no-architecture --no-added-syms "${3:-$out/headers.abi}" "$out/$2.abi" >"$out/$2.diff"
}

if ! compare "$include" headers "$here/baseline.abi"; then
  cat "$out/headers.diff"
  echo "compatible: breaks programs compiled against the last release"
  exit 1
fi

# Checks abidiff's result for the headers after a change by a sed command.
try() { # taken|refused, what, header, command
  rm -rf "$changed"
  cp -r "$include" "$changed"
  sed -i "$4" "$changed/$3"
  ! cmp -s "$include/$3" "$changed/$3" || { echo "compatible: cannot try $2"; exit 1; }
  if compare "$changed" changed; then answer=taken; else answer=refused; fi
  [ "$answer" = "$1" ] || { cat "$out/changed.diff"; echo "compatible: $answer: $2"; exit 1; }
  tried=$((${tried:-0} + 1))
}

try refused "a function that is gone" dzjobs_client.h '/int dzjobs_client_cancel/d'
try refused "a shorter parameter" dzjobs_settings.h 's/int64_t max_items)/int max_items)/'
try refused "another sign" dzjobs_settings.h 's/uint64_t seed)/int64_t seed)/'
try refused "a parameter more" dzjobs_settings.h 's/int64_t max_items)/int64_t max_items, int x)/'
try refused "another result" dzjobs_run.h 's/size_t \(dzjobs_list_page_run_count\)/int \1/'
try refused "another handle" dzjobs.h 's/\(void dzjobs_list_free(dzjobs_\)list/\1run/'
try refused "another callback" dzjobs_callbacks.h 's/int topic, const char \*line/int topic/'
try refused "a code of another value" dzjobs.h 's/DZJOBS_EPARSE (-4)/DZJOBS_EPARSE (-9)/'
try refused "a code that is gone" dzjobs_client.h '/define DZJOBS_EUNAVAILABLE/d'
try taken "a new code" dzjobs.h 's/^#define DZJOBS_EPARSE/#define DZJOBS_EMORE (-9)\n&/'
try taken "another name of a parameter" dzjobs_settings.h 's/int64_t max_items)/int64_t most)/'
try taken "a new function" dzjobs.h \
  's/^DZJOBS_API int dzjobs_version_number/DZJOBS_API int dzjobs_more(dzjobs_list *list);\n&/'

# Debian's symbols file names the version that introduced each function, so that a program is not
# installed with an older library. One line covers the functions of the first version.
symbols=$here/../../packaging/debian/libdzjobs0.symbols
first=$(sed -n 's/^ (symver)DZJOBS_0 //p' "$symbols")
version=$(PKG_CONFIG_LIBDIR=$1/usr/lib/pkgconfig pkg-config --modversion dzjobs)
functions() {
  sed -n "s/.*<function-decl name='\(dzjobs_[a-z0-9_]*\)'.*/\1/p" "$1" |
    grep -vx dzjobs_constants | sort
}
functions "$here/baseline.abi" >"$out/released"

unlisted() { # version, what description
  [ "$1" != "$first" ] || return 0
  functions "$2" | comm -13 "$out/released" - | while read -r name; do
    grep -q "^ $name@DZJOBS_0 " "$symbols" || echo "$name"
  done
}

[ "$(unlisted "$first.1" "$out/changed.abi" | grep -x dzjobs_more)" ] ||
  { echo "compatible: a new function was not seen"; exit 1; }
new=$(unlisted "$version" "$out/headers.abi")
[ -z "$new" ] || { echo "compatible: not in $symbols:" $new; exit 1; }

released=$(wc -l <"$out/released")
echo "compatible: $released functions of the last release; $tried changes judged rightly"
