# stage.sh: start a pipeline, watch it, blame the stage that failed; sourced
# by pxsync.  A stage leaves run/PROG.pid, .rc and .err behind.
# shellcheck shell=sh disable=SC2034,SC2154 # variables shared with pxsync

# --- stages -------------------------------------------------------------------

quoted() {
	for _a; do
		case $_a in
		\"\$\(*) printf ' %s' "$_a" ;; # a command for the shell to run
		'' | *[!A-Za-z0-9_./:=@%+,-]*)
			printf " '%s'" "$(printf '%s' "$_a" |
			    sed "s/'/'\\\\''/g")" ;;
		*) printf ' %s' "$_a" ;;
		esac
	done
}

# The dry stage: the text of the stages before it comes in by the pipe.
show() { # IN OUT PROG ARG...
	_text=$(cat)
	_in=$1
	_out=$2
	shift 2
	[ -z "$_text" ] || printf '%s |\n    ' "$_text"
	printf '%s%s%s\n' "$(quoted "$@" | cut -c2-)" \
	    "${_in:+ <$(quoted "$_in" | cut -c2-)}" \
	    "${_out:+ >$(quoted "$_out" | cut -c2-)}"
}

# Pass on what stage $1 says; keep its last message, with the hint.
listen() {
	while IFS= read -r _line; do
		printf '%s%s\n' "$wipe" "$_line" >&2
		case $_line in
		'hint: '*) printf '%s\n' "$_line" >>"$run/$1.err" ;;
		*) printf '%s\n' "$_line" >"$run/$1.err" ;;
		esac || :
	done
}

# stage [-i FILE] [-o FILE] PROG ARG...: one program of a pipeline; leaves
# run/PROG.pid, .rc, .err behind.
stage() {
	_in=
	_out=
	while :; do
		case $1 in
		-i) _in=$2 ;;
		-o) _out=$2 ;;
		*) break ;;
		esac
		shift 2
	done
	if [ -n "$dry" ]; then
		show "$_in" "$_out" "$@"
		return
	fi
	[ -z "$_in" ] || exec <"$_in"
	[ -z "$_out" ] || exec >"$_out"
	exec 3>&1
	{
		_rc=0
		# shellcheck disable=SC2016 # for the inner shell
		sh -c 'echo $$ >"$1.pid"; shift; exec "$@"' sh "$run/$1" "$@" \
		    2>&1 >&3 3>&- || _rc=$?
		printf '%d\n' "$_rc" >"$run/$1.rc"
	} | listen "$1" 3>&-
}

# The items whose warnings are taken as passed, as options.
allowed() {
	# shellcheck disable=SC2086 # words
	{
		[ ! -e "$state/allowed" ] || cat -- "$state/allowed"
		printf '%s\n' $allow
	} | sed -n 's/^\([a-z_.][a-z_.]*\)$/--allow \1/p' | sort -u
}

# The pipelines.  ${talk:+"$talk"} is -q, -v or nothing.
chain_check() {
	# shellcheck disable=SC2046 # words
	stage -o "$state/check.json" \
	    pxcheck -c "$conf" -q --json --strict --state "$state" $(allowed)
}

chain_source() {
	stage -o "$source_rec" \
	    pxsnapshot -c "$conf" ${talk:+"$talk"} --schema-only
}

chain_target() {
	_new=$target_rec
	[ -n "$dry" ] || _new=$target_rec.new
	stage -i "$source_rec" -o "$_new" rowfilter -c "$conf"
}

chain_ddl() {
	stage -i "$source_rec" rowfilter -c "$conf" |
	stage -o "$state/schema.sql" \
	    mcpartition -c "$conf" ${talk:+"$talk"} --ddl
}

chain_create() {
	stage -o /dev/null mcsql -c "$conf" ${talk:+"$talk"} "$state/schema.sql"
}

# What the tables of the target were made for, if it is known: $_target.
find_target() {
	_target=$target_rec
	[ -n "$dry" ] || [ -s "$_target" ] || _target=
}

chain_full() { # [--table DB.T]...
	find_target
	stage pxsnapshot -c "$conf" ${talk:+"$talk"} \
	    --chunks "$state/chunks" "$@" |
	stage rowfilter -c "$conf" |
	stage mcpartition -c "$conf" ${talk:+"$talk"} \
	    ${_target:+--target "$_target"} |
	stage mcupload -c "$conf" ${talk:+"$talk"} --state "$state"
}

# The definitions before the copy, those of tables that joined later, those
# that the last statement made that was let through, and what the sink saved,
# which is what holds at its position.
decode() {
	set --
	for _f in "$state"/add/*/source.rec; do
		[ -s "$_f" ] || continue
		_from=$(cat -- "${_f%/*}/from")
		set -- "$@" --schema-at "$_from=$_f"
	done
	[ ! -e "$state/schema/after.rec" ] ||
	    set -- "$@" --schema "$state/schema/after.rec"
	[ ! -e "$state/schema/tables.rec" ] ||
	    set -- "$@" --schema "$state/schema"
	stage rowdecode -c "$conf" --schema "$source_rec" "$@" \
	    ${reached:+--done "$reached"} ${txid:+--txid "$txid"}
}

chain_incr() { # --follow | --until now
	case $from in
	[0-9][0-9][0-9][0-9]-??-??*) set -- "$@" --from-time "$from" ;;
	*) set -- "$@" --from "$from" ;;
	esac
	find_target
	stage pxbinlog -c "$conf" ${talk:+"$talk"} "$@" \
	    ${origin:+--origin "$origin"} |
	decode |
	stage rowfilter -c "$conf" |
	stage mcpartition -c "$conf" ${talk:+"$talk"} \
	    ${_target:+--target "$_target"} ${past:+--past "$past"} |
	stage mcupload -c "$conf" ${talk:+"$talk"} --state "$state"
}

# Whose log the position is in, and behind which transaction: what begins there
# must fit.
find_origin() {
	_shown=$(show_state) || return
	origin=$(printf '%s\n' "$_shown" | sed -n 's/^origin=//p')
	txid=$(printf '%s\n' "$_shown" | sed -n 's/^txid=//p')
	[ "$origin" != - ] || origin=
	[ "$txid" != - ] || txid=
}

# Where the log is to be read from: behind what was committed, else where the
# job file says, else what comes from now on.
#
# A branch of XA that waits for its outcome is read again, from its begin;
# what was committed behind that is left out by rowdecode --done.
find_start() {
	reached=
	origin=
	txid=
	past=$(recall past)
	if [ -n "$dry" ] && [ -z "$(value source.start)" ]; then
		from="\"\$(mcupload --state$(quoted "$state") --show |"
		from="$from sed -n s/^resume=//p)\""
		return
	fi
	from=$(position) || fail "$(code_of "$?")" 'the position cannot be read'
	case $from in
	*' '*)
		reached=${from#* }
		from=${from%% *}
		;;
	esac
	[ -z "$from" ] || find_origin
	: "${from:=$(value source.start)}"
	: "${from:=now}"
}

stages_of() {
	case $1 in
	check) echo pxcheck ;;
	source) echo pxsnapshot ;;
	ddl) echo rowfilter mcpartition ;;
	target) echo rowfilter ;;
	create | carry) echo mcsql ;;
	full) echo pxsnapshot rowfilter mcpartition mcupload ;;
	incr) echo pxbinlog rowdecode rowfilter mcpartition mcupload ;;
	verify) echo pxsnapshot rowfilter mcpartition pxverify ;;
	esac
}

# --- watch and blame ----------------------------------------------------------

rc_of() { # a stage that left no status was killed with its shell
	cat -- "$run/$1.rc" 2>/dev/null || echo 137
}

# The stage to blame, or nothing: 66 was fed a cut stream, 141 had no reader.
# In front of a statement of the log mcpartition (78) ends its stream well: who
# failed behind it failed for itself, and not all before it is delivered.
culprit() {
	_first=
	for _s in $stages; do
		case $(rc_of "$_s") in
		0 | 66 | 141) continue ;;
		esac
		_first=$_s
		[ "$_chain/$_s/$(rc_of "$_s")" = incr/mcpartition/78 ] || break
	done
	if [ -n "$_first" ]; then
		echo "$_first"
		return
	fi
	for _s in $stages; do
		[ "$(rc_of "$_s")" -eq 0 ] || {
			echo "$_s"
			return
		}
	done
}

# What the driver makes of a stage's status.
code_of() {
	case $1 in
	126 | 127) echo 71 ;;
	129 | 130 | 137 | 141 | 143) echo 75 ;; # killed: what is safe is safe
	0 | 6[4-9] | 7[0-9]) echo "$1" ;;
	*) echo 70 ;;
	esac
}

last_words() { # STAGE STATUS
	case $2 in
	127) echo "not found, or not all of it" ;;
	12[89] | 1[3-9]?) echo "killed by signal $(($2 - 128))" ;;
	*)
		if [ -s "$run/$1.err" ]; then
			sed -n '1s/.*"msg":"\([^"]*\)".*/\1/
			    1s/^[a-z]*: //p' "$run/$1.err"
		else
			echo "ended without a word"
		fi
		;;
	esac
}

tell() { # SIGNAL 'STAGE...': those that live; true if one was told
	_told=1
	for _s in $2; do
		[ ! -e "$run/$_s.rc" ] || continue
		_pid=$(cat -- "$run/$_s.pid" 2>/dev/null) || continue
		! kill -s "$1" "$_pid" 2>/dev/null || _told=0
	done
	return "$_told"
}

# The head ends its stream, the others drain.  A second wish is not so kind.
on_stop() {
	stop=$((stop + 1))
	case $stop in
	1) [ -z "$pipeline" ] || start_guard ;;
	2) tell TERM "$stages" || : ;;
	*) tell KILL "$stages" || : ;;
	esac
}

# pause, add or remove: the pipeline ends at a transaction boundary, and the
# loop of drive goes on as the job file and the state are by then.
on_wish() {
	wish=$((wish + 1))
	[ -z "$pipeline" ] || start_guard
}

# Tell the head, and after the deadline all of them.  The short pipelines of
# the schema are not told: they end by themselves, and whole.
start_guard() {
	[ -z "$guard" ] || return 0
	(
		trap - TERM INT HUP USR1
		_left=$patience
		case $_chain in
		full | incr | verify) _head=${stages%% *} ;;
		*) _head= ;;
		esac
		until [ -z "$_head" ] || tell TERM "$_head" ||
		    [ "$_left" -eq 0 ]; do
			sleep 1
			_left=$((_left - 1))
		done
		while [ "$_left" -gt 0 ]; do
			sleep 1
			_left=$((_left - 1))
		done
		tell TERM "$stages" && sleep 5
		tell KILL "$stages"
	) 8>&- 9>&- >/dev/null 2>&1 &
	guard=$!
}

# Run one pipeline to its end: $code, $guilty and $why are the verdict.
run_chain() { # CHAIN ARG...
	stages=$(stages_of "$1")
	_chain=$1
	shift
	for _s in $stages; do
		rm -f -- "$run/$_s.pid" "$run/$_s.rc" "$run/$_s.err" \
		    "$run/$_s.stat" "$run/$_s"-*.stat
	done
	(
		trap '' INT HUP USR1
		trap - TERM
		"chain_$_chain" "$@"
	) </dev/null &
	pipeline=$!
	[ "$stop/$wish" = 0/0 ] || start_guard
	while :; do
		_told=$stop/$wish
		wait "$pipeline" || :
		[ "$_told" != "$stop/$wish" ] || break
	done
	pipeline=
	[ -z "$guard" ] || kill "$guard" 2>/dev/null || :
	guard=
	guilty=$(culprit)
	code=0
	why=
	[ -n "$guilty" ] || return 0
	code=$(code_of "$(rc_of "$guilty")")
	why=$(last_words "$guilty" "$(rc_of "$guilty")")
}

# --- again --------------------------------------------------------------------

# What moves when something was brought to safety.
progress() {
	cat -- "$state/position" "$state/chunks" "$state/copy" 2>/dev/null |
	    cksum
}

pause() { # SECONDS, and up to half of that more
	_dice=$(od -An -N2 -tu2 /dev/urandom | tr -d ' ')
	sleep "$(($1 + _dice % ($1 / 2 + 1)))" 8>&- 9>&- &
	_sleeper=$!
	wait "$_sleeper" || :
	kill "$_sleeper" 2>/dev/null || :
}
