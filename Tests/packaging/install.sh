#!/bin/bash
# make install, in three layouts: pkg-config and CMake find the installed files, even after a move.
# The archive equals the library, and make uninstall removes everything.
set -eu
out=$(cd "$(dirname "$0")/../.." && pwd)/.build/packaging
rm -rf "$out"
mkdir -p "$out"
. "$(dirname "$0")/build.sh"
files() { (cd "$1" && find . ! -type d | sort); }

# Everything is under the prefix, without DESTDIR.
quietly make -C "$root" install PREFIX="$out/one"
by_pkg_config "$out/one/lib"
by_cmake "$out/one"

# The installed folder after a move.
mv "$out/one" "$out/moved"
by_pkg_config "$out/moved/lib" --define-prefix
by_cmake "$out/moved"
# The headers; three names of the library, the archive, three files of pkg-config and CMake; the
# command with its page and three completions; an overview and a page for each function.
headers=$(find "$root/include" -name '*.h' -o -name '*.hpp' | wc -l)
functions=$(grep -c '^ *dzjobs_[a-z0-9_]*;' "$root/packaging/dzjobs.map")
[ "$(files "$out/moved" | wc -l)" = "$((headers + 12 + 1 + functions))" ] ||
  fail "installed are $(files "$out/moved")"

odd=$(find "$out/moved" -type f ! -path '*/bin/*' ! -perm 644 \
  -o -type f -path '*/bin/*' ! -perm 755 -o -type d ! -perm 755)
[ -z "$odd" ] || fail "modes of $odd"
# Programs that link the archive need the same parts of the C library.
flags=$(PKG_CONFIG_LIBDIR=$out/moved/lib/pkgconfig pkg-config --static --define-prefix --libs \
  dzjobs)
case " $flags " in
  *" -ldl "*"-pthread "*) ;;
  *) fail "libdzjobs.a is to be linked with $flags" ;;
esac

major=$(( (number >> 16) & 255 )) minor=$(( (number >> 8) & 255 )) patch=$(( number & 255 ))
this=$major.$minor.$patch
# The command finds the library by the system's means and prints its version.
[ "$(LD_LIBRARY_PATH=$out/moved/lib "$out/moved/bin/dzjobs" --version)" = "dzjobs $this" ] ||
  fail "the installed command does not run"

# The archive has the same functions and no other name, so that a program may have its own OpenSSL;
# and it behaves like the library.
moved=$out/moved
names() { nm "$@" | awk 'NF == 3 { print $3 }' | sed 's/@@.*//' | sort; }
names --dynamic --defined-only "$moved/lib/libdzjobs.so" | grep -v '^DZJOBS_0$' >"$out/shared"
names --extern-only --defined-only "$moved/lib/libdzjobs.a" | diff "$out/shared" - ||
  fail "> is in libdzjobs.a, < in libdzjobs.so"
gcc -g -O1 -I"$moved/include" "$root/Tests/consumer/client.c" "$moved/lib/libdzjobs.a" -pthread \
  -o "$out/client"
report libdzjobs.a "$out/client.log" limited 60 "$out/client" || exit 1

# The layout of Debian, installed twice.
multiarch=$(gcc -print-multiarch)
debian=(PREFIX=/usr LIBDIR="/usr/lib/$multiarch" DESTDIR="$out/debian")
quietly make -C "$root" install "${debian[@]}"
quietly make -C "$root" install "${debian[@]}"
by_cmake "$out/debian/usr"
PKG_CONFIG_SYSROOT_DIR=$out/debian by_pkg_config "$out/debian/usr/lib/$multiarch"

# Libraries that are not under the prefix.
apart=(PREFIX="$out/apart/usr" LIBDIR="$out/apart/lib64")
quietly make -C "$root" install "${apart[@]}"
by_pkg_config "$out/apart/lib64"
by_cmake "$out/apart/lib64/cmake/dzjobs"

if has cmake "find_package: other versions"; then
  for version in "$major.$minor" "$this;EXACT" "$major.$minor...$((major + 1))" "0.0.1...$this"; do
    configure "$out/moved" "$version" || fail "find_package refuses $version"
  done
  for version in "$major.$minor.$((patch + 1))" "$major.$((minor + 1))" "$((major + 1))" 0.0.9 \
    "$major.$minor.$((patch + 1));EXACT" "0.0.1...<$this" "$((major + 1))...$((major + 2))"; do
    if configure "$out/moved" "$version"; then fail "find_package takes $this for $version"; fi
    grep -q "dzjobs" "$out/cmake.log" || fail "find_package failed without a word on $version"
  done
  rm "$out/moved/lib/libdzjobs.so.$this"
  if configure "$out/moved" ""; then fail "find_package finds what is not there"; fi
  grep -q "libdzjobs.so.$this is missing" "$out/cmake.log" || fail "$(cat "$out/cmake.log")"
  echo "ok      find_package: other versions"
fi

for layout in "debian[@]" "apart[@]"; do
  quietly make -C "$root" uninstall "${!layout}"
  quietly make -C "$root" uninstall "${!layout}"
done
left=$(files "$out/debian")$(files "$out/apart")$(find "$out/debian" "$out/apart" -name dzjobs)
[ -z "$left" ] || fail "uninstall left $left"
echo "ok      uninstall"
