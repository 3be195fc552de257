#!/usr/bin/perl
#
# work.pl: SQL for the tables of tables.sql, on stdout.  The same numbers give
# the same text.
#
#   work.pl fill ROWS             the rows that are there from the start
#   work.pl live ROWS N SEED      N transactions on top of them: inserts,
#                                 updates, key changes, deletes, over several
#                                 tables, one in ten rolled back
use strict;
use warnings;

my ($what, $rows, $n, $seed) = @ARGV;
srand($seed // 1);
print "USE shop;\n";
print "SET NAMES utf8mb4;\n";

my @street = ('Hafen', 'Lange', 'Rue de l\'\'Est', '人民路', 'Ulica Polna',
    'back\\\\slash', 'tab\\there', '😀');
my $address = sub { $street[rand @street] . ' ' . int rand 200 };
my $or_null = sub { rand() < 0.1 ? 'NULL' : $_[0] };
my $time = sub {
	sprintf "'20%02d-%02d-%02d %02d:%02d:%02d%s'", 10 + rand 20,
	    1 + rand 12, 1 + rand 28, rand 24, rand 60, rand 60,
	    $_[0] ? sprintf('.%0*d', $_[0], rand 10 ** $_[0]) : '';
};
my $digits = sub { join '', map { int rand 10 } 1 .. $_[0] };
my $hex = sub { "x'" . join('', map { sprintf '%02x', rand 256 }
    1 .. int rand $_[0]) . "'" };

# The values of one row of everything, without its key.
sub many {
	my @v = (int(rand 256) - 128, int rand 65536,
	    int(rand 2 ** 24) - 2 ** 23,
	    (rand() < 0.5 ? '-' : '') . int(1 + rand 9) . $digits->(17),
	    (rand() < 0.1 ? '18446744073709551615' : $digits->(19)),
	    (rand() < 0.5 ? '-' : '') . $digits->(16) . '.' . $digits->(4),
	    $digits->(35) . '.' . $digits->(30), rand(2000) - 1000,
	    (rand() - 0.5) * 10 ** int(rand 200), int rand 4096,
	    sprintf("'%04d-%02d-%02d'", 1 + rand 9999, 1 + rand 12,
		1 + rand 28),
	    $time->(6), $time->(6),
	    sprintf("'%s%d:%02d:%02d.%03d'", rand() < 0.5 ? '-' : '',
		rand 839, rand 60, rand 60, rand 1000), 1901 + int rand 255,
	    "'" . substr('abcdefgh', 0, rand 9) . "'",
	    "'" . $address->() . "'", "'" . $address->() x int(rand 20) . "'",
	    $hex->(64), $hex->(300), 1 + int rand 3, int rand 8,
	    sprintf('\'{"n": %d, "s": "%s"}\'', rand 1000, 'ä' x rand 5));
	return join ', ', map { $or_null->($_) } @v;
}

sub line {
	return sprintf "%d, %d, 'sku-%04d', %d, %s, %s", @_, rand 10000,
	    rand 100, $or_null->(sprintf '%.2f', rand 10000),
	    $or_null->($time->(3));
}

if ($what eq 'fill') {
	for my $id (1 .. $rows) {
		printf "INSERT INTO customer VALUES (%d, %s, '%s');\n", $id,
		    $or_null->($time->(0)), $address->();
		printf "INSERT INTO order_line VALUES (%s), (%s);\n",
		    line($id, 1), line($id, 2);
		print "INSERT INTO everything VALUES ($id, ", many(), ");\n"
		    if $id % 2;
	}
	exit 0;
}

my $next = $rows + 1 + $seed * 1_000_000;
my @do = (
	sub { printf "INSERT INTO customer VALUES (%d, %s, '%s');\n", $next,
	    $time->(0), $address->();
	    printf "INSERT INTO order_line VALUES (%s), (%s), (%s);\n",
		map { line($next, $_) } 1 .. 3;
	    $next++ },
	sub { print "INSERT INTO everything VALUES (", $next++, ', ', many(),
	    ");\n" },
	sub { printf "UPDATE customer SET address = '%s' WHERE id = %d;\n",
	    $address->(), 1 + rand $rows },
	sub { my $id = 1 + int rand $rows;
	    printf "UPDATE order_line SET quantity = quantity + 1 " .
		"WHERE order_id BETWEEN %d AND %d;\n", $id, $id + 3 },
	sub { printf "UPDATE customer SET id = %d WHERE id = %d;\n", $next++,
	    1 + rand $rows },
	sub { printf "UPDATE order_line SET line = line + 100 " .
	    "WHERE order_id = %d AND line < 100 ORDER BY line DESC;\n",
	    1 + rand $rows },
	sub { printf "DELETE FROM customer WHERE id = %d;\n", 1 + rand $rows },
	sub { printf "DELETE FROM everything WHERE id = %d;\n",
	    1 + rand $rows },
	sub { printf "REPLACE INTO everything VALUES (%d, %s);\n",
	    1 + rand $rows, many() },
);
for (1 .. $n) {
	print "BEGIN;\n";
	$do[rand @do]->() for 0 .. rand 6;
	if (rand() < 0.2) {
		print "SAVEPOINT s;\n";
		$do[rand @do]->() for 0 .. rand 3;
		print "ROLLBACK TO s;\n";
	}
	print rand() < 0.1 ? "ROLLBACK;\n" : "COMMIT;\n";
}
