#!/bin/sh
#
# Definitions that change while the job runs, and the job goes on: columns
# that are added, statements that matter to nobody, statements that are
# skipped; each table as its section says.
#
# shellcheck disable=SC1091,SC2016,SC2154 # lib.sh, and t runs its text
. "${0%/*}/../lib.sh"
. "$top/tests/chain.sh"

chain_start
sql db 'CREATE DATABASE shop; USE shop;
    CREATE TABLE t (id INT PRIMARY KEY, v INT);
    CREATE TABLE keep (id INT PRIMARY KEY, gone VARCHAR(9), n INT,
	d DECIMAL(6,2), s VARCHAR(5));
    CREATE TABLE strict (id INT PRIMARY KEY, v INT);
    INSERT INTO t VALUES (1, 1), (2, 2);
    INSERT INTO keep VALUES (1, "a", 1, 1.5, "one");
    INSERT INTO strict VALUES (1, 1)'
chain_job add <<'X'
[shape]
on_ddl = add-columns
[table "shop.keep"]
on_ddl = skip
[table "shop.strict"]
on_ddl = stop
X
target() {
	mcsql -q -c add.conf -s odps.sql.allow.fullscan=true -e "$1"
}
columns() { # TABLE: of the target, in order
	target "desc $1;" | grep -o '^| *[a-z_0-9]* *|' | tr -d '| ' |
	    grep -v -e '^$' -e Field | paste -sd, -
}
once() {
	pxsync once -q -c add.conf
}
marks() { # WHAT: lines of state/ddl
	grep -c " $1 " add.state/ddl
}

t 'a copy' 'pxsync schema -q -c add.conf && pxsync full -q -c add.conf'

### what changes no row

sql db 'USE shop; ALTER TABLE t ADD INDEX (v);
    ALTER TABLE t COMMENT = "hello"; ALTER TABLE t AUTO_INCREMENT = 100;
    ALTER TABLE t ENGINE = InnoDB; ALTER TABLE strict ADD INDEX (v);
    CREATE INDEX x ON strict (v);
    INSERT INTO t VALUES (3, 3); INSERT INTO strict VALUES (2, 2)'
t 'statements that leave the rows alone do not stop, under any policy' '
    once && logged add t >log && test "$(wc -l <log)" -eq 1 &&
    logged add strict >log && test "$(wc -l <log)" -eq 1'
t 'they are on record' 'cat add.state/ddl; test "$(marks same)" -ge 4'

### columns that are added

sql db 'USE shop; INSERT INTO t VALUES (4, 4);
    ALTER TABLE t ADD COLUMN first VARCHAR(10) NOT NULL DEFAULT "x" FIRST,
	ADD COLUMN money DECIMAL(10,2) AFTER id;
    INSERT INTO t VALUES ("f", 5, 5.55, 5);
    UPDATE t SET first = "y", money = 1.11 WHERE id = 1;
    DELETE FROM t WHERE id = 2;
    ALTER TABLE t ADD last DATETIME(3);
    UPDATE t SET last = "2024-01-02 03:04:05.678" WHERE id = 5'
t 'the flow carries them and goes on' 'once && logged add t >log &&
    test "$(wc -l <log)" -eq 8'
t 'they are the last of the target, wherever they stand in the source' '
    columns t_base >got; columns t_log >>got; cat got
    grep -qx "id,v,first,money,last" got &&
    grep -q "after_flag,id,v,first,money,last" got'
t 'rows have them; those of before have NULL' '
    target "SELECT id, v, first, money, last FROM t_log
	WHERE new_dts_sync_after_flag = '\''Y'\'' ORDER BY
	new_dts_sync_record_id;" >got; cat got
    grep -q "^4	4	\\\\N	\\\\N" got &&
    grep -q "^5	5	f	5.55" got'
t 'merged' 'pxsync merge -q -c add.conf --into _m &&
    target "SELECT id, first, money FROM t_m ORDER BY id;" >got; cat got
    grep -q "^1	y	1.11" got && grep -q "^3	\\\\N	\\\\N" got &&
    ! grep -q "^2	" got'
t 'the check knows the columns that were added' '
    pxsync check -c add.conf >out; cat out; grep "^PASS target.tables" out'
t 'a restart knows it all' 'sql db "INSERT INTO shop.t VALUES
    (\"g\", 6, 6, 6, NULL)" && once &&
    target "SELECT first FROM t_log WHERE id = 6;" | grep -qx g'

### a crash between the steps

cat >fake.sh <<'X'
#!/bin/sh
# mcsql that alters one table and is killed
if [ -e die ] && [ "${*#*alter.sql}" != "$*" ]; then
	rm die
	for f; do :; done
	sed '/^alter table `t_base`/,$d' "$f" >half.sql
	"$PX_BUILD/bin/mcsql" -q -c add.conf half.sql
	kill -9 $$
fi
exec "$PX_BUILD/bin/mcsql" "$@"
X
mkdir -p fake
sed "s,die,$scratch/die,g; s,half.sql,$scratch/half.sql,g" fake.sh >fake/mcsql
chmod +x fake/mcsql
sql db 'ALTER TABLE shop.t ADD COLUMN twice INT;
    INSERT INTO shop.t (id, first, twice) VALUES (7, "h", 77)'
: >die
t 'half of the columns are there, and the job is killed' '
    PATH=$scratch/fake:$PATH; once; test ! -e die'
t 'it goes on' 'once && columns t_base | grep -q ",twice$" &&
    target "SELECT twice FROM t_log WHERE id = 7;" | grep -qx 77'

mkdir -p killer
for p in mcsql mcpartition mv cp rm; do
	cat >"killer/$p" <<X
#!/bin/sh
n=\$((\$(cat '$scratch/left') - 1))
echo \$n >'$scratch/left'
if [ \$n -eq 0 ]; then
	kill -9 \$(cat '$scratch/add.state/run/pxsync.pid')
	[ $p = mcpartition ] || exit 75
fi
PATH=\${PATH#*:}
exec $p "\$@"
X
	chmod +x "killer/$p"
done
killed_once() { # STEP: the job, whose driver is killed at this command
	echo "$1" >left
	PATH=$scratch/killer:$PATH pxsync once -q -c add.conf
}
sql db 'ALTER TABLE shop.t ADD COLUMN often INT AFTER id;
    INSERT INTO shop.t (id, first, often) VALUES (100, "o", 1000)'
echo 0 >left
kills=0
free() {
	flock -n add.state/lock true
}
for step in 1 3 5 7 8 9 10 11 12 13 14 15 17 19 21 23 25 27; do
	until_true 20 free
	if killed_once "$step" >killed.out 2>&1; then
		break
	fi
	kills=$((kills + 1))
done
until_true 20 free
t 'killed at each step, it carries them all the same' 'cat killed.out
    test "$kills" -ge 5 && once && columns t_log | grep -q ",often,new" &&
    target "SELECT often FROM t_log WHERE id = 100;" | grep -qx 1000 &&
    logged add t | sort | uniq -d >twice && test ! -s twice'

### more than columns

sql db 'ALTER TABLE shop.t ADD COLUMN more INT,
    DROP PRIMARY KEY, ADD PRIMARY KEY (id, first);
    INSERT INTO shop.t (id, first) VALUES (8, "i")'
t 'a statement that does more stops' 'code 78 once 2>err &&
    grep "shop.t.*changes at.*DROP PRIMARY" err &&
    ! columns t_log | grep more'
t 'with --ddl it goes on when somebody has seen to it' '
    for i in t_base t_log; do
	target "ALTER TABLE $i ADD COLUMNS (more BIGINT);" || exit
    done
    pxsync resume --ddl -q -c add.conf && once &&
    target "SELECT first FROM t_log WHERE id = 8;" | grep -qx i'

### swaps

sql db 'USE shop; CREATE TABLE _t_new LIKE t;
    ALTER TABLE _t_new ADD COLUMN swapped INT;
    INSERT INTO _t_new (id, first) SELECT id, first FROM t;
    RENAME TABLE t TO _t_old, _t_new TO t;
    INSERT INTO t (id, first, swapped) VALUES (9, "j", 99)'
t 'a tool for online changes swapped the table: its columns are added' '
    once && target "SELECT swapped FROM t_log WHERE id = 9;" | grep -qx 99'

### skip

sql db 'USE shop; ALTER TABLE keep DROP COLUMN gone, ADD COLUMN more INT FIRST;
    INSERT INTO keep VALUES (1, 2, 2, 2.5, "two");
    ALTER TABLE keep MODIFY n BIGINT, MODIFY d DECIMAL(12,4);
    INSERT INTO keep VALUES (1, 3, 3, 3.25, "three");
    TRUNCATE TABLE keep; INSERT INTO keep VALUES (1, 4, 4, 4, "four")'
t 'skipped: the target stays, what is gone is NULL' 'once &&
    columns keep_log | grep -q "after_flag,id,gone,n,d,s,new" &&
    target "SELECT id, gone, n, d, s FROM keep_log ORDER BY id;" >got; cat got
    grep -q "^2	\\\\N	2	2.50	two" got &&
    grep -q "^3	\\\\N	3	3.25	three" got && grep -q "^4	" got'
t 'each is on record, TRUNCATE with its place' 'cat add.state/ddl
    test "$(marks skipped)" -eq 3 &&
    grep "^bin.*:[0-9]* .*Z skipped truncate shop.keep TRUNCATE" add.state/ddl'
t 'a merge says so' 'pxsync merge -c add.conf --into _m 2>err
    grep "skipped.*truncate of shop.keep at bin" err'
sql db 'DROP TABLE shop.strict; INSERT INTO shop.t (id, first) VALUES (10, "k")'
t 'DROP of a table that is not skipped stops' 'code 78 once 2>err &&
    grep "shop.strict.*changes at.*DROP TABLE" err'
t 'it goes on, its rows stay' 'pxsync resume --ddl -q -c add.conf && once &&
    target "SELECT first FROM t_log WHERE id = 10;" | grep -qx k &&
    logged add strict >log && test "$(wc -l <log)" -eq 1 &&
    test "$(marks followed)" -ge 4'

sql db 'INSERT INTO shop.keep VALUES (1, 5, 5, 12345.5, "five")'
t 'a value that the old type cannot hold stops, with its place' '
    code 65 once 2>err; cat err
    grep "shop.keep.d.*12345.5.*more digits.*bin" err'
done_testing
