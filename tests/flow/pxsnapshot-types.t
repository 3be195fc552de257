#!/bin/sh
#
# A row read by SELECT is the row the log tells of: for all types, the copy's
# op S and the log's op I have the same image, value for value.
#
# shellcheck disable=SC1091,SC2016,SC2034,SC2154 # lib.sh, and t runs its text
. "${0%/*}/../lib.sh"
. "$top/tests/mariadb.sh"

# The log is called as PolarDB-X calls it, see the end.
mariadb_start S --log-bin=binlog
printf '[job]\nname = types\n' >job.conf
mariadb_job S job.conf
printf '[objects]\ninclude = ty.*\n' >>job.conf

# Each column alone in a table: column, then the values.  A line that ends with
# '|' or ',' goes on in the next.
sed -e ':a' -e '/[|,]$/{N;s/\n *//;ba' -e '}' >columns <<'EOF'
tinyint|-128, 0, 127
tinyint unsigned|0, 255
smallint|-32768, 32767
mediumint|-8388608, 8388607
mediumint unsigned|16777215
int|-2147483648, 2147483647
int(9) unsigned zerofill|0, 42, 4294967295
bigint|-9223372036854775808, 0, 9223372036854775807, 999999999999999999
bigint unsigned|0, 18446744073709551615, 9223372036854775808
float|0, -0e0, 1.5, 8388609, 16777217, 3.4028235e38, 1.1754944e-38, 0.1, -1e-20
float(9,3)|0.1, 123456.789, -99999.999
float unsigned|3.1415927
double|0, -0e0, 0.1, -1.7976931348623157e308,
    2.2250738585072014e-308, 1e15, 123456789.123456789
double(12,3)|0.125, 123456789.123, 0.0015
decimal(10,2)|0, -0.01, 99999999.99, -99999999.99, 5
decimal(65,30)|0, -1,
    12345678901234567890123456789012345.123456789012345678901234567890
decimal(5,0)|0, -99999, 7
decimal(5,5)|0.00001, -0.99999
decimal(8,3) zerofill|0, 1.5, 12345.678
bit(1)|b'0', b'1'
bit(9)|b'100000001', b'0'
bit(64)|0xffffffffffffffff, 0x0102030405060708
year|1901, 2155, 2024, 0
year(2)|99, 0, 69, 70, 'none'
date|'1000-01-01', '9999-12-31', '0000-00-00',
    '2024-02-29', '2024-00-00', '2024-02-31'
time|'-838:59:59', '838:59:59', '00:00:00', '-00:00:01'
time(3)|'-12:34:56.789', '12:34:56.001'
time(6)|'-00:00:00.000001', '838:59:58.999999'
datetime|'1000-01-01 00:00:00', '9999-12-31 23:59:59',
    '0000-00-00 00:00:00', '2024-02-30 01:02:03'
datetime(1)|'2024-01-02 03:04:05.6'
datetime(6)|'1969-12-31 23:59:59.999999', '2024-01-02 03:04:05.678901'
timestamp null|'1970-01-01 00:00:01', '2038-01-19 03:14:07',
    '0000-00-00 00:00:00'
timestamp(4) null|'2024-06-01 12:00:00.1234'
char(5)|'', 'a', 'abc  ', 'ä日😀'
char(0)|''
char(200) character set utf8mb4|repeat('日', 200)
char(5) character set latin1|'é', concat('a', char(0x80 using latin1))
varchar(20)|'', ' lead', 'trail ', 'tab\t''"\\', 'nul\0byte', '😀'
varchar(20) character set latin1|'Ünï', '€'
varchar(20) character set utf8mb3|'日本'
varchar(20) character set ascii|'ascii'
varchar(20) character set cp1251|'Привет'
varchar(20) character set gbk|'中文', 'abc'
varchar(20) character set big5|'中文'
varchar(20) character set sjis|'日本ア'
varchar(20) character set ujis|'日本ア'
varchar(20) character set euckr|'한국'
varchar(20) character set koi8r|'Привет'
varchar(20) character set utf16|'a日😀'
varchar(20) character set ucs2|'日本'
varchar(20) character set utf32|'a😀'
varchar(20) character set binary|'raw', x'00ff'
varchar(3000)|repeat('x', 3000)
tinytext|'tiny', ''
text|repeat('text ', 2000)
mediumtext|repeat('m', 70000)
longtext character set latin1|repeat('ü', 300)
binary(4)|'a', x'00000000', x'61000000', x'ff', ''
varbinary(8)|'', x'00', x'6100', x'ffff0000'
tinyblob|x'00ff'
blob|repeat(x'00ff', 500), ''
mediumblob|repeat('b', 70000)
longblob|x'de'
enum('small','','a,b','it''s','日')|'small', '', 'a,b', 'it''s', '日', 3
enum('a') null|'wrong'
enum('3','2','1','0')|'1', '2', '3', '0', ''
set('a','b','it''s','日')|'', 'a', 'a,b', 'b,it''s,日'
json|'{"a": [1, 2.50, "x\\u00e9"], "b": null}', '[]', '"s"'
point|point(1, 2), st_geomfromtext('POINT(3 4)', 4326)
geometry|st_geomfromtext('LINESTRING(0 0, 1 1)'),
    st_geomfromtext('POLYGON((0 0,1 0,1 1,0 0))')
uuid|'123e4567-e89b-12d3-a456-426655440000',
    '00000000-0000-0000-0000-000000000000'
inet6|'::1', '2001:db8::ff00:42:8329', '::ffff:1.2.3.4'
inet4|'1.2.3.4', '255.255.255.255', '0.0.0.0'
int invisible default 5|5, null
EOF
perl -e 'print "set(", join(",", map { "\x27m$_\x27" } 1 .. 64),
	")|0xffffffffffffffff, 0x8000000000000001\n"' >>columns
# The tables first, then the rows, each in a log of its own: so the definitions
# hold for the whole of the second log.
cat >make.pl <<'EOF'
my (@table, @row);
while (<STDIN>) {
	chomp;
	my ($column, $values) = /^(.*?)\|(.*)/;
	my $n = sprintf "t%02d", 1 + @table;
	my $v = 1;
	# values are parted by commas outside of quotes and parentheses
	my @v = $values =~ /((?:'(?:[^'\\]|\\.|'')*'|
	    (\((?:[^()']|'[^']*'|(?2))*\))|[^,'()])+)/gx;
	push @table, "create table $n (id int primary key, v $column)"
	    . " character set utf8mb4;\n";
	push @row, "insert ignore into $n (id, v) values (0, null);\n";
	push @row, "insert ignore into $n (id, v) values (" . $v++ . ", $_);\n"
	    for grep { defined && !/^\(/ } @v;
}
print "create database ty; use ty;\n", @table, "flush binary logs;\n",
    "set sql_mode = 'ALLOW_INVALID_DATES', time_zone = '+00:00';\n", @row;
EOF
perl make.pl <columns >make.sql
t 'tables and rows are made' 'mariadb --no-defaults -u root -S S.sock \
	--default-character-set=utf8mb4 <make.sql'

images() { # of each row: table and image, as pxrec wrote them
	sed -n '/"kind":"row"/{
		s/.*"table":"\(t[0-9]*\)".*"after":\(.*\),"ref.*/\1 \2/p
	}' | sort
}
t 'the copy' 'pxsnapshot -c job.conf >copy.rec'
pxrec --json copy.rec | images >copied
pxsnapshot -c job.conf --schema-only >schema.rec
t 'the log' 'pxbinlog "$(mariadb_log S)"/binlog.000002 >log.rec'
t 'the rows of the log' 'rowdecode --schema schema.rec <log.rec |
	rowfilter --include "ty.*" >rows.rec'
pxrec --json rows.rec | images >logged
n=0
while IFS='|' read -r column _; do
	n=$((n + 1))
	table=$(printf 't%02d' "$n")
	t "$column" '
		grep "^$table " copied >a; grep "^$table " logged >b
		[ -s a ] && diff a b'
done <columns
t 'no row is left over' 'diff copied logged | head -20; cmp copied logged'

# There ENUM and SET are read as labels.
sed '/^\[source/aproduct = polardbx' job.conf >polardbx.conf
t 'as PolarDB-X the same' '
	pxsnapshot -q -c polardbx.conf >polardbx.rec &&
	pxrec --json polardbx.rec | images | diff copied - &&
	pxrec --json -k hello polardbx.rec | grep polardbx'
done_testing
