#!/bin/sh
# Every fuzz target over its seeds and over what once broke it, and over no
# bytes at all.
# shellcheck disable=SC1091,SC2016,SC2154
. "${0%/*}/../lib.sh"

here=$top/tests/fuzz
: >nothing
for source in "$here"/fuzz_*.c; do
	name=${source##*/fuzz_}
	name=${name%.c}
	t "$name" "timeout 60 '$PX_BUILD/fuzz/$name' '$here/corpus/$name' \
	    nothing >files || { rc=\$?; tail -n 1 files; exit \$rc; }"
done
t 'every corpus has its target' '
	for d in "$here"/corpus/*/; do
		d=${d%/}
		[ -f "$here/fuzz_${d##*/}.c" ] || echo "$d"
	done >left
	cat left; [ ! -s left ]'
t 'a target that fails is seen' '
	! "$PX_BUILD/fuzz/rec" no-such-file'
done_testing
