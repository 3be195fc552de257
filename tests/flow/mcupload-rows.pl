# mcupload-rows.pl log FIRST COUNT: transactions of three inserts each into
# shop.customer, as pxrec --from-json reads them; row N is at offset 1000 * N
# and has record_id 2^36 + 1000 * N.
#
# mcupload-rows.pl copy TOTAL ROWS [CHUNK]...: a copy of shop.customer in TOTAL
# chunks of ROWS rows, or only these chunks of it.
use strict;
use warnings;

my ($what, $first, $count, @chunks) = @ARGV;
my %table = (db => 'shop', table => 'customer', ref => 1);
my $name = join ',', map { qq("$_":) .
    ($table{$_} =~ /^\d/ ? $table{$_} : qq("$table{$_}")) } sort keys %table;

sub mark {
	my ($at, $flag) = @_;
	printf qq({"kind":"mark","pos":"bin.000001:%d","resume":) .
	    qq("bin.000001:%d","time":"2024-01-02T03:04:05Z",) .
	    qq("alive":"2024-01-02T03:04:06Z"%s}\n), $at, $at,
	    $flag ? qq(,"flags":["$flag"]) : '';
}

sub row {
	my ($op, $id, $part) = @_;
	printf qq({"kind":"row","op":"%s",%s,"record_id":%d,) .
	    qq("time":"2024-01-02T03:04:05Z","pos":%s,%s"before":null,) .
	    qq("after":{"id":%d,"name":"name %d"}}\n), $op, $name,
	    $op eq 'S' ? 0 : (1 << 36) + 1000 * $id,
	    $op eq 'S' ? 'null' : sprintf('"bin.000001:%d"', 1000 * $id),
	    defined $part ? qq("part":$part,) : '', $id, $id;
}

print qq({"kind":"hello","producer":"test","job":"","stream":"",),
    qq("source":"mariadb"}\n);
print qq({"kind":"table",$name,"flags":["primary"],"columns":[),
    qq({"name":"id","type":"int","key":1},{"name":"name","type":"varchar",),
    qq("charset":"utf8mb4","length":40}]}\n);
if ($what eq 'log') {
	for (my $id = $first; $id < $first + $count; $id += 3) {
		printf qq({"kind":"begin","pos":"bin.000001:%d"}\n),
		    1000 * $id;
		row('I', $_) for grep { $_ < $first + $count }
		    $id .. $id + 2;
		my $next = $id + 3 < $first + $count ? $id + 3
		    : $first + $count;
		mark(1000 * $next);
	}
} else {
	my ($total, $rows) = ($first, $count);
	@chunks = (0 .. $total - 1) unless @chunks;
	my $chunk = qq({"kind":"chunk",$name,"number":%d,"total":$total,) .
	    qq("state":"%s","rows":%d,"lower":"","upper":""}\n);
	mark(500, 'copy_start');
	# two at a time, their rows in turn, as with two connections
	while (my @pair = splice @chunks, 0, 2) {
		printf $chunk, $_, 'begin', 0 for @pair;
		for my $i (1 .. $rows) {
			row('S', $_ * $rows + $i, $_) for @pair;
		}
		printf $chunk, $_, 'done', $rows for @pair;
	}
	mark(900, 'copy_end');
}
print qq({"kind":"end"}\n);
