#!/bin/sh
# Describes the functions, types and constants of the headers in $1 with libabigail, into $2. The
# library has no debug information, so the script compiles the headers into one that has: the same
# symbols without bodies, and the constants as an enum. exports.sh checks that the library has these
# symbols.
set -eu
include=$1 out=$2
source=${out%.abi}.c library=${out%.abi}.so
preprocess() {
  (cd "$include" && ls ./*.h) | sed 's/.*/#include "&"/' | gcc -E -I"$include" "$@" -
}
{
  preprocess -P |
    awk 'BEGIN { RS = ";"; ORS = "" }
      /extern .*dzjobs_/ { print $0 " { __builtin_trap(); }"; next }
      NF { print $0 ";" }'
  echo 'enum dzjobs_constants {'
  preprocess -dM | grep -v DZJOBS_VERSION_NUMBER |
    sed -n 's/^#define \(DZJOBS_[A-Z0-9_]*\) \(.*[0-9].*\)$/  \1 = \2,/p' | sort
  echo '} dzjobs_constants(void) { __builtin_trap(); }'
} >"$source"
# Export everything that begins with dzjobs_, including the constants. The library's own version
# script has only its functions.
echo 'DZJOBS_0 { global: dzjobs_*; local: *; };' >"${out%.abi}.map"
gcc -g -fPIC -shared -Wl,-soname,libdzjobs.so.0 "-Wl,--version-script=${out%.abi}.map" "$source" \
  -o "$library"
abidw --no-corpus-path --no-comp-dir-path --no-show-locs --no-parameter-names \
  --out-file "$out" "$library"
