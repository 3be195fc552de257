# mcupload-work.pl SEED FIRST COUNT: changes of shop.customer as a workload makes
# them, in transactions of ten, for pxrec --from-json; change N is at 100 * N.
# What the table then holds is written to the file "want".
use strict;
use warnings;

my ($seed, $first, $n) = @ARGV;
srand $seed;
my $t = q("db":"shop","table":"customer","ref":1);
print qq({"kind":"hello","producer":"t","job":"","stream":"","source":"mysql"}
{"kind":"table",$t,"flags":["primary"],"columns":[{"name":"id","type":"int","key":1},
{"name":"region","type":"varchar","charset":"utf8mb4","length":9,"key":2},
{"name":"name","type":"varchar","charset":"utf8mb4","length":40}]}\n) =~ s/,\n/,/gr;
sub image {
	my ($k, $v) = @_;
	return 'null' unless defined $k;
	my ($id, $region) = split /:/, $k;
	return sprintf '{"id":%d,"region":"%s","name":%s}', $id, $region,
	    defined $v ? qq("$v") : 'null';
}
my %row;
for my $i (1 .. $first + $n - 1) {
	my $k = int(rand 60) . ':' . (qw(north süd))[rand 2];
	my $v = rand() < 0.1 ? undef : "v$i";
	my ($op, $before, $after) = ('I', 'null', '');
	if (!exists $row{$k}) {
		$row{$k} = $v;
	} elsif (rand() < 0.4) {
		($op, $before) = ('D', image($k, $row{$k}));
		delete $row{$k};
	} else {
		($op, $before) = ('U', image($k, $row{$k}));
		my $other = rand() < 0.3 ? int(rand 60) . ':north' : $k;
		$other = $k if exists $row{$other};
		delete $row{$k};
		$row{$k = $other} = $v;
	}
	next if $i < $first;
	printf qq({"kind":"begin","pos":"b.000001:%d"}\n), $i * 100 if $i % 10 == 1;
	printf qq({"kind":"row","op":"%s",$t,"record_id":%d,"time":) .
	    qq("2024-01-02T03:04:05Z","pos":"b.000001:%d","before":%s,"after":%s}\n),
	    $op, $i * 100, $i * 100, $before,
	    $op eq 'D' ? 'null' : image($k, $row{$k});
	printf qq({"kind":"mark","pos":"b.000001:%d"}\n), ($i + 1) * 100
	    if $i % 10 == 0;
}
print qq({"kind":"end"}\n);
open my $f, '>', 'want';
print {$f} map { my ($id, $r) = split /:/;
    join("\t", $id, $r, $row{$_} // '\N') . "\n" }
    sort { my @a = split /:/, $a; my @b = split /:/, $b;
	$a[0] <=> $b[0] || $a[1] cmp $b[1] } keys %row;
