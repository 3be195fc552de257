#!/usr/bin/perl
#
# rows.pl SCALE: SQL that makes the bench's change log: a million changes at
# SCALE 1 on (id, k, c char(120), pad char(60)), four kinds of transactions.
use strict;
use warnings;

my $scale = shift // 1;
srand 1;
my @digits = map { join '', map { int rand 10 } 1 .. 120 } 1 .. 997;
my $id = 0;

sub row {
	my $c = $digits[$id * 31 % 997];
	return sprintf "(%d,%d,'%s','%s')", ++$id, $id * 7 % 1000003, $c,
	    substr $c, 11, 60;
}

sub inserts {
	my ($n, $each) = @_;
	while ($n > 0) {
		print 'INSERT INTO sbtest VALUES ',
		    join(',', map { row() } 1 .. $each), ";\n";
		$n -= $each;
	}
}

print "USE bench;\n";
inserts(500_000 * $scale, 1000);
inserts(300_000 * $scale, 10);
printf "UPDATE sbtest SET k = k + 1, c = '%s' WHERE id = %d;\n",
    $digits[$_ % 997], 1 + $_ * 7919 % $id for 1 .. 100_000 * $scale;
printf "DELETE FROM sbtest WHERE id BETWEEN %d AND %d;\n", $_ * 10 + 1,
    $_ * 10 + 10 for 0 .. 10_000 * $scale - 1;
