#!/bin/bash
# Tests the release in $1 on Debian for arm64, in the folder $2, under qemu. Unpacks the packages
# and the wheel, and compiles the README's first program with its command, with a cross-compiler as
# cc. The program lists the emulator's runs, which go to $2.jsonl. qemu starts one program, so the
# emulator and the compiler run outside.
set -eu
dist=$(cd "$1" && pwd) system=$2 triple=aarch64-linux-gnu
here=$(cd "$(dirname "$0")" && pwd)
repo=$(cd "$here/../.." && pwd)
. "$here/readme.sh"
fail() { echo "arm64.sh: $*" >&2 && exit 1; }

[[ -e $system.stamp ]] || "$repo/packaging/sysroot.sh" aarch64 "$system" libc6-dev \
  "libgcc-$(gcc -dumpversion)-dev" libcurl4 libjansson-dev python3
touch "$system.stamp"
system=$(cd "$system" && pwd)
for package in "$dist"/*_arm64.deb; do dpkg-deb -x "$package" "$system"; done
rm -rf "$system/wheel"
python3 -m zipfile -e "$dist"/dzjobs-*manylinux_*_aarch64.whl "$system/wheel"
cp "$(command -v qemu-aarch64-static)" "$system"

mkdir -p "$system/bin.cross"
printf '#!/bin/sh\nexec clang --target=%s --sysroot=%s -fuse-ld=lld "$@"\n' $triple "$system" \
  >"$system/bin.cross/cc"
chmod +x "$system/bin.cross/cc"
cd "$system"
block c 1 >first.c
PATH=$system/bin.cross:$PATH PKG_CONFIG_SYSROOT_DIR=$system PKG_CONFIG_PATH='' \
  PKG_CONFIG_LIBDIR=$system/usr/lib/$triple/pkgconfig bash -euc "$(line 'cc first.c')"
bin.cross/cc first.c -o static usr/lib/$triple/libdzjobs.a -ldl -pthread
block python 1 >first.py

in_system() { # command...
  with_runs chroot "$system" /qemu-aarch64-static "$@"
}
in_system /first >"$system.jsonl" || fail "the first program"
[[ $(wc -l <"$system.jsonl") = 500 ]] || fail "the first program lists other runs"
in_system /static | cmp - "$system.jsonl" || fail "the static library"
[[ $(in_system -E PYTHONPATH=/wheel /usr/bin/python3 /first.py | wc -l) = 500 ]] ||
  fail "the wheel lists other runs"
[[ $(in_system /usr/bin/dzjobs runs --domain dzd_emulator --job job_emulator --endpoint-url \
  {endpoint} --output jsonl | wc -l) = 500 ]] || fail "the command lists other runs"
echo "ok      arm64: libdzjobs0, libdzjobs-dev, dzjobs and the wheel"
