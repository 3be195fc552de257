#!/bin/sh
# The copy from PolarDB-X: its positions.  The log lags behind what SELECT
# sees: so the position before the first row is safe to begin at, and only the
# TSO behind the last row tells from when on the copy is exact.
. "${0%/*}/../lib.sh"
. "$top/tests/fakepx/fakepx.sh"

# Two tables as INFORMATION_SCHEMA of PolarDB-X shows them, and their rows.
tables() {
	cat <<'END'
query SCHEMA_NAME FROM INFORMATION_SCHEMA.SCHEMATA
columns SCHEMA_NAME
row information_schema
row shop
query FROM INFORMATION_SCHEMA.TABLES
columns TABLE_NAME TABLE_TYPE TABLE_ROWS AVG_ROW_LENGTH TABLE_COMMENT a
row h	BASE TABLE	1	1
row k	BASE TABLE	3	1
query FROM INFORMATION_SCHEMA.COLUMNS
columns TABLE_NAME COLUMN_NAME NULLABLE TYPE CHARSET COLLATION EXTRA COMMENT
row h	name	YES	varchar(20)	utf8mb4	utf8mb4_general_ci
row k	id	NO	bigint(20)	\N	\N
row k	v	YES	int(11)	\N	\N
query FROM INFORMATION_SCHEMA.STATISTICS
columns TABLE_NAME INDEX_NAME SEQ_IN_INDEX COLUMN_NAME SUB_PART N INDEX_TYPE
row k	PRIMARY	1	id	\N		BTREE
row k	g_i_id_$a1b2	1	v	\N	YES	GLOBAL
query SELECT MIN(
columns a b
row 1	3
query FROM `shop`.`h`
columns name
row x
END
}
rows() {
	printf 'query FROM `shop`.`k`\n%s\n' 'columns id v'
	printf 'row %s\n' '1	10' '2	\N' '3	30'
}

job() {
	printf '[objects]\ninclude = shop.*\n[copy]\nconnections = 1\n' \
	    >>"$1.conf"
}

{ tables; rows; echo 'heartbeat-txn 1700000001000'; } | px_serve a
job a
px_files a
end=$(wc -c <a.d/binlog.000001)
pxsnapshot -c a.conf >a.rec
pxrec --json a.rec >a.rows
t 'all rows are copied, as of the columns of 5.7' '
    [ "$(grep -c "\"kind\":\"row\"" a.rows)" -eq 4 ] &&
    grep "{\"id\":2,\"v\":null}" a.rows'
t 'a global index is no key of the table' '
    grep "\"table\":\"k\",\"ref\"" a.rows |
    grep "{\"name\":\"id\",\"type\":\"bigint\",\"key\":1," |
    grep -v "\"name\":\"v\".*\"key\""'
t 'the position before the first row' '
    grep "\"kind\":\"mark\"" a.rows | head -n 1 |
	grep "binlog.000001:$end\"" &&
    grep -n "\"kind\":\"\(mark\|row\)\"" a.rows | head -n 1 | grep mark'
said() { # the line of the first, of the last
	grep -n "$1" a.said | cut -d : -f 1 | sed -n "$2p"
}
t 'it is read before anything else is' '
    [ "$(said "query SHOW MASTER STATUS" 1)" -lt \
	"$(said "query SELECT .*SCHEMA" 1)" ]'
t 'the clock is read behind the last row, and the position behind it' '
    [ "$(said "SELECT TSO_TIMESTAMP" 1)" -gt \
	"$(said "FROM .shop" "\$")" ] &&
    [ "$(said "SHOW MASTER STATUS" "\$")" -gt \
	"$(said "SELECT TSO_TIMESTAMP" 1)" ]'
t 'the TSO of the transaction before the start is in its mark' '
    last=$(px_raw a "sql=SHOW FULL MASTER STATUS" | tail -n 1 | cut -f 3) &&
    [ "${#last}" -eq 54 ] && grep "\"kind\":\"mark\"" a.rows |
    head -n 1 | grep "\"txid\":\"$last\""'
t 'the TSO of the end is in its mark' '
    tso=$(px_raw a "sql=SELECT TSO_TIMESTAMP()" | tail -n 1) &&
    [ "$tso" -gt $((1700000001000 << 22)) ] &&
    grep "\"kind\":\"mark\"" a.rows | tail -n 1 | grep "\"$tso\""'
t 'no lock, no transaction over all of it, nothing of MySQL alone' '
    ! px_said a "LOCK\|CONSISTENT\|BEGIN\|net_write_timeout\|max_execution"'
t 'the log goes on from the start of the copy' '
    px_more a "begin 1700000002000" cts "table 1 shop.k bigint! int" \
	"write 1 (4 40)" "xid 1" cts && until_true 20 eval "
	px_raw a \"sql=SHOW MASTER STATUS\" | grep -v \"	$end	\" |
	    grep binlog" &&
    pxsnapshot -c a.conf --schema-only >schema &&
    pxbinlog -c a.conf --from "binlog.000001:$end" |
    rowdecode -s schema | pxrec --json --kind row >1 &&
    [ "$(wc -l <1)" -eq 1 ] && grep "{\"id\":4,\"v\":40}" 1'

{
	tables
	printf 'query START TRANSACTION\ncolumns x\nquery SELECT 1 FROM\n'
	printf 'columns 1\nrow 1\nquery ROLLBACK\ncolumns x\n'
	rows
	echo 'heartbeat-txn 1700000001000'
} | px_serve once
job once
pxsnapshot -c once.conf --at-once >once.rec
t 'at once: the snapshot is made by a read, between two looks at the log' '
    pxrec --count once.rec && grep -o -e "MASTER STATUS" -e "START TRANS" \
	-e "SELECT 1 FROM" -e "v. FROM" once.said | tail -n 5 | tr "\n" , |
    tee got | grep -qx \
	"MASTER STATUS,START TRANS,SELECT 1 FROM,MASTER STATUS,v. FROM," ||
    ! cat got once.said'
t 'both marks have its place, and no connection is made anew' '
    [ "$(pxrec --json --kind mark once.rec |
	grep -c "\"pos\":\"binlog.000001:$end\"")" -eq 2 ] &&
    [ "$(pxrec --json --kind row once.rec | wc -l)" -eq 4 ]'

{ tables; rows; echo 'unready 3'; echo 'heartbeat-txn 1700000001000'; } |
    px_serve wait
job wait
t 'a log service that is not ready yet is waited for' '
    pxsnapshot -c wait.conf >1.rec &&
    pxrec --json --kind mark 1.rec | head -n 1 |
	grep "binlog.000001:$end\"" &&
    [ "$(grep -c "SHOW MASTER STATUS" wait.said)" -eq 5 ]'

{
	tables
	rows
	printf 'query SELECT TSO_TIMESTAMP\nerror 1305 no such function\n'
	echo 'heartbeat-txn 1700000001000'
} | px_serve old
job old
t 'without the function the copy counts all the same, and it is said' '
    pxsnapshot -c old.conf >1.rec 2>err && grep "no TSO" err &&
    pxrec --json --kind mark 1.rec | tail -n 1 | grep "mark" |
	grep "binlog.000001:$end\"" && pxrec --count 1.rec'

{
	tables
	printf 'query FROM `shop`.`k`\nerror 5001 ERR_TRANS\n'
	echo 'heartbeat-txn 1700000001000'
} | px_serve busy
job busy
t 'an error of transactions, which the library hides: try again later' '
    code 75 pxsnapshot -c busy.conf >1.rec 2>err &&
    code 66 pxrec --count 1.rec &&
    [ "$(grep -c "FROM .shop...k" busy.said)" -ge 3 ]'

{
	tables
	rows
	printf 'first 7\nstream group1_stream_2\nheartbeat-txn 1700000001000\n'
	printf 'stream\nheartbeat-txn 1700000001000\nrotate\n'
} | px_serve stream
sed -i '$a stream = group1_stream_2' stream.conf
job stream
t 'the position is the one of the stream' '
    pxsnapshot -c stream.conf >1.rec &&
    pxrec --json --kind mark 1.rec | head -n 1 |
	grep "group1_stream_2_binlog.000007:$end\""'
printf 'query SHOW MASTER STATUS\ncolumns File Position\nrow %s\n' \
    'mysql-bin.000012	1234' | px_serve node
job node
t 'a data node that answers for itself is no global log: 78' '
    code 78 pxsnapshot -c node.conf >1.rec 2>err && grep CDC err'

done_testing
