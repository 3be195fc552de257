#!/bin/sh
. "${0%/*}/../lib.sh"
. "$top/tests/mclocal.sh"

mclocal_start a
mclocal_use a

# sql TITLE STATEMENTS WANTED: the last result is exactly this
sql() {
	_text=$2 _want=$3
	export _text _want
	t "$1" 'mc sql "$_text" >got || { cat got; return 1; }
		printf "%s\n" "$_want" | diff - got'
}

# fails TITLE STATEMENTS PATTERN: it fails with this message
fails() {
	_text=$2 _want=$3
	export _text _want
	t "$1" 'mc sql "$_text" >got && return 1
		cat got; grep -q -- "$_want" got'
}

# --- values ---
sql 'literals and names' "select 1 a, 'it\\'s' b, \"two\" c, 1.5 d, null e, true f;" '"a","b","c","d","e","f"
1,"it'"'"'s","two",1.5,\N,1'
sql 'expressions without a name' "select 1+1, 'a' || 'b'" '"_c0","_c1"
2,"ab"'
sql 'a division is never an integer one' 'select 7/2 a, 7 div 2 b, 8/2/2 c' '"a","b","c"
3.5,3,2.0'
sql 'casts' "select cast('12' as bigint) a, cast(1.7 as int) b, cast('1.005' as decimal(10,2)) c, cast('x' as bigint) d, cast('2024-01-02 3:4:5' as datetime) e, cast('2024-01-02 03:04:05.123456789' as timestamp) f, cast(1 as string) g, cast('2024-01-02 03:04:05' as date) h, cast('true' as boolean) i" '"a","b","c","d","e","f","g","h","i"
12,1,1.01,\N,2024-01-02 03:04:05,2024-01-02 03:04:05.123456,"1",2024-01-02,true'
sql 'typed literals' "select datetime '2024-02-03 04:05:06' a, date '2024-02-03' b, 1.50BD c, 10L d" '"a","b","c","d"
2024-02-03 04:05:06,2024-02-03,1.50,10'
sql 'functions' "select nvl(null, 'x') a, if(1 > 2, 'y', 'n') b, concat('a', 1, 'b') c, concat('a', null) d, length('äb') e, lengthb('äb') f, coalesce(null, 3) g, substr('hello', 2, 3) h" '"a","b","c","d","e","f","g","h"
"x","n","a1b",\N,2,3,3,"ell"'
sql 'functions of times' "select from_unixtime(1565944878) a, unix_timestamp(datetime '2019-08-16 08:41:18') b, to_char(datetime '2024-01-02 03:04:05', 'yyyymmdd hh:mi:ss') c, dateadd(datetime '2024-01-31 00:00:00', 1, 'mm') d, datediff(datetime '2024-03-01 00:00:00', datetime '2024-02-28 00:00:00', 'dd') e, year('2024-01-02') f, to_date('20240102', 'yyyymmdd') g, datetrunc(datetime '2024-05-06 07:08:09', 'month') h" '"a","b","c","d","e","f","g","h"
2019-08-16 08:41:18,1565944878,"20240102 03:04:05",2024-02-29 00:00:00,2,2024,"2024-01-02 00:00:00",2024-05-01 00:00:00'
sql 'decimals are exact and in order' "create table d (v decimal(20,4)); insert into d values (9.5), ('10'), (-3), (0.1), (0.2), (100); select sum(v) s, min(v) a, max(v) b, count(distinct v) n from d" '"s","a","b","n"
116.8,"-3","100",6'
sql 'decimals compare as numbers' "select v from d where v > 9.7 and v < cast('50' as decimal(10,0)) order by v" '"v"
10'
sql 'and sort as numbers' 'select v from d order by v desc limit 2' '"v"
100
10'
sql 'LIKE minds the case' "select count(*) n from (select 'Abc' x) t where x like 'abc'" '"n"
0'
sql 'comments' "-- one;
select /* two; */ 1 a -- three" '"a"
1'
sql 'words of SQLite are names' "create table w (\`order\` bigint, index string, replace double); insert into w values (1, 'i', 2); select index, replace, \`order\` from w" '"index","replace","order"
"i",2.0,1'
sql 'no name hides in a text' "select 'from nope' a, ';' b" '"a","b"
"from nope",";"'

# --- tables ---
sql 'CREATE with every clause' "create table if not exists local.\`Full\` (id bigint not null comment 'key', name varchar(20) default 'x', primary key (id)) comment 'all' partitioned by (dt string comment 'day', n bigint) clustered by (id) sorted by (id) into 16 buckets tblproperties ('transactional'='true', 'write.bucket.num'='16') lifecycle 30; desc full" 'id	bigint	key
name	varchar(20)	
dt	string	partition day
n	bigint	partition '
sql 'IF NOT EXISTS is content with another' 'create table if not exists full (x string); show tables in local' 'd
full
w'
fails 'a table that exists' 'create table FULL (a bigint)' 'ODPS-0130211:\[1,14\]'
fails 'a type we do not have' 'create table x (a array<bigint>)' 'ODPS-0130'
fails 'a bad name' 'create table `1x` (a bigint)' 'ODPS-0130071'
fails 'a column twice' 'create table x (a bigint, A string)' 'stands twice'
sql 'partitions come and go' "alter table full add partition (dt='1', n='1') partition (dt='2', n='7'); alter table full add if not exists partition (dt='1', n='1'); alter table full drop partition (dt='2', n='7'); alter table full drop if exists partition (dt='9', n='9'); show partitions full" 'dt=1/n=1'
fails 'a partition that exists' "alter table full add partition (dt='1', n='1')" 'ODPS-0130211'
fails 'a partition that does not' "alter table full drop partition (dt='8', n='1')" 'ODPS-0130271'
fails 'a value with strange letters' "alter table full add partition (dt='é', n='1')" 'ODPS-0123031'
sql 'ADD COLUMNS' "create table g (a bigint); insert into g values (1); alter table g add columns (b string comment 'new', c double); select * from g" '"a","b","c"
1,\N,\N'
sql 'LIKE copies the columns' 'create table h like g; insert into h values (5, null, null); select a, b from h' '"a","b"
5,\N'
sql 'AS copies the rows' "create table i as select a, 'x' s, cast(1 as decimal(5,2)) d from g; select * from i" '"a","s","d"
1,"x",1'
sql 'SET LIFECYCLE' 'alter table g set lifecycle 9; truncate table g; select count(*) n from g' '"n"
0'
sql 'DROP' 'drop table g; drop table if exists g; drop table h; drop table i; show tables' 'd
full
w'
fails 'no such table' 'drop table g' 'ODPS-0130131:\[1,12\] Table not found - table local.g'

# --- queries ---
sql 'INSERT and its columns' "create table t (id bigint, s string, f double); insert into table t values (1, 'a', 1.5), (2, 'b', null); insert into t (s, id) values ('c', 3); select * from t order by id" '"id","s","f"
1,"a",1.5
2,"b",\N
3,"c",\N'
sql 'OVERWRITE reads what it replaces' "insert overwrite table t select id + 10, s, f from t where id <> 2; select id from t order by id" '"id"
11
13'
sql 'INTO reads what it adds to' 'insert into t select id + 100, s, f from t; select count(*) n from t' '"n"
4'
sql 'joins, groups, windows' "create table u (id bigint, g string); insert into u values (11, 'x'), (13, 'x'), (111, 'y'); select u.g, count(*) n, sum(t.id) s from t join u on t.id = u.id group by u.g having count(*) > 0 order by u.g" '"g","n","s"
"x",2,24
"y",1,111'
sql 'row_number' 'select id, row_number() over (partition by g order by id desc) as rn from u order by id' '"id","rn"
11,2
13,1
111,1'
sql 'WITH, UNION ALL, parentheses' "with a as (select id from u where g = 'x'), b as (select 1 id) (select id from a) union all (select id from b) order by id limit 10" '"id"
1
11
13'
sql 'IN and EXISTS' "select id from t where id in (select id from u) and exists (select 1 from u where u.id = t.id and g == 'x') and id != 11 order by id" '"id"
13'
sql 'CASE' "select case when id > 12 then 'big' else 'small' end k, count(*) n from u group by case when id > 12 then 'big' else 'small' end order by k" '"k","n"
"big",2
"small",1'

# --- partitions ---
sql 'static and dynamic partitions' "create table p (id bigint) partitioned by (dt string, r string); insert into p partition (dt='1', r='a') values (1), (2); insert into p partition (dt='2', r) select id, g from u; show partitions p" 'dt=1/r=a
dt=2/r=x
dt=2/r=y'
fails 'a full scan needs permission' 'select * from p' 'ODPS-0130071:\[1,15\].*local.p.*full scan'
fails 'a condition on other columns is none' 'select * from p where id = 1' 'full scan'
sql 'a condition on partitions is enough' "select id, dt, r from p where dt = '2' order by id" '"id","dt","r"
11,"2","x"
13,"2","x"
111,"2","y"'
sql 'permission by SET' 'set odps.sql.allow.fullscan=true; select count(*) n from p' '"n"
5'
t 'permission by the settings' \
	'test "$(mc sql "select count(*) n from p" odps.sql.allow.fullscan=true | tail -n 1)" = 5'
sql 'OVERWRITE of one partition leaves the others' "insert overwrite table p partition (dt='2', r='x') select 7; select id, r from p where dt > '0' order by id" '"id","r"
1,"a"
2,"a"
7,"x"
111,"y"'
sql 'OVERWRITE by nothing empties it' "insert overwrite table p partition (dt='2', r='x') select 7 from u where 1 = 2; select count(*) n from p where r = 'x'" '"n"
0'
sql 'TRUNCATE of a partition' "truncate table p partition (dt='1', r='a'); select count(*) n from p where dt = '1'" '"n"
0'
fails 'a partition must be said' 'insert into p values (1)' 'ODPS-0123031'
fails 'too few columns' 'insert into t select 1' 'wrong columns count 1, requires 3'

# --- what fails, fails whole ---
fails 'a table that is not there' 'select * from nope' 'ODPS-0130131:\[1,15\] Table not found - table local.nope cannot be resolved'
fails 'in another line' 'select *
from   nope' 'ODPS-0130131:\[2,8\]'
fails 'a column that is not there' 'select id, zz from t' 'ODPS-0130071:\[1,12\].*column zz cannot be resolved'
fails 'a function that is not there' 'select zz(1) from t' 'function zz cannot be resolved'
fails 'no SQL' 'selec 1' 'ODPS-0130161:\[1,1\] Parse exception'
fails 'too short' 'select * from' 'ODPS-0130161'
fails 'a quote that does not end' "select 'a" 'a quote does not end'
fails 'a value that does not fit' "create table s (a tinyint); insert into s values (300)" 'column a: the number is out of range'
sql 'of a script that failed nothing is left' 'show tables' 'd
full
p
t
u
w'

# --- the merge as DTS publishes it ---
mc sql "create table customer_log (record_id bigint, operation_flag string, utc_timestamp bigint, before_flag string, after_flag string, id bigint, register_time datetime, address string) partitioned by (modifytime_year string, modifytime_month string);
create table customer_base (id bigint, register_time datetime, address string);
create table customer (id bigint, register_time datetime, address string);
insert into customer_base values (1, '2024-01-01 00:00:00', 'one'), (2, '2024-01-02 00:00:00', 'two'), (3, null, 'three');
insert into customer_log partition (modifytime_year='2019', modifytime_month='08') values
 (10, 'U', 1565944870, 'Y', 'N', 1, '2024-01-01 00:00:00', 'one'),
 (10, 'U', 1565944870, 'N', 'Y', 1, '2024-01-01 00:00:00', 'uno'),
 (11, 'D', 1565944871, 'Y', 'N', 2, '2024-01-02 00:00:00', 'two'),
 (12, 'I', 1565944872, 'N', 'Y', 4, '2024-01-04 00:00:00', 'four'),
 (13, 'U', 1565944873, 'Y', 'N', 4, '2024-01-04 00:00:00', 'four'),
 (13, 'U', 1565944873, 'N', 'Y', 5, '2024-01-04 00:00:00', 'four');
insert into customer_log partition (modifytime_year='2019', modifytime_month='09') values
 (14, 'D', 1565944878, 'Y', 'N', 3, null, 'three')" >out || cat out
sql 'the merge' "set odps.sql.allow.fullscan=true; insert overwrite table customer select id, register_time, address from (select row_number() over(partition by t.id order by record_id desc, after_flag desc) as row_number, record_id, operation_flag, after_flag, id, register_time, address from (select incr.record_id, incr.operation_flag, incr.after_flag, incr.id, incr.register_time, incr.address from customer_log incr where utc_timestamp < 1565944878 union all select 0 as record_id, 'I' as operation_flag, 'Y' as after_flag, base.id, base.register_time, base.address from customer_base base) t) gt where row_number=1 and after_flag='Y'; select * from customer order by id;" '"id","register_time","address"
1,2024-01-01 00:00:00,"uno"
3,\N,"three"
5,2024-01-04 00:00:00,"four"'
done_testing
