# job.sh: what pxsync says, the job file, and the job's state; sourced by
# pxsync.  The job file is read by pxcheck, never by the shell.
# shellcheck shell=sh disable=SC2034,SC2154 # variables shared with pxsync

# --- talk -------------------------------------------------------------------

say_as() { # LEVEL CODE TEXT
	if [ "${PX_LOG-}" = json ]; then
		_text=$(printf '%s' "$3" | tr '\000-\037' '[ *]' |
		    sed 's/[\\"]/\\&/g')
		printf '{"v":1,"ts":"%s","level":"%s","prog":"pxsync",' \
		    "$(now)" "$1" >&2
		printf '"msg":"%s","job":"%s","code":%d}\n' \
		    "$_text" "${job-}" "$2" >&2
	else
		printf '%spxsync: %s%s\n' "$wipe" "${job:+$job: }" "$3" >&2
	fi
}

say() {
	[ -n "$quiet" ] || say_as info 0 "$1"
}

fail() { # CODE TEXT
	say_as error "$1" "$2"
	exit "$1"
}

now() {
	date -u +%Y-%m-%dT%H:%M:%SZ
}

# --- the job file and the state ----------------------------------------------

value() { # SECTION.KEY
	printf '%s\n' "$values" | sed -n "s/^$1=//p"
}

open_job() {
	[ -n "$conf" ] || fail 64 "which job?  give -c JOB.conf"
	command -v pxcheck >/dev/null || fail 71 'pxcheck: not found'
	values=$(pxcheck -c "$conf" --print) || exit
	job=$(value job.name)
	state=$(value job.state)
	: "${state:=$(default_state)/$job}"
	run=$state/run
	source_rec=$state/schema/source.rec
	target_rec=$state/schema/target.rec
}

default_state() {
	if [ -n "${PXSYNC_STATE-}" ]; then
		printf '%s\n' "$PXSYNC_STATE"
	elif [ -n "${XDG_STATE_HOME-}" ]; then
		printf '%s/pxsync\n' "$XDG_STATE_HOME"
	elif [ "$(id -u)" -eq 0 ]; then
		printf '/var/lib/pxsync\n'
	else
		printf '%s/.local/state/pxsync\n' "${HOME:?}"
	fi
}

# The stages inherit descriptor 9: the lock is held while any of them lives.
lock_job() {
	mkdir -p -- "$run" "$state/schema" "$state/held" "$state/status" \
	    2>/dev/null ||
	    fail 74 "cannot make the state directory '$state'"
	{ exec 9>>"$state/lock"; } 2>/dev/null ||
	    fail 74 "cannot open '$state/lock'"
	flock -w 1 9 || fail 75 "another pxsync holds the lock of this job"
	rm -f -- "$run"/* "$state/held"/*
	PX_HELD=$state/held # where stages put a record that stops them
	PX_STAT=${PX_STAT-$run} # and what went through them
	export PX_HELD PX_STAT
	printf '%d\n' $$ >"$run/pxsync.pid" || exit 74
	tell_window
}

# Is the lock held by somebody?  (The lock of this shell is not asked for.)
busy() {
	[ -e "$state/lock" ] && ! flock -n -s "$state/lock" true
}

recall() { # KEY: from status/driver
	[ ! -e "$state/status/driver" ] ||
	    sed -n "s/^$1=//p" "$state/status/driver"
}

note() { # KEY VALUE...: into status/driver, all at once
	{
		[ ! -e "$state/status/driver" ] || cat -- "$state/status/driver"
		while [ $# -gt 1 ]; do
			printf '%s=%s\n' "$1" \
			    "$(printf '%s' "$2" | tr '\n' ' ')"
			shift 2
		done
	} | awk -F= '!($1 in at) { at[$1] = ++n; key[n] = $1 }
	    { line[$1] = $0 }
	    END { for (i = 1; i <= n; i++) print line[key[i]] }' \
	    >"$state/status/driver.new" || return 74
	mv -- "$state/status/driver.new" "$state/status/driver"
}

note_restart() { # REASON: counted, the newest first, ten are kept
	_i=9
	while [ "$_i" -gt 0 ]; do
		_old=$(recall "restart.$_i")
		[ -z "$_old" ] || note "restart.$((_i + 1))" "$_old"
		_i=$((_i - 1))
	done
	_n=$(recall restarts)
	note restarts "$((${_n:-0} + 1))" restart.1 "$(now) $1"
}

# What the sink says of the position; nothing when there is no state yet.
show_state() {
	[ ! -e "$state/lock" ] || mcupload --state "$state" --show
}

# Where the log goes on, and behind a blank what was reached when that is
# further on; nothing when no position is known, a failure when it cannot be
# read.
position() {
	_shown=$(show_state) || return
	printf '%s\n' "$_shown" | awk -F= '
	    $1 == "position" { at = $2 }
	    $1 == "resume" { from = $2 }
	    END { if (from != "" && from != "-")
		print from (at != from ? " " at : "") }'
}

# What decides which rows go where, and in what form.
plan_text() {
	pxcheck -c "$conf" --print >"$state/plan.new" || return
	sed -n '/^objects\./p; /^shape\./p; /^table /p; /^upload\.mode=/p' \
	    "$state/plan.new"
	_etl=$(sed -n 's/^objects\.etl=//p' "$state/plan.new")
	[ -z "$_etl" ] || sed 's/^/etl: /' -- "$_etl"
}

# Each other plan is kept, with the place from which on it holds: rows of
# before are as they were.
keep_plan() { # PLACE
	# what cannot be read is for the stages to tell
	plan_text >"$state/plan.now" 2>/dev/null || return 0
	if ! diff "$state/plan" "$state/plan.now" >"$state/plan.new" 2>&1; then
		if [ -e "$state/plan" ]; then
			say "another plan from $1 on: see $state/plan.log"
			sed -n '/^[<>]/p' "$state/plan.new"
		else
			sed 's/^/> /' "$state/plan.now"
		fi | { printf '%s %s\n' "$(now)" "$1"; cat; } \
		    >>"$state/plan.log" || return
	fi
	mv -- "$state/plan.now" "$state/plan" && rm -f -- "$state/plan.new"
}
