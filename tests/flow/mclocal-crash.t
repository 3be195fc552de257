#!/bin/sh
# What a client, a network and a kill can do to a session.
. "${0%/*}/../lib.sh"
. "$top/tests/mclocal.sh"
T=/projects/local/tables

session() {
	mc req POST "$T/$1?uploads" |
		sed -n 's/.*"UploadID":"\([^"]*\)".*/\1/p'
}
count() {
	mc sql 'select count(*) n from t' | tail -n 1
}

mclocal_start a
mclocal_use a
mc sql 'create table t (id bigint, s string)' >/dev/null
perl -e 'print "$_\trow $_\n" for 1 .. 2000' | mc block bigint,string >b0

# --- kill -9 ---
u=$(session t)
mc req PUT "$T/t?uploadid=$u&blockid=0" b0 >/dev/null
mclocal_kill a
mclocal_start a --listen "127.0.0.1:$a_port"
mclocal_use a
t 'after a kill nothing uncommitted is seen' 'test "$(count)" = 0'
t 'the session and its block are still there' '
	mc req GET "$T/t?uploadid=$u" | grep "\"RecordCount\":2000"'
t 'and can be committed' 'mc req POST "$T/t?uploadid=$u" && test "$(count)" = 2000'
mclocal_kill a
mclocal_start a --listen "127.0.0.1:$a_port"
t 'what was committed survives' 'test "$(count)" = 2000'
t 'the session is closed, and stays it' '
	mc req POST "$T/t?uploadid=$u" | grep "\"Status\":\"closed\"" && test "$(count)" = 2000'

# A kill while commits go on: every session whose commit was answered is
# there whole, and no other one in part.
i=0
while [ "$i" -lt 12 ]; do
	i=$((i + 1))
	u=$(session t)
	mc req PUT "$T/t?uploadid=$u&blockid=0" b0 >/dev/null
	printf '%s\n' "$u" >>sessions
done
(
	while read -r u; do
		mc req POST "$T/t?uploadid=$u" >/dev/null 2>&1 || exit 0
		printf '%s\n' "$u" >>answered
	done <sessions
) &
until_true 20 test -s answered
mclocal_kill a
wait "$!" || :
mclocal_start a
mclocal_use a
closed=0
while read -r u; do
	mc req GET "$T/t?uploadid=$u" >state
	if grep -q '"Status":"closed"' state; then
		closed=$((closed + 1))
		printf '%s\n' "$u" >>closed
	fi
done <sessions
t 'every answered commit is closed' \
	'sort answered >x; sort closed >y; test -z "$(comm -23 x y)"'
t 'closed sessions are whole, others are not seen' \
	'test "$(count)" = "$((2000 + 2000 * closed))"'
t 'the file is sound' \
	'test "$(mc sql "select count(distinct id) n from t" | tail -n 1)" = 2000'
mclocal_stop a

# --- faults ---
mclocal_start b --fault 'commit:drop-reply:1' --fault 'block:500:=2' \
	--fault 'block:reset@5000:=4'
mclocal_use b
mc sql 'create table t (id bigint, s string)' >/dev/null
u=$(session t)
mc req PUT "$T/t?uploadid=$u&blockid=0" b0 >/dev/null
t 'block:500:=2 hits the second block' '
	mc req PUT "$T/t?uploadid=$u&blockid=1" b0 >out && return 1
	grep -q "^500" out && grep -q InternalServerError out'
t 'and not the third' 'mc req PUT "$T/t?uploadid=$u&blockid=1" b0'
t 'block:reset@5000 hangs up in the body' '
	test "$(mc req PUT "$T/t?uploadid=$u&blockid=2" b0)" = 0
	mc req GET "$T/t?uploadid=$u" >out && test "$(grep -o BlockID out | wc -l)" -eq 2'
t 'commit:drop-reply hangs up' 'test "$(mc req POST "$T/t?uploadid=$u")" = 0'
t 'but has committed' 'mc req GET "$T/t?uploadid=$u" | grep "\"Status\":\"closed\""'
t 'a repeated commit is answered' 'mc req POST "$T/t?uploadid=$u" && test "$(count)" = 4000'
# --- who may ask ---
t 'version 4 signatures' 'MC_REGION=cn-shanghai mc req GET $T/t'
t 'a wrong key is 401' '
	printf "wrong\n" >key
	MC_KEYFILE=key mc req GET $T/t >out && return 1
	grep -q "^401" out && grep -q "<Code>SignatureNotMatch</Code>" out'
t 'an unknown id is 401' '
	MC_ID=nobody mc req GET $T/t >out && return 1; grep -q "^401" out'
t 'no signature is 401' '
	test "$(curl -s -o out -w "%{http_code}" "$b_endpoint/projects/local/tables")" = 401
	grep -q "<HostId>" out'
t 'a clock off by an hour is told so' '
	MC_SKEW=-3600 mc req GET $T/t >out && return 1; grep -q RequestTimeTooSkewed out'
t 'a clock off by ten minutes is fine' 'MC_SKEW=600 mc req GET $T/t'
t 'an STS token does no harm' 'mc req GET $T/t "" authorization-sts-token:abc'
t 'the secret is for the owner alone' '
	test "$(stat -c %a "$b_dir/credentials" "$b_dir/access_key" "$b_dir/mclocal.db" | sort -u)" = 600'
mclocal_stop b
printf '# mine\nme secret1\nyou secret2\n' >cred
mclocal_start c --credentials "$scratch/cred" --project other
mclocal_use c
printf 'secret2\n' >key
t 'own credentials, and another project' '
	MC_ID=you MC_KEYFILE=key mc req GET /projects/other | grep "<Name>other</Name>"'
t 'each with its own secret' '
	MC_ID=me MC_KEYFILE=key mc req GET /projects/other >out && return 1; grep -q "^401" out'

t 'projects are those that were named' '
	MC_ID=you MC_KEYFILE=key mc req GET /projects/nope/tables >out && return 1
	grep -q "<Code>NoSuchProject</Code>" out'
t 'two of them do not share a directory' '
	code 75 mclocal --data "$c_dir" 2>err && grep -q "another mclocal" err'
t 'a port that is taken' 'code 75 mclocal --data other --listen "127.0.0.1:$c_port"'

mclocal_start d --fault '*:429:2' --fault 'meta:503:100%'
mclocal_use d
t 'a throttled request says when to come back' '
	MC_HEADERS=1 mc req GET $T >out && return 1
	grep -q "^429" out && grep -q "^Retry-After: 1" out && grep -q FlowExceeded out'
t 'as often as asked for' '
	mc req GET /projects/local/instances >out && return 1; grep -q "^429" out
	mc req GET /projects/local/instances'
t 'a share of a hundred is all' '
	mc req GET $T >out && return 1; grep -q "^503" out && grep -q ServiceUnavailable out'
done_testing
