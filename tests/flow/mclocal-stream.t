#!/bin/sh
# Streams and upserts, by a client that shares no code with ours.
. "${0%/*}/../lib.sh"
. "$top/tests/mclocal.sh"

mclocal_start a
mclocal_use a
T=$mc_tables

name() { # of a stream or upsert session
	sed -n 's/.*"\(session_name\|id\)":"\([^"]*\)","s.*/\2/p'
}

# --- streams ---
mc sql 'create table s (id bigint, v string)' >/dev/null
mc sql 'create table p (id bigint) partitioned by (dt string)' >/dev/null
printf '1\ta\n2\tb\n' | mc block bigint,string >b0
printf '3\n' | mc block bigint >q0
u=$(mc req POST "$T/s/streams" | name)
at="$T/s/streams?uploadid=$u&slotid=0"
t 'a pack is seen at once' 'mc req PUT "$at" b0 && mc_count s 2'
t 'and says where it went' '
	MC_HEADERS=1
	export MC_HEADERS
	mc req PUT "$at" b0 odps-tunnel-slot-num:3 >out
	grep -i "^odps-tunnel-slot-num: 3" out &&
	grep -i "^odps-tunnel-routed-server: 127.0.0.1:$a_port" out'
t 'the same pack again is there again' 'mc_count s 4'
t 'as many slots as are wanted' '
	mc req POST "$T/s/streams" "" odps-tunnel-slot-num:2 |
	    grep -F "\"slots\":[[0,\"127.0.0.1:$a_port\"],[1,\"127"'
t 'it is reloaded by GET and by POST' '
	mc req GET "$T/s/streams?uploadid=$u" >x &&
	mc req POST "$T/s/streams?uploadid=$u" >y && cmp x y &&
	grep "\"status\":\"normal\"" x'
t 'a damaged pack leaves nothing' '
	perl -pe "BEGIN { undef \$/ } s/a/z/" <b0 >bad
	mc_refused MalformedDataStream mc req PUT "$at" bad && mc_count s 4'
t 'an unknown session is 404' '
	mc_refused StreamSessionNotFound \
	    mc req PUT "$T/s/streams?uploadid=nope&slotid=0" b0'
t 'a session belongs to its table' '
	mc_refused StreamSessionNotFound \
	    mc req PUT "$T/p/streams?uploadid=$u&slotid=0" q0'
t 'a partition must be there' '
	mc_refused NoSuchPartition mc req POST "$T/p/streams?partition=dt%3D1"'
v=$(mc req POST "$T/p/streams?partition=dt%3D1&create_partition=" | name)
t 'or is made' '
	mc req PUT "$T/p/streams?uploadid=$v&slotid=0" q0 &&
	mc req GET "$T/p?partition=dt%3D1" | grep "partitionRecordNum.:1}"'
t 'and must stay' '
	mc sql "alter table p drop partition (dt=1)"
	mc_refused NoSuchPartition \
	    mc req PUT "$T/p/streams?uploadid=$v&slotid=0" q0'

# --- upserts ---
mc sql "create table d (k bigint not null, v string not null,
    primary key (k)) tblproperties ('transactional'='true',
    'write.bucket.num'='4')" >/dev/null

# op K [VALUE]: lines for bucket
up() {
	printf '%s\t%s\t\\N\t\\N\t85\t\\N\t\n' "$1" "$2"
}
gone() {
	printf '%s\t\\N\t\\N\t\\N\t68\t\\N\t\\N\n' "$1"
}
bucket() { # SESSION BUCKET <lines
	mc block bigint,string,bigint,bigint,tinyint,list,list >bucket
	mc req PUT "$T/d/upserts?upsertid=$1&bucketid=$2&slotid=0" bucket
}
rows() {
	mc sql 'select k, v from d order by k' | sed 1d | tr '\n' ' '
}
commit() {
	mc req POST "$T/d/upserts?upsertid=$1" | grep '"status":"committed"'
}

t 'a table without a key takes none' '
	mc_refused "no primary key" mc req POST "$T/s/upserts?slotnum=1"'
mc req POST "$T/d/upserts?slotnum=1" >new
u=$(name <new)
t 'a session names key and buckets' '
	grep -F "\"hash_key\":[\"k\"],\"hasher\":\"default\"" new &&
	grep -F "\"buckets\":[0,1,2,3],\"worker_addr\":\"127.0.0.1:" new'
{ up 1 a; up 2 b; up 3 c; gone 2; } >x
t 'buckets are not seen' 'bucket "$u" 0 <x && [ -z "$(rows)" ]'
t 'the order of arrival counts over all buckets' '
	up 1 z | bucket "$u" 3 && up 2 y | bucket "$u" 1 && gone 3 |
	    bucket "$u" 2'
t 'a commit shows them, and again' '
	commit $u && [ "$(rows)" = "1,\"z\" 2,\"y\" " ] &&
	commit $u && mc_count d 2'
t 'it is over then' '
	mc req GET "$T/d/upserts?upsertid=$u" |
	    grep "\"status\":\"committed\"" &&
	up 9 x | mc_refused "^409" bucket $u 0'
t 'upserts replace, deletes of nothing do nothing' '
	u=$(mc req POST "$T/d/upserts?slotnum=1" | name)
	{ up 2 Y; up 4 d; gone 77; gone 1; } | bucket $u 0 && commit $u &&
	[ "$(rows)" = "2,\"Y\" 4,\"d\" " ]'
t 'a download from before is refused' '
	id=$(mc_download d)
	u=$(mc req POST "$T/d/upserts?slotnum=1" | name)
	up 2 x | bucket $u 0 && commit $u &&
	mc_refused TableModified mc_data d $id 0 1'
t 'what is aborted is gone' '
	u=$(mc req POST "$T/d/upserts?slotnum=1" | name)
	up 5 e | bucket $u 0 &&
	mc req DELETE "$T/d/upserts?upsertid=$u" | grep aborted &&
	up 5 e | mc_refused "^409" bucket $u 0
	! commit $u && mc_count d 2'
u=$(mc req POST "$T/d/upserts?slotnum=1" | name)
t 'an unknown session is 404' '
	up 1 x | mc_refused UpsertSessionNotFound bucket nope 0'
t 'a bucket beyond the last is refused' '
	up 1 x | mc_refused "between 0 and 3" bucket $u 4'
t 'some columns alone are refused' '
	printf "1\tx\t\\\\N\t\\\\N\t85\t\\\\N\t0,1\n" |
	    mc_refused "some columns" bucket $u 0'
t 'an operation must be there' '
	printf "1\tx\t\\\\N\t\\\\N\t\\\\N\t\\\\N\t\n" |
	    mc_refused "no operation" bucket $u 0'
t 'and be known' '
	printf "1\tx\t\\\\N\t\\\\N\t65\t\\\\N\t\n" |
	    mc_refused "neither upsert nor delete" bucket $u 0'
t 'a key is not NULL' 'gone "\\N" | mc_refused "column k" bucket $u 0'
t 'a value that must be there is asked for' '
	up 1 "\\N" | mc_refused "column v" bucket $u 0'

# A model of what should be: two thousand changes in twenty commits.
perl -e '
	my (%h, $x);
	$x = 12345;
	for my $c (1 .. 20) {
		open my $f, ">", "c$c" or die;
		for (1 .. 100) {
			$x = ($x * 1103515245 + 12345) % 2147483648;
			my $k = ($x >> 8) % 150;
			if (($x >> 5) % 3) {
				$h{$k} = "v$c.$_";
				print $f "$k\t$h{$k}\t\\N\t\\N\t85\t\\N\t\n";
			} else {
				delete $h{$k};
				print $f "$k\t\\N\t\\N\t\\N\t68\t\\N\t\n";
			}
		}
	}
	open my $f, ">", "model" or die;
	print $f qq($_,"$h{$_}"\n) for sort { $a <=> $b } keys %h;'
mc sql 'truncate table d' >/dev/null
for c in c1 c2 c3 c4 c5 c6 c7 c8 c9 c10 c11 c12 c13 c14 c15 c16 c17 c18 c19 c20
do
	u=$(mc req POST "$T/d/upserts?slotnum=1" | name)
	bucket "$u" 0 <$c >/dev/null && commit "$u" >/dev/null
done
t 'as the model has it' '
	mc sql "select k, v from d order by k" | sed 1d | diff model -'
t 'counted and downloaded without holes' '
	n=$(wc -l <model)
	mc req POST "$T/d?downloads" | grep "\"RecordCount\":$n," &&
	mc req GET "$T/d?data&linenum=1000" | sed 1,2d | sort -n |
	    diff model -'
t 'upload sessions and streams keep keys single, too' '
	mc sql "truncate table d"
	printf "1\ta\n2\tb\n1\tc\n" | mc block bigint,string >b1
	mc upload "$T/d" b1 &&
	[ "$(rows)" = "1,\"c\" 2,\"b\" " ] &&
	s=$(mc req POST "$T/d/streams" | name) &&
	mc req PUT "$T/d/streams?uploadid=$s&slotid=0" b0 &&
	[ "$(rows)" = "1,\"a\" 2,\"b\" " ]'
t 'overwriting by the tunnel is refused' '
	mc_refused OverwriteModeNotAllowed \
	    mc req POST "$T/d?uploads&overwrite=true"'
t 'a key may stand in two partitions' '
	mc sql "create table dp (k bigint not null, primary key (k))
	    partitioned by (dt string)
	    tblproperties (\"transactional\"=\"true\");
	    insert into dp partition (dt=1) values (1), (1);
	    insert into dp partition (dt=2) values (1), (2);" &&
	mc sql "select k, dt from dp where dt > 0 order by dt, k" |
	    sed 1d | tr "\n" " " >out && cat out &&
	grep -x "1,\"1\" 1,\"2\" 2,\"2\" " out'

# --- kill -9 ---
u=$(mc req POST "$T/d/upserts?slotnum=1" | name)
up 7 x | bucket "$u" 0 >/dev/null
mclocal_kill a
mclocal_start a
mclocal_use a
t 'after a kill an upsert is not seen, and can be committed' '
	[ "$(rows)" = "1,\"a\" 2,\"b\" " ] && commit $u &&
	[ "$(rows)" = "1,\"a\" 2,\"b\" 7,\"x\" " ]'
mclocal_stop a
done_testing
