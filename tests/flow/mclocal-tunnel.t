#!/bin/sh
# Upload and download sessions, by a client that shares no code with ours.
. "${0%/*}/../lib.sh"
. "$top/tests/mclocal.sh"

mclocal_start a
mclocal_use a
T=$mc_tables
P=/projects/local

t 'a table is made by SQL' '
	mc sql "create table T1 (Id bigint, name string, d decimal(10,2),
	    at datetime, ts timestamp, b binary, f double, ok boolean,
	    day date);"'
types=bigint,string,decimal,datetime,timestamp,binary,double,boolean,date
{
	printf '1\tone\t1.50\t1704164645000\t1704164645.123456789\t'
	printf 'ab\t1.5\t1\t0\n'
	printf '2\t\\N\t-0.05\t-1\t-1.500000000\t\\N\t-0.25\t0\t19724\n'
} | mc block $types >b0
t 'rows go up' 'mc upload $T/t1 b0'
tr -d '\n' >want <<'X'
"id","name","d","at","ts","b","f","ok","day"
;1,"one",1.50,2024-01-02 03:04:05,2024-01-02 03:04:05.123456789,
"ab",1.5,true,1970-01-01
;2,\N,-0.05,1969-12-31 23:59:59.999,1969-12-31 23:59:59.5,
\N,-0.25,false,2024-01-02;
X
t 'and are selected' '
	mc sql "select * from t1 order by id" | tr "\n" ";" >got
	diff want got'
t 'and come back by download, byte for byte' '
	id=$(mc_download t1)
	mc_data t1 $id 0 2 | cmp b0 -'
t 'and in part, in another order of columns' '
	id=$(mc_download t1)
	mc_data t1 $id 1 1 "&columns=d,ID" >got
	printf -- "-0.05\t2\n" | mc block decimal,bigint | cmp - got'
t 'with a percent-encoded range' '
	id=$(mc_download t1)
	mc req GET "$T/t1?data&downloadid=$id&rowrange=%280%2C2%29" |
	    tail -c +5 | cmp b0 -'
t 'a row range beyond the end is refused' '
	mc_refused InvalidRowRange mc_data t1 "$(mc_download t1)" 3 1'
t 'an unknown column of a download is refused' '
	mc_refused InvalidColumnSpec \
	    mc_data t1 "$(mc_download t1)" 0 1 "&columns=id,zz"'
t 'an unknown download is 404' '
	mc_refused NoSuchDownload mc_data t1 nope 0 1'
t 'head' 'mc req GET "$T/t1?data&linenum=1" >out
	[ "$(wc -l <out)" -eq 3 ] && grep "^1,\"one\"," out'

# --- sessions ---
mc sql 'create table t2 (id bigint, s string)' >/dev/null
printf '1\ta\n2\tb\n' | mc block bigint,string >p0
printf '3\tc\n' | mc block bigint,string >p1
u=$(mc_session t2)
t 'what is not committed is not seen' '
	mc_put t2 $u 7 p1 content-type:application/octet-stream &&
	mc_put t2 $u 0 p0 && mc_count t2 0'
t 'the same block again replaces it' '
	mc_put t2 $u 7 p1 && mc_blocks t2 $u 2 &&
	grep -q "\"Status\":\"normal\"" blocks.json'
t 'a commit shows all, in the order of the blocks' '
	mc_commit t2 $u &&
	[ "$(mc sql "select id from t2" | tr "\n" " ")" = "\"id\" 1 2 3 " ]'
t 'a repeated commit does nothing' 'mc_commit t2 $u && mc_count t2 3'
t 'a block after the commit is a conflict' '
	mc_refused "^409" mc_put t2 $u 1 p0 &&
	grep -q StatusConflict refused.out'
t 'an unknown session is 404' '
	mc_refused NoSuchUpload mc req GET "$T/t2?uploadid=nope"'
t 'a session belongs to its table' '
	mc_refused NoSuchUpload mc req GET "$T/t1?uploadid=$u"'
t 'an unknown table is 404' '
	mc_refused NoSuchTable mc req POST "$T/nope?uploads"'
t 'block ids end at 19999' '
	u=$(mc_session t2)
	mc_put t2 $u 19999 p0 &&
	mc_refused InvalidBlockID mc_put t2 $u 20000 p0'
t 'overwrite replaces' '
	u=$(mc_session t2 overwrite=true)
	mc_put t2 $u 0 p1 && mc_commit t2 $u &&
	[ "$(mc sql "select id from t2" | tr "\n" " ")" = "\"id\" 3 " ]'
t 'two sessions at once do not disturb each other' '
	a=$(mc_session t2) b=$(mc_session t2)
	mc_put t2 $a 0 p0 & x=$!
	mc_put t2 $b 0 p1 & y=$!
	wait $x && wait $y &&
	mc_commit t2 $b && mc_count t2 2 && mc_commit t2 $a && mc_count t2 4'
t 'a download does not see what came after it' '
	id=$(mc_download t2)
	mc upload $T/t2 p0 &&
	mc req GET "$T/t2?downloadid=$id" | grep "\"RecordCount\":4," &&
	mc_data t2 $id 4 10 >got &&
	mc block bigint,string </dev/null | cmp - got'
t 'and is refused after a truncate' '
	id=$(mc_download t2)
	mc sql "truncate table t2" &&
	mc_refused TableModified mc_data t2 $id 0 1'

# --- bodies ---
t 'chunked bodies' '
	u=$(mc_session t2)
	MC_CHUNKED=1
	export MC_CHUNKED
	mc_put t2 $u 0 p0'
perl -MCompress::Zlib -e 'local $/; print compress(<STDIN>, 1)' <p0 >p0.z
t 'deflate' '
	u=$(mc_session t2)
	mc_put t2 $u 0 p0.z content-encoding:deflate && mc_commit t2 $u &&
	mc_count t2 2'
t 'answers as they are asked for' '
	id=$(mc_download t2)
	for coding in deflate zstd "zstd, deflate" x-snappy-framed; do
		MC_HEADERS=1 mc req GET \
		    "$T/t2?data&downloadid=$id&rowrange=(0,9)" "" \
		    "accept-encoding:$coding" >coded
		case $coding in
		deflate) grep -ai "^content-encoding: deflate" coded || exit 1
			sed "1,/^\$/d" coded >part
			perl -MCompress::Zlib -e "local \$/;
			    print uncompress(<STDIN>)" <part | cmp p0 - ;;
		zstd*) grep -ai "^content-encoding: zstd" coded || exit 1
			sed "1,/^\$/d" coded >part
			! command -v zstd || zstd -dqc part | cmp p0 - ;;
		*) ! grep -ai "^content-encoding" coded ;;
		esac || exit 1
	done'
t 'a cut deflate stream leaves nothing' '
	u=$(mc_session t2)
	head -c 15 p0.z >cut.z
	mc_refused MalformedDataStream \
	    mc_put t2 $u 0 cut.z content-encoding:deflate && mc_blocks t2 $u 0'
perl -e 'print "1\t", "abc" x 200, "\n2\t", "d" x 99, "\n"' |
    mc block bigint,string >long
for kind in snappy lz4; do
	name=x-snappy-framed
	[ $kind = snappy ] || name=x-lz4-frame
	mc frame $kind <long >long.$kind
	t "$name" '
		[ "$(wc -c <long.$kind)" -lt "$(wc -c <long)" ] &&
		mc sql "truncate table t2" && u=$(mc_session t2)
		mc_put t2 $u 0 long.$kind content-encoding:$name &&
		mc_commit t2 $u && mc sql "select length(s) n, s from t2
		    order by n" | md5sum >sum && mc sql "truncate table t2" &&
		mc upload $T/t2 long && mc sql "select length(s) n, s from t2
		    order by n" | md5sum | diff sum -'
	t "a cut one leaves nothing" '
		u=$(mc_session t2)
		head -c 200 long.$kind >bad
		mc_refused MalformedDataStream \
		    mc_put t2 $u 0 bad content-encoding:$name &&
		mc_blocks t2 $u 0'
	t "nor a damaged one" '
		u=$(mc_session t2)
		perl -pe "BEGIN { undef \$/ } s/abc/abd/" <long.$kind >bad
		mc_refused MalformedDataStream \
		    mc_put t2 $u 0 bad content-encoding:$name &&
		mc_blocks t2 $u 0'
done
t 'an unknown coding is refused' '
	mc_refused InvalidArgument mc_put t2 "$(mc_session t2)" 0 p0 \
	    content-encoding:br'
t 'a body that ends early leaves nothing' '
	u=$(mc_session t2)
	(MC_CUT=10; export MC_CUT; mc_put t2 $u 0 p0)
	mc_blocks t2 $u 0'
t 'a damaged record is refused, and leaves the block that was' '
	u=$(mc_session t2)
	perl -pe "BEGIN { undef \$/ } s/a/z/" <p0 >bad
	mc_put t2 $u 0 p1 &&
	mc_refused MalformedDataStream mc_put t2 $u 0 bad &&
	mc_blocks t2 $u 1 && grep "\"RecordCount\":1," blocks.json'
t 'a missing trailer is refused' '
	head -c -11 p0 >bad
	mc_refused MalformedDataStream mc_put t2 "$(mc_session t2)" 0 bad'
t 'bytes behind the trailer are refused' '
	cat p0 p1 >bad
	mc_refused MalformedDataStream mc_put t2 "$(mc_session t2)" 0 bad'

mc sql 'create table small (a tinyint, d decimal(4,2),
    v varchar(3) not null)' >/dev/null
for row in '128 1 abc' '1 123 abc' '1 1.234 abc' '1 1 abcd' '1 1 \N'; do
	printf '%s\n' "$row" | tr ' ' '\t' |
	    mc block tinyint,decimal,varchar >bad
	t "'$row' does not fit" '
		mc_refused "MalformedDataStream.*record 1[,:]" \
		    mc_put small "$(mc_session small)" 0 bad'
done
t 'what just fits does' '
	printf "%s\t%s\t%s\n" -128 -99.99 äöü |
	    mc block tinyint,decimal,varchar >good
	mc_put small "$(mc_session small)" 0 good'
t 'a cell of more than 8 MB is refused' '
	perl -e "print qq(1\t), q(x) x 8388609, qq(\n)" |
	    mc block bigint,string >big
	mc_refused MalformedDataStream mc_put t2 "$(mc_session t2)" 0 big'

# --- partitions ---
mc sql 'create table p (id bigint)
    partitioned by (dt string, r string)' >/dev/null
printf '1\n' | mc block bigint >q0
up="$T/p?uploads"
t 'a partition must be named' '
	mc_refused MissingPartitionSpec mc req POST "$up"'
t 'and with all levels' '
	mc_refused InvalidPartitionSpec mc req POST "$up&partition=dt%3D1"'
t 'and exist' '
	mc_refused NoSuchPartition mc req POST "$up&partition=dt%3D1%2Cr%3Dx"'
t 'or be made' '
	mc upload "$T/p?partition=dt%3D1%2Cr%3Dx&create_partition=true" q0 &&
	mc req GET "$T/p?partitions" | grep "Name=\"r\" Value=\"x\""'
t 'values have their letters' '
	mc_refused InvalidPartitionSpec mc req POST \
	    "$up&create_partition=true&partition=dt%3D1%2Cr%3D%C3%A4"'
one="$T/p?partition=dt='1',r="
t 'quotes around values do no harm' \
    'mc req GET "$one'"'x'"'" | grep "partitionRecordNum.:1"'
t 'a missing one is 404' \
    'mc_refused NoSuchPartition mc req GET "$one'"'y'"'"'
t 'a table without partitions takes none' '
	mc_refused InvalidPartitionSpec \
	    mc req POST "$T/t2?uploads&partition=dt%3D1"'
t 'lists come in pieces' '
	mc sql "alter table p add partition (dt=2, r=1) partition (dt=3, r=1)"
	mc req GET "$T/p?partitions&expectmarker=true&maxitems=2" >out
	grep "<Marker>dt=2,r=1</Marker>" out && ! grep "Value=\"3\"" out &&
	mc req GET "$T/p?partitions&marker=dt%3D2%2Cr%3D1" >out &&
	grep "<Marker></Marker>" out && grep "Value=\"3\"" out'
t 'of tables too' '
	mc req GET "$T?expectmarker=true&maxitems=1" | grep "<Marker>p<" &&
	mc req GET "$T?name=T2" >out && grep "<Name>t2<" out &&
	! grep "<Name>t1<" out'
t 'a table describes itself' '
	mc req GET $T/P | grep "\"name\":\"dt\",\"type\":\"string\""'
t 'a preview, and what it refuses' '
	mc req GET "$T/t2/preview?limit=1" | tail -c +5 | head -c 4 |
	    od -An -tx1 | grep "ff ff ff ff" &&
	mc req GET "$P/schemas/default/tables/p/preview?partition=dt=1/r=x" \
	    >/dev/null &&
	mc_refused InvalidArgument mc req GET "$T/t2/preview?limit=10001" &&
	mc_refused InvalidColumnSpec \
	    mc req GET "$T/t2/preview?columns=id,zz" &&
	mc_refused InvalidPartitionSpec \
	    mc req GET "$T/p/preview?partition=x=1"'
t 'Arrow goes down, not up' '
	id=$(mc_download t2)
	mc req GET "$T/t2?data&downloadid=$id&rowrange=(0,1)&arrow" |
	    tail -c +5 | head -c 4 | od -An -tx1 | grep "00 01 00 00" &&
	mc_refused NotImplemented mc req PUT \
	    "$T/t2?uploadid=$(mc_session t2)&blockid=0&arrow" p0'
t 'the tunnel is found at the same place' '
	mc req GET "/projects/local/tunnel?service" |
	    grep -x "127.0.0.1:$a_port"'
rc=0
mclocal_stop a || rc=$?
t 'it ends cleanly' '[ "$rc" -eq 0 ]'
done_testing
