#!/bin/sh
# pxrec: the three forms, the way back, and what it refuses.
. "${0%/*}/../lib.sh"

all=$top/tests/cli/pxrec/all.json # every kind, every field, odd values

hello='{"kind":"hello","producer":"t 1"}'
table='{"kind":"table","db":"d","table":"t","ref":1,"columns":[
  {"name":"i","type":"int"},
  {"name":"u","type":"bigint","flags":["unsigned"]},
  {"name":"f","type":"float"},
  {"name":"d","type":"double"},
  {"name":"n","type":"decimal"},
  {"name":"dt","type":"datetime","scale":3},
  {"name":"e","type":"enum","members":["a","b"]},
  {"name":"s","type":"set","members":["a","b"]},
  {"name":"c","type":"text","charset":"utf8mb4"},
  {"name":"b","type":"blob"}]}'
end='{"kind":"end"}'

lines() { # each argument is one line, whatever its newlines
	for _l; do
		printf '%s\n' "$_l" | tr '\n' ' '
		printf '\n'
	done
}

# image COLUMN JSON: a row with this one value, as a partial image
image() {
	lines "$hello" "$table" '{"kind":"row","op":"I","db":"d","table":"t",
	    "ref":1,"partial":["after"],"after":{"'"$1"'":'"$2"'}}' "$end"
}

# comes_back COLUMN JSON [TEXT]: the value reads back as TEXT (default: same)
comes_back() {
	image "$1" "$2" | pxrec --from-json | pxrec --json -k row >got
	grep -F "\"after\":{\"$1\":${3-$2}}" got || { cat got; return 1; }
}

refused() { # COLUMN JSON
	image "$1" "$2" >in
	code 65 pxrec --from-json in >out 2>err
	grep -F "column '$1'" err
}

# --- both ways ----------------------------------------------------------------

t 'every kind becomes records' 'pxrec --from-json "$all" >all.rec'
t 'and the same JSON again' 'pxrec --json all.rec | diff "$all" -'
t 'and the same bytes again' \
    'pxrec --json all.rec | pxrec --from-json | cmp - all.rec'
t 'a file and stdin are the same' \
    'pxrec --json <all.rec | cmp - "$all" && pxrec --json - <all.rec |
     cmp - "$all"'
t 'keys in any order, blanks and the usual values left out' '
	lines "{ \"producer\" : \"t 1\", \"kind\":\"hello\" }" "" "$end" |
	    pxrec --from-json >a
	lines "$hello" "{\"kind\":\"end\",\"records\":9}" |
	    pxrec --from-json | cmp - a'
t 'lines removed on the way make new counts' '
	grep -v "\"kind\":\"row\"" "$all" | pxrec --from-json >less.rec
	pxrec less.rec >/dev/null
	pxrec --count less.rec | grep -q row && exit 1
	pxrec --json less.rec | grep "\"records\":15"'

# --- values -------------------------------------------------------------------

while IFS="|" read -r column value text; do
	t "$column $value comes back" \
	    "comes_back $column '$value' '${text:-$value}'"
done <<'EOT'
i|-9223372036854775808
i|9223372036854775807
u|9223372036854775808
u|18446744073709551615
f|0.1
f|3.4028235e+38
f|1e-45
f|16777216
f|-0
d|0.1
d|1e22|1e+22
d|5e-324
d|1.7976931348623157e+308
d|123456789012345678901234567890|1.2345678901234568e+29
d|-0
d|"NaN"
d|"-Infinity"
n|"-0.00"
n|"99999999999999999999999999999999999999999999999999999999999999999"
dt|"2024-01-02 03:04:05.678"
dt|"2024-01-02 03:04:05.678901"
dt|"0000-00-00 00:00:00.000"
dt|"9999-12-31 23:59:59.999"
dt|9223372036854775807
e|"b"
e|""
e|3
s|"a,b"
s|""
s|9223372036854775808
c|"\u0001\"\\é😀"
c|{"b64":"gA=="}
b|{"b64":""}
b|{"b64":"AAECAwQ="}
b|null
EOT

while IFS="|" read -r column value; do
	t "$column refuses $value" "refused $column '$value'"
done <<'EOT'
i|9223372036854775808
i|1.5
i|"1"
u|-1
u|18446744073709551616
f|"x"
d|"1"
n|1
n|"1.2.3"
n|"1e5"
dt|"2024-13-01 00:00:00"
dt|"yesterday"
e|"c"
s|"a,c"
c|5
c|{"b64":"!"}
b|"text"
b|{"b64":"AAE"}
EOT

# --- what the way back refuses ------------------------------------------------

bad() { # CODE WORDS LINE...
	_code=$1
	_words=$2
	shift 2
	lines "$@" >in
	code "$_code" pxrec --from-json in >out 2>err
	[ "$(wc -l <err)" -eq 1 ] && grep -F -- "$_words" err ||
	    { cat err; return 1; }
}

row='"kind":"row","op":"I","db":"d","table":"t","ref":1'
t 'no end is 66' 'bad 66 "no end" "$hello"'
t 'nothing at all is 66' 'bad 66 "no end" ""'
t 'not JSON is 65, with the line' 'bad 65 "in:2:" "$hello" "{" "$end"'
t 'not an object' 'bad 65 "not a JSON object" "[]"'
t 'first line no hello' 'bad 65 "no hello" "$end"'
t 'second hello' 'bad 65 "second hello" "$hello" "$hello"'
t 'a line behind the end' 'bad 65 "behind the end" "$hello" "$end" "$hello"'
t 'a key that is not known' \
    'bad 65 "unknown key '\''jobb'\''" "{\"kind\":\"hello\",\"jobb\":\"x\"}"'
t 'a key given twice' \
    'bad 65 "in:1:" "{\"kind\":\"hello\",\"job\":\"\",\"job\":\"\"}"'
t 'a kind that is not known' \
    'bad 65 "unknown kind" "$hello" "{\"kind\":\"rows\"}"'
t 'a row before its table' \
    'bad 65 "no TABLE" "$hello" "{$row,\"after\":{}}"'
t 'a column that is missing' 'bad 65 "column '\''i'\'' is missing" \
    "$hello" "$table" "{$row,\"after\":{}}"'
t 'a column too many' 'bad 65 "has a column" "$hello" "$table" \
    "{$row,\"partial\":[\"after\"],\"after\":{\"x\":1}}"'
t 'another table than the ref says' 'bad 65 "ref 1 is" "$hello" "$table" \
    "{\"kind\":\"row\",\"op\":\"I\",\"db\":\"d\",\"table\":\"x\",\"ref\":1}"'
t 'a text that is too long' 'bad 65 "longer than" \
    "{\"kind\":\"hello\",\"producer\":\"$(printf "%300s" x)\"}"'

# --- looking ------------------------------------------------------------------

t 'text: a line for each record' \
    'pxrec all.rec >text && [ "$(wc -l <text)" -eq "$(wc -l <"$all")" ]'
t 'text shows no control character' \
    'LC_ALL=C grep -q "[[:cntrl:]]" text && exit 1 || :'
t 'text is the default' 'pxrec --text all.rec | cmp - text'
t 'counts' '
	pxrec --count all.rec >counts
	grep -x "  *6 row" counts && grep -x "  *2 row U shop.t" counts &&
	grep -x "  *1 row U crm.cc" counts && grep -x "  *1 #200" counts'
t 'kinds: only those' '
	pxrec --json -k row,end all.rec | grep -vc "\"kind\":\"\(row\|end\)\"" |
	    grep -x 0
	[ "$(pxrec --json --kind row,end all.rec | wc -l)" -eq 7 ]'
t 'a kind that is none is 64' 'code 64 pxrec -k rows all.rec'
t 'two forms are 64' 'code 64 pxrec --json --count all.rec'
t 'two files are 64' 'code 64 pxrec all.rec all.rec'
t 'kinds do not go with the way back' 'code 64 pxrec --from-json -k row "$all"'
t 'a file that is not there is 66' 'code 66 pxrec nothing.rec'

t 'what was understood is printed before the fault' '
	head -c 400 all.rec >cut.rec
	code 66 pxrec --json cut.rec >part 2>err
	[ "$(wc -l <part)" -ge 3 ] && head -n "$(wc -l <part)" "$all" |
	    cmp - part'
t 'lines come while the source is silent' '
	mkfifo pipe
	pxrec --json <pipe >follow & pid=$!
	exec 3>pipe
	head -c 2000 all.rec >&3
	until_true 10 test -s follow; kill -0 $pid
	exec 3>&-
	wait $pid || [ $? -eq 66 ]'
t 'records do not go to a terminal' '
	cp "$all" all.json
	code 64 script -qec "pxrec --from-json all.json" /dev/null \
	    >seen </dev/null
	grep -q "refusing to write records to a terminal" seen'
t 'text does' 'script -qec "pxrec all.rec" /dev/null </dev/null |
    grep -q mysql-bin'
done_testing
