#!/bin/sh
#
# pxbinlog and files: what goes through, where it ends, what it refuses.
. "${0%/*}/../lib.sh"

log() {
	perl "$top/tests/cli/pxbinlog/log.pl" "$@"
}

events() {
	pxrec --count "$1" | awk '$2 == "event" { n = $1 } END { print n + 0 }'
}

has() {
	grep -q -a -e "$1" "$2"
}

for p in mysql mariadb polardbx; do
	log "$p" >"$p.000001" 2>"$p.list"
done

# --- the call

t 'without anything it is a wrong call' 'code 64 pxbinlog >1.rec'
t 'a job file and a log exclude each other' '
    code 64 pxbinlog -c job.conf mysql.000001 >1.rec'
for o in --follow '--from now' '--until now'; do
	t "$o needs a server" "code 64 pxbinlog $o mysql.000001 >1.rec"
done
t 'one beginning is enough' '
    code 64 pxbinlog --from a.1:4 --from-time 2024-01-01T00:00:00Z x >1.rec'
t 'one end is enough' 'code 64 pxbinlog --until a.1:4 --until a.1:5 x >1.rec'
for o in '--from mysql.000001' '--from mysql.000001:3' '--from :4' \
    '--until yesterday' '--until 2024-01-01T00:00:04' '--from-time 2024' \
    '--from-time 1969-12-31T00:00:00Z'; do
	t "$o is no place" "code 64 pxbinlog $o mysql.000001 >1.rec"
done
t 'an unknown option is a wrong call' 'code 64 pxbinlog --form x >1.rec'
t 'a log that is not there' 'code 66 pxbinlog nothing.000001 >1.rec'
t '--from a file that was not given' '
    code 64 pxbinlog --from other.000001:4 mysql.000001 >1.rec'
t 'a terminal gets no records' '
    code 64 script -qec "pxbinlog mysql.000001" /dev/null'
t 'a full disk is 74' 'code 74 pxbinlog mysql.000001 >/dev/full'
mkfifo gone
t 'a reader that is gone is 141' '
    (exec 3<>gone && exec 4>gone && exec 3<&- &&
	code 141 pxbinlog mysql.000001 >&4)'

# --- what goes through

for p in mysql mariadb polardbx; do
	n=$(wc -l <"$p.list")
	t "$p: every event comes" '
	    pxbinlog "$p.000001" >1.rec && [ "$(events 1.rec)" -eq "$n" ]'
	t "$p: every boundary is a place to begin, nothing else is" '
	    while read -r at type boundary; do
		next=$(awk -v at="$at" "\$1 > at { print \$1; exit }" "$p.list")
		[ -n "$next" ] || next=$(wc -c <"$p.000001")
		want=$((boundary ? 0 : 65))
		code "$want" pxbinlog --from "$p.000001:$next" "$p.000001" \
		    >1.rec 2>err || exit 1
	    done <"$p.list"'
	t "$p: and to end at" '
	    n=0
	    while read -r at type boundary; do
		n=$((n + 1))
		pxbinlog --until "$p.000001:$((at + 1))" "$p.000001" >1.rec &&
		pxrec --count 1.rec >/dev/null || exit 1
		m=$(tail -n +$n "$p.list" |
		    awk -v n=$n "\$3 == 1 { print NR + n - 1; exit }")
		[ "$(events 1.rec)" -eq "$m" ] ||
		    { echo "$at: $(events 1.rec), not $m"; exit 1; }
	    done <"$p.list"'
done
t 'on PolarDB-X the CTS ends it, not the XID' '
    [ "$(tail -n 1 polardbx.list | cut -d " " -f 2,3)" = "29 1" ] &&
    grep -q " 16 0" polardbx.list'

log mysql 1700000000 1 >used.bin 2>used.list
cp used.bin in.000001
pxbinlog in.000001 >1.rec
cp mysql.000001 in.000001
pxbinlog in.000001 >2.rec
t 'a log in use gives the bytes of a closed one' 'cmp 1.rec 2.rec'
t 'stdin gives the bytes of a file' '
    pxbinlog --from in.000001:4 - <in.000001 >1.rec && cmp 1.rec 2.rec'
t '... and has a name of its own' '
    pxbinlog - <in.000001 >1.rec && has stdin.000000 1.rec'
t 'a pipe needs no seeking' '
    cat in.000001 | pxbinlog --from in.000001:4 - >1.rec && cmp 1.rec 2.rec'

log mysql 0 0 in.000002 >in.000001 2>in.list
cp mysql.000001 in.000002
t 'several logs come in the order given' '
    pxbinlog in.000001 in.000002 >1.rec &&
    [ "$(events 1.rec)" -eq "$(cat in.list mysql.list | wc -l)" ] &&
    pxrec 1.rec | grep -q "in.000002:4 "'
t '... --from skips whole ones' '
    pxbinlog --from in.000002:4 in.000001 in.000002 >1.rec &&
    [ "$(events 1.rec)" -eq "$(wc -l <mysql.list)" ]'
t '... --until ends before the next' '
    pxbinlog --until in.000001:5 in.000001 in.000002 >1.rec &&
    [ "$(events 1.rec)" -eq 1 ]'
t '--from-time of the future gives a whole, empty stream' '
    pxbinlog --from-time 2090-01-01T00:00:00Z in.000001 >1.rec &&
    [ "$(events 1.rec)" -eq 0 ]'

# --- damage

size=$(wc -c <mysql.000001)
t 'a log cut anywhere gives its whole events, and says where it is cut' '
    i=4
    while [ "$i" -lt "$size" ]; do
	head -c "$i" mysql.000001 >cut.000001
	n=$(awk -v i="$i" "NR > 1 && \$1 <= i { n++ } END { print n + 0 }" \
	    mysql.list)
	[ "$i" -gt 4 ] && grep -q "^$i " mysql.list || [ "$i" -eq 4 ] &&
	    want=0 || want=65
	code "$want" pxbinlog cut.000001 >1.rec 2>err || exit 1
	if [ "$want" -eq 65 ]; then
		at=$(awk -v i="$i" "\$1 < i { at = \$1 } END { print at }" \
		    mysql.list)
		has "cut.000001:$at: the log is cut" err || { cat err; exit 1; }
		! pxrec --count 1.rec >/dev/null 2>&1 || exit 1
	fi
	# whole events are delivered in either case
	m=$(pxrec 1.rec 2>/dev/null | grep -c "^event") || :
	[ "$m" -eq "$n" ] || { echo "$i: $m events, not $n"; exit 1; }
	i=$((i + 3))
    done'
t 'a flipped bit anywhere is seen' '
    i=4
    while [ "$i" -lt "$size" ]; do
	perl -e "binmode STDIN; local \$/; \$_ = <STDIN>;
	    substr(\$_, $i, 1) ^= chr(1 << $i % 7 + 1); print" \
	    <mysql.000001 >bit.000001
	code 65 pxbinlog bit.000001 >1.rec 2>err || { echo "byte $i"; exit 1; }
	i=$((i + 5))
    done'
t '... and the message has file and offset' 'has "bit.000001:[0-9]*: " err'
printf 'something else' >else.000001
t 'another kind of file is 65' '
    code 65 pxbinlog else.000001 >1.rec 2>err && has "not a binary log" err'
: >empty.000001
t 'an empty file is 65' 'code 65 pxbinlog empty.000001 >1.rec'
{ printf '\375bin'; head -c 600 /dev/zero; } >secret.000001
t 'an encrypted log is 65, with what to do' '
    code 65 pxbinlog secret.000001 >1.rec 2>err &&
    has encrypted err && has "^hint: " err'
{ cat mysql.000001; head -c 4096 /dev/zero; } >zero.000001
t 'zeros behind the last event are 65' '
    code 65 pxbinlog zero.000001 >1.rec 2>err && has "zero.000001:$size: " err'

perl -e 'require $ARGV[0]; binmode STDOUT; print "\xfebin", map { $_->[3] }
    grep { $_->[1] != 16 } Log::whole("mysql", 0, 0, "next.000002")' \
    "$top/tests/cli/pxbinlog/log.pl" >relay.000001
t 'a file that goes over inside a transaction is 65' '
    code 65 pxbinlog relay.000001 >1.rec 2>err &&
    has "inside a transaction" err'
perl -e 'require $ARGV[0]; binmode STDOUT; print "\xfebin", map { $_->[3] }
    grep { $_->[1] != 16 } Log::whole("mysql", 0, 1)' \
    "$top/tests/cli/pxbinlog/log.pl" >crash.000001
cp mysql.000001 crash.000002
t 'one that was left by a server that crashed is read, and the next one' '
    pxbinlog crash.000001 crash.000002 >1.rec &&
    pxrec --json -k event 1.rec >1.json && has "crash.000002:4\"" 1.json'

# --- stopping

mkfifo slow
pxbinlog - <slow >out.rec 2>err &
pid=$!
exec 5>slow
at=$(awk '$2 == 19 { print $1; exit }' mysql.list)
end=$(awk '$2 == 16 { getline; print $1; exit }' mysql.list)
head -c "$at" mysql.000001 >&5
t 'a pause in the input gets out what there is' '
    until_true 20 has "CREATE TABLE" out.rec'
kill "$pid"
tail -c +$((at + 1)) mysql.000001 | head -c $((end - at + 1)) >&5
rc=0
wait "$pid" || rc=$?
exec 5>&-
t 'TERM inside a transaction ends behind it' '
    [ "$rc" -eq 0 ] && [ "$(events out.rec)" -eq \
	"$(awk -v e="$end" "\$1 < e" mysql.list | wc -l)" ]'

# --- logs of real servers

if [ -d "$corpus/mysql97" ]; then
	# all FOLDER/CASE: its logs in their order
	all() {
		mkdir case
		for f in "$1"*-bin.*.gz; do
			gzip -dc "$f" >"case/$(basename "$f" .gz)"
		done
		pxbinlog case/* >1.rec && pxrec --count 1.rec >/dev/null
		_rc=$?
		rm -r case
		return "$_rc"
	}
	for d in "$corpus"/mysql97/*/ "$corpus"/mariadb1011/*/; do
		t "${d#"$corpus"/} passes whole" 'all "$d"'
	done
else
	skip 'logs of real servers pass whole' 'no corpus here'
fi

done_testing
