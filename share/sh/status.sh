# status.sh: where a job stands; sourced by pxsync.
# shellcheck shell=sh disable=SC2034,SC2154 # variables shared with pxsync

age() { # RFC3339: seconds since, nothing when it is no time
	case $1 in
	*T*Z) _then=$(date -u -d "$1" +%s) || return 0 ;;
	*) return 0 ;;
	esac
	echo $(($(date +%s) - _then))
}

cmd_status() {
	open_job
	printf 'job=%s\nstate_dir=%s\n' "$job" "$state"
	if busy; then echo running=yes; else echo running=no; fi
	[ ! -e "$state/status/driver" ] || cat -- "$state/status/driver"
	_shown=$(show_state) || return
	[ -n "$_shown" ] || return 0
	printf '%s\n' "$_shown" | sed '/^state=/d' # that is the directory
	# two numbers: an idle source is not a late one
	_age=$(age "$(printf '%s\n' "$_shown" | sed -n 's/^time=//p')")
	[ -z "$_age" ] || printf 'lag_seconds=%d\n' "$_age"
	_age=$(age "$(printf '%s\n' "$_shown" | sed -n 's/^alive=//p')")
	[ -z "$_age" ] || printf 'alive_seconds=%d\n' "$_age"
}
