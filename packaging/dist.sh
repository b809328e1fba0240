#!/bin/sh
# Makes the files of a release from the last commit, for both CPUs: archives, Debian packages,
# wheels, the source, a bill of materials and checksums. The same commit makes the same bytes in any
# folder and at any time. $1 is the version, $2 the output folder.
set -eu
version=$1
out=$2
cd "$(dirname "$0")/.."
[ -z "$(git status --porcelain)" ] || {
  echo "dist.sh: a release is made of a commit; these files are in none:" >&2
  git status --short >&2
  exit 1
}
rm -rf "$out"
mkdir -p "$out/tree"
out=$(cd "$out" && pwd)
SOURCE_DATE_EPOCH=$(git log -1 --format=%ct)
export SOURCE_DATE_EPOCH
umask 022

# An archive can be unpacked anywhere: its files for pkg-config and CMake use relative paths. The
# command is only in the packages, because it needs jansson.
archive() { # cpu
  local name="libdzjobs-$version-linux-$1"
  make install ARCH="$1" DESTDIR="$out/tree" PREFIX="/$name"
  sed -i 's|^prefix=.*|prefix=${pcfiledir}/../..|' "$out/tree/$name/lib/pkgconfig/dzjobs.pc"
  make uninstall-command DESTDIR="$out/tree" PREFIX="/$name"
  find "$out/tree/$name" -type d -empty -delete
  cp README.md CHANGELOG.md LICENSE packaging/debian/copyright "$out/tree/$name"
  tar -C "$out/tree" --sort=name --mtime="@$SOURCE_DATE_EPOCH" --owner=0 --group=0 \
    --numeric-owner --format=ustar -cf - "$name" | gzip -9n >"$out/$name.tar.gz"
}

for cpu in x86_64 aarch64; do
  build=.build
  [ "$cpu" = "$(uname -m)" ] || build=.build/$cpu
  make all ARCH=$cpu
  archive $cpu
  make deb ARCH=$cpu
  cp "$build"/deb/*.deb "$out"
  for system in manylinux_2_17 musllinux_1_2; do
    make wheel ARCH=$cpu SYSTEM=$system
  done
  cp "$build"/wheel/*.whl "$build"/wheel/musllinux_1_2/*.whl "$out"
done
git archive --format=tar --prefix="libdzjobs-$version/" HEAD | gzip -9n \
  >"$out/libdzjobs-$version.tar.gz"
rm -rf "$out/tree"
packaging/sbom.py "$version" "$out" >"$out/libdzjobs-$version.spdx.json"
(cd "$out" && sha256sum -- * >../SHA256SUMS.dist && mv ../SHA256SUMS.dist SHA256SUMS)
ls -l "$out"
