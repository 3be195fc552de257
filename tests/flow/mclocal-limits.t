#!/bin/sh
# Bad days on request, and what MaxCompute does not take, mclocal neither.
. "${0%/*}/../lib.sh"
. "$top/tests/mclocal.sh"
T=$mc_tables
printf '1\ta\n2\tb\n' | mc block bigint,string >b0

again() { # stop it, if it runs, and start it with these faults
	[ -z "${a_pid-}" ] || mclocal_stop a
	_args=''
	for _f; do
		_args="$_args --fault $_f"
	done
	# shellcheck disable=SC2086 # no blanks in them
	mclocal_start a $_args
	mclocal_use a
}
session() { # of a stream or an upsert
	sed -n 's/.*"\(session_name\|id\)":"\([^"]*\)","s.*/\2/p'
}

# --- sessions grow old ---
again session:age@86000:=1 session:expire:=4
mc sql "create table t (id bigint, s string);
    create table d (k bigint not null, primary key (k))
    tblproperties ('transactional'='true')" >/dev/null
u=$(mc_session t)
t 'a session of almost a day still works' '
	mc_put t $u 0 b0 && mc_blocks t $u 1 && mc_put t $u 1 b0'
t 'after a day it is expired' '
	mc req GET "$T/t?uploadid=$u" | grep "\"Status\":\"expired\""'
t 'it takes no block' '
	mc_refused "^409" mc_put t $u 2 b0 && grep StatusConflict refused.out'
t 'and no commit' '
	mc_refused StatusConflict mc req POST "$T/t?uploadid=$u" &&
	mc_count t 0'
again
t 'its rows are gone after the next start' '
	mc req GET "$T/t?uploadid=$u" >out &&
	grep "\"Status\":\"expired\"" out &&
	grep "\"UploadedBlockList\":\[\]" out'
again session:expire
t 'downloads expire' '
	mc_refused NoSuchDownload mc_data t "$(mc_download t)" 0 1'
again session:expire
t 'streams expire' '
	u=$(mc req POST "$T/t/streams" | session)
	mc_refused "session is expired" \
	    mc req PUT "$T/t/streams?uploadid=$u&slotid=0" b0'
again session:expire
t 'upserts expire' '
	u=$(mc req POST "$T/d/upserts?slotnum=1" | session)
	mc req POST "$T/d/upserts?upsertid=$u" | grep "\"status\":\"expired\""'

# --- other bad days ---
again auth:skew:=2
t 'skew: the client is told of the clock' '
	mc req GET $T && mc_refused RequestTimeTooSkewed mc req GET $T &&
	mc req GET $T'
again sql:503:0.5
t 'a share as a fraction, always the same ones' '
	for i in 1 2 3 4 5 6 7 8 9 10; do
		mc sql "select 1 a" >/dev/null 2>&1; echo $?
	done >first
	[ "$(sort -u first | wc -l)" -eq 2 ]'
again sql:503:50%
t 'or in a hundred' '
	for i in 1 2 3 4 5 6 7 8 9 10; do
		mc sql "select 1 a" >/dev/null 2>&1; echo $?
	done | diff first -'
again commit:slow:2s '*:429:=2'
t 'throttled once' '
	mc req GET $T && mc_refused "^429" mc req GET $T && mc req GET $T'
u=$(mc_session t)
mc_put t "$u" 0 b0 >/dev/null
perl -MTime::HiRes=time -e 'print time' >began
mc_commit t "$u" &
slow=$!
t 'others are served while a commit is slow' '
	mc_count t 0'
t 'which is done in the end' '
	until_true 10 mc_count t 2 && perl -MTime::HiRes=time -e "
	    open F, q(began); exit(time - <F> < 2)"'
wait "$slow" || :

# --- what is too much ---
again
refused() { # PATTERN: the SQL in q is refused
	! mc sql "$(cat q)" >got || return 1
	cat got
	grep -q -e "$1" got
}
columns() { # a table of $1 columns
	perl -e 'print "create table c$ARGV[0] (",
	    join(", ", map { "c$_ bigint" } 1 .. $ARGV[0]), ")"' "$1"
}
x() { # $1 of $2
	perl -e 'print $ARGV[1] x $ARGV[0]' "$1" "$2"
}
t '1,200 columns' '
	mc sql "$(columns 1200); insert into c1200 (c1, c1200) values (1, 2)" &&
	mc sql "select c1, c2, c1200 from c1200" | grep -x "1,.N,2"'
t 'not one more' 'columns 1201 >q; refused "more than 1200 columns"'
t 'names of 128 bytes' '
	mc sql "create table $(x 128 t) ($(x 128 c) bigint)" &&
	mc req GET "$T/$(x 128 T)"'
t 'not of 129' '
	echo "create table $(x 129 t) (c bigint)" >q; refused 0130071 &&
	echo "create table n ($(x 129 c) bigint)" >q; refused 0130071'
for name in 1a _a a-b 'a b' ä; do
	t "a table named '$name'" '
		echo "create table \`$name\` (c bigint)" >q; refused ODPS-0130'
done
t 'comments of 1,024 bytes' '
	mc sql "create table co (c bigint comment \"$(x 1024 c)\")
	    comment \"$(x 1024 t)\"" &&
	mc req GET "$T/co" | grep "$(x 1024 c)"'
t 'not of 1,025' '
	echo "create table n (c bigint) comment \"$(x 1025 t)\"" >q
	refused "longer than 1024"'
t 'six levels of partitions' '
	mc sql "create table p6 (c bigint) partitioned by (a string, b string,
	    c1 string, d string, e string, f string)"'
t 'not seven' '
	echo "create table p7 (c bigint) partitioned by (a string, b string,
	    c1 string, d string, e string, f string, g string)" >q
	refused "more than 6"'
mc sql 'create table p (id bigint) partitioned by (dt string)' >/dev/null
t 'partition values of 128 bytes' '
	mc sql "alter table p add partition (dt=\"$(x 128 v)\")"'
t 'not of 129' '
	echo "alter table p add partition (dt=\"$(x 129 v)\")" >q
	refused ODPS-0123031'
t 'the widest types' '
	mc sql "create table wide (a char(255), b varchar(65535),
	    c decimal(38,18))"'
for type in 'varchar(65536)' 'varchar(0)' 'char(256)' 'decimal(39,0)' \
    'decimal(38,19)' 'decimal(2,3)'; do
	t "no $type" 'echo "create table ty (c $type)" >q
		refused "no type"'
done
t 'a script of two megabytes' '
	{ echo "select 1 a /*"; x 2097200 x; echo "*/"; } >long
	printf "%s" "<Instance><Job><Tasks><SQL><Name>Q</Name><Query>" >job
	cat long >>job
	printf "%s" "</Query></SQL></Tasks></Job></Instance>" >>job
	MC_HEADERS=1
	export MC_HEADERS
	mc req POST /projects/local/instances job \
	    content-type:application/xml >out || :
	sed 1q out
	at=$(sed -n "s,^Location: .*/\([^/]*\)\r$,\1,p" out)
	mc req GET "/projects/local/instances/$at?result" |
	    grep "longer than 2097152"'
t 'a value of more than 8 MB made by SQL' '
	mc sql "create table big (s string); insert into big values
	    (\"$(x 100000 x)\")"
	echo "insert into big select concat(s, s, s, s, s, s, s, s, s, s, s, s,
	    s, s, s, s, s, s, s, s, s, s, s, s, s, s, s, s, s, s, s, s, s, s,
	    s, s, s, s, s, s, s, s, s, s, s, s, s, s, s, s, s, s, s, s, s, s,
	    s, s, s, s, s, s, s, s, s, s, s, s, s, s, s, s, s, s, s, s, s, s,
	    s, s, s, s, s, s) from big" >q
	refused "longer than 8 MB"'

# 245 * 245 > 60,000
seq -s '),(' 0 244 >n
mc sql "create table n (i bigint); insert into n values ($(cat n))" >/dev/null
t '60,000 partitions' '
	mc sql "create table many (id bigint) partitioned by (dt bigint);
	    insert into many partition (dt) select 1, x.i * 245 + y.i
	    from n x cross join n y where x.i * 245 + y.i < 60000"'
t 'not one more, by INSERT' '
	echo "insert into many partition (dt) values (1, 60000)" >q
	refused "ODPS-0123031.*60000 partitions"'
t 'nor by ALTER' '
	echo "alter table many add partition (dt=60000)" >q; refused "60000"'
t 'nor by the tunnel' '
	mc_refused "60000 partitions" mc req POST \
	    "$T/many?uploads&create_partition=true&partition=dt%3D60000"'
t 'a query reads 10,000 of them' '
	mc sql "select sum(m.id) n from many m
	    where dt >= 100 and m.dt between 0 and 10099 and id = 1" |
	    grep -x 10000'
t 'and not one more' '
	echo "select sum(id) n from many where dt <= 10000" >q
	refused "more than 10000 partitions" &&
	echo "select count(*) from many where dt < 5 or id = 1" >q
	refused "more than 10000 partitions"'
t 'with permission for all of them neither' '
	! mc sql "select count(*) n from many" \
	    odps.sql.allow.fullscan=true >got; grep "more than 10000" got'
mclocal_stop a
done_testing
