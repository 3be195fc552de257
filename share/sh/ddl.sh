# ddl.sh: what a job does at a change of a definition; sourced by pxsync.
# shellcheck shell=sh disable=SC2034,SC2154 # variables shared with pxsync

# A statement stopped the job, and somebody changed the target accordingly.
# What is decoded still begins with the old definitions; a merge wants the
# new ones.
cmd_resume() {
	open_job
	for _f in "$state/held"/mcpartition-*.rec; do
		[ ! -e "$_f" ] || _ddl=$(pxrec --kind ddl --json "$_f") || exit
	done
	_past=$(printf '%s' "${_ddl-}" |
	    sed -n 's/^{"kind":"ddl",.*"pos":"\([^"]*\)".*/\1/p')
	[ -n "$_past" ] ||
	    fail 64 'no change of a definition stopped this job the last time'
	lock_job
	pxsnapshot -c "$conf" ${talk:+"$talk"} --schema-only \
	    >"$state/schema/today.new" || exit
	mv -- "$state/schema/today.new" "$state/schema/today.rec" || exit 74
	note past "$_past" state resumed
	say "changes up to $_past are seen to; go on with run or once"
}
