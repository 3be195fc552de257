# made.pl: logs made event by event, for what no server at hand writes.
# Run: perl made.pl CASE writes one to stdout.
use strict;
use warnings;
use FindBin;
require "$FindBin::Bin/../pxbinlog/log.pl";

my $map = pack('VvvC', 7, 0, 0, 1) . "d\0\1t\0";
my $tail = ''; # behind the post-headers, of servers to come

# TABLE_MAP of d.t with columns of INT
sub map_of {
	my ($n) = @_;
	return [ 19, substr($map, 0, 8) . $tail . substr($map, 8) .
	    chr($n) . ("\3" x $n) . "\0" . "\xff" ];
}

# rows of INTs in one insert
sub rows_of {
	my ($type, @row) = @_;
	my $n = @{ $row[0] };
	return [ $type, pack('Vvv', 7, 0, 1) .
	    ($type == 23 ? $tail : $type == 30 ? "\2\0$tail" : '') . chr($n) .
	    chr((1 << $n) - 1) . join('', map { "\0" . pack('V*', @$_) } @row)
	];
}

sub create { return [ Log::query('CREATE TABLE t (a INT, b INT)') ] }
sub gtid { return [ 162, pack('QVCC', $_[0], 0, $_[1], $_[2]) . "\0" x 5 ] }
sub insert { return map_of(scalar @{ $_[0] }), rows_of(30, @_) }
sub query { return [ Log::query($_[0]) ] }

# MySQL: a transaction of these events
sub txn { return query('BEGIN'), @_, [ 16, pack('Q', 1) ] }

my $tagged = "\2\142\14" . # version, size, last field to understand
    "\0\1" .               # flags
    "\2" . join('', map { $_ < 128 ? chr($_ * 2) :
	chr(($_ & 63) << 2 | 1) . chr($_ >> 6) } 0xf0 .. 0xff) .
    "\4" . chr(2 * 2 * 21) . # number 21
    "\6" . chr(2 * 5) . 'night' .
    "\10\0\12\2" .
    "\14\x7f" . substr(pack('Q<', 1700000000123456), 0, 7);

my %case = (
	long => sub {
		$tail = 'NEW!';
		return mysql => (create(), txn(insert([ 1, 2 ], [ 3, 4 ])));
	},
	alpha => sub {
		return mysql => (create(),
		    txn(map_of(2), rows_of(20, [ 1, 2 ])));
	},
	alter => sub {
		my @g = map { [ 162, pack('QVC', $_, 0, 4) . "\0" x 6 ] } 0 .. 9;
		my $alter = query('ALTER TABLE t CHANGE b c INT FIRST');
		return mariadb => (gtid(1, 1, 0), create(),
		    gtid(2, 1, 2), $alter,               # it starts
		    $g[3], map_of(2), rows_of(23, [ 1, 2 ]),
		    [ 16, pack('Q', 1) ],
		    gtid(4, 1, 2), $alter, gtid(5, 1, 8), $alter, # given up
		    [ 162, pack('QVCQC', 6, 0, 3, 99, 4) . pack('Q', 2) ],
		    $alter,                              # it is done
		    $g[7], map_of(2), rows_of(23, [ 1, 2 ]),
		    [ 16, pack('Q', 1) ]);
	},
	procedure => sub {
		return mysql => (
		    query('CREATE PROCEDURE `p`() START TRANSACTION'),
		    create(), txn(insert([ 1, 2 ])));
	},
	tagged => sub {
		return mysql => ([ 42, $tagged ], create(),
		    [ 42, $tagged ], txn(insert([ 1, 2 ])));
	},
	ignorable => sub {
		return mysql => (create(),
		    txn([ 43, 'x' x 9, 0x80 ], insert([ 1, 2 ])));
	},
	unknown => sub { return mysql => (create(), [ 43, 'x' x 9 ]) },
	harmless => sub {
		return mysql => ([ 5, "\1" . pack('Q', 3) ],
		    [ 13, pack('QQ', 1, 2) ],
		    [ 14, pack('V', 1) . 'v' . "\1" ], create(),
		    txn(insert([ 1, 2 ])));
	},
	variables => sub {
		return mysql => (create(), query('BEGIN'),
		    [ 14, pack('V', 1) . 'v' . "\1" ],
		    query('INSERT INTO t VALUES (@v, 1)'));
	},
	load => sub {
		return mysql => (create(), query('BEGIN'),
		    [ 17, pack('V', 1) . 'block' ],
		    [ 18, pack('VVCvvVVVC', 1, 0, 1, 0, 0, 1, 0, 0, 0) .
			"d\0LOAD DATA" ]);
	},
	emptied => sub {
		return mysql => (create(), query('BEGIN'),
		    query('DELETE FROM `d`.`t`'), query('COMMIT'),
		    txn(insert([ 1, 2 ])));
	},
	deleted => sub {
		return mysql => (create(), query('BEGIN'),
		    query('DELETE FROM `d`.`t` WHERE a = 1'));
	},
	setting => sub {
		return mariadb => (create(),
		    query("SET STATEMENT a=1 FOR ALTER TABLE d.t ADD c INT"),
		    query("SET STATEMENT sql_mode='' FOR ALTER TABLE d.t " .
			"DROP c"),
		    txn(insert([ 1, 2 ])));
	},
	doubles => sub {
		return mariadb => (create(),
		    query('ALTER IGNORE TABLE d.t ADD UNIQUE (b), ' .
			'CHANGE a c INT UNSIGNED'),
		    txn(insert([ 1, 2 ])));
	},
	lower => sub {
		return mysql => (query('CREATE TABLE d.T (a INT, b INT)'),
		    txn(insert([ 1, 2 ])));
	},
	incident => sub {
		return mysql => (create(), [ 26, pack('vC', 1, 4) . 'gone' ]);
	},
	sequence => sub {
		return mariadb => ([ 162, pack('QVC', 1, 0, 4) . "\0" x 6 ],
		    [ 19, pack('VvvC', 9, 0, 0, 1) . "d\0\1s\0\10" .
			"\10\10\10\10\10\10\1\10\0\0" ],
		    [ 23, pack('Vvv', 9, 0, 1) . "\10\xff\0" .
			pack('q6cq', 1 .. 8) ], [ 16, pack('Q', 1) ]);
	},
	tso => sub {
		my @e;
		for my $n (5, 6) {
			push @e, [ Log::query('BEGIN') ],
			    [ 29, "\1# CTS::" . Log::tso($n) ],
			    [ 16, pack('Q', 1) ],
			    [ 29, "\1CTS::" . Log::tso($n) ];
		}
		return polardbx => @e;
	},
	ddl => sub {
		return polardbx => ([ Log::query("# POLARX_ORIGIN_SQL=X\n" .
		    '# POLARX_TSO=' . Log::tso(4194304 * 321 + 7) . "\n" .
		    "# POLARX_DDL_ID=5\nCREATE TABLE t (a INT)") ],
		    [ 29, "\1CTS::" . Log::tso(4194304 * 321 + 7) ]);
	},
);

my ($product, @event) = $case{$ARGV[0]}->();
my $format = Log::format_body($product, 0);
if ($tail ne '') { # 57 bytes stand before the lengths
	substr($format, 56 + $_, 1) =
	    chr(ord(substr($format, 56 + $_, 1)) + length $tail)
	    for 19, 23, 30;
}
my $at = 4;
binmode STDOUT;
print "\xfebin";
for ([ 15, $format ], @event) {
	my ($type, $body, $flags) = @$_;
	my $e = Log::event($type, $body, offset => $at, flags => $flags // 0);
	print $e;
	$at += length $e;
}
