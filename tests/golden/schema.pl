#!/usr/bin/perl
#
# schema.pl: definitions of a case of the corpus as TABLE records in JSON, for
# pxrec --from-json and then rowdecode --schema.
#
#   schema.pl TRUTH SCHEMA
#
# Each definition holds from the end of the statement before its first row.
# Tables made by CREATE ... SELECT are left out: their rows stand in front of
# that end.
use strict;
use warnings;
use FindBin;
use JSON::PP;
use lib $FindBin::Bin;
use Json;

my ($truth, $schema) = @ARGV;
my $json = JSON::PP->new->utf8->canonical;
my (%table, %seen, %skip, $since, $last);

sub lines {
	my ($path) = @_;
	open my $fh, '-|', $path =~ /\.gz$/ ? ('gzip', '-dc') : ('cat'), $path
	    or die "$path: $!\n";
	return $fh;
}

# Members of enum('a','b''c').
sub members {
	my ($text) = @_;
	my @m;
	while ($text =~ /\G(?:[^'(]*\(|,)'((?:[^'\\]|''|\\.)*)'/gc) {
		my $s = $1;
		$s =~ s/''/'/g;
		$s =~ s/\\(.)/$1/g;
		push @m, $s;
	}
	return \@m;
}

my %type = (tinytext => 'text', mediumtext => 'text', longtext => 'text',
    tinyblob => 'blob', mediumblob => 'blob', longblob => 'blob',
    point => 'geometry', linestring => 'geometry', polygon => 'geometry',
    multipoint => 'geometry', multilinestring => 'geometry',
    multipolygon => 'geometry', geometrycollection => 'geometry',
    geomcollection => 'geometry');

sub column {
	my ($c, $pk) = @_;
	my $text = $c->{type};
	my ($word, $a, $b) = $text =~ /^(\w+)(?:\((\d+)(?:,(\d+))?\))?/;
	my %o = (name => $c->{name}, type => $type{$word} // $word,
	    text => $text);
	my @flags;

	push @flags, 'unsigned' if $c->{unsigned};
	push @flags, 'nullable' if $c->{nullable};
	push @flags, 'generated' if $c->{generated};
	push @flags, 'invisible' if $c->{invisible};
	$o{flags} = \@flags if @flags;
	$o{charset} = $c->{charset} if defined $c->{charset};
	$o{collation} = $c->{collation} if defined $c->{collation};
	if ($word eq 'decimal') {
		$o{precision} = 0 + $a;
		$o{scale} = 0 + $b;
	} elsif ($word =~ /^(?:time|datetime|timestamp)$/) {
		$o{scale} = 0 + ($a // 0);
	} elsif ($word =~ /^(?:enum|set)$/) {
		$o{members} = members($text);
	} elsif ($word =~ /^(?:bit|char|varchar|binary|varbinary)$/) {
		$o{length} = 0 + ($a // 1);
	}
	for my $i (0 .. $#$pk) {
		$o{key} = $i + 1 if $pk->[$i] eq $c->{name};
	}
	return \%o;
}

my $fh = lines($schema);
while (<$fh>) {
	my $t = Json::read_json($_);
	$table{ $t->{sv} } = $t;
}
print "{\"kind\":\"hello\",\"producer\":\"schema.pl\"}\n";
$fh = lines($truth);
my $ref = 0;
while (<$fh>) {
	my $e = Json::read_json($_);
	if ($e->{e} eq 'ddl') {
		$since = "$e->{file}:$e->{end}";
		$last = $e;
	}
	next unless $e->{e} eq 'row';
	my $t = $table{ $e->{sv} };
	my $made = $last->{txn} == $e->{txn};
	my $id = join '.', $e->{db}, $e->{t}, $e->{sv};
	$skip{"$e->{db}.$e->{t}"} = 1 if $made;
	next if $skip{"$e->{db}.$e->{t}"} || $seen{"$id $since"}++;
	my $pk = $t->{pk} // [];
	my %o = (kind => 'table', db => $e->{db}, table => $e->{t},
	    ref => ++$ref, since => $since,
	    columns => [map { column($_, $pk) } @{ $t->{columns} }]);
	$o{flags} = ['primary'] if @$pk;
	print $json->encode(\%o), "\n";
}
print "{\"kind\":\"end\"}\n";
