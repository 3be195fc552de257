#!/usr/bin/perl
#
# routed.pl KIND N: N inserts as pxrec --from-json reads them, with their
# destination.  narrow: two numbers and texts of 120 and 60, as sysbench has
# them; wide: ten texts of 400.
use strict;
use warnings;

my ($kind, $n) = @ARGV;
srand 1;
my @text = map { join '', map { chr 97 + int rand 26 } 1 .. 800 } 1 .. 97;
my @column = $kind eq 'narrow' ? ([qw(id int bigint)], [qw(k int bigint)],
	[qw(c text string)], [qw(pad text string)])
    : ([qw(id int bigint)], map { ["t$_", 'text', 'string'] } 1 .. 10);
my $table = qq("db":"bench","table":"$kind","ref":1);
print qq({"kind":"hello","producer":"bench","source":"mysql"}\n);
printf qq({"kind":"table",%s,"columns":[%s],"dest":{"table":"%s",) .
    qq("role":"log","columns":[%s],"partition":[]}}\n), $table,
    join(',', map { sprintf '{"name":"%s","type":"%s"%s}', @$_[0, 1],
	$_->[1] eq 'text' ? ',"charset":"utf8mb4"' : '' } @column), $kind,
    join(',', map { sprintf '{"name":"%s","type":"%s","nullable":true,' .
	'"source":%d}', @{$column[$_]}[0, 2], $_ } 0 .. $#column);
print qq({"kind":"part",$table,"part":1,"values":[]}\n);
print qq({"kind":"begin","pos":"b.000001:4"}\n);
for my $i (1 .. $n) {
	my $s = $text[$i % 97];
	my $values = $kind eq 'narrow'
	    ? sprintf('"k":%d,"c":"%s","pad":"%s"', $i * 7 % 1000003,
		substr($s, 0, 120), substr($s, 120, 60))
	    : join ',', map { sprintf '"t%d":"%s"', $_, substr $s, $_ * 31, 400 }
		1 .. 10;
	printf qq({"kind":"row","op":"I",%s,"part":1,"record_id":%d,) .
	    qq("time":null,"pos":"b.000001:%d","before":null,) .
	    qq("after":{"id":%d,%s}}\n), $table, $i, $i + 100, $i, $values;
}
printf qq({"kind":"mark","pos":"b.000001:%d"}\n{"kind":"end"}\n), $n + 200;
