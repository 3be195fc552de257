#!/bin/sh
# What MaxCompute, or its tables, cannot take: an exit code, one line that says
# what and where, and nothing half done.
. "${0%/*}/../lib.sh"
. "$top/tests/mclocal.sh"

mclocal_start max
mclocal_use max
{
	printf '[job]\nname = j\nstate = %s/state\nretry_other = 60s\n' \
	    "$scratch"
	mclocal_job max
} >j.conf
create() { # TYPE: the table t_log with one column of it
	mcsql -q -c j.conf -s odps.sql.type.system.odps2=true \
	    -e "drop table if exists t_log; create table t_log
	    (id bigint, v $1) partitioned by (y string)"
}
put() { # TYPE "id": V...: rows of t_log, in two partitions
	printf '{"kind":"hello","producer":"t","source":"mysql"}\n'
	printf '{"kind":"table","db":"d","table":"t","ref":1,"columns":['
	printf '{"name":"id","type":"bigint"},{"name":"v","type":"bigint"}],'
	printf '"dest":{"table":"t_log","role":"log","columns":['
	printf '{"name":"id","type":"bigint","source":0,"nullable":true},'
	printf '{"name":"v","type":"%s","source":1,"nullable":true}],' "$1"
	printf '"partition":["y"]}}\n'
	for _p in 1 2; do
		printf '{"kind":"part","db":"d","table":"t","ref":1,'
		printf '"part":%d,"values":["%d"]}\n' $_p $_p
	done
	printf '{"kind":"begin","pos":"b.000001:4"}\n'
	shift
	_i=0
	for _v; do
		_i=$((_i + 1))
		printf '{"kind":"row","op":"I","db":"d","table":"t","ref":1,'
		printf '"part":%d,"record_id":%d,"time":null,' \
		    $((_i % 2 + 1)) $_i
		printf '"pos":"b.000001:9","before":null,"after":{"id":%d,' $_i
		printf '"v":%s}}\n' "$_v"
	done
	printf '{"kind":"mark","pos":"b.000001:99"}\n{"kind":"end"}\n'
}
rows() { # N are in the table, and no position unless there are some
	[ "$(mcsql -q -c j.conf -s odps.sql.allow.fullscan=true \
	    -e 'select count(*) from t_log' | tail -n 1)" = "$1" ]
}
said() { # PATTERN: one line (and perhaps a hint), which says it
	cat err
	[ "$(grep -vc '^hint: ' err)" -eq 1 ] &&
	    grep -q -- "^mcupload: .*$1" err
}
nothing() { # was done
	[ ! -e state/position ] && ! grep -q '^batch' state/journal 2>/dev/null
}
refused() { # CODE PATTERN CONF <STREAM
	code "$1" mcupload -q -c "$3" 2>err && said "$2" && nothing
}

# --- who, where ------------------------------------------

create bigint
put bigint 1 2 3 | pxrec --from-json >good.rec
echo wrong >wrong
sed "s,^access_key_file.*,access_key_file = wrong," j.conf >key.conf
t 'a wrong key' 'refused 77 "HTTP 401 .*(request [^ ]*)$" key.conf <good.rec'
sed 's,^access_id.*,access_id = nobody,' j.conf >id.conf
t 'an ID that nobody has' 'refused 77 "HTTP 40[13] " id.conf <good.rec'
sed 's,^project.*,project = nowhere,' j.conf >project.conf
t 'a project that is not there' '
	refused 78 "HTTP 404 NoSuchProject" project.conf <good.rec'
t 'a table that is not there' '
	mcsql -q -c j.conf -e "drop table t_log"
	refused 69 "t_log.*HTTP 404" j.conf <good.rec'
t 'another type' '
	create string; refused 78 "column .v. of .t_log. is string in \
MaxCompute and bigint in the stream" j.conf <good.rec && rows 0'
t 'another precision' '
	create "decimal(10,2)"
	put "decimal(12,2)" "\"1.00\"" | pxrec --from-json >in.rec
	refused 78 "v. of .t_log. is decimal(10,2)" j.conf <in.rec'
t 'a column too few, one too many' '
	mcsql -q -c j.conf -e "drop table t_log; create table t_log (id bigint)
	    partitioned by (y string)"
	refused 78 "column .v. of .t_log. is not in MaxCompute" j.conf \
	    <good.rec &&
	mcsql -q -c j.conf -e "drop table t_log; create table t_log (id bigint,
	    v bigint, w bigint) partitioned by (y string)"
	refused 78 "column .w. of .t_log. is not in the stream" j.conf \
	    <good.rec'
t 'other partitions' '
	mcsql -q -c j.conf -e "drop table t_log; create table t_log (id bigint,
	    v bigint) partitioned by (z string)"
	refused 78 "partition column 1 of .t_log. is .z." j.conf <good.rec'

# --- values: those before them are not sent, either -------------------------

value() { # TYPE GOOD BAD PATTERN
	create "$1" && put "$1" "$2" "$2" "$2" "$3" "$2" | pxrec --from-json \
	    >in.rec && refused 65 "record [0-9]*: .*t_log/y=1' \
(record_id 4): column 'v': $4" j.conf <in.rec && rows 0 &&
	    put "$1" "$2" "$2" | pxrec --from-json | mcupload -q -c j.conf &&
	    rows 2 && rm -r state
}
t 'a number that does not fit: tinyint, int' '
	value tinyint 127 128 "the number does not fit" &&
	value int -2147483648 2147483648 "the number does not fit"'
t 'a decimal with more digits than its precision, or its scale' '
	value "decimal(5,2)" "\"999.99\"" "\"1000.00\"" \
	    "the number does not fit" &&
	value "decimal(5,2)" "\"-0.01\"" "\"0.001\"" "the number does not fit"'
t 'a text longer than its column' '
	value "varchar(3)" "\"äöü\"" "\"äöüx\"" "the text is longer" &&
	value "char(1)" "\"x\"" "\"xy\"" "the text is longer"'
t 'a date before the year 1, one that does not exist' '
	value datetime "\"0001-01-01 00:00:00.000\"" \
	    "\"0000-12-31 00:00:00.000\"" "the date is outside" &&
	value date "\"9999-12-31\"" "\"2024-02-31\"" \
	    "the date does not exist"'
big() { # BYTES
	printf '"'
	head -c "$1" /dev/zero | tr '\0' x
	printf '"'
}
t 'a cell of more than 8 MiB; exactly 8 MiB goes' '
	big 8388608 >8m; big 8388609 >more
	create string &&
	put string 1 @ | sed "s/\"v\":1/\"v\":\"1\"/" >in.json &&
	{ sed "/\"v\":@/,\$d" in.json; sed -n "/\"v\":@/s/@.*//p" in.json |
	    tr -d "\n"; cat more; sed -n "/\"v\":@/s/.*@//p" in.json
	sed "1,/\"v\":@/d" in.json; } | pxrec --from-json >in.rec &&
	refused 65 "record_id 2.*longer than 8 MiB" j.conf <in.rec && rows 0 &&
	{ sed "/\"v\":@/,\$d" in.json; sed -n "/\"v\":@/s/@.*//p" in.json |
	    tr -d "\n"; cat 8m; sed -n "/\"v\":@/s/.*@//p" in.json
	sed "1,/\"v\":@/d" in.json; } | pxrec --from-json |
	    mcupload -q -c j.conf && rows 2 && rm -r state'

# --- refusals in the middle ------------------------------------------

server() {
	mclocal_stop max || :
	mclocal_start max --listen "127.0.0.1:$max_port" "$@"
}
create bigint
server --fault block:403
t 'blocks that are not permitted' '
	refused 77 "cannot send block 0 of .t_log/y=.*HTTP 403" j.conf \
	    <good.rec && rows 0'
server --fault create:403
t 'sessions that are not permitted' '
	refused 77 "cannot open upload session for .t_log/y=.*HTTP 403" j.conf \
	    <good.rec && rows 0'
server --fault block:429:999
t 'a quota that stays used up is waited for; nothing is seen meanwhile' '
	mcupload -c j.conf <good.rec 2>err &
	pid=$!
	until_true 20 sh -c "[ \$(grep -c 429.FlowExceeded err) -ge 2 ]"
	rows 0 && nothing
	rc=$?
	kill -KILL $pid
	[ $rc -eq 0 ]'
server
t 'and afterwards all goes in, once' '
	mcupload -q -c j.conf <good.rec && rows 3 &&
	mcupload -q -c j.conf <good.rec && rows 3'
done_testing
