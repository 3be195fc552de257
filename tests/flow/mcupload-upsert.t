#!/bin/sh
# mcupload --upsert: a table with a primary key is what its source is.
# shellcheck disable=SC2119,SC2120
. "${0%/*}/../lib.sh"
. "$top/tests/mclocal.sh"

changes() { # FIRST N: routed; "want" is what they leave
	perl "$top/tests/flow/mcupload-work.pl" 7 "$1" "$2" |
	    pxrec --from-json | mcpartition
}
server() {
	mclocal_stop max || :
	: >max.mc.err
	mclocal_start max --listen "127.0.0.1:$max_port" "$@"
}
mclocal_start max
{
	printf '[job]\nname = j\nstate = %s/state\nretry_other = 60s\n' \
	    "$scratch"
	mclocal_job max
} >j.conf
anew() {
	rm -rf state
	mcsql -q -c j.conf -e "drop table if exists customer_base;
	    create table customer_base (id bigint not null, region
	    ${1:-string} not null, name string,
	    primary key (id, region)) tblproperties ('transactional'='true');"
}
same() {
	mcsql -q -c j.conf -e 'select * from customer_base
	    order by id, region limit 9999' | sed 1d >have
	diff want have
}
at() {
	grep -q "^pxpos 1 b.000001:$1 " state/position
}

anew
t 'inserts, updates, changes of keys, deletes: the table is the source' '
	changes 1 500 | mcupload -c j.conf --upsert && same && at 50100 &&
	[ "$(wc -l <have)" -gt 20 ] && [ ! -s state/journal ]'
t 'the same changes again change nothing' \
    'changes 1 500 | mcupload -q -c j.conf --upsert && same'
t 'what follows is applied from the position on' '
	changes 1 900 | mcupload -q -c j.conf --upsert && same && at 90100 &&
	changes 901 600 | mcupload -q -c j.conf --upsert && same'
t 'a batch that was committed without its position is applied again' '
	rm state/position
	changes 1 1500 | mcupload -q -c j.conf --upsert && same'
t 'a cut stream changes nothing' '
	changes 1501 300 >next.rec
	cp want later
	changes 1 1500 >/dev/null
	head -c $(($(wc -c <next.rec) - 1)) next.rec |
	    code 66 mcupload -q -c j.conf --upsert && same && at 150100'

anew
server --fault block:503:3 --fault block:drop-reply:=9 --fault commit:503:1 \
    --fault commit:drop-reply:=3 --fault create:429
t 'failures and lost answers: still the same' \
    'changes 1 800 | mcupload -q -c j.conf --upsert && same'
server

# --- a copy, and what follows it --------------------------------------------

anew
changes 1 300 >/dev/null
perl "$top/tests/flow/mcupload-copy.pl" | pxrec --from-json |
    mcpartition >copy.rec
t 'a copy that is cut leaves nothing' '
	head -c $(($(wc -c <copy.rec) - 100)) copy.rec |
	    code 66 mcupload -q -c j.conf --upsert
	[ "$(mcsql -q -c j.conf -e "select count(*) from customer_base" |
	    tail -n 1)" = 0 ] && [ ! -e state/position ]'
t 'a copy, and the position where the changes begin' \
    'mcupload -q -c j.conf --upsert <copy.rec && same && at 30100'
t '... from where they are applied' \
    'changes 1 700 | mcupload -q -c j.conf --upsert && same && at 70100'

t 'another copy would leave what the source has deleted: 69' '
	rm -r state; cp want before
	code 69 mcupload -q -c j.conf --upsert <copy.rec 2>err; cat err
	grep -q "customer_base. holds [0-9]* rows" err &&
	grep -q "^hint: .*truncate table .customer_base" err &&
	[ ! -e state/position ] && cp before want && same'
t '... into the emptied table it goes' '
	mcsql -q -c j.conf -e "truncate table customer_base" &&
	changes 1 300 >/dev/null &&
	mcupload -q -c j.conf --upsert <copy.rec && same'

# --- refusals ---------------------------------------------------------------

changes 1 30 >one.rec
t 'a table without a primary key is refused' '
	rm -rf state
	mcsql -q -c j.conf -e "drop table customer_base; create table
	    customer_base (id bigint, region string, name string)"
	code 69 mcupload -q -c j.conf --upsert <one.rec 2>err
	grep -q "customer_base.*primary key" err && [ ! -e state/position ]'
t 'one with other columns is 78' '
	anew bigint; code 78 mcupload -q -c j.conf --upsert <one.rec 2>err
	grep -q "column .region. of .customer_base." err'
t 'one that is not there is 69' '
	mcsql -q -c j.conf -e "drop table customer_base"
	code 69 mcupload -q -c j.conf --upsert <one.rec 2>err'
t 'one way at a time' \
    'code 64 mcupload -c j.conf --upsert --stream <one.rec'
done_testing
