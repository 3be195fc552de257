#!/usr/bin/perl
#
# seeds.pl: inputs of the fuzz targets that are cut from a log or a stream.
#
#   seeds.pl WORK     bin.000001, events, rows, typed lie there; writes corpus/
use strict;
use warnings;

my $work = shift;

sub slurp {
	my $path = shift;
	open my $f, '<:raw', $path or die "$path: $!\n";
	local $/;
	return <$f>;
}

sub seed {
	my ($target, $name, $bytes) = @_;
	mkdir "corpus/$target";
	open my $f, '>:raw', "corpus/$target/$name" or die "$name: $!\n";
	print $f $bytes;
	close $f or die "$name: $!\n";
}

# Events without checksum, their size set right.
sub events {
	my ($bytes, $trailer) = @_;
	my @list;
	for (my $at = 4; $at + 19 <= length $bytes;) {
		my $size = unpack 'V', substr $bytes, $at + 9, 4;
		last if $at + $size > length $bytes;
		my $event = substr $bytes, $at, $size - $trailer;
		substr $event, 9, 4, pack 'V', length $event;
		push @list, $event;
		$at += $size;
	}
	return @list;
}

# One event of each type, and each table map with the rows behind it.
sub from_log {
	my ($name, $path, $trailer, $flags) = @_;
	my (%seen, $map, $pairs);
	for my $event (events(slurp($path), $trailer)) {
		my $type = ord substr $event, 4, 1;
		next if length $event > 3000;
		seed('event', "$name-$type", "\0$event") if !$seen{$type}++;
		$map = $event if $type == 19;
		seed('image', "$name-$pairs", chr($flags) . $map . $event)
		    if $map && ($type >= 23 && $type <= 25 ||
			$type >= 30 && $type <= 32 || $type >= 166) &&
		    ++$pairs <= 6;
	}
}

for my $case (glob '../golden/*/*') {
	my ($name) = $case =~ m{([^/]*/[^/]*)$};
	next if $name !~ m{mysql97/(base-nocrc-full|types-full-gtid|charset)$|
	    mariadb1011/(base-comp-nocrc|base|types-full|oldtemporal)$}x;
	my ($log) = glob "$case/*-bin.[0-9]*.gz";
	my $bytes = qx(gzip -dc $log);
	open my $f, '>:raw', "$work/log" or die;
	print $f $bytes;
	close $f;
	(my $short = $name) =~ tr{/}{-};
	from_log($short, "$work/log", $name =~ /nocrc/ ? 0 : 4,
	    $name =~ /mariadb/ ? 1 : 0);
}

# Payloads of records, one of each kind, and tables with their rows.
my ($rows, %seen, $table, $pairs) = (slurp("$work/rows") .
    slurp("$work/events"));
for (my $at = 0; $at + 8 <= length $rows;) {
	my ($len, $kind) = unpack 'VC', substr $rows, $at, 5;
	my $payload = substr $rows, $at + 8, $len;
	$at += 8 + $len;
	next if $len > 3000;
	seed('body', "kind-$kind", chr($kind) . $payload) if !$seen{$kind}++;
	$table = $payload if $kind == 2;
	seed('row', "row-$pairs", pack('v', length $table) . $table . $payload)
	    if $kind == 6 && $table && ++$pairs <= 4;
}

# Tables of known types, of each the first row, for the way to the target.
my $typed = slurp("$work/typed");
my ($choice, $of, %rowed) = (0);
for (my $at = 0; $at + 8 <= length $typed;) {
	my ($len, $kind) = unpack 'VC', substr $typed, $at, 5;
	my $payload = substr $typed, $at + 8, $len;
	$at += 8 + $len;
	$of = $payload if $kind == 2;
	next if $kind != 6 || $len + length $of > 1500 || $rowed{$of}++;
	seed('shape', "row-$choice", chr($choice % 12) .
	    pack('v', length $of) . $of . $payload);
	last if ++$choice == 12;
}

# A record of the tunnel with every type, its checksum left out.
sub varint {
	my $v = shift;
	my $bytes = '';
	while ($v >= 128) {
		$bytes .= chr($v & 127 | 128);
		$v >>= 7;
	}
	return $bytes . chr $v;
}

my @field = (varint(2), varint(3), varint(4), varint(5),
    pack('d<', 1.5), pack('f<', 2.5), varint(1), "\3abc", "\2\0\1", "\1x",
    "\1y", varint(1700000000000 * 2), varint(19000 * 2),
    varint(1700000000 * 2) . varint(1234 * 2),
    varint(1700000001 * 2) . varint(2), "\6-12.50", "\2{}");
my @wire = (0, 0, 0, 0, 1, 5, 0, 2, 2, 2, 2, 0, 0, 2, 2, 2, 2);
my $end = varint(33553408 << 3) . "\0";
my $all = join '', map { varint($_ + 1 << 3 | $wire[$_]) . $field[$_] }
    0 .. $#field;
seed('wire', 'all', "\0$all$end");
seed('wire', 'none', "\0$end");
seed('wire', 'end', "\0" . varint(33554430 << 3) . "\0" .
    varint(33554431 << 3) . "\0");
seed('wire', 'power', "\0" . varint(16 << 3 | 2) . "\x{08}-1.25e-3$end");
