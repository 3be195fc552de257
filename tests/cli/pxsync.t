#!/bin/sh
#
# The driver against stages that are scripts: order, blame, retry, stop, lock.
# A stage passes lines on and wants END as the last; what it shall do instead
# stands in fake/PROG.do.
#
# shellcheck disable=SC1091,SC2016,SC2034,SC2154 # lib.sh, and t runs its text
. "${0%/*}/../lib.sh"

real=$PATH
fake=$scratch/fake
fast=$scratch/fast
export fake
mkdir "$fake" "$fast" bin

cat >bin/stage <<'EOT'
#!/bin/sh
me=${0##*/}
printf '%s %s\n' "$me" "$*" >>"$fake/log"
pass() {
	_end=
	while read -r line; do
		printf '%s\n' "$line"
		[ "$line" != END ] || _end=1
	done
	[ -n "$_end" ] || { printf '%s: cut\n' "$me" >&2; exit 66; }
}
case "$me $*" in
'pxcheck '*) cat "$fake/values"; exit ;;
mcupload*--show) [ ! -e "$fake/show.do" ] || . "$fake/show.do"
	cat "$fake/show" 2>/dev/null; exit ;;
esac
n=$(($(cat "$fake/$me.n" 2>/dev/null || echo 0) + 1))
echo "$n" >"$fake/$me.n"
[ ! -e "$fake/$me.do" ] || . "$fake/$me.do"
case "$me $*" in
pxbinlog*--follow*)
	exec perl -e '$| = 1; $SIG{TERM} = sub { print "END\n"; exit 0 };
	    print "row\n"; sleep 1 while 1' ;;
pxbinlog* | pxsnapshot*) printf 'row\nEND\n' ;;
mcpartition*--ddl*) pass >/dev/null
	printf 'create table if not exists `t_base` (\n    `id` bigint\n);\n' ;;
mcpartition*--merge-sql*) pass >/dev/null; echo 'insert overwrite;' ;;
mcsql*/schema.sql | mcsql*/tmp.*) eval "cat \"\${$#}\"" >>"$fake/sql" ;;
mcsql*) cat >>"$fake/sql" ;;
mcupload*) pass >"$fake/got"
	echo "pxpos $n" >"$state/position"
	printf '%s\n' 'position=log.1:4' 'resume=log.1:4' >"$fake/show" ;;
*) pass ;;
esac
EOT
chmod +x bin/stage
for p in pxcheck pxsnapshot pxbinlog rowdecode rowfilter mcpartition \
    mcupload mcsql; do
	ln -s stage "bin/$p"
done
cat >"$fast/sleep" <<'EOT'
#!/bin/sh
echo "$1" >>"$fake/slept"
EOT
cat >bin/pxstatus <<'EOT'
#!/bin/sh
printf 'pxstatus %s\n' "$*" >>"$fake/looks"
case "$*" in
*-q*--watch) ;;
*--watch)
	echo $$ >"$fake/watcher"
	exec perl -e '$p = getppid; sleep 1 while getppid == $p' ;;
*--alert) cp "$state/status/driver" "$fake/last" ;;
esac
EOT
chmod +x "$fast/sleep" bin/pxstatus
PATH=$scratch/bin:$real

job=$scratch/shop.conf
state=$scratch/state
export state
: >"$job"
idle() { # nobody holds the lock
	flock -n -s "$state/lock" true
}

fresh() { # a job that has done nothing yet
	rm -rf "$fake" "$state"
	mkdir "$fake"
	cat >"$fake/values" <<EOT
job.name=shop
job.state=$state
job.phases=schema full incr
job.retry_connect=720m
job.retry_other=10m
copy.connections=2
EOT
}

copied() { # a job whose copy is done
	fresh
	pxsync once -q -c "$job" && rm -f "$fake"/*.n "$fake/log"
}

is() { # KEY VALUE: so it stands in status
	grep -qx "$1=$2" "$state/status/driver" ||
	    { cat "$state/status/driver" >&2; return 1; }
}

# --- calls --------------------------------------------------------------------

v=$(sed -n 's/^VERSION := //p' "$top/Makefile")
t 'the version is the one of the Makefile' \
    'test "$(pxsync --version)" = "pxsync $v"'
t 'no command is 64' 'code 64 pxsync'
t 'an unknown command is 64' 'code 64 pxsync jump -c "$job"'
t 'an unknown option is 64' 'code 64 pxsync run --jump -c "$job"'
t 'an option without its value is 64' 'code 64 pxsync run -c'
t 'a job is wanted' 'code 64 pxsync run'
t 'init writes a job file' 'pxsync init -q -c new.conf &&
    grep -q "^name = new" new.conf'
t 'with every section' \
    'for s in job source objects shape copy target upload; do
	grep -qxF "[$s]" new.conf || exit 1; done'
t 'init never overwrites' 'echo mine >own.conf
    code 64 pxsync init -c own.conf && test "$(cat own.conf)" = mine'
fresh
mkdir other
printf '#!/bin/sh\nexit 78\n' >other/pxcheck
chmod +x other/pxcheck
t 'a wrong job file is 78, before any effect' '
    PATH=$scratch/other:$PATH
    code 78 pxsync once -c "$job" && ! test -e "$state"'

# --- phases -------------------------------------------------------------------

fresh
t 'once goes through all phases' 'pxsync once -c "$job"'
t 'in order' 'grep -v -e pxcheck -e --show "$fake/log" | cut -d" " -f1,4 |
    grep -n pxsnapshot | head -1 | grep ^1: &&
    is schema done && is full done && is state done'
t 'the statements reach mcsql' 'grep -q "create table" "$fake/sql"'
t 'the end is now' 'grep -q "^pxbinlog.*--until now --from log.1:4" "$fake/log"'
rm -f "$fake/log"
t 'a second once only follows' 'pxsync once -q -c "$job" &&
    ! grep -q -e pxsnapshot -e mcsql "$fake/log"'
rm -f "$state/status/driver" "$fake/log"
t 'a position means that the copy is done' 'pxsync full -q -c "$job" &&
    ! grep -q pxsnapshot "$fake/log"'
fresh
t 'a dry run runs nothing' 'pxsync run -n -c "$job" >plan &&
    ! test -e "$state" && ! grep -qv pxcheck "$fake/log"'
t 'and prints the pipelines' 'grep -q "^pxsnapshot .*--chunks" plan &&
    grep -q "^pxbinlog .*--follow" plan'
fresh
mkdir "it's a job"
: >"it's a job/j.conf"
t 'plan prints what can be pasted' '
    pxsync plan -c "it'"'"'s a job/j.conf" >plan &&
    sed s/--follow/--until\ now/ plan >paste && rm -f "$fake"/*.n &&
    sh -e paste && grep -q "^pxpos" "$state/position" &&
    grep -q "create table" "$fake/sql" && grep -q "from log.1:4" "$fake/log"'

copied
printf 'echo "mcupload: damaged" >&2; exit 65\n' >"$fake/show.do"
t 'a position that cannot be read is not guessed' '
    code 65 pxsync once -q -c "$job" 2>err && ! test -e "$fake/pxbinlog.n" &&
    grep -q "position cannot be read" err'

# --- blame --------------------------------------------------------------------

for s in pxbinlog rowdecode rowfilter mcpartition mcupload; do
	copied
	cat >"$fake/$s.do" <<'EOT'
read -r line <&0 || :
echo "$me: first words" >&2
echo "$me: cannot go on" >&2
echo 'hint: look here' >&2
exit 77
EOT
	t "$s is blamed" 'code 77 pxsync once -c "$job" 2>err &&
	    tail -1 err |
	    grep -qx "pxsync: shop: once stopped by $s: cannot go on" &&
	    is state failed && is exit 77 && is reason "cannot go on"'
done
t 'what the stage said was passed on' 'grep -q "first words" err &&
    grep -q "^hint: look here" err'
copied
printf 'cat >/dev/null; exit 0\n' >"$fake/rowfilter.do"
t 'a stream cut without a word: the first who saw it' '
    code 66 pxsync once -c "$job" 2>err && grep -q "by mcpartition: cut" err'
copied
rm bin/mcpartition
mkdir alone # away from the programs beside it
cp "$(command -v pxsync)" alone/
ln -s "$top/share" share
t 'a program that is missing is 71' '
    PATH=$scratch/bin:/usr/bin:/bin
    code 71 "$scratch/alone/pxsync" once -c "$job" 2>err &&
    grep -q "by mcpartition: not found" err'
ln -s stage bin/mcpartition
for rc in 1 2 99; do
	copied
	printf 'exit %d\n' $rc >"$fake/rowdecode.do"
	t "$rc is our bug: 70" 'code 70 pxsync once -q -c "$job"'
done
copied
printf 'kill -s SEGV $$\n' >"$fake/mcupload.do"
t 'a crash is our bug: 70' 'code 70 pxsync once -c "$job" 2>err &&
    grep -q "by mcupload: killed by signal 11" err'
copied
printf 'exit 77\n' >"$fake/mcupload.do"
t 'messages as JSON' 'PX_LOG=json pxsync once -c "$job" 2>err
    tail -1 err | perl -MJSON::PP -e '"'"'$m = decode_json(<STDIN>);
    exit !($m->{level} eq "error" && $m->{code} == 77 && $m->{v} == 1 &&
	$m->{job} eq "shop" && $m->{msg} =~ /mcupload/)'"'"

# --- again --------------------------------------------------------------------

PATH=$fast:$scratch/bin:$real
copied
printf '[ "$n" -gt 8 ] || { echo "$me: gone $n" >&2; exit 75; }\n' \
    >"$fake/pxbinlog.do"
t '75 is tried again until it works' 'pxsync once -q -c "$job" &&
    test "$(cat "$fake/pxbinlog.n")" = 9'
t 'with growing pauses and some dice' 'awk "
    { want = 2 ^ (NR - 1); if (want > 60) want = 60
      if (\$1 < want || \$1 > want * 1.5) exit bad = 1 }
    END { exit bad || NR != 8 }" "$fake/slept"'
t 'status counts and names the reasons' 'is restarts 8 &&
    grep -q "^restart.1=....-..-..T..:..:..Z pxbinlog: gone 8" \
    "$state/status/driver" &&
    grep -q "^restart.8=.*gone 1" "$state/status/driver"'
copied
cat >"$fake/mcupload.do" <<'EOT'
[ "$n" -gt 2 ] || { pass >/dev/null; echo "pxpos x$n" >"$state/position"
    exit 75; }
EOT
t 'progress starts the pauses anew' 'pxsync once -q -c "$job" &&
    ! grep -v "^1$" "$fake/slept"'
copied
printf 'exit 75\n' >"$fake/mcupload.do"
sed -i 's/retry_connect=.*/retry_connect=0s/' "$fake/values"
t 'not longer than the job allows' 'code 75 pxsync once -q -c "$job" &&
    is state failed && is exit 75'
for code in 64 65 69 70 71 74 76 77 78; do
	copied
	printf 'exit %d\n' $code >"$fake/rowdecode.do"
	t "$code is not tried again" 'code $code pxsync once -q -c "$job" &&
	    test "$(cat "$fake/rowdecode.n")" = 1'
done
copied
printf '[ "$n" -gt 1 ] || kill -s KILL $$\n' >"$fake/mcupload.do"
t 'a killed stage: again' 'pxsync once -q -c "$job" && is restarts 1 &&
    grep -q "^restart.1=.*mcupload: killed by signal 9" "$state/status/driver"'
PATH=$scratch/bin:$real

# --- lock and stop ------------------------------------------------------------

copied
exec 8>>"$state/lock"
flock -n 8
t 'one run a job: 75' 'code 75 pxsync once -c "$job" 2>err 8>&- &&
    grep -q lock err'
exec 8>&-

following() {
	grep -qx row "$fake/got" 2>/dev/null &&
	    [ ! -e "$state/run/mcupload.rc" ]
}
start() { # and wait until a row went through
	rm -f "$fake/got"
	pxsync run -c "$job" 2>err &
	driver=$!
	until_true 10 following
}

copied
t 'a running job follows' start
t 'stop is a clean end' 'pxsync stop -q -c "$job" &&
    tail -1 "$fake/got" | grep -qx END && is state stopped'
start
ended() { # wait for the driver: $rc
	rc=0
	wait "$driver" || rc=$?
}
kill -s TERM "$driver"
ended
t 'TERM is one too' 'test "$rc" -eq 0 &&
    tail -1 "$fake/got" | grep -qx END && is state stopped'
start
kill -s KILL "$driver"
ended
t 'a driver killed: its stages hold the lock' '
    code 75 pxsync run -c "$job" 2>err'
t 'until stop ends them' 'pxsync stop -q -c "$job" &&
    tail -1 "$fake/got" | grep -qx END && idle'
t 'stop of what does not run' 'pxsync stop -q -c "$job"'
copied
cat >"$fake/pxbinlog.do" <<'EOT'
exec perl -e '$| = 1; $SIG{TERM} = "IGNORE"; print "row\n"; sleep 1 while 1'
EOT
start
t 'one that will not stop is stopped by force' '
    pxsync stop -q --wait 0 -c "$job" && idle'
copied
printf 'exit 75\n' >"$fake/pxbinlog.do"
pxsync run -q -c "$job" 2>err &
driver=$!
until_true 10 grep -qx state=waiting "$state/status/driver"
kill -s TERM "$driver"
ended
t 'stop in a pause' 'test "$rc" -eq 0 && is state stopped'

# --- status, merge, reset -----------------------------------------------------

copied
t 'merge hands the statement to mcsql' '
    pxsync merge --at log.1:4 --into now_ -c "$job" &&
    grep -q "insert overwrite" "$fake/sql" &&
    grep -q "^mcpartition.*--merge-sql log.1:4 --bases .* --into now_" \
    "$fake/log"'
t 'not at a place that the flow has not reached' '
    code 75 pxsync merge -q --at log.2:4 -c "$job" &&
    code 75 pxsync merge -q --at log.10:4 -c "$job" &&
    code 64 pxsync merge -q --at tomorrow -c "$job"'
end='alive=2026-01-01T00:00:00Z txid=- crc=00000000'
t 'and not before the flow has reached the end of the copy' '
    echo "end pxpos 1 log.1:9 resume=log.1:9 time=- $end" >"$state/copy" &&
    sed -i s/=log.1:4/=log.1:8/ "$fake/show" &&
    code 75 pxsync merge -c "$job" 2>err && grep "log.1:9.*copy ended" err &&
    sed -i s/=log.1:8/=log.1:9/ "$fake/show" && pxsync merge -q -c "$job"'
# a record stream, and the END of our stages
polardbx() {
	printf '{"kind":"hello","producer":"x","source":"polardbx"}\n%s\n' \
	    '{"kind":"end"}' | pxrec --from-json && printf '\nEND\n'
}
t 'on PolarDB-X a time cuts no transaction, and is not looked up' '
    cp "$state/schema/target.rec" keep && polardbx >"$state/schema/target.rec"
    sed -i /^time=/d "$fake/show" && rm -f "$fake/log" &&
    echo time=2020-01-02T00:00:00.000000Z >>"$fake/show" &&
    pxsync merge -q --at 2020-01-02T00:00:00Z -c "$job" &&
    grep -q -e "--merge-sql 2020-01-02T00:00:00Z" "$fake/log" &&
    ! grep pxbinlog "$fake/log" &&
    code 75 pxsync merge -q --at 2020-01-02T00:00:01Z -c "$job"
    rc=$?; mv keep "$state/schema/target.rec"; exit $rc'
t 'merge -n prints it' '
    test "$(pxsync merge -n -c "$job")" = "insert overwrite;"'
t 'reset wants the name' 'code 64 pxsync reset --yes other -c "$job" </dev/null
    test -s "$state/position"'
t 'reset forgets' 'pxsync reset -q --yes shop -c "$job" >drop &&
    ! test -e "$state/position" && ! test -e "$state/status" &&
    ! test -e "$state/schema" && test -e "$state/lock"'
t 'and says what would have to go' '
    grep -qx "drop table if exists \`t_base\`;" drop'
t 'status and report are work of pxstatus' '
    pxsync status -c "$job" && pxsync status --json -c "$job" &&
    pxsync status -q --watch -c "$job" &&
    pxsync report --html "a page" -c "$job" && cat >want <<EOT &&
pxstatus -c $job --state $state
pxstatus -c $job --state $state --json
pxstatus -c $job -q --state $state --watch
pxstatus -c $job --state $state --html a page
EOT
    tail -4 "$fake/looks" | diff want -'
t 'report wants a file' 'code 64 pxsync report -c "$job"'

# --- the companion ------------------------------------------------------------

copied
rm -f "$fake/looks"
start
t 'a companion watches' '
    until_true 10 grep -qx "pxstatus -c $job --state $state --watch" \
    "$fake/looks"'
kill -s KILL "$(cat "$fake/watcher")"
t 'its death is no matter' 'pxsync stop -q -c "$job" && is state stopped'
ended
t 'a last look, when all is known' 'tail -1 "$fake/looks" |
    grep -qx "pxstatus -c $job --state $state --alert" &&
    grep -qx state=stopped "$fake/last"'
start
kill -s TERM "$driver"
ended
t 'it is ended with the job' '! kill -0 "$(cat "$fake/watcher")" 2>/dev/null'
copied
printf 'exit 77\n' >"$fake/mcupload.do"
t 'a failure is known at the last look' 'code 77 pxsync once -q -c "$job" &&
    grep -qx state=failed "$fake/last" && grep -qx stage=mcupload "$fake/last"'
mv bin/pxstatus bin/other
printf 'exit 65\n' >"$fake/mcupload.do"
ln -s /bin/false bin/pxstatus
t 'whatever it makes of it, the status is that of the job' '
    code 65 pxsync once -q -c "$job"'
mv bin/other bin/pxstatus

done_testing
