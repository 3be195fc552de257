#!/bin/sh
#
# Every row is copied exactly once, whatever the key: random keys of many
# types, collations that order as no byte comparison does, trailing blanks,
# quotes and backslashes, composite keys; chunks of a few rows, so that there
# are many bounds.  The truth is the server's own SELECT.
#
# shellcheck disable=SC1091,SC2016,SC2034,SC2154 # lib.sh, and t runs its text
. "${0%/*}/../lib.sh"
. "$top/tests/mariadb.sh"

mariadb_start S
printf '[job]\nname = keys\n[objects]\ninclude = k.*\n' >job.conf
printf '[copy]\nchunk_rows = 7\nconnections = 2\n' >>job.conf
mariadb_job S job.conf

# name|key columns|key|a generator for each column; doubles are dropped by the
# unique key itself.  A last word "scan": these keys cannot bound a chunk.
cat >tables <<'EOF'
general|a varchar(9) collate utf8mb4_general_ci|primary key (a)|word
unicode|a varchar(9) collate utf8mb4_unicode_ci|primary key (a)|word
uca|a varchar(9) collate utf8mb4_uca1400_ai_ci|primary key (a)|word
bin|a varchar(9) collate utf8mb4_bin|primary key (a)|word
nopad|a varchar(9) collate utf8mb4_general_nopad_ci|primary key (a)|word
german|a char(9) charset latin1 collate latin1_german2_ci|primary key(a)|latin
utf8mb3|a varchar(9) character set utf8mb3|primary key (a)|latin
fixed|a char(7) collate utf8mb4_swedish_ci|primary key (a)|word
bytes|a varbinary(5)|primary key (a)|bytes
padded|a binary(3)|primary key (a)|bytes
dense|a int|primary key (a)|dense
sparse|a int|primary key (a)|sparse
tiny|a tinyint|primary key (a)|tiny
big|a bigint unsigned|primary key (a)|big
zerofill|a int(9) unsigned zerofill|primary key (a)|tiny
money|a decimal(20,3)|primary key (a)|money
day|a date|primary key (a)|day
moment|a datetime(2)|primary key (a)|moment
instant|a timestamp(1) default 0|primary key (a)|moment
uuid|a uuid|primary key (a)|uuid
unique2|a int not null, b varchar(3) not null|unique key (b, a)|few word
mixed|a int, b varchar(9), c date|primary key (a, b, c)|few word day
words|a varchar(9), b varbinary(4)|primary key (a, b)|word bytes
hidden|a int invisible not null default 0, b int|primary key (b, a)|few dense
half|a int, b enum('y','x','z')|primary key (a, b)|dense enum
enum|b enum('y','x','z'), a int|primary key (b, a)|enum few|scan
prefix|a varchar(90)|primary key (a(4))|word|scan
float|a float|primary key (a)|few|scan
hash|a varchar(4000) not null|unique key (a) using hash|word|scan
nothing|a int|key (a)|few|scan
nullable|a int null|unique key (a)|few|scan
`q``t. x`|`a``. 'b` int|primary key (`a``. 'b`)|sparse
EOF

cat >make.pl <<'EOF'
use strict;
srand(20240229);
my @letter = map { unpack "H*", $_ } "a", "A", "b", "B", "z", "\xc3\xa4",
    "\xc3\x84", "\xc3\x9f", "ss", "\xc3\xa9", "E", "0", "1", " ", " ", "'",
    '"', "\\", "\t", "\n", "`", "%", "_";
my @more = map { unpack "H*", $_ } "\xe6\x97\xa5", "\xf0\x9f\x98\x80", "\0";
sub any { $_[int rand @_] }
sub text { "_utf8mb4 X'" . join("", map { any(@_) } 1 .. int rand 6) . "'" }
my %make = (
    word => sub { text(@letter, @more) },
    latin => sub { text(@letter) },
    bytes => sub { "X'" . join("", map { sprintf "%02x", any(0, 32, 65, 97,
        255, 254, 128) } 1 .. int rand 4) . "'" },
    dense => sub { int(rand 400) - 200 },
    sparse => sub { int(rand 4e9) - 2e9 },
    tiny => sub { int(rand 100) },
    few => sub { int(rand 5) },
    big => sub { any("18446744073709551615", "18446744073709551614", "0",
        "9223372036854775807", "9223372036854775808",
        "1" . sprintf("%018d", rand 1e18), int rand 1e9) },
    money => sub { sprintf "%s%d.%03d", any("-", ""), rand 3, rand 1000 },
    day => sub { sprintf "'%s-%02d-%02d'", any("0000", "2024", "9999"),
        any(1, 2, 12), any(1 .. 31) },
    moment => sub { sprintf "'%s-02-%02d %02d:00:%02d.%d'", any(1971, 2024,
        2037), any(1, 29), rand 24, rand 60, rand 10 },
    uuid => sub { sprintf "'%08x-0000-1000-8000-%012x'", rand 1e9, rand 9 },
    enum => sub { int(rand 3) + 1 },
);
print "create database k; use k; set sql_log_bin = 0, "
    . "sql_mode = 'ALLOW_INVALID_DATES', time_zone = '+00:00';\n";
while (<>) {
	chomp;
	my ($name, $columns, $key, $words) = split /\|/;
	my @names = map { /^\s*(`(?:[^`]|``)*`|\w+)/ } split /, /, $columns;
	$name = $name =~ /^`/ ? $name : "`$name`";
	print "create table $name (n int not null, $columns, $key)"
	    . " character set utf8mb4;\n";
	print "insert ignore into $name (n, ", join(", ", @names), ") values ",
	    join(", ", map { my $n = $_; "($n, " . join(", ",
	        map { $make{$_}->() } split / /, $words) . ")" } 1 .. 300),
	    ";\n";
}
print "analyze table dense, tiny;\n";
EOF
perl make.pl <tables | sql S >/dev/null

# TABLE TAB N for each row, by the server and by us.
cut -d'|' -f1 tables | while IFS= read -r name; do
	case $name in
	\`*) ;;
	*) name="\`$name\`" ;;
	esac
	shown=$(printf '%s\n' "$name" | sed 's/^`//; s/`$//; s/``/`/')
	sql S "select n from k.$name" | while IFS= read -r n; do
		printf '%s\t%s\n' "$shown" "$n"
	done
done | sort >want

rows() {
	perl -MJSON::PP -ne '
		my $r = decode_json($_);
		print "$r->{table}\t$r->{after}{n}\n" if $r->{kind} eq "row"'
}

t 'the copy ends well' 'pxsnapshot -c job.conf >copy.rec'
pxrec --json copy.rec >copy.json
rows <copy.json | sort >got
t 'there are rows of every table' \
	'test "$(cut -f1 want | uniq | wc -l)" -eq "$(wc -l <tables)"'
t 'every row is there, and once' 'diff want got'

perl -MJSON::PP -ne 'my $r = decode_json($_);
	print "$r->{table}\t$r->{rows}\n"
	    if $r->{kind} eq "chunk" && $r->{state} eq "done"' \
	copy.json >chunks
while IFS='|' read -r name _ _ _ scan; do
	name=$(printf '%s\n' "$name" | sed 's/^`//; s/`$//; s/``/`/')
	n=$(NAME=$name awk -F'\t' '$1 == ENVIRON["NAME"]' chunks | wc -l)
	if [ -n "$scan" ]; then
		t "$name is read by one scan" '[ "$n" -eq 1 ]'
	else
		t "$name is read in chunks" '[ "$n" -gt 8 ]'
	fi
done <tables

t 'a chunk of a unique key has no more rows than asked for' \
	'! grep -v -e ^half -e ^enum -e ^prefix -e ^float -e ^hash \
	    -e ^nothing -e ^nullable chunks |
	    awk -F"\t" "\$2 > 7" | grep .'
t 'the number of rows in CHUNK is what came' \
	'test "$(awk -F"\t" "{ n += \$2 } END { print n }" chunks)" \
	    -eq "$(wc -l <got)"'

# Rows added behind the last bound and before the first belong to a chunk.
pxsnapshot -c job.conf --table k.dense --chunks plan >/dev/null
sql S 'set sql_log_bin = 0; insert into k.dense values (1001, 2147483647),
    (1002, -2147483648)'
t 'rows outside of the planned range are copied' \
	'pxsnapshot -c job.conf --table k.dense --chunks plan | pxrec --json |
	    rows | cut -f2 | grep -c "^100[12]$" | grep -x 2'
done_testing
