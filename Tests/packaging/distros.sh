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
# By default the machine's own mirror.
export DEBIAN_MIRROR=${DEBIAN_MIRROR:-$(apt-get indextargets --format '$(SITE)' \
  'Created-By: Packages' 2>/dev/null | head -n 1)}

# Copies the repository's files and the release into a system.
put() { # system
  rm -rf "$1/repo" "$1/dist"
  mkdir -p "$1/repo"
  git -c safe.directory='*' -C "$root" ls-files -co --exclude-standard -z |
    tar -C "$root" --null -T - -cf - | tar -C "$1/repo" -xf -
  cp -r "$dist" "$1/dist"
  cp /etc/ssl/certs/ca-certificates.crt "$1/machine.pem" # with a proxy's authority, if there is one
}

# Mounts a private /proc and /dev/shm, if the kernel allows it; they end with the shell.
enter() { # system command...
  unshare --mount -- sh -c 'mount -t proc proc "$0/proc" 2>/dev/null || true
    mkdir -p "$0/dev/shm" && mount -t tmpfs tmpfs "$0/dev/shm" 2>/dev/null || true
    system=$0 && exec chroot "$system" env -i HOME=/root LC_ALL=C.UTF-8 \
      PIP_CERT=/machine.pem \
      PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin "$@"' "$@"
}

# Prints why this machine cannot have a chroot: a container may forbid it, a mirror may lack it.
refusal() { # suite
  if [[ $(id -u) != 0 ]]; then
    echo "no chroot without root"
  elif ! unshare --mount true 2>/dev/null; then
    echo "no unshare"
  elif ! mknod "$out/null" c 1 3 2>/dev/null; then
    echo "no device files: mknod is forbidden"
  elif ! command -v debootstrap >/dev/null; then
    echo "debootstrap is not installed"
  elif ! wget -q --spider --timeout 30 "$DEBIAN_MIRROR/dists/$1/Release"; then
    echo "no mirror has Debian $1"
  fi
  rm -f "$out/null"
}

debian() { # suite
  local system=$out/$1 reason
  reason=$(refusal "$1")
  [[ -z $reason ]] || { skipped "release on Debian $1" "$reason" && return; }
  if [[ ! -e $system.stamp ]]; then
    rm -rf "$system"
    limited $(($(time_left) - 120)) debootstrap --variant=minbase \
      --include=ca-certificates,cmake,g++,make,pkg-config,libcurl4-openssl-dev,libjansson-dev,\
openssl,python3,python3-pip,python3-venv \
      "$1" "$system" "$DEBIAN_MIRROR" >"$system.log" 2>&1 ||
      { tail "$system.log" && skipped "release on Debian $1" "debootstrap failed" && return; }
    touch "$system.stamp"
  fi
  put "$system"
  enter "$system" /repo/Tests/packaging/distro.sh "${DZJOBS_DISTROS:-}"
  cp "$system/runs.jsonl" "$out/$1.jsonl"
}

# These two need no chroot of their own.
musl() {
  has musl-gcc "release under musl" || return 0
  [[ -n $DEBIAN_MIRROR ]] || { skipped "release under musl" "no mirror of Debian" && return; }
  "$here/musl.sh" "$dist" "$out/musl"
}

arm64() {
  has qemu-aarch64-static "release on arm64" || return 0
  if [[ $(id -u) != 0 ]]; then
    skipped "release on arm64" "no chroot without root"
    return
  fi
  "$here/arm64.sh" "$dist" "$out/arm64"
}

rm -f "$out"/*.jsonl
for system; do
  echo "== $system"
  has_time 240 "release on $system" || continue
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
