#!/bin/sh
# Unpacks Debian packages of another CPU, with their dependencies, into a folder: headers and
# libraries for compiling, and for running programs under qemu. apt keeps its state in that folder,
# so the machine's own packages do not change and root is not needed.
# Usage: sysroot.sh aarch64|x86_64 FOLDER PACKAGE...
set -eu
case $1 in
  aarch64) cpu=arm64 ;;
  x86_64) cpu=amd64 ;;
  *) echo "sysroot.sh: no Debian architecture is known for $1" >&2 && exit 2 ;;
esac
root=$2
shift 2
rm -rf "$root"
mkdir -p "$root/apt/lists/partial" "$root/apt/archives/partial"
root=$(cd "$root" && pwd)
: >"$root/apt/status"
apt() {
  apt-get -qq -o APT::Architecture="$cpu" -o APT::Architectures::="$cpu" -o Dir::State="$root/apt" \
    -o Dir::State::status="$root/apt/status" -o Dir::Cache="$root/apt" -o APT::Sandbox::User='' \
    -o Debug::NoLocking=1 "$@"
}

# A package source without this CPU is no failure; a missing package is.
apt update || true
apt install -y --download-only --no-install-recommends "$@"
for package in "$root"/apt/archives/*.deb; do
  dpkg-deb -x "$package" "$root"
  dpkg-deb -f "$package" Package Version | paste -sd ' ' | sed 's/[A-Z][a-z]*: //g'
done | sort >"$root/packages"
rm -rf "$root/apt"
