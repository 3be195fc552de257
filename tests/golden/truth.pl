#!/usr/bin/perl
#
# truth.pl: are the row changes on stdin (pxrec --json of rowdecode's output)
# what a server's own SELECTs said they must be?
#
#   ... | truth.pl [-d] [-n TXNS] [-p] [-s] TRUTH SCHEMA
#
# TRUTH and SCHEMA are truth.jsonl and schema.jsonl of a case of the corpus.
# Every value is compared, every transaction's end, every GTID; rows must come
# in the order of their commits, and none may be left over.  -n: only the
# first so many transactions and statements may be there.  -p: the log was
# changed, positions mean nothing.  -s: rowdecode was given the definitions.
# -d: it had them from the statements of the log; they are compared, too.
#
# A column without a name ("@3") was decoded without knowing its sign,
# character set or labels: then numbers are compared modulo their size and
# texts by their bytes.
use strict;
use warnings;
use Encode qw(encode);
use FindBin;
use JSON::PP;
use lib $FindBin::Bin;
use Json;
use MIME::Base64;
use Socket qw(AF_INET AF_INET6 inet_pton);

my ($most, $positions, $strict, $followed) = (undef, 1, 0, 0);
while (@ARGV && $ARGV[0] =~ /^-/) {
	my $o = shift;
	if ($o eq '-n') { $most = shift } elsif ($o eq '-p') { $positions = 0 }
	elsif ($o eq '-s') { $strict = 1 }
	elsif ($o eq '-d') { $followed = $strict = 1 }
	else { die "truth.pl: unknown option $o\n" }
}
my ($truth, $schema) = @ARGV;
my ($rows, $values, $units) = (0, 0, 0);
my %def;    # the last TABLE record of each table

sub lines {
	my ($path) = @_;
	open my $fh, '-|', $path =~ /\.gz$/ ? ('gzip', '-dc') : ('cat'), $path
	    or die "$path: $!\n";
	return $fh;
}

sub fail { print encode('UTF-8', "not equal: @_\n"); exit 1 }

# --- definitions ----------------------------------------------------------

my %table;
{
	my $fh = lines($schema);
	while (<$fh>) {
		my $t = Json::read_json($_);
		$table{ $t->{sv} } = $t;
	}
}

# --- what must come -------------------------------------------------------

# Rows of a transaction wait for its end; those of an XA branch for the
# branch's.  Each end gives a unit: rows, then a mark.
my (@unit, @open, %branch);

# A commit at the end of the one before it: without rows it left nothing in
# the log; with rows the server was asked too early, and the end is not known.
sub unit {
	my ($e, $rows) = @_;
	my $stuck = @unit && $unit[-1]{file} eq $e->{file} &&
	    $unit[-1]{end} == $e->{end};
	return if $stuck && !@$rows;
	push @unit, { rows => $rows, file => $e->{file}, end => $e->{end},
		ddl => $e->{e} eq "ddl", stuck => $stuck,
		what => "$e->{e} $e->{txn}" };
}

{
	my $fh = lines($truth);
	while (<$fh>) {
		my $e = Json::read_json($_);
		my $kind = $e->{e};
		last if $kind eq 'stmt';    # rowdecode stops there
		if ($kind eq 'row') {
			next if $e->{undone};
			push @open, $e;
		} elsif ($kind eq 'ddl' && @unit && ($e->{sql} // "") =~ /select/i &&
		    $e->{sql} =~ /create\s+table/i) {
			# its rows follow, and then its end: no commit line
			push @open, { ctas => $e };
		} elsif ($kind eq 'ddl') {
			flush_ctas();
			unit($e, []);
		} elsif ($kind eq 'commit' || $kind eq 'xa_one_phase') {
			flush_ctas() if @open && $open[0]{ctas} &&
			    $open[0]{ctas}{txn} != $e->{txn};
			shift @open if @open && $open[0]{ctas};
			unit($e, [@open]);
			@open = ();
		} elsif ($kind eq 'xa_prepare') {
			$branch{ $e->{xid} } = [@open];
			@open = ();
			unit($e, []);
		} elsif ($kind eq 'xa_commit') {
			unit($e, delete $branch{ $e->{xid} });
		} elsif ($kind eq 'xa_rollback') {
			delete $branch{ $e->{xid} };
			unit($e, []);
		}
	}
	flush_ctas();
	fail('truth ends in an open transaction') if @open && !defined $most;
}

sub flush_ctas {
	return unless @open && $open[0]{ctas};
	my $e = (shift @open)->{ctas};
	my @mine = grep { $_->{txn} == $e->{txn} } @open;
	@open = grep { $_->{txn} != $e->{txn} } @open;
	unit($e, \@mine);
}

@unit = @unit[0 .. $most - 1] if defined $most && $most < @unit;

# --- values ---------------------------------------------------------------

my %bits = (tinyint => 8, smallint => 16, mediumint => 24, int => 32,
    bigint => 64);

sub bytes_of { return lc unpack 'H*', decode_base64($_[0]) }

# The bytes an address has in the log: zeros at the end are cut off.
sub address {
	my ($type, $text) = @_;
	my $b = $type eq 'uuid' ? pack('H*', $text =~ tr/-//dr)
	    : inet_pton($type eq 'inet4' ? AF_INET : AF_INET6, $text);
	$b =~ s/\0+$//;
	return unpack 'H*', $b;
}

# The FLOAT of a number; the largest one, printed short, is beyond itself.
sub single {
	my ($v) = @_;
	my $max = 3.4028234663852886e38;
	$v = $v < 0 ? -$max : $max
	    if abs $v > $max && abs $v < 3.4028236e38;
	return unpack "f", pack "f", $v;
}

sub same {
	my ($c, $want, $got, $loose) = @_;
	my $kind = $c->{kind};

	return !defined $want && !defined $got
	    if !defined $want || !defined $got;
	if ($kind eq 'int') {
		return 1 if $want eq $got;
		return 0 if !$loose || !$c->{unsigned} || $got !~ /^-/;
		my ($name) = $c->{type} =~ /^(\w+)/;
		require Math::BigInt;
		return Math::BigInt->new($got)
		    ->badd(Math::BigInt->new(2)->bpow($bits{$name}))->bstr
		    eq $want;
	}
	return $want == $got if $kind eq "double";
	return single($want) == single($got) if $kind eq "float";
	if ($kind eq 'char') {
		return $want->{u} eq $got if !ref $got;
		return 0 unless $loose;
		my $h = defined $want->{h} ? lc $want->{h}
		    : unpack 'H*', encode('UTF-8', $want->{u});
		return $h eq bytes_of($got->{b64});
	}
	if ($kind eq 'bytes') {
		return 0 unless ref $got;
		my ($w, $g) = (lc $want->{h}, bytes_of($got->{b64}));
		return $w eq $g || ($loose && $w =~ /^\Q$g\E(?:00)+$/);
	}
	if ($kind eq 'enum' || $kind eq 'set') {
		return 1 if $want->{u} eq $got;
		# COLUMN_TYPE shows "?" for characters beyond utf8mb3, so the
		# definition has it as the label
		if ($strict && !$followed && $c->{type} =~ /\?|\x{fffd}/) {
			(my $like = quotemeta $got) =~ s/\\\?/.+/g;
			return 1 if $want->{u} =~ /^$like\z/s;
		}
			# a bare number: no label, or the error value, whose text may be
		# a label as well
		return ($loose || $want->{i} eq "0") && $got eq "$want->{i}";
	}
	if ($kind eq 'text' && ref $got) {
		# no metadata tells MariaDB's addresses from BINARY
		my $g = bytes_of($got->{b64});
		$g =~ s/(?:00)+$//;
		return !$strict && address($c->{type}, $want) eq $g;
	}
	return $want eq $got;
}

sub shown {
	my ($v) = @_;
	my $s = !defined $v ? 'NULL' : ref $v ? JSON::PP->new->canonical->
	    encode($v) : $v;
	return length $s > 300 ? substr($s, 0, 300) . '...' : $s;
}

# One image: want has all columns, there says which ones the log has.
sub image {
	my ($place, $t, $want, $got, $there) = @_;
	my %there = map { $_ => 1 } $there ? @$there : 0 .. $#$want;
	my $n = 0;

	for my $i (0 .. $#{ $t->{columns} }) {
		my $c = $t->{columns}[$i];
		my $key = exists $got->{"\@" . ($i + 1)} ? "\@" . ($i + 1)
		    : $c->{name};
		if (!$there{$i}) {
			fail("$place column $c->{name} is there, but the log "
				. 'has it not') if exists $got->{$key};
			next;
		}
		fail("$place column $c->{name} is missing")
		    unless exists $got->{$key};
		fail("$place column $c->{name} $c->{type}: want "
			. shown($want->[$i]) . ' got ' . shown($got->{$key}))
		    unless same($c, $want->[$i], $got->{$key}, $key =~ /^@/);
		$n++;
		$values++;
	}
	fail("$place has columns that are not in the table")
	    if keys %$got != $n;
}

# Which columns a log of minimal images holds was found with the server's own
# tool, which cannot print geometry: for such tables it is not known.
sub has_geometry {
	my ($t) = @_;
	return grep { $_->{type} =~ /geom|point|line|polygon/ }
	    @{ $t->{columns} };
}

sub shown_columns {
	my ($t, $got) = @_;
	my @c = @{ $t->{columns} };
	return [grep { exists $got->{ $c[$_]{name} } ||
		exists $got->{ '@' . ($_ + 1) } } 0 .. $#c];
}

sub row {
	my ($want, $got) = @_;
	my $place = "row $rows ($want->{db}.$want->{t} statement $want->{stmt}"
	    . ") at $got->{pos}:";
	my $t = $table{ $want->{sv} } or fail("$place no definition");

	fail("$place op $got->{op}, want $want->{op}")
	    if lc substr($want->{op}, 0, 1) ne lc $got->{op};
	fail("$place table $got->{db}.$got->{table}, want $want->{db}."
		. $want->{t})
	    if "$got->{db}.$got->{table}" ne "$want->{db}.$want->{t}";
	if ($followed) {
		my $def = $def{"$got->{db}.$got->{table}"};
		definition($place, $t, $def, $want->{sv});
	}
	for my $side (['b', 'before', 'bc'], ['a', 'after', 'ac']) {
		my ($w, $g) = ($want->{ $side->[0] }, $got->{ $side->[1] });
		fail("$place $side->[1] image: one is missing")
		    if defined $w != defined $g;
		next unless defined $w;
		my $there = $want->{ $side->[2] };
		$there = shown_columns($t, $g)
		    if !$there && $got->{partial} && has_geometry($t);
		image("$place $side->[1]", $t, $w, $g, $there);
	}
	$rows++;
}

# --- definitions that come -------------------------------------------------

# COLUMN_TYPE without what servers show and statements leave out.
sub type_text {
	my ($s) = @_;
	$s =~ s{ ?/\*.*}{};
	$s =~ s/\\\\/\\/g;
	$s = lc $s if $s !~ /^(?:enum|set)/i;
	$s =~ s/int\(\d+\)(?! unsigned zerofill)/int/;
	$s =~ s/int\(\d+\) unsigned zerofill/int unsigned zerofill/;
	$s =~ s/^year\(4\)/year/;
	$s =~ s/geomcollection/geometrycollection/;
	return $s;
}

my %compared;
sub definition {
	my ($place, $t, $def, $sv) = @_;
	my @c = @{ $def->{columns} };

	return if $compared{"$sv $def->{since}"}++;
	my @pk = map { $_->{name} } sort { $a->{key} <=> $b->{key} }
	    grep { $_->{key} } @c;
	@pk = () unless grep { $_ eq 'primary' } @{ $def->{flags} // [] };
	fail("$place primary key (@pk), want (@{ $t->{pk} // [] })")
	    if "@pk" ne "@{ $t->{pk} // [] }";
	for my $i (0 .. $#{ $t->{columns} }) {
		my ($w, $g) = ($t->{columns}[$i], $c[$i]);
		my $where = "$place column $w->{name}";

		fail("$where is $g->{name}") if $g->{name} ne $w->{name};
		my ($wc, $gc) = map { $_->{charset} // 'binary' } $w, $g;
		fail("$where: character set $gc, want $wc") if $gc ne $wc;
		my ($wt, $gt) = map { type_text($_) } $w->{type}, $g->{text};
		# COLUMN_TYPE has a "?" for some characters, or nothing
		my ($wa, $ga) = ($wt, $gt);
		s/[^ ->@-~]//g for $wa, $ga;
		fail("$where is $gt, want $wt") if $ga ne $wa;
		for my $f (qw(unsigned generated)) {
			my $has = grep { $_ eq $f } @{ $g->{flags} // [] };
			fail("$where: $f") if !$has != !$w->{$f};
		}
	}
}

# --- what comes -----------------------------------------------------------

# The next row or mark; DDL before it is counted in $ddl.
my ($ddl, $txid) = (0, '');
sub next_record {
	while (<STDIN>) {
		my $r = Json::read_json($_);
		my $k = $r->{kind};
		if ($k eq 'ddl') { $ddl++ }
		elsif ($k eq 'table') { $def{"$r->{db}.$r->{table}"} = $r }
		elsif ($k eq 'begin') { $txid = $r->{txid} // '' }
		elsif ($k eq 'row' || $k eq 'mark') { return $r }
	}
	return undef;
}

for my $u (@unit) {
	my @rows = @{ $u->{rows} };
	while (1) {
		my $r = next_record();
		fail("the stream ends before $u->{what} at $u->{file}:"
			. $u->{end}) unless $r;
		if ($r->{kind} eq 'row') {
			my $w = shift @rows;
			fail("a row too many at $r->{pos} before $u->{what}: "
				. shown($r)) unless $w;
			fail("$r->{pos}: GTID '$txid', want $w->{gtid}")
			    if $w->{gtid} && !$w->{xa} && $txid ne $w->{gtid};
			row($w, $r);
			next;
		}
		next if $r->{pos} =~ /:4$/;
		my $here = !$positions || $u->{stuck} ||
		    $r->{pos} eq "$u->{file}:$u->{end}";
		next if !$here &&
		    !@{ $u->{rows} };
		fail("mark at $r->{pos}, want $u->{file}:$u->{end}")
		    unless $here;
		fail("$u->{what}: mark $r->{pos} before " . @rows . ' rows')
		    if @rows;
		fail("$u->{what}: no statement before mark $r->{pos}")
		    if $u->{ddl} && !$ddl;
		$ddl = 0;
		last;
	}
	$units++;
}
while (my $r = next_record()) {
	fail("too many: " . shown($r)) if $r->{kind} eq "row";
}
print "equal: $units units, $rows rows, $values values\n";
