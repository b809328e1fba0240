#!/bin/sh
# Installs the Debian packages for the build and the demo, and those for `test`, `bench`, `cross` or
# `distros`. With `swift` it only checks that Swift is installed.
# It tries each tool and header, so that libraries from other places count, too.
set -eu

has_header() { echo "#include <$1>" | cc -E -x c - >/dev/null 2>&1; }
has_tool() { command -v "$1" >/dev/null; }
has_browser() { has_tool chromium-headless-shell || has_tool chromium || has_tool google-chrome; }

if ! has_tool swift; then
  cat >&2 <<'END'
Missing: Swift 6.3 or later. Only building the library needs it, and no `swift` is in PATH.
Get it from swift.org/install/linux, or build in the container image swift:6.3.
To use a release without Swift, read packaging/docs/install.md.
END
  exit 1
fi
[ "${1:-}" != swift ] || exit 0

missing() {
  has_header bearssl/bearssl_hash.h || echo libbearssl-dev
  has_header curl/curl.h || echo libcurl4-openssl-dev
  has_header jansson.h || echo libjansson-dev
  has_tool pkg-config || echo pkg-config
  has_tool python3 || echo python3
  if [ "${1:-}" = bench ]; then
    has_header cjson/cJSON.h || echo libcjson-dev
    [ -e /usr/include/rapidjson/document.h ] || echo rapidjson-dev
    [ -e /usr/include/simdjson.h ] || echo libsimdjson-dev
  fi
  if [ "${1:-}" = cross ]; then
    has_tool aarch64-linux-gnu-strip || echo binutils-aarch64-linux-gnu
    has_tool qemu-aarch64-static || echo qemu-user-static
    has_tool dpkg-gensymbols || echo dpkg-dev
    python3 -c 'import ensurepip, venv' 2>/dev/null || echo python3-venv
  elif [ "${1:-}" = test ] || [ "${1:-}" = bench ]; then
    has_tool readelf || echo binutils
    has_tool abidiff || echo abigail-tools
    has_tool g++ || echo g++
    has_tool openssl || echo openssl
    has_tool strace || echo strace
    has_tool cmake || echo cmake
    has_tool mandoc || echo mandoc
    ! has_tool apt-get || has_tool dpkg-gensymbols || echo dpkg-dev
    ! has_tool apt-get || has_tool lintian || echo lintian
    has_tool luajit || echo luajit
    has_tool rustc || echo rustc
    # Valgrind needs the symbols of the C library, which its package only recommends.
    valgrind true >/dev/null 2>&1 || echo valgrind libc6-dbg
    python3 -c 'import ensurepip, venv' 2>/dev/null || echo python3-venv
  fi
}

# Another copy of this script may hold apt's locks, or may have installed the same packages.
install() {
  export DEBIAN_FRONTEND=noninteractive
  for attempt in 1 2 3 4 5; do
    apt-get update -qq || true
    apt-get install -y -qq --no-install-recommends -o DPkg::Lock::Timeout=300 \
      -o Dpkg::Use-Pty=0 "$@" && return
    apt-cache show "$@" >/dev/null || return
    sleep "$((attempt * 5))"
  done
  return 1
}

packages=$(echo $(missing "$@"))
may_install=$([ "$(id -u)" = 0 ] && has_tool apt-get && echo yes || true)
if [ -n "$packages" ]; then
  if [ -z "$may_install" ]; then
    echo "Missing: $packages. On Debian and its kin:" >&2
    echo "  sudo apt-get install $packages" >&2
    exit 1
  fi
  install $packages || true
  packages=$(echo $(missing "$@"))
  [ -z "$packages" ] || { echo "Still missing: $packages" >&2; exit 1; }
fi

# The servers of the network tests. Their packages have the same names, except for nginx.
servers() {
  for server in nginx haproxy squid tinyproxy; do
    PATH=$PATH:/usr/sbin command -v "$server" >/dev/null || echo "$server" | sed 's/nginx/&-light/'
  done
}

# Interpreters of the examples, with their libraries for C functions.
interpreters() {
  ruby -rffi -e 1 2>/dev/null || echo ruby ruby-ffi
  has_tool php || echo php-cli
  perl -MFFI::Platypus -e 1 2>/dev/null || echo libffi-platypus-perl
}

# Tools that use a release on other systems.
systems() {
  [ "$(id -u)" != 0 ] || has_tool debootstrap || echo debootstrap
  has_tool musl-gcc || echo musl-tools
  has_tool qemu-aarch64-static || echo qemu-user-static
}

browsers() { has_browser || echo chromium-headless-shell; }

# Installs what a function prints. None of it has to be there: without it tests are skipped, with a
# message.
optional() { # function
  if [ -n "$may_install" ] && [ -n "$("$1")" ]; then
    install $("$1") || echo "Not all $1: their tests will be skipped." >&2
  fi
}

case ${1:-} in
  test) for each in servers interpreters browsers; do optional $each; done ;;
  distros) optional systems ;;
esac
