#!/bin/bash
# Tests the release in $1 on other systems, which the names after it choose: Debian's in chroots,
# musl with musl-gcc, arm64 under qemu. Each must list the same runs. DZJOBS_DISTROS=quick leaves
# out the tests of the Python package. Missing systems are skipped, with a message.
set -eu
dist=$(cd "$1" && pwd)
shift
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
out=$root/.build/distros
mkdir -p "$out"
. "$here/../runner.sh"
fail() { echo "distros.sh: $*" >&2 && exit 1; }
mirror=${DEBIAN_MIRROR:-http://deb.debian.org/debian}

# Copies the repository's files and the release into a system.
put() { # system
  rm -rf "$1/repo" "$1/dist"
  mkdir -p "$1/repo"
  git -C "$root" ls-files -co --exclude-standard -z | tar -C "$root" --null -T - -cf - |
    tar -C "$1/repo" -xf -
  cp -r "$dist" "$1/dist"
  cp /etc/ssl/certs/ca-certificates.crt "$1/machine.pem" # with a proxy's authority, if there is one
}

# Mounts a private /proc, if the kernel allows it; it ends with the shell.
enter() { # system command...
  unshare --mount -- sh -c 'mount -t proc proc "$0/proc" 2>/dev/null || true
    system=$0 && exec chroot "$system" env -i HOME=/root LC_ALL=C.UTF-8 \
      PIP_CERT=/machine.pem \
      PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin "$@"' "$@"
}

debian() { # suite
  local system=$out/$1
  if [[ $(id -u) != 0 ]] || ! command -v debootstrap >/dev/null; then
    skipped "Debian $1" "needs root and debootstrap"
    return
  fi
  if [[ ! -e $system.stamp ]]; then
    rm -rf "$system"
    limited 1800 debootstrap --variant=minbase --include=ca-certificates,cmake,g++,make,pkg-config,\
libcurl4-openssl-dev,libjansson-dev,openssl,python3,python3-pip,python3-venv \
      "$1" "$system" "$mirror" >"$system.log" 2>&1 || { tail "$system.log"; fail "debootstrap $1"; }
    touch "$system.stamp"
  fi
  put "$system"
  enter "$system" /repo/Tests/packaging/distro.sh "${DZJOBS_DISTROS:-}"
  cp "$system/runs.jsonl" "$out/$1.jsonl"
}

# All C programs except those for glibc: they replace its allocator, or expect dlclose() to unmap,
# which musl never does. Programs with a server are left out, too, because Debian has no libcurl for
# musl.
GLIBC_ONLY=" adversaries client_memory load memory "

musl() {
  command -v musl-gcc >/dev/null || { skipped musl "musl-gcc is not installed" && return; }
  local stage=$out/musl name=libdzjobs-*-linux-$(uname -m)
  rm -rf "$stage"
  mkdir -p "$stage/usr"
  tar -xzf "$dist"/$name.tar.gz -C "$stage/usr" --strip-components=1
  for library in -L"$stage/usr/lib -ldzjobs" "$stage/usr/lib/libdzjobs.a"; do
    # shellcheck disable=SC2086
    musl-gcc "$here/consumer.c" -o "$stage/consumer" -I"$stage/usr/include" $library -ldl -pthread
    LD_LIBRARY_PATH=$stage/usr/lib limited 60 "$stage/consumer" || fail "musl: $library"
  done
  local programs=()
  for program in "$root"/Tests/consumer/*.c; do
    ! grep -q '"server.h"' "$program" || continue
    program=$(basename "$program" .c)
    [[ $GLIBC_ONLY = *" $program "* ]] || programs+=("$program")
  done
  CC=musl-gcc DZJOBS_RUNNER=env "$root/Tests/consumer/run.sh" "$stage" "${programs[@]}"
}

# The installed files are Debian's. Programs are cross-compiled with the README's command and run in
# a chroot under qemu. qemu starts one program, so the emulator stays outside.
arm64() {
  local system=$out/arm64 triple=aarch64-linux-gnu
  if [[ $(id -u) != 0 ]] || ! command -v qemu-aarch64-static >/dev/null; then
    skipped "Debian arm64" "needs root and qemu-aarch64-static"
    return
  fi
  [[ -e $system.stamp ]] || "$root/packaging/sysroot.sh" aarch64 "$system" libc6-dev \
    "libgcc-$(gcc -dumpversion)-dev" libcurl4 libjansson-dev python3
  touch "$system.stamp"
  for package in "$dist"/libdzjobs*_arm64.deb; do dpkg-deb -x "$package" "$system"; done
  pip install -q --disable-pip-version-check --no-deps --upgrade --target "$system/wheel" \
    --platform manylinux_2_17_aarch64 --only-binary=:all: "$dist"/dzjobs-*manylinux_2_17_aarch64.whl
  cp "$(command -v qemu-aarch64-static)" "$here/list.py" "$system"
  clang --target=$triple --sysroot="$system" -fuse-ld=lld "$root/examples/list_job_runs.c" \
    -o "$system/list_job_runs" $(PKG_CONFIG_SYSROOT_DIR=$system PKG_CONFIG_PATH='' \
      PKG_CONFIG_LIBDIR=$system/usr/lib/$triple/pkgconfig pkg-config --cflags --libs dzjobs jansson)
  list() { # command...
    AWS_REGION=us-east-1 python3 "$root/examples/emulator" --quiet --runs 500 --seed 70 -- \
      chroot "$system" /qemu-aarch64-static "$@"
  }
  list /list_job_runs --domain dzd_emulator --job job_emulator --endpoint-url {endpoint} --json \
    >"$out/arm64.jsonl"
  [[ $(list -E PYTHONPATH=/wheel /usr/bin/python3 /list.py {endpoint}) = 500 ]] ||
    fail "arm64: the wheel lists other runs"
  echo "ok      arm64: libdzjobs0, libdzjobs-dev and the wheel"
}

rm -f "$out"/*.jsonl
for system; do
  echo "== $system"
  case $system in
    musl | arm64) $system ;;
    *) debian "$system" ;;
  esac
done
shopt -s nullglob
listed=("$out"/*.jsonl)
for runs in "${listed[@]}"; do
  cmp "$runs" "${listed[0]}" || fail "$runs and ${listed[0]} differ"
done
echo "distros: ${#listed[@]} systems list the same runs"
