#!/bin/sh
# mcpartition --target: rows for tables that were made for other definitions,
# changes of definitions, and a shape for each table.
# shellcheck disable=SC2016,SC2034
. "${0%/*}/../lib.sh"

hello() {
	printf '{"kind":"hello","producer":"test","source":"mysql"}\n'
}

# table REF DB.NAME COLUMNS [SINCE]: a definition, valid behind offset SINCE
table() {
	of="\"db\":\"${2%%.*}\",\"table\":\"${2#*.}\",\"ref\":$1"
	printf '{"kind":"table",%s,%s"flags":["primary"],"columns":[%s]}\n' \
	    "$of" "${4:+\"since\":\"bin.000012:$4\",}" "$3"
}

# col NAME TYPE [REST]
col() {
	printf '{"name":"%s","type":"%s","flags":["nullable"]%s}' "$1" "$2" \
	    "${3:+,$3}"
}

# row VALUES: an insert into the table defined last
row() {
	printf '{"kind":"begin","pos":"bin.000012:1000"}\n'
	printf '{"kind":"row","op":"I","record_id":7,'
	printf '"time":"2026-03-07T09:05:59.999999Z","pos":"bin.000012:1234",'
	printf '"after":{%s},%s}\n' "$1" "$of"
}

# ddl OP SQL TABLE...: at offset 1500
ddl() {
	printf '{"kind":"ddl","pos":"bin.000012:1500","op":"%s",' "$1"
	printf '"db":"shop","sql":"%s","tables":[' "$2"
	shift 2
	_comma=
	for _t; do
		printf '%s{"db":"shop","table":"%s"}' "$_comma" "$_t"
		_comma=,
	done
	printf ']}\n'
}

end() {
	printf '{"kind":"mark","pos":"bin.000012:2000"}\n{"kind":"end"}\n'
}

run() {
	pxrec --from-json >in.rec &&
	    mcpartition --target made.rec "$@" <in.rec >out.rec
}

complains() { # CODE TEXT [OPTION...]
	_rc=$1 _text=$2
	shift 2
	code "$_rc" run "$@" 2>err
	cat err
	grep -qF -- "$_text" err
}

rows() {
	pxrec --json out.rec | sed -n 's/.*"new_dts_sync_after_flag":"Y",//p' |
	    sed 's/},.*//'
}

acts() {
	pxrec --kind ddl --json out.rec |
	    sed -n 's/.*"act":"\([a-z]*\)".*/\1/p'
}

id='{"name":"id","type":"bigint","key":1}'
v=$(col v int)
d=$(col d decimal '"precision":6,"scale":2')
s=$(col s varchar '"length":9,"charset":"utf8mb4"')
{ hello; table 1 shop.t "$id,$v,$d,$s"; echo '{"kind":"end"}'; } |
    pxrec --from-json >made.rec

### rows

t 'the order of the target' '
	{ hello; table 3 shop.T "$s,$d,$id,$v"
	row "\"s\":\"x\",\"d\":\"1.50\",\"id\":1,\"v\":2"; end; } | run &&
	rows | grep -x "\"id\":1,\"v\":2,\"d\":\"1.50\",\"s\":\"x\"" &&
	pxrec --json out.rec | grep "\"kind\":\"table\"" |
	    grep "\"columns\":\[{\"name\":\"s\"" | grep -q "\"name\":\"id\""'
t 'what is gone is NULL, and stops nobody' '
	{ hello; table 3 shop.t "$id,$s"; row "\"id\":1,\"s\":null"; end; } |
	    run && rows | grep -x "\"id\":1,\"v\":null,\"d\":null,\"s\":null"'
t 'so is what the job leaves behind by now' '
	left=$(col v int | sed "s/nullable\"/&,\"left\"/")
	{ hello; table 3 shop.t "$id,$left,$d,$s"
	row "\"id\":1,\"v\":2,\"d\":\"1.50\",\"s\":\"x\""; end; } | run &&
	rows | grep -x "\"id\":1,\"v\":null,\"d\":\"1.50\",\"s\":\"x\""'
more() { # COLUMN VALUE
	hello
	table 3 shop.t "$id,$v,$d,$s,$1"
	row "\"id\":1,\"v\":2,\"d\":\"1.00\",\"s\":\"x\",$2"
	end
}
t 'what the target has not stops, with the column' '
	more "$(col w int)" "\"w\":3" |
	    complains 78 "w'\'' is not in the target" &&
	grep -q "on_ddl = skip" err && ! rows | grep . &&
	pxrec --count out.rec | grep -x " *1 end"'
t 'unless it is skipped' '
	more "$(col w int)" "\"w\":3" | run --on-ddl skip &&
	rows | grep -x "\"id\":1,\"v\":2,\"d\":\"1.00\",\"s\":\"x\""'
changed() { # COLUMN VALUE: d is another one now
	hello
	table 3 shop.t "$id,$v,$(col d "$1"),$s"
	row "\"id\":1,\"v\":2,\"d\":$2,\"s\":\"x\""
	end
}
t 'another type stops' '
	changed int 1 | complains 78 "is bigint and in the target decimal(6,2)"'
t 'skipped, at the first value' '
	changed int null | run --on-ddl skip && rows | grep "\"d\":null" &&
	changed int 1 | complains 65 "does not fit the type of its column" \
	    --on-ddl skip && grep -q "bin.000012" err'
digits() { # VALUE
	hello
	printf '%s\n' "$(table 3 shop.t "$id,$v,{\"name\":\"d\",
	    \"type\":\"decimal\",\"precision\":12,\"scale\":4,
	    \"flags\":[\"nullable\"]},$s" | tr -d '\n\t')"
	of='"db":"shop","table":"t","ref":3'
	row "\"id\":1,\"v\":2,\"d\":\"$1\",\"s\":\"x\""
	end
}
for i in 1.5000=1.5 9999.9900=9999.99 -1234.0000=-1234 0.0000=0 \
    -0.1200=-0.12; do
	t "the decimal ${i%=*} fits" '
		digits "${i%=*}" | run --on-ddl skip &&
		rows | grep -F "\"d\":\"${i#*=}\""'
done
for i in 1.0001 10000.0000 -12345678.0000; do
	t "$i does not" '
		digits "$i" | complains 65 "more digits" --on-ddl skip'
done
t 'rows of a tool for online changes are left out' '
	{ hello; table 3 shop._t_gho "$id,$v"; row "\"id\":1,\"v\":2"; end; } |
	    run && ! rows | grep .'

### statements

after() { # COLUMNS OP SQL TABLE...: the table as the statement leaves it
	_columns=$1
	shift
	hello
	[ -z "$_columns" ] || table 3 shop.t "$_columns" 1600
	ddl "$@"
	end
}
same="$id,$v,$d,$s"
w=$(col w int)
t 'one that leaves the rows alone passes' '
	after "$same" alter "ADD INDEX" t | run && acts | grep -x same'
t 'so do columns in another order' '
	after "$v,$id,$s,$d" alter "FIRST" t | run && acts | grep -x same'
t 'the definition follows it, for whoever keeps it' '
	pxrec --json out.rec | sed "s/{\"kind\":\"\([a-z]*\)\".*/\1/" |
	    tr "\n" " " | grep -x "hello ddl table mark end "'
t 'one of which nobody knows what it leaves does not' '
	after "" alter "EXCHANGE" t | complains 78 "changes at bin.000012:1500"'
t 'nor an older definition in front of it' '
	{ hello; table 3 shop.t "$same" 1400; ddl alter "X" t; end; } |
	    complains 78 "changes at"'
for what in "add column=$same,$w" "drop column=$id,$v,$d" \
    "type=$id,$s,$d,$v,$(col v2 int)" \
    "key=$(printf %s "$same" | sed 's/,"key":1//')"; do
	t "stop: ${what%%=*}" '
		after "${what#*=}" alter "X" t | complains 78 "changes at"'
	t "skip: ${what%%=*}" '
		after "${what#*=}" alter "X" t | run --on-ddl skip &&
		acts | grep -x skipped'
	t "seen to: ${what%%=*}" '
		after "${what#*=}" alter "X" t |
		    run --past bin.000012:1500 && acts | grep -x followed'
done
for op in truncate drop rename; do
	t "$op stops, even if columns may be added" '
		after "$same" $op "$op" t | complains 78 "changes at" \
		    --on-ddl add-columns'
	t "$op is skipped, and says so" '
		after "" $op "$op" t | run --on-ddl skip &&
		acts | grep -x skipped'
done
t 'a table that the target has not is of no matter' '
	{ hello; ddl drop "DROP TABLE u" u; end; } | run && ! acts | grep .'
t 'nor is a new one of that name' '
	{ hello; table 3 shop.t "$id,$v" 1600; ddl create "CREATE TABLE t" t
	end; } | run'
t 'what is not understood is skipped where all is' '
	after "" unknown "FROB" | complains 78 "not understood" &&
	after "" unknown "FROB" | run --on-ddl skip && acts | grep -x skipped'

### following

t 'columns that are added stop, too: the target wants them first' '
	after "$w,$same" alter "ADD w FIRST" t |
	    complains 78 "changes at" --on-ddl add-columns'
t '--alter says what it wants' '
	after "$w,$same" alter "ADD w FIRST" t |
	    run --on-ddl add-columns --alter && diff - out.rec <<-X
	-- shop.t
	alter table \`t_log\` add columns if not exists (
	    \`w\` bigint
	);
	alter table \`t_base\` add columns if not exists (
	    \`w\` bigint
	);
	X'
t 'types and names as the job has them' '
	after "$same,$(col W2 int)" alter "ADD" t | run --on-ddl add-columns \
	    --alter --case upper && grep -q "^    .W2. " out.rec'
t 'but not for anything else' '
	after "$w,$id,$v,$d" alter "X" t | complains 78 "changes at" \
	    --on-ddl add-columns --alter && [ ! -s out.rec ] &&
	after "$w,$same" alter "X" t | complains 78 "changes at" --alter'
t '--retarget: new columns behind' '
	after "$w,$same" alter "ADD w FIRST" t | run --retarget &&
	pxrec --json out.rec | grep -o "\"name\":\"[a-z]*\"" | tr "\n" " " |
	    grep "\"id\" .*\"v\" .*\"d\" .*\"s\" .*\"w\"" &&
	pxrec --json out.rec | grep -q "\"source\":\"mysql\""'
t 'then it leaves the rows alone' '
	mv made.rec made.old && mv out.rec made.rec &&
	after "$w,$same" alter "ADD w FIRST" t | run && acts | grep -x same
	rc=$?; mv made.old made.rec; [ "$rc" -eq 0 ]'
swap() { # FROM
	hello
	table 3 shop.t "$same,$w" 1600
	ddl rename "RENAME TABLE t TO _t_old, $1 TO t" t _t_old "$1" t
	end
}
t 'a swap by a tool for online changes is followed' '
	swap _t_gho | run --on-ddl add-columns --alter &&
	grep -q "\`w\`" out.rec &&
	swap _t_gho | complains 78 "changes at"'
t 'another is not' '
	swap other | complains 78 "changes at" --on-ddl add-columns --alter'

### each table its own

cat >job.conf <<'X'
[objects]
include = shop.*
[shape]
partition = year
[table "shop.t"]
partition = year,month
on_ddl = skip
case = upper
[table "shop.*"]
names = previous
lifecycle = 5
X
t 'sections of tables' '
	{ hello; table 1 shop.t "$id"; table 2 shop.u "$id"; end; } |
	    pxrec --from-json | mcpartition -c job.conf --ddl >out && cat out
	grep -q "T_log. (" out && ! grep -q "U_log" out &&
	grep -A9 "T_log. (" out | grep -q "partitioned by .*year.*month" &&
	grep -A9 "u_log. (" out | grep -q "ed by (.modifytime_year. s" &&
	[ "$(grep -c lifecycle out)" -eq 1 ]'
t 'an option is for all of them' '
	{ hello; table 1 shop.t "$id"; table 2 shop.u "$id"; end; } |
	    pxrec --from-json | mcpartition -c job.conf --case lower --ddl |
	    grep -q "t_log. ("'
t 'their policies' '
	after "" truncate "TRUNCATE" t | run -c job.conf &&
	acts | grep -x skipped'
wrong() { # TEXT LINE...
	printf '%s\n' "$2" >bad.conf
	code 78 mcpartition -c bad.conf --ddl </dev/null 2>err
	cat err
	grep -qF -- "$1" err
}
t 'sections that are wrong are told with their line' '
	wrong "bad.conf:1: [table]: no name of the form db.table" \
	    "[table \"nodot\"]" &&
	wrong "bad.conf:2: unknown key" "[table \"a.b\"]
colour = red" &&
	wrong "bad.conf:2: [table] of which table" "[table]
case = upper" &&
	wrong "bad.conf:2: shape.partition:" "[table a.b]
partition = month"'
t 'calls that are wrong' '
	for i in "--alter" "--retarget" "--target made.rec --ddl" \
	    "--target made.rec --alter --retarget" "--on-ddl maybe"; do
		code 64 mcpartition $i </dev/null || exit
	done; code 78 mcpartition --target none.rec </dev/null'
done_testing
