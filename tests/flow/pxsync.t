#!/bin/sh
#
# The driver with the real programs: its job file, its plan pasted, Ctrl-C.
#
# shellcheck disable=SC1091,SC2016,SC2034,SC2154 # lib.sh, and t runs its text
. "${0%/*}/../lib.sh"
. "$top/tests/chain.sh"

t 'init writes what pxcheck understands' 'pxsync init -q -c new.conf &&
    pxcheck -c new.conf --print job.name | grep -qx new'
t 'with the comments taken off, too' '
    sed "s/^#\([a-z_]* = \)/\1/" new.conf >all.conf &&
    pxcheck -c all.conf --print job.phases | grep -qx "schema full incr"'
t 'every key stands in it' '
    pxcheck -c all.conf --print | sed -n "s/=.*//; s/.*\.//p" | sort -u >keys &&
    while read -r key; do
	grep -q "^#*$key = " new.conf || echo "$key"
    done <keys >missing; grep -vx -e stream -e server_id -e product \
	-e heartbeat -e connect_timeout -e timeout -e tls_cert -e tls_key \
	-e retry_connect -e retry_other -e tunnel_endpoint -e schema \
	-e sts_token_file -e ca_file -e proxy -e block_bytes -e failover \
	missing
    test $? -eq 1'

chain_start
sql db 'CREATE DATABASE shop; USE shop;
    CREATE TABLE t (id INT PRIMARY KEY, v TEXT);
    INSERT INTO t VALUES (1, "one"), (2, "two")'
chain_job plan </dev/null
pxsync plan -c plan.conf >the.sh
sql db 'INSERT INTO shop.t VALUES (3, "three")'
t 'the job as a request of DTS, and that as a job again' '
	pxsync plan -c plan.conf --json >task.json &&
	pxsync plan -q --from-dts task.json >again.conf &&
	grep -q "^include = " again.conf'
t 'nothing was changed by asking' '! test -e plan.state'
t 'the plan, pasted, is the job' '
    sed "s/--follow/--until now/" the.sh | sh -e &&
    pxsync merge -q -c plan.conf'
sql db 'INSERT INTO shop.t VALUES (4, "gone"); DELETE FROM shop.t WHERE id = 4'
t 'and the table is there' 'same plan t'

# Ctrl-C goes to the whole group of the terminal.
cat >group.pl <<'EOT'
use strict;
use warnings;
my $pid = fork // die;
if ($pid == 0) {
	setpgrp;
	$SIG{INT} = 'DEFAULT';
	exec @ARGV or die;
}
open my $f, '>', 'group.pid';
print $f "$pid\n";
close $f;
waitpid $pid, 0;
exit(($? >> 8) || ($? & 127));
EOT
at_exit "pxsync stop -q --wait 5 -c '$scratch/plan.conf'"
perl group.pl pxsync run -q -c plan.conf &
group=$!
written() {
	[ "$(mcsql -q -c plan.conf -s odps.sql.allow.fullscan=true \
	    -e 'SELECT COUNT(*) FROM t_log;' | tail -1)" -ge "$1" ]
}
sql db 'INSERT INTO shop.t VALUES (5, "five")'
t 'it follows' 'until_true 30 written 3'
sql db 'INSERT INTO shop.t VALUES (6, "six")'
kill -INT "-$(cat group.pid)"
rc=0
wait "$group" || rc=$?
t 'Ctrl-C is a clean stop' 'test "$rc" -eq 0 &&
    test "$(status plan state)" = stopped'
t 'every stage ended well' 'test "$(cat plan.state/run/*.rc | sort -u)" = 0'

done_testing
