#!/usr/bin/perl
#
# mcanswers.pl: a server that gives the answers it was told, for what the real
# service does and mclocal has no reason to.
#
#   mcanswers.pl RULES PORTFILE LOG
#
# A rule is a line of six fields, parted by "|":
#
#   TIMES | METHOD | PATTERN | STATUS | HEADER: VALUE; ... | BODY
#
# The first rule that fits METHOD and PATTERN (of the target, decoded), and was
# not used TIMES times yet (* = always, METHOD = until such a request came),
# answers.  In headers and body HOST is
# replaced by our address, NOW+N by a date so many seconds from now.  Status 0
# hangs up.  Each request is a line "METHOD target" of LOG.
use strict;
use warnings;
use IO::Socket::INET;
use POSIX qw(strftime);

my ($rules, $portfile, $log) = @ARGV;
open(my $f, '<', $rules) or die "$rules: $!\n";
my @rule = map { chomp; [map { $_ // '' } (split / *\| */, $_, 6)[0 .. 5]] } grep { /\S/ } <$f>;
my $server = IO::Socket::INET->new(Listen => 16, LocalAddr => '127.0.0.1')
    or die "cannot listen: $!\n";
my $host = '127.0.0.1:' . $server->sockport;
open(my $out, '>>', $log) or die "$log: $!\n";
$out->autoflush(1);
open(my $port, '>', "$portfile.tmp") or die "$portfile: $!\n";
print {$port} $server->sockport, "\n";
close $port;
rename "$portfile.tmp", $portfile or die "$portfile: $!\n";
$SIG{PIPE} = 'IGNORE';

my %came;

sub date {
	return strftime '%a, %d %b %Y %H:%M:%S GMT', gmtime(time + shift);
}

# The head of a request; its body is read and forgotten.
sub take {
	my ($s) = @_;
	my ($line) = (<$s> // return) =~ /^(\S+ \S+)/ or return;
	my ($length, $chunked) = (0, 0);
	while (defined(my $h = <$s>)) {
		last if $h =~ /^\r?\n$/;
		$length = $1 if $h =~ /^content-length: *(\d+)/i;
		$chunked = 1 if $h =~ /^transfer-encoding: *chunked/i;
	}
	read $s, my $body, $length if $length;
	while ($chunked && defined(my $size = <$s>)) {
		my $n = hex $size =~ s/\s+$//r;
		read $s, my $piece, $n + 2;
		last if $n == 0;
	}
	return $line;
}

while (my $s = $server->accept) {
	my $line = take($s) // next;
	$line =~ s/%([0-9A-F]{2})/chr hex $1/ge;
	print {$out} "$line\n";
	my ($method, $target) = split / /, $line, 2;
	my ($r) = grep {
		$_->[1] eq $method && $target =~ /$_->[2]/ &&
		    ($_->[0] =~ /^[A-Z]/ ? !$came{$_->[0]} :
			$_->[0] eq '*' || $_->[0] > 0)
	} @rule;
	$came{$method} = 1;
	my (undef, undef, undef, $status, $head, $body) =
	    $r ? @$r : (0, 0, 0, 404, '', "no rule for $line");
	$r->[0]-- if $r && $r->[0] =~ /^\d/;
	next if $status == 0;
	s/HOST/$host/g, s/NOW\+(-?\d+)/date($1)/ge for $head, $body;
	my @more = $head eq '' ? () : split /; */, $head;
	print {$s} join("\r\n", "HTTP/1.1 $status Told", @more,
		'Content-Length: ' . length $body, 'Connection: close', '', $body);
	close $s;
}
