# lib.sh: for tests/*/*.t, sourced.  TAP on stdout; an empty scratch directory
# of its own is the working directory; PATH has the build under test (set by
# the Makefile, else the release build).
#
#   t 'title' 'commands'     one check: the commands succeed
#   code N command...        the command exits with exactly N
#   skip 'title' 'reason'    counted as skipped, never as passed
#   done_testing             last line of every test
#   at_exit 'commands'       run at the end, newest first, whatever happens
#   until_true SECONDS cmd   poll with a deadline, for things that get ready
# shellcheck shell=sh
set -eu
LC_ALL=C
TZ=UTC
export LC_ALL TZ
unset CDPATH
umask 077

top=$(cd -- "${0%/*}/../.." && pwd)
: "${PX_BUILD:=$top/.build/rel}"
PATH=$PX_BUILD/bin:$PATH
export PATH PX_BUILD
corpus=$top/../shared/corpus
export top corpus

scratch=$(mktemp -d "${TMPDIR:-/tmp}/pxtest.XXXXXX")
cd -- "$scratch"
_n=0
_bad=0
_cleanup=''

_finish() {
	_rc=$?
	trap - EXIT TERM INT HUP
	cd /
	set +e
	eval "$_cleanup"
	rm -rf -- "$scratch"
	[ "$_bad" -eq 0 ] || _rc=1
	exit "$_rc"
}
trap _finish EXIT
trap 'exit 129' TERM INT HUP

at_exit() {
	_cleanup="$1
$_cleanup"
}

t() {
	_n=$((_n + 1))
	if (set +e; eval "$2") >"$scratch/.out" 2>&1; then
		printf 'ok %d - %s\n' "$_n" "$1"
	else
		_bad=$((_bad + 1))
		printf 'not ok %d - %s\n' "$_n" "$1"
		printf '# command: %s\n' "$2" | sed '2,$s/^/# /'
		head -c 4000 "$scratch/.out" | sed 's/^/# /'
		printf '\n'
	fi
}

code() {
	_want=$1
	shift
	_got=0
	"$@" || _got=$?
	[ "$_got" -eq "$_want" ] || {
		printf 'exit %d, expected %d: %s\n' "$_got" "$_want" "$*" >&2
		return 1
	}
}

skip() {
	_n=$((_n + 1))
	printf 'ok %d - %s # SKIP %s\n' "$_n" "$1" "$2"
}

until_true() {
	_end=$(($(date +%s) + $1))
	shift
	until "$@"; do
		[ "$(date +%s)" -lt "$_end" ] || return 1
		perl -e 'select undef, undef, undef, 0.05'
	done
}

done_testing() {
	printf '1..%d\n' "$_n"
}
