#!/bin/bash
# Builds the fuzzers named after $1, by default all, in the directory $1. They compile the library's
# sources in Embedded Swift, as shipped, with libFuzzer's coverage, AddressSanitizer and, for C,
# UndefinedBehaviorSanitizer. Borrowed memory is freed when its life ends. There is no Swift
# runtime: each trap is a finding.
set -eu
out=$1
shift
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
mkdir -p "$out"
out=$(cd "$out" && pwd)
cd "$here"
shopt -s globstar

# libFuzzer and its clang come with the Swift toolchain.
toolchain=$(dirname "$(readlink -f "$(command -v swiftc)")")
clang=$toolchain/clang
runtime=$("$clang" -print-resource-dir)/lib/linux/libclang_rt.fuzzer-$(uname -m).a
if [[ ! -e $runtime ]]; then
  echo "No libFuzzer in the Swift toolchain: $runtime is missing" >&2
  exit 1
fi

undefined=(-fsanitize=undefined -fno-sanitize-recover=undefined)
c=("$clang" -std=c11 -g -O1 -Wall -Wextra -Wpedantic -Werror "${undefined[@]}"
  -fsanitize=address,fuzzer-no-link "-I$root/include" "-I$root/Sources/CSystem/include"
  "-I$root/Sources/CCurl/include")
swift=(swiftc -sanitize=fuzzer,address -g -swift-version 6 -parse-as-library -wmo -Osize
  -enable-experimental-feature Embedded -enforce-exclusivity=unchecked
  -package-name dzjobs -enable-testing -D ENDS_LIVES -I "$out"
  -Xcc -fsanitize=undefined -Xcc -fno-sanitize-recover=undefined # of C that is inlined
  -Xcc "-fmodule-map-file=$root/include/module.modulemap"
  -Xcc "-fmodule-map-file=$out/CSystem.modulemap" -Xcc "-fmodule-map-file=$out/CCurl.modulemap")

library() {
  local module name source
  for module in CSystem CCurl; do
    name=${module,,}
    echo "module $module { header \"$root/Sources/$module/include/$name.h\" export * }" \
      >"$out/$module.modulemap"
    for source in "$root/Sources/$module"/*.c; do
      "${c[@]}" -c "$source" -o "$out/$module-$(basename "$source" .c).o"
    done
  done
  for module in DZJobsCore DZJobsClient DZJobsABI; do
    "${swift[@]}" -module-name $module -emit-module -emit-module-path "$out/$module.swiftmodule" \
      -c "$root/Sources/$module"/**/*.swift -o "$out/$module.o"
  done
}

target() {
  local source=$1 name=${1%.*}
  if [[ $source == *.swift ]]; then
    "${swift[@]}" -module-name "Fuzz$name" -c Fuzz.swift "$source" -o "$out/$name.o"
  else
    "${c[@]}" -c "$source" -o "$out/$name.o"
  fi
  # A fuzzer's __wrap_poll() is what the library calls as poll().
  local wraps
  wraps=$(nm "$out/$name.o" | sed -n 's/.* T __wrap_/-Wl,--wrap=/p')
  "$clang" -fsanitize=fuzzer,address "${undefined[@]}" -fuse-ld=lld $wraps "$out/$name.o" \
    "$out"/{DZJobsABI,DZJobsClient,DZJobsCore}.o "$out"/{CSystem,CCurl}-*.o -o "$out/$name" \
    -ljansson -l:libbearssl.a -ldl -pthread
}

[[ -n ${FUZZ_KEEP_LIBRARY:-} && -e $out/DZJobsABI.o ]] || library
if [[ $# -eq 0 ]]; then
  # standalone.c has its own main(), for systems without libFuzzer.
  for source in *.c [!F]*.swift; do [[ $source == standalone.c ]] || set -- "$@" "$source"; done
fi
for source in "$@"; do target "$source"; done
