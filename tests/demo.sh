#!/bin/sh
#
# demo.sh: the main job, end to end, on this machine, told as a story: a
# private MariaDB is copied into mclocal, followed while people work on it,
# stopped, killed, caught up, merged, and compared value for value.
#
#   make demo             everything lives in a temporary directory
#   KEEP=1 make demo      which then stays (its servers do not)
#
# The last line is the verdict; the exit status says the same.
#
# shellcheck disable=SC1091,SC2154 # tests/m*.sh set what they start
set -eu
LC_ALL=C
export LC_ALL
unset CDPATH
umask 077

top=$(cd -- "${0%/*}/.." && pwd)
: "${PX_BUILD:=$top/.build/rel}"
PATH=$PX_BUILD/bin:$PATH
export PATH PX_BUILD
unset PX_LOG PXSYNC_STATE
scratch=$(mktemp -d "${TMPDIR:-/tmp}/pxdemo.XXXXXX")
cleanup=
rows=1500

at_exit() {
	cleanup="$1
$cleanup"
}

finish() {
	rc=$?
	trap - EXIT TERM INT HUP
	set +e
	cd /
	[ ! -e "$scratch/shop.conf" ] || [ -z "${driver-}" ] ||
	    pxsync stop -q --wait 10 -c "$scratch/shop.conf"
	eval "$cleanup" 2>/dev/null
	if [ -n "${KEEP-}" ]; then
		printf 'kept: %s\n' "$scratch"
	else
		rm -rf -- "$scratch"
	fi
	exit "$rc"
}
trap finish EXIT
trap 'exit 129' TERM INT HUP

. "$top/tests/mariadb.sh"
. "$top/tests/mclocal.sh"
cd "$scratch"

part() {
	printf '\n%s\n' "$*"
}

show() { # a command, as it could be pasted
	printf '  $ %s\n' "$*"
}

run() {
	show "$*"
	"$@" 2>&1 | sed 's/^/    /'
}

until_true() {
	_end=$(($(date +%s) + $1))
	shift
	until "$@"; do
		[ "$(date +%s)" -lt "$_end" ] || {
			printf 'demo: waited too long for: %s\n' "$*" >&2
			return 1
		}
		perl -e 'select undef, undef, undef, 0.05'
	done
}

status() { # KEY of the driver, or of mcupload --show
	{
		cat state/status/driver
		mcupload --state state --show | sed 1d
	} | sed -n "s/^$1=//p"
}

prepare() { # N SEED: that many transactions, in live.sql
	perl "$top/tests/demo/work.pl" live $rows "$1" "$2" >live.sql
	show 'mariadb -u root -S shop.sock <live.sql'
}

ask() { # SQL
	mcsql -q -c shop.conf -s odps.sql.allow.fullscan=true -e "$1" |
	    sed '1d'
}

printf 'pxsync demo: a MariaDB is copied into MaxCompute and followed.\n'
show "cd $scratch"

part '1. A source: a MariaDB of its own, with three tables.'
mariadb_start shop
show 'xargs mariadbd <shop.args &'
sql shop <"$top/tests/demo/tables.sql"
perl "$top/tests/demo/work.pl" fill $rows | sql shop
sql shop "SELECT CONCAT('    customer: ', (SELECT COUNT(*) FROM
    shop.customer), ' rows; order_line: ', (SELECT COUNT(*) FROM
    shop.order_line), ', key of two columns; everything: ',
    (SELECT COUNT(*) FROM shop.everything), ', many types')"

part '2. A target: mclocal, a MaxCompute for this machine.'
mclocal_start max
show "mclocal --data max.mc --listen 127.0.0.1:$max_port &"

part '3. A job: its file, and the commands and statements it stands for.'
{
	printf '[job]\nname = shop\nstate = state\n'
	mariadb_job shop job.source && sed "s|$scratch/||" job.source
	printf '[objects]\ninclude = shop.*\n'
	mclocal_job max | sed "s|$scratch/||"
	printf '[upload]\nbatch_seconds = 1s\n'
} >shop.conf
show 'cat shop.conf'
sed 's/^/    /' shop.conf
show 'pxsync plan -c shop.conf'
pxsync plan -c shop.conf >the.plan
sed -n '/^pxbinlog/,$p' the.plan | sed 's/^/    /'
printf '    ... and %d lines more, ready to paste\n' "$(wc -l <the.plan)"

part '4. Create the tables, copy the rows.'
run pxsync check -q --allow target.cells -c shop.conf
run pxsync schema -c shop.conf
run pxsync full -c shop.conf

part '5. Follow, while people work on the tables.'
show 'pxsync run -c shop.conf &'
pxsync run -c shop.conf >run.log 2>&1 &
driver=$!
start=$(status resume)
moved() {
	[ "$(status resume)" != "$start" ]
}
prepare 4000 1
printf '    4,000 transactions: inserts, updates, keys changed, deletes,\n'
printf '    over several tables, one in ten rolled back\n'
sql shop <live.sql &
worker=$!
until_true 30 moved
wait "$worker"

part '6. Kill a stage in the middle of it: nothing is lost, nothing doubled.'
prepare 4000 2
sql shop <live.sql &
worker=$!
start=$(status resume)
until_true 30 moved
victim=$(cat state/run/mcupload.pid)
show "kill -9 $victim    # mcupload"
kill -9 "$victim"
wait "$worker"
restarted() {
	[ -n "$(status restarts)" ] && [ "$(status state)" = running ]
}
until_true 30 restarted
show 'pxsync status -c shop.conf'
pxsync status -c shop.conf | sed 's/^/    /'

part '7. Stop at a transaction boundary; the work goes on; catch up.'
run pxsync stop -c shop.conf
wait "$driver" || {
	cat run.log
	exit 1
}
driver=
prepare 1000 3
sql shop <live.sql
run pxsync once -c shop.conf

part '8. What arrived in the log tables: each change once?'
once=0
for t in customer order_line everything; do
	ask "SELECT COUNT(*), COUNT(DISTINCT CONCAT(
	    new_dts_sync_record_id, new_dts_sync_after_flag))
	    FROM ${t}_log;" >answer
	read -r n different <answer
	printf '    %s_log: %d row images, %d of them different\n' "$t" "$n" \
	    "$different"
	[ "$n" -eq "$different" ] || once=1
done

part '9. Merge copy and changes, inside the target.'
run pxsync merge -c shop.conf

part '10. Compare with the source: SELECT on both sides, value for value.'
bad=0
for t in customer order_line everything; do
	perl "$top/tests/same.pl" "$scratch/shop.sock" "shop.$t" shop.conf \
	    "$t" >same.out || bad=$((bad + 1))
	sed 's/^/    /' same.out
	cat same.out >>same.all
done
printf '\n'
if [ "$bad" -ne 0 ] || [ "$once" -ne 0 ]; then
	printf 'demo: DIFFERENT\n'
	exit 1
fi
awk '{ n++; rows += $2 }
    END { printf "demo: all %d tables equal, %d rows\n", n, rows }' same.all
