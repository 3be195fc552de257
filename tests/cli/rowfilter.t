#!/bin/sh
#
# rowfilter: the choice by options and by job file, on a small stream.
#
# shellcheck disable=SC1091,SC2016,SC2034,SC2154 # lib.sh, and t runs its text
. "${0%/*}/../lib.sh"

# Records as JSON lines, from words: hello, table REF DB NAME, row OP REF N,
# mark, begin, chunk REF, ddl DB.T ..., end.
cat >records.pl <<'EOF'
use strict;
my (%name, $n);
while (<>) {
	my ($kind, @w) = split;
	$n++;
	if ($kind eq "hello") {
		print '{"kind":"hello","producer":"rowdecode 0.1.0","job":"j",',
		    '"source":"mariadb"}';
	} elsif ($kind eq "table") {
		$name{$w[0]} = qq("db":"$w[1]","table":"$w[2]");
		print qq({"kind":"table",$name{$w[0]},"ref":$w[0],),
		    '"since":null,',
		    '"flags":["primary"],"columns":[',
		    '{"name":"id","type":"int","key":1,"text":"int"},',
		    '{"name":"Name","type":"varchar","flags":["nullable"],',
		    '"length":20,"charset":"utf8mb4",',
		    '"collation":"utf8mb4_bin","text":"varchar(20)"}]}';
	} elsif ($kind eq "row") {
		my $image = qq({"id":$w[2],"Name":null});
		my $old = $w[0] =~ /[UD]/ ? $image : "null";
		my $new = $w[0] eq "D" ? "null" : $image;
		print qq({"kind":"row","op":"$w[0]",$name{$w[1]},),
		    qq("record_id":$w[2],"time":null,"pos":),
		    $w[0] eq "S" ? "null," : '"bin.000001:50",',
		    qq("before":$old,"after":$new,"ref":$w[1]});
	} elsif ($kind eq "chunk") {
		print qq({"kind":"chunk",$name{$w[0]},"number":0,"total":1,),
		    qq("state":"begin","lower":"","upper":"","ref":$w[0]});
	} elsif ($kind eq "ddl") {
		my $t = join ",", map { /(.*)\.(.*)/ &&
		    qq({"db":"$1","table":"$2"}) } @w;
		print qq({"kind":"ddl","op":"alter","db":"x","time":null,),
		    qq("pos":"bin.000001:99","sql":"@w","tables":[$t]});
	} elsif ($kind eq "begin") {
		print '{"kind":"begin","pos":"bin.000001:4","time":null,',
		    '"txid":""}';
	} elsif ($kind eq "mark") {
		print '{"kind":"mark","pos":"bin.000001:99",',
		    '"resume":"bin.000001:99","time":null,"alive":null}';
	} elsif ($kind eq "event") {
		die;
	} else {
		print '{"kind":"end"}';
	}
	print "\n";
}
EOF
make_rec() {
	perl records.pl | pxrec --from-json
}
# What of a stream is left, in words again.
words() {
	pxrec --json "$@" | perl -MJSON::PP -ne '
		my $r = decode_json($_);
		my $k = $r->{kind};
		print $k eq "row" ? "$r->{op}$r->{after}{id}$r->{before}{id} "
		    : $k eq "ddl" ? "ddl:$r->{sql} "
		    : $k =~ /table|chunk/ ? "$k:$r->{table} " : "$k ";
		END { print "\n" }'
}

make_rec >in.rec <<'EOF'
hello
begin
table 1 shop orders
table 2 shop secret
table 3 Other Log
row I 1 1
row U 1 2
row D 1 3
row I 2 4
row D 3 5
row I 3 6
mark
ddl shop.secret
ddl shop.secret shop.orders
ddl
ddl Other.x
mark
chunk 1
row S 1 7
chunk 2
row S 2 8
end
EOF

t 'help' 'rowfilter --help >out && grep -q "^usage: rowfilter" out &&
	! awk "length > 80" out | grep .'
t 'version' 'rowfilter --version | grep "^rowfilter [0-9]"'
t 'an unknown option' '
	code 64 rowfilter --nonsense <in.rec >out && [ ! -s out ]'
t 'an operand' 'code 64 rowfilter x <in.rec'
t 'every long option stands in help and page' '
	for o in config include exclude map ops columns help version; do
		rowfilter --help | grep -q -e "--$o" &&
		    sed "s/Fl -/--/g" "$top/man/rowfilter.1" |
		    grep -q -e "--$o" || exit 1
	done'
t 'help to a full disk is 74' 'code 74 rowfilter --help >/dev/full'
t 'a full disk is 74' 'code 74 rowfilter <in.rec >/dev/full'
t 'no input at all is 66' 'code 66 rowfilter </dev/null >out'
t 'cut input is 66' 'head -c 1000 in.rec | code 66 rowfilter >out'
t 'what is no stream is 65' 'printf "id,name\n1,x\n" | code 65 rowfilter'
t 'records are not written to a terminal' '
	script -qec "rowfilter <in.rec" /dev/null >out </dev/null
	[ $? -eq 64 ] && grep -q terminal out'
t 'a closed stdout is told honestly' '
	{ rowfilter <in.rec; echo $? >rc; } | :
	case $(cat rc) in 0 | 141) ;; *) exit 1 ;; esac'

check() {
	t "$1" '
		rowfilter $options <in.rec >out.rec && words out.rec >out &&
		    printf "%s \n" "$want" | tr "\n" " " | tr -s " " >want &&
		    echo >>want && diff want out'
}

options=''
want='hello begin table:orders table:secret table:Log I1 U22 D3 I4 D5 I6 mark
ddl:shop.secret ddl:shop.secret shop.orders ddl: ddl:Other.x mark chunk:orders
S7 chunk:secret S8 end'
check 'without a choice all passes'

t 'and passes as it was, but for the name of the producer' '
	pxrec --json in.rec | sed 1d >a; rowfilter <in.rec | pxrec --json |
	    sed 1d >b; diff a b'

options='--include shop.*'
want='hello begin table:orders table:secret I1 U22 D3 I4 mark
ddl:shop.secret ddl:shop.secret shop.orders ddl: mark chunk:orders S7
chunk:secret S8 end'
check 'include drops tables, their rows, and statements that name only such'

options='--exclude *.SECRET --exclude other.*'
want='hello begin table:orders I1 U22 D3 mark
ddl:shop.secret shop.orders ddl: mark chunk:orders S7 end'
check 'exclude drops them and their chunks'

options='--ops shop.orders:u --ops *.*:i'
want='hello begin table:orders table:secret table:Log U22 I4 I6 mark
ddl:shop.secret ddl:shop.secret shop.orders ddl: ddl:Other.x mark chunk:orders
S7 chunk:secret S8 end'
check 'operations that are not kept, never those of the copy'

t 'a job file says the same' '
	printf "[job]\nname = j\n[objects]\n%s\n%s\n" "exclude = *.secret" \
	    "exclude = other.*" >job.conf
	rowfilter -c job.conf <in.rec >a
	rowfilter --exclude "*.secret,other.*" <in.rec >b
	cmp a b && rowfilter <in.rec >c && ! cmp -s a c'
t 'but not with options beside it' \
	'code 64 rowfilter -c job.conf --exclude a.b <in.rec >out'
t 'a bad line of it is named' '
	printf "[job]\nname = j\n[objects]\ninclude = a.b\ninclude = c\n" >bad
	code 78 rowfilter -c bad <in.rec >out 2>err
	[ ! -s out ] && grep -q "bad:5: objects.include: " err'
t 'a bad option too' 'code 64 rowfilter --map a.b=c <in.rec 2>err &&
	grep -q -e "--map: " err'

t 'renames stand in TABLE, rows stay' '
	rowfilter --map "shop.orders = sales.o2" --map "shop.*.NAME = title" \
	    --map "other.* = *.x" <in.rec | pxrec --json >out
	perl -MJSON::PP -ne "
		my \$r = decode_json(\$_);
		next if \$r->{kind} ne q(table);
		print join q( ), \$r->{db}, \$r->{table}, map(\$_->{name},
		    @{\$r->{columns}}), qq(\n)" out >names
	printf "%s \n" "sales o2 id title" "shop secret id title" \
	    "Other x id Name" | diff - names
	grep -c "\"kind\":\"row\"" out | grep -x 8'
t 'two columns under one name are refused' '
	code 78 rowfilter --map "shop.*.id = NAME" <in.rec >out 2>err &&
	grep -q "both be called" err'

t 'columns that stay behind are marked, and their values stay' '
	rowfilter --columns "shop.*: !name" <in.rec >out.rec
	pxrec --json out.rec | perl -MJSON::PP -ne "
		my \$r = decode_json(\$_);
		next if \$r->{kind} ne q(table);
		print join(q( ), \$r->{table}, map { \$_->{name} .
		    (grep({ \$_ eq q(left) } @{\$_->{flags}}) ? q(-) : q())
		    } @{\$r->{columns}}), qq(\n)" >names
	grep -qx "orders id Name-" names && grep -qx "Other id Name" names
	rowfilter --columns "shop.*: *" <out.rec | pxrec --json |
	    sed 1d >back && rowfilter <in.rec | pxrec --json | sed 1d |
	    cmp - back'
t 'a column of the key does not' '
	code 78 rowfilter --columns "shop.orders: Name" <in.rec >out 2>err &&
	grep -q "part of the key" err'
t 'nor one that is not there' '
	code 78 rowfilter --columns "shop.orders: !nmae" <in.rec >out 2>err &&
	grep -q "has no column .nmae" err'

t 'a row without its table is 65' '
	make_rec >odd.rec <<E
hello
table 1 a b
row S 1 1
end
E
	# the TABLE record left out: HELLO, ROW, END by hand
	perl -e "
		local \$/; my \$s = <STDIN>; my (\$at, @r) = 0;
		while (\$at < length \$s) {
			my \$n = 8 + unpack q(V), substr \$s, \$at;
			push @r, substr \$s, \$at, \$n; \$at += \$n;
		}
		print @r[0, 2, 3]" <odd.rec >cut.rec
	code 65 rowfilter <cut.rec >out 2>err && grep -q "not announced" err'
done_testing
