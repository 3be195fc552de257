#!/usr/bin/perl
#
# seed.pl: one run of the chain in which things go wrong, and what must hold
# behind it.
#
#   seed.pl GROUP SEED [FAULT...]
#
# GROUP is a folder made by crash.sh: a source with its workload done, a copy
# of it made before, and what a run without faults makes of both.  The seed
# chooses what is done and the faults (see inject.c), unless they are given.
# Prints one line that begins with ok, idle (no fault struck) or FAILED, and
# then what was wrong; exits 1 if something was.
use strict;
use warnings;
use Cwd qw(abs_path);
use Fcntl;
use FindBin qw($Bin);
use IO::Handle;
use Time::HiRes qw(time);

my ($group, $seed, @given) = @ARGV;
die "usage: seed.pl GROUP SEED [FAULT...]\n" if !defined $seed;
srand($seed);
my $top = abs_path("$Bin/../..");
my $socket = "$group/../db.sock";
my $dir = "$group/seed.$seed";
my $RUNS = 15;		# of pxsync, until it must be done
my $PATIENCE = 120;	# seconds, for one of them

sub slurp {
	my ($path) = @_;
	open my $fh, '<', $path or return '';
	local $/;
	return scalar(<$fh>) // '';
}

sub spit {
	my ($path, $text) = @_;
	open my $fh, '>', $path or die "$path: $!\n";
	print $fh $text;
	close $fh or die "$path: $!\n";
}

sub pick { $_[rand @_] }

# --- what is done, and what goes wrong ----------------------------------------

my $what = @given && $given[0] =~ /^(log|copy|busy)$/ ? shift @given
    : pick(('log') x 3, 'copy', 'busy');
my $kind = $what eq 'log' ? 'log' : 'copy';
my (@fault, @target_fault, $clock);

# The calls of one process of the run without faults: so many are there to
# choose from.  At its end mclocal makes many more.
sub counts {
	my %n;
	for (split /\n/, slurp("$group/count.$kind")) {
		my ($prog, $call, $n) = split;
		$n = int($n / 2) + 1 if $prog eq 'mclocal';
		$n{$prog}{$call} = $n if $n > ($n{$prog}{$call} // 0);
	}
	return %n;
}

my %weight = (mcupload => 9, mclocal => 5, pxbinlog => 2, pxsnapshot => 3,
    rowdecode => 2, rowfilter => 1, mcpartition => 2, mcsql => 1);
my %how = (
	write => [qw(before after torn fail full driver stop all cut)],
	pwrite => [qw(before after torn fail full driver all)],
	fsync => [qw(before after fail driver stop all cut cut)],
	rename => [qw(before after fail driver all cut)],
	ftruncate => [qw(before after fail)],
	unlink => [qw(before after)],
	close => [qw(before after driver)],
	send => [qw(before after torn fail hangup driver stop all cut)],
	recv => [qw(before after fail hangup driver stop all)],
	read => [qw(before after fail driver stop)],
);

sub process_fault {
	my %n = counts();
	my $prog = pick(map { ($_) x ($weight{$_} // 0) } sort keys %n);
	# fsync and rename are few, and where it matters
	my $call = pick(map { ($_) x (/fsync|rename/ ? 3 : 1) }
	    sort keys %{$n{$prog}});
	my @way = @{$how{$call}};
	@way = grep { $_ ne 'cut' } @way if $prog eq 'mclocal';
	return "$prog $call " . (1 + int rand $n{$prog}{$call}) . ' ' .
	    pick(@way);
}

sub target_fault {
	my $where = pick(qw(create block status commit commit sql meta));
	my $way = pick(500, 503, 429, 'drop-reply', 'drop-reply', 'reset',
	    'reset@' . int rand 3000);
	return "$where:$way:=" . (1 + int rand($where eq 'block' ? 12 : 6));
}

# Sessions expire or are forgotten in the middle of a commit, and when that
# is mended, again.
sub expiry {
	my %n = counts();
	my $m = $n{mcupload};
	my $fault = sub {
		my $call = pick(qw(fsync fsync send recv rename));
		return "mcupload $call " . (1 + int rand $m->{$call}) .
		    " $_[0]";
	};
	push @fault, $fault->('all'), $fault->(pick(qw(all all stop before)));
	$clock = pick(90000, 864000);
}

sub choose {
	return expiry() if rand() < 0.15;
	for (1 .. pick(1, 1, 1, 2, 2, 3)) {
		if (rand() < 0.2) {
			push @target_fault, target_fault();
		} else {
			push @fault, process_fault();
		}
	}
	# Sessions expire, or are forgotten, or the clock was wrong.
	$clock = pick(90000, 864000, -7200)
	    if grep({ / (all|driver|stop)$/ } @fault) && rand() < 0.5;
}

if (@given) {
	for (@given) {
		if (/^clock (-?\d+)$/) { $clock = $1 }
		elsif (/:/) { push @target_fault, $_ }
		else { push @fault, $_ }
	}
} else {
	choose();
}
my @plan = ($what, @fault, @target_fault,
    defined $clock ? "clock $clock" : ());

# --- verdict ------------------------------------------------------------------

my @wrong;
my $parent = $$;
my $begun = time;
my ($driver, $target, $writer);

sub wrong { push @wrong, join '', @_ }

sub run_quiet { # status of a command, its words into a file
	my ($log, @cmd) = @_;
	my $pid = fork // die "fork: $!\n";
	if (!$pid) {
		open STDIN, '<', '/dev/null';
		open STDOUT, '>>', $log;
		open STDERR, '>&', \*STDOUT;
		exec @cmd or exit 127;
	}
	waitpid $pid, 0;
	return $?;
}

sub lines { # of what a command prints
	my (@cmd) = @_;
	open my $fh, '-|', @cmd or die "$cmd[0]: $!\n";
	my @line = <$fh>;
	close $fh or wrong("$cmd[0] ended with ", $? >> 8);
	return @line;
}

# --- the target ---------------------------------------------------------------

my $endpoint = '';

sub injected { # in a child, before exec
	$ENV{LD_PRELOAD} = "$ENV{PX_BUILD}/crash-inject.so";
	$ENV{PX_CRASH} = "$dir/crash";
	$ENV{ASAN_OPTIONS} = ($ENV{ASAN_OPTIONS} // '') .
	    ':verify_asan_link_order=0';
}

sub start_target {
	my @args = ('--data', "$dir/max", '-q', '--ready-fd', '1');
	push @args, '--listen', $1 if $endpoint =~ m{//([^/]+)};
	push @args, map { ('--fault', $_) } splice @target_fault;
	for (1 .. 5) { # it may be hit while it starts
		pipe my $r, my $w or die "pipe: $!\n";
		$target = fork // die "fork: $!\n";
		if (!$target) {
			injected();
			open STDOUT, '>&', $w;
			open STDERR, '>>', "$dir/max.err";
			exec 'mclocal', @args or exit 127;
		}
		close $w;
		my $line = <$r> // '';
		chomp $line;
		if ($line =~ /^http:/) {
			$endpoint = $line;
			return;
		}
		waitpid $target, 0;
	}
	$target = undef;
	die "mclocal does not start: ", slurp("$dir/max.err"), "\n";
}

sub stop_target {
	return if !defined $target;
	kill 'TERM', $target;
	waitpid $target, 0;
	# the fault may strike at its end
	wrong('mclocal ended with ', $? >> 8, ': ', slurp("$dir/max.err"))
	    if $? && $? != 9;
	$target = undef;
}

# --- the job ------------------------------------------------------------------

my $db = $what eq 'log' ? 'shop' : "copy_$seed";

sub job {
	my ($name, @more) = @_;
	spit("$dir/$name.conf", "[job]\nname = hit\nstate = $dir/state\n" .
	    slurp("$group/source.part") . "[objects]\ninclude = $db.*\n" .
	    join('', @more) . "[target]\nendpoint = $endpoint\n" .
	    "project = local\naccess_id = local\n" .
	    "access_key_file = $dir/max/access_key\n" .
	    slurp("$group/rest.part"));
}

sub sql {
	my ($text) = @_;
	spit("$dir/sql", $text);
	my $rc = run_quiet("$dir/sql.err", 'sh', '-c', 'exec mariadb ' .
	    '--no-defaults -u root --default-character-set=utf8mb4 -S "$1" ' .
	    '<"$2"', 'sh', $socket, "$dir/sql");
	wrong('mariadb: ', slurp("$dir/sql.err")) if $rc;
}

sub work { join '', lines('perl', "$Bin/work.pl", @_) }

sub prepare {
	mkdir $dir or die "$dir: $!\n";
	mkdir "$dir/crash";
	spit("$dir/crash/fired", '');
	if ($what eq 'log') {
		run_quiet("$dir/cp.err", 'cp', '-a', "$group/max",
		    "$group/state", $dir) and die slurp("$dir/cp.err");
		unlink "$dir/max/lock";
	} else {
		sql(work('tables', $db) . work('fill', $db, 300, $seed));
	}
	my $i = 0;
	spit("$dir/crash/" . ++$i, "$_\n") for @fault;
	start_target();
	job('hit');
	job('keyed', "exclude = $db.loose\n");
}

sub start_writer { # people work while the copy is made
	my $text = work('live', $db, 300, 60, $seed);
	spit("$dir/live", $text);
	$writer = fork // die "fork: $!\n";
	return if $writer;
	open STDIN, '<', "$dir/live";
	open STDERR, '>>', "$dir/live.err";
	exec qw(mariadb --no-defaults -u root --default-character-set=utf8mb4
	    -S), $socket or exit 127;
}

# --- the runs -----------------------------------------------------------------

# pxsync until it ends; a target that dies meanwhile is started again.
sub once {
	my (@cmd) = @_;
	my $late = time + $PATIENCE;
	$driver = fork // die "fork: $!\n";
	if (!$driver) {
		spit("$dir/crash/driver", "$$\n");
		injected();
		open STDIN, '<', '/dev/null';
		open STDOUT, '>>', "$dir/err";
		open STDERR, '>&', \*STDOUT;
		exec @cmd or exit 127;
	}
	for (;;) {
		alarm($late > time ? $late - time : 1);
		my $pid = waitpid -1, 0;
		my $status = $?;
		alarm 0;
		if ($pid == $driver) {
			$driver = undef;
			return $status;
		}
		if (defined $target && $pid == $target) {
			start_target();
		} elsif (defined $writer && $pid == $writer) {
			wrong('the writer: ', slurp("$dir/live.err"))
			    if $status;
			$writer = undef;
		}
	}
}

sub state_of {
	return slurp("$dir/state/status") =~ /^state=(.*)$/m ? $1 : '';
}

my $ahead = 0;

sub turn_clock {
	return if !defined $clock || slurp("$dir/crash/fired") eq '';
	$ahead += $clock;
	spit("$dir/crash/clock", "$ahead\n");
	$clock = undef if $ahead > 1e6;
	stop_target();
	start_target();
}

# What is looked at in the end is not disturbed any more.
sub calm {
	unlink glob "$dir/crash/*";
	@target_fault = ();
	stop_target();
	start_target();
}

# Exit codes: what is killed, disturbed or has no room may say so.
sub legal {
	my ($status) = @_;
	return 1 if $status == 0 || $status >> 8 == 75 || $status == 9;
	return 1 if $status >> 8 == 74 && grep { / (fail|full)$/ } @fault;
	return 1 if $status >> 8 == 78 && grep { / read \d+ fail$/ } @fault;
	return 0;
}

sub finish {
	for my $run (1 .. $RUNS) {
		my $status = once(qw(pxsync once -q -c), "$dir/hit.conf");
		wrong("run $run of pxsync ended with ",
		    $status & 127 ? "signal $status" : $status >> 8)
		    if !legal($status);
		if ($status == 0 && state_of() eq 'done') {
			return 1 if !defined $writer;
			waitpid $writer, 0;
			wrong('the writer: ', slurp("$dir/live.err")) if $?;
			$writer = undef;
			next;
		}
		# what a killed driver left behind may go on or be stopped
		once('pxsync', 'stop', '-q', '-c', "$dir/hit.conf")
		    if $status == 9 && rand() < 0.7;
		turn_clock();
	}
	wrong("not done after $RUNS runs, state ", state_of());
	return 0;
}

# --- what must hold -----------------------------------------------------------

my @tables = qw(account entry page loose never);

# Every row of a table, sorted.
sub rows_of {
	my ($table, $columns) = @_;
	my @row = sort(lines('mcsql', '-q', '-c', "$dir/hit.conf", '-s',
	    'odps.sql.allow.fullscan=true', '-e',
	    "SELECT $columns FROM $table LIMIT 10000;"));
	wrong("$table is too large for this test") if @row > 10000;
	return @row;
}

sub compare {
	my ($name, $want, @got) = @_;
	my %n;
	$n{$_}++ for @got;
	$n{$_}-- for @$want;
	my @more = grep { $n{$_} > 0 } sort keys %n;
	my @less = grep { $n{$_} < 0 } sort keys %n;
	wrong(sprintf '%s: %d rows too many, %d missing: %.200s', $name,
	    scalar @more, scalar @less, (@more, @less)[0])
	    if @more || @less;
}

sub same {
	my ($source, $table) = @_;
	my $log = "$dir/same";
	unlink $log;
	run_quiet($log, 'perl', "$top/tests/same.pl", $socket, $source,
	    "$dir/hit.conf", $table) or return;
	wrong(slurp($log));
}

sub merge {
	my (@args) = @_;
	my $rc = once('pxsync', 'merge', '-q', '-c', "$dir/keyed.conf", @args);
	wrong('pxsync merge ended with ', $rc >> 8) if $rc;
}

# The images that the log of the source has from the start of the copy on.
sub truth {
	my ($from) = slurp("$dir/state/copy") =~ /^start pxpos 1 (\S+)/m
	    or return wrong('the copy has no start');
	my @line = lines('sh', '-c', 'pxbinlog -q -c "$1" --from "$2" ' .
	    '--until now | rowdecode --schema "$3" | rowfilter -c "$1" |' .
	    'mcpartition -c "$1" | pxrec --json --kind row', 'sh',
	    "$dir/hit.conf", $from, "$dir/state/schema/source.rec");
	return map { /"record_id":(\d+)/ ? "$1\n" : () } @line;
}

sub check_log {
	for my $table (map { ("${_}_log", "${_}_base") } @tables) {
		my @want = split /^/, slurp("$group/want.$table");
		compare($table, \@want, rows_of($table, '*'));
	}
	my @moment = split ' ', slurp("$group/moments");
	my $at = $moment[$seed % @moment];
	merge('--at', $at, '--into', '_at');
	same("at_$at.$_", "${_}_at") for grep { $_ ne 'loose' } @tables;
}

sub check_copy {
	if ($what eq 'copy') {
		same("$db.$_", "${_}_base") for @tables;
	}
	my @want = truth();
	my @got = map { grep { /^\d/ } rows_of("${_}_log",
	    'new_dts_sync_record_id') } @tables;
	compare('the logs', \@want, @got);
	# No chunk travelled twice, unless its session was lost.
	my (%chunk, %lost);
	for (split /\n/, slurp("$dir/state/copy")) {
		$lost{$1} = 1 if /^lost (\S+)/;
		$chunk{"$1 $2"}{$3}++ if /^chunk (\S+) (\d+) session=(\S+)/;
	}
	for my $c (sort keys %chunk) {
		my @in = grep { !$lost{$_} } keys %{$chunk{$c}};
		wrong("chunk $c is in ", scalar @in, ' sessions') if @in != 1;
	}
}

sub check {
	$what eq 'log' ? check_log() : check_copy();
	merge();
	same("$db.$_", $_) for grep { $_ ne 'loose' } @tables;
}

# --- all of it ----------------------------------------------------------------

sub quoted { join ' ', map { /[^\w.:=@-]/ ? "'$_'" : $_ } @_ }

$SIG{ALRM} = sub { die "pxsync hangs\n" };
$SIG{TERM} = $SIG{INT} = sub { die "stopped\n" };
my $fired = '';
my $fine = eval {
	prepare();
	start_writer() if $what eq 'busy';
	my $done = finish();
	$fired = slurp("$dir/crash/fired");
	if ($done) {
		calm();
		check();
	}
	1;
};
wrong($@) if !$fine;
exit 1 if $$ != $parent;
eval { stop_target() };
for my $pid (grep { defined } $driver, $target, $writer) {
	kill 'KILL', $pid;
	waitpid $pid, 0;
}
my $verdict = @wrong ? 'FAILED' : @fault && $fired eq '' ? 'idle' : 'ok';
my $text = sprintf "%s %d: %s (%.1f s)\n", $verdict, $seed,
    join('; ', @plan), time - $begun;
if (@wrong) {
	spit("$dir/wrong", join "\n", @wrong);
	my @said = split /\n/, slurp("$dir/err");
	$text .= join '', map { "  $_\n" } map { split /\n/ } @wrong,
	    'messages:', splice(@said, 0, 20), 'fired:', split(/\n/, $fired),
	    "replay: sh tests/crash/run.sh $seed -- " . quoted(@plan);
} else {
	sql("DROP DATABASE $db;\n") if $what ne 'log';
	run_quiet('/dev/null', 'rm', '-rf', '--', $dir);
}
STDOUT->autoflush(1);
syswrite STDOUT, $text;
exit(@wrong ? 1 : 0);
