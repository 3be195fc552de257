#!/bin/sh
# mcpartition: rows in, routed rows or SQL text out.  Input is written as
# JSON lines, one function for each part of a stream.
# shellcheck disable=SC2016,SC2034
. "${0%/*}/../lib.sh"

hello() {
	printf '{"kind":"hello","producer":"test"}\n'
	printf '{"kind":"begin","pos":"bin.000012:1000"}\n'
}

# table REF DB.NAME FLAGS COLUMNS: a definition
table() {
	of="\"db\":\"${2%%.*}\",\"table\":\"${2#*.}\",\"ref\":$1"
	printf '{"kind":"table",%s,"flags":[%s],"columns":[%s]}\n' \
	    "$of" "$3" "$4"
}

# row OP IMAGES [ID]: of the table defined last, at 2026-03-07 09:05:59.999999
row() {
	printf '{"kind":"row","op":"%s","record_id":%s,' "$1" "${3:-7}"
	printf '"time":"2026-03-07T09:05:59.999999Z",'
	[ "$1" = S ] || printf '"pos":"bin.000012:1234",'
	printf '%s,%s}\n' "$2" "$of"
}

end() {
	printf '{"kind":"mark","pos":"bin.000012:2000"}\n{"kind":"end"}\n'
}

# Records of standard input, through mcpartition with these options.
run() {
	pxrec --from-json >in.rec && mcpartition "$@" <in.rec >out.rec
}

rows() {
	pxrec --json out.rec | sed -n 's/.*"kind":"row".*"after"://p' |
	    sed 's/,"ref":/ /; s/,"part":/ /; s/}$//'
}

# complains CODE TEXT [OPTION...]: run ends so, with the text on stderr.
complains() {
	rc=$1 text=$2
	shift 2
	code "$rc" run "$@" 2>err
	cat err
	grep -qF -- "$text" err
}

id='{"name":"id","type":"bigint","key":1}'
name='{"name":"Name","type":"varchar","length":9,"charset":"utf8mb4"'
name="$name,\"flags\":[\"nullable\"]}"
customer() {
	table "$1" shop.Customer '"primary"' "$id,$name"
}

data=$top/tests/cli/mcpartition.d

### the shape of the log

{
	hello
	customer 3
	row I '"after":{"id":1,"Name":"ann"}' 4
	row U '"before":{"id":1,"Name":"ann"},"after":{"id":2,"Name":null}' 5
	row D '"before":{"id":2,"Name":null}' 6
	end
} >log.json

t 'one row for an insert and a delete, two for an update' '
	run --names previous <log.json && rows | diff "$data/log.want" -'
t 'the table is sent before its first row, begin and mark pass' '
	pxrec --json out.rec | sed "s/{\"kind\":\"\([a-z]*\)\".*/\1/" |
	    tr "\n" " " |
	    grep -x "hello begin table part row row row row mark end "'
t 'the new rule puts a prefix before added and partition columns' '
	run <log.json &&
	[ "$(pxrec --json out.rec | grep -o new_dts_sync_[a-z_]* | sort -u |
	    wc -l)" -eq 8 ] &&
	rows | head -n 1 | grep -q new_dts_sync_record_id'
t 'partitions, zero padded, in UTC, to the minute' '
	run --partition year,month,day,hour,minute <log.json &&
	pxrec --json out.rec |
	    grep -q "\"values\":\[\"2026\",\"03\",\"07\",\"09\",\"05\"\]"'
t 'a prefix of the levels, and none' '
	run --partition year <log.json &&
	pxrec --json out.rec | grep -q "\"values\":\[\"2026\"\]" &&
	run --partition none <log.json &&
	! pxrec --json out.rec | grep "\"part\""'
t 'the same input gives the same bytes, whatever the zone' '
	run <log.json && cp out.rec one.rec &&
	TZ=Asia/Shanghai run <log.json && cmp one.rec out.rec'
t 'a definition sent again is not passed on, a new one is' '
	{ hello; customer 3; row D "\"before\":{\"id\":1,\"Name\":\"a\"}"
	customer 3; row D "\"before\":{\"id\":2,\"Name\":\"a\"}"
	table 3 shop.Customer "" "$id"
	row D "\"before\":{\"id\":3}"; end; } | run &&
	pxrec --json out.rec | sed "s/{\"kind\":\"\([a-z]*\)\".*/\1/" |
	    tr "\n" " " |
	    grep -x "hello begin table part row row table part row mark end "'

### the copy

t 'rows of a copy go to the base as they are, chunks follow' '
	{ printf "{\"kind\":\"hello\"}\n"; table 9 shop.empty "" "$id"
	customer 8
	printf "{\"kind\":\"mark\",\"pos\":\"bin.000012:4\",%s}\n" \
	    "\"flags\":[\"copy_start\"]"
	printf "{\"kind\":\"chunk\",%s,\"number\":2,\"total\":3,%s}\n" \
	    "$of" "\"state\":\"begin\""
	row S "\"after\":{\"id\":1,\"Name\":null},\"part\":2" 0
	printf "{\"kind\":\"end\"}\n"; } >copy.json
	run <copy.json && [ "$(rows)" = "{\"id\":1,\"name\":null} 1 2" ] &&
	pxrec --json out.rec | grep -c "\"role\":\"base\"" | grep -x 2 &&
	pxrec --json out.rec | sed -n "s/.*chunk.*\"ref\":\([0-9]*\).*/\1/p" |
	    grep -x 1'
t 'a stream of definitions alone gets both destinations' '
	{ hello | head -n 1; customer 1; printf "{\"kind\":\"end\"}\n"; } |
	    run &&
	pxrec --json out.rec | grep -o "\"role\":\"[a-z]*\"" | tr "\n" " " |
	    grep -x "\"role\":\"base\" \"role\":\"log\" "'

### names

t 'case of names: lower by default, or as asked' '
	for p in default lower upper source; do
		run --case $p <log.json && pxrec out.rec |
		    sed -n "s/.* => \([A-Za-z]*_log\) .*, \(.*\) string/\1 \2/p"
	done >got
	printf "%s\n" "customer_log name" "customer_log name" \
	    "CUSTOMER_log NAME" "Customer_log Name" | diff - got'
t 'a renamed table and column have their new names, not so in statements' '
	code 78 run <"$data/mapped.json" &&
	pxrec --json out.rec | grep "\"dest\":{\"table\":\"d_log\"" |
	    grep -q "\"name\":\"y\",\"type\":\"bigint\""'

# refused CODE TEXT TITLE FLAGS COLUMNS [OPTION VALUE]
refused() {
	{
		hello
		table 1 "${T:-d.t}" "$4" "$5"
		end
	} >refused.json
	t "$3" "complains $1 \"$2\" ${6:---case} ${7:-default} <refused.json"
}

refused 78 "columns 'a' and 'A' differ only in case" \
    'names that fold to one' '' \
    '{"name":"a","type":"int"},{"name":"A","type":"int"}' --case lower
refused 78 "columns 'a' and 'A' differ only in case" \
    'the target does not know case' '' \
    '{"name":"a","type":"int"},{"name":"A","type":"int"}' --case source
refused 78 "its definition has two columns 'a'" 'a name twice' '' \
    '{"name":"a","type":"int"},{"name":"a","type":"blob"}'
refused 78 "'d.t.Record_ID' is also the name of a column added" \
    'an added column and one of the source' '' \
    '{"name":"Record_ID","type":"int"}' --names previous
refused 78 "'d.t.modifytime_day' is also the name of a partition column" \
    'a partition column and one of the source' '' \
    '{"name":"modifytime_day","type":"int"}' --names previous
refused 78 "'d.t.a-b': the name has more than letters" \
    'a column name the target does not take' '' '{"name":"a-b","type":"int"}'
T=d.1t refused 78 "'1t_base' does not begin with a letter" \
    'a table name that begins with a digit' '' "$id"
T="d.t\$" refused 78 "has more than letters, digits" \
    'a table name with a sign' '' "$id"
T=d.$(printf '%0130d' 0 | tr 0 t) refused 78 'is longer than 128 bytes' \
    'a table name that is too long' '' "$id"
refused 78 "names of its columns are not known" \
    'columns without names' '"nameless"' \
    '{"name":"@1","type":"int","flags":["nameless"]}'
refused 78 "'d.t.e': its members are not known" \
    'labels that nobody knows' '' \
    '{"name":"e","type":"enum","charset":"utf8mb4"}'
refused 78 "sign, charset or members are not known" \
    'a sign that nobody knows' '' \
    '{"name":"i","type":"int","flags":["unsure"]}'
refused 78 "'d.t' is a view" 'a view' '"view"' "$id"
refused 78 "would have 1204 columns" 'more columns than a table can have' '' \
    "$(i=0; while [ $i -lt 1196 ]; do
	printf '%s{"name":"c%d","type":"int"}' "${c:-}" $i
	c=, i=$((i + 1)); done)"
t 'as many columns as a table can have' '
	sed "s/,{\"name\":\"c1192\".*\"c1195\",\"type\":\"int\"}//" \
	    <refused.json >full.json && run <full.json'
t 'two tables with one destination' '
	{ hello; table 1 a.T "" "$id"; table 2 b.t "" "$id"; end; } |
	    complains 78 "'\''a.T'\'' and '\''b.t'\'' would both become"'
t 'Chinese column names are taken' '
	{ hello; table 1 a.T "" "{\"name\":\"名\",\"type\":\"int\"}"
	row D "\"before\":{\"名\":1}"; end; } | run && rows | grep -q 名'

### values: tests/unit has the maps; here each kind of value goes through

col() {
	printf '{"name":"%s","type":"%s"%s}' "$1" "$2" "${3:+,$3}"
}
t 'every kind of value, exact' '
	run --types exact <"$data/all.json" && rows | diff "$data/exact.want" -'
t 'every kind of value, as DTS has it: cut, not rounded' '
	run --types dts <"$data/all.json" && rows | diff "$data/dts.want" -'
t 'in the log too, where bitmaps are moved and a column is dropped' '
	run <"$data/nulls.json" &&
	rows | sed "s/.*\"i\"/{\"i\"/" | diff "$data/nulls.want" -'

dates() {
	hello
	table 1 d.t '' "$id,$(col d datetime),$(
	    col s text '"charset":"utf8mb4"')"
	row I "\"after\":{\"id\":5,\"d\":\"$1\",\"s\":\"x\"}"
	end
}
t 'a date that does not exist ends the program, with value and place' '
	dates "2026-02-31 00:00:00" |
	    complains 65 "2026-02-31 00:00:00'\'' is no date that the target" &&
	grep "'\''d.t.d'\''.*, at bin.000012:1234$" err &&
	grep -q "^hint: --zero-date" err && ! pxrec out.rec >text'
t 'in a copy the place is the chunk and the key' '
	{ dates x | sed 2q | grep hello; table 1 d.t "" "$id,$(col d date)"
	row S "\"after\":{\"id\":5,\"d\":\"0000-00-00\"},\"part\":3" 0
	printf "{\"kind\":\"end\"}\n"; } |
	    complains 65 "in chunk 3 of the copy, id=5"'
t 'so does the year 0' 'dates "0000-12-31 23:59:59" | complains 65 "is no date"'
t 'or it is NULL' '
	dates "0000-00-00 00:00:00" | run --zero-date null &&
	rows | grep -q "\"id\":5,\"d\":null,\"s\":\"x\"}"'
t 'or all dates are text' '
	dates "0000-00-00 00:00:00" | run --zero-date string &&
	rows | grep -q "\"id\":5,\"d\":\"0000-00-00 00:00:00\",\"s\":\"x\"}"'
t 'an unsigned number beyond a bigint is refused by --types dts' '
	{ hello; table 1 d.t "" "$(col u bigint "\"flags\":[\"unsigned\"]")"
	row I "\"after\":{\"u\":9223372036854775808}"; end; } |
	    complains 65 "'\''9223372036854775808'\'' is more than a bigint" \
	    --types dts'
t 'and kept by the exact map' '
	run <refused.json; sed -n 1,2p refused.json >big.json
	{ hello; table 1 d.t "" "$(col u bigint "\"flags\":[\"unsigned\"]")"
	row I "\"after\":{\"u\":18446744073709551615}"; end; } | run &&
	rows | grep -q "\"u\":\"18446744073709551615\""'
# A value of N bytes in a stream.
long() {
	hello; table 1 d.t "" "$(col s text '"charset":"utf8mb4"')"
	row I '"after":{"s":"@"}' >line
	sed "s/@.*//" line | tr -d "\n"
	head -c "$1" /dev/zero | tr "\0" x; sed "s/.*@//" line; end
}
blob() {
	hello; table 1 d.t "" "$(col s blob '"charset":"binary"')"
	row I '"after":{"s":{"b64":"@"}}' >line
	sed "s/@.*//" line | tr -d "\n"
	head -c "$1" /dev/zero | base64 -w 0; sed "s/.*@//" line; end
}
full() { # the value in out.rec is 8 MB long
	rows | perl -ne 'my ($v) = /"s":"([^"]*)"/ or exit 1;
	    exit length $v != 8388608'
}
t 'a cell above 8 MB is refused, one of 8 MB is not' '
	long 8388608 | run && full &&
	long 8388609 | complains 65 "is longer than a cell" &&
	grep -q "^hint: --long-value" err'
t 'or it is NULL, and counted' '
	long 8388609 | run --long-value null 2>err &&
	grep -q "^mcpartition: 1 values" err && rows | grep -q "\"s\":null"'
t 'or it is cut' '
	long 8388609 | run --long-value cut 2>err &&
	grep -q "^mcpartition: 1 values" err && full'
t 'bytes as Base64 as well' '
	blob 6291456 | run --types dts && full && blob 6291459 >big &&
	complains 65 "is longer than a cell" --types dts <big &&
	run --types dts --long-value cut 2>err <big && full'
t 'a partial image is refused, with the setting to change' '
	{ hello; table 1 d.t "" "$id,$name"
	row U "\"before\":{\"id\":1},\"after\":{\"Name\":\"x\"},
	    \"partial\":[\"before\",\"after\"]" | tr -d "\n\t" && echo
	end; } | complains 65 "image of a row is partial, at bin.000012:1234" &&
	grep -q binlog_row_image=FULL err'
t 'a row of a table that was not defined' '
	run <log.json && { pxrec --from-json <log.json | tr "\003" "\004"
	} >bad.rec && code 65 mcpartition <bad.rec >out.rec 2>err'

### changes of definitions

# ddl KIND SQL DB TABLE: after a first change of shop.Customer
ddl() {
	hello
	customer 3
	row D '"before":{"id":1,"Name":null}' 4
	printf '{"kind":"ddl","pos":"bin.000012:1500","op":"%s",' "$1"
	printf '"db":"shop","sql":"%s","tables":[%s]}\n' "$2" \
	    "${3:+{\"db\":\"$3\",\"table\":\"$4\"\}}"
	row D '"before":{"id":2,"Name":null}' 5
	end
}

for op in create alter drop rename truncate; do
	t "a $op of a table of ours ends the stream properly, and exits 78" '
		ddl $op "$op\\n it" shop customer |
		    complains 78 "bin.000012:1500: $op  it" &&
		grep -q "^hint: all before it is delivered" err &&
		pxrec --count out.rec | grep -x " *1 row" &&
		pxrec --count out.rec | grep -x " *1 end"'
	t "a $op of another table passes" '
		ddl $op "$op it" other customer | run &&
		pxrec --count out.rec | grep -x " *2 row" &&
		pxrec --count out.rec | grep -x " *1 ddl"'
done
t 'the default schema counts where none is named' '
	ddl alter "alter" X Customer | sed "s/\"db\":\"X\"/\"db\":\"\"/" |
	    complains 78 "definition of '\''shop.Customer'\'' changes"'
t 'a statement that is not understood stops' '
	ddl unknown "frobnicate" "" "" | complains 78 "not understood"'
t 'one that is known to be harmless passes' 'ddl other "analyze" "" "" | run'
t 'a dropped schema stops when it is ours, a new one does not' '
	ddl database "/* x */ DROP DATABASE shop" shop "" |
	    complains 78 "definition of '\''shop'\'' changes" &&
	ddl database "ALTER DATABASE shop CHARACTER SET utf8" shop "" | run &&
	ddl database "drop database other" other "" | run'

cat >job.conf <<-'X'
[objects]
include = shop.*
exclude = shop.tmp
[shape]
names = previous
partition = year month
zero_date = null
lifecycle = 30
X
t 'what the job file chooses is ours before it was seen' '
	ddl truncate "truncate orders" shop orders | complains 78 shop.orders \
	    -cjob.conf &&
	ddl truncate "truncate tmp" shop tmp | run -c job.conf &&
	ddl create "create table orders" shop orders | run -c job.conf &&
	ddl create "create /* x */ or replace table orders" shop orders |
	    complains 78 shop.orders -c job.conf'
t 'the job file shapes, options win' '
	run -c job.conf <log.json &&
	pxrec --json out.rec | grep -q "\"values\":\[\"2026\",\"03\"\]" &&
	rows | grep -q "{\"record_id\"" &&
	run -c job.conf --names new --partition none --lifecycle 0 <log.json &&
	rows | grep -q "{\"new_dts_sync_record_id\""'
t 'a wrong list of partitions in the job file names its line' '
	sed "s/year month/month/" job.conf >bad.conf &&
	complains 78 "bad.conf:6: shape.partition:" -cbad.conf <log.json'

### SQL text

t 'CREATE TABLE of base and log' '
	run --ddl --names previous --partition year,month --lifecycle 9 \
	    <"$data/pair.json" && diff "$data/ddl.sql" out.rec'
t 'a log without partitions; types of the first edition need no settings' '
	{ hello; customer 1; end; } | run --ddl --partition none &&
	! grep -E "partitioned|lifecycle|^set" out.rec &&
	tail -n 1 out.rec |
	    grep -x ") comment '\''changes of shop.Customer'\'';"'
t 'a long comment is cut between letters' '
	{ hello; table 1 d.t "" "$(col i int "\"comment\":\"$(
	    printf "x%0600d" 0 | sed "s/0/é/g")\"")"; end; } | run --ddl &&
	sed -n "s/.*comment '\''\([^'\'']*\)'\''.*/\1/p" out.rec | head -n 1 |
	    tr -d "\n" | wc -c | grep -x 1023'
t 'the merge as of a time, by all columns of the key, in its order' '
	run --merge-sql 1772874360 --names previous <"$data/pair.json" &&
	diff "$data/merge.sql" out.rec'
t 'the same time as text; midnight needs no partition of its day' '
	cp out.rec one.sql &&
	run --merge-sql 2026-03-07T09:06:00Z --names previous \
	    <"$data/pair.json" &&
	cmp one.sql out.rec &&
	run --merge-sql 2026-03-01T00:00:00Z <"$data/pair.json" &&
	grep -q "month. = .02. and (incr.*day. <= .28" out.rec'
t 'without a time nothing is left out' '
	run --merge-sql all <"$data/pair.json" && ! grep where.incr out.rec'
t 'the merge at a place of the log is one by record_id' '
	run --merge-sql bin.000002:4711 <"$data/pair.json" &&
	grep -qx " *where incr.\`new_dts_sync_record_id\` < 137438958183" \
	    out.rec && ! grep modifytime out.rec'
t 'and partitions are left out when a time is said' '
	run --merge-sql bin.000002:4711 --prune 2026-03-01T00:00:00Z \
	    --names previous <"$data/pair.json" &&
	grep -q "and (incr.*modifytime_day. <= .28" out.rec'
cat >bases <<'EOT'
pxcompact 1
copy * at=bin.000002:1000 time=2026-01-01T00:00:00.000000Z
base pair_base at=bin.000003:4 time=2026-01-02T00:00:00.000000Z
work pair_base at=bin.000004:4 time=2026-01-03T00:00:00.000000Z
cksum 1 2
EOT
t 'no point before the base is exact' '
	code 69 run --merge-sql bin.000003:5000 --bases bases \
	    <"$data/pair.json" 2>err && [ ! -s out.rec ] &&
	grep -q "Pair. has no exact answer.*bin.000004:4, 2026-01-03" err &&
	code 69 run --merge-sql 2026-01-03T00:00:00Z --bases bases \
	    <"$data/pair.json" 2>err &&
	{ hello; customer 1; end; } >c.json &&
	code 69 run --merge-sql bin.000002:999 --bases bases <c.json 2>err &&
	grep -q "the copy of its rows ended" err &&
	run --merge-sql bin.000002:1000 --bases bases <c.json &&
	! grep ">=" out.rec'
t 'what the base holds already is not read from the log' '
	for at in all 2026-01-03T00:00:01Z bin.000004:4; do
		run --merge-sql $at --bases bases <"$data/pair.json" &&
		grep -q "incr.*record_id. >= 206158430212$" out.rec || exit
	done'
t 'a list of bases that is none' '
	for l in "" "pxcompact 2" "pxcompact 1
base x at=y time=z" "pxcompact 1
copy * at=b.1:4 time=2026-01-01T00:00:00Z more" "pxcompact 1
cut"; do
		printf "%s\n" "$l" >bad
		code 65 mcpartition --merge-sql all --bases bad <in.rec ||
		    exit; done
	code 66 mcpartition --merge-sql all --bases gone <in.rec'
t 'the base as the result' '
	run --merge-sql bin.000002:4711 --as base <"$data/pair.json" &&
	grep -qx "insert overwrite table .pair_base." out.rec &&
	! grep create out.rec'
t 'the rows alone' '
	run --merge-sql all --as select <"$data/pair.json" &&
	! grep -e create -e insert out.rec &&
	grep -qx -e "-- key t..b., t..a." out.rec &&
	grep -q "^select .a., .v., .b.$" \
	    out.rec'
t 'partitions that are spent: over before a time, all rows before the place' '
	run --merge-sql bin.000002:4711 --as spent --names previous \
	    --prune 2026-03-07T09:05:59Z <"$data/pair.json" &&
	grep -q "modifytime_day. < .07.)))" out.rec &&
	grep -qx "having max(incr..record_id.) < 137438958183;" out.rec'
t 'only some of the tables' '
	{ hello; customer 1; table 2 shop.pair "" "$id"; end; } >c.json &&
	run --ddl --table shop.pair <c.json && ! grep customer out.rec &&
	code 69 run --ddl --table shop.none <c.json'
t 'the result under another name, or with a suffix' '
	run --merge-sql all --into _now <"$data/pair.json" &&
	grep -qF "insert overwrite table \`pair_now\`" out.rec &&
	run --merge-sql all --into other <"$data/pair.json" &&
	grep -qF "insert overwrite table \`other\`" out.rec'
t 'a result that would overwrite a log or another result' '
	{ hello; customer 1; end; } >c.json
	code 78 run --merge-sql all --into _log <c.json 2>err &&
	grep -q "overwrite .customer_log., which belongs to shop" err &&
	{ hello; customer 1; table 2 shop.pair "" "$id"; end; } >c.json &&
	code 78 run --merge-sql all --into same <c.json &&
	[ ! -s out.rec ]'
t 'tables without a key cannot be merged, and are named' '
	{ hello; customer 1; table 2 d.k "" "$name"; table 3 d.l "" "$name"
	end; } | complains 78 "no key to merge by: '\''d.k'\'', '\''d.l'\''" \
	    --merge-sql=all && [ ! -s out.rec ]'
t 'keys that can become NULL or equal give a warning' '
	{ hello; table 1 d.k "" "$(
	    col i int "\"key\":1,\"flags\":[\"nullable\"]"),$(
	    col m decimal "\"key\":2,\"precision\":20")"
	end; } | run --merge-sql all --types dts 2>err &&
	grep -q "column .i. can be NULL" err &&
	grep -q "column .m. loses digits" err'
t 'a source column named row_number is not taken for ours' '
	{ hello; table 1 d.k "" "$(col Row_Number int "\"key\":1")"; end; } |
	    run --merge-sql all && grep -q "^where dts_row_number = 1" out.rec'

t 'a stream without tables gives no SQL, and a warning' '
	{ hello; end; } | run --ddl 2>err && [ ! -s out.rec ] &&
	grep "no table is defined" err'

### calls and streams

usage() {
	code 64 mcpartition "$@" <in.rec >out 2>err && [ ! -s out ]
}
t 'options that make no sense' '
	usage --names old && usage --case x && usage --types y &&
	usage --partition month && usage --partition year,day &&
	usage --partition "" && usage --partition year,month,day,hour,min &&
	usage --zero-date no && usage --lifecycle x && usage --into x &&
	usage --metadata "" && usage --metadata source_table,x &&
	usage --ddl --merge-sql all && usage --merge-sql yesterday &&
	usage --merge-sql 2026-01-01T00:00:00.5Z &&
	usage --merge-sql all --into "a b" && usage x &&
	usage --merge-sql all --as view && usage --merge-sql all --as base &&
	usage --merge-sql all --as select --into x && usage --as base &&
	usage --merge-sql all --prune x && usage --bases x && usage --prune 1 &&
	usage --merge-sql b.1:4 --as spent && usage --table a.b &&
	usage --merge-sql all --table . && usage --merge-sql bin:4 &&
	usage --lifecycle 3 --partition none'
t '-v says which tables become which' '
	run -v <log.json 2>err && grep -q "becomes .customer_base. and" err &&
	run -q <log.json 2>err && [ ! -s err ]'
t 'a cut stream' '
	run <log.json && head -c 300 in.rec >cut.rec &&
	code 66 mcpartition <cut.rec >out.rec &&
	code 66 mcpartition --ddl <cut.rec >out && [ ! -s out ] &&
	code 66 mcpartition </dev/null >out'
t 'what is no record stream' '
	echo "create table" | { code 65 mcpartition >out; }'
t 'its own output is refused' '
	run <log.json && cp out.rec twice.rec &&
	code 65 mcpartition <twice.rec >out.rec'
t 'a full disk' '
	run <log.json && code 74 mcpartition <in.rec >/dev/full &&
	code 74 mcpartition --ddl <in.rec >/dev/full'

done_testing
