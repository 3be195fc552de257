#!/bin/sh
#
# A copy that is interrupted goes on: no row is missing, none is there twice,
# and what changed meanwhile comes by the log.
#
# shellcheck disable=SC1091,SC2016,SC2154 # lib.sh, and t runs its text
. "${0%/*}/../lib.sh"
. "$top/tests/chain.sh"

chain_start
sql db <"$top/tests/demo/tables.sql"
perl "$top/tests/demo/work.pl" fill 3000 | sql db
chain_job cut <<'EOT'
[copy]
chunk_rows = 50
EOT

chunks() { # at least $1 are done
	[ "$(grep -c ' done' cut.state/chunks)" -ge "$1" ]
} 2>/dev/null
full() {
	pxsync full -q -c cut.conf 2>>cut.err &
	driver=$!
}

t 'schema' 'pxsync schema -q -c cut.conf'
full
t 'the copy begins' 'until_true 30 chunks 5'
kill "$driver"
ended
t 'TERM stops it' 'test "$rc" -eq 0 && test "$(status cut state)" = stopped'
t 'and it is not done' '! grep -qx full=done cut.state/status'
perl "$top/tests/demo/work.pl" live 3000 300 1 | sql db

full
t 'it goes on' 'until_true 30 chunks 40'
killed cut mcupload
t 'through a killed sink' 'until_true 30 restarts cut 1'
ended
t 'to the end' 'test "$rc" -eq 0 && grep -qx full=done cut.state/status'
for table in customer order_line; do
	key=id
	[ $table = customer ] || key="CONCAT(order_id, '/', line)"
	mcsql -q -c cut.conf -e "SELECT $key FROM ${table}_base;" | sort >keys
	t "$table: no row twice in the copy" 'test -z "$(uniq -d keys)"'
done
t 'catch up and merge' 'pxsync once -q -c cut.conf &&
    pxsync merge -q -c cut.conf'
for table in customer order_line everything; do
	t "$table is equal" 'same cut $table'
done

done_testing
