#!/bin/sh
# The headers declare exactly the functions that the library exports, each at version DZJOBS_0. No
# other test notices a function that is not public. The version number is the same everywhere. $1 is
# where the library is installed.
set -eu
stage=$(cd "$1" && pwd)
library=$stage/usr/lib/libdzjobs.so.0
out=$(cd "$(dirname "$0")/../.." && pwd)/.build/abi
mkdir -p "$out"

gcc -E -P "$stage/usr/include/dzjobs_client.h" | grep -o 'dzjobs_[a-z0-9_]*(' | tr -d '(' |
  sed 's/$/@@DZJOBS_0/' | sort -u >"$out/declared"
readelf -W --dyn-syms "$library" |
  awk '$1 ~ /^[0-9]+:$/ && $7 != "UND" && $7 != "ABS" && $8 { print $8, $4 }' >"$out/defined"
cut -d' ' -f1 "$out/defined" | sort >"$out/exported"
# Only functions: a program would get a copy of an exported variable, and could write to it.
variables=$(grep -v ' FUNC$' "$out/defined" || true)

for name in dzjobs_client_new dzjobs_list_new; do
  grep -q "^$name@" "$out/declared" || { echo "exports: $name is not declared"; exit 1; }
done
if ! diff "$out/declared" "$out/exported"; then
  echo "exports: < is declared, > is exported"
  exit 1
fi
[ -z "$variables" ] || { echo "exports: not functions: $variables"; exit 1; }

number=$(sed -n 's/^#define DZJOBS_VERSION_NUMBER \(0x[0-9a-f]*\).*/\1/p' \
  "$stage/usr/include/dzjobs.h")
cat >"$out/version.c" <<END
#include <dzjobs.h>
#include <stdio.h>
int main(void) {
  printf("%s 0x%06x", dzjobs_version(), (unsigned)dzjobs_version_number());
}
END
gcc -I"$stage/usr/include" "$out/version.c" "$library" -o "$out/version"
told=$(LD_LIBRARY_PATH=$stage/usr/lib "$out/version")
packaged=$(PKG_CONFIG_LIBDIR=$stage/usr/lib/pkgconfig pkg-config --modversion dzjobs)
if [ "$told" != "$packaged $number" ] || [ ! -f "$stage/usr/lib/libdzjobs.so.$packaged" ]; then
  echo "exports: versions differ: library $told, package $packaged, header $number"
  exit 1
fi
echo "exports: $(wc -l <"$out/exported") functions, declared and exported; version $packaged"
