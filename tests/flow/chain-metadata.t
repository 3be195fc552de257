#!/bin/sh
#
# shape.metadata: rows of the log tell their transaction and their place; the
# merge and added columns are as without.
#
# shellcheck disable=SC1091,SC2016,SC2154 # lib.sh, and t runs its text
. "${0%/*}/../lib.sh"
. "$top/tests/chain.sh"

chain_start
sql db 'CREATE DATABASE shop; USE shop;
    CREATE TABLE t (id INT PRIMARY KEY, a INT, b INT, c VARCHAR(9), d INT,
	e DOUBLE, f INT, g VARCHAR(9), h INT);
    CREATE TABLE plain (id INT PRIMARY KEY, v INT);
    INSERT INTO t (id, h) VALUES (1, 1), (2, 2);
    INSERT INTO plain VALUES (1, 1)'
sed 's/@/binlog_position source_database, source_table/' <<'X' | chain_job m
[shape]
metadata = transaction_id,binlog_file,@
on_ddl = add-columns
[table "shop.plain"]
metadata = none
X
ask() { # SQL: its result
	mcsql -q -c m.conf -s odps.sql.allow.fullscan=true -e "$1" | sed 1d
}
p=new_dts_sync_

t 'a copy' 'pxsync schema -q -c m.conf && pxsync full -q -c m.conf'
sql db 'USE shop; BEGIN; UPDATE t SET a = 7, h = NULL WHERE id = 1;
    INSERT INTO t (id, c, h) VALUES (3, "x", 3);
    UPDATE plain SET v = 2; COMMIT;
    DELETE FROM t WHERE id = 2'
sql db 'SELECT @@gtid_binlog_pos' >last
t 'changes' 'pxsync once -q -c m.conf && pxsync merge -q -c m.conf'
t 'are merged as ever' 'same m t && same m plain'
t 'rows of one transaction have its name' '
    ask "SELECT ${p}transaction_id, COUNT(*) FROM t_log
	GROUP BY ${p}transaction_id ORDER BY ${p}transaction_id;" >names &&
    cat names && test "$(wc -l <names)" -eq 2 &&
    head -n 1 names | grep "^0-1-[0-9]*.3$" &&
    tail -n 1 names | grep "^$(cat last).1$"'
t 'and every row its file, position, database and table' '
    ask "SELECT DISTINCT ${p}binlog_file, ${p}source_database,
	${p}source_table FROM t_log;" >where && cat where &&
    grep -x "bin.000001.shop.t" where &&
    ask "SELECT DISTINCT ${p}binlog_position FROM t_log
	ORDER BY ${p}binlog_position;" >places && cat places &&
    test "$(wc -l <places)" -eq 3'
t 'at which its event stands in the log' '
    while read -r at; do
	pxbinlog -q "$(mariadb_log db)/bin.000001" |
	    pxrec | grep -q "^event  bin.000001:$at " || exit 1
    done <places'
t 'a table may do without' '
    mcsql -q -c m.conf -e "desc plain_log;" >desc &&
    grep -q "${p}record_id" desc && ! grep "${p}binlog" desc'
sql db 'USE shop; ALTER TABLE t ADD COLUMN i DECIMAL(9,2) AFTER b;
    INSERT INTO t (id, i, h) VALUES (4, 1.25, 4); UPDATE t SET g = "g"'
t 'columns that are added' 'pxsync once -q -c m.conf &&
    pxsync merge -q -c m.conf && same m t'

sed 's/^metadata = .*/metadata = none/' m.conf >none.conf
sql db 'USE shop; UPDATE t SET f = 5 WHERE id = 1'
t 'a log keeps the columns it was made with' '
    code 78 pxsync once -q -c none.conf 2>err; cat err; grep "t_log" err'
t 'nothing is lost by that' 'pxsync once -q -c m.conf &&
    pxsync merge -q -c m.conf && same m t'

### a mirror has no log; a column that only the target has is none of ours

sql db 'USE shop; CREATE TABLE first (v INT, id INT PRIMARY KEY, w INT);
    INSERT INTO first VALUES (1, 1, 1), (2, 2, 2)'
sed -e 's/^name = m/name = up/' -e "s/m.state/up.state/" \
    -e 's/^on_ddl = .*/on_ddl = skip/' \
    -e 's/^include = .*/include = shop.first/' \
    -e 's/^\[upload\]/&\nmode = upsert/' m.conf >up.conf
chain_allow up
t 'a mirror' 'pxsync schema -q -c up.conf && pxsync full -q -c up.conf'
sql db 'USE shop; UPDATE first SET w = 5 WHERE id = 1;
    ALTER TABLE first DROP v; INSERT INTO first VALUES (3, 3);
    UPDATE first SET w = 6 WHERE id = 2'
t 'whose first column goes' 'pxsync once -q -c up.conf'
sql db 'UPDATE shop.first SET w = 7 WHERE id = 3'
t 'and is not there from the start' 'pxsync once -q -c up.conf'
t 'has every row as it is' '
    mcsql -q -c up.conf -e "SELECT v, id, w FROM first_base ORDER BY id;" |
	sed 1d | tr "\t\n" ", " >got; cat got
    grep -qxF "1,1,5 \N,2,6 \N,3,7 " got'

done_testing
