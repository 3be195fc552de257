#!/bin/sh
# Bad days on request, and what MaxCompute does not take, mclocal neither.
. "${0%/*}/../lib.sh"
. "$top/tests/mclocal.sh"
T=$mc_tables
printf '1\ta\n2\tb\n' | mc block bigint,string >b0

again() { # stop it, if it runs, and start it with these faults
	[ -z "${a_pid-}" ] || mclocal_stop a
	_args=''
	for _f; do
		_args="$_args --fault $_f"
	done
	# shellcheck disable=SC2086 # no blanks in them
	mclocal_start a $_args
	mclocal_use a
}
session() { # of a stream or an upsert
	sed -n 's/.*"\(session_name\|id\)":"\([^"]*\)","s.*/\2/p'
}

# --- sessions grow old ---
again session:age@86000:=1 session:expire:=4
mc sql "create table t (id bigint, s string);
    create table d (k bigint not null, primary key (k))
    tblproperties ('transactional'='true')" >/dev/null
u=$(mc_session t)
t 'a session of almost a day still works' '
	mc_put t $u 0 b0 && mc_blocks t $u 1 && mc_put t $u 1 b0'
t 'after a day it is expired' '
	mc req GET "$T/t?uploadid=$u" | grep "\"Status\":\"expired\""'
t 'it takes no block' '
	mc_refused "^409" mc_put t $u 2 b0 && grep StatusConflict refused.out'
t 'and no commit' '
	mc_refused StatusConflict mc req POST "$T/t?uploadid=$u" &&
	mc_count t 0'
again
t 'its rows are gone after the next start' '
	mc req GET "$T/t?uploadid=$u" >out &&
	grep "\"Status\":\"expired\"" out && grep "\"UploadedBlockList\":\[\]" out'
again session:expire
t 'downloads expire' '
	mc_refused NoSuchDownload mc_data t "$(mc_download t)" 0 1'
again session:expire
t 'streams expire' '
	u=$(mc req POST "$T/t/streams" | session)
	mc_refused "session is expired" \
	    mc req PUT "$T/t/streams?uploadid=$u&slotid=0" b0'
again session:expire
t 'upserts expire' '
	u=$(mc req POST "$T/d/upserts?slotnum=1" | session)
	mc req POST "$T/d/upserts?upsertid=$u" | grep "\"status\":\"expired\""'

# --- other bad days ---
again auth:skew:=2
t 'skew: the client is told of the clock' '
	mc req GET $T && mc_refused RequestTimeTooSkewed mc req GET $T &&
	mc req GET $T'
again sql:503:0.5
t 'a share as a fraction, always the same ones' '
	for i in 1 2 3 4 5 6 7 8 9 10; do
		mc sql "select 1 a" >/dev/null 2>&1; echo $?
	done >first
	[ "$(sort -u first | wc -l)" -eq 2 ]'
again sql:503:50%
t 'or in a hundred' '
	for i in 1 2 3 4 5 6 7 8 9 10; do
		mc sql "select 1 a" >/dev/null 2>&1; echo $?
	done | diff first -'
again commit:slow:2s '*:429:=2'
t 'throttled once' '
	mc req GET $T && mc_refused "^429" mc req GET $T && mc req GET $T'
u=$(mc_session t)
mc_put t "$u" 0 b0 >/dev/null
perl -MTime::HiRes=time -e 'print time' >began
mc_commit t "$u" &
slow=$!
t 'others are served while a commit is slow' '
	mc_count t 0'
t 'which is done in the end' '
	until_true 10 mc_count t 2 && perl -MTime::HiRes=time -e "
	    open F, q(began); exit(time - <F> < 2)"'
wait "$slow" || :
mclocal_stop a
done_testing
