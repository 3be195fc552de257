# cut.sh: at which point base and log are put together, and from when on that
# has an exact answer; sourced by pxsync.
#
# A place in the log of the source cuts no transaction, so a time is looked up
# there.  On PolarDB-X all rows of a transaction have one time, in the order of
# the log: there a time itself cuts as well.
# shellcheck shell=sh disable=SC2034,SC2154 # variables shared with pxsync

# Is the place $1 before the place $2?
before() {
	printf '%s\n%s\n' "$1" "$2" | awk '{
	    n = match($0, /[0-9]+:[0-9]+$/)
	    stem[NR] = substr($0, 1, n - 1)
	    split(substr($0, n), p, ":")
	    file[NR] = p[1] + 0
	    at[NR] = p[2] + 0
	} END {
	    if (stem[1] != stem[2]) exit stem[1] >= stem[2]
	    if (file[1] != file[2]) exit file[1] > file[2]
	    exit at[1] >= at[2]
	}'
}

# The first transaction that pxbinlog finds with these options: its place, or
# nothing.  What stands at the head of a file is none.
first_transaction() { # OPTION...
	{
		_rc=0
		pxbinlog -c "$conf" -q "$@" 2>"$tmp.why" || _rc=$?
		printf '%d\n' "$_rc" >"$tmp.rc"
	} | {
		_rc=0
		pxrec --kind event --json 2>"$tmp.why2" || _rc=$?
		printf '%d\n' "$_rc" >"$tmp.rc2"
	} | awk '
	    /"type":(3|4|15|27|35|161|163|164),/ { next }
	    { sub(/^\{"kind":"event","pos":"/, ""); sub(/".*/, "")
	    print; exit }'
	for _f in rc rc2; do
		read -r _rc <"$tmp.$_f"
		case $_rc in
		0 | 141) ;; # nobody reads on
		*)
			[ -s "$tmp.why" ] || cat -- "$tmp.why2" >"$tmp.why"
			return "$_rc"
			;;
		esac
	done
}

# Has the flow brought over everything before the place $1?  What stands at
# the head of a new file moves the end of the log, but not the flow.
reached() {
	! before "$here" "$1" && return 0
	[ "${here##*:}" -eq 4 ] || ! busy || return 1
	_open=$(first_transaction --from "$here" --until "$1") || return 1
	[ -z "$_open" ] || return 1
	here=$1
}

not_yet() { # WHAT
	fail 75 "the flow has come to $here, not yet to $1: first 'once'"
}

# Where the copy in this directory ended: "at=PLACE time=TIME", or nothing.
# On PolarDB-X the TSO has the time, elsewhere our clock.
copy_end() { # DIR
	[ ! -s "$1/copy" ] || sed -n 's/^end pxpos 1 //p' "$1/copy" |
	tail -n 1 | while read -r _at _ _ _time _tso _; do
		_time=${_time#alive=}
		case ${_tso#txid=} in
		[0-9]*)
			_tso=$(printf '%.19s' "${_tso#txid=}")
			_time=$(date -u -d "@$(((_tso >> 22) / 1000))" \
			    +%Y-%m-%dT%H:%M:%SZ) ;;
		esac
		printf 'at=%s time=%s\n' "$_at" "$_time"
	done
}

# A directory of an add whose rows are on their way; are they asked for?
not_copied() { # DIR
	[ -e "$1/joined" ] && [ ! -e "$1/done" ] || return 0
	if [ -z "$only" ] || printf '%s' "$only" | grep -Fqix -f "$1/tables"
	then
		fail 75 "not copied yet: $(tr '\n' ' ' <"$1/tables")"
	fi
}

# What is known of the bases, for mcpartition --bases: where their copies
# ended, and what was compacted since; pxsync.state(5).
list_bases() {
	printf 'pxcompact 1\n'
	copy_end "$state" | sed 's/^/copy * /'
	for _dir in "$state"/add/[0-9]*; do
		[ -d "$_dir" ] || continue
		not_copied "$_dir"
		[ ! -s "$_dir/copy" ] ||
		sed -n 's/^table \([^ ]*\) .*/\1/p' "$_dir/copy" |
		sed "s|.*|copy & $(copy_end "$_dir")|"
	done
	[ ! -s "$state/compact" ] || sed -n '/^base /p; /^work /p' \
	    "$state/compact"
}

# A file that pxsync keeps, behind its checksum.
sound() { # FILE
	[ ! -e "$1" ] || [ "$(sed '$d' "$1" | cksum)" = \
	    "$(sed -n '$s/^cksum //p' "$1")" ] ||
	    fail 65 "'$1' is damaged"
}

# $here: how far the flow is, $tmp: files of ours, $tmp.bases; the bases are
# not rolled on meanwhile.
open_bases() { # -s | -x: as flock
	open_job
	[ -s "$target_rec" ] || [ -s "$source_rec" ] ||
	    fail 78 "no table is known yet: first 'schema'"
	{ exec 9>>"$state/bases.lock"; } 2>/dev/null ||
	    fail 74 "cannot open '$state/bases.lock'"
	flock "$1" -w 1 9 || fail 75 'a merge or a compaction is under way'
	sound "$state/compact"
	tmp=$(mktemp) || exit 74
	# shellcheck disable=SC2064 # now, while the name is known
	trap "rm -f -- '$tmp' '$tmp'.*" EXIT
	trap 'exit 75' TERM INT HUP
	[ ! -s "$state/copy" ] || [ -n "$(copy_end "$state")" ] ||
	    fail 75 'the copy is not done'
	list_bases >"$tmp.bases" || exit
	show_state >"$tmp.show" || exit
	here=$(sed -n 's/^position=\([^-].*\)/\1/p' "$tmp.show")
	[ -n "$here" ] || return 0
	sed -n 's/^copy .* at=\([^ ]*\) .*/\1/p' "$tmp.bases" >"$tmp.ends"
	while read -r _end; do
		reached "$_end" || not_yet "$_end, where the copy ended"
	done <"$tmp.ends"
}

# The definitions of the target, as mcpartition wants them.
definitions() {
	if [ -s "$target_rec" ]; then
		cat -- "$target_rec"
	else
		rowfilter -c "$conf" <"$source_rec"
	fi
}

# The place of the time $1 in the log of the source.
cut_by_time() {
	cut=$1
	case $command:$(definitions | pxrec --kind hello --json) in
	merge:*'"source":"polardbx"'*)
		_rc=69 ;;
	*)
		_first=$(first_transaction --from-time "$1" --until now) &&
		    _rc=0 || _rc=$?
		;;
	esac
	case $_rc in
	0)
		cut=$_first
		prune=$(date -u -d "$1 + 1 day" +%Y-%m-%dT%H:%M:%SZ)
		[ -n "$cut" ] || cut_at_end "$1"
		;;
	69)
		_time=$(sed -n 's/^time=//p' "$tmp.show")
		{ [ "${_time:--}" != - ] && [ "$(date -u -d "$_time" +%s)" -ge \
		    "$(date -u -d "$1" +%s)" ]; } || not_yet "$1"
		[ ! -s "$tmp.why" ] || say "'$1' is not in the log of the \
source any more: the cut may go through a transaction"
		;;
	*)
		cat -- "$tmp.why" >&2
		exit "$_rc"
		;;
	esac
}

# Nothing happened since that time, which is over: everything that is in the
# log.
cut_at_end() {
	[ "$(date -u -d "$1" +%s)" -le "$(date +%s)" ] ||
	    fail 64 "--at '$1' is in the future"
	_first=$(first_transaction --from "$here" --until now) || {
		_rc=$?
		cat -- "$tmp.why" >&2
		exit "$_rc"
	}
	[ -z "$_first" ] || not_yet "$1"
	cut=$here
}

# From --at to $cut, a point for mcpartition --merge-sql, and $prune.
find_cut() {
	warn_skipped
	prune=
	case $at in
	all) cut=${here:-all} ;;
	????-??-??T*Z) cut_by_time "$at" ;;
	*:*) cut=$at ;;
	'' | *[!0-9]*)
		fail 64 "--at '$at' is no time, and no FILE:OFFSET" ;;
	*) cut_by_time "$(date -u -d "@$at" +%Y-%m-%dT%H:%M:%SZ)" ;;
	esac
	case $cut in
	????-??-??T*Z | all) ;;
	*) reached "$cut" || not_yet "$cut" ;;
	esac
}

# The statements for the chosen tables, to stdout.
merge_sql() { # OPTION...
	while IFS= read -r _t; do
		[ -z "$_t" ] || set -- "$@" --table "$_t"
	done <<EOT
$only
EOT
	[ -e "$tmp.rec" ] || definitions >"$tmp.rec" || exit
	mcpartition -c "$conf" ${talk:+"$talk"} --merge-sql "$cut" \
	    --bases "$tmp.bases" "$@" <"$tmp.rec"
}
