#!/bin/sh
# Fails if the library makes an attack easier: a stack or another segment that can be written and
# executed, tables of addresses that stay writable after loading, or code that the loader has to
# change. Each check runs on a small library that fails it, too. $1 is where the library is
# installed.
set -eu
library=$(cd "$1" && pwd)/usr/lib/libdzjobs.so.0
out=$(cd "$(dirname "$0")/../.." && pwd)/.build/abi
mkdir -p "$out"

weaknesses() {
  segments=$(readelf -W -l "$1")
  dynamic=$(readelf -W -d "$1")
  echo "$segments" | grep -q 'GNU_STACK .* RW  *0' || echo "executable stack"
  echo "$segments" | grep -q ' RWE ' && echo "writable code"
  echo "$segments" | grep -q GNU_RELRO || echo "no RELRO"
  echo "$dynamic" | grep -q BIND_NOW || echo "no BIND_NOW"
  echo "$dynamic" | grep -q TEXTREL && echo "TEXTREL"
  true
}

found=$(weaknesses "$library")
[ -z "$found" ] || { echo "hardening: $library: $found"; exit 1; }

cat >"$out/weak.s" <<'END'
  .text
  .globl weak
weak: ret
  .quad weak
END
# Options for the linker, and the weakness that they make.
proven=0
while IFS='|' read -r options weakness; do
  # shellcheck disable=SC2086
  gcc -shared -nostdlib -Wl,-z,relro,-z,now,-z,noexecstack,-z,notext $options "$out/weak.s" \
    -o "$out/weak.so" 2>/dev/null
  weaknesses "$out/weak.so" | grep -q "^$weakness$" ||
    { echo "hardening: the check for \"$weakness\" does not see $options"; exit 1; }
  proven=$((proven + 1))
done <<'END'
-Wl,-z,execstack|executable stack
-Wl,--omagic|writable code
-Wl,-z,norelro|no RELRO
-Wl,-z,lazy|no BIND_NOW
-Wl,-z,notext|TEXTREL
END
echo "hardening: none of $proven weaknesses"
