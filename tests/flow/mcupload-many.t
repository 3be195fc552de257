#!/bin/sh
# mcupload: the sessions of a batch are committed side by side, and each is
# settled by itself.
. "${0%/*}/../lib.sh"
. "$top/tests/mclocal.sh"

# 28 partitions, in turn.
perl "$top/tests/flow/mcupload-rows.pl" log 1 300 | perl -pe '
	s/(2024-01-)02(T03:04:05Z","pos":"bin.000001:(\d+)000")/
	    sprintf "%s%02d%s", $1, $3 % 28 + 1, $2/e if /"kind":"row"/' |
    pxrec --from-json >days.rec
mcpartition <days.rec >many.rec
mclocal_start max
{
	printf '[job]\nname = j\nstate = %s/state\nretry_other = 60s\n' \
	    "$scratch"
	mclocal_job max
} >j.conf
anew() {
	rm -rf state
	mcsql -q -c j.conf -e 'drop table if exists customer_log' &&
	    mcpartition --ddl <days.rec | mcsql -q -c j.conf
}
server() {
	mclocal_stop max || :
	: >max.mc.err
	mclocal_start max --listen "127.0.0.1:$max_port" "$@"
}
holds() {
	seq 1 300 >want
	mcsql -q -c j.conf -s odps.sql.allow.fullscan=true \
	    -e 'select id from customer_log order by id limit 10000' |
	    sed 1d >have
	cmp want have
}

anew
server -v
t 'a batch of 28 sessions' '
	mcupload -v -c j.conf <many.rec 2>err && holds &&
	grep -q "batch of 28 sessions" err'
# 201 is a session made, 200 one committed; the GET describes the table.
t '... each committed once, none asked for' '
	cat max.mc.err
	[ "$(grep -c "POST .*/customer_log 200" max.mc.err)" -eq 28 ] &&
	[ "$(grep -c "GET .*/customer_log 200" max.mc.err)" -eq 1 ]'

t '... all opened before the first block goes out' '
	[ "$(sed "/PUT .*customer_log 200/,\$d" max.mc.err |
	    grep -c "POST .*/customer_log 201")" -eq 28 ]'
anew
server --fault create:403:=9
t 'one that may not be opened: nothing is sent' '
	code 77 mcupload -q -c j.conf <many.rec 2>err
	grep "cannot open upload session for .customer_log/.*403" err &&
	[ "$(wc -l <err)" -eq 1 ] && [ ! -e state/position ] &&
	! grep -q ^ready state/journal'
server --fault create:503:20%
t 'openings that fail are tried again, each by itself' '
	mcupload -q -c j.conf <many.rec && holds'

anew
server -v --fault commit:drop-reply:40% --fault commit:503:=7 \
    --fault status:503:=2
t 'answers lost: every session is asked for, no row is doubled' '
	mcupload -q -c j.conf <many.rec && holds &&
	[ "$(tail -n 1 state/journal)" = "done 1" ] &&
	[ "$(grep -c "GET .*/customer_log 200" max.mc.err)" -gt 5 ]'
t '... and none was committed twice' '
	[ "$(grep -c "POST .*/customer_log 200" max.mc.err)" -eq 28 ]'

anew
server --fault commit:403:=9
t 'one that is refused stops the batch, behind its journal' '
	code 77 mcupload -q -c j.conf <many.rec 2>err
	grep "cannot commit upload session of .customer_log/.*403" err &&
	[ ! -e state/position ] && grep -q ^ready state/journal'
server
t '... the next start commits what is left' \
    'mcupload -q -c j.conf <many.rec && holds'
done_testing
