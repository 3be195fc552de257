#!/bin/sh
#
# pxstatus on states made by hand, without a source: text, JSON, metrics,
# alerts.  tests/flow/pxsync-status.t has the living job.
#
# shellcheck disable=SC1091,SC2016,SC2034,SC2154 # lib.sh, and t runs its text
. "${0%/*}/../lib.sh"
unset PX_LOG PX_STAT

printf '[job]\nname = shop\nstate = %s\n' "$scratch/state" >shop.conf
state=$scratch/state

ago() { # SECONDS
	date -u -d "$1 seconds ago" +%Y-%m-%dT%H:%M:%S.000000Z
}

crc() { # of stdin, as the state has it
	perl -e 'local $/; my $c = 0xffffffff;
	    for (unpack "C*", <STDIN>) {
		$c ^= $_;
		$c = $c >> 1 ^ ($c & 1 ? 0x82f63b78 : 0) for 1 .. 8;
	    }
	    printf "%08x", $c ^ 0xffffffff'
}

pos() { # LAG ALIVE: the line of a position
	_p='pxpos 1 bin.000007:4711 resume=bin.000007:4711'
	_p="$_p time=$(ago "$1") alive=$(ago "$2") txid=0-1-99"
	printf '%s crc=%s\n' "$_p" "$(printf '%s' "$_p" | crc)"
}

fresh() {
	rm -rf "$state"
	mkdir -p "$state/status" "$state/run"
}

driver() { # KEY=VALUE...
	printf '%s\n' "$@" >"$state/status/driver"
}

locked() { # COMMAND...: as if the job ran
	(
		exec 8>>"$state/lock"
		flock -n 8
		_rc=0
		"$@" 8>&- || _rc=$?
		exit "$_rc"
	)
}

status() {
	pxstatus -c shop.conf "$@"
}

cat >true.pl <<'EOT'
use strict;
use warnings;
use JSON::PP;
local $/;
open my $f, '<', 'json.out' or die;
my %s = %{decode_json(<$f>)};
my $true = eval $ARGV[0];
die $@ if $@;
exit !$true;
EOT
json() { # 'PERL': true of the status; $s{key} are its keys
	status --json >json.out && perl true.pl "$1" ||
	    { cat json.out; return 1; }
}

is() { # STATE: so DTS would call it
	json "\$s{Status} eq '$1'"
}

# --- calls --------------------------------------------------------------------

t 'a job is wanted' 'code 64 pxstatus'
t 'one form at a time' 'code 64 pxstatus -c shop.conf --json --watch'
t 'no operands' 'code 64 pxstatus -c shop.conf now'
t 'a job file that is none' 'printf "[job]\nnime = shop\n" >bad.conf
    code 78 pxstatus -c bad.conf'
t 'a full disk' 'code 74 pxstatus -c shop.conf >/dev/full'

# --- states -------------------------------------------------------------------

t 'a job that never ran' 'status >out &&
    grep -qx "shop: NotStarted, not running" out && is NotStarted &&
    ! test -e "$state"'
fresh
driver phase=check state=running
t 'the check runs' 'locked is Prechecking'
driver phase=check state=failed exit=78 reason='not passed' stage=pxcheck
t 'the check failed' 'is PrecheckFailed &&
    json "\$s{ErrorMessage} eq q(not passed) && \$s{stage} eq q(pxcheck)"'
for p in schema full; do
	driver checks=done phase=$p state=running
	t "$p runs" 'locked is Initializing &&
	    locked json "\$s{phases}{$p}{state} eq q(Migrating)"'
	driver checks=done phase=$p state=failed reason=gone
	t "$p failed" 'is InitializeFailed &&
	    json "\$s{phases}{$p}{state} eq q(Failed)"'
done
for p in incr once; do
	driver checks=done schema=done full=done phase=$p state=waiting
	t "$p waits to try again" 'locked is Synchronizing &&
	    locked json "\$s{phases}{incremental}{state} eq q(Migrating)"'
	driver phase=$p state=failed reason=gone
	t "$p failed" 'is Failed'
	driver phase=$p state=stopped
	t "$p was stopped" 'is Suspending'
	driver schema=done full=done phase=$p state=running
	t "$p runs, but nobody is there" 'is Failed &&
	    status | grep -q "driver is gone"'
done
driver schema=done full=done phase=once state=done
t 'all done' 'is Finished && json "\$s{phases}{schema}{percent} == 100 &&
    \$s{phases}{incremental}{state} eq q(Finished)"'

# --- where it is --------------------------------------------------------------

driver checks=done schema=done full=done phase=incr state=running \
    since=2026-01-01T00:00:00Z restarts=2 \
    'restart.1=2026-01-01T00:00:02Z mcupload: killed' \
    'restart.2=2026-01-01T00:00:01Z pxbinlog: a "gone" one'
pos 100 3 >"$state/position"
t 'lag and life are two numbers' 'locked json "\$s{lag_seconds} >= 100 &&
    \$s{lag_seconds} < 120 && \$s{alive_seconds} >= 3 &&
    \$s{alive_seconds} < 23 && \$s{Delay} == \$s{lag_seconds} &&
    \$s{position} eq q(bin.000007:4711) && \$s{txid} eq q(0-1-99) &&
    \$s{Checkpoint} > 1600000000"'
t 'in the text, too' 'locked status >out && grep -q "lag  *1[01]. s" out &&
    grep -q "alive .* s ago" out && grep -q "bin.000007:4711" out'
t 'restarts with their reasons' 'locked json "\$s{restarts} == 2 &&
    \$s{restarts_last}[0]{reason} eq q(mcupload: killed) &&
    \$s{restarts_last}[1]{reason} eq q(pxbinlog: a \"gone\" one)"'
t 'no source: said, and no failure' '
    json "!\$s{source}{reached} && \$s{source}{why} =~ /user/" &&
    status | grep -q "source  *not reached: source.user"'
pos 100 3 | sed 's/4711/4712/' >"$state/position"
t 'a damaged position is 65' 'code 65 status 2>err && grep -q position err'
rm "$state/position"
mkdir "$state/position"
t 'one that cannot be read is 74' 'code 74 status 2>err'
rmdir "$state/position"

# --- copy ---------------------------------------------------------------------

fresh
driver checks=done schema=done phase=full state=running
{
	printf 'start %s\n' "$(pos 500 500)"
	printf 'table t_base total=4\n'
	printf 'session A table=t_base part=0 created=1700000000\n'
	printf 'chunk t_base %d session=A rows=100\n' 0 1
	printf 'table u%%20_base total=1\n'
	printf 'chunk u%%20_base 0 session=- rows=0\n'
} >"$state/copy"
{
	printf 'pxchunks 1 bin.000007:4\n'
	printf 's.t\t%d\t4\tx\ty\n' 0 1 2 3
	printf 's.`u `\t0\t1\t\t\n'
	printf 's.v\t0\t5\tx\ty\n'
	printf 's.t\t0\t4\t\t\tdone\n'
} >"$state/chunks"
t 'a copy: chunks of the plan, done, rows' 'locked json "
    \$s{copy}{chunks} == 10 && \$s{copy}{chunks_done} == 3 &&
    \$s{copy}{rows} == 200 && \$s{copy}{open_sessions} == 1 &&
    \$s{phases}{full}{percent} == 30 && \$s{phases}{full}{progress} == 200 &&
    \$s{base_tables}[1]{name} eq q(u _base) &&
    \$s{base_tables}[0]{chunks_done} == 2"'
cat >>"$state/copy" <<'EOT'
commit A
lost A
session B table=t_base part=0 created=1700000000
chunk t_base 0 session=B rows=7
EOT
printf 'chunk t_base 1 session=' >>"$state/copy" # being written
t 'what a lost session had is to do again' 'locked json "
    \$s{copy}{chunks_done} == 2 && \$s{copy}{rows} == 7 &&
    \$s{copy}{open_sessions} == 1"'
went() { # STAGE[-PID] IN-ROWS OUT-ROWS: in 8 seconds
	printf '%s\n' "since=$(ago 8)" "at=$(ago 0)" "in=9 $2 1000000" \
	    "out=9 $3 2000000" "before=$(ago 8)" 'before_in=0 0 0' \
	    'before_out=0 0 0' >"$state/run/$1.stat"
	echo 4711 >"$state/run/${1%%-*}.pid"
}
went pxsnapshot 0 0
went pxsnapshot-12 0 300
went pxsnapshot-13 0 500
went pxsnapshotter 0 500
went mcupload 800 0
t 'rates of stages, of all their processes' 'locked json "
    \$s{stages}[0]{name} eq q(pxsnapshot) &&
    \$s{stages}[0]{out}{rows} == 800 &&
    \$s{stages}[0]{out}{rows_per_second} > 40 &&
    \$s{stages}[0]{out}{rows_per_second} <= 101 &&
    \$s{stages}[1]{in}{bytes_per_second} > 40000 &&
    !defined \$s{stages}[1]{exit} && @{\$s{stages}} == 2"'
t 'the rest of the copy is a matter of rows and rate' 'locked json "
    defined \$s{copy}{left_seconds} && \$s{copy}{left_seconds} < 60"'
printf 'nonsense\n' >>"$state/copy"
t 'a damaged journal of the copy is 65' 'code 65 status 2>err'

# --- commits ------------------------------------------------------------------

fresh
driver schema=done full=done phase=incr state=running
batch() { # NUMBER ROWS...: a session each
	_b=$1
	shift
	printf 'batch %d from=bin.000007:4 sessions=%d\n' "$_b" "$#"
	for _r; do
		printf 'session S%d-%d table=t%d_log partition=d=1 ' \
		    "$_b" "$_r" "$((_r % 2))"
		printf 'column=record_id blocks=1 rows=%d low=1 high=2\n' "$_r"
	done
	printf 'pxpos ...\nready %d crc=12345678\n' "$_b"
}
{
	batch 1 10 20
	echo 'done 1'
	batch 2 5
} >"$state/journal"
t 'a batch that is being committed' 'locked json "
    \$s{commit}{batch} == 2 && \$s{commit}{open} &&
    \$s{commit}{open_sessions} == 1 && \$s{commit}{open_rows} == 5 &&
    !\$s{log_rows_missed} && \$s{phases}{incremental}{progress} == 30"'
echo 'done 2' >>"$state/journal"
t 'and when it is done' 'locked json "!\$s{commit}{open} &&
    \$s{phases}{incremental}{progress} == 35 &&
    \$s{commit}{open_sessions} == 0 && \$s{log_tables}[1]{rows} == 5"'
t 'the sums are kept' 'locked pxstatus --alert -c shop.conf &&
    grep -qx "through 2" "$state/status/tables"'
{ echo 'done 2'; batch 3 100; echo 'done 3'; } >"$state/journal"
t 'when the journal is started anew' 'json "
    \$s{phases}{incremental}{progress} == 135 && !\$s{log_rows_missed}"'
echo 'done 9' >"$state/journal"
t 'what nobody saw is said' 'json "\$s{log_rows_missed}" &&
    locked pxstatus --alert -c shop.conf && json "\$s{log_rows_missed}"'

# --- metrics ------------------------------------------------------------------

# The text format of Prometheus, strictly: HELP, TYPE, then the samples of the
# name, each name once, each sample once, a number at the end.
cat >prom.pl <<'EOT'
use strict;
use warnings;
my ($help, $type, %seen, %sample);
while (<STDIN>) {
	/\n\z/ or die "no end: $_";
	if (/^# HELP ([a-z_]+) \S.*\n\z/) {
		$seen{$1}++ and die "twice: $1";
		($help, $type) = ($1, undef);
	} elsif (/^# TYPE ([a-z_]+) (gauge|counter)\n\z/) {
		defined $help && $1 eq $help or die "TYPE without HELP: $_";
		$type = $2;
		$type ne 'counter' || $1 =~ /_total\z/ or die "counter: $_";
	} elsif (/^([a-z_]+)\{((?:[a-z]+="(?:[^"\\\n]|\\["\\n])*",?)+)\}
	    \ (-?[0-9.]+(?:e[-+]?[0-9]+)?)\n\z/x) {
		defined $type && $1 eq $help or die "no TYPE: $_";
		$sample{"$1 $2"}++ and die "again: $_";
		$2 =~ /^job=/ or die "no job: $_";
	} else {
		die "what: $_";
	}
}
exit !(keys %sample);
EOT
fresh
driver schema=done full=done phase=incr state=running
pos 100 3 >"$state/position"
went mcupload 800 0
t 'the metrics are metrics' 'locked pxstatus --alert -c shop.conf &&
    perl prom.pl <"$state/status/metrics.prom"'
t 'others may read them' \
    'test "$(stat -c %a "$state/status/metrics.prom")" = 644'
metric() {
	grep -qE "^pxsync_$1\$" "$state/status/metrics.prom" ||
	    { cat "$state/status/metrics.prom"; return 1; }
}
t 'lag, life, state' 'metric "lag_seconds\{job=\"shop\"\} 1[01][0-9].*" &&
    metric "alive_seconds\{job=\"shop\"\} [0-9].*" &&
    metric "state\{job=\"shop\",state=\"Synchronizing\"\} 1" &&
    metric "state\{job=\"shop\",state=\"Failed\"\} 0" &&
    metric "source_up\{job=\"shop\"\} 0" &&
    metric "alert\{job=\"shop\",alert=\"lag\"\} 0"'
in='job="shop",stage="mcupload",side="in"'
t 'stages' 'metric "stage_rows_total\{$in\} 800"'
t 'a line of history' '
    grep -qE "^20.* Synchronizing reached=2.* lag=1.. alive=.* slack=-$" \
    "$state/status/history" && test "$(wc -l <"$state/status/history")" = 1'

# --- a page -------------------------------------------------------------------

# Well-formed XML: tags nest, attributes are quoted, nothing stands bare.
cat >page.pl <<'EOT'
use strict;
use warnings;
local $/;
my $page = <STDIN>;
my @open;
my $attr = qr/\s+[a-zA-Z:-]+="[^"<&]*"/;
$page =~ s/\A<!DOCTYPE html>\n// or die "no doctype\n";
my $name = qr/[a-z0-9]+/;
while ($page =~ m{\G(?:([^<]+)|<($name)($attr*)(/?)>|</($name)>|(.))}gs) {
	if (defined $1) {
		my $text = $1;
		$text =~ s/&(?:amp|lt|gt|quot);//g;
		die "bare: $text\n" if $text =~ /[&>\0-\x08\x0b-\x1f]/;
	} elsif (defined $2) {
		push @open, $2 unless $4;
	} elsif (defined $5) {
		(pop @open // '') eq $5 or die "</$5>\n";
	} else {
		die "what: ", substr($page, pos($page) - 1, 60), "\n";
	}
}
exit @open > 0;
EOT
fresh
driver schema=done full=done phase=incr state=failed stage=mcupload \
    reason='<b>"it" & all</b>' restarts=1 'restart.1=2026-01-01T00:00:02Z a>b'
pos 100 3 >"$state/position"
{
	printf 'start %s\n' "$(pos 500 500)"
	printf 'table <t>_base total=1\n'
	printf 'session A table=<t>_base part=0 created=1700000000\n'
	printf 'chunk <t>_base 0 session=A rows=100\n'
} >"$state/copy"
{ batch 1 10; echo 'done 1'; } | sed 's/t0_log/<t>_log/' >"$state/journal"
went mcupload 800 0
for m in 00 01 02 03; do
	printf '2026-01-01T00:%s:00.000000Z Synchronizing reached=- ' "$m"
	printf 'lag=%d alive=1 rows=5 bytes=6 copied=0 logged=0 slack=-\n' \
	    "9${m#0}"
done >"$state/status/history"
printf '%s' '{"checks":[{"id":"source.keys","status":"warn",' \
    '"found":["no key: <x>"]}]}' >"$state/check.json"
echo 'bin.1:4 2026-01-01T00:00:00Z skipped alter s.t,s.u ALTER TABLE t <c>' \
    >"$state/ddl"
t 'a page' 'pxstatus -c shop.conf --html page.html &&
    perl page.pl <page.html'
t 'what comes from outside is text' '
    ! grep -e "<b>" -e "<t>" -e "<x>" page.html &&
    grep -q "&lt;b&gt;&quot;it&quot; &amp; all&lt;/b&gt;" page.html'
t 'tables, checks, restarts, state' 'n="<td class=\"n\">"
    grep -q "<td>&lt;t&gt;</td>${n}100</td>${n}10<" page.html &&
    grep -q "no key: &lt;x&gt;" page.html && grep -q "a&gt;b" page.html &&
    grep -q "class=\"state bad\">Failed" page.html &&
    grep -q "<td>s.t,s.u</td><td>ALTER TABLE t &lt;c&gt;</td>" page.html'
t 'two plots' 'test "$(grep -c "<path d=" page.html)" = 2 &&
    grep -q "<path d=\"M64 .*L783 4.0\"" page.html'
t 'nothing from elsewhere, no script' '
    ! grep -e "src=" -e "href=" -e "<script" -e "url(" page.html'
t 'a page that cannot be written' \
    'code 74 pxstatus -c shop.conf --html none/page.html'

# --- alerts -------------------------------------------------------------------

fresh
cat >>shop.conf <<EOT
[alert]
command = . ./tell
lag = 60
EOT
cat >tell <<'EOT'
cat >>told
echo "$PX_ALERT_NAME $PX_ALERT_STATE" >>env
. ./answer
EOT
echo exit 0 >answer
told() { # NAME STATE...: that is all that was told
	printf '%s\n' "$@" | diff - env
}
look() {
	pxstatus --alert -c shop.conf
}
driver phase=incr state=running
pos 100 3 >"$state/position"
t 'lag is told' 'locked look && told "lag open"'
t 'as JSON' 'perl -MJSON::PP -e '"'"'local $/; my $a = decode_json(<STDIN>);
    exit !($a->{v} == 1 && $a->{job} eq "shop" && $a->{alert} eq "lag" &&
	$a->{state} eq "open" && $a->{limit} == 60 && $a->{value} >= 100 &&
	$a->{since} =~ /^20/ && $a->{status} eq "Synchronizing")'"'"' <told'
t 'once' 'locked look && told "lag open"'
t 'status shows it' 'locked status | grep -q "ALERT  *lag:" &&
    locked json "\$s{alerts}[0]{alert} eq q(lag)"'
pos 52 3 >"$state/position"
t 'near the limit it is not over' 'locked look && told "lag open"'
pos 10 3 >"$state/position"
t 'over is told' 'locked look && told "lag open" "lag over"'
t 'once, and forgotten' 'locked look && told "lag open" "lag over" &&
    ! grep -q lag "$state/status/alerts"'

rm -f env
driver phase=incr state=failed reason='it "broke"' stage=mcupload
echo exit 3 >answer
t 'who could not be told is told again' 'code 75 look 2>err &&
    grep -q "exit 3" err && told "failure open" && echo exit 0 >answer &&
    look && told "failure open" "failure open" && look &&
    told "failure open" "failure open"'
driver phase=incr state=running
echo exit 1 >answer
rm -f env
t 'over, but nobody could be told' 'locked code 75 look && told "failure over"'
rm -f env
driver phase=incr state=failed reason=again
echo exit 0 >answer
t 'what changed meanwhile is told as it is' 'look && told "failure open"'
driver phase=incr state=stopped
t 'stopped as asked is no failure' 'look &&
    told "failure open" "failure over"'
rm -f env
driver phase=incr state=running
t 'a driver that was killed is one' 'look && told "failure open"'

rm -f env "$state/status/alerts"
sed '/^command/,$d' shop.conf >hook.conf
echo 'webhook = http://127.0.0.1:1/secret' >>hook.conf
t 'a webhook that is not there; its address is not said' '
    code 75 pxstatus --alert -c hook.conf 2>err && grep -q webhook err &&
    ! grep -q secret err && grep -q "told=-,-" "$state/status/alerts"'
echo 'file:///etc/passwd' >url
sed 's/^webhook = .*/webhook_file = url/' hook.conf >file.conf
t 'only the web is the web' 'code 75 pxstatus --alert -c file.conf 2>err'

done_testing
