#!/bin/sh
# The requests of mcupload and mcsql, recorded and compared field by field
# with those of PyODPS for the same operations: mcupload-requests.txt.  What
# is different is listed here, each with its reason.
. "${0%/*}/../lib.sh"
. "$top/tests/mclocal.sh"
here=$top/tests/flow
theirs=$here/mcupload-requests.txt

# OPERATION (of one word, a pattern), our lines "+" and theirs "-"; "#" why.
cat >wanted <<'EOT'
# create: a word of PyODPS that no server looks at; only the name counts
create - param reload=False
create - param uploads=1
create + param uploads=
# create: partitions come with the changes, so they are made on the way
create + param create_partition=true
# block-packed: PyODPS put it into a session that had one already
block-packed + param blockid=0
block-packed - param blockid=1
# status: the same word; and a GET has no body, so no length
status - param reload=True
status|result-read - header content-length: 0
# submit: versions of PyODPS, its zone; a uuid that nobody reads
submit - body Tasks/SQL/Config/Property/Value: PYODPS_.*
submit - body Tasks/SQL/Config/Property/Value: odps.sql.timezone=Etc/GMT
submit - body Tasks/SQL/Config/Property/Name: uuid
submit - body Tasks/SQL/Config/Property/Value: UUID
EOT
cat >compare.pl <<'EOT'
# compare.pl OPERATION OURS THEIRS WANTED: the lines of an operation (* = are
# all entries of the list used?)
use strict;
use warnings;
my ($op, @file) = @ARGV;
sub lines {
	open my $f, '<', $_[0] or die "$_[0]: $!\n";
	return map { chomp; $_ } <$f>;
}
sub listed { # entry WHAT LINE
	my ($w, $what, $line) = @_;
	my ($side, $pattern) = split / /, $w->[1], 2;
	return $what =~ /^(?:$w->[0])$/ && substr($line, 0, 1) eq $side &&
	    (substr($line, 2) eq $pattern || substr($line, 2) =~ /^$pattern$/);
}
my @wanted = map { [ split / /, $_, 2 ] } grep { !/^#/ } lines($file[2]);
my ($bad, @used) = (0);
my %n;
for (lines($file[0])) { $n{$_}++ }
for (lines($file[1])) { $n{$_}-- }
for my $line (sort keys %n) {
	my ($what, $rest) = split / /, $line, 2;
	next if $n{$line} == 0 || ($op ne '*' && $op ne $what);
	my $as = ($n{$line} > 0 ? '+ ' : '- ') . $rest;
	my ($i) = grep { listed($wanted[$_], $what, $as) } 0 .. $#wanted;
	if (defined $i) { $used[$i] = 1; next }
	print "$what $as\n";
	$bad = 1 if $op ne '*';
}
for my $i ($op eq '*' ? 0 .. $#wanted : ()) {
	next if $used[$i];
	print "no such difference: @{$wanted[$i]}\n";
	$bad = 1;
}
exit $bad;
EOT

# --- the same operations ------------------------------------------------------

mclocal_start max --project proj1 --fault commit:drop-reply:1
mkdir rec
perl "$here/mcrelay.pl" relay.port "127.0.0.1:$max_port" rec &
at_exit "kill $! 2>/dev/null"
until_true 20 [ -s relay.port ]
{
	printf '[job]\nname = j\nstate = %s/state\n' "$scratch"
	mclocal_job max proj1 | sed "s,$max_port,$(cat relay.port),"
} >j.conf
for how in none deflate; do
	{ cat j.conf; printf '[upload]\ncompress = %s\n' $how; } >$how.conf
done
mclocal_job max proj1 >direct.conf
perl -e 'print "create table t2 (id bigint, name string,
    amount decimal(10,2), at datetime) partitioned by (dt string);
    create table d1 (pk bigint not null, v string, primary key (pk))
    tblproperties (\"transactional\"=\"true\", \"write.bucket.num\"=\"4\");
    create table t1 (id bigint, name string);\n";
    for my $i (0 .. 100) {
	print "insert into t1 values ",
	    join(",", map { "($i,null)" } 1 .. 100), ";\n" }' |
    mcsql -q -c direct.conf -s odps.sql.type.system.odps2=true

hello='{"kind":"hello","producer":"t","source":"mysql"}'
column() { # NAME TYPE [SOURCE]
	printf '{"name":"%s","type":"%s","nullable":true%s}' "$1" "$2" \
	    "${3:+,\"source\":$3}"
}
t2() { # VALUE ROW...: changes of t2 for its partition VALUE
	printf '%s\n{"kind":"table","db":"d","table":"t2","ref":1,"columns":[' \
	    "$hello"
	printf '{"name":"id","type":"bigint"},{"name":"name","type":"text",'
	printf '"charset":"utf8mb4"},{"name":"amount","type":"decimal",'
	printf '"precision":10,"scale":2},{"name":"at","type":"datetime",'
	printf '"scale":3}],"dest":{"table":"t2","role":"log","columns":['
	printf '%s,%s,%s,%s],"partition":["dt"]}}\n' \
	    "$(column id bigint 0)" "$(column name string 1)" \
	    "$(column amount 'decimal(10,2)' 2)" "$(column at datetime 3)"
	printf '{"kind":"part","db":"d","table":"t2","ref":1,"part":1,'
	printf '"values":["%s"]}\n{"kind":"begin","pos":"b.000001:4"}\n' "$1"
	shift
	for _row; do
		printf '{"kind":"row","op":"I","db":"d","table":"t2","ref":1,'
		printf '"part":1,"record_id":1,"time":null,'
		printf '"pos":"b.000001:9","before":null,"after":%s}\n' "$_row"
	done
	printf '{"kind":"mark","pos":"b.000001:99"}\n{"kind":"end"}\n'
}
row() { # ID NAME AMOUNT AT
	printf '{"id":%s,"name":%s,"amount":%s,"at":%s}' "$@"
}
change() { # OP BEFORE AFTER PK V
	printf '{"kind":"row","op":"%s","db":"d","table":"d1","ref":1,' "$1"
	printf '"part":1,"record_id":1,"time":null,"pos":"b.000001:9",'
	printf '"before":null,'
	printf '"after":{"r":1,"o":"%s","t":1,"b":"%s","a":"%s","pk":%s,' \
	    "$1" "$2" "$3" "$4"
	printf '"v":"%s"}}\n' "$5"
}
d1() {
	printf '%s\n{"kind":"table","db":"d","table":"d1","ref":1,"columns":[' \
	    "$hello"
	printf '{"name":"pk","type":"bigint","key":1},{"name":"v",'
	printf '"type":"text","charset":"utf8mb4"}],"dest":{"table":"d1",'
	printf '"role":"log","columns":[%s,%s,%s,%s,%s,%s,%s],' \
	    "$(column r bigint)" "$(column o string)" "$(column t bigint)" \
	    "$(column b string)" "$(column a string)" \
	    "$(column pk bigint 0)" "$(column v string 1)"
	printf '"partition":[]}}\n{"kind":"part","db":"d","table":"d1",'
	printf '"ref":1,"part":1,"values":[]}\n'
	printf '{"kind":"begin","pos":"b.000001:4"}\n'
	change I N Y 3 c
	change I N Y 2 b
	change I N Y 1 a
	change D Y N 2 b
	printf '{"kind":"mark","pos":"b.000001:99"}\n{"kind":"end"}\n'
}
t 'changes by a session, packed and not; the answer to a commit is lost' '
	t2 20240101 "$(row 1 \"one\" \"1.50\" "\"2024-01-01 00:00:00.000\"")" \
	    "$(row 2 null null null)" | pxrec --from-json |
	    mcupload -q -c none.conf &&
	rm -r state &&
	t2 20240101 "$(row 3 \"三\" \"-0.05\" "\"1969-12-31 23:59:59.999\"")" |
	    pxrec --from-json | mcupload -q -c deflate.conf'
t 'changes by a stream' '
	rm -r state
	t2 20240103 "$(row 9 \"stream\" null null)" | pxrec --from-json |
	    mcupload -q -c deflate.conf --stream'
t 'upserts' '
	rm -r state
	d1 | pxrec --from-json | mcupload -q -c none.conf --upsert'
t 'a query, and its result by the tunnel' '
	mcsql -q -c none.conf -s odps.sql.allow.fullscan=true \
	    -e "select * from t1" >out &&
	[ "$(wc -l <out)" -eq 10101 ]'
kill "$(jobs -p)" 2>/dev/null || :

# --- and their requests -------------------------------------------------------

perl "$here/mcrequests.pl" recorded rec >ours
for op in $(sed 's/ .*//' "$theirs" | uniq); do
	t "$op is what PyODPS sends, but for what is listed" \
	    "grep -q '^$op ' ours && perl compare.pl $op ours $theirs wanted"
done
t 'every difference of the list is one' \
    'perl compare.pl "*" ours "$theirs" wanted'
t 'no operation that PyODPS does not know' '
	cut -d " " -f 1 ours | sort -u >a; cut -d " " -f 1 "$theirs" | sort -u |
	    diff a -'
order() {
	sed -n 's/^submit body \([^:]*\):.*/\1/p' "$1" | awk '!seen[$0]++'
}
t 'elements of a job come in the same order' \
    'order "$theirs" >a && order ours | diff a - && [ "$(wc -l <a)" -eq 6 ]'
transcript=$top/../shared/spec/vectors/pyodps-transcript.md
if [ -r "$transcript" ]; then
	t 'the list of requests is that of the transcript' '
		perl "$here/mcrequests.pl" transcript "$transcript" |
		    diff - "$theirs"'
else
	skip 'the list of requests is that of the transcript' \
	    'the transcript is not here'
fi
done_testing
