# mcupload-copy.pl: a copy of the rows of the file "want" in three chunks, for
# pxrec --from-json; the log stood at 30100.
use strict;
use warnings;

my $t = q("db":"shop","table":"customer","ref":1);
open my $f, '<', 'want';
my @row = map { chomp; [split /\t/] } <$f>;
print qq({"kind":"hello","producer":"t","job":"","stream":"","source":"mysql"}\n);
print qq({"kind":"table",$t,"flags":["primary"],"columns":[),
    qq({"name":"id","type":"int","key":1},{"name":"region","type":"varchar",),
    qq("charset":"utf8mb4","length":9,"key":2},{"name":"name","type":"varchar",),
    qq("charset":"utf8mb4","length":40}]}\n);
print qq({"kind":"mark","pos":"b.000001:30100","flags":["copy_start"]}\n);
for my $c (0 .. 2) {
	my @mine = @row[grep { $_ % 3 == $c } 0 .. $#row];
	my $chunk = qq({"kind":"chunk",$t,"number":$c,"total":3,"lower":"",) .
	    qq("upper":"","state":"%s","rows":%d}\n);
	printf $chunk, 'begin', 0;
	printf qq({"kind":"row","op":"S",$t,"part":$c,"record_id":0,"time":null,) .
	    qq("pos":null,"before":null,"after":{"id":%d,"region":"%s","name":%s}}\n),
	    $_->[0], $_->[1], $_->[2] eq '\N' ? 'null' : qq("$_->[2]") for @mine;
	printf $chunk, 'done', scalar @mine;
}
print qq({"kind":"mark","pos":"b.000001:30100","flags":["copy_end"]}\n);
print qq({"kind":"end"}\n);
