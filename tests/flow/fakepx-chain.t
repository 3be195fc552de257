#!/bin/sh
# The whole chain behind PolarDB-X: schema, copy, log; then its log service
# restarts, connections break in the middle of transactions, and once the log
# was written anew: in the end each change is there once.
. "${0%/*}/../lib.sh"
. "$top/tests/fakepx/fakepx.sh"
. "$top/tests/mclocal.sh"
unset PXSYNC_STATE PX_LOG

px_serve px <<'END'
query SCHEMA_NAME FROM INFORMATION_SCHEMA.SCHEMATA
columns SCHEMA_NAME
row shop
query FROM INFORMATION_SCHEMA.TABLES
columns TABLE_NAME TABLE_TYPE TABLE_ROWS AVG_ROW_LENGTH TABLE_COMMENT a
row h	BASE TABLE	1	1
row k	BASE TABLE	2	1
query FROM INFORMATION_SCHEMA.COLUMNS
columns TABLE_NAME COLUMN_NAME NULLABLE TYPE CHARSET COLLATION EXTRA COMMENT
row h	name	YES	varchar(20)	utf8mb4	utf8mb4_general_ci
row k	id	NO	bigint(20)	\N	\N
row k	v	YES	varchar(20)	utf8mb4	utf8mb4_general_ci
query FROM INFORMATION_SCHEMA.STATISTICS
columns TABLE_NAME INDEX_NAME SEQ_IN_INDEX COLUMN_NAME SUB_PART N INDEX_TYPE
row k	PRIMARY	1	id	\N		BTREE
query SELECT MIN(
columns a b
row 1	2
query FROM `shop`.`h`
columns name
row x
query FROM `shop`.`k`
columns id v
row 1	one
row 2	two
query SHOW CREATE TABLE
columns a b
query FROM INFORMATION_SCHEMA.TABLE_GROUP
columns a
query FROM INFORMATION_SCHEMA.LOCALITY_INFO
columns a
query LIKE 'binlog_
columns a b
query LIKE 'server_id'
columns a b
row server_id	7
heartbeat-txn 1700000000000
END
mclocal_start max
mkdir px.state
printf 'source.%s\n' keys nullable_keys clock retention >px.state/allowed
{
	printf '[job]\nname = px\nstate = %s\n' "$scratch/px.state"
	cat px.conf
	printf '[objects]\ninclude = shop.*\n'
	mclocal_job max
	printf '[upload]\nbatch_seconds = 1s\n'
} >job.conf

status() {
	{
		cat px.state/status/driver
		mcupload --state px.state --show | sed 1d
	} | sed -n "s/^$1=//p"
}

count() { # TABLE N
	[ "$(mcsql -q -c job.conf -s odps.sql.allow.fullscan=true \
	    -e "SELECT COUNT(*) FROM $1;" | tail -n 1)" -eq "$2" ]
}

images() { # TABLE: record_id, operation, before, after, time, columns
	mcsql -q -c job.conf -s odps.sql.allow.fullscan=true -e "SELECT
	    new_dts_sync_record_id, new_dts_sync_operation_flag,
	    new_dts_sync_before_flag, new_dts_sync_after_flag,
	    new_dts_sync_utc_timestamp, $2 FROM $1_log ORDER BY
	    new_dts_sync_record_id, new_dts_sync_after_flag LIMIT 1000;" |
	    sed 1d
}

# change SECOND LINE...: a transaction of these lines behind a table map
change() {
	printf 'begin 17000000%s123\ncts\n' "$1"
	printf 'table 7 shop.k bigint! varchar(80)\n'
	shift
	printf '%s\n' "$@" 'xid 1' cts
}
more() {
	change "$@" >more.txt
	px_more px "$(cat more.txt)"
}

t 'schema' 'pxsync schema -q -c job.conf'
t 'copy' 'pxsync full -q -c job.conf && count k_base 2 && count h_base 1'
at_exit "pxsync stop -q --wait 5 -c '$scratch/job.conf'"
pxsync run -q -c job.conf 2>run.err &
driver=$!
more 01 "write 7 (3 'three')" "update 7 (3 'three') (3 'drei')"
t 'changes arrive' 'until_true 30 count k_log 3'
more 02 "write 7 (4 'four')" 'fault drop' "delete 7 (1 'one')"
t 'a break inside a transaction is bridged' 'until_true 30 count k_log 5 &&
    px_said px "connection dropped"'
px_more px 'unready 3' 'fault drop'
more 03 "write 7 (5 'five')"
t 'a log service that restarts is waited for' 'until_true 30 count k_log 6'
t '... all by pxbinlog alone' '[ -z "$(status restart.1)" ]'
more 04 'fault change' "write 7 (6 'g')" 'fault drop' "delete 7 (2 'two')"
t 'a log written anew inside a transaction starts all stages again' '
    until_true 60 count k_log 8 && status restart.1 | grep "other events"'
px_more px 'begin 1700000005123' cts \
    'table 1 shop.h varchar(80) hidden' "write 1 ('y' 4711)" 'xid 2' cts \
    'flushlog 1700000006000' 'heartbeat-txn 1700000007000'
t 'rows of a table without a key' 'until_true 30 count h_log 1'
t 'the position goes on with heartbeat transactions, into the next file' '
    until_true 30 eval "status resume | grep \"^binlog.000002:\""'
pxsync stop -q -c job.conf
rc=0
wait "$driver" || rc=$?
t 'stopped' '[ "$rc" -eq 0 ] || { cat run.err; false; }'

images k 'id, v' >k.log
images h 'name' >h.log
t 'each change is there once, in order' '
    cut -f 2-4,6- k.log | tr "\t\n" ",;" | grep -xF "I,N,Y,3,three;\
U,Y,N,3,three;U,N,Y,3,drei;I,N,Y,4,four;D,Y,N,1,one;I,N,Y,5,five;\
I,N,Y,6,f;D,Y,N,2,two;" || { cat k.log; false; }'
t 'under one record_id each' '
    [ "$(cut -f 1,4 k.log | sort | uniq -d | wc -l)" -eq 0 ]'
t 'with the time of its TSO' '
    cut -f 5 k.log | tr "\n" " " | grep -x "1700000001 1700000001 \
1700000001 1700000002 1700000002 1700000003 1700000004 1700000004 "'
t 'and without the hidden key' '
    [ "$(cut -f 2-4,6- h.log)" = "I	N	Y	y" ]'
t 'a run begins behind the last CTS' '
    pxsync once -q -c job.conf && count k_log 8 && count h_log 1'

px_more px 'unready 3'
more 08 "write 7 (9 'nine')"
t 'a log service that is away at the start makes it try again' '
    pxsync once -q -c job.conf 2>err && count k_log 9 &&
    px_said px "SHOW MASTER STATUS" &&
    { status restart.1; status restart.2; } | grep "not ready"'

# --- another instance at the address: files of the same names

at=$(status resume)
px_serve other <<-END
	heartbeat-txn 1700000000500
	rotate
	heartbeat-txn 1700000000600
	begin 1700000020000
	cts
	table 7 shop.k bigint! varchar(80)
	write 7 (99 'of another instance')
	xid 1
	cts
END
sed "s/^port = .*/port = $(cat other.port)/" job.conf >moved.conf
t 'a job that is led to another log stops before it reads' '
    code 78 pxsync once -q -c moved.conf 2>err &&
    grep "is not the log that the position is in" err &&
    [ "$(status resume)" = "$at" ] && count k_log 9'
t '... and goes on when it is led back' 'pxsync once -q -c job.conf'

done_testing
