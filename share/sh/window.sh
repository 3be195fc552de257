# window.sh: how long something may fail before a person is called, and who
# else fails at the same place; sourced by pxsync.
#
# Jobs that share a source or a target tell each other their windows, in
# .endpoints/END/JOB beside their states: seconds, a blank, the job's state.  Of
# those that run the shortest counts, so that all of them give up at once.
# Entries of jobs that do not run, told by their lock, count for nothing.
# shellcheck shell=sh disable=SC2034,SC2154 # variables shared with pxsync

seconds() { # 720m
	case $1 in
	*m) echo "$((${1%m} * 60))" ;;
	*h) echo "$((${1%h} * 3600))" ;;
	*d) echo "$((${1%d} * 86400))" ;;
	*) echo "${1%s}" ;;
	esac
}

# The folder of an end of this job: source or target.
endpoint() {
	case $1 in
	source)
		_end=$(value source.socket)
		: "${_end:=$(value source.host):$(value source.port)}"
		;;
	target) _end="$(value target.endpoint) $(value target.project)" ;;
	esac
	printf '%s/.endpoints/%s\n' "${state%/*}" \
	    "$(printf '%s %s' "$1" "$_end" | cksum | tr ' ' -)"
}

# With the lock held: this job uses its ends from now on.  Where that cannot
# be written, its own window counts.
tell_window() {
	_w=$(seconds "$(value job.retry_connect)")
	_me=$(printf '%s' "$state" | cksum | tr ' ' -)
	for _end in source target; do
		_dir=$(endpoint "$_end")
		{
			mkdir -p -- "$_dir" &&
			    printf '%d %s\n' "$_w" "$state" >"$_dir/$_me.new" &&
			    mv -- "$_dir/$_me.new" "$_dir/$_me"
		} 2>/dev/null || :
	done
}

# The shortest of $1 and what the other running jobs of these ends have.
shortest() { # SECONDS END...
	_w=$1
	shift
	for _end; do
		for _f in "$(endpoint "$_end")"/*[0-9]; do
			[ -r "$_f" ] || continue
			read -r _other _state <"$_f" || continue
			case $_other in '' | *[!0-9]*) continue ;; esac
			if [ "$_other" -lt "$_w" ] && [ -r "$_state/lock" ] &&
			    ! flock -n -s "$_state/lock" true; then
				_w=$_other
			fi
		done
	done
	echo "$_w"
}

# How long the guilty one may fail without progress before a person is called.
window() {
	_w=$(seconds "$(value job.retry_connect)")
	case $guilty in
	pxbinlog | pxsnapshot) shortest "$_w" source ;;
	mcupload | mcsql) shortest "$_w" target ;;
	pxcheck) shortest "$_w" source target ;;
	*) seconds "$(value job.retry_other)" ;;
	esac
}
