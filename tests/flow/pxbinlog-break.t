#!/bin/sh
#
# pxbinlog and broken connections: nothing is lost, nothing comes twice.
. "${0%/*}/../lib.sh"
. "$top/tests/mariadb.sh"
. "$top/tests/stream.sh"

has() {
	grep -q -a -e "$1" "$2"
}

finish() {
	kill "$pid"
	rc=0
	wait "$pid" || rc=$?
}

# End the server's side of the dump.
cut_dump() {
	sql a "SELECT CONCAT('KILL ', ID) FROM INFORMATION_SCHEMA.PROCESSLIST
	    WHERE COMMAND = 'Binlog Dump'" | sql a
}

mariadb_start a
mariadb_job a job.conf
printf 'heartbeat = 1h\n' >>job.conf
sql a 'CREATE DATABASE d; CREATE TABLE d.t (a INT PRIMARY KEY AUTO_INCREMENT,
    b LONGTEXT)'

# --- the server restarts, dies, drops us

pxbinlog -c job.conf --follow >out.rec 2>err &
pid=$!
sql a 'INSERT INTO d.t (b) VALUES ("marker-1")'
t 'it follows' 'until_true 20 has marker-1 out.rec'
mariadb_restart a
sql a 'INSERT INTO d.t (b) VALUES ("marker-2")'
t 'it follows over a restart of the server' '
    until_true 30 has marker-2 out.rec'
mariadb_kill a
mariadb_restart a
sql a 'INSERT INTO d.t (b) VALUES ("marker-3")'
t '... and over its death' 'until_true 30 has marker-3 out.rec'
t '... and says so' 'has "lost the source" err && has "reading again" err'
cut_dump
sql a 'INSERT INTO d.t (b) VALUES ("marker-4")'
t '... and over a killed connection' 'until_true 30 has marker-4 out.rec'
finish
t 'TERM ends it properly' '[ "$rc" -eq 0 ] || { cat err; false; }'
pxbinlog a.d/bin.0* >file.rec
t 'nothing was lost, nothing came twice' 'same out.rec file.rec'

# --- inside a large transaction

mkfifo pipe go
follow_slowly() {
	# nothing is read before somebody writes to go
	(read -r _ <go && exec cat pipe >large.rec) &
	reader=$!
	pxbinlog -c job.conf --follow "$@" >pipe 2>large.err &
	pid=$!
	exec 8<>pipe # lets the writer open it
}

fill='INSERT INTO d.t (b) SELECT REPEAT(CHAR(65 + seq % 26), 40000)
    FROM d.seq_1_to_500'
dumping() {
	[ "$(sql a "SELECT COUNT(*) FROM INFORMATION_SCHEMA.PROCESSLIST
	    WHERE COMMAND = 'Binlog Dump' AND STATE LIKE '%riting to net%'")" \
	    -eq "$1" ]
}

begin=$(sql a 'SHOW MASTER STATUS' | awk '{ print $1 ":" $2 }')
sql a "SET SESSION max_statement_time = 0; BEGIN; $fill; COMMIT"
follow_slowly --from "$begin"
t 'the server is stuck in a large transaction' 'until_true 20 dumping 1'
cut_dump
sql a 'INSERT INTO d.t (b) VALUES ("marker-5")'
echo go >go
t 'a break inside a transaction is bridged' '
    until_true 40 has marker-5 large.rec'
finish
exec 8>&-
wait "$reader"
t 'TERM ends it properly then, too' '
	[ "$rc" -eq 0 ] || { cat large.err; false; }'
t '... after a break in the middle of the transaction' '
    lost=$(sed -n "s/.*lost the source at .\([^ ]*\).: .*/\1/p" large.err) &&
    back=$(sed -n "s/.*reading again from .\(.*\).$/\1/p" large.err) &&
    [ "$back" = "$begin" ] && [ "$lost" != "$begin" ]'
pxbinlog --from "$begin" a.d/bin.0* >file.rec
t 'the transaction came once, and whole' 'same large.rec file.rec'

# --- a target so slow that the server gives up

sql a 'SET GLOBAL net_write_timeout = 1'
follow_slowly --from "$begin"
t 'a reader that does not read makes the server drop us' '
    until_true 20 dumping 1 && until_true 20 dumping 0'
sql a 'INSERT INTO d.t (b) VALUES ("marker-7")'
echo go >go
t '... but not for good' 'until_true 40 has marker-7 large.rec &&
    has "lost the source" large.err'
finish
exec 8>&-
wait "$reader"
pxbinlog --from "$begin" a.d/bin.0* >file.rec
t '... and everything came once, and whole' '
    [ "$rc" -eq 0 ] && same large.rec file.rec'
sql a 'SET GLOBAL net_write_timeout = 60'

# --- silent and deaf

sed 's/heartbeat = 1h/heartbeat = 1s/' job.conf >beat.conf
pxbinlog -c beat.conf --follow --from now >beat.rec 2>beat.err &
pid=$!
t 'marks come' 'until_true 20 eval "[ \$(wc -c <beat.rec) -gt 600 ]"'
read -r server <a.pid
kill -STOP "$server"
t 'a source that says nothing is given up' '
    until_true 20 has "lost the source" beat.err'
kill -CONT "$server"
sql a 'INSERT INTO d.t (b) VALUES ("marker-6")'
t '... and taken up again' 'until_true 30 has marker-6 beat.rec'
mariadb_stop a
t 'without a server it waits' '
    until_true 20 eval "[ \$(grep -c lost beat.err) -ge 2 ]"'
finish
t 'TERM ends the waiting, at a boundary' '[ "$rc" -eq 0 ]'
t '... with an end record' 'pxrec --count beat.rec | grep -q "1 end"'

done_testing
