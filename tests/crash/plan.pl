#!/usr/bin/perl
#
# plan.pl: what a seed stands for, a line each: first what is done, then what
# goes wrong.
#
#   plan.pl GROUP SEED
#
#   log      follow a log from behind a copy to its end
#   copy     copy, then catch up; nobody works on the source
#   busy     the same while people do
#   follow   and go on for a while
#   PROGRAM CALL N HOW           see inject.c
#   WHERE:WHAT[:WHEN]            see mclocal(1), --fault
#   twice                        somebody starts the job once more
#   clock SECONDS                added to the time of day of all programs
#                                whenever the driver has ended early
use strict;
use warnings;

my ($group, $seed) = @ARGV;
die "usage: plan.pl GROUP SEED\n" if !defined $seed;
srand($seed);

sub pick { $_[rand @_] }

my $what = pick(('log') x 5, 'copy', 'copy', 'busy', 'busy', 'follow');
my (@fault, @target_fault, $clock);

# The calls of one process of the run without faults: so many are there to
# choose from.  At its end mclocal makes many more.
sub counts {
	my %n;
	my $file = "$group/count." . ($what eq 'log' ? 'log' : 'copy');
	open my $fh, '<', $file or die "$file: $!\n";
	while (<$fh>) {
		my ($prog, $call, $n) = split;
		$n = int($n / 2) + 1 if $prog eq 'mclocal';
		$n{$prog}{$call} = $n if $n > ($n{$prog}{$call} // 0);
	}
	return %n;
}

my %weight = (mcupload => 9, mclocal => 5, pxbinlog => 2, pxsnapshot => 3,
    rowdecode => 2, rowfilter => 1, mcpartition => 2, mcsql => 1);
my %how = (
	write => [qw(before after torn fail full readonly driver stop all
	    cut)],
	pwrite => [qw(before after torn fail full readonly driver all)],
	fsync => [qw(before after fail readonly driver stop all cut
	    cut)],
	rename => [qw(before after fail readonly driver all cut)],
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
	# a target that cannot write any more is waited for, as long as a job
	# allows
	@way = grep { !/^(cut|readonly)$/ } @way if $prog eq 'mclocal';
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

choose();
push @fault, 'twice' if rand() < 0.1;
print "$_\n" for $what, @fault, @target_fault,
    defined $clock ? "clock $clock" : ();
