# Json.pm: reading one JSON text, by regular expressions over its bytes.
# JSON::PP looks at each character alone, which takes minutes for the logs of
# the corpus.  Numbers stay as they are written: no digit is lost.
package Json;
use strict;
use warnings;
use Encode qw(decode);

my %short = (b => "\b", f => "\f", n => "\n", r => "\r", t => "\t");

sub unescape {
	my ($s) = @_;
	return $s if $s !~ /[\\\x80-\xff]/;
	$s = decode('UTF-8', $s, Encode::FB_CROAK);
	$s =~ s{\\(?:u[dD]([89abAB]..)\\u[dD]([c-fC-F]..)|u(....)|(.))}
	    {defined $1 ? chr(0x10000 + ((hex("d$1") & 0x3ff) << 10)
		| hex("d$2") & 0x3ff)
	    : defined $3 ? chr hex $3 : $short{$4} // $4}gex;
	return $s;
}

sub value {
	my ($t) = @_;
	$$t =~ /\G\s+/gc;
	return unescape("$1") if $$t =~ /\G"((?:[^"\\]++|\\.)*+)"/gcs;
	return "$1" if $$t =~ /\G(-?[0-9][-+.0-9eE]*)/gc;
	if ($$t =~ /\G\{/gc) {
		my %o;
		return \%o if $$t =~ /\G\s*\}/gc;
		do {
			my $k = value($t);
			$$t =~ /\G\s*:/gc or die "no colon\n";
			$o{$k} = value($t);
		} while $$t =~ /\G\s*,/gc;
		$$t =~ /\G\s*\}/gc or die "object without end\n";
		return \%o;
	}
	if ($$t =~ /\G\[/gc) {
		my @a;
		return \@a if $$t =~ /\G\s*\]/gc;
		do { push @a, value($t) } while $$t =~ /\G\s*,/gc;
		$$t =~ /\G\s*\]/gc or die "array without end\n";
		return \@a;
	}
	return 1 if $$t =~ /\Gtrue/gc;
	return 0 if $$t =~ /\Gfalse/gc;
	return undef if $$t =~ /\Gnull/gc;
	die "not JSON\n";
}

sub read_json {
	my ($text) = @_;
	my $v = value(\$text);
	$text =~ /\G\s*\z/gc or die "text behind JSON\n";
	return $v;
}

1;
