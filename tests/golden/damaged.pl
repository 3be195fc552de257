#!/usr/bin/perl
#
# damaged.pl: what must happen to each damaged log of the corpus, one a line:
# file, base case, what to expect, transactions.  expected.json is its source.
#
#   damaged.pl CORPUS
use strict;
use warnings;
use JSON::PP;

open my $fh, '<', "$ARGV[0]/damaged/expected.json" or die "$!\n";
local $/;
for my $f (@{ JSON::PP->new->utf8->decode(<$fh>)->{files} }) {
	print join(' ', $f->{file}, $f->{base} // '-', $f->{expect},
	    $f->{txns} // 0), "\n";
}
