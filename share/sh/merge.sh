# merge.sh: base and log become the table at a time, inside the target; sourced
# by pxsync.
# shellcheck shell=sh disable=SC2034,SC2154 # variables shared with pxsync

cmd_merge() {
	open_job
	[ ! -s "$state/schema/today.rec" ] ||
	    source_rec=$state/schema/today.rec
	[ -s "$source_rec" ] || fail 78 "no table is known yet: first 'schema'"
	_sql=$(mktemp) || exit 74
	# shellcheck disable=SC2064 # now, while the name is known
	trap "rm -f -- '$_sql' '$_sql'.*" EXIT
	rowfilter -c "$conf" <"$source_rec" >"$_sql.1" || exit
	mcpartition -c "$conf" --merge-sql "$at" ${into:+--into "$into"} \
	    <"$_sql.1" >"$_sql.2" || exit
	if [ -n "$dry" ]; then
		cat -- "$_sql.2"
		return
	fi
	mcsql -c "$conf" ${talk:+"$talk"} "$_sql.2" || exit
	say "merged: $at"
}
