#!/bin/sh
# Makes the packages libdzjobs0, libdzjobs-dev and dzjobs from the files of `make install`, with the
# tools of dpkg-dev and the files in packaging/debian. $1 is the version, $2 the output folder, $3
# the CPU. The same source makes the same packages, byte for byte, because all times are that of the
# last commit. DEBFULLNAME and DEBEMAIL name the maintainer.
set -eu
version=$1 cpu=$3
case $cpu in
  x86_64) DEB_HOST_ARCH=amd64 ;;
  aarch64) DEB_HOST_ARCH=arm64 ;;
  *) echo "deb.sh: no Debian architecture is known for $cpu" >&2 && exit 2 ;;
esac
export DEB_HOST_ARCH
out=$(mkdir -p "$2" && cd "$2" && pwd)
cd "$(dirname "$0")/.."
work=$out/work
rm -rf "$work" "$out"/*.deb
mkdir -p "$work/debian"

: "${SOURCE_DATE_EPOCH:=$(git log -1 --format=%ct 2>/dev/null || stat -c %Y CHANGELOG.md)}"
export SOURCE_DATE_EPOCH
date=$(LC_ALL=C date -u -R -d "@$SOURCE_DATE_EPOCH")
maintainer="${DEBFULLNAME:-libdzjobs} <${DEBEMAIL:-nobody@libdzjobs.invalid}>"
cp packaging/debian/* "$work/debian"
for template in control changelog; do
  sed -e "s|@VERSION@|$version|" -e "s|@MAINTAINER@|$maintainer|" -e "s|@DATE@|$date|" \
    "packaging/debian/$template.in" >"$work/debian/$template"
  rm "$work/debian/$template.in"
done

libdir=usr/lib/$cpu-linux-gnu
all=$work/all
umask 022
make -s install ARCH="$cpu" DESTDIR="$all" PREFIX=/usr LIBDIR="/$libdir"

# Files for running programs go into libdzjobs0, files for building them into libdzjobs-dev.
runtime=$work/libdzjobs0 dev=$work/libdzjobs-dev
mkdir -p "$runtime/$libdir" "$dev/$libdir"
mv "$all/$libdir"/libdzjobs.so.0* "$runtime/$libdir"
packages="libdzjobs0 libdzjobs-dev"
if [ -e "$all/usr/bin" ]; then # the command
  packages="$packages dzjobs"
  mkdir -p "$work/dzjobs/usr/share/man"
  mv "$all/usr/bin" "$work/dzjobs/usr"
  mv "$all/usr/share/man/man1" "$work/dzjobs/usr/share/man"
  gzip -9n "$work/dzjobs/usr/share/man/man1/dzjobs.1"
  mv "$all/usr/share/bash-completion" "$all/usr/share/fish" "$work/dzjobs/usr/share"
  mkdir "$work/dzjobs/usr/share/zsh"
  mv "$all/usr/share/zsh/site-functions" "$work/dzjobs/usr/share/zsh/vendor-completions"
  rmdir "$all/usr/share/zsh"
fi
mv "$all/usr/include" "$all/usr/share" "$dev/usr"
for page in "$dev"/usr/share/man/man3/*.3; do
  if [ -L "$page" ]; then
    ln -s "$(readlink "$page").gz" "$page.gz" && rm "$page"
  else
    gzip -9n "$page"
  fi
done
mv "$all/$libdir"/* "$dev/$libdir"
for package in $packages; do
  doc=$work/$package/usr/share/doc/$package
  mkdir -p "$doc" "$work/$package/DEBIAN"
  cp "$work/debian/copyright" "$doc"
  gzip -9n <"$work/debian/changelog" >"$doc/changelog.Debian.gz"
  gzip -9n <CHANGELOG.md >"$doc/changelog.gz"
done

doc=$dev/usr/share/doc/libdzjobs-dev
mkdir "$doc/examples"
cp examples/*.[ch] examples/*.cpp "$doc/examples"
cp packaging/docs/*.md "$doc"

cd "$work"
cp debian/libdzjobs0.triggers "$runtime/DEBIAN/triggers"
dpkg-gensymbols -q -plibdzjobs0 -P"$runtime" -c4 "-e$runtime/$libdir/libdzjobs.so.$version"
echo "libdzjobs 0 libdzjobs0 (>= $version)" >"$runtime/DEBIAN/shlibs"
# dpkg-shlibdeps would read the packages of this machine, which may have another CPU. The versions
# of the symbols give the same result.
for package in $packages; do
  glibc=$(find "$package" -type f '(' -name '*.so.*' -o -path '*/bin/*' ')' \
    -exec readelf -W -V {} + | grep -o 'GLIBC_[0-9.]*' | sort -V | sed -n 's/GLIBC_//; $p')
  echo "shlibs:Depends=libc6 (>= $glibc)" >"debian/$package.substvars"
done
for package in $packages; do
  (cd "$package" && find usr -type f | sort | xargs md5sum >DEBIAN/md5sums)
  dpkg-gencontrol -p"$package" -P"$package" -T"debian/$package.substvars"
  find "$package" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
  dpkg-deb --root-owner-group --build "$package" "$out"
done
rm -rf "$work"
