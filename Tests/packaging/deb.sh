#!/bin/bash
# make deb makes the same packages twice. lintian reports no error, apt accepts them, and dpkg
# installs them into a separate root, where programs find them, and purges them completely. The
# machine itself does not change.
set -eu
out=$(cd "$(dirname "$0")/../.." && pwd)/.build/packaging-deb
rm -rf "$out"
mkdir -p "$out"
. "$(dirname "$0")/build.sh"
has dpkg-gensymbols "Debian packages" || exit 0

quietly make -C "$root" deb
debs=("$root"/.build/deb/{libdzjobs0,libdzjobs-dev,dzjobs}_*.deb)
[ "${#debs[@]}" = 3 ] || fail "packages are ${debs[*]}"
sums=$(sha256sum "${debs[@]}")
quietly make -C "$root" deb
echo "$sums" | quietly sha256sum -c
echo "ok      the same source makes the same packages"

# Its symbols file has the exported functions, at the version that introduced them.
exported=$(readelf -W --dyn-syms "$root/.build/release/libdzjobs.so" | grep -c '@@DZJOBS_0$')
known=$(dpkg-deb -I "${debs[0]}" symbols | grep -c '^ dzjobs_.*@DZJOBS_0 ')
[ "$exported" = "$known" ] || fail "of $exported symbols $known are known"
dpkg-deb -f "${debs[0]}" Depends | grep -qx 'libc6 (>= 2.17)' || fail "it depends on more"
dpkg-deb -f "${debs[2]}" Depends | grep -qF 'libc6 (>= 2.17)' ||
  fail "the command needs another glibc"
version=$(dpkg-deb -f "${debs[0]}" Version)
for package in "${debs[@]:1}"; do
  dpkg-deb -f "$package" Depends | grep -qF "libdzjobs0 (= $version)" ||
    fail "$package takes a library of another version"
done
[ "$(dpkg-deb -I "${debs[0]}" triggers)" = "activate-noawait ldconfig" ] || fail "no ldconfig"
[ "$(dpkg-deb -I "${debs[0]}" shlibs)" = "libdzjobs 0 libdzjobs0 (>= ${version%-*})" ] ||
  fail "programs would depend on $(dpkg-deb -I "${debs[0]}" shlibs)"

# Root owns the files, all users can read them, and only commands can be run.
for package in "${debs[@]}"; do
  odd=$(dpkg-deb -c "$package" | grep -vE '^(drwxr-xr-x|-rw-r--r--|lrwxrwxrwx) root/root ' |
    grep -vE '^-rwxr-xr-x root/root .* \./usr/bin/dzjobs$' || true)
  [ -z "$odd" ] || fail "modes of $package: $odd"
done
echo "ok      what the packages declare"

if has lintian "lintian of the packages"; then
  quietly lintian --fail-on error "${debs[@]}"
  echo "ok      lintian: $(grep -c '^W:' "$out/log" || true) warnings"
fi

if has apt-get "apt-get install --simulate"; then
  quietly apt-get --simulate -o Debug::NoLocking=1 install --no-install-recommends "${debs[@]}"
  for package in libdzjobs0 libdzjobs-dev dzjobs; do
    grep -q "^Inst $package " "$out/log" || fail "apt does not install $package"
  done
  echo "ok      apt-get install --simulate"
fi

# A root with only a package database: the dependencies are missing in it.
chroot=$out/root
mkdir -p "$chroot/var/lib/dpkg/updates" "$chroot/var/lib/dpkg/info"
touch "$chroot/var/lib/dpkg/status"
in_root() {
  quietly dpkg --root="$chroot" --force-depends --force-not-root --force-bad-path --log=/dev/null \
    "$@"
}
in_root --install "${debs[@]}"
libdir=$chroot/usr/lib/$(gcc -print-multiarch)
[ -f "$libdir/libdzjobs.so.0" ] || fail "the library is not where its packages go"
PKG_CONFIG_SYSROOT_DIR=$chroot by_pkg_config "$libdir"
by_cmake "$chroot/usr"
pages=$chroot/usr/share/man/man3
for page in dzjobs dzjobs_list_new dzjobs_list_free; do
  zgrep -q '^\.Sh EXAMPLES$' "$pages/$page.3.gz" || fail "$page(3) cannot be read"
done
[ -x "$chroot/usr/bin/dzjobs" ] || fail "the command is not where its package goes"
in_root --purge libdzjobs-dev dzjobs
if [ -e "$libdir/libdzjobs.so" ]; then fail "purging left the link for linking"; fi
in_root --purge libdzjobs0
left=$(find "$chroot" -name '*dzjobs*')
[ -z "$left" ] || fail "purging left $left"
echo "ok      dpkg --install and --purge"
