#!/bin/sh
#
# deps.sh: make sure that the Debian packages the build and the tests need are
# there.  Reads dpkg's list; installs what is missing with apt-get when it may.
# Prints nothing when nothing is missing.
set -eu
LC_ALL=C
export LC_ALL DEBIAN_FRONTEND=noninteractive
unset CDPATH

build='gcc clang-14 libc6-dev make pkg-config libmariadb-dev
    libcurl4-openssl-dev libssl-dev zlib1g-dev libzstd-dev libinih-dev
    libjansson-dev libexpat1-dev libmicrohttpd-dev libsqlite3-dev
    libpcre2-dev'
tests='mariadb-server mariadb-client curl perl openssl mandoc shellcheck
    clang-format-14 libclang-rt-14-dev mydumper util-linux time gzip dpkg-dev
    xz-utils socat'

missing=''
for p in $build $tests; do
	case $(dpkg-query -W -f '${db:Status-Status}' "$p" 2>/dev/null || :) in
	installed) ;;
	*) missing="$missing $p" ;;
	esac
done
[ -n "$missing" ] || exit 0

root=''
if [ "$(id -u)" -ne 0 ]; then
	command -v sudo >/dev/null 2>&1 || {
		printf 'deps: missing packages:%s\n' "$missing" >&2
		printf 'hint: as root: apt-get install%s\n' "$missing" >&2
		exit 69
	}
	root=sudo
fi
printf 'deps: installing%s\n' "$missing" >&2
log=$(mktemp)
trap 'rm -f -- "$log"' EXIT
# A server package may not start its service here: the tests have their own.
# shellcheck disable=SC2086 # a list of package names is meant to be split
if ! { $root apt-get update && $root env DEBIAN_FRONTEND=noninteractive \
    RUNLEVEL=1 apt-get install -y --no-install-recommends $missing; } \
    >"$log" 2>&1; then
	cat "$log" >&2
	printf 'deps: apt-get failed\n' >&2
	exit 69
fi
