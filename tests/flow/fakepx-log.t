#!/bin/sh
# What PolarDB-X writes into its log, from the server to row changes: CTS
# transactions, heartbeats, DDL, streams, hidden keys.
. "${0%/*}/../lib.sh"
. "$top/tests/fakepx/fakepx.sh"

# The TSO that fakepx makes of milliseconds.
tso() {
	perl -e 'printf "%019d%019d%016d", $ARGV[0] << 22,
	    1600000000000000000 + $ARGV[0], 0' "$1"
}

# decode NAME [rowdecode options]: its files to NAME.rows, as JSON
decode() {
	_name=$1
	shift
	pxbinlog "$_name.d"/* | rowdecode "$@" | pxrec --json >"$_name.rows"
}

kinds() {
	sed 's/.*"kind":"\([a-z]*\)".*/\1/' "$1" | tr '\n' ' '
}

px_serve a <<'END'
ddl shop 1700000000001 CREATE TABLE t (id BIGINT PRIMARY KEY)
begin 1700000001234
rows-query /*DRDS /10.0.0.1/12ab34cd/0/1001/ */\n# CTS::%t
table 7 shop.t bigint!
write 7 (1)
rows-query /*DRDS /10.0.0.2/12ab34cd/0/1001/ */
table 8 shop.u bigint! varchar(80) datetime(3)
table 9 shop.t bigint!
update 8 (5 'a' NULL) (5 'b' '2024-02-29 12:34:56.789')
delete 9 (1)
xid 1
cts
heartbeat-txn 1700000002001
heartbeat 1700000003001
configchange 1700000004001
flushlog 1700000005001
begin 1700000006001
cts ::ARCHIVE
table 1 shop.t bigint!
delete 1 (9)
xid 1
cts
rotate
END
px_files a
decode a
pxbinlog a.d/* >file.rec
t 'the network and files give the same records' \
    'pxbinlog -c a.conf >net.rec && same net.rec file.rec'
t '... asked for without flags, checksum and heartbeat announced' '
    grep "dump binlog.000001:4 flags 0 id [1-9]" a.said |
	grep "checksum .CRC32. heartbeat .1000000000"'
t '... and the same row changes' '
    rowdecode <net.rec >1.rec && rowdecode <file.rec >2.rec &&
    same 1.rec 2.rec'
t 'from the middle of a file, too' '
    pos=$(grep "\"kind\":\"mark\"" a.rows | sed -n 2p |
	grep -o "binlog.000001:[0-9]*" | head -n 1) &&
    pxbinlog -c a.conf --from "$pos" >1.rec &&
    pxbinlog --from "$pos" a.d/* >2.rec && same 1.rec 2.rec &&
    [ "$(pxrec --text <1.rec | sed -n 3p | grep -c "$pos")" -eq 1 ]'
t 'the order of things' '
    kinds a.rows | tee /dev/stderr | grep -x "hello ddl mark \
begin table row table row row mark mark mark mark mark mark \
begin row mark mark end "'
want=$(tso 1700000001234)
t 'the transaction has its TSO before its rows and at its end' '
    grep "\"kind\":\"begin\"" a.rows | head -n 1 | grep "\"$want\"" &&
    grep "\"kind\":\"mark\"" a.rows | sed -n 2p | grep "\"$want\""'
t 'all its rows have the time of the TSO, in milliseconds' '
    [ "$(grep -c "\"time\":\"2023-11-14T22:13:21.234000Z\"" a.rows)" -eq 5 ]'
t 'it ends behind the CTS that follows the XID' '
    cts=$(pxrec --text file.rec | grep "type 29" | sed -n 4p |
	sed "s/.*binlog.000001:\([0-9]*\) .* \([0-9]*\) bytes/\1 + \2/") &&
    grep "\"kind\":\"mark\"" a.rows | sed -n 2p |
    grep "binlog.000001:$(($cts))\""'
t 'numbers of tables live for a transaction' '
    grep "\"kind\":\"row\"" a.rows |
    sed "s/.*\"op\":\"\(.\)\".*\"table\":\"\(.\)\".*/\1\2/" |
    tr "\n" " " | grep -x "It Uu Dt Dt "'
t 'heartbeats and the marks of the service move the position' '
    for ms in 1700000002001 1700000003001 1700000004001 1700000005001; do
	grep "\"kind\":\"mark\"" a.rows | grep -c "\"$(tso $ms)\"" || exit 1
    done'
t 'a new file is a position at once' '
    grep "\"kind\":\"mark\"" a.rows | grep "binlog.000002:4\"" &&
    grep "\"kind\":\"mark\"" a.rows | tail -n 1 | grep "binlog.000003:4\""'

t 'a time is found by the files, on the server' '
    pxbinlog -c a.conf --from-time 2023-11-14T22:13:26Z >1.rec &&
    pxbinlog --from binlog.000002:123 a.d/* >2.rec && same 1.rec 2.rec'

px_serve ddl <<'END'
ddl shop 1700000000001 create table T (id bigint) dbpartition by hash(id) => \
	CREATE TABLE T (id bigint)
ddl shop 1700000000002 ALTER TABLE t\n ADD COLUMN `a b` int => \
	ALTER TABLE t ADD COLUMN `a b` int
ddl shop 1700000000003 CREATE GLOBAL INDEX g ON t (id) =>
ddl polardbx 1700000000004 CALL trigger_sync_point_trx() =>
ddl shop 1700000000005 alter table t rename to u tablegroup g => \
	alter table t rename to u
END
px_files ddl
decode ddl
t 'DDL is recognised behind the lines of PolarDB-X' '
    [ "$(grep -c "\"kind\":\"ddl\"" ddl.rows)" -eq 5 ] &&
    for what in create alter other other alter; do
	grep "\"kind\":\"ddl\"" ddl.rows | grep -n "\"$what\""
    done >1 && cut -d : -f 1 1 | sort -u | tr -d "\n" | grep -x 12345'
t 'and its tables are those of the statement for MySQL' '
    pxbinlog ddl.d/* | rowdecode | pxrec --json --kind ddl >1
    sed -n 1p 1 | grep -i "\"table\":\"t\"" &&
    sed -n 5p 1 | grep "\"table\":\"u\""'
t 'what is PolarDB-X alone names no table' '
    ! sed -n "3,4p" 1 | grep "\"table\""'
t 'the original with line breaks is there as base64' '
    b=$(perl -MMIME::Base64 -e "print encode_base64(
	qq(ALTER TABLE t\n ADD COLUMN \`a b\` int), q())")
    sed -n 2p 1 | grep -F "POLARX_ORIGIN_SQL_ENCODE=BASE64" | grep -F "$b"'
t 'each has its own mark' '
    [ "$(kinds ddl.rows)" = \
	"hello ddl mark ddl mark ddl mark ddl mark ddl mark end " ]'

# Definitions as pxsnapshot reads them there: no key for h, which has the
# hidden one.
px_serve h <<END
query SCHEMA_NAME FROM INFORMATION_SCHEMA.SCHEMATA
columns SCHEMA_NAME
row shop
query FROM INFORMATION_SCHEMA.TABLES
columns TABLE_NAME TABLE_TYPE TABLE_ROWS AVG_ROW_LENGTH TABLE_COMMENT a
row H	BASE TABLE	1	1
row k	BASE TABLE	1	1
query FROM INFORMATION_SCHEMA.COLUMNS
columns TABLE_NAME COLUMN_NAME IS_NULLABLE COLUMN_TYPE a b EXTRA c
row H	name	YES	varchar(20)	utf8mb4	utf8mb4_general_ci
row H	big	YES	bigint(20) unsigned	\N	\N
row k	id	NO	bigint(20)	\N	\N
row k	n	YES	bigint(20)	\N	\N	LOGICAL GENERATED
query FROM INFORMATION_SCHEMA.STATISTICS
columns TABLE_NAME INDEX_NAME SEQ_IN_INDEX COLUMN_NAME SUB_PART N INDEX_TYPE
row k	PRIMARY	1	id	\N		BTREE
begin 1700000001000
cts
table 7 shop.h varchar(80) bigint hidden
write 7 ('x' -1 4711)
update 7 ('x' 5 4711) ('y' NULL 4711)
table 8 shop.k bigint! bigint
write 8 (1 4712)
xid 1
cts
END
px_files h
printf '[objects]\ninclude = shop.*\n' >>h.conf
t 'pxsnapshot reads definitions there' '
    pxsnapshot -c h.conf --schema-only >h.schema &&
    [ "$(pxrec --json --kind table h.schema | wc -l)" -eq 2 ]'
t 'asking for columns that 5.7 has' '! px_said h "SRS_ID\|IS_VISIBLE"'
t 'rows with a hidden key are read' 'decode h --schema h.schema'
t '... by names, whatever case they are logged in, without the key' '
    grep "\"op\":\"I\"" h.rows | grep "\"table\":\"H\"" |
	grep "{\"name\":\"x\",\"big\":18446744073709551615}" &&
    grep "\"op\":\"U\"" h.rows |
	grep "{\"name\":\"x\",\"big\":5}.*{\"name\":\"y\",\"big\":null}" &&
    ! grep "4711\|_drds" h.rows'
t 'while a table with a key keeps all its columns' '
    grep "{\"id\":1,\"n\":4712}" h.rows'
px_serve h2 <<'END'
begin 1700000001000
cts
table 8 shop.k bigint! bigint hidden
write 8 (1 2 3)
xid 1
cts
END
px_files h2
t 'one column more than a table with a key has stops' '
    pxbinlog h2.d/* >2.rec; code 78 rowdecode --schema h.schema <2.rec 2>err \
	>1.rec && grep "3 columns" err'

px_serve follow <<'END'
ddl shop 1700000000001 ALTER TABLE `K` \
	ADD COLUMN w varchar(20) CHARACTER SET utf8mb4, tablegroup = g => \
	ALTER TABLE `K` ADD COLUMN w varchar(20) CHARACTER SET utf8mb4
ddl shop 1700000000002 CREATE GLOBAL INDEX g ON k (n) PARTITION BY KEY(n) =>
ddl shop 1700000000003 ALTER TABLE h\n ADD COLUMN c int FIRST => \
	ALTER TABLE h ADD COLUMN c int FIRST
begin 1700000001000
cts
table 8 shop.k bigint! bigint varchar(80)
write 8 (1 2 'new')
table 9 shop.h int varchar(80) bigint hidden
write 9 (3 'x' 4 4711)
xid 1
cts
END
px_files follow
t 'definitions follow DDL, for tables with and without a key' '
    decode follow --schema h.schema &&
    grep "{\"id\":1,\"n\":2,\"w\":\"new\"}" follow.rows &&
    grep "{\"c\":3,\"name\":\"x\",\"big\":4}" follow.rows &&
    ! grep 4711 follow.rows'

{
	for s in 0 3; do
		printf 'stream group1_stream_%s\nbegin 1700000001000\ncts\n' $s
		printf 'table 7 shop.t bigint!\nwrite 7 (%s)\n' $s
		printf 'xid 1\ncts\nflushlog 1700000002000\n'
	done
	printf 'stream\nheartbeat-txn 1700000001000\n'
} | px_serve s
for s in 0 3; do
	sed "\$a stream = group1_stream_$s" s.conf >s$s.conf
done
t 'a stream is asked for by its name' '
    pxbinlog -c s3.conf >s3.rec && px_said s "WITH .group1_stream_3.$" &&
    px_said s "dump group1_stream_3_binlog.000001:4 " &&
    pxbinlog -c s0.conf >s0.rec'
t 'and has only its own rows, over its files' '
    rowdecode <s3.rec | pxrec --json --kind row >1 &&
    [ "$(wc -l <1)" -eq 1 ] && grep "\"@1\":3" 1 &&
    rowdecode <s3.rec | pxrec --json --kind mark | tail -n 1 |
	grep "group1_stream_3_binlog.000002:4\""'
id() {
	rowdecode <"$1" | pxrec --json --kind row |
	    sed 's/.*"record_id":\([0-9]*\).*/\1/'
}
t 'the stream is on top of record_id' '
    [ $(($(id s3.rec) >> 56)) -eq 3 ] && [ $(($(id s0.rec) >> 56)) -eq 0 ] &&
    [ $(($(id s3.rec) & (1 << 56) - 1)) -eq "$(id s0.rec)" ]'
t 'the number of the file is below it' '
    [ $((($(id s3.rec) >> 36) & 1023)) -eq 1 ]'
px_files s
t 'files of a stream give the same ids as the server' '
    pxbinlog s.d/group1_stream_3* >1.rec && same 1.rec s3.rec &&
    rowdecode <1.rec >1.rows && rowdecode <s3.rec >2.rows &&
    same 1.rows 2.rows'
t 'a position in another stream than the job names stops' '
    code 78 pxbinlog -c s3.conf --from binlog.000001:4 2>err >1.rec &&
    grep "binlog.000001.*group1_stream_3" err && grep "hint:" err'
t '... also one that was stored' '
    pxbinlog -c s.conf >1.rec && perl -0777 -pe "
	BEGIN { binmode STDIN }
	substr(\$_, 0, 8 + unpack q(V), \$_) = do {
	    open my \$f, q(<:raw), q(s3.rec); local \$/; my \$h = <\$f>;
	    substr \$h, 0, 8 + unpack q(V), \$h }" <1.rec >2.rec &&
    code 78 rowdecode <2.rec 2>err >1.rows && grep "group1_stream_3" err'
t 'a stream that is not there is told' '
    sed "\$a stream = group1_stream_9" s.conf >s9.conf
    code 69 pxbinlog -c s9.conf >1.rec 2>err; grep "not existing" err'

for v in 5.6.29-TDDL-5.4.16-SNAPSHOT 5.7.25-PXC-5.4.20-20250101 \
    8.0.32-PXC-5.4.19-20251031; do
	printf 'version %s\nheartbeat-txn 1700000001000\n' "$v" |
	    px_serve "v$v"
	t "$v is known as PolarDB-X, and spoken to as one" '
	    pxbinlog -c "v$v.conf" | pxrec | head -n 1 |
		grep source=polardbx && ! px_said "v$v" \
		"@source\|slave_uuid\|mariadb"'
done
printf 'version 8.0.32-X-Cluster-8.4.20-1\nheartbeat 1700000001000\n' |
    px_serve mysql
t 'the standard edition is MySQL' '
    pxbinlog -c mysql.conf | pxrec | head -n 1 | grep source=mysql'

px_serve back <<'END'
heartbeat-txn 1700000002000
begin 1700000001000
cts
table 7 shop.t bigint!
write 7 (1)
xid 1
cts
END
px_files back
pxbinlog -c back.conf >back.rec
t 'TSO that goes back stops, with nothing behind it' '
    code 65 rowdecode <back.rec >1.rec 2>err && grep "not above" err &&
    grep "binlog.000001:364: " err &&
    [ "$(pxrec 1.rec 2>/dev/null | grep -c "^row\|^end")" -eq 0 ]'
px_serve twice <<'END'
heartbeat-txn 1700000002000
heartbeat-txn 1700000002000
END
px_files twice
t 'the same TSO once more stops as well' '
    pxbinlog twice.d/* >1.rec; code 65 rowdecode <1.rec 2>err >2.rec &&
    grep "not above" err'
done_testing
