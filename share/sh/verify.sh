# verify.sh: source against base and log at one place in the source's log,
# while the flow runs; sourced by pxsync.
#
# The rows of the source are read as of one moment, in the shape of the target,
# and hashed; the merge at the place of that moment is selected in MaxCompute,
# and hashed; the sums of 1024 parts a table are compared.  Where some differ
# it is done again, at a new moment, and the rows of those parts are compared
# by key.  Nothing is written on either side.
# shellcheck shell=sh disable=SC2034,SC2154 # variables shared with pxsync

chain_verify() { # OUT PARTS: of the source; PARTS '' = sums
	_out=$1
	set -- ${2:+--parts "$2"}
	find_target
	while IFS= read -r _t; do
		[ -z "$_t" ] || printf '%s\n' --table "$_t"
	done <<EOT >"$tmp.only"
$only
EOT
	with_lines "$tmp.only" stage pxsnapshot -c "$conf" \
	    ${talk:+"$talk"} --at-once |
	stage rowfilter -c "$conf" |
	stage mcpartition -c "$conf" ${talk:+"$talk"} \
	    ${_target:+--target "$_target"} |
	stage -o "$_out" pxverify ${talk:+"$talk"} "$@"
}

# A command with the lines of a file as further arguments.
with_lines() { # FILE COMMAND ARG...
	_file=$1
	shift
	while IFS= read -r _line; do
		set -- "$@" "$_line"
	done <"$_file"
	"$@"
}

# The rows of both sides, as sums or as lines, to $tmp.a and $tmp.b.
both_sides() { # [PARTS]
	run_chain verify "$tmp.a" "${1-}"
	[ "$stop" -eq 0 ] || fail 75 'stopped before the end'
	[ "$code" -eq 0 ] ||
	    fail "$code" "verify stopped by $guilty: $why"
	cut=$(sed -n '/^.\{0,1\}at[ 	]/{s/^.*[ 	]//p;q;}' "$tmp.a")
	say "the source was read at $cut"
	wait_for_flow
	merge_sql --as select >"$tmp.sql" || exit
	pxverify -c "$conf" ${talk:+"$talk"} --select "$tmp.sql" \
	    ${1:+--parts "$1"} >"$tmp.b" || exit
}

# Everything before the cut has to be in MaxCompute.
wait_for_flow() {
	_left=${waits:-600}
	while :; do
		show_state >"$tmp.show" || exit
		here=$(sed -n 's/^position=\([^-].*\)/\1/p' "$tmp.show")
		[ -n "$here" ] || fail 75 "the flow has not begun: first 'once'"
		! reached "$cut" || return 0
		busy || not_yet "$cut"
		[ "$_left" -gt 0 ] || fail 75 \
		    "the flow is at $here, and did not come to $cut in time"
		_left=$((_left - 1))
		sleep 1 9>&-
	done
}

# Of the tables alone that have differing parts, where their names are plain.
narrow() {
	_names=$(sed -n 's/^table 0 //p' "$tmp.parts")
	printf '%s\n' "$_names" | grep -q '[^A-Za-z0-9_.$-]' || only="$_names
"
}

# Tables that are kept by upserts are what the flow made of them by now, which
# may be more than was there at the cut.
went_on() {
	[ "$(value upload.mode)" = upsert ] || return 0
	show_state >"$tmp.show" || exit
	here=$(sed -n 's/^position=//p' "$tmp.show")
	! before "$cut" "$here" || fail 75 "not equal at $cut, but the flow is \
at $here by now: 'pause' the job, and try again"
}

cmd_verify() {
	open_bases -s
	[ -z "$into" ] || fail 64 'verify writes nothing: no --into'
	run=$tmp.run
	mkdir -- "$run" || exit 74
	# shellcheck disable=SC2064 # now, while the name is known
	trap "rm -rf -- '$tmp' '$tmp'.*" EXIT
	trap on_stop TERM INT HUP
	if [ -n "$dry" ]; then
		cut=all
		chain_verify "$tmp.a" '' </dev/null
		merge_sql --as select
		return
	fi
	warn_skipped
	both_sides
	! pxverify ${talk:+"$talk"} --compare "$tmp.a" "$tmp.b" \
	    >"$tmp.parts" || {
		say "equal at $cut"
		return 0
	}
	grep -q '^part ' "$tmp.parts" || fail 70 'the comparison failed'
	say "not equal at $cut: looking again, row by row"
	narrow
	both_sides "$tmp.parts"
	for _f in a b; do
		LC_ALL=C sort -o "$tmp.$_f" -- "$tmp.$_f" || exit 74
	done
	if pxverify --compare-rows "$tmp.a" "$tmp.b"; then
		say "equal at $cut: what differed was on its way"
	else
		went_on
		fail 65 "not equal at $cut"
	fi
}
