#!/bin/sh
#
# pxsnapshot against a server: positions, choice, rights, the plan and its
# resumption, and all the ways a copy can break off.
#
# shellcheck disable=SC1091,SC2016,SC2034,SC2154 # lib.sh, and t runs its text
. "${0%/*}/../lib.sh"
. "$top/tests/mariadb.sh"

mariadb_start S
sql S <<'EOF'
create database shop;
use shop;
create table customer (id int primary key, name varchar(40), born date);
insert into customer values (1, 'Ada', '1815-12-10'), (2, 'Zoë', null);
create table item (o int, n int, what varchar(20), primary key (o, n));
insert into item select seq div 10, seq mod 10, seq from seq_1_to_500;
create table log (line text);
insert into log values ('one'), ('two'), (null);
create table gone (a int);
drop table gone;
create view seen as select * from customer;
create table Mixed (a int invisible default 3, b int as (7), c int);
insert into Mixed (c) values (1);
create table `mixed` (x int);
create table big (id int primary key, fill char(250) character set latin1);
insert into big select seq, repeat('x', 250) from seq_1_to_100000;
create user least@'%' identified by 'px secret';
grant replication client on *.* to least@'%';
grant select on shop.* to least@'%';
EOF
printf '[job]\nname = shop\n' >head.conf
cp head.conf job.conf
mariadb_job S job.conf
cat >>job.conf <<'EOF'
[objects]
include = shop.*
exclude = shop.big
[copy]
chunk_rows = 100
EOF
sed 's/^user = px/user = least/' job.conf >least.conf
sed 's/^include.*/include = shop.big/; /^exclude/d; /^chunk/d' job.conf \
	>big.conf

# Records as lines of fields.
cat >fields.pl <<'EOF'
use strict;
use JSON::PP;
my $json = JSON::PP->new->canonical->utf8;
while (<>) {
	my $r = decode_json($_);
	my $k = $r->{kind};
	my @f = $k eq "table" ? ($r->{table}, map { "$_->{name}:"
	        . join ",", @{ $_->{flags} || [] } } @{ $r->{columns} })
	    : $k eq "mark" ? (@{ $r->{flags} }, $r->{pos})
	    : $k eq "row" ? ($r->{table}, $json->encode($r->{after}))
	    : $k eq "chunk" ? ($r->{state}, "$r->{db}.$r->{table}",
	        $r->{number}, $r->{total}, $r->{state} eq "done"
	        ? $r->{rows} // 0 : ($r->{lower}, $r->{upper})) : ();
	print join("\t", $k, @f), "\n";
}
EOF
fields() {
	pxrec --json "$@" | perl fields.pl
}
master() { sql S 'show master status' | awk '{ print $1 ":" $2 }'; }

t 'an account with SELECT and REPLICATION CLIENT is enough' \
	'pxsnapshot -c least.conf >a.rec 2>a.err'
t 'a view gives a warning, nothing else does' \
	'[ "$(wc -l <a.err)" -eq 1 ] && grep -q "shop.seen" a.err'
t '-q silences it' 'pxsnapshot -q -c least.conf 2>&1 >/dev/null | wc -c |
	grep -x 0'
t 'first HELLO, TABLEs, COPY_START, then chunks' '
	fields a.rec >a
	cut -f1 a | uniq | head -4 | tr "\n" " " |
	    grep -x "hello table mark chunk "'
t 'last COPY_END and END' '
	tail -2 a | cut -f1,2 | tr "\n\t" "  " | grep -x "mark copy_end end "'
t 'marks hold the position of the log' '
	grep ^mark a | cut -f3 | uniq | grep -x "$(master)"'
t 'tables in the order of their names' '
	grep ^table a | cut -f2 | tr "\n" " " |
	    grep -x "Mixed customer item log mixed "'
t 'rows as they are' '
	grep ^row a | grep -v item | cut -f2- | tr "\t" " " | sort >got
	sort >want <<E
Mixed {"a":3,"b":7,"c":1}
customer {"born":"1815-12-10","id":1,"name":"Ada"}
customer {"born":null,"id":2,"name":"Zoë"}
log {"line":"one"}
log {"line":"two"}
log {"line":null}
E
	diff want got'
t 'a composite key in chunks' '
	grep "done	shop.item" a | cut -f6 | sort -n | tr "\n" " " |
	    grep -x "0 100 100 100 100 100 "'
t 'generated and invisible columns are said to be so' '
	grep "^table	Mixed" a |
	    grep "a:nullable,invisible	b:nullable,generated	c:nullable"'
t 'four connections give the same rows' '
	pxsnapshot -q -c job.conf -j 4 >b.rec
	fields b.rec >b
	grep ^row a | sort >a.rows; grep ^row b | sort | diff a.rows -'

sql S "use shop; create table wide (id int primary key, b mediumblob);
    insert into wide select seq, repeat('b', 1048576) from seq_1_to_40;
    analyze table wide" >/dev/null
t 'long rows make small chunks' '
	pxsnapshot -q -c job.conf --table shop.wide |
	    pxrec --json -k chunk | perl fields.pl |
	    grep "^chunk	done" | cut -f6 >wide
	[ "$(wc -l <wide)" -ge 3 ] && ! awk "\$1 > 16" wide | grep .'
sql S 'drop table shop.wide'

t '--schema-only' '
	pxsnapshot -q -c job.conf --schema-only | pxrec --count >got
	awk "{ print \$1 \$2 }" got | tr "\n" " " | grep "^1hello 5table 1end"'
t '--table takes one' '
	pxsnapshot -q -c job.conf --table shop.LOG >c.rec
	fields c.rec | grep ^table | cut -f2 | grep -x log'

fails() { # fails CODE PATTERN ARG...
	number=$1 text=$2
	shift 2
	code "$number" pxsnapshot -q "$@" >out 2>err || return 1
	grep -q -e "$text" err || { cat err; return 1; }
	! fields out 2>/dev/null | grep ^end
}
t 'a --table that is not there is 69' \
	'fails 69 "shop.gone" -c job.conf --table shop.gone'
t 'one that the job excludes too' \
	'fails 69 "shop.big" -c job.conf --table shop.big'
t 'an included table that is not there too' '
	sed "s/^include.*/include = shop.gone shop.log/" job.conf >gone.conf
	fails 69 "shop.gone" -c gone.conf'
t 'and no table at all' '
	sed "s/^include.*/include = nowhere.*/" job.conf >none.conf
	fails 69 "no table" -c none.conf'
t 'a nonsensical pattern is 78, with its line' '
	sed "s/^include.*/include = shop/" job.conf >bad.conf
	n=$(grep -n ^include bad.conf | cut -d: -f1)
	fails 78 "bad.conf:$n: objects.include" -c bad.conf'
t 'a wrong password is 77' '
	printf "wrong\n" >wrong.password
	sed "s/^password_f.*/password_file = wrong.password/" job.conf >w.conf
	fails 77 "denied" -c w.conf'
t 'a full disk is 74' '
	code 74 pxsnapshot -q -c job.conf >/dev/full'
t 'a reader that goes away is told honestly' '
	{ pxsnapshot -c big.conf; echo $? >rc; } | head -c 100 >/dev/null
	grep -x 141 rc'

# --- the plan

t 'the plan is written' '
	pxsnapshot -q -c job.conf --chunks plan >d.rec && head -1 plan |
	    grep -x "pxchunks 1 $(master)" && cut -f1 plan | sed 1d | uniq |
	    tr "\n" " " | grep "^shop.Mixed shop.customer shop.item"'
t 'and holds the bounds that were used' '
	fields d.rec | grep "^chunk	begin" | cut -f3- | sort >got
	sed 1d plan | sort | diff - got'
sql S 'insert into shop.log values ("three")'
t 'chunks marked done are not read again' '
	awk -v OFS="\t" "/shop.item\t[13]\t/ { print \$0, \"done\"; next }
	    { print }" plan >plan2
	printf "shop.item\t0\t6\t\t\tdone\nshop.item\t2\t6\t\t\tdo" >>plan2
	pxsnapshot -q -c job.conf --chunks plan2 >e.rec
	fields e.rec >e
	grep "done	shop.item" e | cut -f4 | sort | tr "\n" " " |
	    grep -x "2 4 5 "'
t 'the position is that of the first run, the end is now' '
	grep ^mark e | cut -f3 | tr "\n" " " |
	    grep -x "$(sed -n "1s/pxchunks 1 //p" plan) $(master) "'
t 'all done: no rows, but a whole stream' '
	{ head -1 plan; sed 1d plan | sed "s/$/	done/"; } >plan3
	pxsnapshot -q -c job.conf --chunks plan3 | pxrec --count |
	    awk "{ print \$1 \$2 }" | tr "\n" " " |
	    grep "^1hello 5table 2mark 1end"'
t 'a plan with a table that is gone is 69' '
	sed "s/shop.log/shop.lag/" plan >plan4
	fails 69 "shop.lag" -c job.conf --chunks plan4'
t 'a plan that breaks off is 65' '
	sed "\$d" plan >plan5; printf "shop.mixed\t0" >>plan5
	sed "/shop.item	5/d" plan >plan6
	fails 65 "plan6: line" -c job.conf --chunks plan6'
t 'a plan that cannot be written is 74, before any row' '
	fails 74 "no/plan" -c job.conf --chunks no/plan && [ ! -s out ]'

# --- breaking off: a pipe that nobody reads stops the copy in mid-row

reading() { # the connection that reads this table
	sql S "select id from information_schema.processlist
	    where user = 'px' and info like 'SELECT %FROM \`shop\`.\`$1\`%'" |
	    grep .
}
start() { # the copy of shop.big, blocked, as $pid
	rm -f pipe
	mkfifo pipe
	pxsnapshot -j 1 -c big.conf >pipe 2>err &
	pid=$!
	exec 4<pipe
	until_true 20 reading big >/dev/null
}
finish() { # the stream as out, its end as $rc
	cat <&4 >out
	exec 4<&-
	rc=0
	wait "$pid" || rc=$?
}
broken() { # with code $1, one line like $2, and no end record
	[ "$rc" -eq "$1" ] && grep -q -e "$2" err &&
		[ "$(wc -l <err)" -eq 1 ] &&
		! fields out 2>/dev/null | grep ^end
}

start
sql S "kill $(reading big)"
finish
t 'a connection lost in mid-row: 75' 'broken 75 "shop.big.* to the end"'
start
sql S "kill query $(reading big)"
finish
t 'a statement killed in mid-row is not the end of a chunk' \
	'broken 75 "shop.big.* to the end"'
start
kill "$pid"
finish
t 'TERM: 75' 'broken 75 stopped'
start
kill -9 "$pid"
finish
t 'killed: its readers end as well, before they are done' '
	[ "$rc" -eq 137 ] &&
	[ "$(fields out 2>/dev/null | grep -c ^row)" -lt 100000 ]'
start
mariadb_kill S
finish
t 'a server that dies: 75' 'broken 75 "shop.big"'
t 'and is not there: 75' 'fails 75 "cannot connect" -c job.conf'
mariadb_restart S

# A table that somebody has locked keeps the server from answering.
locked() {
	sql S 'show open tables from shop where in_use > 0' | grep -q .
}
mkfifo hold
sql S <hold &
exec 5>hold
echo 'lock tables shop.customer write, shop.log write;' >&5
until_true 20 locked
pxsnapshot -q -c job.conf --table shop.customer >out 2>err &
pid=$!
until_true 20 reading customer >/dev/null
kill "$pid"
rc=0
wait "$pid" || rc=$?
t 'TERM while planning: 75' 'broken 75 stopped'

# Before its first row a chunk can be asked for again.
{ head -1 plan; grep '^shop.log' plan; } >lplan
pxsnapshot -v -c job.conf --table shop.log --chunks lplan >out 2>err &
pid=$!
until_true 20 reading log >/dev/null
sql S "kill $(reading log)"
echo 'unlock tables;' >&5
exec 5>&-
rc=0
wait "$pid" || rc=$?
t 'a connection lost before the first row is opened again' '
	[ "$rc" -eq 0 ] && fields out | grep -c "^row	log" | grep -x 4 &&
	grep -q "connecting again" err'

# As PolarDB-X the server calls its log binlog, and has no TSO_TIMESTAMP.
mariadb_restart S --log-bin=binlog
sed '/^\[source/aproduct = polardbx' job.conf >polardbx.conf
t 'PolarDB-X without TSO: the copy is not thrown away' '
	pxsnapshot -c polardbx.conf --table shop.log >out 2>err &&
	grep -q "no TSO" err &&
	fields out | grep "^mark	copy_end	binlog"'
# Only a bound below is tested: a busy machine may be slower, never faster.
slow() { # KEY VALUE JOBS: all of shop.big, in a second at least
	sed "/^\[copy\]/,\$d" big.conf >slow.conf
	printf "[copy]\n%s = %s\n" "$1" "$2" >>slow.conf
	perl -MTime::HiRes=time -e '
		my $t = time;
		system("pxsnapshot", @ARGV) and exit 1;
		printf STDERR "%d\n", 1000 * (time - $t)' -- \
	    -c slow.conf -q -j "$3" 2>ms >slow.rec &&
	cat ms && [ "$(cat ms)" -ge 950 ] &&
	pxrec --count slow.rec | grep -q " 100000 row S shop.big$"
}
t 'not more than so many rows a second' 'slow max_rows 100000 1'
t 'of all connections together' 'slow max_rows 100000 2'
t 'nor bytes' 'slow max_bytes 24m 2'
done_testing
