# rowfilter-where.pl: random rows and random conditions, for rowfilter-where.t.
#
#   rowfilter-where.pl SEED rows N         SQL that fills table shop.t
#   rowfilter-where.pl SEED conditions N   one a line
use strict;
use warnings;

my ($seed, $what, $n) = @ARGV;
srand $seed;

sub pick { $_[rand @_] }
sub quote { my $s = shift; $s =~ s/(['\\])/\\$1/g; $s =~ s/\t/\\t/g; "'$s'" }

my @int = (-128, -5, -1, 0, 1, 2, 3, 7, 99, 127);
my @big = (@int, qw(-9223372036854775808 9223372036854775807
    9007199254740993 9007199254740992 -9007199254740993));
my @unsigned = (0, 1, 2, 7, 99, qw(9223372036854775807 9223372036854775808
    18446744073709551615));
my @decimal = qw(-1.5000 -0.0001 0 0.0000 0.1 1 1.0001 1.5 99.99
    1234567890123456.7891 -1234567890123456.7891 7.0);
my @double = qw(-1e30 -1.5 -0.1 0 0.1 0.5 1 1.5 2 7 1e10 3.4e5);
my @date = qw(0000-00-00 2019-12-31 2020-00-00 2020-01-01 2020-02-29
    2021-06-15 1000-01-01 9999-12-31);
my @real_date = grep { !/0000-|-00/ } @date;
my @clock = qw(00:00:00 00:00:00.001 12:30:00 23:59:59.999 06:07:08.5);
my @time = qw(-01:30:00 00:00:00 00:00:00.25 12:30:00 23:59:59.99 838:59:59);
my @text = ('', 'a', 'A', 'ab', 'aB', 'a ', ' a', 'abc', 'e', "\xc3\xa9",
    "\xc3\x89", 'E', 'a%b', 'a_b', 'a\\b', '5', ' 5x', '1e1', '-0', '1.50',
    "\xc3\x9f", 's', 'ss', "\xce\xa3", "\xcf\x83", "\xcf\x82", 'z',
    "\xf0\x9f\x98\x80", "\xf0\x9f\x98\x81", "a\tb", "a'b", "\xe4\xb8\xad",
    "a\x01", "a  ");
my @latin = ('', 'a', 'A', 'ab', "\xc3\xa9", "\xc3\x89", 'z ', 'zz');
my @enum = qw(new paid Sent);
my @set = ('', 'a', 'b', 'a,b', 'c', 'a,b,c');
my @bytes = ('', 'a', "a ", "\x01", 'ab', 'B', "abc");

sub stamp { pick(@real_date) . " " . pick(@clock) }
sub instant { pick(qw(2019-12-31 2020-02-29 2021-06-15)) . " " . pick(@clock) }

# kind of value => columns, a random literal, a random value
my %kind = (
	int => [[qw(i n b)], sub { pick(@big) }],
	unsigned => [[qw(u y bi)], sub { pick(0, 2020, 1999, @unsigned[5 .. 7]) }],
	decimal => [['d'], sub { pick(@decimal) }],
	double => [[qw(f x)], sub {
		my $v = pick(@double); $v =~ /e/ ? $v : $v . "e0" }],
	date => [[qw(dt dn ts st)], sub {
		quote(rand > .5 ? pick(@real_date) : stamp()) }],
	time => [['tm'], sub { quote(pick(@time)) }],
	bin => [['s'], sub { quote(pick(@text)) }],
	general => [[qw(g c)], sub { quote(pick(@text)) }],
	latin => [['l'], sub { quote(pick(@latin)) }],
	label => [[qw(e)], sub { quote(pick(@enum, 'NEW', '')) }],
	members => [[qw(z)], sub { quote(pick(@set, 'A')) }],
	bytes => [[qw(vb bn)], sub { quote(pick(@bytes)) }],
);
sub rows {
	my %value = (i => \@int, n => \@int, b => \@big, u => \@unsigned,
	    y => [0, 1901, 1999, 2020, 2155], d => \@decimal, f => \@double,
	    x => \@double, dt => \@date, dn => \@date, tm => \@time,
	    s => \@text, g => \@text, l => \@latin, e => \@enum, z => \@set,
	    vb => \@bytes, bn => \@bytes, c => \@text);
	my @column = (sort(keys %value), qw(ts st bi));
	print "set sql_mode = '';\n";
	for my $id (1 .. $n) {
		my @v = map {
			$_ ne 'dn' && rand() < .15 ? 'null'
			    : $_ eq 'ts' ? quote(rand > .2 ? stamp()
				: '0000-00-00 00:00:00')
			    : $_ eq 'st' ? quote(instant())
			    : $_ eq 'bi' ? int(rand 32)
			    : quote(pick(@{$value{$_}}))
		} @column;
		local $" = ', ';
		print "insert into shop.t (id, @column) values ($id, @v);\n";
	}
}

sub literal { my $k = shift; rand() < .04 ? 'null' : $kind{$k}[1]->() }

# A column and the kinds whose literals go with it.
sub predicate {
	my $k = pick(keys %kind);
	my $c = pick(@{$kind{$k}[0]});
	my $number = $k =~ /^(int|unsigned|decimal|double)$/;
	my $other = sub {
		return literal($k) if !$number || $c eq 'y';
		return quote(pick(@int, '1.5', '0.1', '-0')) if rand() < .1;
		return pick(@{$kind{pick(qw(int unsigned decimal))}[0]})
		    if rand() < .15;
		return literal(pick(qw(int unsigned decimal double)));
	};
	my $order = $k ne 'latin';
	my $r = rand;
	my $not = rand() < .3 ? 'not ' : '';

	return "$c is ${not}null" if $r < .12;
	return "$c ${not}in (" . join(', ', map { $k eq 'unsigned' || $number
	    ? pick(@int) : literal($k) } 0 .. rand 4) . ")"
	    if $r < .25 && $c ne 'y';
	return "$c ${not}between " . literal($k) . " and " . literal($k)
	    if $r < .38 && $order && $c ne 'y';
	if ($r < .55 && $k =~ /bin|general|latin|label/) {
		my @part = ('%', '_', 'a', 'A', 'b', 'e', "\xc3\xa9", '\\_',
		    '\\%', 's', '5', ' ', "\\\\\\\\");
		return "$c ${not}like '" .
		    join('', map { pick(@part) } 0 .. rand 4) . "'";
	}
	return "$c collate utf8mb4_general_ci = " . literal('general')
	    if $r < .58 && $c eq 's';
	return "$c " . pick(qw(= != < >)) . " " . pick(@int)
	    if $r < .62 && $c =~ /^[sge]$/;
	return "$c " . pick($order ? qw(= != <> < <= > >=) : qw(= != <>)) .
	    " " . $other->();
}

sub condition {
	my $depth = shift;
	my $r = rand;

	return predicate() if $depth == 0 || $r < .3;
	return "not (" . condition($depth - 1) . ")" if $r < .4;
	return "not " . predicate() if $r < .45;
	my $s = condition($depth - 1) . pick(' and ', ' or ', ' AND ', ' || ',
	    ' && ') . condition($depth - 1);
	return $r < .7 ? "($s)" : $s;
}

if ($what eq 'rows') {
	rows();
} else {
	print condition($_ % 4), "\n" for 1 .. $n;
}
