# stream.sh: comparing record streams; sourced after lib.sh.
#
#   same A B     the same records: all but HELLO, the mark of "now" and
#                "earliest" behind it, and END, which counts that; without
#                the times at which a source was alive.  Both must have an end
# shellcheck shell=sh

body() {
	perl -e 'binmode STDIN; binmode STDOUT; local $/; my $s = <STDIN>;
	    my ($at, $n, $end) = (0, 0);
	    while (length($s) - $at >= 8) {
		my ($len, $kind) = unpack "VC", substr $s, $at, 8;
		my $r = substr $s, $at, 8 + $len;
		$at += 8 + $len;
		$end = $kind == 10;
		next if $kind == 1 || $end || $kind == 5 && $n == 0;
		$n++;
		substr $r, 32, 8, "\0" x 8 if $kind == 5;
		print $r;
	    }
	    exit !$end' <"$1"
}

same() {
	body "$1" >same.1 && body "$2" >same.2 && cmp same.1 same.2
}
