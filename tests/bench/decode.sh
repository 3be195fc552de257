#!/bin/sh
#
# decode.sh: from the bytes of a log to rows: pxbinlog and rowdecode on five
# shapes of logs, beside `mariadb-binlog -v` on the same file.  A server writes
# the logs, or mysqllog.c where no MariaDB does; those mariadb-binlog cannot
# read, either.  run.sh calls it.  Nothing here passes or fails by time.
#
#   SCALE=0.1 sh tests/bench/decode.sh      needs 1.5 GB of TMPDIR at SCALE 1
#   sh tests/bench/decode.sh LOG SCHEMA     with a log of rows.pl made before
#
# shellcheck disable=SC1091,SC2154 # tests/mariadb.sh sets what it starts
set -eu
LC_ALL=C
export LC_ALL
. "${0%/*}/bench.sh"

# thousands TABLE N VALUES: N transactions of a thousand rows, a log of its own.
thousands() {
	_i=0
	_n=$(scaled "$2")
	while [ "$_i" -lt "$_n" ]; do
		printf 'INSERT INTO %s SELECT %s FROM seq_%d_to_%d;\n' "$1" \
		    "$3" $((_i * 1000 + 1)) $((_i * 1000 + 1000))
		_i=$((_i + 1))
	done | { printf 'USE bench;\n'; cat; printf 'FLUSH BINARY LOGS;\n'; } |
	    sql b
}

# shape TITLE LOG [OPTION...]: one line; the options are for rowdecode.
shape() {
	_title=$1
	_log=$2
	shift 2
	clocked 5 /dev/null pxbinlog "$_log" >read.cpu
	pxbinlog "$_log" >events.rec
	clocked 5 events.rec rowdecode "$@" >rows.cpu
	rowdecode "$@" <events.rec | pxrec --count >count
	rm -f events.rec
	if ! clocked 2 /dev/null mariadb-binlog --no-defaults -v \
	    --base64-output=decode-rows "$_log" >peer.cpu 2>peer.err ||
	    [ -s peer.err ]; then
		printf '%s\n' - >peer.cpu
	fi
	_images=$(awk '$2 == "row" && NF == 4 { n += $3 == "U" ? 2 * $1 : $1 }
	    END { print n }' count)
	cat read.cpu rows.cpu peer.cpu | tr '\n' ' ' |
	    awk -v title="$_title" -v bytes="$(wc -c <"$_log")" \
	    -v images="$_images" '{
	    ours = $1 + $3
	    printf "%-24s %9d %7.0f %11.0f %6.2f %6.3f %6.3f", title, images,
		bytes / 1e6, images / ours, bytes / ours / 1e9, $1, $3
	    if ($5 == "-")
		printf "%8s %7s\n", "-", "-"
	    else
		printf "%8.3f %6.1fx\n", $5, $5 / ours }'
}

# --- material -----------------------------------------------------------------

mysqllog json "$(scaled 100000)" >json.000001
mysqllog payload "$(scaled 300000)" >payload.000001

mariadb_start b --binlog-row-metadata=NO_LOG \
    --binlog-annotate-row-events=OFF --max-binlog-size=1G \
    --innodb-buffer-pool-size=512M --innodb-log-file-size=256M
# A hundred columns of ten types, and what goes into them.
columns=$(awk 'BEGIN { split("INT,BIGINT,SMALLINT UNSIGNED,DECIMAL(18;4)," \
    "DATETIME,DATE,DOUBLE,VARCHAR(20),TIMESTAMP(3) NULL,VARCHAR(40)", t, ",")
    for (i = 2; i <= 100; i++) { c = t[i % 10 + 1]; sub(";", ",", c)
	printf ", c%d %s", i, c } }')
values=$(awk 'BEGIN { v = "seq * 3|seq * 1000003|seq % 60000|seq * 7 / 100|" \
    "FROM_UNIXTIME(seq * 100)|FROM_DAYS(700000 + seq)|seq / 7|seq|" \
    "FROM_UNIXTIME(seq * 100 + 0.125)|MD5(seq)"
    split(v, t, "|")
    for (i = 2; i <= 100; i++) printf ", %s", t[i % 10 + 1] }')
sql b "CREATE DATABASE bench; USE bench;
    CREATE TABLE sbtest (id INT PRIMARY KEY, k INT NOT NULL,
    c CHAR(120) NOT NULL, pad CHAR(60) NOT NULL) DEFAULT CHARSET latin1;
    CREATE TABLE narrow (id INT UNSIGNED PRIMARY KEY, a TINYINT NOT NULL,
    b SMALLINT NOT NULL, c MEDIUMINT NOT NULL, d INT, e BIGINT);
    CREATE TABLE wide (c1 INT PRIMARY KEY $columns) DEFAULT CHARSET utf8mb4;
    CREATE TABLE packed LIKE sbtest;
    RESET MASTER;"
[ "$#" -eq 2 ] || perl "$top/tests/bench/rows.pl" "$SCALE" | sql b
sql b 'FLUSH BINARY LOGS'
thousands narrow 1000 'seq, seq % 100, seq % 30000, seq % 8000000, seq,
    seq * 1000003'
thousands wide 50 "seq $values"
sql b 'SET GLOBAL log_bin_compress = ON, log_bin_compress_min_len = 100'
thousands packed 300 "seq, seq * 7 % 1000003,
    CONCAT(MD5(seq), MD5(seq + 1), MD5(seq + 2), LEFT(MD5(seq + 3), 24)),
    LEFT(CONCAT(MD5(seq + 4), MD5(seq + 5)), 60)"
mariadb_job b job.conf
printf '[objects]\ninclude = bench.*\n' >>job.conf
pxsnapshot -q -c job.conf --schema-only >schema.rec
logs=$(mariadb_log b)
cp "$logs"/bin.00000[1-4] .
mariadb_stop b
[ "$#" -eq 2 ] || set -- bin.000001 schema.rec

# --- runs ---------------------------------------------------------------------

printf '%-24s %9s %7s %11s %6s %6s %6s %8s %7s\n' '' '' '' '' '' pxbin- \
    row- mariadb- ''
printf '%-24s %9s %7s %11s %6s %6s %6s %8s %7s\n' 'decoding, CPU seconds' \
    images MB images/s GB/s log decode binlog ratio
shape 'narrow integers' bin.000002 --schema schema.rec
shape 'rows like sysbench' "$1" --schema "$2"
shape '100 columns' bin.000003 --schema schema.rec
shape 'long JSON' json.000001
shape 'compressed, zstd payload' payload.000001
shape 'compressed, zlib rows' bin.000004 --schema schema.rec
