# bench.sh: what the benches share: where they are, a folder of their own, the
# target that swallows.  Sourced by run.sh, decode.sh and upload.sh, which run
# behind `make bench`; TMPDIR says where the folder is.
# shellcheck shell=sh disable=SC2034 # they use what is set here
unset CDPATH
umask 077

top=$(cd -- "${0%/*}/../.." && pwd)
: "${PX_BUILD:=$top/.build/rel}"
: "${SCALE:=1}"
PATH=$PX_BUILD/bin:$PX_BUILD/tools:$PATH
export PATH PX_BUILD
scratch=$(mktemp -d "${TMPDIR:-/tmp}/pxbench.XXXXXX")
discard=
finish() {
	trap - EXIT TERM INT
	[ -z "$discard" ] || kill "$discard" 2>/dev/null || :
	mariadb_clean
	rm -rf -- "$scratch"
}
# shellcheck source=tests/mariadb.sh
. "$top/tests/mariadb.sh"
trap finish EXIT
trap 'exit 129' TERM INT
cd "$scratch"

scaled() { # N: so many at this scale
	awk -v n="$1" -v s="$SCALE" 'BEGIN { n = int(n * s); print n ? n : 1 }'
}

# discard_start DIR: sets endpoint; DIR describes its tables.
discard_start() {
	discard "$1" >discard.out &
	discard=$!
	until [ -s discard.out ] || ! kill -0 "$discard"; do
		perl -e 'select undef, undef, undef, 0.01'
	done
	read -r endpoint <discard.out
}

discard_stop() {
	kill "$discard"
	wait "$discard" || :
	discard=
}
