# chain.sh: for tests/flow/chain-*.t, sourced after lib.sh: a private MariaDB
# 'db', a local MaxCompute 'max', and jobs between them.
#
#   chain_start                 both servers
#   chain_job NAME [project]    NAME.conf, its state in NAME.state; lines on
#                               stdin are added to it
#   chain_allow NAME            the usual warnings of pxcheck are allowed
#   follow NAME                 start 'pxsync run' in the background: $driver
#   ended                       wait for it: $rc
#   status NAME KEY             of the driver, or of mcupload --show
#   restarts NAME N             has it been started again N times?
#   same NAME TABLE             table of database shop equal to the merged one
#   logged NAME TABLE           every image of TABLE_log, sorted
#   killed NAME PROG            kill -9 a stage of it
# shellcheck shell=sh disable=SC1091,SC2034,SC2154 # sourced after lib.sh
. "$top/tests/mariadb.sh"
. "$top/tests/mclocal.sh"
unset PXSYNC_STATE PX_LOG

chain_start() {
	mariadb_start db &&
	    mclocal_start max --project local --project other
}

chain_job() {
	[ -e source.part ] || mariadb_job db source.part
	{
		printf '[job]\nname = %s\nstate = %s\n' "$1" "$scratch/$1.state"
		cat source.part
		printf '[objects]\ninclude = shop.*\n'
		mclocal_job max "${2-local}"
		printf '[upload]\nbatch_seconds = 1s\n'
		cat
	} >"$1.conf"
}

chain_allow() {
	mkdir -p "$1.state"
	printf '%s\n' source.keys source.views target.cells \
	    >"$1.state/allowed"
}

follow() {
	at_exit "pxsync stop -q --wait 5 -c '$scratch/$1.conf'"
	pxsync run -q -c "$1.conf" 2>>"$1.err" &
	driver=$!
}

ended() {
	rc=0
	wait "$driver" || rc=$?
}

status() {
	{
		cat -- "$1.state/status/driver" 2>/dev/null
		mcupload --state "$1.state" --show | sed 1d
	} | sed -n "s/^$2=//p"
}

restarts() {
	_r=$(status "$1" restarts)
	[ "${_r:-0}" -ge "$2" ] && [ "$(status "$1" state)" = running ]
}

same() {
	perl "$top/tests/same.pl" "$scratch/db.sock" "shop.$2" "$1.conf" "$2"
}

# In pieces: a result has at most 10,000 rows.
logged() {
	_at=0
	: >logged.all
	while :; do
		mcsql -q -c "$1.conf" -s odps.sql.allow.fullscan=true \
		    -e "SELECT CONCAT(new_dts_sync_record_id, ' ',
		    new_dts_sync_operation_flag, new_dts_sync_before_flag,
		    new_dts_sync_after_flag) FROM $2_log
		    ORDER BY new_dts_sync_record_id, new_dts_sync_after_flag
		    LIMIT 5000 OFFSET $_at;" | sed 1d >logged.part || return
		cat logged.part >>logged.all
		_at=$((_at + 5000))
		[ "$(wc -l <logged.part)" -eq 5000 ] || break
	done
	sort logged.all
}

killed() {
	kill -9 "$(cat "$1.state/run/$2.pid")"
}

# Has the position moved from $2?
moved() {
	[ "$(status "$1" resume)" != "$2" ]
}
