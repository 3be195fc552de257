#!/usr/bin/perl
#
# mcrequests.pl: requests to MaxCompute in a form that can be compared.
#
#   mcrequests.pl recorded DIR      of the connections mcrelay.pl kept
#   mcrequests.pl transcript FILE   of a transcript in Markdown
#
# Each operation is shown once, as it is first seen:
#
#   OPERATION request METHOD PATH
#   OPERATION param NAME=VALUE
#   OPERATION header NAME: VALUE
#   OPERATION body ...              hex, unpacked; of XML its texts
#
# What differs in each run is replaced: ids of sessions, addresses, slots; and
# date, signature and user agents are only looked at for their form.
use strict;
use warnings;
use Compress::Zlib qw(uncompress);

my ($what, $from) = @ARGV;
my %seen;

sub unescape {
	my ($s) = @_;
	$s =~ s/%([0-9A-Fa-f]{2})/chr hex $1/ge;
	return $s;
}

# What is being done, of which table.
sub operation {
	my ($method, $path, $p, $h, $body) = @_;
	return 'discover' if $path =~ m{/tunnel$};
	if ($path =~ m{/instances/\w+$}) {
		return $method eq 'POST' ? 'result-open' : 'result-read'
		    if exists $p->{downloads} || exists $p->{downloadid};
		return exists $p->{$_} ? "instance-$_" : () for
		    grep { exists $p->{$_} } qw(taskstatus result);
		return $method eq 'GET' && keys %$p == 1 ? 'instance' : ();
	}
	if ($path =~ m{/instances$}) {
		my ($verb) = $body =~ /<Query>(?:<!\[CDATA\[)?\s*(\w+)/ or return;
		return 'submit' if lc $verb eq 'select';
		return;
	}
	my ($table, $kind) = $path =~ m{/tables/(\w+)(/\w+)?$} or return;
	$kind //= '';
	if ($kind eq '/streams') {
		return exists $p->{uploadid} ? () : 'stream-create'
		    if $method eq 'POST';
		return $method eq 'PUT' ? 'stream-pack' : ();
	}
	if ($kind eq '/upserts') {
		return exists $p->{upsertid} ? 'upsert-commit' : 'upsert-create'
		    if $method eq 'POST';
		return $method eq 'PUT' ? "upsert-bucket-$p->{bucketid}" : ();
	}
	return if $kind ne '';
	if ($method eq 'PUT') {
		return 'block' . ($h->{'content-encoding'} ? '-packed' : '');
	}
	return exists $p->{uploads} ? 'create' : exists $p->{uploadid}
	    ? 'commit' : () if $method eq 'POST';
	return 'status' if exists $p->{uploadid};
	return 'describe' if keys %$p == 1 && $table eq 't2';
	return;
}

sub form_of_header {
	my ($name, $v) = @_;
	return $v =~ /^\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT$/ ? 'DATE' : $v
	    if $name eq 'date';
	return $v =~ m{^ODPS \w+:[\w+/]{27}=$} ? 'SIGNED' : $v
	    if $name eq 'authorization';
	return 'AGENT' if $name =~ /user-agent$/;
	return $v =~ s/^127\.0\.0\.1:\d+$/HOST/r;
}

# Each element that holds text; settings one by one.
sub texts {
	my ($op, $xml) = @_;
	my @at;
	while ($xml =~ m{\G(?:<\?[^>]*>|</([^>]*)>|<([^>!/]*)>|<!\[CDATA\[(.*?)\]\]>|([^<]+))}gs) {
		my ($end, $begin, $plain, $text) = ($1, $2, $3, $4);
		pop @at if defined $end;
		push @at, $begin if defined $begin;
		next unless defined $plain || defined $text && $text =~ /\S/;
		$text = $plain // $text =~ s/&quot;/"/gr =~ s/&lt;/</gr =~ s/&amp;/&/gr;
		$text = 'UUID' if $text =~ /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
		my $name = join '/', @at;
		$name =~ s{^Instance/Job/}{};
		print "$op body $name: $_\n" for $text !~ /^\{"/ ? $text
		    : map { s/": ?"/=/r } $text =~ /"([^"]+": ?"[^"]*)"/g;
	}
}

sub show {
	my ($method, $target, $header, $body) = @_;
	my ($path, $query) = split /\?/, $target, 2;
	my %p = map { my ($k, $v) = split /=/, $_, 2;
	    (unescape($k), unescape($v // '')) } split /&/, $query // '';
	my %h = map { my ($k, $v) = split /: */, $_, 2; (lc $k, $v) } @$header;
	my $op = operation($method, $path, \%p, \%h, $body) // return;
	return if $seen{$op}++;
	$path =~ s{(/instances/)\w+}{$1ID};
	print "$op request $method $path\n";
	for my $k (sort keys %p) {
		my $v = $k =~ /^(uploadid|upsertid|downloadid)$/ ? 'ID'
		    : $k eq 'slotid' ? 'SLOT' : $k eq 'rowrange' ? '(N,N)' : $p{$k};
		print "$op param $k=$v\n";
	}
	delete $h{'content-length'} if $body ne '';
	print "$op header $_: ", form_of_header($_, $h{$_}), "\n" for sort keys %h;
	if (($h{'content-type'} // '') eq 'application/xml') {
		texts($op, $body);
	} elsif ($body ne '') {
		$body = uncompress($body) if ($h{'content-encoding'} // '') eq 'deflate';
		print "$op body ", unpack('H*', $body), "\n";
	}
}

sub slurp {
	open(my $f, '<:raw', $_[0]) or die "$_[0]: $!\n";
	local $/;
	return scalar(<$f>) // '';
}

sub recorded {
	my ($in) = @_;
	while ($in =~ s/\A(\S+) (\S+) HTTP\/1\.1\r\n(.*?)\r\n\r\n//s) {
		my ($method, $target, @header) = ($1, $2, split /\r\n/, $3);
		my ($length) = map { /^content-length: *(\d+)/i } @header;
		my $body = '';
		if (grep { /^transfer-encoding: *chunked/i } @header) {
			while ($in =~ s/\A([0-9a-fA-F]+)\r\n//) {
				my $n = hex $1;
				$body .= substr $in, 0, $n, '';
				$in =~ s/\A\r\n//;
				last if $n == 0;
			}
		} elsif ($length) {
			$body = substr $in, 0, $length, '';
		}
		show($method, $target, \@header, $body);
	}
}

sub transcript {
	my ($in) = @_;
	$in =~ s/^## A\..*//ms;
	while ($in =~ /^```http\n(\S+) (\S+) HTTP\/1\.1\n(.*?)\n\n(.*?)^--- answer ---\nHTTP\/1\.1 (\d)/gms) {
		my ($method, $target, $head, $body, $good) = ($1, $2, $3, $4, $5);
		next if $good != 2;
		$body = $body =~ /^hex\(\d+ bytes\): ([0-9a-f]*)/ ? pack 'H*', $1
		    : $body =~ s/\s+\z//r;
		show($method, $target, [ split /\n/, $head ], $body);
	}
}

if ($what eq 'recorded') {
	opendir(my $d, $from) or die "$from: $!\n";
	recorded(slurp("$from/$_")) for sort { $a <=> $b } grep { /\d/ } readdir $d;
} else {
	transcript(slurp($from));
}
