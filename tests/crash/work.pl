#!/usr/bin/perl
#
# work.pl: SQL for the crash tests, on stdout.  The same words give the same
# text.
#
#   work.pl tables DB             five tables: small and wide rows, keys of one
#                                 and two columns, no key, never a row
#   work.pl fill DB ROWS SEED     what is there from the start
#   work.pl past DB ROWS N SEED MOMENTS
#                                 N transactions that happened long ago.  At
#                                 MOMENTS times the tables are kept aside,
#                                 without the log, as database at_SECONDS
#   work.pl live DB ROWS N SEED   N transactions that happen now
use strict;
use warnings;

my ($what, $db, $rows, @more) = @ARGV;
my @tables = qw(account entry page loose never);

sub tables {
	print <<"EOT";
CREATE DATABASE $db;
USE $db;
CREATE TABLE account (id BIGINT PRIMARY KEY, owner VARCHAR(60),
	balance DECIMAL(14,2), note TEXT, changed DATETIME(6));
CREATE TABLE entry (account INT UNSIGNED NOT NULL,
	code VARCHAR(16) COLLATE utf8mb4_bin NOT NULL, amount INT,
	stamp TIMESTAMP(3) NULL, PRIMARY KEY (account, code));
CREATE TABLE page (id INT PRIMARY KEY, body MEDIUMTEXT, raw VARBINARY(40));
CREATE TABLE loose (a INT, b VARCHAR(40));
CREATE TABLE never (id INT PRIMARY KEY, s VARCHAR(10));
EOT
}

my @word = ('Anna', 'O\'\'Neill', '李雷', 'back\\\\slash', 'tab\\there', '😀',
    '', 'percent%20');
my $word = sub { $word[rand @word] . int rand 1000 };
my $or_null = sub { rand() < 0.1 ? 'NULL' : $_[0] };
my $time = sub { sprintf "'20%02d-%02d-%02d %02d:%02d:%02d.%06d'",
    10 + rand 15, 1 + rand 12, 1 + rand 28, rand 24, rand 60, rand 60,
    rand 1e6 };
my $text = sub { join '', map { chr 40 + rand 50 } 1 .. rand $_[0] };
my $code = sub { sprintf "'%s%d'", qw(a B é)[rand 3], rand 20 };
my $id = sub { 1 + int rand $rows };

sub account { sprintf "%d, '%s', %s, %s, %s", $_[0], $word->(),
    $or_null->(sprintf '%.2f', rand(1e9) - 5e8),
    $or_null->("'" . $text->(120) . "'"), $or_null->($time->()) }
sub page { sprintf "%d, '%s', x'%s'", $_[0], $text->($_[1]),
    join '', map { sprintf '%02x', rand 256 } 1 .. rand 40 }

# Many rows by one statement.
sub insert {
	my ($table, @row) = @_;
	print "INSERT INTO $table VALUES ", join(",\n", map { "($_)" } @row),
	    ";\n" if @row;
}

sub fill {
	print "USE $db;\nSET NAMES utf8mb4;\n";
	insert('account', map { account($_) } 1 .. $rows);
	insert('entry', map { my $a = $_; map { "$a, 'a$_', $_, " .
	    $or_null->("'2024-02-03 04:05:06.789'") } 1 .. 2 } 1 .. $rows);
	insert('page', map { page($_, 400) } 1 .. $rows / 2);
	insert('loose', map { int(rand 50) . ", '" . $word->() . "'" }
	    1 .. $rows / 2);
}

my $next = 1000000;
my @do = (
	sub { insert('account', account($next++)) },
	sub { printf "UPDATE account SET balance = balance + %d, " .
	    "owner = '%s' WHERE id = %d;\n", rand 100, $word->(), $id->() },
	sub { printf "DELETE FROM account WHERE id = %d;\n", $id->() },
	# the key changes
	sub { printf "UPDATE account SET id = %d WHERE id = %d;\n", $next++,
	    $id->() },
	# two rows change places
	sub { my ($p, $q) = ($id->(), $id->());
	    printf "UPDATE account SET id = %d WHERE id = %d;\n", @$_ for
		$p == $q ? () : ([-1, $p], [$p, $q], [$q, -1]) },
	# one key: gone and there again
	sub { my $k = $id->();
	    print "DELETE FROM account WHERE id = $k;\n";
	    insert('account', account($k)) },
	sub { print 'REPLACE INTO account VALUES (', account($id->()),
	    ");\n" },
	sub { printf "REPLACE INTO entry VALUES (%d, %s, %d, %s);\n",
	    $id->(), $code->(), rand 1000, $or_null->("'2024-05-06'") },
	sub { printf "UPDATE entry SET amount = amount + 1 WHERE account " .
	    "BETWEEN %d AND %d;\n", ($id->()) x 2 },
	sub { my $k = $id->(); printf "UPDATE entry SET amount = -amount " .
	    "WHERE account BETWEEN %d AND %d;\n", $k, $k + 4 },
	sub { printf "UPDATE entry SET account = %d WHERE account = %d;\n",
	    $next++, $id->() },
	sub { printf "DELETE FROM entry WHERE account = %d;\n", $id->() },
	sub { insert('page', page($next++, 12000)) },
	sub { printf "UPDATE page SET body = REVERSE(body) WHERE id = %d;\n",
	    $id->() },
	sub { printf "DELETE FROM page WHERE id = %d;\n", $id->() },
	sub { printf "INSERT INTO loose VALUES (%d, '%s');\n", rand 50,
	    $word->() },
	sub { printf "UPDATE loose SET b = '%s' WHERE a = %d;\n", $word->(),
	    rand 50 },
	sub { printf "DELETE FROM loose WHERE a = %d;\n", rand 50 },
);

# Larger than a block, a batch and what a pipe holds.
sub big {
	my @page = map { page($next++, 3000) } 1 .. 60;
	insert('page', @page);
	insert('account', map { account($next++) } 1 .. 150);
	printf "UPDATE entry SET amount = amount + 7 WHERE account < %d;\n",
	    $rows / 2;
}

sub transaction {
	my ($large) = @_;
	print "BEGIN;\n";
	$do[rand @do]->() for 0 .. rand 4;
	big() if $large;
	if (rand() < 0.2) {
		print "SAVEPOINT s;\n";
		$do[rand @do]->() for 0 .. rand 3;
		print "ROLLBACK TO s;\n";
	}
	print rand() < 0.1 ? "ROLLBACK;\n" : "COMMIT;\n";
}

sub aside {
	my ($at) = @_;
	print "SET sql_log_bin = 0;\nCREATE DATABASE at_$at;\n";
	print "CREATE TABLE at_$at.$_ LIKE $db.$_;\n",
	    "INSERT INTO at_$at.$_ SELECT * FROM $db.$_;\n" for @tables;
	print "SET sql_log_bin = 1;\n";
}

# The copy was made before all this: the time is that of the server now, and
# grows from there, to the next day and the one behind it.
sub past {
	my ($n, $seed, $moments) = @_;
	my $now = 2000000000;
	print "USE $db;\nSET NAMES utf8mb4;\n";
	for my $i (1 .. $n) {
		$now += int rand 2 * 2 * 86400 / $n;
		print "SET TIMESTAMP = $now;\n";
		transaction($i % 60 == 30);
		next if $i % int($n / $moments);
		$now += 2;
		aside($now - 1);
	}
	# behind the last moment as well: it is over, whatever our clock says
	print "SET TIMESTAMP = ", $now + 2, ";\n";
	transaction(0) for 1 .. 9; # some change nothing
}

sub live {
	my ($n, $seed) = @_;
	$next += 1000 * $seed; # there may be others
	print "USE $db;\nSET NAMES utf8mb4;\n";
	transaction($_ % 50 == 25) for 1 .. $n;
}

srand($more[-1] // 0) if $what eq 'fill' || $what eq 'live';
srand($more[1]) if $what eq 'past';
my %do = (tables => \&tables, fill => \&fill, past => \&past,
    live => \&live);
die "usage: work.pl tables|fill|past|live DB ...\n" if !$do{$what // ''};
$do{$what}->(@more);
