# status.sh: where a job stands, and the companion that watches it; sourced by
# pxsync.
# shellcheck shell=sh disable=SC2034,SC2154 # variables shared with pxsync

cmd_status() {
	open_job
	[ -z "$watch" ] || [ -z "$json" ] || usage '--json or --watch, not both'
	exec pxstatus -c "$conf" ${talk:+"$talk"} --state "$state" \
	    ${json:+--json} ${watch:+--watch}
}

cmd_report() {
	[ -n "$html" ] || fail 64 'which file?  give --html FILE'
	open_job
	exec pxstatus -c "$conf" ${talk:+"$talk"} --state "$state" \
	    --html "$html"
}

# While the driver works a companion draws the bar, keeps metrics and history,
# and tells alerts.  It is no part of the job, which does not care how it
# fares; it ends by itself when the driver is gone.
start_watch() {
	watcher=
	command -v pxstatus >/dev/null || return 0
	(
		trap '' INT HUP USR1
		trap - TERM
		exec pxstatus -c "$conf" ${talk:+"$talk"} --state "$state" \
		    --watch
	) </dev/null >/dev/null 9>&- &
	watcher=$!
	# a message takes the place of the bar
	[ ! -t 2 ] || [ -n "$quiet" ] || [ "${PX_LOG-}" = json ] ||
	    wipe=$(printf '\r\033[K')
	trap end_watch EXIT
}

# The last look is our own: by now it is known how the job ended.
end_watch() {
	wipe=
	kill -s TERM "$watcher" 2>/dev/null || :
	wait "$watcher" 2>/dev/null || :
	pxstatus -c "$conf" ${talk:+"$talk"} --state "$state" --alert \
	    </dev/null >/dev/null || :
}
