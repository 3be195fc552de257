# mclocal.sh: for tests, sourced after lib.sh.  Starts local MaxComputes below
# the scratch directory and ends them with the test.
#
#   mclocal_start NAME [option...]  start (again); sets NAME_endpoint, NAME_dir,
#                                   NAME_port, NAME_pid, NAME_id, NAME_keyfile
#   mclocal_stop NAME               TERM; the status is mclocal's
#   mclocal_kill NAME               KILL
#   mclocal_job NAME [project]      the [target] section of a job file
#
# After a stop or kill, mclocal_start NAME opens the same data; to come back at
# the same address: mclocal_start NAME --listen "127.0.0.1:$NAME_port".
# shellcheck shell=sh disable=SC2154 # scratch is lib.sh's, the rest eval's

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
	at_exit "kill -KILL $_mc_pid 2>/dev/null"
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

mclocal_stop() {
	eval "_mc_pid=\$${1}_pid"
	kill -TERM "$_mc_pid"
	wait "$_mc_pid"
}

mclocal_kill() {
	eval "_mc_pid=\$${1}_pid"
	kill -KILL "$_mc_pid"
	wait "$_mc_pid" 2>/dev/null || :
}

mclocal_job() {
	eval "_mc_at=\$${1}_endpoint _mc_key=\$${1}_keyfile"
	printf '[target]\nendpoint = %s\nproject = %s\n' "$_mc_at" "${2:-local}"
	printf 'access_id = local\naccess_key_file = %s\n' "$_mc_key"
}
