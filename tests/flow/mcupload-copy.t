#!/bin/sh
# mcupload: a copy: every chunk once, also when the copy is killed and run
# again, and the position at its end.
. "${0%/*}/../lib.sh"
. "$top/tests/mclocal.sh"

copy() { # TOTAL ROWS [CHUNK]...: routed rows
	perl "$top/tests/flow/mcupload-rows.pl" copy "$@" |
	    pxrec --from-json | mcpartition
}

job() {
	printf '[job]\nname = j\nstate = %s/state\nretry_other = 60s\n' \
	    "$scratch"
	mclocal_job max
	printf '[upload]\nblock_bytes = 64k\n'
} >j.conf

holds() {
	seq 1 "$1" >want
	mcsql -q -c j.conf \
	    -e 'select id from customer_base order by id limit 10000' |
	    sed 1d >have
	cmp want have
}

anew() {
	rm -rf state
	mcsql -q -c j.conf -e 'drop table if exists customer_base' &&
	    mcsql -q -c j.conf ddl.sql
}

server() {
	mclocal_stop max || :
	mclocal_start max --listen "127.0.0.1:$max_port" "$@"
}

# A plan as pxsnapshot writes it.
plan() { # TOTAL
	mkdir -p state
	{
		printf 'pxchunks 1 bin.000001:500\n'
		for _i in $(seq 0 $(($1 - 1))); do
			printf 'shop.customer\t%d\t%d\t%s\t%s\n' "$_i" "$1" \
			    "$_i" $((_i + 1))
		done
	} >state/chunks
}

mclocal_start max
job
copy 6 100 >six.rec
perl "$top/tests/flow/mcupload-rows.pl" log 1 1 | pxrec --from-json |
    mcpartition --ddl >ddl.sql

anew
plan 6
t 'a copy goes in' 'mcupload -q -c j.conf <six.rec && holds 600'
t 'the position is where the log stood before it' '
	grep "^pxpos 1 bin.000001:500 " state/position'
t 'the end is noted' '
	mcupload -c j.conf --show >show && grep -x copy=done show &&
	grep -x copy_chunks_done=6 show &&
	grep -x "copy_end=bin.000001:900" show'
t 'the plan says which chunks are there' \
    '[ "$(grep -c "done$" state/chunks)" -eq 6 ]'
t 'the same again adds nothing' \
    'mcupload -q -c j.conf <six.rec && holds 600'

anew
t 'chunks compressed and not, larger than a block' '
	copy 2 5000 >big.rec
	for how in none zstd; do
		anew
		{ cat j.conf; echo "compress = $how"; } >how.conf
		mcupload -q -c how.conf <big.rec && holds 10000 || exit 1
	done'

anew
plan 6
copy 6 100 0 1 2 >part.rec
head -c $(($(wc -c <part.rec) - 100)) part.rec >cut.rec
t 'a cut copy is 66 and nothing is visible' \
    'code 66 mcupload -q -c j.conf <cut.rec && holds 0'
t '... nor is there a position' '[ ! -e state/position ]'
t '... what was done is noted' \
    '[ "$(grep -c "done$" state/chunks)" -ge 1 ]'
t '... the rest completes it' '
	grep "done$" state/chunks | cut -f 2 >there
	todo=$(seq 0 5 | grep -vxFf there)
	copy 6 100 $todo | mcupload -q -c j.conf && holds 600 &&
	[ -e state/position ]'

anew
t 'a stream that lacks chunks is 75, and not committed' '
	copy 6 100 0 1 2 | code 75 mcupload -q -c j.conf && holds 0 &&
	[ ! -e state/position ]'
t '... all of it again completes it' \
    'mcupload -q -c j.conf <six.rec && holds 600'

anew
plan 6
t 'one half of a copy' 'copy 6 100 0 1 2 | code 75 mcupload -q -c j.conf
	[ "$(grep -c "done$" state/chunks)" -eq 3 ]'
server --fault status:404:1
t '... its session expired: the plan says that it is to be read again' '
	copy 6 100 3 4 5 | code 75 mcupload -q -c j.conf
	cat state/chunks
	grep -q ^lost state/copy && for n in 0 1 2; do
		awk -F "\t" -v n=$n "\$2 == n { last = \$6 }
		    END { exit last != \"again\" }" state/chunks || exit
	done'
server
t '... and that completes it' \
    'copy 6 100 0 1 2 | mcupload -q -c j.conf && holds 600'

# --- killed -----------------------------------------------------------------

killed_when() {
	mcupload -v -c j.conf <six.rec 2>err &
	_pid=$!
	_when=0
	until_true 20 sh -c "$1" || _when=1
	kill -KILL "$_pid"
	wait "$_pid" || :
	[ "$_when" -eq 0 ]
}

anew
server --fault block:503:=4 --fault block:503:=5 --fault block:503:=6 \
    --fault block:503:=7
t 'killed between chunks' 'killed_when "grep -q ^chunk state/copy"'
server
t '... run again with all chunks' \
    'mcupload -q -c j.conf <six.rec && holds 600'

anew
server --fault commit:503:1000
t 'killed before the commit' 'killed_when "grep -q ^commit state/copy"'
server
t '... run again' 'mcupload -q -c j.conf <six.rec && holds 600'

anew
server --fault commit:drop-reply:1000
t 'every answer to a commit lost' \
    'mcupload -q -c j.conf <six.rec && holds 600'
server

# A session that was asked for its commit, and is gone.
forget() { # the end of the log, the id of the session
	sed '/^closed/d;/^end/d' state/copy | sed "s/$1/gone/" >copy
	mv copy state/copy
	rm -f state/position
}
t 'an expired session whose rows are there is closed' '
	forget "$(sed -n "s/^session \([^ ]*\) .*/\1/p" state/copy)"
	mcupload -q -c j.conf <six.rec && holds 600 && [ -e state/position ]'
t 'one whose rows are not is copied again' '
	sed "/^closed/d;/^end/d" state/copy >copy && anew && mkdir state &&
	mv copy state/copy && mcupload -q -c j.conf <six.rec && holds 600'
t 'with other rows in the table it is not guessed at' '
	forget "$(sed -n "s/^session \([^ ]*\) .*/\1/p" state/copy | tail -n 1)"
	mcsql -q -c j.conf -e "insert into customer_base values (601, null)"
	code 69 mcupload -q -c j.conf <six.rec 2>err
	grep -q "601 rows" err'

# --- a stale block ----------------------------------------------------------

anew
t 'a block of a killed run that is not in the log is emptied' '
	server --fault commit:503:1000
	killed_when "grep -q ^commit state/copy"
	server
	# as if the chunk had been sent and not noted, and is empty now
	sed "/^commit/d;/^chunk customer_base 5 /d" state/copy >copy
	mv copy state/copy
	{ perl "$top/tests/flow/mcupload-rows.pl" copy 6 100 0 1 2 3 4 |
	    grep -v "copy_end\|\"end\""
	  perl "$top/tests/flow/mcupload-rows.pl" copy 6 0 5 |
	    grep "chunk\|copy_end\|\"end\""; } |
	    pxrec --from-json | mcpartition | mcupload -q -c j.conf &&
	holds 500'

t 'another plan of the same copy is 78' '
	anew; copy 6 100 0 1 2 | mcupload -q -c j.conf
	copy 7 100 | code 78 mcupload -q -c j.conf 2>err
	grep -q "planned with 6 chunks" err'
t 'a chunk with fewer rows than it says is 65' '
	anew; perl "$top/tests/flow/mcupload-rows.pl" copy 1 10 |
	    sed "s/\"rows\":10/\"rows\":11/" | pxrec --from-json |
	    mcpartition | code 65 mcupload -q -c j.conf'
done_testing
