# Builds and runs the consumers of this folder with pkg-config and CMake. The tests that source it
# set $out, their own folder.
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../runner.sh"
root=$(cd "$here/../.." && pwd)
number=$(sed -n 's/^#define DZJOBS_VERSION_NUMBER \(0x[0-9a-f]*\).*/\1/p' "$root/include/dzjobs.h")

fail() {
  echo "$(basename "$0"): $*" >&2
  exit 1
}

# Runs a command and prints its output only if it fails. It may be a build: DZJOBS_LIMIT is for
# programs.
quietly() {
  DZJOBS_LIMIT="" limited 900 "$@" >"$out/log" 2>&1 || { cat "$out/log" && fail "$* failed"; }
}

# Checks their output, and that they load the library from $1, unless $1 is empty.
run_consumers() { # libdir folder names...
  local told libdir=$1 folder=$2
  shift 2
  for program; do
    program=$folder/$program
    told=$(LD_LIBRARY_PATH=$libdir limited 60 "$program") || fail "$program failed: $told"
    case $told in
      *" $number" | "run of this version") ;;
      *) fail "$program said: $told" ;;
    esac
  done
}

by_pkg_config() { # libdir pkg-config's flags...
  local libdir=$1 flags
  shift
  flags=$(PKG_CONFIG_LIBDIR=$libdir/pkgconfig PKG_CONFIG_PATH='' pkg-config "$@" --cflags --libs \
    dzjobs) || fail "pkg-config found nothing in $libdir"
  rm -rf "$out/pc" && mkdir -p "$out/pc"
  # shellcheck disable=SC2086
  gcc -Wall -Werror "$here/consumer.c" -o "$out/pc/consumer_c" $flags
  # shellcheck disable=SC2086
  g++ -std=c++17 -Wall -Werror "$here/consumer.cpp" -o "$out/pc/consumer_cpp" $flags
  run_consumers "$libdir" "$out/pc" consumer_c consumer_cpp
  echo "ok      pkg-config: $libdir"
}

configure() { # prefix version
  rm -rf "$out/cmake"
  cmake -S "$here" -B "$out/cmake" -DCMAKE_PREFIX_PATH="$1" -DVERSION="$2" \
    -DCMAKE_FIND_USE_PACKAGE_REGISTRY=OFF -DCMAKE_FIND_USE_CMAKE_SYSTEM_PATH=OFF \
    >"$out/cmake.log" 2>&1
}

by_cmake() { # prefix
  has cmake "find_package: $1" || return 0
  configure "$1" "" || { cat "$out/cmake.log" && fail "find_package found nothing in $1"; }
  cmake --build "$out/cmake" >"$out/cmake.log" 2>&1 ||
    { cat "$out/cmake.log" && fail "it does not build against $1"; }
  run_consumers "" "$out/cmake" consumer_c consumer_cpp static_c static_cpp
  if ldd "$out"/cmake/static_* | grep dzjobs; then fail "a static program needs the library"; fi
  echo "ok      find_package: $1"
}
