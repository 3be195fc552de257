#!/bin/sh
#
# A copy that is interrupted goes on: no row is missing, none is there twice,
# and what changed meanwhile comes by the log.
#
# shellcheck disable=SC1091,SC2016,SC2154 # lib.sh, and t runs its text
. "${0%/*}/../lib.sh"
. "$top/tests/chain.sh"

chain_start
sql db "CREATE DATABASE shop; USE shop;
    CREATE TABLE big (id INT PRIMARY KEY, v INT, pad CHAR(250));
    INSERT INTO big SELECT seq, seq % 7, MD5(seq) FROM seq_1_to_100000;
    CREATE TABLE pair (a VARCHAR(20), b INT, v INT, PRIMARY KEY (a, b));
    INSERT INTO pair SELECT CONCAT('k', seq % 100), seq, 0
	FROM seq_1_to_20000"
chain_job cut <<'EOT'
[copy]
chunk_rows = 500
EOT

# The sink is held still when at least $1 chunks are done: more than half of
# the rows do not fit into the pipes.
still() {
	[ "$(grep -c 'done' cut.state/chunks)" -ge "$1" ] &&
	    kill -STOP "$(cat cut.state/run/mcupload.pid)"
} 2>/dev/null
full() {
	pxsync full -q -c cut.conf 2>>cut.err &
	driver=$!
}
meanwhile() {
	sql db "USE shop; UPDATE big SET v = v + 10 WHERE id % 50 = $1;
	    DELETE FROM big WHERE id % 50 = $1 + 1;
	    INSERT INTO big VALUES (-$1, 0, 'new');
	    UPDATE pair SET b = b + 1000000 WHERE b % 100 = $1;
	    UPDATE pair SET a = 'moved' WHERE b % 100 = $1 + 1"
}

t 'schema' 'pxsync schema -q -c cut.conf'
full
t 'the copy begins' 'until_true 30 still 5'
kill "$driver"
until_true 10 test -s cut.state/run/pxsnapshot.rc
kill -CONT "$(cat cut.state/run/mcupload.pid)"
ended
t 'TERM stops it' 'test "$rc" -eq 0 && test "$(status cut state)" = stopped'
t 'and it is not done' '! grep -qx full=done cut.state/status/driver &&
    ! test -e cut.state/position'
meanwhile 3

full
t 'it goes on' 'until_true 30 still 60'
meanwhile 5
kill -KILL "$(cat cut.state/run/mcupload.pid)"
ended
t 'through a killed sink, to the end' 'test "$rc" -eq 0 &&
    grep -qx full=done cut.state/status/driver &&
    grep "^restart.1=.*mcupload: killed" cut.state/status/driver'
mcsql -q -c cut.conf -e 'SELECT COUNT(*), COUNT(DISTINCT id) FROM big_base;
    SELECT COUNT(*), COUNT(DISTINCT CONCAT(a, b)) FROM pair_base;' |
    grep '^[0-9]' >counts
t 'no row twice in the copy' 'test "$(wc -l <counts)" -eq 2 &&
    awk "\$1 != \$2 { bad = 1 } END { exit bad }" counts'
t 'catch up and merge' 'pxsync once -q -c cut.conf &&
    pxsync merge -q -c cut.conf'
for table in big pair; do
	t "$table is equal" 'same cut $table'
done

done_testing
