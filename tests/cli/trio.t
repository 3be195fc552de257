#!/bin/sh
# What every program owes its user: help, version, a plain answer to a wrong
# option; and every filter: cut input, garbage, full disk, closed pipe,
# terminal, records of a later version.
. "${0%/*}/../lib.sh"

programs=$(sed -n '/^PROGS/,/[^\\]$/p' "$top/Makefile" | tr -d '\134' |
    sed 's/^PROGS *:=//')

# --- all of them --------------------------------------------------------------

t 'the list of programs is not empty' '[ "$(echo $programs | wc -w)" -ge 10 ]'
for p in $programs pxsync; do
	t "$p: --help on stdout, at most 80 columns" "
		code 0 $p --help >help 2>err
		[ -s help ] && [ ! -s err ] &&
		! grep -E '^.{81}' help && grep -q '^usage: $p' help"
	t "$p: -h is the same" "$p -h >h && [ -s h ] && cmp h help"
	t "$p: --help and --version stand in the help" \
	    "grep -q -e '-h, --help' help && grep -q -e '-V, --version' help"
	t "$p: --version" "
		code 0 $p --version >version 2>err
		grep -Ex '$p [0-9]+\.[0-9]+\.[0-9]+' version &&
		[ \"\$(wc -l <version)\" -eq 1 ] && [ ! -s err ] &&
		$p -V | cmp - version"
	t "$p: an unknown option is 64, with nothing on stdout" "
		code 64 $p --no-such-option >out 2>err </dev/null
		[ ! -s out ] && [ \"\$(wc -l <err)\" -le 2 ] &&
		grep -q \"^$p: .*--help\\|^hint: .*--help\" err"
	t "$p: help on a full disk is 74" "
		code 74 $p --help >/dev/full 2>err
		[ \"\$(wc -l <err)\" -eq 1 ] && grep -q '^$p: ' err"
	t "$p: version on a full disk is 74" \
	    "code 74 $p --version >/dev/full 2>err"
done

# --- streams ------------------------------------------------------------------

cat >make.pl <<'EOT'
# make.pl RECORD...: a stream of HELLO, the records (kind:flags:payload), END
my ($n, $out, %n) = (0, '', ());
sub rec { my ($k, $f, $p) = @_; $n++; $n{$k}++ if $k < 12;
    $out .= pack('VCCv', length $p, $k, $f, 0) . $p }
rec(1, 0, pack('Vvv(v/a)4', 0x52535850, 1, 0, 't 1', '', '', ''));
rec(split /:/, $_, 3) for @ARGV;
my $counts = join '', map { pack 'CQ<', $_, $n{$_} } sort { $a <=> $b } keys %n;
print $out, pack('VCCv', 10 + length $counts, 10, 0, 0),
    pack('Q<v', $n, scalar keys %n), $counts;
EOT
make() {
	perl make.pl "$@"
}

make >valid.rec
make 200:0:later >unknown.rec
make 200:1:later >skip.rec
make 6:0:xxxx >garbage.rec # a ROW of four bytes
head -c $(($(wc -c <valid.rec) - 1)) valid.rec >cut.rec
head -c 4000 /dev/urandom >noise
{ cat valid.rec; printf x; } >behind.rec
printf '{"kind":"hello"}\n{"kind":"end"}\n' >valid.json

t 'what make.pl makes is a stream' 'pxrec --count valid.rec'

# nobody PROG...: run it with a stdout that nobody reads
nobody() {
	perl -e 'pipe R, W; close R; open STDOUT, ">&W"; exec @ARGV' "$@"
}

# A terminal as stdout; the exit status is the program's.
terminal() { # INPUT COMMAND
	script -qec "$2 <$1" /dev/null </dev/null >seen
}

# --- every reader of records --------------------------------------------------

mkdir to
for p in rowdecode rowfilter mcpartition pxrec 'mcupload --to-dir to'; do
	n=${p%% *}
	t "$n: a stream without records" "$p <valid.rec >out"
	t "$n: empty stdin is 66" "
		code 66 $p </dev/null >out 2>err; grep -q '^$n: ' err"
	t "$n: a cut stream is 66" "
		code 66 $p <cut.rec >out 2>err
		[ \"\$(wc -l <err)\" -eq 1 ] && grep -q cut err"
	t "$n: what is no stream is 65" "
		code 65 $p <noise >out 2>err
		[ \"\$(wc -l <err)\" -eq 1 ] && grep -q 'not a record' err"
	t "$n: bytes behind the end are 65" "code 65 $p <behind.rec >out"
	t "$n: a record that makes no sense is 65" "
		code 65 $p <garbage.rec >out 2>err
		grep -q '^$n: .*record' err"
	t "$n: an unknown kind is 76" "
		code 76 $p <unknown.rec >out 2>err
		[ \"\$(wc -l <err)\" -eq 1 ] && grep -q 'kind 200' err"
	t "$n: an unknown kind that may be skipped is not" \
	    "$p <skip.rec >out"
done

# --- every writer of records --------------------------------------------------

for p in rowdecode rowfilter mcpartition; do
	t "$p: passes on what may be skipped" \
	    "$p <skip.rec | pxrec --count | grep -x ' *1 #200'"
	t "$p: a cut stream gets no end" "
		code 66 $p <cut.rec >out 2>err
		code 66 pxrec out >/dev/null 2>&1"
done

for p in 'rowdecode valid.rec' 'rowfilter valid.rec' \
    'mcpartition valid.rec' 'pxrec valid.rec' \
    'pxrec --from-json valid.json'; do
	in=${p##* }
	p=${p% *}
	t "$p: a full disk is 74" "
		code 74 $p <$in >/dev/full 2>err
		[ \"\$(wc -l <err)\" -eq 1 ] && grep -q '^${p%% *}: ' err"
	t "$p: a pipe that nobody reads is SIGPIPE, silently" "
		code 141 nobody $p <$in 2>err; [ ! -s err ]"
	t "$p: a closed stdout is 74" "code 74 $p <$in >&- 2>err"
done

for p in 'rowdecode valid.rec' 'rowfilter valid.rec' \
    'mcpartition valid.rec' 'pxrec --from-json valid.json'; do
	in=${p##* }
	p=${p% *}
	t "$p: no records to a terminal" "
		code 64 terminal $in '$p'; grep -q terminal seen"
done

# pxbinlog reads log files; of an empty one only HELLO and END come.
printf '\376bin' >empty.log
t 'pxbinlog: a log without events' \
    'pxbinlog empty.log | pxrec --json | grep -q "\"end\""'
t 'pxbinlog: a full disk is 74' 'code 74 pxbinlog empty.log >/dev/full'
t 'pxbinlog: a pipe that nobody reads is SIGPIPE' \
    'code 141 nobody pxbinlog empty.log'
t 'pxbinlog: no records to a terminal' \
    'code 64 terminal /dev/null "pxbinlog empty.log"; grep -q terminal seen'
t 'pxbinlog: what is no log is 65' 'code 65 pxbinlog noise >out'
done_testing
