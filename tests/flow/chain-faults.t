#!/bin/sh
#
# Every stage killed in turn while people work: in the end the log tables hold
# the same images, each once, as a run that nothing happened to.
#
# shellcheck disable=SC1091,SC2016,SC2154 # lib.sh, and t runs its text
. "${0%/*}/../lib.sh"
. "$top/tests/chain.sh"

rows=300
work() {
	perl "$top/tests/demo/work.pl" live $rows 400 "$1" | sql db
}

chain_start
sql db <"$top/tests/demo/tables.sql"
perl "$top/tests/demo/work.pl" fill $rows | sql db
chain_job hit </dev/null
chain_allow hit
t 'copy' 'pxsync schema -q -c hit.conf && pxsync full -q -c hit.conf'
from=$(status hit resume)

follow hit
seed=1
for stage in pxbinlog rowdecode rowfilter mcpartition mcupload; do
	at=$(status hit resume)
	work $seed &
	until_true 30 moved hit "$at"
	killed hit $stage
	wait $!
	t "$stage killed, all started again" \
	    'until_true 30 restarts hit $seed &&
	    status hit restart.1 | grep "$stage: killed by signal 9"'
	seed=$((seed + 1))
done

at=$(status hit resume)
work 6 &
until_true 30 moved hit "$at"
kill -9 "$driver"
wait $!
ended
t 'the driver killed: stop ends what it left' 'pxsync stop -q -c hit.conf'
t 'catch up' 'pxsync once -q -c hit.conf'

chain_job calm other </dev/null
chain_allow calm
sed -i "s/^\[source\]/&\nstart = $from/; s/^name/phases = schema incr\n&/" \
    calm.conf
t 'a calm run from the same position' 'pxsync once -q -c calm.conf'
for table in customer order_line everything; do
	logged hit $table >hit.log
	logged calm $table >calm.log
	t "$table: something happened" 'test "$(wc -l <hit.log)" -gt 100'
	t "$table: each change once" 'test -z "$(uniq -d hit.log)"'
	t "$table: the same images" 'cmp hit.log calm.log'
done
t 'merge' 'pxsync merge -q -c hit.conf'
for table in customer order_line everything; do
	t "$table is equal" 'same hit $table'
done

done_testing
