#!/bin/sh
#
# Objects and phases while a job runs: it is held and goes on, tables join it
# and leave it, it begins where it is told to.
#
# shellcheck disable=SC1091,SC2016,SC2154 # lib.sh, and t runs its text
. "${0%/*}/../lib.sh"
. "$top/tests/chain.sh"

chain_start
sql db 'CREATE DATABASE shop; USE shop;
    CREATE TABLE t (id INT PRIMARY KEY, v INT);
    INSERT INTO t VALUES (1, 1), (2, 2);
    CREATE TABLE late (id INT PRIMARY KEY, v VARCHAR(9));
    INSERT INTO late VALUES (1, "one"), (2, "two"), (3, "three")'
chain_job obj </dev/null
perl -pi -e 's/^include = shop\.\*/# mine\ninclude = shop.t shop.u/' obj.conf
sql db 'CREATE TABLE shop.u (id INT PRIMARY KEY)'
count() { # TABLE
	mcsql -q -c obj.conf -s odps.sql.allow.fullscan=true \
	    -e "SELECT COUNT(*) FROM $1;" | tail -1
}
has() { # TABLE N
	[ "$(count "$1")" -eq "$2" ]
}
is() { # STATE
	[ "$(status obj state)" = "$1" ]
}

### held

t 'a copy' 'pxsync schema -q -c obj.conf && pxsync full -q -c obj.conf'
t 'nothing to go on with' 'code 64 pxsync resume -q -c obj.conf'
follow obj
t 'it follows' 'sql db "INSERT INTO shop.t VALUES (3, 3)" &&
    until_true 30 has t_log 1'
t 'it is held' 'pxsync pause -q -c obj.conf && is suspended'
sql db 'INSERT INTO shop.t VALUES (4, 4)'
t 'its driver lives, its stages do not, nothing moves' '
    kill -0 "$driver" && ! kill -0 "$(cat obj.state/run/pxbinlog.pid)" &&
    has t_log 1'
t 'once says so and ends well' 'pxsync once -c obj.conf 2>err &&
    grep suspended err'
t 'again is not wrong' 'pxsync pause -c obj.conf 2>err && grep already err'
t 'it goes on' 'pxsync resume -q -c obj.conf &&
    until_true 30 has t_log 2 && is running'

### tables join

sql db 'UPDATE shop.late SET v = "before" WHERE id = 1'
t 'a table joins' 'pxsync add -q shop.late -c obj.conf'
t 'the job file has it, and its comments' '
    grep -A3 "^# mine" obj.conf | grep -qx "include = shop.late"'
t 'its rows are there' 'has late_base 3'
sql db 'UPDATE shop.late SET v = "after" WHERE id = 2;
    INSERT INTO shop.late VALUES (4, "four");
    DELETE FROM shop.late WHERE id = 3; INSERT INTO shop.t VALUES (5, 5)'
t 'its changes come, those of the others too' '
    until_true 30 has late_log 4 && until_true 30 has t_log 3'
t 'twice is wrong' 'code 64 pxsync add -q shop.late -c obj.conf'
t 'so is one that is not there; nothing changes' '
    cp obj.conf before.conf; code 78 pxsync add -q shop.none -c obj.conf &&
    cmp obj.conf before.conf && ! test -e obj.conf.new'
sql db 'CREATE TABLE shop.nokey (v INT)'
t 'so is one that does not pass the checks' '
    code 78 pxsync add -q shop.nokey -c obj.conf 2>err; cat err
    grep "source.keys.*shop.nokey" err && cmp obj.conf before.conf &&
    code 0 pxcheck -q --strict -c obj.conf --table shop.late \
	--state obj.state'
t 'merged, it equals the source' 'pxsync merge -q -c obj.conf &&
    same obj late && same obj t'
t 'the others were copied once' 'has t_base 2'

### and leave

t 'a table leaves' 'pxsync remove -q shop.late -c obj.conf >out; cat out
    grep -qx "drop table if exists .late_log.;" out &&
    test "$(grep -c "^drop" out)" -eq 2'
t 'the job file is what it was' 'diff obj.conf - <<X
$(grep -v "shop.late" before.conf)
X'
sql db 'INSERT INTO shop.late VALUES (5, "five");
    INSERT INTO shop.t VALUES (6, 6)'
t 'its changes come no more' 'until_true 30 has t_log 4 && has late_log 4'
t 'to join again wants its tables gone' '
    code 78 pxsync add -q shop.late -c obj.conf 2>err; cat err
    grep "late_base.*already" err'
mcsql -q -c obj.conf -e 'drop table late_base; drop table late_log;'
t 'then it joins again' 'pxsync add -q shop.late -c obj.conf &&
    has late_base 4'
t 'the last one cannot leave' 'pxsync remove -q shop.late -c obj.conf &&
    pxsync remove -q shop.u -c obj.conf &&
    code 64 pxsync remove -q shop.t -c obj.conf'
pxsync stop -q -c obj.conf
ended
t 'it ended well' 'test "$rc" -eq 0'

### killed at every step

mcsql -q -c obj.conf -e 'drop table late_base; drop table late_log;'
mkdir -p fake
for p in pxsnapshot mcsql mcpartition mv; do
	cat >"fake/$p" <<X
#!/bin/sh
n=\$((\$(cat '$scratch/left') - 1))
echo \$n >'$scratch/left'
if [ \$n -eq 0 ]; then
	kill -9 \$(cat '$scratch/adder')
	exit 75
fi
PATH=\${PATH#*:}
exec $p "\$@"
X
	chmod +x "fake/$p"
done
echo 0 >left
step=1
tries=0
while [ "$step" -lt 60 ]; do
	echo "$step" >left
	# shellcheck disable=SC2016
	if PATH=$scratch/fake:$PATH sh -c 'echo $$ >adder
	    exec pxsync add -q shop.late -c obj.conf' >killed.out 2>&1; then
		break
	fi
	tries=$((tries + 1))
	step=$((step + 3))
done
t 'killed again and again, it joins at last' 'cat killed.out
    test "$tries" -ge 3; echo "$tries"; has late_base 4'
sql db 'INSERT INTO shop.late VALUES (6, "six")'
t 'and is followed' 'pxsync once -q -c obj.conf && has late_log 1 &&
    pxsync merge -q -c obj.conf && same obj late'

### the plan

t 'the first plan is kept, from the copy on' '
    head -n 1 obj.state/plan.log | grep " copy$" &&
    grep -qx "> objects.include=shop.t shop.u" obj.state/plan.log'
t 'those of tables that joined and left, too' '
    grep -qx "> objects.include=shop.late" obj.state/plan.log &&
    grep -qx "< objects.include=shop.late" obj.state/plan.log'
place=$(status obj position)
perl -pi -e 's/^include = shop\.t.*/$&\nwhere = shop.t:id < 100/' obj.conf
sql db 'INSERT INTO shop.t VALUES (200, 1), (50, 1)'
t 'another one, from the place where it is first used' '
    before=$(count t_log) && pxsync once -q -c obj.conf &&
    has t_log "$((before + 1))" && tail -n 2 obj.state/plan.log >got &&
    cat got && grep " $place$" got &&
    grep -qxF "> objects.where=shop.t:id < 100" got'

### where it begins

start() { # NAME START: a job that only follows
	chain_job "$1" <<X
[source]
start = $2
X
	perl -pi -e 's/^include = .*/include = shop.s/;
	    s/^\[job\]/[job]\nphases = schema incr/' "$1.conf"
	chain_allow "$1"
	mcsql -q -c "$1.conf" -e 'drop table if exists s_base;
	    drop table if exists s_log;'
}
sql db 'CREATE TABLE shop.s (id INT PRIMARY KEY); INSERT INTO shop.s VALUES (1)'
start first earliest
t 'from the earliest place' 'pxsync once -q -c first.conf && has s_log 1'
sql db 'FLUSH BINARY LOGS; SELECT SLEEP(1.1)' >/dev/null
when=$(date -u +%Y-%m-%dT%H:%M:%SZ)
sql db 'SELECT SLEEP(1.1); INSERT INTO shop.s VALUES (2)' >/dev/null
start time "$when"
t 'from a time, found in the log' 'pxsync once -q -c time.conf && has s_log 1'
at=$(sql db 'SHOW MASTER STATUS' | cut -f 1-2 | tr '\t' :)
sql db 'INSERT INTO shop.s VALUES (3); INSERT INTO shop.s VALUES (4)'
start place "$at"
t 'from a place' 'pxsync once -q -c place.conf && has s_log 2'
start now now
follow now
begun() {
	[ -s now.state/position ]
}
t 'from now: the place is kept before anything comes' 'until_true 30 begun &&
    has s_log 0'
killed now mcupload
sql db 'INSERT INTO shop.s VALUES (5)'
t 'and is the same after a crash' 'until_true 30 has s_log 1'

### held for too long, and held while it copies

pxsync stop -q -c now.conf
ended
pxsync pause -q -c now.conf
sql db "FLUSH BINARY LOGS; FLUSH BINARY LOGS"
sql db "PURGE BINARY LOGS TO '$(sql db 'SHOW MASTER STATUS' | cut -f 1)'"
t 'a log that was purged meanwhile is told when it goes on' '
    code 69 pxsync resume -c now.conf 2>err; cat err
    grep "too long: .*oldest log is" err'

sql db 'USE shop; CREATE TABLE shop.big (id INT PRIMARY KEY, v VARCHAR(200));
    INSERT INTO shop.big SELECT seq, REPEAT("x", 200) FROM seq_1_to_20000'
chain_job slow <<'X'
[copy]
chunk_rows = 1000
max_rows = 4000
X
perl -pi -e 's/^include = .*/include = shop.big/' slow.conf
chain_allow slow
follow slow
some() {
	[ "$(grep -c '^chunk' slow.state/copy)" -ge 3 ]
}
t 'a copy is held, too' 'until_true 30 some && pxsync pause -q -c slow.conf &&
    ! grep -q "^end" slow.state/copy'
t 'and goes on to its end' 'pxsync resume -q -c slow.conf &&
    until_true 60 grep -q "^end" slow.state/copy && has big_base 20000'
t 'a held job can be stopped' 'pxsync pause -q -c slow.conf &&
    pxsync stop -q -c slow.conf && test "$(status slow state)" = stopped'
ended
t 'it ended well, and run would wait' 'test "$rc" -eq 0 &&
    pxsync once -c slow.conf 2>err && grep suspended err'

done_testing
