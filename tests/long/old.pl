# old.pl: a log as MySQL 5.5 writes it, to stdout: no checksums anywhere, not
# even of the description; rows of version 1, and nothing but numbers for the
# columns.
use strict;
use warnings;

my $log = "\xfebin";
my $time = 1_400_000_000;

sub event {
	my ($type, $body, $flags) = @_;
	my $size = 19 + length $body;
	$log .= pack('VCVVVv', $time++, $type, 1, $size, length($log) + $size,
	    $flags // 0) . $body;
}

sub statement {
	my ($db, $sql) = @_;
	# sql_mode, and the character sets of client, connection and server
	my $status = "\1" . pack('Q<', 0) . "\4" . pack('v3', 8, 8, 8);
	event(2, pack('VVCvv', 7, 0, length $db, 0, length $status) .
	    $status . "$db\0$sql");
}

# 2014-05-13 16:53:20 as eight bytes
my $when = pack 'Q<', 20140513165320;
my $digits = "\x80\0\0\x0c\x22";    # 12.34 as DECIMAL(10,2)

# id INT, s VARCHAR(20), d DECIMAL(10,2), t DATETIME, b BLOB, e ENUM
sub image {
	my ($id, $text) = @_;
	return defined $text
	    ? "\xc0" . pack('V', $id) . chr(length $text) . $text . $digits .
	    $when . pack('v', 3) . "\0\1\2" . "\2"
	    : "\xfe" . pack 'V', $id;
}

sub table {
	my ($id, $db, $name) = @_;
	event(19, $id . pack('v', 1) . chr(length $db) . "$db\0" .
	    chr(length $name) . "$name\0" . "\6" .
	    "\3\x0f\xf6\x0c\xfc\xfe" .
	    "\7" . pack('v', 20) . "\x0a\2" . "\2" . "\xf7\1" . "\x3e");
}

event(15, pack('va50VC', 4, '5.5.62-log', 0, 19) .
    "\x38\x0d\0\x08\0\x12\0\4\4\4\4\x12\0\0\x54\0\4\x1a\x08\0\0\0\x08\x08" .
    "\x08\2\0");
statement('shop', 'CREATE TABLE t (id INT, s VARCHAR(20), d DECIMAL(10,2), ' .
    't DATETIME, b BLOB, e ENUM("a","b")) CHARSET=latin1');
for my $n (1, 2) {
	my $id = pack 'Vv', 14 + $n, 0;
	statement('shop', 'BEGIN');
	table($id, 'shop', 't');
	my $head = $id . pack('v', 1) . "\6";
	event(23, "$head\xff" . image(1, 'one') . image(2));
	event(24, "$head\xff\xff" . image(1, 'one') . image(1, "\xe9"));
	event(25, "$head\xff" . image(2));
	event(16, pack 'Q<', $n);
}
event(3, '');
binmode STDOUT;
print $log;
