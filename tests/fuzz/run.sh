#!/bin/sh
#
# run.sh: what `make fuzz` does: each target for so many seconds, with what it
# found in earlier runs as its start.  What it finds wrong stays in
# BUILD/found.
#
#   run.sh BUILD SECONDS TARGET...
set -eu
cd -- "${0%/*}/../.."
LC_ALL=C
export LC_ALL

build=$1 seconds=$2 bad=0
shift 2
mkdir -p "$build/found" "$build/log"
for name; do
	mkdir -p "$build/corpus/$name"
	if "$build/fuzz/$name" -max_total_time="$seconds" -timeout=5 \
	    -rss_limit_mb=512 -print_final_stats=1 \
	    -artifact_prefix="$build/found/$name-" \
	    "$build/corpus/$name" "tests/fuzz/corpus/$name" \
	    >"$build/log/$name" 2>&1; then
		sed -n 's/^stat::number_of_executed_units: *//p' \
		    "$build/log/$name" | sed "s/^/ok $name: /; s/\$/ runs/"
	else
		bad=1
		printf 'not ok %s: %s/log/%s\n' "$name" "$build" "$name"
		tail -n 20 "$build/log/$name"
	fi
done
exit "$bad"
