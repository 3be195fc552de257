#!/bin/sh
#
# Source and target are compared at one moment: equal, while the flow runs
# under load as well; and what is damaged is named.
#
# shellcheck disable=SC1091,SC2016,SC2034,SC2154 # lib.sh, and t runs its text
. "${0%/*}/../lib.sh"
. "$top/tests/chain.sh"

chain_start
# The tables of chain-types.t with a value at each edge, and its changes.
blocks() { # N
	awk -v n="$1" "/^sql db <<'EOT'/ { i++ } i == n
	    /^EOT\$/ && i == n { exit }" "$top/tests/flow/chain-types.t"
}
blocks 1 >first.sh
blocks 2 >second.sh
# shellcheck source=/dev/null
. ./first.sh
chain_job v </dev/null
chain_allow v
t 'nothing to compare yet' 'code 78 pxsync verify -q -c v.conf'
pxsync schema -q -c v.conf
pxsync full -q -c v.conf
t 'the copy is equal; a table without a key is none to verify' '
    pxsync verify -c v.conf 2>err && grep "types.: 4 rows, equal" err &&
    grep "empty.: 0 rows, equal" err && grep "two.: 3 rows, equal" err &&
    grep "keyless. has no key: not verified" err && ! grep less.*equal err'
. ./second.sh
t 'what the flow has not brought over is not compared' '
    code 75 pxsync verify -c v.conf 2>err && grep "first .once" err'
pxsync once -q -c v.conf
t 'every type, through the log' 'pxsync verify -c v.conf 2>err &&
    grep "types.: 8 rows, equal" err'
sql db 'FLUSH BINARY LOGS'
t 'a new log with nothing in it is no reason to wait' '
    pxsync verify -q -c v.conf && pxsync once -q -c v.conf &&
    sql db "FLUSH BINARY LOGS" && pxsync verify -q -c v.conf'
t 'a base that was rolled on' '
    pxsync compact -q -c v.conf --table shop.types --table shop.two &&
    pxsync verify -q -c v.conf'

target() {
	mcsql -q -c v.conf -e "$1" >/dev/null
}
columns=$(mcsql -q -c v.conf -e 'SELECT * FROM types_base;' | head -n 1)
target 'CREATE TABLE good AS SELECT * FROM types_base;'
list=$(mcsql -q -c v.conf -e 'SELECT * FROM types_base;' | head -n 1 |
    tr '\t' '\n' | awk '{ print $1 == "id" ? $1 :
	"CASE WHEN id = 3 THEN NULL ELSE " $1 " END AS " $1 }' |
    paste -s -d , -)
t 'a NULL is seen in each column' '
    target "INSERT OVERWRITE TABLE types_base SELECT $list FROM good;" &&
    code 65 pxsync verify -q -c v.conf --table shop.types >found 2>err &&
    echo "$columns" | tr "\t" "\n" | sed "/^id\$/d; s/.*/\"&\"/" |
    paste -s -d , - |
    sed "s/.*/{\"table\":\"shop.types\",\"kind\":\"different\",\
\"key\":{\"id\":3},\"columns\":[&]}/" | diff - found'
target 'INSERT OVERWRITE TABLE types_base SELECT * FROM good;'
t 'restored, it is equal' 'pxsync verify -q -c v.conf'
target "INSERT INTO two_base SELECT 'more', b, 9 FROM two_base WHERE v = 3;"
sql db 'SET sql_log_bin = 0; DELETE FROM shop.types WHERE id = 2;
    INSERT INTO shop.types (id) VALUES (5), (6); INSERT INTO shop.empty
    VALUES (1, "x"); UPDATE shop.two SET v = 10 WHERE v = 3'
t 'missing, extra and different rows are named' '
    code 65 pxsync verify -c v.conf >found 2>err && cat found &&
    test "$(wc -l <found)" -eq 6 &&
    grep -q "types.*extra.*{\"id\":2}}" found &&
    grep -q "types.*missing.*{\"id\":5}}" found &&
    grep -q "types.*missing.*{\"id\":6}}" found &&
    grep -q "empty.*missing" found &&
    grep -q "two.*extra.*-01 00:00:00.000000\",\"a\":\"more\"}}" found &&
    grep -q "two.*different.*\"columns\":\\[\"v\"\\]" found'
t 'with their number and the range of their keys, a line a table' '
    grep "types.: 3 rows differ: 2 missing, 1 extra, 0 different; keys \
{\"id\":2} .. {\"id\":6}" err && grep "two.: 2 rows differ" err'
t 'the tables that are equal are not in it' '
    pxsync verify -q -c v.conf --table shop.keyless 2>err &&
    grep "not verified" err && code 65 pxsync verify -q -c v.conf \
	--table shop.empty >found 2>err && test "$(wc -l <found)" -eq 1'

# Under load, with another shape, filters and names.
sql db 'USE shop; DROP VIEW seen; DROP TABLE types, empty, keyless, two;
    CREATE TABLE load_a (id INT PRIMARY KEY, v INT, f FLOAT);
    CREATE TABLE load_b (a VARCHAR(20), b INT, v BIT(9), PRIMARY KEY (a, b));
    INSERT INTO load_a SELECT seq, seq, seq / 7 FROM seq_1_to_2000;
    INSERT INTO load_b SELECT CONCAT("k", seq), seq, seq % 512
	FROM seq_1_to_2000'
chain_job w other <<'EOT'
[objects]
map = shop.load_b = shop.renamed
map = shop.load_a.v = value
where = shop.load_b: b % 3 <> 1
[shape]
types = dts
names = previous
EOT
sed -i '/% 3/s/b % 3 <> 1/b < 1500 or b > 1600/' w.conf
chain_allow w
echo target.types >>w.state/allowed
pxsync once -q -c w.conf
follow w
load() {
	i=0
	while [ ! -e enough ]; do
		i=$((i + 1))
		sql db "USE shop;
		    UPDATE load_a SET v = v + 1 WHERE id % 9 = $i % 9;
		    BEGIN; DELETE FROM load_b WHERE b = $i;
		    INSERT INTO load_b VALUES ('new', $i, 1); COMMIT;
		    UPDATE load_b SET b = b + 100000 WHERE b = $i + 1400"
	done
}
load &
load=$!
t 'equal, while the flow runs under load' '
    for i in 1 2 3; do pxsync verify -c w.conf 2>err || exit
	grep "load_a.*equal" err && grep "load_b.*equal" err || exit; done'
: >enough
wait "$load"
pxsync stop -q -c w.conf
ended
t 'and at its end' 'pxsync once -q -c w.conf && pxsync verify -q -c w.conf'
t 'nothing was written' '! mcsql -q -c w.conf -e "DESC renamed;" &&
    mcsql -q -c w.conf -e "SELECT COUNT(*) FROM renamed_base;" | tail -n 1 |
    grep -qx 1899'

# Tables that are kept by upserts.
chain_job u <<'EOT'
mode = upsert
EOT
chain_allow u
pxsync once -q -c u.conf
sql db 'USE shop; UPDATE load_a SET v = -v WHERE id % 10 = 1;
    DELETE FROM load_b WHERE b % 10 = 1'
pxsync once -q -c u.conf
t 'tables without a log are compared as they are' 'pxsync verify -q -c u.conf'
sql db 'SET sql_log_bin = 0; UPDATE shop.load_a SET v = 0 WHERE id = 12'
t 'what differs in them is named' '
    code 65 pxsync verify -q -c u.conf >found 2>err &&
    grep "load_a.*different.*{\"id\":12}" found && test "$(wc -l <found)" -eq 1'

done_testing
