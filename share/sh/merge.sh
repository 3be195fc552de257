# merge.sh: base and log become the table at a point, inside the target;
# sourced by pxsync.
# shellcheck shell=sh disable=SC2034,SC2154 # variables shared with pxsync

cmd_merge() {
	open_bases -s
	find_cut
	merge_sql ${prune:+--prune "$prune"} ${into:+--into "$into"} \
	    >"$tmp.sql" || exit
	if [ -n "$dry" ]; then
		cat -- "$tmp.sql"
		return
	fi
	mcsql -c "$conf" ${talk:+"$talk"} "$tmp.sql" || exit
	say "merged: $at$([ "$at" = "$cut" ] || printf ', %s' "$cut")"
}
