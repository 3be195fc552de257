#!/bin/sh
# Small logs cut at each length and with each bit turned over: values, or an
# error with file and offset; never a signal, never without an end; and where
# there are checksums, never unnoticed.  sweep.c says what exactly.
# shellcheck disable=SC1091,SC2154
. "${0%/*}/../lib.sh"

# One log whole, of the others a sample; a sanitizer's build takes its time.
slow=1
[ -z "${PX_SAN-}" ] || slow=9
for case in mysql97/base mysql97/base-nocrc-full mysql97/base-comp \
    mysql97/xa mariadb1011/base mariadb1011/base-comp-nocrc mariadb1011/xa; do
	step=$slow
	[ "$case" = mysql97/base ] || step=$((slow * 5))
	set -- "$top"/tests/golden/"$case"/*-bin.[0-9]*.gz
	name=${1##*/}
	gzip -dc "$1" >"${name%.gz}"
	mkdir scratch
	t "$case" "'$PX_BUILD/tools/sweep' '${name%.gz}' scratch $step"
	rm -r scratch
done

# The same by the programs themselves, for a few of the cases.
gzip -dc "$top"/tests/golden/mysql97/base/my-bin.000499.gz >whole
cat >few.pl <<'EOP'
use strict;
use warnings;
open my $in, '<:raw', 'whole' or die;
local $/;
my $whole = <$in>;
my ($bad, $n) = (0, 0);
for (my $at = 5; $at < length $whole; $at += 211) {
	for my $cut (0, 1) {
		my $bytes = $cut ? substr $whole, 0, $at : $whole;
		substr($bytes, $at, 1) ^= chr(1 << $at % 8) if !$cut;
		open my $out, '>:raw', 'bin.000001' or die;
		print $out $bytes;
		close $out;
		system('pxbinlog bin.000001 2>err >events; echo $? >rc;' .
		    'rowdecode <events >rows 2>>err; echo $? >>rc');
		open my $rc, '<', 'rc' or die;
		my ($first, $second) = split ' ', <$rc>;
		open my $err, '<', 'err' or die;
		my $text = <$err> // '';
		$n++;
		next if $first == 65 && $second == 66 &&
		    $text =~ /^pxbinlog: bin\.000001:\d+: /;
		next if $cut && $first == 0 && $second == 0;
		print "at $at, cut $cut: $first $second: $text";
		$bad++;
	}
}
print "$n cases\n";
exit $bad > 0;
EOP
t 'the programs, on a few' 'perl few.pl'
done_testing
