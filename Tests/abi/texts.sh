#!/bin/sh
# Fails if an instruction reads a text as a vector. packaging/sections.lds removes the alignment of
# texts, and on x86-64 an aligned read of another address ends the process. $1 is where the library
# is installed.
set -eu
library=$(cd "$1" && pwd)/usr/lib/libdzjobs.so.0

if ! readelf -h "$library" | grep -q X86-64; then
  echo "texts: this CPU reads any address"
  exit 0
fi
# The section's address and size, in hexadecimal.
range=$(readelf -W -S "$library" | awk '$0 ~ / \.rodata\.texts / {
  sub(/.*\.rodata\.texts/, ""); print $2, $4 }')
[ -n "$range" ] || { echo "texts: no section .rodata.texts"; exit 1; }

objdump -d --no-show-raw-insn "$library" | awk -v start="${range% *}" -v size="${range#* }" '
  function number(text,   value, i) {
    value = 0
    for (i = 1; i <= length(text); i++)
      value = value * 16 + index("0123456789abcdef", substr(text, i, 1)) - 1
    return value
  }
  BEGIN { first = number(start); last = first + number(size) - 1 }
  /%[xyz]mm/ && /\(%rip\)/ && !/movup|movdqu|vmovu/ {
    looked++
    match($0, /# [0-9a-f]+/)
    at = number(substr($0, RSTART + 2, RLENGTH - 2))
    if (at >= first && at <= last) { print "texts: read as a vector:" $0; bad++ }
  }
  END {
    if (!looked) { print "texts: no reads of constants found"; exit 1 }
    if (bad) exit 1
    print "texts: none of " looked " reads of vectors is of a text"
  }'
