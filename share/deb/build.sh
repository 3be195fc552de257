#!/bin/sh
#
# build.sh BUILD VERSION: a Debian package of what was built in BUILD, at
# BUILD/deb/pxsync_VERSION_ARCH.deb.  What `make deb` does; the same input
# gives the same bytes.
set -eu
LC_ALL=C
export LC_ALL
unset CDPATH
umask 022

here=$(cd -- "${0%/*}" && pwd)
top=$(cd -- "$here/../.." && pwd)
build=$1 version=$2
cd -- "$top"
build=${build#"$top"/} # as the Makefile names it
arch=$(dpkg --print-architecture)
work=$build/deb
root=$work/root
doc=$root/usr/share/doc/pxsync
: "${SOURCE_DATE_EPOCH:=$(git log -1 --format=%ct 2>/dev/null ||
    date +%s)}"
export SOURCE_DATE_EPOCH

rm -rf -- "$work"
mkdir -p -- "$root/DEBIAN"
make -s install "B=$build" "DESTDIR=$root" PREFIX=/usr
# By name: pxsync alone is a script.
programs=''
for f in "$root"/usr/bin/*; do
	[ "${f##*/}" = pxsync ] || programs="$programs ${f##*/}"
done
for p in $programs; do
	strip --strip-unneeded --remove-section=.comment \
	    --remove-section=.note "$root/usr/bin/$p"
done

# What `make install` keeps together has places of its own in Debian.
share=$root/usr/share/pxsync
mkdir -p -- "$root/usr/share/bash-completion/completions" \
    "$root/usr/share/zsh/vendor-completions" \
    "$root/usr/share/fish/vendor_completions.d" \
    "$root/lib/systemd/system" "$root/usr/lib/sysusers.d" \
    "$root/etc/pxsync" "$doc"
mv -- "$share/completions/pxsync.bash" \
    "$root/usr/share/bash-completion/completions/pxsync"
for p in $programs; do
	ln -s pxsync "$root/usr/share/bash-completion/completions/$p"
done
mv -- "$share/completions/_pxsync" "$root/usr/share/zsh/vendor-completions/"
mv -- "$share/completions/pxsync.fish" \
    "$root/usr/share/fish/vendor_completions.d/"
for f in "$share"/systemd/*; do
	sed 's|/usr/local/bin/|/usr/bin/|' "$f" \
	    >"$root/lib/systemd/system/${f##*/}"
done
mv -- "$share/examples" "$doc/examples"
cp -- "$here/sysusers.conf" "$root/usr/lib/sysusers.d/pxsync.conf"
cp -- "$here/etc-README" "$root/etc/pxsync/README"
cp -- "$here/copyright" "$doc/copyright"
cp -- "$top/README.md" "$doc/README.md"
gzip -9nc <"$share/doc/NEWS.md" >"$doc/NEWS.md.gz"
rm -rf -- "$share/completions" "$share/systemd" "$share/doc" "$share/deb"
{
	printf 'pxsync (%s) unstable; urgency=medium\n\n' "$version"
	printf '  * See NEWS.md.gz beside this file.\n\n'
	printf ' -- %s  %s\n' \
	    "$(sed -n 's/^Maintainer: //p' "$here/control.in")" \
	    "$(date -u -R -d "@$SOURCE_DATE_EPOCH")"
} | gzip -9nc >"$doc/changelog.gz"
find "$root/usr/share/man" -name '*.[157]' -exec gzip -9n {} +

# The libraries of the binaries, as packages.
mkdir -p -- "$work/debian"
printf 'Source: pxsync\n\nPackage: pxsync\nArchitecture: any\n' \
    >"$work/debian/control"
# shellcheck disable=SC2086 # words
depends=$(cd -- "$root/usr/bin" && ln -s ../../../debian . &&
    dpkg-shlibdeps -O --warnings=0 $programs && rm debian)
depends=${depends#shlibs:Depends=}

cp -- "$here/postinst" "$here/prerm" "$here/postrm" "$root/DEBIAN/"
printf '/etc/pxsync/README\n' >"$root/DEBIAN/conffiles"
sed "s|@VERSION@|$version|; s|@ARCH@|$arch|; s|@DEPENDS@|$depends|
    s|@SIZE@|$(du -sk --apparent-size "$root/usr" | cut -f1)|" \
    "$here/control.in" >"$root/DEBIAN/control"
(cd -- "$root" && find etc lib usr -type f -exec md5sum {} +) | sort -k 2 |
    grep -v '  etc/' >"$root/DEBIAN/md5sums"

find "$root" -type d -exec chmod 755 {} +
find "$root" -type f ! -perm -u+x -exec chmod 644 {} +
find "$root" -type f -perm -u+x -exec chmod 755 {} +
find "$root" -newermt "@$SOURCE_DATE_EPOCH" -exec \
    touch -hd "@$SOURCE_DATE_EPOCH" {} +
dpkg-deb -Zxz --root-owner-group --build "$root" \
    "$work/pxsync_${version}_$arch.deb"
