#!/bin/sh
#
# Row filters: every condition chooses the rows that the server chooses.
# Random conditions on random rows, by a seed that is printed; and what each
# character weighs.
#
# shellcheck disable=SC1091,SC2016,SC2034,SC2154 # lib.sh, and t runs its text
. "${0%/*}/../lib.sh"
. "$top/tests/mariadb.sh"

: "${PX_SEED:=20240229}"
: "${PX_CONDITIONS:=400}"
printf '# seed %s\n' "$PX_SEED"

mariadb_start S --binlog-row-metadata=FULL
sql S <<'EOT'
create database shop;
create table shop.t (id int primary key, i int, n tinyint, b bigint,
    u bigint unsigned, y year, d decimal(20,4), f float, x double, dt date,
    dn date not null, ts datetime(3), st timestamp(6) null, tm time(2),
    s varchar(20) collate utf8mb4_bin,
    g varchar(20) collate utf8mb4_general_ci,
    l varchar(9) character set latin1 collate latin1_bin,
    e enum('new', 'paid', 'Sent') collate utf8mb4_general_ci,
    z set('a', 'b', 'c') collate utf8mb4_bin, vb varbinary(10), bn binary(3),
    bi bit(5), c char(9) collate utf8mb4_general_ci);
EOT
perl "$top/tests/flow/rowfilter-where.pl" "$PX_SEED" rows 150 >rows.sql
sql S <rows.sql
printf '[job]\nname = j\n[objects]\ninclude = shop.t\n' >job.conf
mariadb_job S job.conf
pxsnapshot -c job.conf >all.rec
t 'all rows are there' '
	[ "$(pxrec --json -k row all.rec | wc -l)" -eq 150 ]'

ids() {
	pxrec --json -k row |
	    perl -ne '/"after":\{"id":(\d+)/ and push @i, $1;
		END { print join(",", sort { $a <=> $b } @i), "\n" }'
}
perl "$top/tests/flow/rowfilter-where.pl" "$PX_SEED" conditions \
    "$PX_CONDITIONS" >asked
{
	printf 'set group_concat_max_len = 1000000;\n'
	while IFS= read -r c; do
		printf "select ifnull(group_concat(id order by id), '')"
		printf ' from shop.t where %s;\n' "$c"
	done <asked
} >ask.sql
sql S <ask.sql >server
while IFS= read -r c; do
	rowfilter --where "shop.t:$c" <all.rec 2>err | ids || cat err
	cat err >&2
done <asked >engine 2>refused
t 'no condition is refused' 'cat refused; [ ! -s refused ]'
t 'the server answers as many' '
	[ "$(wc -l <server)" -eq "$(wc -l <asked)" ]'
t 'each chooses the rows that the server chooses' '
	paste asked server engine | awk -F "\t" "\$2 != \$3 {
		print \$1; print \"  server \" \$2; print \"  engine \" \$3
		bad = 1 } END { exit bad }"'
t 'and they are not all empty, nor all rows' '
	[ "$(sort -u server | wc -l)" -gt 100 ]'

# The same rows, as the log has them.
pxbinlog "$(mariadb_log S)/bin.000001" | rowdecode >log.rec
head -n 100 asked | while IFS= read -r c; do
	rowfilter --include shop.t --where "shop.t:$c" <log.rec 2>err | ids ||
	    cat err
done >logged
t 'rows of the log are chosen as those of the copy are' '
	head -n 100 engine | diff - logged'

# Of every character c: w has the same weight and weighs what it is; n is the
# next heavier.
sql S <<'EOT'
create table shop.w (c varchar(1), w varchar(1), n varchar(1))
    collate utf8mb4_general_ci;
set max_recursive_iterations = 70000;
insert into shop.w
with recursive s(i) as (select 1 union all select i + 1 from s
	where i < 65535),
    c(c) as (select convert(char(i using utf32) using utf8mb4)
	from s where i < 55296 or i > 57343),
    w(c, h) as (select c, weight_string(c collate utf8mb4_general_ci)
	from c),
    n(h, n) as (select h, lead(h) over (order by h)
	from (select distinct h from w) as one)
select w.c, convert(convert(w.h using ucs2) using utf8mb4),
    convert(convert(n.n using ucs2) using utf8mb4) from w join n using (h);
EOT
printf '[job]\nname = j\n[objects]\ninclude = shop.w\n' >w.conf
mariadb_job S w.conf
pxsnapshot -c w.conf >w.rec
count_rows() {
	rowfilter "$@" <w.rec | pxrec --json -k row | wc -l
}
t 'the characters are there' '
	[ "$(pxrec --json -k row w.rec | wc -l)" -eq 63487 ]'
t 'a character weighs what the server says' '
	[ "$(count_rows --where "*.*:c = w")" -eq 63487 ]'
t 'and less than the next one' '
	count_rows --where "*.*:c < n or n is null" >got
	cat got; [ "$(cat got)" -eq 63487 ]'
done_testing
