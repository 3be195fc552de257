# streams.pl: a small record stream, damaged in every way there is, to the
# programs that read one.
#
#   perl streams.pl STREAM STEP PROGRAM [ARGUMENT...]
#
# Every cut ends with 66 and no end record; every turned bit with a value, or
# with an exit code and a message that says where.  STEP: only each
# so-manieth bit.  In an argument "%d" is a directory that is new each time.
use strict;
use warnings;
use File::Path 'remove_tree';
use POSIX ();

my ($path, $step, @command) = @ARGV;
my $whole = do {
	open my $f, '<:raw', $path or die "$path: $!\n";
	local $/;
	<$f>;
};
my $name = $command[0];
my ($bad, $cases, %codes) = (0, 0);

sub slurp {
	open my $f, '<:raw', shift or return '';
	local $/;
	return <$f> // '';
}

# Run it over these bytes: exit code (of a signal: 256 and more).
sub run {
	my ($bytes) = @_;
	open my $f, '>:raw', 'case' or die;
	print $f $bytes;
	close $f or die;
	remove_tree('dir');
	my $pid = fork // die;
	if ($pid == 0) {
		alarm 10;
		open STDIN, '<', 'case' or POSIX::_exit(127);
		open STDOUT, '>', 'out' or POSIX::_exit(127);
		open STDERR, '>', 'err' or POSIX::_exit(127);
		{ exec { $name } map { s/%d/dir/r } @command };
		POSIX::_exit(127);
	}
	waitpid $pid, 0;
	return $? & 127 ? 256 + ($? & 127) : $? >> 8;
}

# Does what it wrote end with an end record?  Others than filters write none.
sub ended {
	my $out = slurp('out');
	my $kind;
	for (my $at = 0; $at + 8 <= length $out;) {
		my ($len) = unpack 'V', substr $out, $at, 4;
		$kind = ord substr $out, $at + 4, 1;
		$at += 8 + $len;
	}
	return defined $kind && $kind == 10;
}

sub wrong {
	my ($what, $place, $code, $how) = @_;
	print "$what at $place: $how (exit $code): ", slurp('err'), "\n"
	    if $bad++ < 10;
}

sub judge {
	my ($what, $place, $code) = @_;
	$cases++;
	$codes{$code}++;
	my $err = slurp('err');
	# a copy of more chunks than came has to go on: 75
	return wrong($what, $place, $code, 'exit code')
	    if $code !~ /^(0|65|66|76|78)$/ &&
	    !($code == 75 && $err =~ /lacks \d+ of \d+ chunks/);
	return wrong($what, $place, $code, 'no message')
	    if $code != 0 && $err !~ /^\Q$name\E: \S/m;
	# the stream, one of its records, a place in a log, a name, or a hint
	return wrong($what, $place, $code, 'no place') if $code != 0 &&
	    $err !~ /: stdin: |: the stream |record \d|:\d+: |'[^']+'|^hint: /m;
	wrong($what, $place, $code, 'an end record behind an error')
	    if $name eq 'mcpartition' && $code != 0 && $code != 78 && ended();
}

my $code = run($whole);
die "the stream itself: exit $code: ", slurp('err') if $code != 0;
for my $n (0 .. length($whole) - 1) {
	$code = run(substr $whole, 0, $n);
	judge('cut', $n, $code);
	wrong('cut', $n, $code, 'not noticed') if $code != 66;
}
for (my $bit = 0; $bit < 8 * length $whole; $bit += $step) {
	my $bytes = $whole;
	substr($bytes, $bit >> 3, 1) ^= chr(1 << ($bit & 7));
	judge('bit', $bit, run($bytes));
}
print "$cases cases, ", join(', ', map { "$codes{$_} with $_" }
    sort { $a <=> $b } keys %codes), "\n";
exit($bad > 0);
