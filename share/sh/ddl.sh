# ddl.sh: what a job does at a change of a definition; sourced by pxsync.
#
# mcpartition stops in front of a statement that changes the rows of a table,
# and leaves it in held/, behind the definitions that it makes.  Who lets it
# through, carry_ddl or a person with resume, brings schema/target.rec up to
# date: from then on the flow brings rows into its columns.
# shellcheck shell=sh disable=SC2034,SC2154 # variables shared with pxsync

# The statement that stopped the job the last time: $held, $held_at; false
# when none did.
held_ddl() {
	held_at=
	for held in "$state/held"/mcpartition-*.rec; do
		[ -e "$held" ] || return 1
		held_at=$(pxrec --kind ddl --json "$held" |
		    sed -n 's/^{"kind":"ddl",.*"pos":"\([^"]*\)".*/\1/p')
		[ -z "$held_at" ] || return 0
	done
	return 1
}

# The target is made for what the definitions on standard input say.
retarget() {
	mcpartition -c "$conf" -q --target "$target_rec" --retarget \
	    >"$target_rec.new" &&
	    sync -- "$target_rec.new" &&
	    mv -- "$target_rec.new" "$target_rec"
}

# What the statement makes of the tables: the log before it may be needed to
# know, as for a table renamed to one of ours, and is not read again.
keep_after() { # REC
	cp -- "$1" "$state/schema/after.new" &&
	    mv -- "$state/schema/after.new" "$state/schema/after.rec" || exit 74
}

chain_carry() {
	stage -o /dev/null mcsql -c "$conf" ${talk:+"$talk"} "$state/alter.sql"
}

# Columns were added, and the job is to add them to the target as well.
# False when that is not all that happened, or when it failed: then $code,
# $guilty and $why say why.  After a crash at any step the statement stops the
# flow again; the columns that are there by then are no mistake.
carry_ddl() {
	[ "$code" -eq 78 ] && [ "$guilty" = mcpartition ] && held_ddl &&
	    [ -s "$target_rec" ] || return 1
	PX_HELD='' mcpartition -c "$conf" -q --target "$target_rec" --alter \
	    <"$held" >"$state/alter.sql" 2>/dev/null || return 1
	run_chain carry
	[ "$code" -eq 0 ] || return 1
	keep_after "$held"
	retarget <"$held" || fail 74 "cannot write '$target_rec'"
	note past "$held_at"
	say "columns were added at $held_at: added to the target, too"
}

# A statement stopped the job, and somebody changed the target accordingly.
# What is decoded still begins with the old definitions.
resume_ddl() {
	held_ddl ||
	    fail 64 'no change of a definition stopped this job the last time'
	_kept=$(mktemp) || exit 74
	# shellcheck disable=SC2064 # now, while the name is known
	trap "rm -f -- '$_kept' '$_kept'.*" EXIT
	cp -- "$held" "$_kept" || exit 74
	lock_job
	if [ ! -s "$target_rec" ]; then
		:
	elif pxrec --kind table --json "$_kept" | grep -q '"kind":"table"'; then
		keep_after "$_kept"
		retarget <"$_kept" || exit
	elif pxrec --json "$_kept" | grep -Eq '"op":"(alter|create|unknown)"'
	then # nobody could follow it: as it is by now
		pxsnapshot -c "$conf" ${talk:+"$talk"} --schema-only \
		    >"$_kept.1" || exit
		rowfilter -c "$conf" <"$_kept.1" >"$_kept.2" || exit
		retarget <"$_kept.2" || exit
	fi
	note past "$held_at" state resumed
	say "changes up to $held_at are seen to; go on with run or once"
}

# Statements that emptied or replaced tables, and were skipped: behind them
# the target has rows that the source has not.
warn_skipped() {
	[ -s "$state/ddl" ] || return 0
	awk '$3 == "skipped" && $4 != "alter" && $4 != "unknown" {
		print $4 " of " $5 " at " $1 ", " $2 }' "$state/ddl" |
	while IFS= read -r _line; do
		say "skipped, so its rows are still there: $_line"
	done
}

cmd_resume() {
	open_job
	if [ -n "$ddl" ]; then
		resume_ddl
	else
		unpause
	fi
}
