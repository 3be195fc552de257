#!/bin/sh
#
# crash.t: the chain killed, stopped, cut off and out of room at forty places;
# see tests/crash.  More of it: sh tests/crash/run.sh --count 200
#
# shellcheck disable=SC1091,SC2154
. "${0%/*}/../lib.sh"
. "$top/tests/crash/crash.sh"

rc=0
crash_group 0 >group.out 2>&1 || rc=$?
t 'a source, its copy, its workload, a run without faults' \
    'cat group.out; [ "$rc" -eq 0 ]'
seq 40 | crash_seeds 2 >results 2>err || :
while read -r verdict rest; do
	case $verdict in
	ok | idle | FAILED) t "$rest" "[ '$verdict' != FAILED ]" ;;
	*) printf '# %s %s\n' "$verdict" "$rest" >&2 ;; # of what failed
	esac
done <results
t 'nothing else was said' 'cat err; [ ! -s err ]'
t 'all of them ended' '[ "$(grep -cE "^(ok|idle|FAILED) " results)" -eq 40 ]'
t 'a fault struck in most of them' \
    '[ "$(grep -c "^idle" results)" -lt 10 ]'
done_testing
