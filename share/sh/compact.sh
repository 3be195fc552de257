# compact.sh: the bases are rolled on to a point, and partitions of the logs
# that no merge needs any more are dropped; sourced by pxsync.
#
# Every step may be done again: rows of the log that a base holds already
# change nothing in it, and a partition that is gone is gone.  So the state
# says first which place a base may be at, and only when it is there, that it
# is; and only then something is dropped.
# shellcheck shell=sh disable=SC2016,SC2034,SC2154 # shared with pxsync; names
# in back quotes

# state/compact anew: the lines of stdin.
keep_compact() {
	{
		printf 'pxcompact 1\n'
		cat
	} >"$tmp.keep" || exit 74
	cksum <"$tmp.keep" | sed 's/^/cksum /' >"$tmp.sum" || exit 74
	{
		cat -- "$tmp.keep" "$tmp.sum" >"$state/compact.new" &&
		    sync -- "$state/compact.new" &&
		    mv -- "$state/compact.new" "$state/compact" &&
		    sync -- "$state"
	} || fail 74 "cannot write '$state/compact'"
}

# The lines that are kept, but those that begin with $1 and a base's name of
# $tmp.names; then, for each of them, "$2 NAME at=... time=...".
renew() { # 'KIND...' KIND
	{
		[ ! -e "$state/compact" ] || sed '1d; $d' "$state/compact" |
		awk -v kinds=" $1 " 'NR == FNR { ours[$1] = 1; next }
		    !(($2 in ours) && index(kinds, " " $1 " "))' \
		    "$tmp.names" -
		sed "s|.*|$2 & at=$cut time=$cut_time|" "$tmp.names"
	} | keep_compact
}

# No change before the cut is newer than this; and a day before: so much time
# is left to transactions that commit long after their rows were made.
time_of_cut() {
	case $at in
	all | ?*:*[!Z]) cut_time=$(sed -n 's/^time=\([^-].*\)/\1/p' \
	    "$tmp.show") ;;
	*T*Z) cut_time=$at ;;
	*) cut_time=$(date -u -d "@$at" +%Y-%m-%dT%H:%M:%SZ) ;;
	esac
	: "${cut_time:=$(now)}"
	_day=$(date -u -d "$cut_time" +%s)
	_now=$(date +%s)
	[ "$_day" -le "$_now" ] || _day=$_now
	_day=$((_day - 86400))
}

cmd_compact() {
	[ -z "$into" ] || fail 64 'compact rolls on the base: no --into'
	open_bases -x
	find_cut
	case $cut in
	????-??-??T*Z | all)
		fail 64 'compact wants a place: --at FILE:OFFSET' ;;
	esac
	time_of_cut
	merge_sql --as base >"$tmp.sql" || exit
	merge_sql --as spent --prune "$_day" >"$tmp.spent" || exit
	if [ -n "$dry" ]; then
		cat -- "$tmp.sql" "$tmp.spent"
		return
	fi
	check_places "$tmp.sql"
	sed -n 's/^insert overwrite table `\(.*\)`$/\1/p' "$tmp.sql" \
	    >"$tmp.names"
	renew work work
	mcsql -c "$conf" ${talk:+"$talk"} "$tmp.sql" || exit
	renew 'base work' base
	mcsql -c "$conf" ${talk:+"$talk"} "$tmp.spent" >"$tmp.list" || exit
	sed -n '/^alter table /p' "$tmp.list" >"$tmp.drop"
	[ ! -s "$tmp.drop" ] ||
	    mcsql -c "$conf" ${talk:+"$talk"} "$tmp.drop" || exit
	say "compacted to $cut: $(wc -l <"$tmp.names") tables, \
$(wc -l <"$tmp.drop") partitions dropped"
}
