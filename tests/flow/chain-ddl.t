#!/bin/sh
#
# Definitions that change while the job runs: it stops behind everything
# before the statement; somebody changes the target; it goes on.
#
# shellcheck disable=SC1091,SC2016,SC2154 # lib.sh, and t runs its text
. "${0%/*}/../lib.sh"
. "$top/tests/chain.sh"

chain_start
sql db 'CREATE DATABASE shop; CREATE TABLE shop.t (id INT PRIMARY KEY, v INT);
    CREATE TABLE shop.u (id INT PRIMARY KEY, name VARCHAR(20));
    INSERT INTO shop.t VALUES (1, 1), (2, 2);
    INSERT INTO shop.u VALUES (1, "a")'
chain_job ddl </dev/null
target() {
	mcsql -q -c ddl.conf -e "$1"
}

t 'a first copy' 'pxsync schema -q -c ddl.conf && pxsync full -q -c ddl.conf'
t 'nothing to resume' 'code 64 pxsync resume --ddl -q -c ddl.conf'
sql db 'INSERT INTO shop.t VALUES (3, 3);
    ALTER TABLE shop.t ADD COLUMN w DECIMAL(10,2), ADD COLUMN s VARCHAR(10);
    INSERT INTO shop.t VALUES (4, 4, 4.44, "four");
    UPDATE shop.t SET w = 1.11 WHERE id = 1;
    UPDATE shop.u SET name = "b"'
t 'it stops at the statement, with its place' '
    code 78 pxsync once -q -c ddl.conf 2>err &&
    grep "shop.t.*changes at bin.*ADD COLUMN" err && grep "pxsync resume" err'
t 'the statement is kept' '
    pxrec --kind ddl "$(echo ddl.state/held/mcpartition-*.rec)" |
    grep "ADD COLUMN"'
t 'before it all, behind it nothing' 'logged ddl t >log &&
    test "$(wc -l <log)" -eq 1 && logged ddl u >log && test ! -s log'
t 'it stays there' 'code 78 pxsync once -q -c ddl.conf'
t 'somebody lets it through' 'pxsync resume --ddl -q -c ddl.conf'
t 'a target that was not changed is refused, by name' '
    code 78 pxsync once -q -c ddl.conf 2>err && grep "t_log" err &&
    grep "stopped by mcupload" err'
t 'the target is changed' '
    for i in t_base t_log; do target "ALTER TABLE $i ADD COLUMNS
    (w DECIMAL(10,2), s STRING);" || exit; done'
t 'it goes on behind the statement' 'pxsync once -q -c ddl.conf &&
    logged ddl t >log && test "$(wc -l <log)" -eq 4 &&
    logged ddl u >log && test "$(wc -l <log)" -eq 2'
sql db 'INSERT INTO shop.t VALUES (5, 5, 5.55, "five");
    DELETE FROM shop.t WHERE id = 2'
t 'a restart knows the new definition' 'pxsync once -q -c ddl.conf &&
    logged ddl t >log && test "$(wc -l <log)" -eq 6'
t 'merged it equals the source' 'target "DROP TABLE IF EXISTS t;" &&
    pxsync merge -q -c ddl.conf && same ddl t && same ddl u'
sql db 'ALTER TABLE shop.t ADD INDEX (v); CREATE TABLE shop.other (a INT);
    DROP TABLE shop.other; INSERT INTO shop.t VALUES (6, 6, 6.66, "six")'
sql db "CREATE DATABASE other; CREATE TABLE other.o (id INT, s VARCHAR(10));
    INSERT INTO other.o VALUES (1, 'a')"
t 'a table of others that nobody can decode is nobody here' '
    until pxsync once -q -c ddl.conf 2>err; do
	grep "stopped by mcpartition.*shop[.]" err || { cat err; exit 1; }
	pxsync resume --ddl -q -c ddl.conf || exit
    done; logged ddl t >log && test "$(wc -l <log)" -eq 7'
sql db 'TRUNCATE TABLE shop.u'
t 'TRUNCATE stops, too' '
    until pxsync once -q -c ddl.conf 2>err; do
	grep TRUNCATE err && break
	grep "stopped by mcpartition" err || exit
	pxsync resume --ddl -q -c ddl.conf || exit
    done; grep TRUNCATE err'
sql db "ALTER TABLE shop.t PARTITION BY RANGE (id) (PARTITION p
	VALUES LESS THAN (5), PARTITION q VALUES LESS THAN (500));
    ALTER TABLE shop.t DROP PARTITION p"
t 'so does a partition that is dropped with its rows' '
    until pxsync once -q -c ddl.conf 2>err; do
	grep "DROP PARTITION" err && break
	grep "stopped by mcpartition" err || exit
	pxsync resume --ddl -q -c ddl.conf || exit
    done; grep "DROP PARTITION" err'
done_testing
