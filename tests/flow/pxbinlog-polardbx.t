#!/bin/sh
#
# pxbinlog and PolarDB-X, played by a script: what must be announced, where a
# transaction ends, what error 1236 means, what comes again after a break.
. "${0%/*}/../lib.sh"
. "$top/tests/stream.sh"

has() {
	grep -q -a -e "$1" "$2"
}

umask 077
printf 'secret\n' >password

# serve NAME [FLAG]: a server of its own, its job file NAME.conf
serve() {
	mkdir "$1"
	[ "$#" -eq 1 ] || : >"$1/$2"
	perl "$top/tests/flow/pxbinlog/server.pl" \
	    "$top/tests/cli/pxbinlog/log.pl" "$scratch/$1" >"$1/err" 2>&1 &
	at_exit "kill $! 2>/dev/null"
	until_true 20 test -s "$1/port"
	cat >"$1.conf" <<-END
		[source]
		port = $(cat "$1/port")
		user = px
		password_file = password
		tls = off
		heartbeat = 1s
	END
}

# plan NAME LINE...: what its next dumps do; the server counts from its start
plan() {
	_name=$1
	shift
	printf '%s\n' "$@" >"$_name/plan"
}

serve a
pxbinlog a/binlog.000001 a/binlog.000002 >file.rec
plan a all
t 'network and files give the same bytes' '
    pxbinlog -c a.conf >net.rec && same net.rec file.rec'
t 'it knows whom it talks to' '
    pxrec net.rec | head -n 1 | grep -q source=polardbx'
t 'the checksum is announced, the heartbeat in nanoseconds' '
    has "^SET @master_binlog_checksum = .CRC32.$" a/said &&
    has "^SET @master_heartbeat_period = 1000000000$" a/said'
t '... and nothing that is not PolarDB-X' '
	! has "mariadb\|@source\|uuid" a/said'
t 'the dump has no flags, and a number of ours' '
    has "^DUMP binlog.000001:4 flags 0 id$" a/said'
cp a.conf stream.conf
printf 'stream = group1_stream_0\n' >>stream.conf
t 'a stream is named where there are streams' '
    pxbinlog -c stream.conf >1.rec; has "WITH .group1_stream_0.$" a/said'

serve b
plan b 'error please try later...' 'cut 7' 'cut 8' 'cut 3' all
t 'refusals, and breaks anywhere in a transaction, are bridged' '
    pxbinlog -c b.conf --from binlog.000001:4 >1.rec 2>err &&
    same 1.rec file.rec || { cat err; false; }'
t '... which were there' '[ "$(grep -c "^DUMP" b/said)" -eq 5 ]'
t '... each from the last boundary' '
    ! awk "/^DUMP/" b/said | sed 1,2d | grep -v -F "$(
	pxrec --text file.rec >/dev/null; perl \
	    "$top/tests/cli/pxbinlog/log.pl" polardbx 2>&1 >/dev/null |
	    awk "p { print \"DUMP binlog.00000\" 1 \":\" \$1 \" \"
		     print \"DUMP binlog.00000\" 2 \":\" \$1 \" \" }
		{ p = \$3 }")"'

serve c
plan c 'cut 6' other
t 'other events than before the break: 75, and no end' '
    code 75 pxbinlog -c c.conf >1.rec 2>err && has "other events" err &&
    code 66 pxrec --count 1.rec'

serve d purged
t 'a purged log is 69, and names what is needed and what there is' '
    code 69 pxbinlog -c d.conf --from binlog.000001:4 >1.rec 2>err &&
    has "binlog.000001" err && has "binlog.000002" err'
t 'a file of the future is 69' '
    code 69 pxbinlog -c d.conf --from binlog.000009:4 >1.rec 2>err &&
    has "another server" err'

serve e
size=$(wc -c <e/binlog.000001)
t 'the end of a closed file is the beginning of the next' '
    pxbinlog -c e.conf --from "binlog.000001:$size" >1.rec 2>err &&
    pxbinlog e/binlog.000002 >2.rec && same 1.rec 2.rec'

serve f
plan f 'hang 8'
pxbinlog -c f.conf --follow --from earliest >f.rec 2>f.err &
pid=$!
t 'it hangs between XID and CTS' 'until_true 20 eval "
    [ \$(pxrec f.rec 2>/dev/null | grep -c ^event) -eq 8 ]"'
kill "$pid"
: >f/go
rc=0
wait "$pid" || rc=$?
t 'TERM there ends it behind the CTS' '
    [ "$rc" -eq 0 ] && [ "$(pxrec f.rec | grep -c ^event)" -eq 9 ] &&
    pxrec f.rec | grep "^event" | tail -n 1 | grep -q "type 29"'

serve g large
t 'a packet that fills 16 MB exactly is taken apart from the next' '
    pxbinlog -c g.conf >1.rec && pxbinlog g/binlog.00000[12] >2.rec &&
    same 1.rec 2.rec'

done_testing
