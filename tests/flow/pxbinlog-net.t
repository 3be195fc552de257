#!/bin/sh
#
# pxbinlog and a real server: the same bytes from network and files, ranges,
# following, heartbeats, refusals.
. "${0%/*}/../lib.sh"
. "$top/tests/mariadb.sh"
. "$top/tests/stream.sh"

# run OPTION...: in the background to out.rec and err
follow() {
	pxbinlog -c job.conf --follow "$@" >out.rec 2>err &
	pid=$!
}

has() {
	grep -q -a -e "$1" "$2"
}

# Stop the follower; its exit code is in rc.
finish() {
	kill "$pid"
	rc=0
	wait "$pid" || rc=$?
}

mariadb_port a >/dev/null
mariadb_start a
mariadb_job a job.conf
printf 'heartbeat = 1h\n' >>job.conf
sed 's/1h/1s/' job.conf >beat.conf
cp job.conf.password beat.conf.password

sql a 'CREATE DATABASE d; CREATE TABLE d.t (a INT PRIMARY KEY, b LONGTEXT);
    INSERT INTO d.t VALUES (1, "one"), (2, "two"); FLUSH LOGS;
    SET TIMESTAMP = 1700000000;
    BEGIN; INSERT INTO d.t VALUES (3, "three"); UPDATE d.t SET b = "x";
    COMMIT; SET TIMESTAMP = 1700000100; DELETE FROM d.t WHERE a = 1;
    SET TIMESTAMP = DEFAULT; FLUSH LOGS;
    ALTER TABLE d.t ADD c INT; INSERT INTO d.t VALUES (4, "four", 4)'

# --- the same from network and file

pxbinlog -c job.conf >net.rec
pxbinlog a.d/bin.0* >file.rec
t 'network and files give the same bytes' 'same net.rec file.rec'
t '... and a whole stream' 'pxrec --count net.rec | grep -q "1 end"'
t 'stdin is a file too' 'pxbinlog --from bin.000002:4 - \
    <a.d/bin.000002 >1.rec && pxbinlog a.d/bin.000002 >2.rec &&
    cmp 1.rec 2.rec'
t 'a pipe is a file too' 'cat a.d/bin.000002 | pxbinlog \
    --from bin.000002:4 - >1.rec && cmp 1.rec 2.rec'

# every transaction boundary of the middle file is a place to begin and end
sql a "SHOW BINLOG EVENTS IN 'bin.000002'" |
    awk '$3 == "Xid" { print "bin.000002:" $5 }
	$3 == "Gtid" { print "bin.000002:" $2 }' | sort -u >places
t 'there are places to begin at' '[ "$(wc -l <places)" -ge 3 ]'
t 'from each of them, network and files agree' '
    while read -r p; do
	pxbinlog -c job.conf --from "$p" >1.rec &&
	pxbinlog --from "$p" a.d/bin.0* >2.rec && same 1.rec 2.rec || exit 1
    done <places'
t 'until each of them, too' '
    while read -r p; do
	pxbinlog -c job.conf --until "$p" >1.rec &&
	pxbinlog --until "$p" a.d/bin.0* >2.rec && same 1.rec 2.rec || exit 1
    done <places'
end=$(sql a 'SHOW MASTER STATUS' | awk '{ print $1 ":" $2 }')
t 'from the end there is only the description' '
    pxbinlog -c job.conf --from "$end" >1.rec &&
    pxbinlog --from "$end" a.d/bin.0* >2.rec && same 1.rec 2.rec &&
    pxrec --count 1.rec | grep -q "^ *1 event"'
t '--from now is the end' 'pxbinlog -c job.conf --from now >2.rec &&
    same 1.rec 2.rec'
t '--until now is what happens anyway' '
    pxbinlog -c job.conf --until now >2.rec && same net.rec 2.rec'

# --- by time

from=2023-11-14T22:15:00Z
t '--from-time finds the transaction in a file' '
    pxbinlog --from-time $from a.d/bin.000002 >1.rec &&
    has "DELETE FROM d.t" 1.rec && ! has "UPDATE d.t" 1.rec'
t '--until a time ends before its transaction' '
    pxbinlog --until $from a.d/bin.000002 >1.rec &&
    ! has "DELETE FROM d.t" 1.rec && has "UPDATE d.t" 1.rec'
t '... over the network as well' '
    pxbinlog -c job.conf --from bin.000002:4 --until $from >2.rec &&
    same 1.rec 2.rec'

second=$(date +%s)
another_second() {
	[ "$(date +%s)" -gt "$second" ]
}
until_true 5 another_second
from=$(date -u +%Y-%m-%dT%H:%M:%SZ)
sql a 'FLUSH LOGS; INSERT INTO d.t VALUES (90, "by time", 4)'
t '--from-time finds the file and the transaction on a server' '
    pxbinlog -c job.conf --from-time "$from" >1.rec &&
    has "by time" 1.rec && ! has "four" 1.rec'
t 'a time to come gives nothing' '
    pxbinlog -c job.conf --from-time 2090-01-01T00:00:00Z >1.rec &&
    ! pxrec --count 1.rec | grep event'
end=$(sql a 'SHOW MASTER STATUS' | awk '{ print $1 ":" $2 }')

# --- following

follow --from "$end"
sql a 'INSERT INTO d.t VALUES (5, "marker-5", 5)'
t 'a follower delivers at once' 'until_true 20 has marker-5 out.rec'
finish
t 'TERM ends it properly' '[ "$rc" -eq 0 ] || { cat err; false; }'
t '... with an end record' 'pxrec --count out.rec | grep -q "1 end"'

sed -i 's/job.conf/beat.conf/' beat.conf
pxbinlog -c beat.conf --follow --from now >beat.rec 2>beat.err &
pid=$!
t 'silence gives marks' '
    until_true 20 eval "[ \$(wc -c <beat.rec) -gt 600 ]"'
finish
t 'TERM in silence ends it properly' '
	[ "$rc" -eq 0 ] || { cat beat.err; false; }'
end=$(sql a 'SHOW MASTER STATUS' | awk '{ print $1 ":" $2 }')
t 'the mark has the position of the end' '
    pxrec --json --kind mark beat.rec | tail -n 1 | grep -F "\"$end\""'

# --- refusals

sed 's/^password_file.*/password_file = wrong/' job.conf >wrong.conf
(umask 077; printf 'wrong\n' >wrong)
t 'a wrong password is 77' 'code 77 pxbinlog -c wrong.conf >1.rec 2>err &&
    has "Access denied" err'
t '... and nothing was written' '[ ! -s 1.rec ]'
sed 's/^user.*/user = nodump/' job.conf >nodump.conf
sql a "CREATE USER nodump@'%' IDENTIFIED BY 'px secret';
    GRANT BINLOG MONITOR ON *.* TO nodump@'%'"
t 'an account that may not read the log is 77' '
    code 77 pxbinlog -c nodump.conf >1.rec 2>err && cat err'
sed 's/^socket.*/socket = nowhere.sock/' job.conf >nowhere.conf
t 'no server is 75' 'code 75 pxbinlog -c nowhere.conf >1.rec'
t 'a file that is not there is 69' '
    code 69 pxbinlog -c job.conf --from bin.000099:4 >1.rec 2>err &&
    has bin.000099 err'
t 'a position behind the end is 69' '
    code 69 pxbinlog -c job.conf --from bin.000001:99999999 \
	>1.rec 2>err && has "ends at" err'
t 'a position inside an event is refused' '
    ! pxbinlog -c job.conf --from bin.000001:300 --until now >1.rec 2>err &&
    ! pxrec --count 1.rec'
t '... in a file, too' '
    code 65 pxbinlog --from bin.000001:300 a.d/bin.000001 >1.rec'
t '... and in a transaction' '
    p=$(sql a "SHOW BINLOG EVENTS IN \"bin.000002\"" |
	awk "\$3 == \"Table_map\" { print \$2; exit }") &&
    code 65 pxbinlog --from "bin.000002:$p" a.d/bin.000002 >1.rec 2>err &&
    has "inside a transaction" err'

# --- the list of logs

pxbinlog -c job.conf --logs >list
t '--logs names them all, with their sizes' '
    sed 1d list | cut -f 1,2 >have && sql a "SHOW BINARY LOGS" >want &&
    cmp want have'
t '... the times of the oldest and the newest, no others' '
    sed 1d list | cut -f 3 | sed "s/^20.*Z$/time/" | uniq -c |
	tr -s " \n" "  " | grep -x " 1 time [0-9]* - 1 time "'
t '... and that of the place asked for' '
    pxbinlog -c job.conf --logs --from bin.000002:4 | grep "^bin.000002" |
	cut -f 3 | grep "^20.*Z$"'
t '... which is the time of its first event' '
    [ "$(pxbinlog a.d/bin.000001 | pxrec --json -k event | head -n 1 |
	sed "s/.*\"b64\":\"//; s/\".*//" | base64 -d | perl -e "read STDIN,
	\$b, 4; print unpack q(V), \$b")" -eq \
	"$(date -d "$(sed -n 2p list | cut -f 3)" +%s)" ]'
t 'the server does not say how long it keeps them' '
    [ "$(head -n 1 list)" = "# retention -" ]'
t '... or does' 'sql a "SET GLOBAL binlog_expire_logs_seconds = 86400" &&
    pxbinlog -c job.conf --logs | head -n 1 | grep -x "# retention 86400" &&
    sql a "SET GLOBAL binlog_expire_logs_seconds = 0"'
for o in --follow '--until now' '--from now' '--from-time 2024-01-01T00:00:00Z'
do
	t "--logs and $o exclude each other" \
	    "code 64 pxbinlog -c job.conf --logs $o"
done
t '... nor does it go with a file' 'code 64 pxbinlog --logs a.d/bin.000001'
t '--logs on a full disk' 'code 74 pxbinlog -c job.conf --logs >/dev/full'

sql a 'FLUSH LOGS; PURGE BINARY LOGS TO "bin.000003"'
t 'a purged log is 69, and names what is needed and what there is' '
    code 69 pxbinlog -c job.conf --from bin.000002:4 >1.rec 2>err &&
    has "bin.000002" err && has "bin.000003" err'
t '... by time as well' '
    code 69 pxbinlog -c job.conf --from-time 2023-01-01T00:00:00Z \
	>1.rec 2>err && has "begins only at" err'
t '--from earliest begins with the oldest there is' '
    pxbinlog -c job.conf --from earliest >1.rec &&
    pxbinlog a.d/bin.00000[345] >2.rec && same 1.rec 2.rec'
t 'a terminal gets no records' '
    code 64 script -qec "pxbinlog a.d/bin.000003" /dev/null'

# --- no checksums, compression, and transactions of all kinds

mariadb_start c --binlog-checksum=NONE --log-bin-compress \
	--log-bin-compress-min-len=10
mariadb_job c c.conf
sql c 'CREATE DATABASE d; USE d; CREATE TABLE t (a INT PRIMARY KEY, b TEXT);
    CREATE TABLE m (a INT) ENGINE=MyISAM; INSERT INTO m VALUES (1), (2);
    BEGIN; INSERT INTO t VALUES (1, "long enough"); INSERT INTO m VALUES (3);
    SAVEPOINT s; INSERT INTO t VALUES (2, "undone"); INSERT INTO m VALUES (4);
    ROLLBACK TO s; COMMIT;
    BEGIN; INSERT INTO t VALUES (3, "c"); INSERT INTO m VALUES (5); ROLLBACK;
    CREATE TABLE n AS SELECT * FROM t; CREATE OR REPLACE TABLE n (a INT);
    XA START "x"; INSERT INTO t VALUES (4, "d"); XA END "x"; XA PREPARE "x";
    XA COMMIT "x";
    XA START "y"; INSERT INTO t VALUES (5, "e"); XA END "y"; XA PREPARE "y";
    XA ROLLBACK "y";
    SET SESSION binlog_format = STATEMENT;
    CREATE TEMPORARY TABLE z (a INT); INSERT INTO m VALUES (RAND() * 100);
    DROP TABLE z; SET SESSION binlog_format = ROW;
    SET GLOBAL binlog_checksum = CRC32; INSERT INTO m VALUES (6), (7);
    SET GLOBAL binlog_checksum = NONE; TRUNCATE m; DROP DATABASE d' 2>/dev/null
pxbinlog -c c.conf >1.rec
pxbinlog c.d/bin.0* >2.rec
t 'network and files give the same bytes there, too' 'same 1.rec 2.rec'
pxrec 1.rec | awk '$1 == "event" && / type 162,/ { print $2 }' >places
t '... from every group of events' '
    [ "$(wc -l <places)" -gt 20 ] &&
    while read -r p; do
	pxbinlog -c c.conf --from "$p" >1.rec &&
	pxbinlog --from "$p" c.d/bin.0* >2.rec && same 1.rec 2.rec || exit 1
    done <places'

# --- a server that encrypts its logs

printf '1;%s\n' "$(openssl rand -hex 32)" >keys
mariadb_start b --plugin-load-add=file_key_management --encrypt-binlog \
	--loose-file-key-management-filename="$scratch/keys"
mariadb_job b b.conf
sql b 'CREATE DATABASE d; FLUSH LOGS; CREATE TABLE d.t (a INT)'
t 'it decrypts what it sends' '
    pxbinlog -c b.conf >1.rec && has "CREATE DATABASE" 1.rec &&
    has "CREATE TABLE" 1.rec && pxrec --count 1.rec'
t '... and its files are refused, with what to do' '
    code 65 pxbinlog b.d/bin.000001 >1.rec 2>err && has "^hint: " err'

done_testing
