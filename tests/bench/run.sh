#!/bin/sh
#
# run.sh: how fast the stages are on this machine, beside the tools people
# know, in one run.  Nothing here passes or fails by time.
#
#   SCALE=0.1 sh tests/bench/run.sh      a tenth of the rows
#   TMPDIR=/big sh tests/bench/run.sh    needs about 2 GB at SCALE 1
#
# shellcheck disable=SC1091,SC2154 # tests/mariadb.sh sets what it starts
set -eu
LC_ALL=C
export LC_ALL
. "${0%/*}/bench.sh"

# Every command runs under time(1): user, system, wall seconds, max RSS KB.
timed() { # NAME COMMAND...
	_t=$scratch/time.$1
	shift
	/usr/bin/time -o "$_t" -f '%U %S %e %M' "$@"
}

# line TITLE NAME IMAGES BYTES: what the last run of NAME comes to.
line() {
	awk -v title="$1" -v rows="$3" -v bytes="$4" '{
	    cpu = $1 + $2; if (cpu < 0.01) cpu = 0.01
	    printf "%-36s %6.2f %6.2f %6.2f %10.0f %7.0f %7.1f\n", title, $1,
		$2, $3, rows / cpu, bytes / cpu / 1e6, $4 / 1024 }' \
	    "$scratch/time.$2"
}

cpu() { # NAME: user + system
	awk '{ print $1 + $2 }' "$scratch/time.$1"
}

wall() {
	awk '{ print $3 }' "$scratch/time.$1"
}

size() {
	wc -c <"$1"
}

ratio() { # TITLE OURS THEIRS: in how much of their time we do it
	awk -v title="$1" -v a="$2" -v b="$3" 'BEGIN {
	    if (a < 0.01) a = 0.01
	    printf "%-52s %6.2f x\n", title, b / a }'
}

# --- material -----------------------------------------------------------------

mariadb_start b --binlog-row-metadata=NO_LOG \
    --binlog-annotate-row-events=OFF --max-binlog-size=1G \
    --innodb-buffer-pool-size=512M --innodb-log-file-size=256M
sql b "CREATE DATABASE bench;
    CREATE TABLE bench.sbtest (id INT PRIMARY KEY, k INT NOT NULL,
    c CHAR(120) NOT NULL, pad CHAR(60) NOT NULL) DEFAULT CHARSET latin1;
    RESET MASTER;"
perl "$top/tests/bench/rows.pl" "$SCALE" | sql b
sql b 'FLUSH BINARY LOGS'
log=$(mariadb_log b)/bin.000001
sql b "CREATE TABLE bench.copy LIKE bench.sbtest;
    INSERT INTO bench.copy SELECT seq, seq * 7 % 1000003,
    CONCAT(MD5(seq), MD5(seq + 1), MD5(seq + 2), LEFT(MD5(seq + 3), 24)),
    LEFT(CONCAT(MD5(seq + 4), MD5(seq + 5)), 60) FROM bench.seq_1_to_1000000
    WHERE seq <= 1000000 * $SCALE"
images=$(scaled 1100000)
copied=$(sql b 'SELECT COUNT(*) FROM bench.copy')

job=$scratch/bench.conf
mariadb_job b "$job"
mkdir tables
printf 'key\n' >key
cat >>"$job" <<EOT
[objects]
include = bench.*
[target]
endpoint = http://127.0.0.1:1/api
project = bench
access_id = bench
access_key_file = $scratch/key
EOT
pxsnapshot -q -c "$job" --schema-only >schema.rec
rowfilter -c "$job" <schema.rec | mcpartition -c "$job" --ddl >ddl.sql

# The columns of each CREATE TABLE, as discard wants them.
perl -0777 -ne 'while (
    /create table if not exists `(\w+)` \((.*?)\n\)(.*?);/gs) {
	my ($t, $c, $rest) = ($1, $2, $3);
	my $list = sub { join ",", map { /`?(\w+)`?\s+(\w+(?:\([\d,]+\))?)/
	    ? qq({"name":"$1","type":"$2","isNullable":true}) : () }
	    split /,?\n|,(?![\d)])/, $_[0] };
	my ($p) = $rest =~ /partitioned by\s*\((.*?)\)/s;
	open my $o, ">", "tables/$t.json" or die;
	print $o "{\"columns\":[", $list->($c), "],\"partitionKeys\":[",
	    $list->($p // ""), "]}" }' ddl.sql
discard_start tables
sed "s|^endpoint = .*|endpoint = $endpoint|" "$job" >discard.conf
printf 'tunnel_endpoint = %s\n' "${endpoint%/api}" >>discard.conf
for c in none deflate; do
	{ cat "$job"; printf '[upload]\ncompress = %s\n' $c; } >$c.conf
done
printf '[upload]\ncompress = none\n' >>discard.conf

# --- runs ---------------------------------------------------------------------

printf 'machine: %s, %d cores; %s changes, log of %d MB\n\n' \
    "$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)" \
    "$(nproc)" "$(scaled 1000000)" \
    "$(($(size "$log") / 1000000))"
printf '%-36s %6s %6s %6s %10s %7s %7s\n' '' 'user s' 'sys s' 'wall s' \
    'images/s' 'MB/s' 'RSS MB'

# Timed into nothing, then once more into a file, for the next stage.
timed pxbinlog pxbinlog "$log" >/dev/null
pxbinlog "$log" >events.rec
line 'pxbinlog FILE' pxbinlog "$images" "$(size "$log")"
timed rowdecode rowdecode --schema schema.rec <events.rec >/dev/null
rowdecode --schema schema.rec <events.rec >rows.rec
line 'rowdecode' rowdecode "$images" "$(size "$log")"
timed rowfilter rowfilter -c "$job" <rows.rec >/dev/null
line 'rowfilter' rowfilter "$images" "$(size rows.rec)"
timed mcpartition mcpartition -c "$job" <rows.rec >/dev/null
line 'mcpartition' mcpartition "$images" "$(size rows.rec)"
mcpartition -c "$job" <rows.rec >routed.rec
rm -f rows.rec
for c in none deflate; do
	mkdir out
	timed mcupload mcupload -q -c $c.conf --to-dir out <routed.rec
	line "mcupload --to-dir, $c" mcupload "$images" "$(size routed.rec)"
	rm -rf out
done
rm -f routed.rec events.rec
cat >chain.sh <<'EOT'
pxbinlog "$1" | rowdecode --schema schema.rec | rowfilter -c "$2" |
    mcpartition -c "$2" | mcupload -q -c discard.conf --state state
EOT
mkdir state
timed chain sh chain.sh "$log" "$job"
line 'the chain, to a server that discards' chain "$images" "$(size "$log")"
timed peer mariadb-binlog --no-defaults -v --base64-output=decode-rows \
    "$log" >/dev/null
line 'mariadb-binlog -v decode-rows' peer "$images" "$(size "$log")"
printf '\n'

# The copy: both read the same table, twice, the second time counts.
sed 's/^include = .*/include = bench.copy/' "$job" >copy.conf
bytes=$(sql b "SELECT SUM(LENGTH(CONCAT_WS(',', id, k, c, pad))) + COUNT(*)
    FROM bench.copy")
for _ in 1 2; do
	timed copy pxsnapshot -q -c copy.conf -j 2 >/dev/null
	rm -rf dump
	timed dump mydumper -S "$scratch/b.sock" -u root -B bench -T copy \
	    -t 2 -r 100000 -o dump --no-locks >/dev/null 2>dump.err ||
	    cat dump.err >&2
done
printf '%-36s %6s %6s %6s %10s %7s %7s\n' "a copy of $copied rows" 'user s' \
    'sys s' 'wall s' 'rows/s' 'MB/s' 'RSS MB'
line 'pxsnapshot -j 2' copy "$copied" "$bytes"
line 'mydumper -t 2 -r 100000' dump "$copied" "$bytes"
printf '\n'
ratio 'rowdecode and pxbinlog : mariadb-binlog, CPU' \
    "$(awk -v a="$(cpu pxbinlog)" -v b="$(cpu rowdecode)" \
    'BEGIN { print a + b }')" "$(cpu peer)"
ratio 'the chain : mariadb-binlog, wall' "$(wall chain)" "$(wall peer)"
ratio 'pxsnapshot : mydumper, wall' "$(wall copy)" "$(wall dump)"
printf '\nThe chain: %.0f row images a second, wall.\n' \
    "$(awk -v i="$images" -v w="$(wall chain)" 'BEGIN { print i / w }')"
discard_stop
sed -n '2s/^/discarded: /p' discard.out
printf '\n'
sh "$top/tests/bench/decode.sh" "$log" "$scratch/schema.rec"
printf '\n'
sh "$top/tests/bench/upload.sh"
