# pause.sh: hold a job at a transaction boundary, and let it go on; sourced by
# pxsync.  The file "paused" is the wish; signal USR1 makes a running driver
# look at it.
# shellcheck shell=sh disable=SC2034,SC2154 # variables shared with pxsync

is_paused() {
	[ -e "$state/paused" ]
}

# The running driver ends its pipeline at a boundary, and looks again.  False
# when there is none.
tell_driver() {
	busy && kill -s USR1 "$(cat -- "$run/pxsync.pid" 2>/dev/null)" \
	    2>/dev/null
}

# While the job is held.  A signal ends the wait; the look now and then is for
# one that was lost.
held_back() {
	is_paused && [ "$stop" -eq 0 ] || return 0
	note state suspended
	say "suspended; 'pxsync resume' lets it go on"
	while is_paused && [ "$stop" -eq 0 ]; do
		pause 10
	done
	[ "$stop" -ne 0 ] || say 'goes on'
}

cmd_pause() {
	open_job
	mkdir -p -- "$state" 2>/dev/null || fail 74 "cannot make '$state'"
	if is_paused; then
		say 'is suspended already'
		return
	fi
	# a job without a driver has nothing else to tell it
	{ now >"$state/paused"; } 2>/dev/null ||
	    fail 74 "cannot write '$state/paused'"
	if ! tell_driver; then
		busy || note state suspended
		say 'suspended; it was not running'
		return
	fi
	_left=$patience
	until [ "$(recall state)" = suspended ] || ! busy; do
		[ "$_left" -gt 0 ] || fail 75 "not suspended within $patience s"
		_left=$((_left - 1))
		sleep 1
	done
	say 'suspended'
}

# The log may have been purged meanwhile: better said now.
unpause() {
	is_paused || fail 64 "the job is not suspended; after a change of a \
definition: 'pxsync resume --ddl'"
	_since=$(cat -- "$state/paused")
	rm -f -- "$state/paused" || exit 74
	if tell_driver; then
		say "goes on; suspended since $_since"
	else
		[ "$(recall state)" != suspended ] || note state stopped
		say "go on with run or once; suspended since $_since"
	fi
	_lost=$(pxcheck -c "$conf" -q --state "$state" 2>/dev/null |
	    sed -n 's/^FAIL *source\.start *//p') || return 0
	[ -z "$_lost" ] || fail 69 "suspended for too long: $_lost"
}
