#!/bin/sh
#
# Bases are rolled on and partitions dropped, while the flow runs and killed
# at each step; every merge behind that gives the same.
#
# shellcheck disable=SC1091,SC2016,SC2034,SC2154 # lib.sh, and t runs its text
. "${0%/*}/../lib.sh"
. "$top/tests/chain.sh"

chain_start
sql db 'SET timestamp = 1700000000; CREATE DATABASE shop; USE shop;
    CREATE TABLE t (id INT PRIMARY KEY, v DECIMAL(12,2), d DATETIME(6),
	b BLOB, f DOUBLE, u BIGINT UNSIGNED);
    CREATE TABLE pair (a VARCHAR(9), b INT, v INT, PRIMARY KEY (b, a));
    CREATE TABLE keyless (a INT);
    INSERT INTO t SELECT seq, seq / 4, "2023-01-02 03:04:05.123456", 0x00ff,
	seq / 3, 18446744073709551615 FROM seq_1_to_100;
    INSERT INTO pair SELECT CONCAT("k", seq % 7), seq, seq FROM seq_1_to_50'
chain_job c <<'EOT'
[objects]
exclude = shop.keyless
EOT
pxsync once -q -c c.conf

# Changes of day N after that; and one of today.
day() {
	sql db "USE shop; SET timestamp = 1700000000 + $1 * 86400;
	    UPDATE t SET v = v + 1 WHERE id % 7 = $1;
	    DELETE FROM t WHERE id = $1; INSERT INTO t (id) VALUES (1000 + $1);
	    UPDATE pair SET b = b + 1000 WHERE v % 9 = $1 AND b > 0;
	    DELETE FROM pair WHERE v = 40 + $1; SET timestamp = DEFAULT;
	    REPLACE INTO pair VALUES ('today', -1, 1000 + $1)"
}
based() { # JOB TABLE: the base itself is the table of the source
	perl "$top/tests/same.pl" "$scratch/db.sock" "shop.$2" "$1.conf" \
	    "${2}_base"
}
parts() {
	mcsql -q -c c.conf -e 'SHOW PARTITIONS t_log;' | wc -l
}
day 1
day 2
pxsync once -q -c c.conf
t 'a dry run shows both statements' 'pxsync compact -n -c c.conf >dry.sql &&
    grep -q "^insert overwrite table .t_base.$" dry.sql &&
    grep -q "drop if exists partition" dry.sql && ! test -e c.state/compact'
t 'one table' 'pxsync compact -q -c c.conf --table shop.pair &&
    based c pair && test "$(grep -c "^base " c.state/compact)" -eq 1'
t 'both' 'pxsync compact -q -c c.conf && based c t && based c pair &&
    test "$(grep -c "^base " c.state/compact)" -eq 2'
t 'days that are merged are gone' 'test "$(parts)" -eq 0'
t 'and a merge is right without them' 'pxsync merge -q -c c.conf && same c t'
t 'a point before it has no answer any more' '
    code 69 pxsync merge -c c.conf --at 1700090000 2>err &&
    grep "rolled on" err'

# Rows of an old day behind a place in the log: what of it is there from
# before that does not count.  The day stays, for not all of it is merged.
sql db 'USE shop; SET timestamp = 1700000000 + 864000;
    INSERT INTO pair VALUES ("new", 1, 500)'
cut=$(sql db 'SHOW MASTER STATUS' | sed 's/\t/:/; s/\t.*//')
sql db 'USE shop; SET timestamp = 1700000000 + 864000;
    UPDATE pair SET v = 501 WHERE v = 500; DELETE FROM t WHERE id = 50'
pxsync once -q -c c.conf
t 'to a place between two changes of one day' '
    pxsync compact -q -c c.conf --at "$cut" &&
    test "$(mcsql -q -c c.conf -e "SELECT v FROM pair_base WHERE b = 1 AND
	a = '\''new'\'';" | tail -n 1)" -eq 500 && test "$(parts)" -eq 1'
t 'merges go on from there' 'pxsync merge -q -c c.conf && same c t &&
    same c pair'

# kill -9 before or after the n-th time it calls mcsql.
mkdir wrap
cat >wrap/mcsql <<'EOT'
#!/bin/sh
n=$(($(cat "$calls") + 1))
echo "$n" >"$calls"
[ "$n-" != "$kill" ] || { kill -9 "$PPID"; exit 9; }
"$real/mcsql" "$@"
rc=$?
[ "$n+" != "$kill" ] || kill -9 "$PPID"
exit $rc
EOT
chmod +x wrap/mcsql
real=$PX_BUILD/bin
calls=$scratch/calls
export real calls
day=3
for kill in 1- 1+ 2- 2+ 3- 3+; do
	export kill
	day "$day"
	pxsync once -q -c c.conf
	echo 0 >calls
	rc=0
	PATH=$scratch/wrap:$PATH pxsync compact -q -c c.conf 2>/dev/null ||
	    rc=$?
	t "killed at call $kill of mcsql" 'test "$rc" -eq 137'
	t 'a merge is right then, too' 'pxsync merge -q -c c.conf &&
	    same c t && same c pair'
	sql db 'INSERT INTO shop.pair VALUES ("k", -2, -1)'
	pxsync once -q -c c.conf
	sql db 'DELETE FROM shop.pair WHERE v = -1'
	pxsync once -q -c c.conf
	t 'again: to its end' 'pxsync compact -q -c c.conf && based c t &&
	    based c pair && test "$(parts)" -le 1 &&
	    ! grep "^work " c.state/compact'
	day=$((day + 1))
done
t 'a damaged state is not believed' '
    cp c.state/compact sound && sed -i s/:/:1/ c.state/compact &&
    code 65 pxsync merge -q -c c.conf && cp sound c.state/compact'

follow c
load() {
	i=0
	while [ "$i" -lt 40 ]; do
		i=$((i + 1))
		sql db "USE shop; SET timestamp = 1700000000 + 86400 * ($i % 9);
		    UPDATE t SET v = $i WHERE id % 5 = $i % 5;
		    INSERT INTO pair VALUES ('l', $i, $i)"
	done
}
load &
load=$!
t 'while the flow runs under load' 'for i in 1 2 3; do
	pxsync compact -q -c c.conf || exit; done'
wait "$load"
pxsync stop -q -c c.conf
ended
t 'nothing is lost' 'pxsync once -q -c c.conf && pxsync merge -q -c c.conf &&
    same c t && same c pair && pxsync compact -q -c c.conf && based c t &&
    based c pair'

chain_job d other <<'EOT'
[objects]
exclude = shop.keyless
[shape]
types = dts
names = previous
partition = none
EOT
chain_allow d
echo target.types >>d.state/allowed
sql db 'UPDATE shop.t SET u = 5' # the others do not fit
pxsync once -q -c d.conf
day 9
pxsync once -q -c d.conf
t 'a log without partitions, types of DTS' 'pxsync compact -q -c d.conf &&
    based d pair && pxsync merge -q -c d.conf && same d pair'

sql db 'CREATE TABLE shop.extra (id INT PRIMARY KEY, v INT);
    INSERT INTO shop.extra VALUES (1, 1), (2, 2), (3, 3)'
chain_job e <<'EOT'
[objects]
exclude = shop.t shop.pair shop.keyless
[shape]
on_ddl = add-columns
EOT
pxsync once -q -c e.conf
sql db 'USE shop; UPDATE extra SET v = 9 WHERE id = 1;
    ALTER TABLE extra ADD COLUMN w VARCHAR(9);
    UPDATE extra SET w = "new" WHERE id = 2;
    INSERT INTO extra VALUES (4, 4, "")'
pxsync once -q -c e.conf
t 'a table with an added column' 'pxsync verify -q -c e.conf &&
    pxsync compact -q -c e.conf && based e extra && pxsync verify -q -c e.conf'

done_testing
