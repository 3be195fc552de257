#!/bin/sh
# mcupload's memory has its bound: blocks on their way, and one being built,
# whatever the batch and the copy amount to.
. "${0%/*}/../lib.sh"
. "$top/tests/mclocal.sh"

if [ -n "${PX_SAN-}" ]; then
	skip 'memory' 'the sanitizer keeps what was freed'
	done_testing
	exit 0
fi
mclocal_start max
rows() { # KIND N: rows of 64 KB, in one transaction or one chunk
	perl -e 'my ($kind, $n) = @ARGV;
	my $t = q("db":"d","table":"t","ref":1);
	my @text = map { join "", map { chr 97 + int rand 26 }
	    1 .. 65536 } 1 .. 7;
	print qq({"kind":"hello","producer":"t","source":"mysql"}\n);
	print qq({"kind":"table",$t,"flags":["primary"],"columns":[),
	    qq({"name":"id","type":"int","key":1},{"name":"v","type":"text",),
	    qq("charset":"utf8mb4","length":65535}]}\n);
	my $chunk = qq({"kind":"chunk",$t,"number":0,"total":1,"state":"%s",) .
	    qq("rows":%d,"lower":"","upper":""}\n);
	my $mark = qq({"kind":"mark","pos":"b.000001:%d","flags":[%s]}\n);
	if ($kind eq "log") {
		print qq({"kind":"begin","pos":"b.000001:4"}\n);
	} else {
		printf $mark, 500, q("copy_start");
		printf $chunk, "begin", 0;
	}
	printf qq({"kind":"row","op":"%s",$t,"record_id":%d,"time":) .
	    qq("2024-01-02T03:04:05Z","pos":%s,%s"before":null,) .
	    qq("after":{"id":%d,"v":"%s"}}\n), $kind eq "log" ? "I" : "S",
	    $kind eq "log" ? $_ : 0,
	    $kind eq "log" ? sprintf("\"b.000001:%d\"", $_ + 4) : "null",
	    $kind eq "log" ? "" : "\"part\":0,", $_, $text[$_ % 7] for 1 .. $n;
	printf $chunk, "done", $n if $kind ne "log";
	printf $mark, 900000, $kind eq "log" ? "" : q("copy_end");
	print qq({"kind":"end"}\n)' "$1" "$2" | pxrec --from-json | mcpartition
}
job() { # COMPRESS
	{
		printf '[job]\nname = j\nstate = %s/state\n' "$scratch"
		mclocal_job max
		printf '[upload]\nblock_bytes = 1m\nbatch_bytes = 1g\n'
		printf 'compress = %s\n' "$1"
	} >j.conf
}
job none
mb() { # KIND N: the most that was resident
	rm -rf state
	rows "$1" "$2" >in.rec
	/usr/bin/time -o used -f %M mcupload -q -c j.conf <in.rec || return
	awk '{ printf "%d\n", $1 / 1024 }' used
}
mcsql -q -c j.conf -e "create table t_base (id bigint, v string);
    create table t_log (new_dts_sync_record_id bigint,
    new_dts_sync_operation_flag string, new_dts_sync_utc_timestamp bigint,
    new_dts_sync_before_flag string, new_dts_sync_after_flag string,
    id bigint, v string) partitioned by (new_dts_sync_modifytime_year string,
    new_dts_sync_modifytime_month string, new_dts_sync_modifytime_day string)"
limit=64
for how in none deflate; do
	for kind in log copy; do
		t "64 MB in one batch of a $kind, $how: no more than for 32" "
			job $how
			less=\$(mb $kind 512) more=\$(mb $kind 1024)
			echo \"\$less MB for 32, \$more MB for 64\"
			[ \"\$more\" -lt $limit ] &&
			[ \"\$more\" -le \$((less + 8)) ]"
	done
done
done_testing
