#!/bin/sh
# mcupload: a session lives for a day; a copy that goes on after 20 hours
# commits what it has and goes on in a new one.  The hours are told by the
# copy's log, which is what a run on the next day finds.
. "${0%/*}/../lib.sh"
. "$top/tests/mclocal.sh"

copy() { # CHUNK...: of six with a hundred rows
	perl "$top/tests/flow/mcupload-rows.pl" copy 6 100 "$@" |
	    pxrec --from-json | mcpartition
}
rows() { # N in the table
	[ "$(mcsql -q -c j.conf -e 'select count(*) from customer_base' |
	    tail -n 1)" -eq "$1" ]
}
anew() {
	rm -rf state
	mcsql -q -c j.conf -e 'drop table if exists customer_base' &&
	    mcsql -q -c j.conf ddl.sql
}
half() { # three chunks, then the copy is broken off
	copy 0 1 2 | code 75 mcupload -q -c j.conf && rows 0 &&
	    [ "$(grep -c ^session state/copy)" -eq 1 ]
}
older() { # SECONDS
	perl -pi -e 's/ created=\K(\d+)/$1 - '"$1"'/e' state/copy
}
mclocal_start max
{
	printf '[job]\nname = j\nstate = %s/state\nretry_other = 60s\n' \
	    "$scratch"
	mclocal_job max
} >j.conf
perl "$top/tests/flow/mcupload-rows.pl" log 1 1 | pxrec --from-json |
    mcpartition --ddl >ddl.sql

anew
t 'three chunks of six are in an open session' half
t 'after 19 hours it goes on in the same one' '
	older 68400 && copy 3 4 5 | mcupload -q -c j.conf && rows 600 &&
	[ "$(grep -c ^session state/copy)" -eq 1 ] &&
	[ "$(grep -c ^closed state/copy)" -eq 1 ]'

anew
half 2>/dev/null
older 72060
t 'after 20 hours the next chunk commits it, and opens another' '
	copy 3 | code 75 mcupload -q -c j.conf && rows 300 &&
	[ "$(grep -c ^session state/copy)" -eq 2 ] &&
	[ "$(grep -c ^closed state/copy)" -eq 1 ]'
t '... in which the copy ends: every row once' '
	copy 4 5 | mcupload -q -c j.conf && rows 600 &&
	[ "$(grep -c ^session state/copy)" -eq 2 ] &&
	[ "$(grep -c ^closed state/copy)" -eq 2 ] &&
	grep -q "^pxpos 1 bin.000001:500 " state/position'
t '... also when it is run again as a whole' \
    'copy | mcupload -q -c j.conf && rows 600'

anew
half 2>/dev/null
older 86460
mclocal_stop max
mclocal_start max --listen "127.0.0.1:$max_port" --fault session:expire:9
t 'after a day it has expired: its chunks are copied again' '
	copy | code 75 mcupload -q -c j.conf 2>err; cat err
	grep -q "expired" err && rows 0'
mclocal_stop max
mclocal_start max --listen "127.0.0.1:$max_port"
t '... once' 'copy | mcupload -q -c j.conf && rows 600'
done_testing
