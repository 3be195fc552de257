#!/bin/sh
# PolarDB-X goes away in the middle: the connection breaks anywhere, its log
# service restarts, its log is purged, or is another one.
. "${0%/*}/../lib.sh"
. "$top/tests/fakepx/fakepx.sh"

# A transaction of N rows in as many events at a second, FAULT before each
# line of it whose number is given: txn SECOND [LINE FAULT]...
txn() {
	printf '%s\n' "begin 170000000${1}000" cts \
	    'table 7 shop.t bigint! varchar(80)' "write 7 ($1 'a')" \
	    "update 7 ($1 'a') ($1 'b')" "delete 7 ($1 'b')" 'xid 1' cts >lines
	_second=$1
	shift
	while [ $# -gt 0 ]; do
		sed -i "$1{h;s/.*/fault $2/p;g}" lines
		shift 2
	done
	cat lines
}

# The same without faults.
{ txn 1; txn 2; echo rotate; txn 3; } >plain.script
px_files plain
pxbinlog plain.d/* >plain.rec
rowdecode <plain.rec >plain.rows

# The line numbers count the faults put in before.
{ txn 1; txn 2 5 drop 8 tear 10 drop; echo rotate; txn 3; } | px_serve drop
t 'breaks inside of a transaction are bridged' '
    pxbinlog -c drop.conf >1.rec 2>err || { cat err; false; }'
t '... to the same bytes as without' 'same 1.rec plain.rec'
t '... and the same row changes' 'rowdecode <1.rec >2.rec &&
    same 2.rec plain.rows'
boundary=$(pxrec --text <plain.rows | awk '$1 == "mark" { print $2; exit }')
t 'each time from the end of the last transaction' '
    [ "$(grep -c "dump $boundary " drop.said)" -eq 3 ] &&
    [ "$(grep -c "fakepx: dump" drop.said)" -eq 4 ]'

{
	txn 1 8 drop
	echo 'fault tear'
	txn 2
	printf 'fault drop\nrotate\nfault drop\n'
	txn 3
} | px_serve edge
t 'between XID and CTS, and between transactions' '
    pxbinlog -c edge.conf >1.rec 2>err && same 1.rec plain.rec'
t '... from the last CTS, or where a file begins' '
    two=$(pxrec --text <plain.rows | awk "\$1 == \"mark\" { print \$2 }" |
	sed -n 2p) && sed -n "s/.*dump \([^ ]*\) .*/\1/p" edge.said |
    tr "\n" " " | grep -x "binlog.000001:4 binlog.000001:123 $boundary \
$two binlog.000002:123 "'

{ txn 1; txn 2 5 change 8 drop; } | px_serve change
t 'other bytes than before the break: 75' '
    code 75 pxbinlog -c change.conf >1.rec 2>err && grep "other events" err'
t '... without an end, so nobody commits what was there of it' '
    code 66 pxrec --count 1.rec &&
    code 66 rowdecode <1.rec >2.rec 2>/dev/null &&
    [ "$(pxrec 2.rec 2>/dev/null | grep -c "^row")" -eq 3 ]'
{ txn 1; echo 'fault change'; txn 2 5 drop; } | px_serve first
t 'also when it is the first event that is another' '
    code 75 pxbinlog -c first.conf >1.rec 2>err && grep "other events" err'

{
	txn 1
	echo 'fault 1236 please try later...'
	txn 2
	printf 'fault 1236 java.lang.NullPointerException\nrotate\n'
	txn 3
} | px_serve later
t 'a log service that restarts is waited for' '
    pxbinlog -c later.conf >1.rec 2>err && same 1.rec plain.rec &&
    grep "please try later" err && grep "NullPointer" err'
{ txn 1; txn 2; echo rotate; txn 3; } | px_serve away
pxbinlog -c away.conf --follow >away.rec 2>away.err &
pid=$!
at_exit "kill $pid 2>/dev/null"
events() { # FILE N: has it so many?
	[ "$(pxrec "$1" 2>/dev/null | grep -c '^event')" -eq "$2" ]
}
t 'also while it lists no logs' '
    until_true 20 events away.rec 27 &&
    px_more away "unready 3" "fault drop" "heartbeat 1700000009000" &&
    until_true 30 events away.rec 28 && grep "lost the source" away.err &&
    [ "$(grep -c "1236 please try later" away.said)" -ge 2 ]'
{ echo 'unready 100'; txn 1; } | px_serve asleep
t 'at the start it is 75, at once' '
    code 75 pxbinlog -c asleep.conf >1.rec 2>err && grep "not ready" err'

{ txn 1; echo rotate; txn 2; echo rotate; txn 3; } | px_serve gone
px_files gone
size=$(wc -c <gone.d/binlog.000001)
end=$(wc -c <gone.d/binlog.000003)
t 'the end of a closed file is the beginning of the next' '
    pxbinlog -c gone.conf --from "binlog.000001:$size" >1.rec 2>err &&
    pxbinlog gone.d/binlog.000002 gone.d/binlog.000003 >2.rec &&
    same 1.rec 2.rec && px_said gone "dump binlog.000001:$size " &&
    px_said gone "dump binlog.000002:4 "'
t 'the newest end is a place to start' '
    pxbinlog -c gone.conf --from "binlog.000003:$end" >1.rec 2>err &&
    [ "$(pxrec 1.rec | grep -c ^event)" -le 1 ]'
t 'a file of the future: 69, another server' '
    code 69 pxbinlog -c gone.conf --from binlog.000009:4 >1.rec 2>err &&
    grep "binlog.000009" err && grep "another server" err'
t 'an offset behind the end of a closed file: 69' '
    code 69 pxbinlog -c gone.conf --from "binlog.000001:$((size + 100))" \
	>1.rec 2>err && grep "ends at $size" err'
pxbinlog -c gone.conf --from "binlog.000003:$((end + 83))" --follow \
    >behind.rec 2>behind.err &
pid=$!
t 'behind the end of the newest: it may come back, and it does' '
    until_true 20 px_said gone "dump binlog.000003:$((end + 83)) " &&
    px_more gone "heartbeat 1700000008000" "heartbeat 1700000009000" &&
    until_true 30 events behind.rec 2 &&
    pxrec behind.rec 2>/dev/null | grep "binlog.000003:$((end + 83)) "'
kill "$pid"
rc=0
wait "$pid" || rc=$?
t '... and ends as told' '[ "$rc" -eq 0 ] && pxrec --count behind.rec'
px_more gone 'purge binlog.000001'
t 'a purged log: 69, the needed and the oldest file are named' '
    until_true 20 eval "! px_raw gone \"sql=SHOW BINARY LOGS\" |
	grep binlog.000001" &&
    code 69 pxbinlog -c gone.conf --from binlog.000001:4 >1.rec 2>err &&
    grep "binlog.000001.*needed.*binlog.000002" err && grep "hint:" err'
{ txn 1; echo rotate; txn 2; } | px_serve lost
pxbinlog -c lost.conf --follow >lost.rec 2>lost.err &
pid=$!
at_exit "kill $pid 2>/dev/null"
t 'purged while the connection was lost' '
    until_true 20 events lost.rec 19 &&
    px_more lost "fault drop" rotate "purge binlog.000001" \
	"purge binlog.000002" "heartbeat 1700000009000"'
rc=0
wait "$pid" || rc=$?
t '... the same' '[ "$rc" -eq 69 ] &&
    grep "binlog.000002.*needed.*binlog.000003" lost.err &&
    events lost.rec 19 && code 66 pxrec --count lost.rec'

{ echo follower; txn 1 | sed '$d'; } | px_serve half
pxbinlog -c half.conf --follow 2>half.err | rowdecode >half.rec 2>&1 &
pid=$!
at_exit "kill $pid 2>/dev/null"
rows() {
	pxrec half.rec 2>/dev/null | grep -c ^row
}
have() { # N rows
	[ "$(rows)" -eq "$1" ]
}
t 'of a transaction without its last CTS nothing is given out' '
    px_more half "fault drop" && until_true 20 eval "
	[ \"\$(grep -c \"fakepx: dump\" half.said)\" -eq 2 ]" &&
    have 0'
t '... until that comes' 'px_more half cts && until_true 20 have 3'
txn 2 | sed '$d' >part
px_more half "$(cat part)"
pxbinlog -c half.conf --follow >stop.rec 2>stop.err &
stopped=$!
t 'stopped between XID and CTS' 'until_true 20 events stop.rec 16'
kill "$stopped"
px_more half cts
rc=0
wait "$stopped" || rc=$?
t '... it ends behind the CTS, properly' '[ "$rc" -eq 0 ] &&
    pxrec --count stop.rec && events stop.rec 17 &&
    pxrec stop.rec | grep "^event" | tail -n 1 | grep "type 29"'

{ echo deny; txn 1; } | px_serve deny
t 'no privilege to read the log: 77, named' '
    code 77 pxbinlog -c deny.conf >1.rec 2>err &&
    grep "REPLICATION SLAVE" err'
{ echo 'user px other'; txn 1; } | px_serve other
t 'a wrong password: 77' '
    code 77 pxbinlog -c other.conf >1.rec 2>err && grep "Access denied" err'
{ echo 'plugin caching_sha2_password'; txn 1; } | px_serve switch
t 'a server that names another plugin first switches' '
    pxbinlog -c switch.conf >1.rec && px_said switch "switched from"'
printf 'query SHOW MASTER STATUS\ncolumns File Position\nrow %s\n' \
    'mysql-bin.000012	1234' | px_serve node
t 'a data node that answers for itself is no global log: 78' '
    code 78 pxbinlog -c node.conf >1.rec 2>err && grep "CDC" err'

done_testing
