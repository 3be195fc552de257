#!/bin/sh
# The processes of mcupload that send blocks: what becomes of a run when one
# of them is killed, of them when the run is, and of blocks that are longer
# than the memory they share.
. "${0%/*}/../lib.sh"
. "$top/tests/mclocal.sh"

mclocal_start max --fault 'block:slow:3s:2'
mclocal_use max
job() { # COMPRESS
	{
		printf '[job]\nname = j\nstate = %s/state\n' "$scratch"
		mclocal_job max
		printf '[upload]\ncompress = %s\n' "$1"
	} >j.conf
}
job none
mcsql -q -c j.conf -e 'create table t_log (new_dts_sync_record_id bigint,
    new_dts_sync_operation_flag string, new_dts_sync_utc_timestamp bigint,
    new_dts_sync_before_flag string, new_dts_sync_after_flag string,
    id bigint, a string, b string, c string)'
# rows N BYTES: rows with three texts of so many bytes each
rows() {
	perl -e 'my ($n, $bytes) = @ARGV;
	my $t = q("db":"d","table":"t","ref":1);
	print qq({"kind":"hello","producer":"t","source":"mysql"}\n),
	    qq({"kind":"table",$t,"flags":["primary"],"columns":[),
	    qq({"name":"id","type":"int","key":1}),
	    (map { qq(,{"name":"$_","type":"text","charset":"utf8mb4",) .
	    qq("length":4294967295}) }
	    "a" .. "c"), qq(]}\n{"kind":"begin","pos":"b.000001:4"}\n);
	printf qq({"kind":"row","op":"I",$t,"record_id":%d,"time":) .
	    qq("2024-01-02T03:04:05Z","pos":"b.000001:%d","before":null,) .
	    qq("after":{"id":%d,"a":"%s","b":"%s","c":"%s"}}\n), $_, $_ + 4,
	    $_, map { $_ x $bytes } "x" .. "z" for 1 .. $n;
	print qq({"kind":"mark","pos":"b.000001:900000","flags":[]}\n),
	    qq({"kind":"end"}\n)' "$1" "$2" | pxrec --from-json |
	    mcpartition --partition none
}
sums() {
	mcsql -q -c j.conf -s odps.sql.allow.fullscan=true -e \
	    'select count(*), sum(length(a)), sum(length(c)) from t_log' |
	    tail -n 1 | tr '\t' ' '
}
rows 3 10 >small.rec
children() { # PID
	sed -n "s/^\([0-9]*\) (.*) [A-Z] $1 .*/\1/p" /proc/[0-9]*/stat \
	    >child 2>/dev/null
	[ -s child ]
}
send() {
	mcupload -q -c j.conf <small.rec 2>err &
	pid=$!
	until_true 20 children "$pid"
}

t 'one that is killed ends the run, to be tried again' '
	send; kill -9 "$(cat child)"; code 75 wait $pid
	cat err; grep "block 0 of .t_log.: its process ended (signal 9)" err &&
	[ "$(wc -l <err)" -eq 1 ] && sums | grep "^0 "'
t 'they do not outlive the run' '
	send; child=$(cat child); kill -9 "$pid"; wait "$pid" 2>/dev/null
	gone() { ! kill -0 "$child" 2>/dev/null; }
	until_true 5 gone'
t 'the next run brings each row once' '
	mcupload -q -c j.conf <small.rec && [ "$(sums)" = "3 30 30" ]'
for how in none zstd deflate; do
	t "a row that is longer than a slot, $how" "
		job $how; rm -rf state
		mcsql -q -c j.conf -e 'truncate table t_log'
		rows 2 7000000 >long.rec
		mcupload -q -c j.conf <long.rec &&
		[ \"\$(sums)\" = '2 14000000 14000000' ]"
done
done_testing
