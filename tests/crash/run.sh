#!/bin/sh
#
# run.sh: kill the chain in many ways, and see that nothing is lost and
# nothing doubled.  See seed.pl for what one seed does.
#
#   run.sh [--jobs N] SEED...             these seeds, again
#   run.sh [--jobs N] --count N [--from SEED]
#                                         so many in a row
#   run.sh SEED -- log|copy|busy|follow [FAULT...]
#                                         one, with the faults given
#   KEEP=1 run.sh ...                     the folders of failed seeds stay
#
# A line for each seed; exits 1 if one failed.
# shellcheck disable=SC1091,SC2154
set -eu
LC_ALL=C
export LC_ALL
. "${0%/*}/../lib.sh"
. "$top/tests/crash/crash.sh"

jobs=2
count=
from=1
seeds=
while [ $# -gt 0 ]; do
	case $1 in
	--jobs | --count | --from)
		[ $# -gt 1 ] || exit 64
		case $1 in
		--jobs) jobs=$2 ;;
		--count) count=$2 ;;
		--from) from=$2 ;;
		esac
		shift
		;;
	--)
		shift
		break
		;;
	*[!0-9]* | '')
		sed -n '2,/^$/s/^#[ ]\{0,1\}//p' "$0" >&2
		exit 64
		;;
	*) seeds="$seeds $1" ;;
	esac
	shift
done
[ -z "$count" ] || seeds="$seeds $(seq -s ' ' "$from" $((from + count - 1)))"

begun=$(date +%s)
for seed in $seeds; do
	printf '%d %d\n' $(((seed - 1) / CRASH_GROUP)) "$seed"
done >plan
for at in $(cut -d ' ' -f 1 plan | sort -nu); do
	crash_group "$at" || exit 1
	sed -n "s/^$at //p" plan | crash_seeds "$jobs" "$@" |
	    tee -a results
	[ -z "${KEEP-}" ] || cp -a "$group" "${KEEP%/}/group.$at"
	crash_end
done
awk -v took=$(($(date +%s) - begun)) '
    $1 == "ok" { ok++ } $1 == "idle" { idle++ } $1 == "FAILED" { bad++ }
    END { printf "%d seeds held, %d without a fault, %d FAILED, %d s\n",
	ok + idle, idle, bad, took
	exit bad > 0 || ok + idle == 0 }' results
