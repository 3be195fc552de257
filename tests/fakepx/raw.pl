# raw.pl: a client that says commands as they are, and prints what comes back,
# a line for each packet: to see that fakepx speaks as it should.
#
#   perl raw.pl PORT WISH...
#
#   plugin=NAME    answer the greeting in the manner of another plugin
#   password=TEXT  instead of "secret"
#   sql=TEXT       COM_QUERY; prints ok, error N TEXT, or rows, tabs between
#   hex=BYTES      a command in hex; prints the answer's first packet
#   dump=FILE:POS:N  COM_BINLOG_DUMP; prints N packets: type, flags, log_pos,
#                  size, crc or bare, and what is in them
use strict;
use warnings;
use Compress::Zlib ();
use Digest::SHA ();
use IO::Socket::INET;

my ($port, @wish) = @ARGV;
my %with = (plugin => 'mysql_native_password', password => 'secret');
/^(plugin|password)=(.*)/ and $with{$1} = $2 for @wish;
my $s = IO::Socket::INET->new(PeerAddr => "127.0.0.1:$port", Timeout => 20)
    or die "connect: $!";
alarm 60;
my $seq = 0;

sub bytes {
	my ($n) = @_;
	my $b = '';
	while (length $b < $n) {
		sysread($s, $b, $n - length $b, length $b) or return;
	}
	return $b;
}

sub get {
	my $h = bytes(4) // return;
	my ($n, $q) = (unpack('V', substr($h, 0, 3) . "\0"), ord substr $h, 3);
	$seq = $q + 1;
	return $n ? bytes($n) : '';
}

sub put {
	my ($p) = @_;
	syswrite $s, substr(pack('V', length $p), 0, 3) . chr($seq++ & 255) . $p;
}

sub say_packet {
	my ($p) = @_;
	my $first = defined $p && length $p ? ord $p : -1;
	if ($first == 255) {
		my ($code, $text) = unpack 'xvx6a*', $p;
		print "error $code $text\n";
	} elsif ($first == 0) {
		print "ok\n";
	} elsif (!defined $p) {
		print "closed\n";
	} else {
		print unpack('H*', $p), "\n";
	}
	return $first;
}

# --- the greeting

my $g = get();
my ($version, $rest) = unpack 'xZ*a*', $g;
my $nonce = substr($rest, 4, 8) . substr($rest, 31, 12);
my $plugin = unpack 'Z*', substr $rest, 44;
print "greeting $version $plugin\n";

sub token {
	my $once = Digest::SHA::sha1($with{password});
	return $once ^ Digest::SHA::sha1($_[0] . Digest::SHA::sha1($once));
}

my $t = $with{plugin} eq 'mysql_native_password' ? token($nonce) : 'x' x 32;
put(pack('VVCx23Z*C/a*Z*', 0x88200, 1 << 24, 45, 'px', $t, $with{plugin}));
my $p = get();
if (defined $p && ord $p == 0xfe) {
	my ($name, $again) = unpack 'xZ*a20', $p;
	print "switch $name\n";
	put(token($again));
	$p = get();
}
say_packet($p) == 0 or exit;

# --- commands

sub query {
	put("\3$_[0]");
	my $q = get();
	return say_packet($q) if !defined $q || ord $q == 0 || ord $q == 255;
	get() for 1 .. ord $q;
	get();
	while (defined($q = get()) && !(ord $q == 0xfe && length $q < 9)) {
		my @v;
		while (length $q) {
			my $n = ord substr $q, 0, 1, '';
			push @v, $n == 251 ? 'NULL' : substr $q, 0, $n, '';
		}
		print join("\t", @v), "\n";
	}
}

sub dump_log {
	my ($file, $pos, $n) = split /:/, $_[0];
	put(pack 'CVvVa*', 0x12, $pos, 1, 4711, $file);
	while ($n-- > 0) {
		my $q = get();
		if (!defined $q || ord $q != 0) {
			say_packet($q);
			return;
		}
		my $e = substr $q, 1;
		my ($type, $id, $size, $next, $flags) = unpack 'x4CVVVv', $e;
		my $crc = pack('V', Compress::Zlib::crc32(substr $e, 0, -4)) eq
		    substr $e, -4;
		my $in = $crc ? substr($e, 19, -4) : substr $e, 19;
		$in =~ s/[^ -~]/./g;
		print join(' ', $type, $flags, $next,
		    $size == length $e ? $size : 'size?', $crc ? 'crc' : 'bare',
		    $in), "\n";
	}
}

for (@wish) {
	$seq = 0;
	query($1) if /^sql=(.*)/s;
	dump_log($1) if /^dump=(.*)/;
	if (/^hex=(.*)/) {
		put(pack 'H*', $1);
		say_packet(get());
	}
}
