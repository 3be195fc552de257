#!/bin/sh
#
# rowfilter between its neighbours: the copy and the log of a server, cut to
# the same tables by the same job file, renamed on their way to mcpartition.
#
# shellcheck disable=SC1091,SC2016,SC2034,SC2154 # lib.sh, and t runs its text
. "${0%/*}/../lib.sh"
. "$top/tests/mariadb.sh"

mariadb_start S --binlog-row-metadata=FULL
sql S <<'EOF'
create database shop;
create database other;
create table shop.orders (id int primary key, State varchar(9));
create table shop.secret (id int primary key);
create table other.Log (id int primary key);
insert into shop.orders values (1, 'new'), (2, 'new');
insert into shop.secret values (1);
insert into other.Log values (1);
flush binary logs;
begin;
insert into shop.orders values (3, 'new');
insert into shop.secret values (3);
update shop.orders set State = 'paid' where id = 1;
delete from shop.orders where id = 2;
insert into other.Log values (3);
delete from other.Log where id = 1;
commit;
alter table shop.secret add column word varchar(10);
insert into shop.secret values (4, 'x');
insert into shop.orders values (4, 'last');
EOF
cat >job.conf <<'EOF'
[job]
name = shop
[objects]
include = shop.* `other`.`Log`
exclude = *.secret
map = shop.orders = sales.o
map = shop.orders.state = status
ops = other.*:i
EOF
mariadb_job S job.conf

rows() {
	pxrec --json -k row "$@" | perl -ne '
		print "$1 $2 $3 $4\n" if /"op":"(.)".*"table":"([^"]*)".*
		    "before":(.*),"after":(.*),"ref/x'
}

pxbinlog "$(mariadb_log S)/bin.000002" >log.rec
t 'the log' '
	rowdecode <log.rec | rowfilter -c job.conf >rows.rec && rows rows.rec \
	    >got
	diff - got <<E
I o null {"id":3,"status":"new"}
U o {"id":1,"status":"new"} {"id":1,"status":"paid"}
D o {"id":2,"status":"new"} null
I Log null {"id":3}
I o null {"id":4,"status":"last"}
E'
t 'a change of a table that is not chosen stops nobody' '
	mcpartition -c job.conf <rows.rec >shaped.rec'
t 'new names reach the destination' '
	pxrec --json -k table shaped.rec | grep -q "\"o_log\"" &&
	pxrec --json -k table shaped.rec | grep -q "\"status\"" &&
	! pxrec --json -k table shaped.rec | grep -q secret'
t 'without the filter the change does stop it' '
	sed "/^exclude/d" job.conf >all.conf
	rowdecode <log.rec | code 78 mcpartition -c all.conf >out'
t 'transactions and positions are all still there' '
	rowdecode <log.rec | pxrec --json -k begin,mark >a
	pxrec --json -k begin,mark rows.rec | diff a -'

t 'the copy has the same tables under the same names' '
	pxsnapshot -c job.conf | rowfilter -c job.conf >copy.rec &&
	rows copy.rec | sort >got
	diff - got <<E
S Log null {"id":3}
S o null {"id":1,"status":"paid"}
S o null {"id":3,"status":"new"}
S o null {"id":4,"status":"last"}
E'
t 'and mcpartition makes base tables of them' '
	mcpartition -c job.conf <copy.rec | pxrec --json -k table |
	    grep "\"o_base\""'

# A log without names: what they are is read from what was kept, which has a
# column more.
sql S 'set global binlog_row_metadata = MINIMAL; flush binary logs;
    insert into shop.orders values (5, "new")'
echo 'e_set(`twice`, `id` * 2)' >s.etl
t 'a restart reads the log without the columns of a script' '
	pxsnapshot -c job.conf --schema-only |
	    rowfilter --include shop.orders --etl s.etl >kept.rec &&
	pxrec --json kept.rec | grep -q "\"name\":\"twice\"" &&
	pxbinlog "$(mariadb_log S)/bin.000003" >new.rec &&
	rowdecode --schema kept.rec <new.rec |
	    rowfilter --include shop.orders --etl s.etl | rows >got
	diff - got <<E
I orders null {"id":5,"State":"new","twice":10}
E'
done_testing
