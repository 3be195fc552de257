#!/bin/sh
# mcupload: of a batch that was being committed one session is done and one
# expired, so the batch is read again; and that is interrupted, too.
. "${0%/*}/../lib.sh"
. "$top/tests/mclocal.sh"

# Rows 1 to $1, the odd ones in one partition, the even ones in another.
text() {
	perl "$top/tests/flow/mcupload-rows.pl" log 1 "$1" |
	    sed '/"op":/s/\(record_id":[0-9]*[13579]736.*\)01-02T/\101-03T/'
}
routed() {
	pxrec --from-json | mcpartition
}

{
	mclocal_start max
	printf '[job]\nname = j\nstate = %s/state\n' "$scratch"
	mclocal_job max
} >j.conf
text 1 | pxrec --from-json | mcpartition --ddl >ddl.sql
text 30 | routed >all.rec
text 12 | routed >some.rec
text 30 | grep -v 'record_id":[0-9]*[02468]736' | routed >odd.rec

holds() { # each of 1 to 30 once
	seq 1 30 >want
	mcsql -q -c j.conf -s odps.sql.allow.fullscan=true \
	    -e 'select id from customer_log order by id limit 10000' |
	    sed 1d >have
	cmp want have
}

# The open batch of the journal, its sessions under ids nobody knows.
cat >journal.pl <<'EOT'
my $text = '';
while (<>) {
	$text = '' if /^batch/;
	s/^session \S+/session gone/;
	$text .= $_ if !/^(ready|done)/;
	$n = $1 if /^ready (\d+)/;
}
my $crc = 0xffffffff;
for my $byte (unpack 'C*', $text) {
	$crc ^= $byte;
	$crc = $crc & 1 ? $crc >> 1 ^ 0x82f63b78 : $crc >> 1 for 1 .. 8;
}
printf "%sready %d crc=%08x\n", $text, $n, $crc ^ 0xffffffff;
EOT

mcsql -q -c j.conf ddl.sql
mcupload -q -c j.conf <all.rec
t 'two sessions in a batch' '
    holds && grep "^batch 1 .*sessions=2$" state/journal'
perl journal.pl state/journal >journal

# One session is there, one is not.
half() {
	rm -rf state
	mcsql -q -c j.conf -e 'drop table customer_log'
	mcsql -q -c j.conf ddl.sql
	mcupload -q -c j.conf <odd.rec
	cp journal state/journal
	rm state/position
}

half
t 'what is missing is read again' 'mcupload -q -c j.conf <all.rec && holds'
t '... once' 'mcupload -q -c j.conf <all.rec && holds'

half
t 'a stream that ends within the batch leaves it open' '
	mcupload -q -c j.conf <some.rec
	mcupload -c j.conf --show | grep -x open_sessions=2'
t '... the next one completes it' 'mcupload -q -c j.conf <all.rec && holds'

half
mclocal_stop max || :
mclocal_start max --listen "127.0.0.1:$max_port" --fault commit:404:1000
t 'the second try expires before it is committed' '
	code 75 mcupload -q -c j.conf <all.rec 2>err; cat err
	grep "^ready 2" state/journal'
mclocal_stop max || :
mclocal_start max --listen "127.0.0.1:$max_port"
perl journal.pl state/journal >journal
cp journal state/journal
t '... the third knows both' 'mcupload -q -c j.conf <all.rec && holds'
done_testing
