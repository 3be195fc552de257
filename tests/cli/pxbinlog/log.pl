# log.pl: small binary logs, event by event, in the layouts of three
# products.  Run: perl log.pl PRODUCT [CREATED [FLAGS]] writes one to stdout,
# and the offset, type and boundary of each event to stderr.  Required: events
# for a server that is only played.
package Log;
use strict;
use warnings;
use Compress::Zlib ();

my %version = (
	mysql => '8.0.36',
	mariadb => '10.11.19-MariaDB-log',
	polardbx => '5.7.25-TDDL-5.4.19-20251031',
);
our $time = 1700000000;

# event TYPE BODY [offset => N] [flags => N] [time => N]: with header and CRC;
# offset is where it lies, undef: made up, position 0
sub event {
	my ($type, $body, %o) = @_;
	my $size = 19 + length($body) + 4;
	my $next = defined $o{offset} ? $o{offset} + $size : 0;
	my $e = pack('VCVVVv', $o{time} // $time, $type, 1, $size,
	    $next & 0xffffffff, $o{flags} // 0) . $body;
	return $e . pack('V', Compress::Zlib::crc32($e));
}

sub format_body {
	my ($product, $created) = @_;
	my $n = { mysql => 41, mariadb => 171, polardbx => 38 }->{$product};
	my @post = (0) x ($n + 1);
	@post[1, 2, 4, 15, 19] = (56, 13, 8, 57 + $n, 8);
	@post[23 .. 25] = (8, 8, 8);
	@post[30 .. 32] = (10, 10, 10);
	$post[33] = 42 if $n >= 33;
	return pack('va50VC', 4, $version{$product}, $created, 19) .
	    pack('C*', @post[1 .. $n]) . "\1";
}

sub query {
	my ($sql) = @_;
	return (2, pack('VVCvv', 1, 0, 1, 0, 0) . "d\0" . $sql);
}

# TSO of a time in seconds, its count, as the server writes it
sub tso {
	my ($n) = @_;
	return sprintf('%019d%019d%010d%06d', $time * 1000 * 4194304 + $n,
	    1600000000000000000 + $n, 0, 0);
}

# a transaction of one table map and rows (not to be decoded)
sub change {
	my ($product, $n) = @_;
	my $rows = $product eq 'mariadb' ? 23 : 30;
	my @e;

	push @e, [ 33, "\0" x 42 ] if $product eq 'mysql';
	push @e, [ 162, pack('QVC', $n, 0, 4) . "\0" x 6 ]
	    if $product eq 'mariadb';
	push @e, [ query('BEGIN') ] if $product ne 'mariadb';
	push @e, [ 29, "\1# CTS::" . tso($n) ] if $product eq 'polardbx';
	push @e, [ 19, pack('VvvC', 7, 0, 1, 1) . "d\0\1t\0\1\3\0\1" ];
	push @e, [ $rows, pack('Vvv', 7, 0, 1) .
	    ($rows == 30 ? "\2\0" : '') . "\1\xff\xfe" . pack('V', $n) ];
	push @e, [ 16, pack('Q', $n) ];
	push @e, [ 29, "\1CTS::" . tso($n) ] if $product eq 'polardbx';
	return @e;
}

sub ddl {
	my ($product, $n, $sql) = @_;
	my @e;

	push @e, [ 33, "\0" x 42 ] if $product eq 'mysql';
	push @e, [ 162, pack('QVC', $n, 0, 1) . "\0" x 6 ]
	    if $product eq 'mariadb';
	push @e, [ query($sql) ];
	push @e, [ 29, "\1CTS::" . tso($n) ] if $product eq 'polardbx';
	return @e;
}

# The events of a whole log: [offset, type, boundary behind it, bytes]
sub whole {
	my ($product, $created, $flags, $next) = @_;
	my @log;
	my $at = 4;
	my $add = sub {
		my ($type, $body, $boundary, $f) = @_;
		my $e = event($type, $body, offset => $at, flags => $f // 0);
		push @log, [ $at, $type, $boundary, $e ];
		$at += length $e;
	};
	my $group = sub {
		my $last = pop @_;
		$add->(@$_, 0) for @_;
		$add->(@$last, 1);
	};

	$add->(15, format_body($product, $created), 1);
	# the flag "in use" is set behind the checksum's back
	substr($log[0][3], 17, 1) = chr($flags);
	$group->(ddl($product, 1, 'CREATE TABLE t (a INT)'));
	$group->(change($product, 2));
	$group->(change($product, 3));
	$add->(4, pack('Q', 4) . $next, 1) if defined $next;
	return @log;
}

unless (caller) {
	my ($product, $created, $flags, $next) = @ARGV;
	binmode STDOUT;
	print "\xfebin";
	for (whole($product, $created // 0, $flags // 0, $next)) {
		print $_->[3];
		print STDERR "$_->[0] $_->[1] $_->[2]\n";
	}
}
1;
