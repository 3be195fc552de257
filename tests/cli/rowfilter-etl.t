#!/bin/sh
#
# rowfilter --etl: what each function gives, what is refused and where, what
# becomes of rows in which something goes wrong.  Data in rowfilter.d.
#
# shellcheck disable=SC1091,SC2016,SC2034,SC2154 # lib.sh, and t runs its text
. "${0%/*}/../lib.sh"
d=$top/tests/cli/rowfilter.d

# Rows from words: op, old image, new image; an image is a,x,d,s,e.
make_rec() {
	cat "$d/table.json"
	perl -ne '
	my ($op, @w) = split;
	my @image = map {
		my ($a, $x, $dec, $s, $e) = split /,/, $_, -1;
		my $null = sub { $_[0] eq "" ? "null" : $_[1] // $_[0] };
		$_ eq "-" ? "null" :
		"{\"id\":$.,\"a\":" . $null->($a) . ",\"n\":-3," .
		"\"u\":18446744073709551615,\"x\":" . $null->($x) .
		",\"d\":" . $null->($dec, "\"$dec\"") . ",\"s\":" .
		$null->($s, "\"$s\"") . ",\"e\":" . $null->($e, "\"$e\"") .
		",\"dt\":\"2024-01-31 10:20:30\",\"day\":\"2024-02-29\"," .
		"\"nil\":null,\"j\":null}"
	} @w;
	my $pos = $op eq "S" ? "null" : "\"bin.000001:50\"";
	print "{\"kind\":\"row\",\"op\":\"$op\",\"db\":\"shop\",",
	    "\"table\":\"t\",\"record_id\":$.,",
	    "\"time\":\"2024-02-29T01:02:03.456789Z\",\"pos\":$pos,",
	    "\"before\":$image[0],\"after\":$image[1],\"ref\":1}\n"'
	echo '{"kind":"end"}'
}
echo 'I - 7,0.5,12.50,Grün_13812,paid' | make_rec | sed 's/n_1/n 1/' |
    pxrec --from-json >one.rec
# The fields of rows: id, then those named, as text.
fields() {
	pxrec --json -k row | perl -MJSON::PP -CO -ne '
		BEGIN { @f = split " ", shift } my $r = decode_json($_);
		print join(" ", $r->{record_id}, $r->{op}, map { my $i = $_;
		    $i ? join "|", map { $i->{$_} // "~" } @f : "-" }
		    @$r{qw(before after)}), "\n"' "$1"
}

: >wrong
grep -v '^#' "$d/values.txt" | while IFS= read -r line; do
	expr=${line%%  *}
	want=$(printf '%s' "${line#"$expr"}" | sed 's/^ *//')
	printf 'e_set(`r`, %s)\n' "$expr" >s.etl
	if rowfilter --etl s.etl --deterministic <one.rec >out 2>err; then
		got=$(pxrec --json -k row out |
		    sed 's/.*"j":null,"r":\(.*\)},"ref".*/\1/')
	else
		got="! $(cat err)"
		case $want in "! "*)
			case $got in *": 1:"*": ${want#! }" | \
			    *": 1:"*"${want#! }"*) got=$want ;; esac ;;
		esac
	fi
	[ "$got" = "$want" ] ||
	    printf '%s\n  gives %s\n  not   %s\n' "$expr" "$got" "$want"
done >>wrong
t 'there are values' '
	[ "$(grep -vc "^#" "$d/values.txt")" -gt 100 ]'
t 'every expression has its value' 'cat wrong; [ ! -s wrong ]'
t 'every function is among them' '
	sed -n "s/^\.It Fn//p" "$top/man/pxetl.5" |
	    grep -oE "(op|str|dt|cast|substring|is|regex)_[a-z_]+" |
	    sort -u >functions
	[ "$(wc -l <functions)" -gt 40 ]
	while read -r f; do
		grep -q "$f(" "$d/values.txt" || echo "$f"
	done <functions >missing
	cat missing; [ ! -s missing ]'

: >wrong
grep -v '^#' "$d/refused.txt" | while IFS= read -r line; do
	script=${line%%  *}
	want=$(printf '%s' "${line#"$script"}" | sed 's/^ *//')
	printf '%s\n' "$script" >s.etl
	rc=0
	rowfilter --etl s.etl <one.rec >out 2>err || rc=$?
	rows=$(pxrec --json -k row out 2>/dev/null | wc -l)
	case $rc,$rows,$(cat err) in 78,0,*"$want"*) ;;
	*) printf '%s\n  gives %s %s\n  not   %s\n' "$script" "$rc" \
	    "$(cat err)" "$want" ;;
	esac
done >>wrong
t 'every mistake is refused with its place' 'cat wrong; [ ! -s wrong ]'

make_rec >in.json <<'EOT'
I - 7,0.5,12.50,abc,paid
I - -1,0.5,12.50,abc,paid
U 7,1,-0.01,alx,new 11,1,0,,paid
D 7,,,,paid -
U -1,,,,paid 101,,,,paid
U 7,,,,paid -1,,,,paid
I - 7,100,,,paid
S - ,,,,
EOT
# row 6: what it was is kept, what it is now is dropped
pxrec --from-json <in.json >in.rec
t 'a whole script' '
	rowfilter --etl "$d/whole.etl" <in.rec |
	    fields "id a n d s e size what double" >got
	diff "$d/whole.want" got'
t 'the new columns are in the definition, marked, of the right types' '
	rowfilter --etl "$d/whole.etl" <in.rec | pxrec --json -k table |
	    perl -MJSON::PP -ne "print join(q( ), map {
		qq(\$_->{name}:\$_->{type}:@{\$_->{flags}}) }
		@{decode_json(\$_)->{columns}}[12 .. 14]), qq(\n)" >got
	diff - got <<E
size:text:nullable added what:text:nullable added double:decimal:nullable added
E'
t 'mcpartition takes them' '
	rowfilter --etl "$d/whole.etl" <in.rec | mcpartition | pxrec --json |
	    grep -q "\"size\":\"smaLL\""'

# on error
wrong_in() { # what script
	printf '%s\n' "$2" >s.etl
	rowfilter --etl s.etl --on-error "$1" <in.rec
}
t 'fail: the stream ends, with table, line and column' '
	code 65 wrong_in fail "e_set(\`a\`, 77 / (\`a\` + 1))" >out 2>err
	cat err
	grep -q "record 5: script of .shop.t.: 1:15: division by zero" err
	code 66 pxrec --count out'
t 'null: the value is' '
	wrong_in null "e_set(\`a\`, 77 / (\`a\` + 1))" | fields a >got
	sed -n "2p; 5p" got >some
	diff - some <<E
2 I - ~
5 U ~ 0
E'
t 'drop: the image is' '
	wrong_in drop "e_set(\`a\`, 77 / (\`a\` + 1))" | fields a |
	    sed -n "2,4p" >got
	diff - got <<E
3 U 9 6
4 D 9 -
5 I - 0
E'
t 'a value that does not fit is a mistake, too' '
	code 65 wrong_in fail "e_set(\`n\`, 128)" >out 2>err
	grep -q "1:1: a value beyond its column" err &&
	wrong_in null "e_set(\`n\`, 128)" >out &&
	code 65 wrong_in fail \
	    "e_set(\`s\`, str_format(\"{}{}{}\", \`dt\`, 1, 2))" >out 2>err
	grep -q "longer than its column" err'
t 'a column that cannot be NULL is not made so' '
	code 65 wrong_in null "e_set(\`id\`, \`nil\`)" >out 2>err
	grep -q "NULL for a column that cannot be NULL" err &&
	wrong_in drop "e_set(\`id\`, \`nil\`)" | fields id >got &&
	    [ ! -s got ]'
t 'without --deterministic it is now' '
	echo "e_set(\`r\`, dt_now())" >s.etl
	now=$(date +%s)
	rowfilter --etl s.etl <one.rec | fields r | sed "s/.* //" >got
	[ "$(cat got)" -ge "$now" ] && [ "$(cat got)" -le $((now + 60)) ]'
t 'filter first, script behind it' '
	echo "e_set(\`a\`, 0 - \`a\`)" >s.etl
	rowfilter --where "shop.t:a < 0" --etl s.etl <in.rec | fields a >got
	diff - got <<E
2 I - 1
5 D 1 -
6 I - 1
E'
t 'operations and names, too' '
	echo "e_if(op_lt(\`a\`, 0), e_drop())" >s.etl
	rowfilter --etl s.etl --ops shop.t:d --map shop.t.a=b <in.rec |
	    fields b >got
	diff - got <<E
4 D 7 -
6 D 7 -
8 S - ~
E'
t 'a new name that is taken by another' '
	echo "e_set(\`B\`, 1)" >s.etl
	code 78 rowfilter --etl s.etl --map shop.t.a=b <in.rec >out 2>err
	grep -q "would both be called" err'
t 'a table with which the script has nothing to do passes as it was' '
	echo "e_if(op_eq(__DB__, \"x\"), e_set(\`x\`, \`y\`))" >s.etl
	rowfilter --etl s.etl <in.rec >out.rec && pxrec --json out.rec |
	    sed 1d >a && pxrec --json in.rec | sed 1d | diff a -'
t 'a job file says the same' '
	cp "$d/whole.etl" s.etl
	printf "[job]\nname = j\n[objects]\netl = s.etl\n" >job.conf
	rowfilter -c job.conf <in.rec |
	    fields "id a n d s e size what double" | diff "$d/whole.want" -
	echo "e_set(\`r\`, 77 / (\`a\` + 1) + dt_now())" >s.etl
	printf "etl_error = drop\netl_clock = commit\n" >>job.conf
	rowfilter -c job.conf <in.rec | fields r | head -n 2 >got
	diff - got <<E
1 I - 1709168532
3 U 1709168532 1709168529
E'
t 'a script that is not there' '
	code 66 rowfilter --etl none.etl <in.rec
	printf "[job]\nname = j\n[objects]\netl = none.etl\n" >none.conf
	code 78 rowfilter -c none.conf <in.rec'
t 'a script that is no text' '
	printf "e_drop()\0" >s.etl; code 66 rowfilter --etl s.etl <in.rec
	printf "e_drop(\377)" >s.etl; code 78 rowfilter --etl s.etl <in.rec'
t 'a wrong --on-error' 'code 64 rowfilter --on-error no <in.rec'
t 'no pattern stops the stream' '
	echo "e_keep(regex_match(\`s\` + \"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\",
	    \"(a+)+(b+)+\$\"))" >s.etl
	echo "I - 1,,,aaaaaaaaaaaaaaaaaaab,new" | make_rec |
	    pxrec --from-json >re.rec
	timeout 20 rowfilter --etl s.etl <re.rec >out 2>err
	case $? in 0 | 65) ;; *) exit 1 ;; esac'
done_testing
