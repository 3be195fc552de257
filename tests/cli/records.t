#!/bin/sh
# The worked example of pxrec(5): its JSON and its hexdump are the same
# stream, and the page shows every byte of it.
. "${0%/*}/../lib.sh"

page=$top/man/pxrec.5

# The displays of EXAMPLES, one file each: the JSON with its continuation
# lines joined, and the bytes of the dump.
sed -n '/^\.Sh EXAMPLES/,/^\.Sh SEE/p' "$page" |
    awk '/^\.Bd/ { n++; on = 1; next } /^\.Ed/ { on = 0 }
	on { print >("display" n) }'
awk '/^ / { sub(/^ +/, ""); printf "%s", $0; next }
    { printf "%s%s", n++ ? "\n" : "", $0 } END { print "" }' display1 >json
sed 's/^[0-9a-f]*  \(\([0-9a-f][0-9a-f] \)*[0-9a-f][0-9a-f]\).*/\1/' \
    display2 >hex
perl -ne 'print pack "H2" x split, split' hex >page.rec

t 'the page has both displays' '[ -s json ] && [ "$(wc -l <hex)" -gt 50 ]'
t 'the JSON makes a stream' 'pxrec --from-json json >json.rec'
t 'the dump is that stream' 'cmp page.rec json.rec'
t 'and makes the JSON' 'pxrec --json page.rec | diff json -'

# Offsets in front of the bytes, so that a reader can count.
t 'offsets of the dump are right' '
	awk "{ print \$1 }" display2 >said
	awk "{ printf \"%04x\\n\", at; at += NF }" hex | diff said -'

# What the page says of frames, read by nothing of ours.
t 'frames: lengths lead from record to record to the end' '
	perl -0777 -ne "
	    for (\$at = 0; \$at < length; \$at += 8 + \$n) {
		(\$n, \$kind, \$flags, \$zero) =
		    unpack q(VCCv), substr(\$_, \$at);
		exit 1 if \$flags or \$zero;
		push @kinds, \$kind;
	    }
	    exit 1 if \$at != length;
	    print qq(@kinds\n)" page.rec | grep -x "1 4 2 6 5 10"'

# One byte less anywhere is a cut stream; the last byte alone included.
t 'cut at any byte it is refused with 66' '
	n=$(wc -c <page.rec)
	i=0
	while [ $i -lt "$n" ]; do
		head -c $i page.rec >cut
		code 66 pxrec cut >/dev/null 2>&1 || { echo "at $i"; exit 1; }
		i=$((i + 1))
	done'
t 'a byte more is refused with 65' '
	{ cat page.rec; printf x; } | code 65 pxrec >/dev/null'
t 'another version is 76' '
	{ head -c 12 page.rec; printf "\002"; tail -c +14 page.rec; } |
	    code 76 pxrec >/dev/null'
t 'counts that are wrong are 65' '
	n=$(($(wc -c <page.rec) - 8))
	{ head -c $n page.rec; printf "\002"; tail -c 7 page.rec; } >wrong
	code 65 pxrec wrong 2>err >/dev/null; grep -q lost err'
t 'a length above the limit is 65, and no memory is asked for' '
	{ head -c 35 page.rec; printf "\001\377\377\177\004\0\0\0"; } >huge
	[ -n "${PX_SAN-}" ] || ulimit -v 200000
	code 65 pxrec huge >/dev/null'
t 'a length below it that never comes is 66, without the memory' '
	{ head -c 35 page.rec; printf "\0\0\0\177\004\0\0\0"; } >huge
	[ -n "${PX_SAN-}" ] || ulimit -v 200000
	code 66 pxrec huge >/dev/null'

# Kinds of a later version.
t 'an unknown kind stops the stream with 76' '
	{ head -c 35 page.rec; printf "\001\0\0\0\310\0\0\0x"; } |
	    code 76 pxrec >/dev/null'
t 'with the flag MAY_SKIP it passes' '
	{ head -n 1 json; echo "{\"kind\":200,\"flags\":1,
	    \"data\":{\"b64\":\"eA==\"}}" | tr -d "\n"; echo; echo \
	    "{\"kind\":\"end\"}"; } | pxrec --from-json | pxrec --json |
	    grep "\"records\":2"'
done_testing
