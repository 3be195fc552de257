#!/bin/sh
#
# run.sh: what `make fuzz` does: each target for so many seconds, with what it
# found in earlier runs as its start, and with NAME.dict where a format has
# words.  What it finds wrong stays in BUILD/found.
#
#   run.sh BUILD SECONDS [UPTO] TARGET...
#
# BUILD/done/NAME keeps the seconds and the executions of all good runs, so
# that a long run can be spread over days: with UPTO, a target that has so
# many seconds is passed over, and none gets more.
set -eu
cd -- "${0%/*}/../.."
LC_ALL=C
# freed memory is not kept for longer than the limit of memory allows
ASAN_OPTIONS=quarantine_size_mb=64
export LC_ALL ASAN_OPTIONS

build=$1 seconds=$2 upto=0 bad=0
shift 2
case ${1-} in
[0-9]*)
	upto=$1
	shift
	;;
esac
mkdir -p "$build/found" "$build/log" "$build/done"

executed() { # NAME: in its last run
	sed -n 's/^stat::number_of_executed_units: *//p' "$build/log/$1"
}

for name; do
	mkdir -p "$build/corpus/$name"
	[ -e "$build/done/$name" ] || echo 0 0 >"$build/done/$name"
	read -r had runs <"$build/done/$name"
	t=$seconds
	if [ "$upto" -gt 0 ] && [ $((had + t)) -gt "$upto" ]; then
		t=$((upto - had))
		[ "$t" -gt 0 ] || continue
	fi
	set -- -max_total_time="$t" -timeout=5 -rss_limit_mb=512 \
	    -print_final_stats=1 -artifact_prefix="$build/found/$name-"
	case $name in
	columns | statements) words=ddl ;;
	where) words=script ;;
	*) words=$name ;;
	esac
	[ ! -e "tests/fuzz/$words.dict" ] ||
		set -- "$@" -dict="tests/fuzz/$words.dict"
	begin=$(date +%s)
	if "$build/fuzz/$name" "$@" "$build/corpus/$name" \
	    "tests/fuzz/corpus/$name" >"$build/log/$name" 2>&1; then
		now=$(executed "$name")
		had=$((had + $(date +%s) - begin)) runs=$((runs + now))
		echo "$had $runs" >"$build/done/$name"
		printf 'ok %s: %d runs; in all %d seconds, %d runs\n' \
		    "$name" "$now" "$had" "$runs"
	else
		bad=1
		printf 'not ok %s: %s/log/%s\n' "$name" "$build" "$name"
		tail -n 20 "$build/log/$name"
	fi
done
exit "$bad"
