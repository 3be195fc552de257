# server.pl: plays a PolarDB-X compute node: handshake, a few statements, and
# COM_BINLOG_DUMP of two logs made by log.pl.
#
#   perl server.pl LOGPL DIR
#
# DIR/port     its port, when it is ready
# DIR/said     what clients said, a line each
# DIR/plan     what the dumps do, a line each, the last one for all others:
#                all           everything, then heartbeats
#                cut N         N events, then the connection is closed
#                hang N        N events, then wait for the file DIR/go
#                other         as all, but the bytes are not the same
#                error TEXT    error 1236
# DIR/large    when it is there, one packet fills the protocol's 16 MB
# DIR/purged   when it is there, the first log is gone
# DIR/binlog.* the logs, written by it for comparison
use strict;
use warnings;
use IO::Socket::INET;
use IO::Select;

my ($logpl, $dir) = @ARGV;
require $logpl;
$SIG{PIPE} = 'IGNORE';

# --- the logs

my %log;
$log{'binlog.000001'} = [ Log::whole('polardbx', 0, 0, 'binlog.000002') ];
$log{'binlog.000002'} = [ Log::whole('polardbx', 0, 0) ];
if (-e "$dir/large") {
	# a statement whose packet fills the protocol's 16 MB exactly
	my $at = 4 + length $log{'binlog.000002'}[0][3];
	my $sql = 'x' x (0xffffff - 1 - 19 - 4 - 13 - 2);
	my @e = (Log::event(Log::query($sql), offset => $at));
	push @e, Log::event(29, "\1CTS::" . Log::tso(9),
	    offset => $at + length $e[0]);
	push @e, Log::event(29, "\1CTS::" . Log::tso(10),
	    offset => $at + length("$e[0]$e[1]"));
	$log{'binlog.000002'} = [ $log{'binlog.000002'}[0],
	    [ $at, 2, 0, $e[0] ], [ $at + length $e[0], 29, 1, $e[1] ],
	    [ $at + length("$e[0]$e[1]"), 29, 1, $e[2] ] ];
}
my %size;
for my $f (keys %log) {
	open my $o, '>:raw', "$dir/$f" or die;
	print $o "\xfebin", map { $_->[3] } @{ $log{$f} };
	close $o or die;
	$size{$f} = -s "$dir/$f";
}
my @names = -e "$dir/purged" ? ('binlog.000002') : sort keys %log;

# --- packets

my ($c, $seq);

sub packet {
	my ($p) = @_;
	print $c substr(pack('V', length $p), 0, 3), chr($seq++ & 255), $p;
}

sub get {
	my ($n) = @_;
	my $b = '';
	while (length $b < $n) {
		sysread($c, $b, $n - length $b, length $b) or return;
	}
	return $b;
}

sub ok { packet("\0\0\0\2\0\0\0") }
sub failed { packet(pack('Cva6', 255, $_[0], '#HY000') . $_[1]) }

sub lenenc { return chr(length $_[0]) . $_[0] }

sub rows {
	my ($columns, @rows) = @_;
	packet(chr $columns);
	packet(lenenc('def') . "\0\0\0" . lenenc("c$_") . "\0\x0c" .
	    pack('vVCvCv', 45, 255, 253, 0, 0, 0)) for 1 .. $columns;
	packet("\xfe\0\0\2\0");
	packet(join '', map { lenenc($_) } @$_) for @rows;
	packet("\xfe\0\0\2\0");
}

# --- the dump

my $dumps = 0;

sub plan {
	open my $p, '<', "$dir/plan" or return 'all';
	chomp(my @line = <$p>);
	my $n = $dumps++;
	return $line[ $n < @line ? $n : -1 ];
}

sub closed {
	my ($wait) = @_;
	return IO::Select->new($c)->can_read($wait) && !get(1);
}

sub artificial {
	my ($file, $pos) = @_;
	packet("\0" . Log::event(4, pack('Q', $pos) . $file,
	    time => 0, flags => 0x20));
}

sub events {
	my ($file, $pos) = @_;
	my @e;
	for my $f (sort keys %log) {
		next if $f lt $file;
		push @e, [ $f, @$_ ] for grep { $_->[0] >= $pos } @{ $log{$f} };
		$pos = 4;
	}
	return @e;
}

sub dump_log {
	my ($file, $pos, $vars) = @_;
	my $plan = plan();
	my ($n, $at) = (0, $pos);

	artificial($file, $pos);
	return failed(1236, $1) if $plan =~ /^error (.*)/;
	my ($known) = grep { $_ eq $file } @names;
	if (!$vars->{checksum} || !$known ||
	    !grep { $_->[0] == $pos } @{ $log{$file} },
	    $file eq 'binlog.000002' ? [ $size{$file} ] : ()) {
		return failed(1236, 'binlog dump error!');
	}
	if ($pos > 4) {
		my $fde = $log{$file}[0][3];
		my $b = substr($fde, 19, -4);
		packet("\0" . Log::event(15, $b));
	}
	for my $e (events($file, $pos)) {
		my ($f, $o, $type, undef, $bytes) = @$e;
		if ($f ne $file) {
			artificial($f, 4);
			$file = $f;
		}
		if ($plan =~ /^cut (\d+)/ && $n >= $1) {
			close $c;
			return 1;
		}
		if ($plan =~ /^hang (\d+)/ && $n >= $1) {
			until (-e "$dir/go") {
				return 1 if closed(0.05);
			}
		}
		if ($plan eq 'other' && $type == 19) {
			my $b = substr($bytes, 19, -4);
			substr($b, 0, 1) = "\x55";
			$bytes = Log::event($type, $b, offset => $o);
		}
		packet("\0$bytes"); # no empty one behind 16 MB: the defect
		$at = $o + length $bytes;
		$n++;
	}
	$c->flush;
	until (closed($vars->{beat})) {
		packet("\0" . Log::event(27, $file, time => 0,
		    offset => $at - 19 - 4 - length $file));
		$c->flush;
	}
	return 1;
}

# --- a client

sub statement {
	my ($sql, $vars) = @_;
	if ($sql =~ /^SELECT VERSION/) {
		rows(1, ['5.7.25-TDDL-5.4.19-20251031']);
	} elsif ($sql =~ /^SHOW MASTER STATUS/) {
		rows(5, [ 'binlog.000002', $size{'binlog.000002'}, '', '', '' ]);
	} elsif ($sql =~ /^SHOW BINARY LOGS/) {
		rows(2, map { [ $_, $size{$_} ] } @names);
	} elsif ($sql =~ /^SET/) {
		$vars->{checksum} = 1
		    if $sql =~ /master_binlog_checksum = 'CRC32'/;
		$vars->{beat} = $1 / 1e9
		    if $sql =~ /master_heartbeat_period = (\d+)$/;
		ok();
	} else {
		failed(1064, 'what?');
	}
}

sub client {
	my %vars = (beat => 1);
	$seq = 0;
	packet("\x0a5.7.25\0" . pack('V', 7) . 'abcdefgh' . "\0" .
	    pack('vCvvC', 0xa209, 45, 2, 8, 21) . "\0" x 10 .
	    "abcdefghijkl\0mysql_native_password\0");
	$c->flush;
	while (my $h = get(4)) {
		my $len = unpack('V', substr($h, 0, 3) . "\0");
		my $p = $len ? get($len) : '';
		my $first = $vars{in}++ == 0;
		$seq = ord(substr $h, 3) + 1;
		if ($first) {
			ok();
		} elsif ($p =~ /^\x03(.*)/s) {
			print main::SAID "$1\n";
			statement($1, \%vars);
		} elsif ($p =~ /^\x12/) {
			my ($pos, $flags, $id, $file) =
			    unpack('VvVa*', substr $p, 1);
			print main::SAID "DUMP $file:$pos flags $flags ",
			    $id ? 'id' : 'no id', "\n";
			return if dump_log($file, $pos, \%vars);
		} else {
			return;
		}
		$c->flush;
	}
}

open main::SAID, '>>', "$dir/said" or die;
main::SAID->autoflush;
my $s = IO::Socket::INET->new(LocalAddr => '127.0.0.1', Listen => 5) or die;
open my $o, '>', "$dir/port.new" or die;
print $o $s->sockport, "\n";
close $o or die;
rename "$dir/port.new", "$dir/port" or die;
while ($c = $s->accept) {
	binmode $c;
	client();
	close $c;
}
