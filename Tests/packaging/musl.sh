#!/bin/bash
# Tests the release in $1 under musl, in the folder $2. Unpacks the archive and compiles the
# README's first program with its command, with musl-gcc as cc. The program lists the emulator's
# runs, which go to $2.jsonl. Then the programs of Tests/consumer run.
set -eu
dist=$(cd "$1" && pwd) stage=$2
here=$(cd "$(dirname "$0")" && pwd)
repo=$(cd "$here/../.." && pwd)
. "$repo/Tests/runner.sh"
. "$here/readme.sh"
fail() { echo "musl.sh: $*" >&2 && exit 1; }
mkdir -p "$stage"
stage=$(cd "$stage" && pwd)

# Debian has no libcurl for musl. These fetch its source and build it, without TLS, which the
# emulator lacks.
work=$stage/curl
fetch_libcurl() {
  rm -rf "$work"
  mkdir -p "$work/apt/lists/partial" "$work/archives/partial" "$stage/lib"
  . /etc/os-release
  local keyring=/usr/share/keyrings/debian-archive-keyring.gpg
  echo "deb-src [signed-by=$keyring] $DEBIAN_MIRROR $VERSION_CODENAME main" >"$work/sources.list"
  (cd "$work" && for command in update "source --download-only curl"; do
    # shellcheck disable=SC2086
    apt-get -qq -o Dir::Etc::SourceList="$work/sources.list" -o Dir::Etc::SourceParts=- \
      -o Dir::State="$work/apt" -o Dir::Cache="$work" -o APT::Sandbox::User='' \
      -o Debug::NoLocking=1 $command || exit
  done)
}
build_libcurl() {
  tar -xzf "$work"/curl_*.orig.tar.gz -C "$work" --strip-components=1 &&
    (cd "$work" && ./configure -q CC=musl-gcc --disable-static --disable-manual --disable-ldap \
      --without-ssl --without-zlib --without-zstd --without-brotli --without-libpsl \
      --without-libidn2 --without-nghttp2 && make -s -C lib -j 2) &&
    cp "$work/lib/.libs/libcurl.so.4" "$stage/lib"
}
if [[ ! -e $stage/lib/libcurl.so.4 ]]; then
  if ! fetch_libcurl >"$stage/curl.log" 2>&1; then
    tail -n 20 "$stage/curl.log"
    skipped "release under musl" "libcurl's source cannot be fetched"
    exit 0
  fi
  build_libcurl >"$stage/curl.log" 2>&1 ||
    { tail -n 20 "$stage/curl.log" && fail "libcurl does not build"; }
fi

rm -rf "$stage/usr" "$stage/bin"
mkdir "$stage/usr" "$stage/bin"
tar -xzf "$dist"/libdzjobs-*-linux-"$(uname -m)".tar.gz -C "$stage/usr" --strip-components=1
ln -s "$(command -v musl-gcc)" "$stage/bin/cc"
cd "$stage"
block c 1 >first.c
PATH=$stage/bin:$PATH PKG_CONFIG_LIBDIR=$stage/usr/lib/pkgconfig bash -euc "$(line 'cc first.c')"
readelf -l first | grep -q 'interpreter: /lib/ld-musl-' || fail "cc is not musl's"
LD_LIBRARY_PATH=$stage/usr/lib:$stage/lib with_runs ./first >"$stage.jsonl" ||
  fail "the first program"
[[ $(wc -l <"$stage.jsonl") = 500 ]] || fail "the first program lists other runs"
echo "ok      musl: archive"

for library in -L"$stage/usr/lib -ldzjobs" "$stage/usr/lib/libdzjobs.a"; do
  # shellcheck disable=SC2086
  musl-gcc "$here/consumer.c" -o "$stage/consumer" -I"$stage/usr/include" $library -ldl -pthread
  LD_LIBRARY_PATH=$stage/usr/lib limited 60 "$stage/consumer" || fail "$library"
done

# All C programs except those for glibc: they replace its allocator, or expect dlclose() to unmap,
# which musl never does. Programs with a server are left out, because they need all of libcurl.
GLIBC_ONLY=" adversaries client_memory load memory "
programs=()
for program in "$repo"/Tests/consumer/*.c; do
  ! grep -q '"server.h"' "$program" || continue
  program=$(basename "$program" .c)
  [[ $GLIBC_ONLY = *" $program "* ]] || programs+=("$program")
done
CC=musl-gcc DZJOBS_RUNNER=env "$repo/Tests/consumer/run.sh" "$stage" "${programs[@]}"
