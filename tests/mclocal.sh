# mclocal.sh: for tests, sourced after lib.sh.  Starts local MaxComputes below
# the scratch directory and ends them with the test.
#
#   mclocal_start NAME [option...]  start (again); sets NAME_endpoint, NAME_dir,
#                                   NAME_port, NAME_pid, NAME_id, NAME_keyfile
#   mclocal_stop NAME               TERM; the status is mclocal's
#   mclocal_kill NAME               KILL
#   mclocal_job NAME [project]      the [target] section of a job file
#   mclocal_use NAME; mc COMMAND    talk to it, see mclocal.pl
#
# After a stop or kill, mclocal_start NAME opens the same data; to come back at
# the same address: mclocal_start NAME --listen "127.0.0.1:$NAME_port".
# shellcheck shell=sh disable=SC2154 # scratch is lib.sh's, the rest eval's

# Also those that were started in a subshell, as in t.
: >"$scratch/.mclocal"
# shellcheck disable=SC2016 # it expands at the end
at_exit 'while read -r _mc_pid; do
	kill -KILL "$_mc_pid" 2>/dev/null
done <"$scratch/.mclocal"'

mclocal_start() {
	_mc=$1
	shift
	case $_mc in
	'' | *[!a-z0-9_]*) return 64 ;;
	esac
	rm -f -- "$scratch/$_mc.ready"
	mkfifo "$scratch/$_mc.ready"
	mclocal --data "$scratch/$_mc.mc" --ready-fd 3 "$@" \
		3>"$scratch/$_mc.ready" 2>>"$scratch/$_mc.mc.err" \
		</dev/null >/dev/null &
	_mc_pid=$!
	printf '%s\n' "$_mc_pid" >>"$scratch/.mclocal"
	_mc_at=$(timeout 20 head -n 1 "$scratch/$_mc.ready") || _mc_at=''
	case $_mc_at in
	http://*:*/api) ;;
	*)
		printf 'mclocal %s is not ready\n' "$_mc" >&2
		cat "$scratch/$_mc.mc.err" >&2
		return 1
		;;
	esac
	_mc_port=${_mc_at#http://*:}
	eval "${_mc}_endpoint=\$_mc_at ${_mc}_port=\${_mc_port%%/*}
		${_mc}_pid=\$_mc_pid ${_mc}_dir=\$scratch/\$_mc.mc
		${_mc}_id=local ${_mc}_keyfile=\$scratch/\$_mc.mc/access_key"
}

# In a subshell (as in t) the process is not ours to wait for: then the status
# is lost, but it is gone.
_mc_wait() {
	_mc_rc=0
	wait "$1" 2>/dev/null || _mc_rc=$?
	[ "$_mc_rc" -ne 127 ] || until_true 20 _mc_gone "$1"
	[ "$_mc_rc" -eq 127 ] || return "$_mc_rc"
}

_mc_gone() {
	read -r _ _ _mc_state _ 2>/dev/null <"/proc/$1/stat" || return 0
	[ "$_mc_state" = Z ]
}

mclocal_stop() {
	eval "_mc_pid=\$${1}_pid"
	kill -TERM "$_mc_pid"
	_mc_wait "$_mc_pid"
}

mclocal_kill() {
	eval "_mc_pid=\$${1}_pid"
	kill -KILL "$_mc_pid"
	_mc_wait "$_mc_pid" || :
}

mclocal_job() {
	eval "_mc_at=\$${1}_endpoint _mc_key=\$${1}_keyfile"
	printf '[target]\nendpoint = %s\nproject = %s\n' "$_mc_at" "${2:-local}"
	printf 'access_id = local\naccess_key_file = %s\n' "$_mc_key"
}

# Talk to it without our own code, see mclocal.pl.
mclocal_use() {
	eval "MC_ENDPOINT=\$${1}_endpoint MC_KEYFILE=\$${1}_keyfile"
	export MC_ENDPOINT MC_KEYFILE
}

mc() {
	perl "$top/tests/mclocal.pl" "$@"
}

# Steps of a session; the tables are those of the project "local".
mc_tables=/projects/local/tables

mc_session() { # TABLE [QUERY]: a new upload session
	mc req POST "$mc_tables/$1?uploads&${2:-x}" |
	    sed -n 's/.*"UploadID":"\([^"]*\)".*/\1/p'
}

mc_put() { # TABLE SESSION BLOCK FILE [HEADER]
	mc req PUT "$mc_tables/$1?uploadid=$2&blockid=$3" "$4" ${5+"$5"}
}

mc_blocks() { # TABLE SESSION N: it has so many blocks
	mc req GET "$mc_tables/$1?uploadid=$2" >blocks.json
	[ "$(grep -o BlockID blocks.json | wc -l)" -eq "$3" ]
}

mc_commit() { # TABLE SESSION
	mc req POST "$mc_tables/$1?uploadid=$2" >closed.json &&
	    grep -q '"Status":"closed"' closed.json
}

mc_download() { # TABLE: a new download session
	mc req POST "$mc_tables/$1?downloads" |
	    sed -n 's/.*"DownloadID":"\([^"]*\)".*/\1/p'
}

mc_data() { # TABLE SESSION START COUNT [QUERY]: its record stream
	mc req GET "$mc_tables/$1?data&downloadid=$2&rowrange=($3,$4)${5-}" \
	    >data.out && tail -c +5 data.out
}

mc_count() { # TABLE N: it has so many rows
	[ "$(mc sql "select count(*) n from $1" | tail -n 1)" = "$2" ]
}

mc_refused() { # PATTERN COMMAND...: it fails, and the answer says why
	_mc_pattern=$1
	shift
	! "$@" >refused.out || return 1
	cat refused.out
	[ ! -e data.out ] || cat data.out >>refused.out
	grep -q -e "$_mc_pattern" refused.out
}
