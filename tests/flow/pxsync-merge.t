#!/bin/sh
#
# Merges at a point: a time cuts no transaction, nothing is answered from
# before the copy's end or from behind the flow.
#
# shellcheck disable=SC1091,SC2016,SC2034,SC2154 # lib.sh, and t runs its text
. "${0%/*}/../lib.sh"
. "$top/tests/chain.sh"

chain_start
chain_job m </dev/null
# All of it happened in November 2023, one transaction across a second.
sql db 'RESET MASTER'
sql db 'SET timestamp = 1700000000; CREATE DATABASE shop; USE shop;
    CREATE TABLE t (id INT PRIMARY KEY, v TEXT);
    CREATE TABLE pair (a VARCHAR(9), b INT, c DATETIME(3), v INT,
	PRIMARY KEY (c, a, b));
    INSERT INTO t VALUES (1, "one"), (2, "two");
    INSERT INTO pair VALUES ("a", 1, "2023-01-01", 1), ("a", 2, "2023-01-01",
	2), ("b", 1, "2023-01-01", 3), ("b", 1, "2023-01-01 00:00:00.001", 4)'
t 'no table is known yet' 'code 78 pxsync merge -q -c m.conf'
t 'schema and copy' 'pxsync schema -q -c m.conf && pxsync full -q -c m.conf'
t 'the copy alone is a state' 'pxsync merge -q -c m.conf && same m t'
place() {
	sql db 'SHOW MASTER STATUS' | sed 's/\t/:/; s/\t.*//'
}
sql db 'USE shop; SET timestamp = 1700000100; UPDATE t SET v = "b" WHERE id = 1;
    CREATE DATABASE was; CREATE TABLE was.a SELECT * FROM t;
    CREATE TABLE was.p SELECT * FROM pair'
first=$(place)
sql db 'USE shop; SET timestamp = 1700000199; BEGIN;
    INSERT INTO t VALUES (10, "x"); UPDATE pair SET v = 9, b = 7 WHERE v = 1;
    SET timestamp = 1700000201; INSERT INTO t VALUES (11, "x");
    DELETE FROM pair WHERE v = 2; COMMIT'
second=$(place)
sql db 'USE shop; SET timestamp = 1700000300; DELETE FROM t WHERE id = 2;
    UPDATE pair SET a = "c" WHERE v > 3'
t 'what the flow has not reached is not merged' '
    code 75 pxsync merge -c m.conf --at 1700000200 2>err && grep once err &&
    code 75 pxsync merge -q -c m.conf --at "$second"'
pxsync once -q -c m.conf
t 'now' 'pxsync merge -q -c m.conf && same m t && same m pair'
at() { # TABLE SUFFIX: as it was in database was
	sql db "CREATE TABLE was.${1}_$2 SELECT * FROM was.$1;
	    ALTER TABLE was.${1}_$2 ADD PRIMARY KEY ($3)"
	perl "$top/tests/same.pl" "$scratch/db.sock" "was.${1}_$2" m.conf "$4"
}
t 'at a place' 'pxsync merge -q -c m.conf --at "$first" --into _first &&
    at a one id t_first && at p one c,a,b pair_first'
t 'at a time, with no half of a transaction' '
    pxsync merge -q -c m.conf --at 2023-11-14T22:16:40Z --into _time &&
    at a two id t_time && at p two c,a,b pair_time'
count() {
	mcsql -q -c m.conf -e "SELECT COUNT(*) FROM $1;" | tail -n 1
}
t 'behind it, all of it' 'pxsync merge -q -c m.conf --at "$second" \
	--into _second && test "$(count t_second)" -eq 4 &&
    test "$(count pair_second)" -eq 3'
t 'a time behind everything' '
    pxsync merge -q -c m.conf --at 1700009999 --into _last &&
    test "$(count t_last)" -eq 3'
t 'partitions that begin a day later are not read' '
    pxsync merge -n -c m.conf --at 1700000200 | grep -q "day. <= .15.)))"'
t 'one table alone' '
    pxsync merge -n -c m.conf --table shop.pair >one.sql &&
    grep -q "^-- shop.pair" one.sql && ! grep "^-- shop.t" one.sql &&
    code 69 pxsync merge -q -c m.conf --table shop.none'
t 'nothing from before the end of the copy' '
    start=$(sed -n "s/^start pxpos 1 \([^ ]*\) .*/\1/p" m.state/copy) &&
    code 69 pxsync merge -c m.conf --at "${start%:*}:4" 2>err &&
    grep "the copy of its rows ended" err'
t 'no future, and no nonsense' 'code 64 pxsync merge -q -c m.conf --at \
	2999-01-01T00:00:00Z && code 64 pxsync merge -q -c m.conf --at noon'
now=$(sql db 'SELECT UNIX_TIMESTAMP()')
sql db 'INSERT INTO shop.t VALUES (99, "late")'
pxsync once -q -c m.conf
mariadb_restart db
sql db "PURGE BINARY LOGS TO '$(sql db 'SHOW MASTER STATUS' | cut -f1)'"
t 'a log that is gone: by the times of the rows, and said so' '
    pxsync merge -c m.conf --at "$now" --into _late 2>err &&
    grep "cut may go through a transaction" err &&
    test "$(count t_late)" -eq 3'

done_testing
