#!/bin/sh
#
# upload.sh: the way to MaxCompute alone: how fast rows become records, and
# how fast those reach a server that discards them, beside `curl -T` with the
# same bytes.  run.sh ends with it.  Nothing here passes or fails by time.
#
#   SCALE=0.1 sh tests/bench/upload.sh      needs 1 GB of TMPDIR at SCALE 1
set -eu
LC_ALL=C
export LC_ALL
unset CDPATH
umask 077

top=$(cd -- "${0%/*}/../.." && pwd)
: "${PX_BUILD:=$top/.build/rel}"
: "${SCALE:=1}"
PATH=$PX_BUILD/bin:$PATH
export PATH
scratch=$(mktemp -d "${TMPDIR:-/tmp}/pxbench.XXXXXX")
discard=
finish() {
	trap - EXIT TERM INT
	[ -z "$discard" ] || kill "$discard" 2>/dev/null || :
	rm -rf -- "$scratch"
}
trap finish EXIT
trap 'exit 129' TERM INT
cd "$scratch"

build() { # NAME LIBRARY...: a program of tests/bench
	_name=$1
	shift
	"${CC:-gcc}" -std=c17 -D_XOPEN_SOURCE=700 -O2 -Wall -Wextra -Werror \
	    -I"$top/src" -o "$_name" "$top/tests/bench/$_name.c" "$@"
}
build discard "$PX_BUILD/libbase.a" -linih -lmicrohttpd
build encode "$top/src/mcupload/pack.c" "$PX_BUILD/libmc.a" \
    "$PX_BUILD/librow.a" "$PX_BUILD/librec.a" "$PX_BUILD/libbase.a" \
    -linih -lz -lzstd -lm

# rows KIND N: changes of a table like sysbench's, or of one with ten texts.
rows() {
	perl "$top/tests/bench/routed.pl" "$@" | pxrec --from-json
}
n_narrow=$(awk -v s="$SCALE" 'BEGIN { print int(1000000 * s) }')
n_wide=$(awk -v s="$SCALE" 'BEGIN { print int(100000 * s) }')
rows narrow "$n_narrow" >narrow.rec
rows wide "$n_wide" >wide.rec

printf 'one core, CPU time:\n'
./encode narrow <narrow.rec
./encode wide <wide.rec

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
./discard tables >discard.out &
discard=$!
until [ -s discard.out ] || ! kill -0 "$discard"; do
	perl -e 'select undef, undef, undef, 0.01'
done
read -r endpoint <discard.out
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

timed() { # FILE COMMAND...: its wall seconds, added to FILE
	_t=$1
	shift
	/usr/bin/time -a -o "$_t" -f '%e %U %S' "$@"
}
for kind in narrow wide; do
	for _ in 1 2 3; do
		timed $kind.curl curl -sS -o /dev/null -T $kind.raw \
		    "$tunnel/projects/bench/tables/wide?uploadid=0&blockid=1"
		for c in none zstd deflate; do
			rm -rf state
			timed $kind.$c mcupload -q -c $c.conf --state state \
			    <$kind.rec
		done
	done
done
printf '\n%-36s %10s %10s %10s\n' 'to a server that discards' 'wall s' \
    'CPU s' 'MB/s'
for kind in narrow wide; do
	for c in curl none zstd deflate; do
		sort -n $kind.$c | head -n 1 | awk -v n="$(wc -c <$kind.raw)" \
		    -v title="$kind, $c" '{
		    printf "%-36s %10.2f %10.2f %10.0f\n", title, $1, $2 + $3,
			n / 1e6 / ($1 > 0 ? $1 : 0.01) }'
	done
	awk -v kind=$kind -v curl="$(sort -n $kind.curl | head -n 1)" \
	    -v ours="$(sort -n $kind.none | head -n 1)" 'BEGIN {
	    split(curl, a, " "); split(ours, b, " ")
	    printf "%s: %.0f %% of what curl -T moves\n", kind,
		100 * a[1] / (b[1] > 0 ? b[1] : 0.01) }'
done
