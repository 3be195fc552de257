#!/bin/sh
#
# upload.sh: the way to MaxCompute alone: how fast rows become records, and
# how fast those reach a server that discards them, beside `curl -T` with the
# same bytes.  run.sh ends with it.  Nothing here passes or fails by time.
#
#   SCALE=0.1 sh tests/bench/upload.sh      needs 2 GB of TMPDIR at SCALE 1
set -eu
LC_ALL=C
export LC_ALL
. "${0%/*}/bench.sh"

# rows KIND N: changes of a table like sysbench's, or of one with ten texts.
rows() {
	perl "$top/tests/bench/routed.pl" "$@" | pxrec --from-json
}
rows narrow "$(scaled 2000000)" >narrow.rec
rows wide "$(scaled 100000)" >wide.rec

printf 'one core, CPU time:\n'
encode narrow <narrow.rec
encode wide <wide.rec

# --- to a server ------------------------------------------------------------

mkdir tables
for kind in narrow wide; do
	head -c 100000 $kind.rec | pxrec --json 2>/dev/null |
	    perl -ne 'next unless /"dest":.*?"columns":(\[.*?\])/;
		my $c = $1;
		$c =~ s/"nullable"/"isNullable"/g;
		print qq({"columns":$c,"partitionKeys":[]}); exit' \
	    >tables/$kind.json
	printf '[upload]\ncompress = none\nbatch_bytes = 100g\n' >none.conf
	mcupload -q -c none.conf --to-dir $kind.out <$kind.rec
	cat $kind.out/*/* >$kind.raw
	rm -rf $kind.out
done
discard_start tables
tunnel=${endpoint%/api}
curl -sS -o /dev/null -X POST "$tunnel/projects/bench/tables/wide?uploads"
echo key >key
for c in none zstd deflate; do
	cat >$c.conf <<EOF
[target]
endpoint = $endpoint
tunnel_endpoint = $tunnel
project = bench
access_id = bench
access_key_file = key
[upload]
compress = $c
batch_bytes = 100g
EOF
done

# curl and ours in turn: the ratio is of neighbours, for a machine's speed
# drifts; the median of all pairs counts.
send() { # KIND COMPRESS
	rm -rf state
	clocked 1 $1.rec mcupload -q -c $2.conf --state state >>$1.$2
}
for kind in narrow wide; do
	for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15; do
		clocked 1 /dev/null curl -sS -o /dev/null -T $kind.raw \
		    "$tunnel/projects/bench/tables/wide?uploadid=0&blockid=1" \
		    >>$kind.curl
		send $kind none
	done
	for _ in 1 2 3 4 5; do
		send $kind zstd
		send $kind deflate
	done
done
median() { # lines in ascending order
	awk '{ line[NR] = $0 } END { print line[int((NR + 1) / 2)] }'
}
printf '\n%-36s %10s %10s %10s\n' 'to a server that discards (median)' \
    'wall s' 'CPU s' 'MB/s'
for kind in narrow wide; do
	for c in curl none zstd deflate; do
		sort -n -k 2 $kind.$c | median |
		    awk -v n="$(wc -c <$kind.raw)" -v title="$kind, $c" '{
		    printf "%-36s %10.3f %10.3f %10.0f\n", title, $2, $1,
			n / 1e6 / $2 }'
	done
	paste $kind.curl $kind.none | awk '{ print 100 * $2 / $4 }' | sort -n |
	    median | awk -v kind=$kind '{
	    printf "%s: %.0f %% of what curl -T moves\n", kind, $1 }'
done
