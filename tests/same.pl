#!/usr/bin/perl
#
# same.pl: is a table of the source, row for row and value for value, the one
# in MaxCompute?  Both sides are asked by SELECT; none of our decoding is used
# on the source's side.
#
#   same.pl SOCKET DB.TABLE JOB.conf TARGET
#
# Says "TARGET: N rows equal" and exits 0, or shows rows that differ and exits
# 1.  Rows are compared as a bag: a doubled row differs.
use strict;
use warnings;
use JSON::PP;

my ($socket, $table, $job, $target) = @ARGV;
my ($db, $name) = split /\./, $table;
my @client = ('mariadb', '--no-defaults', '-u', 'root', '-S', $socket,
    '-N', '-B', '--default-character-set=utf8mb4', '--init-command',
    "SET time_zone = '+00:00', group_concat_max_len = 1000000");

sub ask {
	open my $fh, '-|', @_ or die "$_[0]: $!\n";
	my @line = <$fh>;
	close $fh or die "$_[0]: ended with ", $? >> 8, "\n";
	chomp @line;
	return @line;
}

# Columns, and how each is to be read: n(umber) f(loat) d(ouble) t(ime)
# b(ytes) s(tring).
my (@column, @key, %kind, %bag);
for (ask(@client, '-e', "SELECT column_name, data_type, column_key FROM
    information_schema.columns WHERE table_schema = '$db'
    AND table_name = '$name' ORDER BY ordinal_position")) {
	my ($c, $type, $key) = split /\t/;
	push @column, $c;
	push @key, $c if $key eq 'PRI';
	$kind{$c} = $type =~ /int|decimal|year/ ? 'n'
	    : $type eq 'bit' ? 'n' : $type eq 'float' ? 'f'
	    : $type eq 'double' ? 'd' : $type =~ /date|timestamp/ ? 't'
	    : $type =~ /binary|blob/ ? 'b' : 's';
}
die "$table: no such table\n" if !@column;
@key = @column if !@key;

sub number { # one text for every way to write it
	my ($v) = @_;
	my ($sign, $int, $frac) = $v =~ /^(-?)0*(\d*)(?:\.(\d*?)0*)?$/
	    or return $v;
	$frac = defined $frac && $frac ne '' ? ".$frac" : '';
	$int = 0 if $int eq '';
	return ($int eq '0' && $frac eq '' ? '' : $sign) . $int . $frac;
}

sub normal {
	my ($kind, $v) = @_;

	return '-' if !defined $v;
	if ($kind eq 'n') {
		$v = number($v);
	} elsif ($kind eq 'f') {
		# pack rounds to infinity what rounds to the largest float
		my $max = unpack 'f', pack 'L', 0x7f7fffff;
		$v = ($v < 0 ? -$max : $max)
		    if abs $v > $max && abs $v < 3.40282356e38;
		$v = unpack 'H*', pack 'f>', $v;
	} elsif ($kind eq 'd') {
		$v = unpack 'H*', pack 'd>', $v;
	} elsif ($kind eq 't') {
		$v =~ s/T/ /;
		$v =~ s/Z$//;
		$v =~ s/(\.\d*?)0+$/$1/;
		$v =~ s/\.$//;
	}
	return "=$v";
}

sub source_rows {
	my @part = map { my $k = $kind{$_}; my $c = "`$_`";
		my $text = $k eq 'b' ? $c
		    : $k eq 'f' ? "CAST(CAST($c AS DOUBLE) AS CHAR)"
		    : "CAST($c AS CHAR CHARACTER SET utf8mb4)";
		$text = "CAST($c + 0 AS CHAR)" if $k eq 'n';
		"IFNULL(HEX($text), '-')" } @column;
	my @row;
	for (ask(@client, '-e', 'SELECT CONCAT_WS(\',\', ' .
	    join(', ', @part) . ") FROM `$db`.`$name`")) {
		my @v = map { $_ eq '-' ? undef : pack 'H*', $_ }
		    split /,/, $_, -1;
		push @row, join '|', map { normal($kind{$column[$_]}, $v[$_]) }
		    0 .. $#column;
	}
	return @row;
}

# A result has at most 10,000 rows, so it is asked for in pieces.
sub target_rows {
	my $json = JSON::PP->new->utf8->allow_bignum;
	my (@row, @piece);
	do {
		@piece = ask('mcsql', '-c', $job, '-q', '--json', '-e',
		    'SET odps.sql.allow.fullscan=true; SELECT ' .
		    join(', ', map { "`$_`" } @column) . " FROM $target " .
		    'ORDER BY ' . join(', ', map { "`$_`" } @key) .
		    ' LIMIT 5000 OFFSET ' . scalar @row . ';');
		push @row, map { target_row($json->decode($_)) } @piece;
	} while (@piece == 5000);
	return @row;
}

sub target_row {
	my ($r) = @_;
	my @v;
	for (@column) {
		my $v = $r->{lc $_};
		if (defined $v) {
			$v = "$v";
			utf8::encode($v) if utf8::is_utf8($v);
			# as a result shows bytes
			$v =~ s/=([0-9A-F]{2})/chr hex $1/ge if $kind{$_} eq 'b';
		}
		push @v, normal($kind{$_}, $v);
	}
	return join '|', @v;
}

# Rows as they are; but of two with one key only what differs.
sub differences {
	my $at = sub { my @v = split /\|/, $_[0], -1;
	    my %v; @v{@column} = @v; join '|', map { $v{$_} } @key };
	my %seen;
	for (@_) {
		my $key = $at->($_);
		my $other = $seen{$key};
		if (!defined $other) {
			$seen{$key} = $_;
			printf "  %s: %.300s\n", $bag{$_} > 0 ?
			    'only in the source' : 'only in MaxCompute',
			    s/[^ -~]/?/gr;
			next;
		}
		my @a = split /\|/, $other, -1;
		my @b = split /\|/, $_, -1;
		for my $i (grep { $a[$_] ne $b[$_] } 0 .. $#column) {
			printf "    %s: %.200s <> %.200s\n", $column[$i],
			    map { s/[^ -~]/?/gr } $a[$i], $b[$i];
		}
	}
}

my $n = 0;
$bag{$_}++, $n++ for source_rows();
$bag{$_}-- for target_rows();
my @differ = grep { $bag{$_} } sort keys %bag;
if (@differ) {
	printf "%s: %d rows differ\n", $target, scalar @differ;
	differences(@differ[0 .. ($#differ < 9 ? $#differ : 9)]);
	exit 1;
}
printf "%s: %d rows equal\n", $target, $n;
