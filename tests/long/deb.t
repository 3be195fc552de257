#!/bin/sh
#
# make deb: the package is whole, the same each time, and what it holds runs.
#
# shellcheck disable=SC1091,SC2016,SC2034,SC2154 # lib.sh, and t runs its text
. "${0%/*}/../lib.sh"

version=$(sed -n 's/^VERSION := //p' "$top/Makefile")
SOURCE_DATE_EPOCH=1700000000
export SOURCE_DATE_EPOCH
deb() { # NAME: a package, copied to it
	sh "$top/share/deb/build.sh" "$PX_BUILD" "$version" >build.log 2>&1 &&
	    cp "$PX_BUILD/deb/pxsync_$version"_*.deb "$1"
}
if [ "${PX_SAN-}" ]; then
	skip 'the package' 'of the release build only'
	done_testing
	exit
fi

t 'it is built' 'deb one.deb || { cat build.log; false; }'
t 'the same bytes again' 'deb two.deb && cmp one.deb two.deb'
t 'every program and its page' '
	dpkg-deb -c one.deb | sed "s/.* \.//; s/ -> .*//" >list
	for p in $(sed -n "/^PROGS/,/[^\\\\]\$/p" "$top/Makefile" |
	    sed "s/^PROGS *:=//; s/\\\\\$//") pxsync; do
		grep -qx "/usr/bin/$p" list &&
		grep -qx "/usr/share/man/man1/$p.1.gz" list &&
		grep -qx "/usr/share/bash-completion/completions/$p" list ||
		    echo "$p"
	done >missing; cat missing; [ ! -s missing ]'
t 'units call the installed programs' '
	dpkg-deb -x one.deb image
	grep -rhq "^ExecStart=/usr/bin/pxsync run " image/lib/systemd/system &&
	! grep -r /usr/local image/lib image/etc'
t 'the driver finds its parts there' '
	PATH=$scratch/image/usr/bin:/usr/bin:/bin
	pxsync init -q -c shop.conf && grep -q "^\[source\]" shop.conf &&
	pxsync --version | grep -x "pxsync $version"'
t 'and all programs start' '
	for p in image/usr/bin/*; do "$p" --version || exit; done >/dev/null'
if command -v lintian >/dev/null; then
	t 'lintian finds no errors' '
		lintian --allow-root one.deb >tags 2>/dev/null || :
		cat tags; [ -s one.deb ] && ! grep "^E:" tags'
else
	skip 'lintian finds no errors' 'lintian is not installed'
fi
done_testing
