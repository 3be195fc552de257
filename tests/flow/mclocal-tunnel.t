#!/bin/sh
. "${0%/*}/../lib.sh"
. "$top/tests/mclocal.sh"

mclocal_start a
mclocal_use a
T=/projects/local/tables

t 'a table is made by SQL' \
	'mc sql "create table T1 (Id bigint, name string, d decimal(10,2), at datetime, ts timestamp, b binary, f double, ok boolean, day date);"'
printf '1\tone\t1.50\t1704164645000\t1704164645.123456000\tab\t1.5\t1\t0\n2\t\\N\t-0.05\t-1\t-1.500000000\t\\N\t-0.25\t0\t19724\n' >rows
mc block bigint,string,decimal,datetime,timestamp,binary,double,boolean,date <rows >b0
t 'rows go up' 'mc upload $T/t1 b0'
cat >want <<'X'
"id","name","d","at","ts","b","f","ok","day"
1,"one",1.50,2024-01-02 03:04:05,2024-01-02 03:04:05.123456,"ab",1.5,true,1970-01-01
2,\N,-0.05,1969-12-31 23:59:59.999,1969-12-31 23:59:59.5,\N,-0.25,false,2024-01-02
X
t 'and are selected' 'mc sql "select * from t1 order by id" >got; diff want got'
t 'and come back by download, byte for byte' '
	id=$(mc req POST "$T/t1?downloads" | sed -n "s/.*\"DownloadID\":\"\([^\"]*\)\".*/\1/p")
	mc req GET "$T/t1?data&downloadid=$id&rowrange=%280%2C2%29" | tail -c +5 >got
	cmp b0 got'
t 'and in part, in another order of columns' '
	id=$(mc req POST "$T/t1?downloads" | sed -n "s/.*\"DownloadID\":\"\([^\"]*\)\".*/\1/p")
	mc req GET "$T/t1?data&downloadid=$id&rowrange=(1,1)&columns=d,ID" | tail -c +5 >got
	printf -- "-0.05\t2\n" | mc block decimal,bigint | cmp - got'
t 'a row range beyond the end is refused' '
	id=$(mc req POST "$T/t1?downloads" | sed -n "s/.*\"DownloadID\":\"\([^\"]*\)\".*/\1/p")
	mc req GET "$T/t1?data&downloadid=$id&rowrange=(3,1)" >out && return 1
	grep -q InvalidRowRange out'
t 'an unknown column of a download is refused' '
	id=$(mc req POST "$T/t1?downloads" | sed -n "s/.*\"DownloadID\":\"\([^\"]*\)\".*/\1/p")
	mc req GET "$T/t1?data&downloadid=$id&rowrange=(0,1)&columns=id,zz" >out && return 1
	grep -q InvalidColumnSpec out'
t 'head' 'mc req GET "$T/t1?data&linenum=1" >out; sed -n 3p out | grep "^1,\"one\","'

# --- sessions ---
session() {
	mc req POST "$T/$1?uploads&${2:-x}" |
		sed -n 's/.*"UploadID":"\([^"]*\)".*/\1/p'
}
mc sql 'create table t2 (id bigint, s string)' >/dev/null
printf '1\ta\n2\tb\n' | mc block bigint,string >p0
printf '3\tc\n' | mc block bigint,string >p1
u=$(session t2)
t 'what is not committed is not seen' '
	mc req PUT "$T/t2?uploadid=$u&blockid=7" p1 content-type:application/octet-stream &&
	mc req PUT "$T/t2?uploadid=$u&blockid=0" p0 &&
	test "$(mc sql "select count(*) n from t2" | tail -n 1)" = 0'
t 'the same block again replaces it' '
	mc req PUT "$T/t2?uploadid=$u&blockid=7" p1 &&
	mc req GET "$T/t2?uploadid=$u" >out &&
	test "$(grep -o BlockID out | wc -l)" -eq 2 && grep -q "\"Status\":\"normal\"" out'
t 'a commit shows all, in the order of the blocks' '
	mc req POST "$T/t2?uploadid=$u" | grep "\"Status\":\"closed\"" &&
	test "$(mc sql "select id from t2" | tr "\n" " ")" = "\"id\" 1 2 3 "'
t 'a repeated commit does nothing' '
	mc req POST "$T/t2?uploadid=$u" | grep "\"Status\":\"closed\"" &&
	test "$(mc sql "select count(*) n from t2" | tail -n 1)" = 3'
t 'a block after the commit is a conflict' '
	mc req PUT "$T/t2?uploadid=$u&blockid=1" p0 >out && return 1
	grep -q "^409" out && grep -q StatusConflict out'
t 'an unknown session is 404' '
	mc req GET "$T/t2?uploadid=nope" >out && return 1
	grep -q NoSuchUpload out'
t 'a session belongs to its table' '
	mc req GET "$T/t1?uploadid=$u" >out && return 1
	grep -q NoSuchUpload out'
t 'block ids end at 19999' '
	u=$(session t2)
	mc req PUT "$T/t2?uploadid=$u&blockid=19999" p0 || return 1
	mc req PUT "$T/t2?uploadid=$u&blockid=20000" p0 >out && return 1
	grep -q InvalidBlockID out'
t 'overwrite replaces' '
	u=$(session t2 overwrite=true)
	mc req PUT "$T/t2?uploadid=$u&blockid=0" p1 && mc req POST "$T/t2?uploadid=$u" &&
	test "$(mc sql "select id from t2" | tr "\n" " ")" = "\"id\" 3 "'
t 'two sessions at once do not disturb each other' '
	a=$(session t2) b=$(session t2)
	mc req PUT "$T/t2?uploadid=$a&blockid=0" p0 & x=$!
	mc req PUT "$T/t2?uploadid=$b&blockid=0" p1 & y=$!
	wait $x && wait $y &&
	mc req POST "$T/t2?uploadid=$b" &&
	test "$(mc sql "select count(*) from t2" | tail -n 1)" = 2 &&
	mc req POST "$T/t2?uploadid=$a" &&
	test "$(mc sql "select count(*) from t2" | tail -n 1)" = 4'
t 'a download does not see what came after it' '
	id=$(mc req POST "$T/t2?downloads" | sed -n "s/.*\"DownloadID\":\"\([^\"]*\)\".*/\1/p")
	mc upload $T/t2 p0 &&
	mc req GET "$T/t2?downloadid=$id" | grep "\"RecordCount\":4," &&
	mc req GET "$T/t2?data&downloadid=$id&rowrange=(4,10)" | tail -c +5 >got &&
	mc block bigint,string </dev/null | cmp - got'
t 'and is refused after a truncate' '
	id=$(mc req POST "$T/t2?downloads" | sed -n "s/.*\"DownloadID\":\"\([^\"]*\)\".*/\1/p")
	mc sql "truncate table t2" || return 1
	mc req GET "$T/t2?data&downloadid=$id&rowrange=(0,1)" >out && return 1
	grep -q TableModified out'

# --- bodies ---
t 'chunked bodies' 'u=$(session t2)
	MC_CHUNKED=1 mc req PUT "$T/t2?uploadid=$u&blockid=0" p0'
perl -MCompress::Zlib -e 'local $/; binmode STDIN; print compress(<STDIN>, 1)' <p0 >p0.z
t 'deflate' 'u=$(session t2)
	mc req PUT "$T/t2?uploadid=$u&blockid=0" p0.z content-encoding:deflate &&
	mc req POST "$T/t2?uploadid=$u" &&
	test "$(mc sql "select count(*) from t2" | tail -n 1)" = 2'
t 'a cut deflate stream leaves nothing' 'u=$(session t2)
	head -c 15 p0.z >cut.z
	mc req PUT "$T/t2?uploadid=$u&blockid=0" cut.z content-encoding:deflate >out && return 1
	grep -q MalformedDataStream out && mc req GET "$T/t2?uploadid=$u" | grep "BlockList\":\[\]"'
t 'an unknown coding is refused' 'u=$(session t2)
	mc req PUT "$T/t2?uploadid=$u&blockid=0" p0 content-encoding:x-snappy-framed >out && return 1
	grep -q InvalidArgument out'
t 'a body that ends early leaves nothing' 'u=$(session t2)
	MC_CUT=10 mc req PUT "$T/t2?uploadid=$u&blockid=0" p0
	mc req GET "$T/t2?uploadid=$u" | grep "BlockList\":\[\]"'
t 'a damaged record is refused' 'u=$(session t2)
	perl -pe "BEGIN { undef \$/ } s/a/z/" <p0 >bad
	mc req PUT "$T/t2?uploadid=$u&blockid=0" bad >out && return 1
	grep -q MalformedDataStream out && mc req GET "$T/t2?uploadid=$u" | grep "BlockList\":\[\]"'
t 'a missing trailer is refused' 'u=$(session t2)
	head -c -11 p0 >bad
	mc req PUT "$T/t2?uploadid=$u&blockid=0" bad >out && return 1
	grep -q MalformedDataStream out'
t 'bytes behind the trailer are refused' 'u=$(session t2)
	cat p0 p1 >bad
	mc req PUT "$T/t2?uploadid=$u&blockid=0" bad >out && return 1
	grep -q MalformedDataStream out'
t 'a value too large for its column is refused' '
	mc sql "create table small (a tinyint, d decimal(4,2), v varchar(3) not null)" || return 1
	for row in "128\t1\tabc" "1\t123\tabc" "1\t1.234\tabc" "1\t1\tabcd" "1\t1\t\\\\N"; do
		u=$(session small)
		printf "$row\n" | mc block tinyint,decimal,varchar >bad
		mc req PUT "$T/small?uploadid=$u&blockid=0" bad >out && return 1
		grep "MalformedDataStream.*record 1[,:]" out || { cat out; return 1; }
	done
	u=$(session small)
	printf "%s\n" "-128	-99.99	äöü" | mc block tinyint,decimal,varchar >good
	mc req PUT "$T/small?uploadid=$u&blockid=0" good'
t 'a cell of more than 8 MB is refused' 'u=$(session t2)
	perl -e "print qq(1\t), q(x) x 8388609, qq(\n)" | mc block bigint,string >big
	mc req PUT "$T/t2?uploadid=$u&blockid=0" big >out && return 1
	grep -q MalformedDataStream out'

# --- partitions ---
mc sql 'create table p (id bigint) partitioned by (dt string, r string)' >/dev/null
printf '1\n' | mc block bigint >q0
t 'a partition must be named' '
	mc req POST "$T/p?uploads" >out && return 1; grep -q MissingPartitionSpec out'
t 'and with all levels' '
	mc req POST "$T/p?uploads&partition=dt%3D1" >out && return 1; grep -q InvalidPartitionSpec out'
t 'and exist' '
	mc req POST "$T/p?uploads&partition=dt%3D1%2Cr%3Dx" >out && return 1; grep -q NoSuchPartition out'
t 'or be made' 'mc upload "$T/p?partition=dt%3D1%2Cr%3Dx&create_partition=true" q0 &&
	mc req GET "$T/p?partitions" | grep "Name=\"r\" Value=\"x\""'
t 'values have their letters' '
	mc req POST "$T/p?uploads&create_partition=true&partition=dt%3D1%2Cr%3D%C3%A4" >out && return 1
	grep -q InvalidPartitionSpec out'
t 'quotes around values do no harm' "
	mc req GET \"\$T/p?partition=dt='1',r='x'\" | grep partitionRecordNum.:1"
t 'a missing one is 404' "
	mc req GET \"\$T/p?partition=dt='1',r='y'\" >out && return 1; grep -q NoSuchPartition out"
t 'a table without partitions takes none' '
	mc req POST "$T/t2?uploads&partition=dt%3D1" >out && return 1; grep -q InvalidPartitionSpec out'
t 'what is not there yet says so' '
	mc req POST "$T/t2/streams" >out && return 1
	grep -q "^501" out && grep -q "\"NotImplemented\"" out'
rc=0
mclocal_stop a || rc=$?
t 'it ends cleanly' 'test "$rc" -eq 0'
done_testing
