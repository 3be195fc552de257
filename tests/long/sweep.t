#!/bin/sh
# Small logs cut at each length and with each bit turned over: values, or an
# error with file and offset; never a signal, never without an end; and where
# there are checksums, never unnoticed.  sweep.c says what exactly; streams.pl
# does, of record streams.
# shellcheck disable=SC1091,SC2016,SC2034,SC2154
. "${0%/*}/../lib.sh"

# With and without checksums, and compressed, whole; of the others a sample.  A
# sanitizer's build takes its time.
slow=1
[ -z "${PX_SAN-}" ] || slow=9
mkdir scratch
for case in mysql97/base mysql97/base-nocrc-full mysql97/base-comp \
    mysql97/xa mariadb1011/base mariadb1011/base-comp-nocrc mariadb1011/xa; do
	set -- "$top"/tests/golden/"$case"/*-bin.[0-9]*.gz
	name=${1##*/}
	gzip -dc "$1" >"${name%.gz}"
	step=$slow
	case $case in
	mysql97/base | mariadb1011/base-comp-nocrc) ;;
	*) step=$((slow * 5)) ;;
	esac
	t "$case" "'$PX_BUILD/tools/sweep' '${name%.gz}' scratch $step"
done
perl "$top/tests/long/old.pl" >old-bin.000001
t 'MySQL 5.5, which knew no checksums' \
    '"$PX_BUILD/tools/sweep" old-bin.000001 scratch $slow'
cat >polardbx <<'END'
ddl shop 1700000000001 CREATE TABLE u (id BIGINT PRIMARY KEY)
begin 1700000001234
rows-query /*DRDS /10.0.0.1/12ab34cd/0/1001/ */\n# CTS::%t
table 7 shop.t bigint! varchar(80) datetime(3) hidden
write 7 (1 'a' NULL 7)
rows-query /*DRDS /10.0.0.2/12ab34cd/0/1001/ */
table 8 shop.t bigint! varchar(80) datetime(3) hidden
update 8 (5 'a' NULL 8) (5 'b' '2024-02-29 12:34:56.789' 8)
delete 8 (1 'a' NULL 7)
xid 1
cts
heartbeat-txn 1700000002001
heartbeat 1700000003001
configchange 1700000004001
END
mkdir logs
"$PX_BUILD/tools/fakepx" -w logs polardbx
t 'PolarDB-X' \
    '"$PX_BUILD/tools/sweep" logs/binlog.000001 scratch $slow'

# Record streams, by the programs that read them.
cat >changes.json <<'END'
{"kind":"hello","producer":"sweep"}
{"kind":"begin","pos":"bin.000001:1063","time":"2026-11-22T10:03:01.993363Z"}
{"kind":"table","db":"d","table":"t","ref":1,"flags":["primary"],"columns":[\
{"name":"id","type":"int","key":1,"text":"int"},\
{"name":"s","type":"varchar","flags":["nullable"],"length":30,\
"charset":"utf8mb4","text":"varchar(30)"},\
{"name":"d","type":"decimal","flags":["nullable"],"precision":20,"scale":6,\
"text":"decimal(20,6)"},\
{"name":"dt","type":"datetime","flags":["nullable"],"scale":3,\
"text":"datetime(3)"}]}
{"kind":"row","op":"I","db":"d","table":"t","record_id":68719478059,\
"time":"2026-11-22T10:03:01.993363Z","pos":"bin.000001:1292","before":null,\
"after":{"id":10,"s":"a","d":"20.040162","dt":"2024-05-01 01:02:03.456"},\
"ref":1}
{"kind":"row","op":"U","db":"d","table":"t","record_id":68719478060,\
"time":"2026-11-22T10:03:01.993363Z","pos":"bin.000001:1392",\
"before":{"id":10,"s":"a","d":"20.040162","dt":null},\
"after":{"id":10,"s":null,"d":"-1.000000","dt":null},"ref":1}
{"kind":"mark","pos":"bin.000001:1500","resume":"bin.000001:1500",\
"time":"2026-11-22T10:03:01.993363Z","alive":null}
{"kind":"end"}
END
cat >copy.json <<'END'
{"kind":"hello","producer":"sweep"}
{"kind":"table","db":"d","table":"t","ref":1,"flags":["primary"],"columns":[\
{"name":"id","type":"bigint","key":1,"text":"bigint"}]}
{"kind":"mark","pos":"bin.000001:4","flags":["copy_start"]}
{"kind":"chunk","db":"d","table":"t","number":0,"total":1,"state":"begin",\
"rows":0,"lower":"","upper":"","ref":1}
{"kind":"row","op":"S","db":"d","table":"t","part":0,"before":null,\
"after":{"id":1},"ref":1}
{"kind":"chunk","db":"d","table":"t","number":0,"total":1,"state":"done",\
"rows":1,"lower":"","upper":"","ref":1}
{"kind":"mark","pos":"bin.000001:900","flags":["copy_end"]}
{"kind":"end"}
END
for s in changes copy; do
	perl -0pe 's/\\\n//g' "$s.json" | pxrec --from-json >"$s.rec"
	mcpartition <"$s.rec" >"$s.routed"
	t "a stream of $s: pxrec" \
	    'perl "$top/tests/long/streams.pl" $s.rec $slow pxrec --json'
	t "a stream of $s: mcpartition" \
	    'perl "$top/tests/long/streams.pl" $s.rec $slow mcpartition'
	t "a stream of $s: mcupload" \
	    'perl "$top/tests/long/streams.pl" $s.routed $slow \
		mcupload --to-dir %d'
done

# The same by the programs themselves, for a few of the cases.
gzip -dc "$top"/tests/golden/mysql97/base/my-bin.000499.gz >whole
cat >few.pl <<'EOP'
use strict;
use warnings;
open my $in, '<:raw', 'whole' or die;
local $/;
my $whole = <$in>;
my ($bad, $n) = (0, 0);
for (my $at = 5; $at < length $whole; $at += 211) {
	for my $cut (0, 1) {
		my $bytes = $cut ? substr $whole, 0, $at : $whole;
		substr($bytes, $at, 1) ^= chr(1 << $at % 8) if !$cut;
		open my $out, '>:raw', 'bin.000001' or die;
		print $out $bytes;
		close $out;
		system('pxbinlog bin.000001 2>err >events; echo $? >rc;' .
		    'rowdecode <events >rows 2>>err; echo $? >>rc');
		open my $rc, '<', 'rc' or die;
		my ($first, $second) = split ' ', <$rc>;
		open my $err, '<', 'err' or die;
		my $text = <$err> // '';
		$n++;
		next if $first == 65 && $second == 66 &&
		    $text =~ /^pxbinlog: bin\.000001:\d+: /;
		next if $cut && $first == 0 && $second == 0;
		print "at $at, cut $cut: $first $second: $text";
		$bad++;
	}
}
print "$n cases\n";
exit($bad > 0);
EOP
t 'the programs, on a few' 'perl few.pl'
done_testing
