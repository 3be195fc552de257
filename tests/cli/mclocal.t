#!/bin/sh
# The command line of mclocal: what it refuses, how it starts and ends.
. "${0%/*}/../lib.sh"
. "$top/tests/mclocal.sh"

t 'without --data it is a wrong call' '
	code 64 mclocal 2>err && grep -q -e "--data" err'
t 'an operand is a wrong call' 'code 64 mclocal --data d more 2>err'
for spec in x x:500 block block:200 block:500:x block:500:101% \
    block:drop-reply@5 block:500:0.x block:slow block:slow:5 block:slow:0s \
    block:slow:601s block:expire session:500 session:age session:expire@5 \
    auth:expire; do
	t "'$spec' is no fault" '
		code 64 mclocal --data d --fault "$spec" 2>err &&
		[ "$(wc -l <err)" -eq 2 ] && [ ! -e d ]'
done
t 'a bad project name' 'code 64 mclocal --data d --project 1-x 2>err'
for where in x 127.0.0.1 127.0.0.1:x 127.0.0.1:65536 localhost:0; do
	t "cannot listen at '$where'" '
		code 64 mclocal --data d --listen "$where" 2>err &&
		[ ! -e d ]'
done
t 'a bad descriptor' 'code 64 mclocal --data d --ready-fd x 2>err'
t 'a directory that cannot be made' '
	code 74 mclocal --data /proc/nope/d 2>err'
printf 'oneword\n' >cred
t 'bad credentials tell the line' '
	code 78 mclocal --data d --credentials cred 2>err &&
	grep -q "line 1" err'
t 'no credentials' '
	: >none
	code 78 mclocal --data d --credentials none 2>err'
mkdir bad
printf 'this is no database, not even a small one\n' >bad/mclocal.db
t 'a file that is no database' '
	code 74 mclocal --data bad 2>err && grep -q mclocal.db err'

mclocal_start a
t 'the endpoint is said on stderr too' '
	grep -q "ready at $a_endpoint" "$a_dir.err"'
t 'the secret is one line' '[ "$(wc -l <"$a_keyfile")" -eq 1 ]'
t 'a job can use it' '
	mclocal_job a | grep -q "^access_key_file = $a_keyfile"'
for sig in TERM HUP; do
	[ "$sig" = TERM ] || mclocal_start a
	kill -s "$sig" "$a_pid"
	rc=0
	wait "$a_pid" || rc=$?
	t "$sig ends it cleanly" '[ "$rc" -eq 0 ]'
done
t 'the second start keeps the secret' '
	before=$(cat "$a_keyfile")
	mclocal_start a && [ "$before" = "$(cat "$a_keyfile")" ]'
done_testing
