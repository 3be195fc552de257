#!/bin/sh
# mcupload --stream: changes are seen at once, each at least once.
. "${0%/*}/../lib.sh"
. "$top/tests/mclocal.sh"

rows() { # FIRST COUNT: routed rows
	perl "$top/tests/flow/mcupload-rows.pl" log "$1" "$2" |
	    pxrec --from-json | mcpartition
}
mclocal_start max
{
	printf '[job]\nname = j\nstate = %s/state\nretry_other = 60s\n' \
	    "$scratch"
	mclocal_job max
} >j.conf
ids() {
	mcsql -q -c j.conf -s odps.sql.allow.fullscan=true \
	    -e 'select id from customer_log order by id limit 9999' | sed 1d
}
holds() { # N: ids 1 to N, once
	ids >have
	seq 1 "$1" | cmp - have
}
at() {
	grep -q "^pxpos 1 bin.000001:$1 " state/position
}
perl "$top/tests/flow/mcupload-rows.pl" log 1 1 | pxrec --from-json |
    mcpartition --ddl >ddl.sql
anew() {
	rm -rf state
	mcsql -q -c j.conf -e 'drop table if exists customer_log' &&
	    mcsql -q -c j.conf ddl.sql
}
server() {
	mclocal_stop max || :
	: >max.mc.err
	mclocal_start max --listen "127.0.0.1:$max_port" "$@"
}
rows 1 30 >one.rec
rows 31 30 >two.rec

anew
t 'rows are there, position and definitions follow, no journal' '
	mcupload -q -c j.conf --stream <one.rec && holds 30 && at 31000 &&
	[ ! -s state/journal ] && [ -s state/schema/tables.rec ]'
t 'the same stream again adds nothing, the next one its own' '
	mcupload -q -c j.conf --stream <one.rec && holds 30 &&
	mcupload -q -c j.conf --stream <two.rec && holds 60 && at 61000'
t 'the way without streams goes on from there' '
	rows 61 30 | mcupload -q -c j.conf && holds 90 && at 91000'

anew
server -v
t 'seen while the input stays open, long before a batch would be' '
	mkfifo pipe
	mcupload -q -c j.conf --stream <pipe 2>err &
	pid=$!
	exec 8>pipe
	head -c $(($(wc -c <one.rec) - 64)) one.rec >&8
	until_true 20 [ -e state/position ]
	holds 30 && at 31000
	exec 8>&-
	code 66 wait $pid'
t '... by one stream of each process for all its packs' '
	rows 31 3000 >more.rec
	sed "s/^retry.*/&\n[upload]\nblock_bytes = 64k/" j.conf >small.conf
	: >max.mc.err
	mcupload -q -c small.conf --stream <more.rec && holds 3030 &&
	streams=$(grep -c "POST .*/streams 2" max.mc.err)
	[ "$streams" -ge 1 ] && [ "$streams" -le 2 ] &&
	[ "$(grep -c "PUT .*/streams 2" max.mc.err)" -gt 2 ]'

anew
server --fault block:503:2
t 'failures before a pack is stored are tried again' \
    'mcupload -q -c j.conf --stream <one.rec && holds 30'
anew
server --fault block:drop-reply
t 'a pack whose answer is lost comes twice: at least once' '
	mcupload -q -c j.conf --stream <one.rec && ids | uniq >have &&
	seq 1 30 | cmp - have && [ "$(ids | wc -l)" -eq 60 ] && at 31000'
t '... and a merge takes such a pair for one' '
	perl "$top/tests/flow/mcupload-rows.pl" log 1 1 | pxrec --from-json |
	    mcpartition -q --merge-sql all | mcsql -q -c j.conf &&
	mcsql -q -c j.conf -e "select id from customer order by id limit 99" |
	    sed 1d >have
	seq 1 30 | cmp - have'
server

anew
t 'a copy is refused' '
	perl "$top/tests/flow/mcupload-rows.pl" copy 2 3 | pxrec --from-json |
	    mcpartition | code 65 mcupload -q -c j.conf --stream 2>err
	grep -q "without --stream" err'
t 'it goes to a target' '
	code 64 mcupload --stream --to-dir d <one.rec 2>err &&
	code 64 mcupload -c j.conf --stream --show'
t 'a table that is not there is refused' '
	mcsql -q -c j.conf -e "drop table customer_log"
	code 69 mcupload -q -c j.conf --stream <two.rec 2>err'
done_testing
