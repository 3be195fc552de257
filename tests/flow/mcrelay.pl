#!/usr/bin/perl
#
# mcrelay.pl: a relay of connections, for tests that stand between a client
# and its server.
#
#   mcrelay.pl PORTFILE HOST:PORT [DIR]   every connection goes there
#   mcrelay.pl PORTFILE proxy [DIR]       an HTTP proxy: CONNECT, and requests
#                                         with a whole address
#
# With DIR what the client of the Nth connection says is kept in DIR/N.
use strict;
use warnings;
use IO::Select;
use IO::Socket::INET;

my ($portfile, $to, $dir) = @ARGV;
my $server = IO::Socket::INET->new(Listen => 64, LocalAddr => '127.0.0.1')
    or die "cannot listen: $!\n";
open(my $port, '>', "$portfile.tmp") or die "$portfile: $!\n";
print {$port} $server->sockport, "\n";
close $port;
rename "$portfile.tmp", $portfile or die "$portfile: $!\n";
$SIG{PIPE} = 'IGNORE';

my $set = IO::Select->new($server);
my (%other, %log, %client);
my $n = 0;

sub leave {
	my ($s) = @_;
	for my $c (grep { defined } $s, $other{$s}) {
		$set->remove($c);
		delete $log{$c};
		delete $client{$c};
		close $c;
	}
	my $o = delete $other{$s};
	delete $other{$o} if defined $o;
}

sub reach {
	my ($s, $at) = @_;
	my $up = IO::Socket::INET->new(PeerAddr => $at, Timeout => 5) or return;
	@other{$s, $up} = ($up, $s);
	$set->add($up);
	return $up;
}

# What a client says to a proxy: where it wants to go, once, and then what is
# for there.
sub proxied {
	my ($s, $data) = @_;
	if (!defined $other{$s} && $data =~ /\ACONNECT (\S+) /) {
		print {$s} reach($s, $1) ? "HTTP/1.1 200 OK\r\n\r\n"
		    : "HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n";
		return '';
	}
	# A request begins where one read does, for clients wait for answers.
	$data =~ s{\A([A-Z]+) http://([^/ ]+)/}{$1 /} or return $data;
	reach($s, $2) unless defined $other{$s};
	return $data;
}

sub pass {
	my ($s) = @_;
	my $got = sysread $s, my $data, 65536;
	return leave($s) unless $got;
	print {$log{$s}} $data if $log{$s};
	$data = proxied($s, $data) if $to eq 'proxy' && $client{$s};
	return if $data eq '';
	my $o = $other{$s} // return leave($s);
	while (length $data) {
		my $sent = syswrite $o, $data;
		return leave($s) unless $sent;
		substr $data, 0, $sent, '';
	}
}

while (1) {
	for my $s ($set->can_read) {
		if ($s != $server) {
			pass($s) if $set->exists($s);
			next;
		}
		my $c = $server->accept or next;
		$set->add($c);
		$client{$c} = 1;
		$n++;
		if (defined $dir) {
			open($log{$c}, '>', "$dir/$n") or die "$dir/$n: $!\n";
			$log{$c}->autoflush(1);
		}
		leave($c) if $to ne 'proxy' && !reach($c, $to);
	}
}
