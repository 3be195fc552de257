#!/bin/sh
# What a kill, a network and a stranger can do to sessions.
. "${0%/*}/../lib.sh"
. "$top/tests/mclocal.sh"
T=$mc_tables

mclocal_start a
mclocal_use a
mc sql 'create table t (id bigint, s string)' >/dev/null
perl -e 'print "$_\trow $_\n" for 1 .. 2000' | mc block bigint,string >b0

# --- kill -9 ---
u=$(mc_session t)
mc_put t "$u" 0 b0 >/dev/null
mclocal_kill a
mclocal_start a --listen "127.0.0.1:$a_port"
mclocal_use a
t 'after a kill nothing uncommitted is seen' 'mc_count t 0'
t 'the session and its block are still there' '
	mc_blocks t $u 1 && grep "\"RecordCount\":2000" blocks.json'
t 'and can be committed' 'mc_commit t $u && mc_count t 2000'
mclocal_kill a
mclocal_start a --listen "127.0.0.1:$a_port"
t 'what was committed survives' 'mc_count t 2000'
t 'the session is closed, and stays it' 'mc_commit t $u && mc_count t 2000'

# A kill while commits go on: every session whose commit was answered is
# there whole, and no other one in part.
i=0
while [ "$i" -lt 12 ]; do
	i=$((i + 1))
	u=$(mc_session t)
	mc_put t "$u" 0 b0 >/dev/null
	printf '%s\n' "$u" >>sessions
done
(
	while read -r u; do
		mc_commit t "$u" 2>/dev/null || exit 0
		printf '%s\n' "$u" >>answered
	done <sessions
) &
committer=$!
until_true 20 test -s answered
mclocal_kill a
wait "$committer" || :
mclocal_start a
mclocal_use a
closed=0
: >closed
while read -r u; do
	mc req GET "$T/t?uploadid=$u" >state
	if grep -q '"Status":"closed"' state; then
		closed=$((closed + 1))
		printf '%s\n' "$u" >>closed
	fi
done <sessions
t 'every answered commit is closed' \
    'sort answered >x; sort closed >y; [ -z "$(comm -23 x y)" ]'
t 'closed sessions are whole, others are not seen' \
    'mc_count t "$((2000 + 2000 * closed))"'
t 'the rows are those that were sent' '
	mc sql "select count(distinct id) n, min(s) a from t" >out
	grep "2000,\"row 1\"" out'
mclocal_stop a

# --- faults ---
mclocal_start b --fault 'commit:drop-reply:1' --fault 'block:500:=2' \
    --fault 'block:reset@5000:=4'
mclocal_use b
mc sql 'create table t (id bigint, s string)' >/dev/null
u=$(mc_session t)
mc_put t "$u" 0 b0 >/dev/null
t 'block:500:=2 hits the second block' '
	mc_refused "^500" mc_put t $u 1 b0 &&
	grep -q InternalServerError refused.out'
t 'and not the third' 'mc_put t $u 1 b0'
t 'block:reset@5000 hangs up in the body' '
	[ "$(mc_put t $u 2 b0)" = 0 ]; mc_blocks t $u 2'
t 'commit:drop-reply hangs up' '! mc_commit t $u && [ ! -s closed.json ] ||
	grep -x 0 closed.json'
t 'but has committed' '
	mc_blocks t $u 2 && grep "\"Status\":\"closed\"" blocks.json'
t 'a repeated commit is answered' 'mc_commit t $u && mc_count t 4000'

# --- who may ask ---
t 'version 4 signatures' '
	MC_REGION=cn-shanghai
	export MC_REGION
	mc req GET $T/t'
t 'a wrong key is 401' '
	printf "wrong\n" >key
	MC_KEYFILE=key
	mc_refused "^401" mc req GET $T/t &&
	grep -q "<Code>SignatureNotMatch</Code>" refused.out'
t 'an unknown id is 401' '
	MC_ID=nobody
	export MC_ID
	mc_refused "^401" mc req GET $T/t'
t 'no signature is 401' '
	curl -s -i "$b_endpoint/projects/local/tables" >out
	grep "^HTTP/1.1 401 Unauthorized" out && grep "<HostId>" out &&
	grep "^x-odps-request-id: " out'
t 'a clock off by an hour is told so' '
	MC_SKEW=-3600
	export MC_SKEW
	mc_refused RequestTimeTooSkewed mc req GET $T/t'
t 'a clock off by ten minutes is fine' '
	MC_SKEW=600
	export MC_SKEW
	mc req GET $T/t'
t 'an STS token does no harm' '
	mc req GET $T/t "" authorization-sts-token:abc'
t 'all of it is for the owner alone' '
	[ "$(stat -c %a "$b_dir"/[cam]* | sort -u)" = 600 ]'
mclocal_stop b
printf '# mine\nme secret1\nyou secret2\n' >cred
mclocal_start c --credentials "$scratch/cred" --project other
mclocal_use c
printf 'secret2\n' >key
MC_KEYFILE=key
t 'own credentials, and another project' '
	MC_ID=you
	export MC_ID
	mc req GET /projects/other | grep "<Name>other</Name>"'
t 'each with its own secret' '
	MC_ID=me
	export MC_ID
	mc_refused "^401" mc req GET /projects/other'
t 'projects are those that were named' '
	MC_ID=you
	export MC_ID
	mc_refused "<Code>NoSuchProject</Code>" \
	    mc req GET /projects/nope/tables'
t 'two of them do not share a directory' '
	code 75 mclocal --data "$c_dir" 2>err && grep -q "another mclocal" err'
t 'a port that is taken' '
	code 75 mclocal --data other --listen "127.0.0.1:$c_port" &&
	[ ! -e other ]'

mclocal_start d --fault '*:429:2' --fault 'meta:503:100%'
mclocal_use d
t 'a throttled request says when to come back' '
	MC_HEADERS=1
	export MC_HEADERS
	mc_refused "^429" mc req GET $T &&
	grep -q "^Retry-After: 1" refused.out &&
	grep -q FlowExceeded refused.out'
t 'as often as asked for' '
	mc_refused "^429" mc req GET /projects/local/instances &&
	mc req GET /projects/local/instances'
t 'a share of a hundred is all' '
	mc_refused "^503" mc req GET $T &&
	grep -q ServiceUnavailable refused.out'
done_testing
