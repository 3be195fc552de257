#!/bin/sh
#
# Sums of rows that do not care about their order or how a value is written;
# and what is said of two that differ.
#
# shellcheck disable=SC1091,SC2016,SC2154 # lib.sh, and t runs its text
. "${0%/*}/../lib.sh"

cat >rows.pl <<'EOT'
# rows.pl ROW...: a copy of d.t and of the keyless d.k, of one moment
use strict;
use warnings;
my $col = '{"name":"%s","type":"%s"%s}';
print qq({"kind":"hello","producer":"x"}\n);
print qq({"kind":"table","db":"d","table":"t","ref":1,"flags":["primary"],),
    '"columns":[', join(',', map { sprintf $col, @$_ }
	[qw(b int), ',"key":2'], [qw(a varchar),
	',"key":1,"length":9,"charset":"utf8mb4"'],
	[qw(m decimal), ',"precision":9,"scale":3,"flags":["nullable"]'],
	[qw(f double), ',"flags":["nullable"]'],
	[qw(dt datetime), ',"scale":3,"flags":["nullable"]']), "]}\n";
print qq({"kind":"table","db":"d","table":"k","ref":2,"flags":[],"columns":[),
    sprintf($col, 'x', 'int', ''), "]}\n";
my $at = $ENV{AT} // 'b.1:4';
print qq({"kind":"mark","pos":"$at","resume":"$at","flags":["copy_start"]}\n);
for (@ARGV) {
	my ($b, $a, $m, $f, $dt) = split /,/;
	print qq({"kind":"row","op":"S","db":"d","table":"t","ref":1,),
	    qq("record_id":0,"before":null,"after":{"b":$b,"a":"$a","m":$m,),
	    qq("f":$f,"dt":$dt}}\n);
}
$at = $ENV{END} // $at;
print qq({"kind":"mark","pos":"$at","resume":"$at","flags":["copy_end"]}\n);
print qq({"kind":"end"}\n);
EOT
rows() {
	perl rows.pl "$@" | pxrec --from-json | mcpartition
}
one='1,x,"1.500",0.5,"2024-01-01 00:00:00.000"'
two='2,x,null,-0.0,null'
three='1,y,"0.000",0.0,null'

rows "$one" "$two" "$three" >in.rec
t 'sums' 'pxverify <in.rec >a && head -n 1 a | grep -qx "pxsums 1 1024" &&
    grep -qx "at b.1:4" a && grep -qx "table 3 d.t" a &&
    grep -qx "keyless d.k" a && tail -n 1 a | grep -qx end'
t 'do not depend on the order' 'rows "$three" "$one" "$two" | pxverify >b &&
    diff a b && pxverify -q --compare a b 2>err &&
    grep "d.k. has no key: not verified" err'
t 'nor on the sign of a zero' 'rows "$one" "2,x,null,0.0,null" "$three" |
    pxverify | diff a -'
t 'but on each value' '
    for r in "1,x,\"1.501\",0.5,\"2024-01-01 00:00:00.000\"" \
	"1,x,null,0.5,\"2024-01-01 00:00:00.000\"" \
	"1,x,\"1.500\",0.6,\"2024-01-01 00:00:00.000\"" \
	"1,x,\"1.500\",0.5,\"2024-01-01 00:00:00.001\"" \
	"1,z,\"1.500\",0.5,\"2024-01-01 00:00:00.000\""; do
	rows "$r" "$two" "$three" | pxverify >b &&
	code 65 pxverify -q --compare a b >parts && grep "^part" parts || exit
    done'
t 'and on their number' 'rows "$one" "$one" "$two" "$three" | pxverify >b &&
    code 65 pxverify -q --compare a b >parts &&
    test "$(grep -c "^part" parts)" -eq 1'
t 'a table that one side lacks' 'printf "%s\n" "pxsums 1 1024" end >none &&
    code 65 pxverify -q --compare a none >parts &&
    code 65 pxverify -q --compare none a'

rows "$one" "$two" '3,x,null,null,null' >other.rec
pxverify <other.rec >b
pxverify -q --compare a b >parts 2>/dev/null || :
for s in in other; do
	pxverify --parts parts <$s.rec >$s.rows
	sort -o $s.rows $s.rows
done
t 'rows of the parts that differ, not of the others' '
    grep -q "^d.t	{\"a\":\"x\",\"b\":3}	" other.rows &&
    grep -qx "	at	b.1:4" other.rows && test "$(wc -l <other.rows)" -lt 4'
t 'are compared by their keys' '
    code 65 pxverify --compare-rows in.rows other.rows >found 2>err &&
    d="{\"table\":\"d.t\",\"kind\":" &&
    grep -qx "$d\"missing\",\"key\":{\"a\":\"y\",\"b\":1}}" found &&
    grep -qx "$d\"extra\",\"key\":{\"a\":\"x\",\"b\":3}}" found &&
    test "$(wc -l <found)" -eq 2 &&
    grep "d.t.: 2 rows differ: 1 missing, 1 extra, 0 different" err'
t 'the same is the same' 'pxverify --compare-rows in.rows in.rows >found &&
    test ! -s found'
t 'rows that are not of one moment' 'END=b.1:5 rows "$one" >bad.rec &&
    code 65 pxverify <bad.rec >out 2>err && grep at-once err'
t 'rows without a destination, or of a log' 'perl rows.pl "$one" |
    pxrec --from-json >raw.rec && code 65 pxverify <raw.rec'
t 'a cut stream' 'head -c 300 in.rec >cut && code 66 pxverify <cut >out &&
    test ! -s out'
t 'a full disk' 'code 74 pxverify <in.rec >/dev/full'
t 'files that are none' '
    for f in "" "pxsums 2 1024" "pxsums 1 1024
table x d.t
end" "pxsums 1 1024
part 1 1 00112233445566778899aabbccddeeff
end" "pxsums 1 1024
table 1 d.t
part 1024 1 00112233445566778899aabbccddeeff
end" "pxsums 1 1024
table 1 d.t
part 1 1 0011
end" "pxsums 1 1024
table 1 d.t"; do
	printf "%s\n" "$f" >bad && code 65 pxverify --compare a bad || exit
    done
    code 65 pxverify --parts a <in.rec && code 65 pxverify --compare a parts &&
    code 65 pxverify --compare-rows a a'
t 'calls that make no sense' 'code 64 pxverify --compare a &&
    code 64 pxverify x && code 64 pxverify -c x.conf &&
    code 64 pxverify --select x && code 64 pxverify --compare --parts p a b'

done_testing
