#!/bin/sh
#
# crash.t: the chain killed, stopped, cut off and out of room in two hundred
# ways; see tests/crash.  More of it: make soak N=1000
#
# shellcheck disable=SC1091,SC2154
. "${0%/*}/../lib.sh"
. "$top/tests/crash/crash.sh"

: >results
: >err
at=0
while [ "$at" -lt $((200 / CRASH_GROUP)) ]; do
	rc=0
	crash_group "$at" >group.out 2>&1 || rc=$?
	t "group $at: a source, its copy, its workload, a run without faults" \
	    'cat group.out; [ "$rc" -eq 0 ]'
	seq $((at * CRASH_GROUP + 1)) $(((at + 1) * CRASH_GROUP)) |
	    crash_seeds 2 >>results 2>>err || :
	crash_end
	at=$((at + 1))
done
while read -r verdict rest; do
	case $verdict in
	ok | idle | FAILED) t "$rest" "[ '$verdict' != FAILED ]" ;;
	*) printf '# %s %s\n' "$verdict" "$rest" >&2 ;; # of what failed
	esac
done <results
t 'nothing else was said' 'cat err; [ ! -s err ]'
t 'all of them ended' '[ "$(grep -cE "^(ok|idle|FAILED) " results)" -eq 200 ]'
t 'a fault struck in most of them' \
    '[ "$(grep -c "^idle" results)" -lt 50 ]'
done_testing
