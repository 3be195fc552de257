#!/bin/sh
# mcupload: batches end up in the table exactly once, whatever happens between
# the first block and the last line of the journal.
. "${0%/*}/../lib.sh"
. "$top/tests/mclocal.sh"

rows() { # FIRST COUNT: routed rows
	perl "$top/tests/flow/mcupload-rows.pl" log "$1" "$2" |
	    pxrec --from-json | mcpartition
}

job() {
	printf '[job]\nname = j\nstate = %s/state\nretry_other = 60s\n' \
	    "$scratch"
	mclocal_job max
	printf '[upload]\nbatch_bytes = 64k\n'
} >j.conf

# What the log table holds, against what it should hold: ids 1 to $1, once.
holds() {
	seq 1 "$1" >want
	mcsql -q -c j.conf -s odps.sql.allow.fullscan=true \
	    -e 'select id from customer_log order by id limit 10000' |
	    sed 1d >have
	cmp want have
}

at() {
	grep -q "^pxpos 1 bin.000001:$1 " state/position
}

# Begin anew: an empty table, no state.
anew() {
	rm -rf state
	mcsql -q -c j.conf -e 'drop table if exists customer_log' &&
	    mcsql -q -c j.conf ddl.sql
}

# The server with a fault, and without, at the same address.
server() {
	mclocal_stop max || :
	mclocal_start max --listen "127.0.0.1:$max_port" "$@"
}

# Start mcupload on one.rec, wait until $1 is true, and kill it.
killed_when() {
	mcupload -v -c j.conf <one.rec 2>err &
	_pid=$!
	_when=0
	until_true 20 sh -c "$1" || _when=1
	kill -KILL "$_pid"
	wait "$_pid" || :
	[ "$_when" -eq 0 ]
}

mclocal_start max
job
rows 1 30 >one.rec
rows 31 30 >two.rec
perl "$top/tests/flow/mcupload-rows.pl" log 1 1 | pxrec --from-json |
    mcpartition --ddl >ddl.sql

t 'a table that is not there is refused' '
	code 69 mcupload -q -c j.conf <one.rec 2>err
	grep -q "customer_log" err && [ ! -e state/position ]'

anew
t 'rows go in, position and journal follow' '
	mcupload -c j.conf <one.rec 2>err && holds 30 && at 31000 &&
	[ "$(tail -n 1 state/journal)" = "done 1" ]'
t 'the same stream again adds nothing' \
    'mcupload -q -c j.conf <one.rec && holds 30 && at 31000'
t 'the next one adds its own' \
    'mcupload -q -c j.conf <two.rec && holds 60 && at 61000'
t 'one that begins before the position adds what is behind it' '
	rows 1 90 >all.rec && mcupload -q -c j.conf <all.rec && holds 90'
t 'definitions are kept for rowdecode' '
	pxrec --json state/schema/tables.rec >tables
	grep -q "\"table\":\"customer\"" tables && ! grep -q dest tables'
t '--show says the position' '
	mcupload -c j.conf --show >show
	grep -x "position=bin.000001:91000" show &&
	grep -x "open_sessions=0" show'

anew
t 'a cut stream commits nothing and is 66' '
	head -c $(($(wc -c <one.rec) - 1)) one.rec >cut.rec
	code 66 mcupload -q -c j.conf <cut.rec && holds 0 &&
	[ ! -e state/position ]'
t 'rows behind the last mark are not committed' '
	perl "$top/tests/flow/mcupload-rows.pl" log 1 30 |
	    grep -v "27000.*resume\|31000.*resume" |
	    pxrec --from-json | mcpartition | mcupload -q -c j.conf &&
	holds 27 && at 28000'

# A stream that goes on: mcupload reads $1 from a pipe that stays open.
begin() {
	rm -f pipe
	mkfifo pipe
	mcupload -q -c "$2" <pipe 2>err &
	pid=$!
	exec 8>pipe
	[ ! -s "$1" ] || head -c $(($(wc -c <"$1") - 64)) "$1" >&8
}

has_read() { # BYTES
	[ "$(sed -n 's/^rchar: //p' /proc/$pid/io)" -ge "$1" ]
}

# --- killed -----------------------------------------------------------------

anew
server --fault block:503:1000
t 'killed while blocks are refused' \
    'killed_when "grep -q 503 err" && holds 0 && [ ! -e state/position ]'
server
t '... run again' 'mcupload -q -c j.conf <one.rec && holds 30 && at 31000'

anew
server --fault commit:503:1000
t 'killed behind the journal, before any commit' '
	killed_when "grep -q ^ready state/journal" && [ ! -e state/position ]'
server
t '... nothing is visible yet' 'holds 0'
t '... --show says what is open' \
    'mcupload -c j.conf --show | grep -x open_rows=30'
t '... the next start rolls forward, the same stream adds nothing' \
    'mcupload -q -c j.conf <one.rec && holds 30 && at 31000'

anew
server --fault commit:drop-reply:1000 --fault status:503:1000
t 'killed behind the commit, its answer lost' '
	killed_when "grep -q ^ready state/journal && grep -q 503 err"
	[ ! -e state/position ]'
server
t '... the rows are there' 'holds 30'
t '... the next start finds that out' \
    'mcupload -q -c j.conf <two.rec && holds 60 && at 61000'

# --- the server fails -------------------------------------------------------

anew
server --fault commit:drop-reply:1000 --fault block:reset:2 \
    --fault create:429:2 --fault status:503:1
t 'lost answers, resets, throttling: every row once' \
    'mcupload -v -c j.conf <one.rec 2>err && holds 30 && at 31000'
t '... and it was told' 'grep -q 429 err && grep -q 503 err'
server

# --- a session that is gone -------------------------------------------------

cat >journal.pl <<'EOT'
# Give the open batch's session another id, and the checksum that fits.
my @text = map { s/^session \S+/session gone/r } grep { !/^(ready|done)/ } <>;
my $text = join '', @text;
my $crc = 0xffffffff;
for my $byte (unpack 'C*', $text) {
	$crc ^= $byte;
	$crc = $crc & 1 ? $crc >> 1 ^ 0x82f63b78 : $crc >> 1 for 1 .. 8;
}
printf "%sready 1 crc=%08x\n", $text, $crc ^ 0xffffffff;
EOT

anew
mcupload -q -c j.conf <one.rec
perl journal.pl state/journal >journal
t 'an expired session whose rows are there is done' '
	cp journal state/journal && rm state/position
	mcupload -q -c j.conf <one.rec && holds 30 && at 31000 &&
	tail -n 1 state/journal | grep -x "done 1"'
anew
mkdir state
t 'an expired session whose rows are missing is sent again' '
	cp journal state/journal
	mcupload -c j.conf <one.rec 2>err && holds 30 && at 31000 &&
	grep -q "read again" err && tail -n 1 state/journal | grep -x "done 2"'
anew
mkdir state
rows 1 10 >ten.rec
mcupload -q -c j.conf <ten.rec
t 'one whose rows are there in part is not guessed at' '
	cp journal state/journal && rm state/position
	code 69 mcupload -q -c j.conf <one.rec 2>err
	grep -q "holds 10 of the 30 rows" err && holds 10'

# --- what is not ours -------------------------------------------------------

t 'a table with another column is 78 and names it' '
	mcsql -q -c j.conf -e "drop table customer_log"
	sed "s/.name. string/\`nick\` string/" ddl.sql | mcsql -q -c j.conf
	rm -rf state
	code 78 mcupload -q -c j.conf <one.rec 2>err
	grep -q "column 7 of .customer_log." err'
t 'wrong credentials are 77' '
	echo wrong >key
	sed "s,^access_key_file.*,access_key_file = $scratch/key," \
	    j.conf >wrong.conf
	code 77 mcupload -q -c wrong.conf <one.rec 2>err && [ -s err ]'
t 'a damaged position is 65 and stays' '
	mkdir -p state && echo nonsense >state/position
	code 65 mcupload -q -c j.conf <one.rec 2>err
	grep -x nonsense state/position'
t 'a damaged journal is 65' '
	rm -rf state && mkdir state && printf "hm\ndone 1\n" >state/journal
	code 65 mcupload -q -c j.conf <one.rec 2>err'
anew
t 'two at the same time: the second is 75' '
	begin one.rec j.conf
	until_true 20 [ -e state/journal ]
	code 75 mcupload -q -c j.conf <one.rec 2>err2
	grep -q "another mcupload" err2
	tail -c 64 one.rec >&8
	exec 8>&-
	code 0 wait $pid; holds 30'
echo wrong >mykey
sed "s,^access_key_file.*,access_key_file = $scratch/mykey," j.conf >my.conf
anew
t 'a key that is replaced while it waits is read again' '
	: >none
	begin none my.conf
	until_true 20 [ -e state/journal ]
	cat "$max_keyfile" >mykey
	cat one.rec >&8
	exec 8>&-
	code 0 wait $pid; cat err; holds 30'

# --- the clock and the wish to stop -----------------------------------------

anew
sed 's/^batch_bytes.*/batch_seconds = 1s/' j.conf >second.conf
t 'a batch ends by the clock while the input is silent' '
	begin one.rec second.conf
	until_true 20 [ -e state/position ] && holds 30 && at 31000
	kill -TERM $pid; code 0 wait $pid; exec 8>&-'

anew
rows 1 9000 >long.rec
sed 's/^batch_bytes.*/batch_bytes = 1g/' j.conf >minute.conf
t 'TERM commits what is whole, and is no error' '
	begin long.rec minute.conf
	until_true 20 has_read $(($(wc -c <long.rec) - 64))
	[ ! -e state/position ]
	kill -TERM $pid; code 0 wait $pid; exec 8>&-
	[ ! -s err ] && holds 9000 && at 9001000'
done_testing
