# merge.sh: base and log become the table at a time, inside the target; sourced
# by pxsync.
# shellcheck shell=sh disable=SC2034,SC2154 # variables shared with pxsync

cmd_merge() {
	open_job
	[ -s "$target_rec" ] || [ -s "$source_rec" ] || fail 78 "no table is known yet: first 'schema'"
	_sql=$(mktemp) || exit 74
	# shellcheck disable=SC2064 # now, while the name is known
	trap "rm -f -- '$_sql' '$_sql'.*" EXIT
	if [ -s "$target_rec" ]; then
		cat -- "$target_rec"
	else
		rowfilter -c "$conf" <"$source_rec"
	fi >"$_sql.1" || exit
	warn_skipped
	mcpartition -c "$conf" --merge-sql "$at" ${into:+--into "$into"} \
	    <"$_sql.1" >"$_sql.2" || exit
	if [ -n "$dry" ]; then
		cat -- "$_sql.2"
		return
	fi
	mcsql -c "$conf" ${talk:+"$talk"} "$_sql.2" || exit
	say "merged: $at"
}
