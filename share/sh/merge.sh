# merge.sh: base and log become the table at a point, inside the target;
# sourced by pxsync.
# shellcheck shell=sh disable=SC2034,SC2154 # variables shared with pxsync

# The tables that a script overwrites, each with the columns it gets, where a
# change of the definition was followed.
overwritten() { # SQL
	awk 'NR == FNR { if ($3 == "followed") { n = split($5, t, ",")
		    while (n) ours[t[n--]] } next }
	    /^-- / { now = substr($0, 4) }
	    /^insert overwrite table `/ && now in ours { name = $4; next }
	    name != "" { gsub(/^select |[ `]/, ""); print name, tolower($0)
		name = "" }' "$state/ddl" "$1"
}

# The first column of a table, as desc shows it on standard input, that has not
# its place in the list; one that comes behind may be added.
misplaced() { # COLUMNS add|
	awk -F '[ |]+' -v want="$1" -v add="$2" '
	    BEGIN { n = split(want, w, ",") }
	    /^\| Partition Columns/ { on = 0 }
	    on && /^\| [^|]* \| [^|]* \|/ && $2 != "Field" {
		if (tolower($2) != w[++i] && !bad) bad = i " is " $2 }
	    /^\| Native Columns/ { on = 1 }
	    END { if (!bad && i < n && add == "") bad = i + 1 " is none"
		if (bad) print bad " in MaxCompute and " w[bad + 0] }'
}

# INSERT OVERWRITE goes by the places of columns, not by their names.
check_places() { # SQL
	[ -s "$state/ddl" ] || return 0
	overwritten "$1" >"$tmp.over"
	while read -r _name _want; do
		_rc=0
		mcsql -c "$conf" -q -e "desc $_name;" >"$tmp.desc" \
		    2>/dev/null </dev/null || _rc=$?
		case $_rc in
		0) ;;
		65) continue ;; # it will be made
		*) fail "$_rc" "the columns of $_name cannot be had" ;;
		esac
		_add=$(grep -F "alter table $_name add columns" "$1") || :
		_bad=$(misplaced "$_want" "$_add" <"$tmp.desc")
		[ -z "$_bad" ] || fail 78 "column $_bad in the statement, of \
$_name: change it likewise, or drop what an earlier merge made"
	done <"$tmp.over"
}

cmd_merge() {
	open_bases -s
	find_cut
	merge_sql ${prune:+--prune "$prune"} ${into:+--into "$into"} \
	    >"$tmp.sql" || exit
	if [ -n "$dry" ]; then
		cat -- "$tmp.sql"
		return
	fi
	check_places "$tmp.sql"
	mcsql -c "$conf" ${talk:+"$talk"} "$tmp.sql" || exit
	say "merged: $at$([ "$at" = "$cut" ] || printf ', %s' "$cut")"
}
