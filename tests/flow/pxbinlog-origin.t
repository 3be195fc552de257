#!/bin/sh
#
# A position is in the log of one server.  Another one that has taken over its
# address has files of the same names, and is refused before an offset is used.
# shellcheck disable=SC2016,SC2154
. "${0%/*}/../lib.sh"
. "$top/tests/mariadb.sh"
. "$top/tests/fakepx/fakepx.sh"

# last REC KEY: of the last mark of row changes
last() {
	pxrec --json -k mark "$1" | tail -n 1 |
	    sed -n "s/.*\"$2\":\"\([^\"]*\)\".*/\1/p"
}

# --- two servers, one address

for s in a b; do
	mariadb_port a >/dev/null
	cp a.port b.port 2>/dev/null
	mariadb_start "$s" --server-id=$((s_id = ${s_id:-0} + 1))
	sql "$s" "CREATE DATABASE d; CREATE TABLE d.t (a INT PRIMARY KEY);
	    INSERT INTO d.t VALUES (1), (2)"
	mariadb_job "$s" "$s.conf" tcp
	pxbinlog -c "$s.conf" | rowdecode >"$s.rec"
	mariadb_stop "$s"
done
cp a.conf.password job.password
sed 's/a.conf.password/job.password/' a.conf >job.conf
pos=$(last a.rec resume)
origin=$(last a.rec origin)
t 'a mark names the origin of its place' '
    printf "%s\n" "$origin" | grep -x -e "-,[0-9a-f]\{8\}"'
t 'which the files have, too' '
    pxbinlog a.d/bin.000001 | rowdecode >1.rec &&
    [ "$(last 1.rec origin)" = "$origin" ]'
t 'two servers have different ones for files of one name' '
    [ "$(last b.rec resume)" = "$pos" ] &&
    [ "$(last b.rec origin)" != "$origin" ]'

mariadb_restart a
sql a 'FLUSH LOGS; INSERT INTO d.t VALUES (3)'
t 'the server itself may restart and rotate' '
    pxbinlog -c job.conf --from "$pos" --origin "$origin" >1.rec &&
    rowdecode <1.rec >2.rec && pxrec 2.rec | grep "^row"'
t '... and a newer place has an origin, too' '
    new=$(last 2.rec origin) && [ -n "$new" ] &&
    pxbinlog -c job.conf --from "$(last 2.rec resume)" --origin "$new" \
	>1.rec'
pxbinlog -c job.conf --follow --from "$pos" --origin "$origin" >run.rec \
    2>run.err &
pid=$!
has() {
	[ "$(pxrec run.rec 2>/dev/null | grep -c '^event')" -ge 8 ]
}
t 'a run follows it' 'until_true 20 has'
mariadb_stop a
mariadb_restart b
t 'another server at its address: 78, both are named, and what to do' '
    code 78 pxbinlog -c job.conf --from "$pos" --origin "$origin" \
	>1.rec 2>err && cat err && grep "not the log that the position is in" \
	err && grep "${origin#*,}" err && grep "^hint: .*pxsync reset" err'
t '... and nothing of it came' '! pxrec 1.rec 2>/dev/null | grep "^event"'
rc=0
wait "$pid" || rc=$?
t 'a run that is led to it ends: to be tried again, from the position' '
    [ "$rc" -ne 0 ] && code 66 pxrec --count run.rec'
mariadb_stop b
mariadb_restart a
t 'led back, it goes on' '
    pxbinlog -c job.conf --from "$pos" --origin "$origin" >1.rec'
t 'without an origin it is as people ask' 'pxbinlog -c job.conf --from "$pos" \
    >1.rec && pxbinlog -c job.conf --from "$pos" --origin - >2.rec &&
    same 1.rec 2.rec'
for o in x ',' a,b ",$(printf %s "$origin" | cut -c3-)" -,123 -,0123456g; do
	t "--origin '$o' is none" "code 64 pxbinlog -c job.conf --from '$pos' \
	    --origin '$o' >1.rec"
done
t '--origin wants a place on a server' '
    code 64 pxbinlog -c job.conf --origin "$origin" >1.rec &&
    code 64 pxbinlog --from "$pos" --origin "$origin" a.d/bin.000001 >1.rec'

# --- a server that has an identity

# mysql NAME UUID: what it says it is; the log of all of them is the same one
mysql() {
	px_serve "$1" <<-END
		version 8.0.36
		query uuid
		columns Variable_name Value
		row server_uuid	$2
		follower
		begin 1700000002000
		table 7 shop.t bigint!
		write 7 (1)
		xid 1
	END
}
id=3e11fa47-71ca-11e1-9e33-c80aa9429562
mysql one "$id"
mysql two 00000000-71ca-11e1-9e33-c80aa9429562
pxbinlog -c one.conf >one.events
rowdecode <one.events >one.rec
t 'the stream says which server it is of' '
    pxrec --json one.events | head -n 1 | grep "\"server\":\"$id\""'
pos=$(last one.rec resume)
origin=$(last one.rec origin)
t '... and the marks' '[ "${origin%,*}" = "$id" ]'
t 'the same again' 'pxbinlog -c one.conf --from "$pos" --origin "$origin" \
    >1.rec'
t 'another one: 78, though its log is the same; both are named' '
    code 78 pxbinlog -c two.conf --from "$pos" --origin "$origin" >1.rec \
	2>err && grep "$id" err && grep "00000000-71ca" err &&
    grep "^hint: .*source.failover = same-log" err && [ ! -s 1.rec ]'
echo 'failover = same-log' >>two.conf
t '... unless told that a failover keeps the log' '
    pxbinlog -c two.conf --from "$pos" --origin "$origin" >1.rec'
t '... which is looked at all the same' '
    code 78 pxbinlog -c two.conf --from "$pos" --origin "$id,00000000" \
	>1.rec 2>err && grep "not the log" err'
t '... and must be known' '
    code 78 pxbinlog -c two.conf --from "$pos" --origin "$id,-" >1.rec \
	2>err && grep "not known" err'

# --- PolarDB-X: its log service made its files anew

second=0
for s in px py; do
	second=$((second + 11))
	px_serve "$s" <<-END
		heartbeat-txn 17000000${second}000
		heartbeat-txn 1700000099000
	END
	pxbinlog -c "$s.conf" | rowdecode >"$s.rec"
done
pos=$(last px.rec resume)
origin=$(last px.rec origin)
t 'on PolarDB-X the log tells' '[ "${origin%,*}" = - ] &&
    pxbinlog -c px.conf --from "$pos" --origin "$origin" >1.rec &&
    code 78 pxbinlog -c py.conf --from "$pos" --origin "$origin" >1.rec 2>err'
tso=$(last px.rec txid)
px_more px 'heartbeat-txn 1700000100000'
px_more py 'heartbeat-txn 1700000098000'
more() { # what comes behind the position from $1
	pxbinlog -c "$1.conf" --from "$pos" >1.rec &&
		rowdecode --txid "$tso" <1.rec >2.rec 2>err
}
t '... and the TSO behind the position, which must be above' '
    [ "${#tso}" -eq 54 ] && until_true 20 more px'
py() {
	more py
	grep "is not above" err
}
t '... or else 65' 'until_true 20 py && code 65 rowdecode --txid "$tso" <1.rec \
    >2.rec'

done_testing
