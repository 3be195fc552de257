#!/bin/sh
#
# rowfilter --where: what becomes of a row, and what is refused, where.  That
# conditions mean what the server means: tests/flow/rowfilter-where.t.
#
# shellcheck disable=SC1091,SC2016,SC2034,SC2154 # lib.sh, and t runs its text
. "${0%/*}/../lib.sh"

# Rows of shop.t from words: op, old a, new a; '-' is no image.
make_rec() {
	perl -ne '
	BEGIN {
		print "{\"kind\":\"hello\",\"producer\":\"test\"}\n",
		    "{\"kind\":\"table\",\"db\":\"shop\",\"table\":\"t\",",
		    "\"ref\":1,\"flags\":[\"primary\"],\"columns\":[",
		    "{\"name\":\"id\",\"type\":\"int\",\"key\":1},",
		    "{\"name\":\"a\",\"type\":\"int\",",
		    "\"flags\":[\"nullable\"]},",
		    "{\"name\":\"s\",\"type\":\"varchar\",",
		    "\"flags\":[\"nullable\"],\"length\":9,",
		    "\"charset\":\"utf8mb4\",",
		    "\"collation\":\"utf8mb4_0900_ai_ci\"},",
		    "{\"name\":\"j\",\"type\":\"json\",",
		    "\"flags\":[\"nullable\"]},",
		    "{\"name\":\"dt\",\"type\":\"date\",",
		    "\"flags\":[\"nullable\"]},",
		    "{\"name\":\"y\",\"type\":\"year\",",
		    "\"flags\":[\"nullable\"]}]}\n"
	}
	my ($op, @a) = split;
	my ($old, $new) = map { $_ eq "-" ? "null" :
	    "{\"id\":$.,\"a\":$_,\"s\":\"x\",\"j\":null,\"dt\":null,\"y\":1999}"
	    } @a;
	print "{\"kind\":\"row\",\"op\":\"$op\",\"db\":\"shop\",",
	    "\"table\":\"t\",\"record_id\":$.,\"time\":null,",
	    "\"pos\":\"bin.000001:50\",\"before\":$old,\"after\":$new,",
	    "\"ref\":1}\n";
	END { print "{\"kind\":\"end\"}\n" }' | sed 's/"pos":"bin[^"]*",//
	    /"op":"S"/!s/"before"/"pos":"bin.000001:50",&/
	    1a{"kind":"begin","pos":"bin.000001:4","time":null,"txid":""}
	    /"op":"S"/s/"before"/"pos":null,&/' | pxrec --from-json
}
make_rec >in.rec <<'EOT'
I - 1
I - 0
I - null
D 1 -
D 0 -
U 1 2
U 1 0
U 0 1
U 0 null
S - 1
S - 0
EOT
rows() {
	pxrec --json -k row "$@" | perl -MJSON::PP -ne '
		my $r = decode_json($_);
		my ($o, $n) = map { defined $_ ? $_->{a} // "null" : "-" }
		    @$r{qw(before after)};
		print "$r->{record_id} $r->{op} $o $n\n"'
}

t 'what is in, comes in, goes out' '
	rowfilter --where "shop.t:a > 0" <in.rec >out.rec && rows out.rec >got
	diff - got <<E
1 I - 1
4 D 1 -
6 U 1 2
7 D 1 -
8 I - 1
10 S - 1
E'
t 'operations that are not kept are those a row has become' '
	rowfilter --where "shop.t:a > 0" --ops shop.t:iu <in.rec |
	    rows >got
	diff - got <<E
1 I - 1
6 U 1 2
8 I - 1
10 S - 1
E'
t 'other tables pass as they are' '
	rowfilter --where "shop.other:nonsense = 1" <in.rec | rows >got &&
	[ "$(wc -l <got)" -eq 11 ]'
t 'the first line that matches a table decides' '
	rowfilter --where "*.t:a = 2" --where "shop.*:a = 1" <in.rec | rows |
	    tr "\n" ";" >got
	[ "$(cat got)" = "6 I - 2;" ]'
t 'a job file says the same' '
	cat >job.conf <<E
[job]
name = j
[objects]
where = shop.t:a > 0
E
	rowfilter -c job.conf <in.rec | rows >got && [ "$(wc -l <got)" -eq 6 ]'
t 'renamed columns have their old names in a condition' '
	rowfilter --where "shop.t:a = 2" --map shop.t.a=b <in.rec |
	    pxrec --json -k row | grep -c "\"b\":2" >got
	[ "$(cat got)" -eq 1 ]'

# condition|line:column: what
while IFS='|' read -r condition want; do
	export condition want
	t "refused: $condition" '
		code 78 rowfilter --where "shop.t:$condition" <in.rec >out \
		    2>err
		cat err; grep -qF -- ": $want" err &&
		    [ "$(wc -c <out)" -lt 500 ]'
done <<'EOT'
b = 1|1:1: 'shop.t' has no column 'b'
a = 1 and B=2|1:11: 'shop.t' has no column 'B'
a =|1:4: something is missing at the end
a = 1)|1:6: not expected: ')'
(a = 1|1:7: ')' is missing
a = "x"|1:5: texts stand in single quotes
a = 1;|1:6: no semicolon here
a = 'x|1:5: the text has no end
a = 'x'|1:3: 'x' is no number
a like '1%'|1:1: LIKE takes texts, not an integer
dt = '2020'|1:4: '2020' is no full date
dt > 2020|1:4: a date and an integer cannot be compared
dt = '2020-02-30'|1:4: '2020-02-30' is no full date
y = 20|1:3: a year of two digits
j = 'x'|1:3: a value of this type cannot be compared
s = 'x'|1:3: how 's' sorts (utf8mb4_0900_ai_ci) is not known
s collate utf8mb4_unicode_ci = 'x'|1:11: the order of 'utf8mb4_unicode_ci'
s collate utf8mb4_bin between 'a'|1:34: BETWEEN without AND
a|1:1: a condition is expected, not an integer
a and a = 1|1:1: a condition is expected here, not an integer
(a = 1) = 1|1:9: a condition cannot be compared
a = 1 = 1|1:7: not expected: '='
a = upper(s)|1:10: functions do not exist in a row filter
a in (select 1)|1:7: no column and no constant: 'select'
a in ()|1:7: no column and no constant: ')'
a is 5|1:6: NULL is missing behind IS
a not = 5|1:7: IN, BETWEEN or LIKE is missing behind NOT
a = 1x|1:5: neither number nor name
'a' = 'b'|1:5: two constants are compared
EOT
t 'the line of a condition that spans lines' '
	code 78 rowfilter --where "shop.t:a = 1
  and é = 1" <in.rec 2>err; cat err; grep -q ": 2:7: " err'
t 'a mistake in words is found without a row' '
	code 78 rowfilter --where "no.table:a = " </dev/null 2>err
	grep -q "row filter .a = .: 1:" err'
t 'no condition' 'code 64 rowfilter --where shop.t </dev/null
	code 64 rowfilter --where shop.t: </dev/null'
t 'what is not refused' '
	for c in "null" "true" "a is null" "a = null" "not a = 1" \
	    "a in (1, -1, +2, null)" "a <> 1e3" "a != -1.5" "a = \"1\"" \
	    "dt between \"2020-01-01\" and \"2020-01-02 10:00:00\"" \
	    "s collate utf8mb4_bin like \"x%\"" "\`a\` = 1 && A >= 0 || false" \
	    "s = 5" "a = 99999999999999999999999"; do
		c=$(printf "%s" "$c" | tr "\"" "\047")
		rowfilter --where "shop.t:$c" <in.rec >out || exit
	done'
cat >partial.sed <<'EOT'
s/"after":{"id":1,"a":1,/"after":{"id":1,/; t flag
b
:flag
s/"after"/"partial":["after"],&/
EOT
t 'a partial image is an error when a condition needs what is absent' '
	pxrec --json in.rec | sed -f partial.sed | pxrec --from-json >part.rec
	code 65 rowfilter --where "shop.t:a = 1" <part.rec >out 2>err
	cat err; grep -q "binlog_row_image=FULL" err'
done_testing
