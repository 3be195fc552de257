# crash.sh: groups of seeds; for run.sh and tests/long/crash.t, sourced after
# lib.sh.
#
#   crash_group SEED     a source, the copy of it, a workload behind the copy;
#                        what a run without faults makes of that, and how many
#                        calls it takes, by which the faults are chosen
#   crash_seeds JOBS [FAULT…]
#                        run the seeds that stand on stdin; a line for each,
#                        and more for those that failed; 1 if one did
#   crash_end            of the group
#
# Seeds of one group share their source: CRASH_GROUP of them in a row.
# shellcheck shell=sh disable=SC1091,SC2034,SC2154 # sourced after lib.sh
. "$top/tests/mariadb.sh"
. "$top/tests/mclocal.sh"
unset PXSYNC_STATE PX_LOG
# The library comes before that of a build with sanitizers.
ASAN_OPTIONS=${ASAN_OPTIONS:+$ASAN_OPTIONS:}verify_asan_link_order=0
export ASAN_OPTIONS
CRASH_GROUP=50
group=$scratch/group
_so=$PX_BUILD/crash-inject.so

_crash_build() {
	if [ -e "$_so" ] &&
	    [ -z "$(find "$top"/tests/crash/*.[ch] -newer "$_so")" ]; then
		return
	fi
	"${CC:-gcc}" -std=c17 -D_GNU_SOURCE -O1 -Wall -Wextra -fPIC -shared \
	    -o "$_so.$$" "$top"/tests/crash/*.c && mv -- "$_so.$$" "$_so"
}

_crash_target() {
	rm -f -- "$group/ready"
	mkfifo "$group/ready"
	LD_PRELOAD=$_so PX_CRASH=$group/calm mclocal -q --data "$group/max" \
	    --ready-fd 1 >"$group/ready" </dev/null &
	_crash_pid=$!
	printf '%s\n' "$_crash_pid" >>"$scratch/.mclocal"
	_crash_at=$(timeout 20 head -n 1 "$group/ready")
	[ -n "$_crash_at" ]
}

# Without faults, every call counted; COMMAND sees the result.
_crash_calm() { # FILE COMMAND…
	_file=$1
	shift
	: >"$group/calm/count"
	_crash_target || return
	{
		printf '[job]\nname = hit\nstate = %s\n' "$group/state"
		cat "$group/source.part"
		printf '[objects]\ninclude = shop.*\n'
		printf '[target]\nendpoint = %s\n' "$_crash_at"
		printf 'project = local\naccess_id = local\n'
		printf 'access_key_file = %s\n' "$group/max/access_key"
		cat "$group/rest.part"
	} >"$group/calm.conf"
	# not what is proved here, and its calls would count
	mkdir -p "$group/state/status"
	[ -e "$group/state/status/driver" ] ||
	    printf 'checks=done\n' >"$group/state/status/driver"
	LD_PRELOAD=$_so PX_CRASH=$group/calm PX_STAT='' \
	    pxsync once -q -c "$group/calm.conf" && "$@" || return
	kill -TERM "$_crash_pid"
	wait "$_crash_pid" && mv "$group/calm/count" "$_file"
}

_crash_want() {
	for _t in account entry page loose never; do
		for _k in log base; do
			mcsql -q -c "$group/calm.conf" \
			    -s odps.sql.allow.fullscan=true \
			    -e "SELECT * FROM ${_t}_$_k;" \
			    >"$group/want.${_t}_$_k" || return
		done
	done
}

crash_group() {
	mkdir -p "$group/calm"
	_crash_build && mariadb_start db &&
	    mariadb_job db "$group/source.part" || return
	cat >"$group/rest.part" <<-'EOT'
		[upload]
		batch_bytes = 64k
		block_bytes = 64k
		[copy]
		chunk_rows = 100
	EOT
	_work=$top/tests/crash/work.pl
	{ perl "$_work" tables shop && perl "$_work" fill shop 400 "$1"; } |
	    sql db && _crash_calm "$group/count.copy" true &&
	    cp -a "$group/max" "$group/state" "$group/calm" || return
	perl "$_work" past shop 400 250 "$1" 10 | sql db || return
	sql db 'SHOW DATABASES' | sed -n 's/^at_//p' >"$group/moments"
	_crash_calm "$group/count.log" _crash_want &&
	    rm -rf -- "$group/max" "$group/state" &&
	    mv "$group/calm/max" "$group/calm/state" "$group"
}

crash_seeds() {
	_jobs=$1
	shift
	xargs -P "$_jobs" -I SEED \
	    perl "$top/tests/crash/seed.pl" "$group" SEED "$@"
}

crash_end() {
	mariadb_kill db
	rm -rf -- "$scratch/db.d" "$group"
}
