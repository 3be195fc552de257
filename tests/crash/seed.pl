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

# --- what is done, and what goes wrong -----------------------------------------

my @plan = @given ? @given : do {
	open my $fh, '-|', 'perl', "$Bin/plan.pl", $group, $seed or die;
	<$fh>;
};
chomp @plan;
my $what = shift(@plan) // die "there is no plan\n";
my @fault = grep { !/:|^clock |^twice/ } @plan;
my $twice = grep { $_ eq 'twice' } @plan;
my @target_fault = grep { /:/ } @plan;
my ($clock) = map { /^clock (-?\d+)$/ } @plan;

# --- verdict ------------------------------------------------------------------

my @wrong;
my $parent = $$;
my $begun = time;
my ($driver, $target, $writer);

sub wrong { push @wrong, sprintf '%.600s', join '', @_ }

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
	my $pid = open(my $fh, '-|') // die "fork: $!\n";
	if (!$pid) {
		open STDERR, '>', "$dir/lines.err";
		exec @cmd or exit 127;
	}
	my @line = <$fh>;
	close $fh or wrong("$cmd[0] ended with ", $? >> 8, ': ',
	    slurp("$dir/lines.err"));
	return @line;
}

# --- the target ---------------------------------------------------------------

my $endpoint = '';

sub injected { # in a child, before exec
	$ENV{LD_PRELOAD} = "$ENV{PX_BUILD}/crash-inject.so";
	$ENV{PX_CRASH} = "$dir/crash";
	$ENV{PX_STAT} = ''; # written by time, and would count
}

sub start_target {
	my @args = ('--data', "$dir/max", '-q', '--ready-fd', '1');
	push @args, '--listen', $1 if $endpoint =~ m{//([^/]+)};
	push @args, map { ('--fault', $_) } splice @target_fault;
	for (1 .. 20) { # it may be hit while it starts
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
		# somebody may hold its port for a moment
		select undef, undef, undef, 0.2 if $?;
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
	# the precheck is not what is proved here, and its calls would count
	mkdir $_ for "$dir/state", "$dir/state/status";
	spit("$dir/state/status/driver", "checks=done\n")
	    unless -e "$dir/state/status/driver";
	spit("$dir/$name.conf", "[job]\nname = hit_$seed\nstate = $dir/state\n" .
	    slurp("$group/source.part") . "[objects]\ninclude = $db.*\n" .
	    join('', @more) . "[target]\nendpoint = $endpoint\n" .
	    "project = local\naccess_id = local\n" .
	    "access_key_file = $dir/max/access_key\n" .
	    slurp("$group/rest.part") . "[upload]\nbatch_seconds = " .
	    ($what eq 'follow' ? 1 : 10) . "s\n");
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

# People work on the source while it is copied and followed.
my $writers = 0;

sub start_writer {
	my $n = $seed + 1000 * $writers++;
	spit("$dir/live", work('live', $db, 300, 60, $n));
	$writer = fork // die "fork: $!\n";
	return if $writer;
	open STDIN, '<', "$dir/live";
	open STDERR, '>', "$dir/live.err";
	exec qw(mariadb --no-defaults -u root --default-character-set=utf8mb4
	    -S), $socket or exit 127;
}

# --- the runs -----------------------------------------------------------------

sub writer_ended {
	my ($status) = @_;
	wrong('the writer: ', slurp("$dir/live.err")) if $status;
	$writer = undef;
}

# A run that follows ends when it is told so: when it has moved three times.
# It may have begun just now: who is told before he listens dies of it.
my ($moves, $last) = (0, '');

sub wait_for_driver {
	for (1 .. 100) {
		return if slurp("$dir/state/run/pxsync.pid") eq "$driver\n";
		select undef, undef, undef, 0.05;
	}
}

sub goes_on {
	my $at = slurp("$dir/state/position");
	$moves++ if $at ne $last;
	$last = $at;
	if ($moves > 2 || $writers > 25 || @wrong) {
		wait_for_driver();
		kill 'TERM', $driver;
	} else {
		start_writer();
	}
}

my @groups; # of all runs

# Somebody starts the job while it runs: that is 75, or it is done already.
sub once_more {
	$twice = 0;
	my $rc = run_quiet("$dir/twice.err", qw(timeout -k 30 20 pxsync once -q
	    -c), "$dir/hit.conf") >> 8;
	wrong("a second pxsync ended with $rc: ", slurp("$dir/twice.err"))
	    unless grep { $rc == $_ } 0, 75, 124; # 124: told to stop
}

# pxsync until it ends; a target that dies meanwhile is started again.
sub once {
	my (@cmd) = @_;
	my $late = time + $PATIENCE;
	$driver = fork // die "fork: $!\n";
	push @groups, $driver;
	if (!$driver) {
		setpgrp 0, 0; # so that all of it can be ended
		spit("$dir/crash/driver", "$$\n");
		injected();
		open STDIN, '<', '/dev/null';
		open STDOUT, '>>', "$dir/err";
		open STDERR, '>&', \*STDOUT;
		exec @cmd or exit 127;
	}
	once_more() if $twice;
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
			writer_ended($status);
			goes_on() if $cmd[1] eq 'run';
		}
	}
}

sub state_of {
	return slurp("$dir/state/status/driver") =~ /^state=(.*)$/m ? $1 : '';
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
	return 1 if $status >> 8 == 74 &&
	    grep { / (fail|full|readonly)$/ } @fault;
	return 1 if $status >> 8 == 78 && grep { / read \d+ fail$/ } @fault;
	return 0;
}

sub finish {
	for my $run (1 .. $RUNS) {
		my $status = once('pxsync', $what eq 'follow' && $writer ?
		    'run' : 'once', '-q', '-c', "$dir/hit.conf");
		wrong("run $run of pxsync ended with ",
		    $status & 127 ? "signal $status" : $status >> 8)
		    if !legal($status);
		if ($status == 0 && state_of() eq 'done') {
			return 1 if !defined $writer;
			waitpid $writer, 0;
			writer_ended($?);
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
	return sort(lines('mcsql', '-q', '-c', "$dir/hit.conf", '-s',
	    'odps.sql.allow.fullscan=true', '-e',
	    "SELECT $columns FROM $table;"));
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
	start_writer() if $what =~ /^(busy|follow)$/;
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
kill 'KILL', map { -$_ } @groups if @wrong;
my $verdict = @wrong ? 'FAILED' : @fault && $fired eq '' ? 'idle' : 'ok';
my $text = sprintf "%s %d: %s (%.1f s)\n", $verdict, $seed,
    join('; ', $what, @plan), time - $begun;
if (@wrong) {
	spit("$dir/wrong", join "\n", @wrong);
	my @said = split /\n/, slurp("$dir/err");
	$text .= join '', map { "  $_\n" } map { split /\n/ } @wrong,
	    'messages:', splice(@said, 0, 20), 'fired:', split(/\n/, $fired),
	    "replay: sh tests/crash/run.sh $seed -- " . quoted($what, @plan);
} else {
	sql("DROP DATABASE $db;\n") if $what ne 'log';
	run_quiet('/dev/null', 'rm', '-rf', '--', $dir);
}
STDOUT->autoflush(1);
syswrite STDOUT, $text;
exit(@wrong ? 1 : 0);
