#!/bin/sh
#
# What each works alone, together: statements, faults, merges, copies that
# meet in one job.
#
# shellcheck disable=SC1091,SC2016,SC2154 # lib.sh, and t runs its text
. "${0%/*}/../lib.sh"
. "$top/tests/chain.sh"

chain_start
sql db 'CREATE DATABASE shop; USE shop;
    CREATE TABLE t (id INT PRIMARY KEY, a INT, v INT);
    INSERT INTO t VALUES (1, 1, 10), (2, 2, 20)'
chain_job m </dev/null
target() {
	mcsql -q -c m.conf -s odps.sql.allow.fullscan=true -e "$1"
}
once() {
	pxsync once -q -c m.conf
}
t 'a copy' once

### a statement stops the job while the sink fails

mkdir fake
cat >fake/mcupload <<X
#!/bin/sh
# mcupload that fails behind its input, with what die says
if [ -e '$scratch/die' ] && [ "\${*%--show}" = "\$*" ]; then
	rc=\$(cat '$scratch/die')
	rm '$scratch/die'
	cat >/dev/null
	echo 'mcupload: no way' >&2
	exit "\$rc"
fi
exec '$PX_BUILD/bin/mcupload' "\$@"
X
chmod +x fake/mcupload
failing() {
	(
		PATH=$scratch/fake:$PATH
		once
	)
}
sql db 'USE shop; UPDATE t SET v = 11 WHERE id = 1; ALTER TABLE t DROP COLUMN v;
    INSERT INTO t VALUES (3, 3)'
echo 69 >die
t 'a sink that fails in front of a statement is what stops the job' '
    code 69 failing 2>err; cat err
    tail -n 1 err | grep "stopped by mcupload: no way" &&
    code 64 pxsync resume --ddl -q -c m.conf'
echo 75 >die
t 'one that may try again does so, first' '
    code 78 failing 2>err; cat err
    grep "changes at.*DROP COLUMN" err && logged m t >log &&
    test "$(wc -l <log)" -eq 2'
t 'so all is delivered when the target follows' '
    for i in t_base t_log; do
	target "ALTER TABLE $i DROP COLUMNS v;" || exit
    done
    pxsync resume --ddl -q -c m.conf && once && pxsync verify -q -c m.conf'

### a statement leaves the definition as it is, but not the rows

sql db 'USE shop; CREATE TABLE p (id INT PRIMARY KEY, a INT, b INT)
    PARTITION BY RANGE (id) (PARTITION low VALUES LESS THAN (10),
	PARTITION high VALUES LESS THAN (20));
    CREATE TABLE other LIKE p; ALTER TABLE other REMOVE PARTITIONING;
    INSERT INTO p VALUES (1, 1, 1), (11, 1, NULL), (12, 2, 2)'
sed 's/^name = m/name = r/; s/m.state/r.state/
    s/^include = .*/include = shop.p/' m.conf >r.conf
chain_allow r
stops() { # STATEMENT
	sql db "USE shop; $1"
	code 78 pxsync once -q -c r.conf 2>err || return
	cat err
	grep "shop.p.* changes at bin" err &&
	    pxsync resume --ddl -q -c r.conf && pxsync once -q -c r.conf
}
t 'a copy of partitions' 'pxsync once -q -c r.conf'
for s in 'DROP PARTITION low' 'TRUNCATE PARTITION high' \
    'EXCHANGE PARTITION high WITH TABLE other' 'DROP a, ADD a INT' \
    'RENAME COLUMN a TO b, RENAME COLUMN b TO a'; do
	t "rows change by: $s" 'stops "ALTER TABLE p $s"'
done
t 'rows go by IGNORE' 'stops "ALTER IGNORE TABLE p ADD INDEX (a)"'
sql db 'USE shop; ALTER TABLE p ADD PARTITION
    (PARTITION more VALUES LESS THAN (30)); ALTER TABLE p REORGANIZE PARTITION
    high INTO (PARTITION high VALUES LESS THAN (20)); ALTER TABLE p
    MODIFY a INT AFTER b; ALTER TABLE p REBUILD PARTITION high'
t 'other work on partitions and columns does not stop' '
    pxsync once -q -c r.conf'
sed -i 's/^\[upload\]/[shape]\non_ddl = skip\n&/' r.conf
sql db 'ALTER TABLE shop.p TRUNCATE PARTITION high'
t 'skipped it leaves a mark' 'pxsync once -q -c r.conf &&
    grep "skipped truncate shop.p ALTER TABLE" r.state/ddl &&
    pxsync merge -c r.conf 2>err && grep "truncate of shop.p" err'

### columns that are renamed, or go, and what goes by their places

based() {
	perl "$top/tests/same.pl" "$scratch/db.sock" shop.c c.conf "$1"
}
sql db 'USE shop; CREATE TABLE c (id INT PRIMARY KEY, a INT, v INT, w INT);
    INSERT INTO c VALUES (1, 10, 100, 1), (2, 20, 200, 2)'
sed 's/^name = m/name = c/; s/m.state/c.state/
    s/^include = .*/include = shop.c/' m.conf >c.conf
chain_allow c
t 'a merge' 'pxsync once -q -c c.conf && pxsync merge -q -c c.conf && same c c'
sql db 'USE shop; UPDATE c SET a = 11 WHERE id = 1;
    ALTER TABLE c CHANGE a b INT, RENAME COLUMN w TO a;
    INSERT INTO c VALUES (3, 30, 300, 3)'
t 'columns are renamed here and there' 'code 78 pxsync once -q -c c.conf
    for i in c_base c_log; do
	target "ALTER TABLE $i CHANGE COLUMN a RENAME TO b;
	    ALTER TABLE $i CHANGE COLUMN w RENAME TO a;" || exit
    done
    pxsync resume --ddl -q -c c.conf && pxsync once -q -c c.conf &&
    pxsync verify -q -c c.conf'
t 'a table that an earlier merge made with other columns is left alone' '
    code 78 pxsync merge -c c.conf 2>err; cat err
    grep "column 2 is a in MaxCompute and b in the.*.c.: change" err &&
    target "DROP TABLE c;" && pxsync merge -q -c c.conf && same c c'
t 'the base is rolled on with each value in its column' '
    pxsync compact -q -c c.conf && based c_base'
sql db 'ALTER TABLE shop.c DROP COLUMN b, ADD COLUMN n INT FIRST'
t 'one goes, one comes' 'code 78 pxsync once -q -c c.conf &&
    pxsync resume --ddl -q -c c.conf'
t 'a base without these is not rolled on' '
    code 78 pxsync compact -c c.conf 2>err; cat err
    grep "column 2 is b in MaxCompute and v in the.*.c_base.: change" err &&
    for i in c_base c_log c; do
	target "ALTER TABLE $i DROP COLUMNS b;
	    ALTER TABLE $i ADD COLUMNS (n BIGINT);" || exit
    done
    pxsync once -q -c c.conf && pxsync merge -q -c c.conf && same c c &&
    pxsync compact -q -c c.conf && based c_base'

### a copy is interrupted, and a definition changes before it goes on

sql db 'USE shop; CREATE TABLE l (id INT PRIMARY KEY, v INT);
    INSERT INTO l SELECT seq, seq FROM seq_1_to_2000'
{
	sed 's/^name = m/name = l/; s/m.state/l.state/
	    s/^include = .*/include = shop.l/' m.conf
	printf '[shape]\non_ddl = skip\n[copy]\nconnections = 1\n'
	printf 'chunk_rows = 200\nmax_rows = 500\n'
} >l.conf
chain_allow l
some() {
	mcupload --state l.state --show | grep -q 'chunks_done=[1-9]'
}
t 'a copy is stopped' 'pxsync schema -q -c l.conf
    pxsync full -q -c l.conf & until_true 30 some &&
    pxsync stop -q -c l.conf && wait && some &&
    mcupload --state l.state --show | grep "^copy=running"'
sql db 'USE shop; UPDATE l SET v = -1 WHERE id IN (1, 1999);
    ALTER TABLE l ADD COLUMN n INT FIRST; UPDATE l SET v = -2 WHERE id = 2'
sed -i '/^max_rows/d' l.conf
t 'it goes on, and the log is read as it was written' '
    pxsync once -q -c l.conf && pxsync verify -q -c l.conf'

sql db 'USE shop; CREATE TABLE late (id INT PRIMARY KEY);
    INSERT INTO late VALUES (1)'
sed 's/^name = m/name = e/; s/m.state/e.state/
    s/^include = .*/include = shop.late/' m.conf >e.conf
chain_allow e
t 'a table that changes between its schema and its copy' '
    pxsync schema -q -c e.conf &&
    sql db "ALTER TABLE shop.late ADD COLUMN v INT" &&
    code 78 pxsync full -q -c e.conf 2>err; cat err
    grep "^hint:.*pxsync reset" err && ! grep "resume" err'
t 'is copied anew' 'pxsync reset -q --yes e -c e.conf >drop.sql &&
    sed -i "/^--/d" drop.sql && mcsql -q -c e.conf drop.sql &&
    chain_allow e && pxsync once -q -c e.conf && pxsync verify -q -c e.conf'

done_testing
