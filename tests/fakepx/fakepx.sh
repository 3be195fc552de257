# fakepx.sh: for tests/flow/fakepx-*.t, sourced after lib.sh: servers played
# from a script, and how to look at what comes from them.
#
#   px_serve NAME <SCRIPT   start one; said to it: NAME.said; its job NAME.conf
#   px_more NAME LINE...    its log goes on, or something goes wrong
#   px_files NAME           its first script as files: NAME.d/
#   px_said NAME PATTERN    did a client say that?
#   same A B                as stream.sh has it
#   px_raw NAME WISH...    a client that says raw commands: raw.pl
# shellcheck shell=sh disable=SC2154 # sourced after lib.sh
. "$top/tests/stream.sh"

px_stop() {
	[ ! -e "$scratch/px.pids" ] || while read -r _pid; do
		kill "$_pid" 2>/dev/null || :
	done <"$scratch/px.pids"
}
at_exit px_stop

px_serve() {
	cat >"$1.script"
	[ -e password ] || printf 'secret\n' >password
	mkfifo "$1.in"
	"$PX_BUILD/tools/fakepx" "$1.script" <>"$1.in" >"$1.port" 2>"$1.said" &
	echo "$!" >>"$scratch/px.pids" # this may be in a pipe
	until_true 20 test -s "$1.port" || {
		cat "$1.said"
		return 1
	}
	cat >"$1.conf" <<-END
		[source]
		port = $(cat "$1.port")
		user = px
		password_file = password
		tls = off
		heartbeat = 1s
	END
}

px_more() {
	_name=$1
	shift
	printf '%s\n' "$@" 1<>"$_name.in" # does not wait for a reader
}

px_files() {
	mkdir -p "$1.d"
	"$PX_BUILD/tools/fakepx" -w "$1.d" "$1.script"
}

px_said() {
	grep -q -e "$2" "$1.said"
}

# px_raw NAME ARGUMENT...: what raw.pl says
px_raw() {
	_name=$1
	shift
	perl "$top/tests/fakepx/raw.pl" "$(cat "$_name.port")" "$@"
}
