#!/usr/bin/perl
#
# mclocal.pl: a client of MaxCompute for tests, independent of our C code:
# its own signatures, its own HTTP, its own records.
#
#   mclocal.pl req METHOD PATH[?QUERY] [BODYFILE [NAME:VALUE...]]
#                          prints the status, then the body; 0 when it is 2xx
#   mclocal.pl sql TEXT [KEY=VALUE...]    prints the result; 0 on success
#   mclocal.pl block TYPE,TYPE... <TSV    a block of records (\N is NULL; a
#                          list holds numbers with commas)
#   mclocal.pl frame snappy|lz4 <BLOCK    the same, packed: literals, and copies
#                          of what stands three bytes before
#   mclocal.pl upload PATH?QUERY BLOCK... create, put the blocks, commit
#
# Environment: MC_ENDPOINT MC_KEYFILE [MC_ID] [MC_REGION = version 4]
#   [MC_SKEW seconds] [MC_CUT bytes of the body, then hang up] [MC_CHUNKED]
#   [MC_HEADERS print those of the answer]
use strict;
use warnings;
use Digest::SHA qw(hmac_sha1 hmac_sha256);
use IO::Socket::INET;
use MIME::Base64;
use POSIX qw(strftime);

my $endpoint = $ENV{MC_ENDPOINT} // '';
my ($host, $base) = $endpoint =~ m{^http://([^/]+)(.*)$};
my $id = $ENV{MC_ID} // 'local';

sub slurp {
	my ($path) = @_;
	open(my $f, '<:raw', $path) or die "$path: $!\n";
	local $/;
	return scalar <$f>;
}

sub unescape {
	my ($s) = @_;
	$s =~ tr/+/ /;
	$s =~ s/%([0-9A-Fa-f]{2})/chr hex $1/ge;
	return $s;
}

sub authorization {
	my ($method, $path, $query, $header) = @_;
	my %p = map { my ($k, $v) = split /=/, $_, 2; (unescape($k), unescape($v // '')) }
	    split /&/, $query // '';
	my $resource = unescape($path);
	$resource .= '?' . join '&', map { $p{$_} eq '' ? $_ : "$_=$p{$_}" } sort keys %p
	    if %p;
	my @odps = map { "$_:$header->{$_}" } sort grep { /^x-odps-/ } keys %$header;
	my $text = join "\n", $method, $header->{'content-md5'} // '',
	    $header->{'content-type'} // '', $header->{date}, @odps, $resource;
	my $secret = slurp($ENV{MC_KEYFILE});
	$secret =~ s/\s+$//;
	my ($name, $key) = ($id, $secret);
	if (my $region = $ENV{MC_REGION}) {
		my $day = strftime('%Y%m%d', gmtime);
		$name = "$id/$day/$region/odps/aliyun_v4_request";
		$key = hmac_sha256($day, "aliyun_v4$secret");
		$key = hmac_sha256($_, $key) for $region, 'odps', 'aliyun_v4_request';
	}
	return "ODPS $name:" . encode_base64(hmac_sha1($text, $key), '');
}

# Status, headers, body.
sub request {
	my ($method, $target, $body, @more) = @_;
	my ($path, $query) = split /\?/, $target, 2;
	my %h = (date => strftime('%a, %d %b %Y %H:%M:%S GMT',
		gmtime(time + ($ENV{MC_SKEW} // 0))), host => $host, connection => 'close');
	for (@more) {
		my ($k, $v) = split /:/, $_, 2;
		$h{lc $k} = $v;
	}
	$h{authorization} = authorization($method, $path, $query, \%h);
	my $s = IO::Socket::INET->new(PeerAddr => $host, Timeout => 20) or die "$host: $!\n";
	local $SIG{ALRM} = sub { die "no answer\n" };
	local $SIG{PIPE} = 'IGNORE';
	alarm 120;
	$body //= '';
	if ($ENV{MC_CHUNKED}) {
		$h{'transfer-encoding'} = 'chunked';
	} else {
		$h{'content-length'} = length $body;
	}
	my $out = "$method $base$target HTTP/1.1\r\n" .
	    join('', map { "$_: $h{$_}\r\n" } sort keys %h) . "\r\n";
	if ($ENV{MC_CHUNKED}) {
		my $rest = $body;
		while (length(my $piece = substr $rest, 0, 1000, '')) {
			$out .= sprintf "%x\r\n%s\r\n", length $piece, $piece;
		}
		$out .= "0\r\n\r\n";
	}
	$out .= $body unless $ENV{MC_CHUNKED};
	$out = substr $out, 0, length($out) - length($body) + $ENV{MC_CUT}
	    if defined $ENV{MC_CUT};
	print {$s} $out;
	$s->flush;
	return (0, '', '') if defined $ENV{MC_CUT};
	local $/;
	my $answer = <$s> // '';
	my ($head, $rest) = split /\r\n\r\n/, $answer, 2;
	return (0, '', '') unless defined $rest && $head =~ m{^HTTP/1\.1 (\d+) (.*)};
	my $status = $1;
	if ($head =~ /^transfer-encoding: *chunked/im) {
		my ($in, $whole) = ($rest, 0);
		$rest = '';
		while ($in =~ s/^([0-9a-fA-F]+)\r\n//) {
			my $n = hex $1;
			$whole = 1, last if $n == 0;
			$rest .= substr $in, 0, $n, '';
			$in =~ s/^\r\n//;
		}
		die "the answer is cut\n" unless $whole;
	}
	return ($status, $head, $rest);
}

# --- records -----------------------------------------------------------------

my @crc = map { my $c = $_; $c = $c & 1 ? 0x82f63b78 ^ ($c >> 1) : $c >> 1 for 1 .. 8; $c }
    0 .. 255;

sub crc32c {
	my ($text) = @_;
	my $c = 0xffffffff;
	$c = $crc[($c ^ $_) & 255] ^ ($c >> 8) for unpack 'C*', $text;
	return $c ^ 0xffffffff;
}

sub varint {
	my ($v) = @_;
	my $s = '';
	do {
		$s .= chr(($v & 127) | ($v > 127 ? 128 : 0));
		$v >>= 7;
	} while ($v);
	return $s;
}

sub zigzag {
	my ($v) = @_;
	return $v < 0 ? -2 * $v - 1 : 2 * $v;
}

sub record {
	my ($types, $value) = @_;
	my ($out, $sum) = ('', '');
	for my $i (0 .. $#$types) {
		my ($t, $v, $n) = ($types->[$i], $value->[$i], $i + 1);
		next if $v eq '\N';
		$sum .= pack 'l<', $n;
		if ($t =~ /^(bigint|int|smallint|tinyint|datetime|date)$/) {
			$out .= varint($n << 3) . varint(zigzag($v));
			$sum .= pack 'q<', $v;
		} elsif ($t eq 'boolean') {
			$out .= varint($n << 3) . chr $v;
			$sum .= chr $v;
		} elsif ($t eq 'double') {
			$out .= varint($n << 3 | 1) . pack 'd<', $v;
			$sum .= pack 'd<', $v;
		} elsif ($t =~ /^timestamp/) {
			my ($s, $ns) = split /\./, $v;
			$out .= varint($n << 3 | 2) . varint(zigzag($s)) . varint(zigzag($ns // 0));
			$sum .= pack 'q<l<', $s, $ns // 0;
		} elsif ($t eq 'list') {
			my @id = split /,/, $v;
			$out .= varint($n << 3 | 2) . varint(scalar @id) .
			    join('', map { "\0" . varint(zigzag($_)) } @id);
			$sum .= pack 'q<*', @id;
		} else {
			$out .= varint($n << 3 | 2) . varint(length $v) . $v;
			$sum .= $v;
		}
	}
	return ($out, crc32c($sum));
}

sub block {
	my @types = split /,/, $_[0];
	my ($out, $sums, $count) = ('', '', 0);
	binmode STDIN;
	while (my $line = <STDIN>) {
		chomp $line;
		my ($bytes, $crc) = record(\@types, [ split /\t/, $line, -1 ]);
		$out .= $bytes . "\x80\xc0\xff\x7f" . varint($crc);
		$sums .= pack 'L<', $crc;
		$count++;
	}
	return $out . "\xf0\xff\xff\x7f" . varint(zigzag($count)) .
	    "\xf8\xff\xff\x7f" . varint(crc32c($sums));
}

# --- frames ---

# Literals of at most 15 bytes, each with the copy that follows it, or 0.
sub pieces {
	my ($text) = @_;
	my ($at, $literal, @out) = (0, '');
	while ($at < length $text) {
		my $n = 0;
		$n++ while $at >= 3 && $n < 18 && $at + $n < length($text) - 12 &&
		    substr($text, $at + $n, 1) eq substr($text, $at + $n - 3, 1);
		if ($n < 4 && length $literal < 14) {
			$literal .= substr $text, $at++, 1;
			next;
		}
		$n = 0 if $n < 4;
		push @out, [ $literal, $n ];
		$literal = '';
		$at += $n;
	}
	return (@out, [ $literal, 0 ]);
}

sub frame {
	my ($kind) = @_;
	binmode STDIN;
	my $text = do { local $/; <STDIN> };
	my ($half, $out) = (int(length($text) / 2), '');
	my @halves = (substr($text, 0, $half), substr($text, $half));
	if ($kind eq 'snappy') {
		$out = "\xff\x06\0\0sNaPpY";
		for my $i (0, 1) {
			my ($h, $crc) = ($halves[$i], crc32c($halves[$i]));
			my $sum = (($crc >> 15 | $crc << 17) + 0xa282ead8) & 0xffffffff;
			my $body = pack 'V', $sum;
			$body .= varint(length $h) . join('', map {
				my ($l, $n) = @$_;
				($l eq '' ? '' : chr((length($l) - 1) << 2) . $l) .
				    ($n ? chr(($n - 1) << 2 | 2) . "\3\0" : '')
			} pieces($h)) if $i == 0;
			$body .= $h if $i == 1;
			$out .= chr($i) . substr(pack('V', length $body), 0, 3) . $body;
		}
		return $out;
	}
	$out = pack('V', 0x184d2204) . "\x60\x40\x82";
	for my $i (0, 1) {
		my @p = $i == 0 ? pieces($halves[0]) : ();
		my $body = $halves[$i];
		if ($i == 0) {
			my ($l, @s) = ('');
			for (@p) {
				$l .= $_->[0];
				next unless $_->[1];
				push @s, [ $l, $_->[1] ];
				$l = '';
			}
			$body = join '', map { lz4_sequence(@$_) } @s, [ $l, 0 ];
		}
		$out .= pack('V', length($body) | ($i == 1 ? 0x80000000 : 0)) . $body;
	}
	return $out . pack 'V', 0;
}

sub lz4_sequence {
	my ($l, $n) = @_;
	my $len = length $l;
	my $out = chr(($len < 15 ? $len : 15) << 4 | ($n ? $n - 4 : 0));
	if ($len >= 15) {
		my $more = $len - 15;
		for (; $more >= 255; $more -= 255) { $out .= "\xff" }
		$out .= chr $more;
	}
	return $out . $l . ($n ? "\3\0" : '');
}

# --- SQL ---------------------------------------------------------------------

sub xml {
	my ($s) = @_;
	$s =~ s/&/&amp;/g;
	$s =~ s/</&lt;/g;
	return $s;
}

sub sql {
	my ($text, @settings) = @_;
	my $json = '{' . join(',', map { my ($k, $v) = split /=/; qq("$k":"$v") } @settings) . '}';
	my $job = '<Instance><Job><Tasks><SQL><Name>Q</Name><Config><Property><Name>settings</Name>' .
	    '<Value>' . xml($json) . '</Value></Property></Config><Query>' . xml($text) .
	    '</Query></SQL></Tasks></Job></Instance>';
	my ($status, $head, $body) = request('POST', '/projects/local/instances', $job,
		'content-type:application/xml');
	die "submit: $status $body\n" unless $status == 201;
	my ($instance) = $head =~ m{^Location: \S+/(\S+)}im or die "no Location\n";
	my $at = "/projects/local/instances/$instance";
	($status, $head, $body) = request('GET', "$at?taskstatus");
	my $failed = $body =~ m{<Status>Failed</Status>};
	($status, $head, $body) = request('GET', "$at?result");
	my ($result) = $body =~ m{<Result[^>]*><!\[CDATA\[(.*)\]\]></Result>}s;
	$result = decode_base64($result) if $body =~ /Transform="Base64"/;
	print $result, $result =~ /\n\z/ || $result eq '' ? '' : "\n";
	return $failed ? 1 : 0;
}

sub upload {
	my ($target, @blocks) = @_;
	my ($path, $query) = split /\?/, $target, 2;
	$query = defined $query ? "&$query" : '';
	my ($status, $head, $body) = request('POST', "$path?uploads$query");
	my ($upload) = $body =~ /"UploadID":"([^"]+)"/ or die "$status $body\n";
	my $part = $query =~ /(&partition=[^&]*)/ ? $1 : '';
	for my $i (0 .. $#blocks) {
		($status, $head, $body) = request('PUT', "$path?uploadid=$upload&blockid=$i$part",
			slurp($blocks[$i]), 'content-type:application/octet-stream');
		die "block $i: $status $body\n" unless $status == 200;
	}
	($status, $head, $body) = request('POST', "$path?uploadid=$upload$part");
	die "commit: $status $body\n" unless $status == 200 && $body =~ /"Status":"closed"/;
	print "$upload\n";
	return 0;
}

binmode STDOUT;
my $what = shift // '';
if ($what eq 'req') {
	my ($method, $target, $file, @more) = @ARGV;
	my $body = defined $file && $file ne '' ? slurp($file) : '';
	my ($status, $head, $answer) = request($method, $target, $body, @more);
	print "$status\n", $ENV{MC_HEADERS} ? "$head\n\n" : '', $answer;
	exit($status >= 200 && $status < 300 ? 0 : 1);
}
exit sql(@ARGV) if $what eq 'sql';
exit upload(@ARGV) if $what eq 'upload';
if ($what eq 'frame') {
	print frame(@ARGV);
	exit 0;
}
if ($what eq 'block') {
	print block(@ARGV);
	exit 0;
}
die "usage: mclocal.pl req|sql|block|upload ...\n";
