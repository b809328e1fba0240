#!/bin/sh
# The headers in $1 as libabigail describes a library: their functions, types and constants, into
# $2. Our library has no debug information to read them from, so that they are compiled into one
# that has: the same symbols without bodies, and the constants as those of an enum. That the
# symbols are those of our library is what exports.sh is for.
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
# All that begins with dzjobs_, the constants among it: the library's own script has symbols only.
echo 'DZJOBS_0 { global: dzjobs_*; local: *; };' >"${out%.abi}.map"
gcc -g -fPIC -shared -Wl,-soname,libdzjobs.so.0 "-Wl,--version-script=${out%.abi}.map" "$source" \
  -o "$library"
abidw --no-corpus-path --no-comp-dir-path --no-show-locs --no-parameter-names \
  --out-file "$out" "$library"
