#!/bin/bash
# Checks the files of make dist in $1: all files of a CPU have the same library, which passes
# imports.sh; the bill of materials is valid; and archives, wheels, CMake's FetchContent and Conan
# give programs that run. $2 is a Python environment with Tests/packaging/requirements.txt.
set -eu
dist=$(cd "$1" && pwd) venv=$(cd "$2" && pwd)
out=$(cd "$(dirname "$0")/../.." && pwd)/.build/packaging-release
rm -rf "$out"
mkdir -p "$out"
. "$(dirname "$0")/build.sh"
(cd "$dist" && quietly sha256sum -c SHA256SUMS)
version=$(basename "$dist"/libdzjobs-*.spdx.json .spdx.json)
version=${version#libdzjobs-}

check_library() { # cpu, Debian's name for it, ELF's
  local name=libdzjobs-$version-linux-$1 library
  mkdir -p "$out/$1/wheel" "$out/$1/deb"
  tar -xzf "$dist/$name.tar.gz" -C "$out"
  library=$out/$name/lib/libdzjobs.so.$version
  readelf -h "$library" | grep -q "Machine:.*$3" || fail "$name is for another CPU"
  for system in manylinux_2_17 musllinux_1_2; do
    rm -rf "$out/wheel"
    python3 -m zipfile -e "$dist/dzjobs-$version-py3-none-${system}_$1.whl" "$out/wheel"
    cmp "$library" "$out/wheel/dzjobs/libdzjobs.so.0"
    grep -q "Tag: py3-none-${system}_$1" "$out/wheel/dzjobs-$version.dist-info/WHEEL"
    grep -q 'Thomas Pornin' "$out/wheel/dzjobs/copyright"
  done
  dpkg-deb -x "$dist/libdzjobs0_$version-1_$2.deb" "$out/$1/deb"
  cmp "$library" "$out/$1/deb/usr/lib/$1-linux-gnu/libdzjobs.so.$version"
  ln -sfn . "$out/$name/usr"
  "$root/Tests/abi/imports.sh" "$out/$name"
  rm "$out/$name/usr"
  for text in LICENSE copyright README.md share/man/man3/dzjobs.3 lib/libdzjobs.a; do
    [ -s "$out/$name/$text" ] || fail "$text is not in $name"
  done
}

check_library x86_64 amd64 X86-64
check_library aarch64 arm64 AArch64
quietly "$venv/bin/pyspdxtools" -i "$dist/libdzjobs-$version.spdx.json"
grep -A1 '"name": "BearSSL"' "$dist/libdzjobs-$version.spdx.json" |
  grep -q '"versionInfo": "[0-9]' || fail "the bill of materials names no version of BearSSL"
echo "ok      release: one library a CPU, and what is in it"

# pkg-config and CMake find it wherever it is unpacked.
archive=libdzjobs-$version-linux-$(uname -m)
mkdir "$out/elsewhere"
mv "$out/$archive" "$out/elsewhere"
by_pkg_config "$out/elsewhere/$archive/lib"
by_cmake "$out/elsewhere/$archive"

quietly cmake -S "$here/fetch" -B "$out/fetch" -DARCHIVE="$dist/$archive.tar.gz"
quietly cmake --build "$out/fetch"
run_consumers "" "$out/fetch" consumer_c consumer_cpp
echo "ok      FetchContent"

# Use a copy: Conan builds its test beside the recipe.
mkdir -p "$out/source/packaging" "$out/source/Tests"
cp -r "$root/include" "$out/source"
cp -r "$root/packaging/conan" "$out/source/packaging"
cp -r "$here" "$out/source/Tests"
export CONAN_HOME=$out/conan
quietly "$venv/bin/conan" profile detect
for shared in True False; do
  quietly "$venv/bin/conan" create "$out/source/packaging/conan" -c "user.dzjobs:url=file://$dist" \
    -o "dzjobs/*:shared=$shared" --build-test=missing
  grep -q "$version $number" "$out/log" || { cat "$out/log" && fail "Conan's test ran nothing"; }
done
cp -r "$dist" "$out/broken"
sed -i 's/^./0/; s/^00/11/' "$out/broken/SHA256SUMS"
if "$venv/bin/conan" create "$out/source/packaging/conan" -c "user.dzjobs:url=file://$out/broken" \
  >"$out/log" 2>&1; then fail "Conan took an archive of another sum"; fi
grep -q 'sha256 .* failed' "$out/log" || fail "$(cat "$out/log")"
echo "ok      Conan: shared and static"
