#!/bin/sh
#
# allocations.t: how often the stages ask for memory does not depend on how
# many rows there are: counted for one row and for 100,000.
# shellcheck disable=SC1091,SC2154
. "${0%/*}/../lib.sh"

if [ -n "${PX_SAN:-}" ]; then
	skip 'no stage asks for memory row by row' \
		'skipped: a sanitizer has an allocator of its own'
	done_testing
	exit 0
fi

"${CC:-gcc}" -std=c17 -D_GNU_SOURCE -O1 -Wall -Wextra -fPIC -shared \
	-o count.so "$top/tests/cli/allocations/count.c"
"${CC:-gcc}" -std=c17 -D_XOPEN_SOURCE=700 -O1 -I"$top/src" -o mysqllog \
	"$top/tests/bench/mysqllog.c" "$PX_BUILD/libbase.a" -linih -lzstd

# counted FILE PROGRAM...: its allocations, as a number, into FILE
counted() {
	_file=$scratch/$1
	shift
	LD_PRELOAD=$scratch/count.so PX_ALLOCATIONS=$_file "$@" &&
	    [ "$(cat "$_file")" -gt 0 ]
}

# chain SHAPE ROWS: all stages, one after the other, counts into STAGE.ROWS
chain() {
	./mysqllog "$1" "$2" >log.000001 &&
	    counted "pxbinlog.$2" pxbinlog log.000001 >events &&
	    counted "rowdecode.$2" rowdecode <events >rows &&
	    counted "rowfilter.$2" rowfilter --include 'bench.*' \
		--where 'bench.*:id >= 0' <rows >chosen &&
	    counted "mcpartition.$2" mcpartition <chosen >routed || return 1
	rm -rf out
	counted "mcupload.$2" mcupload -q --to-dir out <routed
}

# more STAGE ROWS: how many more there were than for one row
more() {
	echo $(($(cat "$1.$2") - $(cat "$1.1")))
}

# Buffers grow a few times until the largest record fits.
same() { # STAGE ROWS
	echo "$1: $(cat "$1.1") for one row, $(cat "$1.$2") for $2"
	[ "$(more "$1" "$2")" -le 6 ]
}

for shape in rows:100000 payload:20000 json:5000; do
	n=${shape#*:}
	shape=${shape%:*}
	t "$shape: one row" "chain $shape 1"
	t "$shape: $n rows" "chain $shape $n"
	for stage in pxbinlog rowdecode rowfilter mcpartition; do
		t "$shape: $stage asks for memory no more often" \
			"same $stage $n"
	done
	# a block of 8 MB is compressed and written with memory of its own
	t "$shape: mcupload asks for it block by block" \
		"[ \"\$(more mcupload $n)\" -le $((n / 100)) ]"
done
done_testing
