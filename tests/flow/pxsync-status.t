#!/bin/sh
#
# A living job is watched: what status says of it, the files that the companion
# keeps, alerts by command and by webhook, the bar on a terminal.
#
# shellcheck disable=SC1091,SC2016,SC2034,SC2154 # lib.sh, and t runs its text
. "${0%/*}/../lib.sh"
. "$top/tests/chain.sh"

chain_start
sql db 'CREATE DATABASE shop; USE shop;
    CREATE TABLE t (id INT PRIMARY KEY, v TEXT);
    INSERT INTO t SELECT seq, seq FROM seq_1_to_1000'

# A webhook: what is posted goes to hook.got, the answer is in hook.code.
cat >hook.pl <<'EOT'
use strict;
use warnings;
use IO::Socket::INET;
my $s = IO::Socket::INET->new(LocalAddr => '127.0.0.1', Listen => 5) or die;
open my $p, '>', 'hook.new' or die;
print $p $s->sockport, "\n";
close $p;
rename 'hook.new', 'hook.port';
while (my $c = $s->accept()) {
	my $head = '';
	my $len = 0;
	while (defined(my $line = readline $c)) {
		$head .= $line;
		$len = $1 if $line =~ /^content-length: (\d+)/i;
		last if $line eq "\r\n";
	}
	read($c, my $body, $len);
	open my $f, '<', 'hook.code' or die;
	chomp(my $code = <$f>);
	open my $g, '>>', 'hook.got' or die;
	print $g "$code ", $head =~ m{^POST /a\?key=s HTTP}
	    && $head =~ m{^content-type: application/json\r$}mi
	    ? 'post' : 'odd', " $body";
	close $g;
	print $c "HTTP/1.1 $code X\r\nContent-Length: 0\r\n",
	    "Connection: close\r\n\r\n";
}
EOT
perl hook.pl &
at_exit "kill $! 2>/dev/null"
until_true 10 test -s hook.port
echo 200 >hook.code
: >hook.got
echo "http://127.0.0.1:$(cat hook.port)/a?key=s" >hook.url

chain_job live <<EOT
[alert]
command = echo "\$PX_ALERT_NAME \$PX_ALERT_STATE" >>$scratch/told
webhook_file = hook.url
lag = 1s
EOT

json() { # 'PERL': true of the status, its keys are $s{key}
	pxsync status --json -c live.conf >json.out &&
	    perl -MJSON::PP -e 'local $/; open my $f, "<", "json.out";
		my %s = %{decode_json(<$f>)}; my $ok = eval $ARGV[0];
		die $@ if $@; exit !$ok' "$1" || { cat json.out; return 1; }
}
told() { # NAME STATE N: so often
	[ "$(grep -cx "$1 $2" told)" -eq "$3" ]
}
hooked() { # NAME STATE N: so often, and well
	[ "$(grep -c "^200 post .*\"alert\":\"$1\",\"state\":\"$2\"" \
	    hook.got)" -eq "$3" ]
}
: >told

# --- a job that works ---------------------------------------------------------

t 'before it began' 'json "\$s{Status} eq q(NotStarted) &&
    \$s{source}{reached} && \$s{source}{product} eq q(mariadb)"'
t 'schema and copy' 'pxsync schema -q -c live.conf &&
    pxsync full -q -c live.conf'
t 'the copy is told' 'json "\$s{phases}{full}{state} eq q(Finished) &&
    \$s{phases}{schema}{state} eq q(Finished) && \$s{copy}{ended} &&
    \$s{phases}{full}{percent} == 100 && \$s{phases}{full}{progress} == 1000 &&
    \$s{base_tables}[0]{rows} == 1000 && \$s{stages}[0]{out}{rows} == 1000 &&
    \$s{stages}[3]{in}{rows} == 1000 && \$s{stages}[3]{exit} == 0"'
t 'what one stage wrote the next one read' 'json "
    my @g = @{\$s{stages}}; my \$bad = 0;
    for (1 .. 3) {
	\$bad ||= \$g[\$_]{in}{records} != \$g[\$_ - 1]{out}{records} - 1;
	\$bad ||= \$g[\$_]{in}{bytes} != \$g[\$_ - 1]{out}{bytes};
    }
    @g == 4 && !\$bad"'
follow live
sql db 'USE shop; INSERT INTO t SELECT seq, seq FROM seq_1001_to_1500'
in_step() {
	json '$s{source}{caught_up} && $s{log_tables}[0]{rows} >= 500' \
	    >/dev/null
}
t 'it follows' 'until_true 40 in_step'
t 'in step nothing lags, however old the last change' 'json "
    \$s{Status} eq q(Synchronizing) && \$s{running} &&
    \$s{lag_seconds} == 0 && \$s{phases}{incremental}{progress} == 500 &&
    \$s{source}{behind_bytes} == 0 && \$s{source}{kept} eq q(for ever)"'
sql db 'SET GLOBAL binlog_expire_logs_seconds = 86400'
t 'slack: all of it in the newest log' 'json "
    \$s{source}{slack_seconds} > 86000 && \$s{source}{slack_seconds} <= 86400"'
t 'metrics are kept' 'until_true 30 grep -q \
    "^pxsync_log_rows_total{job=\"live\"} 500" live.state/status/metrics.prom &&
    grep -q "^pxsync_source_up{job=\"live\"} 1" \
    live.state/status/metrics.prom'
t 'only one may watch without a terminal: 75' '
    code 75 pxstatus -c live.conf --state live.state --watch 2>err &&
    grep "else watches" err'
t 'a page' 'pxsync report -c live.conf --html live.html &&
    grep -q "<td>t</td><td class=\"n\">1,000</td>.*>500<" live.html &&
    grep -q "source.binlog_format" live.html && grep -q "<svg" live.html'

# --- the bar ------------------------------------------------------------------

# Until the bar was seen on a terminal.
cat >seen.sh <<'EOT'
seen() {
	until grep -q 'live in step, .* rows/s, .*B/s' seen.raw; do
		perl -e 'select undef, undef, undef, 0.05'
	done
}
EOT
cat >watch.sh <<'EOT'
. ./seen.sh
pxsync status --watch -c live.conf &
seen
kill $!
wait
EOT
cat >run.sh <<'EOT'
. ./seen.sh
pxsync run -c live.conf &
seen
pxsync stop -q -c live.conf
wait
EOT
on_tty() {
	: >seen.raw
	timeout 40 script -qefc "sh ./$1" seen.raw </dev/null >/dev/null
}
t 'a bar on a terminal' 'on_tty watch.sh'
t 'and with the job; a message takes its place' '
    pxsync stop -q -c live.conf && on_tty run.sh &&
    tr "\r" "\n" <seen.raw | grep -q "^.\[Kpxsync: live: stopped"'
ended
rm -f live.state/run/mcupload.pid # of the one before
follow live
flows() {
	[ -s live.state/run/mcupload.pid ] &&
	json '$s{running} && @{$s{stages}} == 5 && !$s{stages}[4]{exit} &&
	    $s{alive_seconds} < 5' >/dev/null
}
t 'it goes on' 'until_true 40 flows'

# --- alerts -------------------------------------------------------------------

kill -s STOP "$(cat live.state/run/mcupload.pid)"
sql db 'INSERT INTO shop.t VALUES (2001, "late")'
t 'lag is told, by command and webhook' '
    until_true 40 told lag open 1 && until_true 20 hooked lag open 1'
kill -s CONT "$(cat live.state/run/mcupload.pid)"
t 'and when it is over' '
    until_true 40 told lag over 1 && until_true 20 hooked lag over 1'
t 'each once' 'told lag open 1 && hooked lag open 1 && ! grep -q odd hook.got'

echo 503 >hook.code
t 'a stop is no failure' 'pxsync stop -q -c live.conf'
ended
t 'and nothing is told' 'test "$rc" -eq 0 && ! grep failure told'

sql db 'ALTER TABLE shop.t ADD c INT; INSERT INTO shop.t VALUES (2002, "x", 1)'
t 'a failure is told before the driver ends' '
    code 78 pxsync once -q -c live.conf 2>err && told failure open 1 &&
    grep -q "^503 post.*failure" hook.got'
t 'it is the state' 'pxsync status -c live.conf >out &&
    grep "^live: Failed" out && grep "failed  *mcpartition: " out'
echo 200 >hook.code
t 'the webhook that refused is told again, the command is not' '
    pxstatus --alert -c live.conf && hooked failure open 1 &&
    told failure open 1 && pxstatus --alert -c live.conf &&
    hooked failure open 1'
t 'over when it works again' '
    for n in base log; do
	mcsql -q -c live.conf -e "ALTER TABLE t_$n ADD COLUMNS (c bigint);" ||
	    exit
    done
    pxsync resume -q --ddl -c live.conf && pxsync once -q -c live.conf &&
    told failure over 1 && hooked failure over 1 &&
    json "\$s{Status} eq q(Finished) && !@{\$s{alerts}}"'

# --- the companion and the driver ---------------------------------------------

follow live
watched() {
	pxstatus -v --alert -c live.conf 2>&1 | grep -q "somebody watches"
}
unwatched() {
	! watched
}
t 'it lives with the driver' 'until_true 20 watched'
kill -KILL "$driver"
ended
t 'a driver that is killed takes it along' '
    until_true 20 unwatched'
t 'a source that is gone: said, not waited for' 'mariadb_stop db &&
    pxsync stop -q --wait 3 -c live.conf
    json "!\$s{source}{reached} && \$s{source}{why} =~ /connect/"'

done_testing
