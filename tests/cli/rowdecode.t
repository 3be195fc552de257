#!/bin/sh
#
# rowdecode.t: logs of real servers, value for value, and everything that is
# refused.  The cases are a part of the corpus that tests/long/corpus.t runs.
# shellcheck disable=SC1091,SC2016,SC2154
. "${0%/*}/../lib.sh"
. "$top/tests/golden/case.sh"
golden=$top/tests/golden

for case in mysql97 mariadb1011; do
	for dir in "$golden/$case"/*; do
		name=${dir#"$golden"/}
		[ "$name" != mysql97/json-partial-min ] || continue # below
		t "$name is what its server says" "equal '$dir'"
	done
done
for name in mysql97/base mysql97/ddl-full mysql97/xa mariadb1011/base \
	mariadb1011/types-full mariadb1011/ddl-nolog mariadb1011/oldtemporal; do
	t "$name, definitions known" "equal_known '$golden/$name'"
done
while read -r file base expect txns; do
	t "damaged: ${file%.gz}" \
		"damaged '$golden/damaged/$file' '$golden/$base' $expect $txns"
done <"$golden/damaged/list"

# --- what is refused ---------------------------------------------------------

unpack "$golden/mariadb1011/base"
pxbinlog logs/* >events.rec
perl "$golden/schema.pl" "$golden/mariadb1011/base/truth.jsonl.gz" \
	"$golden/mariadb1011/base/schema.jsonl.gz" >tables.json
pxrec --from-json tables.json >tables.rec

# refused CODE TEXT ARGUMENT...: rowdecode ends with CODE and says TEXT.
refused() {
	_want=$1
	_text=$2
	shift 2
	code "$_want" rowdecode "$@" 2>err && cat err >&2 &&
		grep -qF -- "$_text" err
}

t 'an argument is too much' \
	"refused 64 \"unexpected argument 'x'\" x <events.rec"
t '--done wants a position' "refused 64 'not a position' --done x <events.rec"
t 'a schema that is not there' \
	"refused 78 \"cannot open schema 'no/such'\" --schema no/such \
	<events.rec"
t 'a schema that is no record stream' \
	"refused 78 'not a record stream' --schema tables.json <events.rec"
t 'a directory means tables.rec in it' \
	'mkdir dir && cp tables.rec dir &&
	rowdecode --schema dir <events.rec >a &&
	rowdecode --schema tables.rec <events.rec >b && cmp a b'
t 'the same input gives the same bytes' \
	'rowdecode <events.rec >a && rowdecode <events.rec >b && cmp a b'
t 'a stream that was cut: 66, and what is whole goes out' \
	'head -c 9000 events.rec >cut.rec
	refused 66 "cut after record" <cut.rec >out.rec &&
	pxrec --count <out.rec | grep -q " begin"'
t 'no stream at all' 'refused 66 "empty" </dev/null'
t 'rows are no events' \
	'rowdecode <events.rec >rows.rec &&
	refused 65 "where events are expected" <rows.rec'
t 'a full disk' 'code 74 rowdecode <events.rec >/dev/full'

t 'a log may have any name, if it is alone' \
	'cp logs/* plain && pxbinlog plain | rowdecode | pxrec --json -k row |
	head -n 1 | grep -q "\"record_id\":1[0-9]*,"'
t 'of several each needs a number' \
	'pxbinlog logs/* plain >two.rec &&
	refused 65 "plain:4: one of several logs has no number" <two.rec'

perl -pe 's/,\{[^{}]*"name":"j"[^{}]*\}//;' tables.json >less.json
t 'the definition has a column less' \
	"pxrec --from-json less.json >less.rec &&
	refused 78 \"table 'base.b1': the log has 7 columns here, the \
definition 6\" --schema less.rec <events.rec"
perl -pe 's/"type":"datetime"/"type":"date"/; s/datetime\(3\)/date/' \
	tables.json >other.json
t 'the definition has another type' \
	"pxrec --from-json other.json >other.rec &&
	refused 78 \"column 6 is 'dt' date in the definition\" \
	--schema other.rec <events.rec"
# --- definitions that are followed --------------------------------------------

perl -pe 's/"since":"[^"]*",//' tables.json >old.json
t 'a statement of the log counts more than a definition from before it' \
	'pxrec --from-json old.json >old.rec &&
	rowdecode --schema old.rec <events.rec | pxrec --json -k row >a &&
	rowdecode <events.rec | pxrec --json -k row >b && cmp a b'

# The middle of a log, with the first definition of one table: what the
# database's and the table's default character sets are is not in it.  (It
# ends before CREATE ... SELECT, whose tables all.json leaves out.)
case=$golden/mariadb1011/ddl-nolog
unpack "$case"
perl "$golden/schema.pl" "$case/truth.jsonl.gz" \
	"$case/schema.jsonl.gz" >all.json
{ head -n 2 all.json; tail -n 1 all.json; } | pxrec --from-json >first.rec
since=$(sed -n '2s/.*"since":"\([^"]*\)".*/\1/p' all.json)
pxbinlog --from "$since" --until mdb-bin.000249:21700 logs/* >late.rec
t 'a column of a character set that nobody told: 78, with the way out' \
	"refused 78 \"the character set of column 'c0' is not known\" \
	--schema first.rec <late.rec >some.rec &&
	grep -q 'hint: .*--schema-at mdb-bin' err"
t 'what is whole went out before' \
	'{ pxrec --json -k row some.rec 2>err || :; } | grep -q '\''"c1"'\'''

# drill: take the definition that the message asks for out of all.json, at the
# place it names, until the log is through.
drill() {
	_i=0
	set -- --schema first.rec
	until rowdecode "$@" <late.rec >through.rec 2>err; do
		cat err
		_i=$((_i + 1))
		[ "$_i" -lt 20 ] || return 1
		_at=$(sed -n 's/.*--schema-at \([^=]*\)=FILE.*/\1/p' err)
		perl -ne 'BEGIN { ($t, $at) = splice @ARGV, 0, 2;
		    $at =~ s/.*://; print qq({"kind":"hello"}\n) }
		    next if $done || !/"db":"([^"]*)".*"since":"[^"]*:(\d+)"/ ||
			$2 < $at;
		    $db = $1; /"table":"([^"]*)"/; $t eq "$db.$1" or next;
		    print; $done = 1; END { print qq({"kind":"end"}\n) }' \
		    "$(sed -n "1s/[^']*'\([^']*\)'.*/\1/p" err)" "$_at" \
		    all.json >fix.json
		pxrec --from-json fix.json >"fix$_i.rec" || return 1
		set -- "$@" --schema-at "$_at=fix$_i.rec"
	done
	echo "repaired $_i times"
	[ "$_i" -gt 0 ]
}
t 'the drill: a definition at the place of the message, and on it goes' drill
t 'all rows are there, with the values of the whole log' \
	'pxrec --json -k row through.rec >got && test "$(wc -l <got)" -gt 50 &&
	pos=$(sed -n "1s/.*\"pos\":\"\([^\"]*\)\".*/\1/p" got) &&
	pxbinlog --until mdb-bin.000249:21700 logs/* | rowdecode |
	pxrec --json -k row | sed -n "/\"$pos\"/,\$p" >want
	cmp want got'
t 'a later --schema counts more than an earlier one of the same place' \
	'sed -n "1,2p;\$p" all.json | pxrec --from-json >a.rec
	sed -n "1,2p;\$p" all.json |
	sed "s/\"name\":\"id\"/\"name\":\"ident\"/" |
	pxrec --from-json >b.rec
	{ rowdecode -s a.rec -s b.rec <late.rec 2>&1 || :; } |
	pxrec --json -k row 2>/dev/null | head -n 1 | grep "\"ident\":" &&
	{ rowdecode -s b.rec -s a.rec <late.rec 2>&1 || :; } |
	pxrec --json -k row 2>/dev/null | head -n 1 | grep "\"id\":"'
t '--schema-at wants a place and a file' \
	"refused 64 'not POSITION=FILE' --schema-at x <late.rec &&
	refused 64 'not a position' --schema-at x=first.rec <late.rec"

unpack "$golden/mysql97/stmt"
t 'a change logged as a statement: 65, with its place' \
	'pxbinlog logs/* >stmt.rec &&
	refused 65 "my-bin.000496:1296: a change was logged as a statement" \
	<stmt.rec >out.rec && pxrec --count <out.rec | grep -q "2 row"'

unpack "$golden/mysql97/json-partial-min"
t 'a partial update of a document that is not in the old image' \
	"pxbinlog logs/* | refused 65 'a JSON document is not in the old image'"

# --- a file that ends inside a transaction ------------------------------------

unpack "$golden/mysql97/base"
mkdir two
head -c 12123 logs/my-bin.000499 >two/my-bin.000499
cp logs/my-bin.000499 two/my-bin.000500
pxbinlog logs/* | rowdecode | pxrec --json -k row >whole.json
perl -ne '/"pos":"[^:"]*:(\d+)"/ && $1 < 10077 && print' whole.json >early.json
t 'the server crashed: its last transaction never was' \
	"pxbinlog two/* | rowdecode 2>err >two.rec && cat err &&
	grep -q 'my-bin.000499:10077: .*left open by a server' err &&
	pxrec --json -k row two.rec >two.json &&
	grep 'my-bin.000499:' two.json | cmp - early.json &&
	test \$(grep -c 'my-bin.000500:' two.json) -eq \$(wc -l <whole.json) &&
	pxrec --json -k mark two.rec | grep -F 'my-bin.000499:10077'"
t 'it goes over in order: half a transaction is not let fall' \
	"pxbinlog logs/* | pxrec --json | grep -v 'my-bin.000499:12123' |
	pxrec --from-json |
	refused 65 'my-bin.000499:12154: the file ends inside a transaction' \
	>out.rec && { pxrec --json -k row out.rec 2>/dev/null || :; } |
	cmp - early.json"

# --- XA -----------------------------------------------------------------------

unpack "$golden/mysql97/xa"
t 'an XA branch whose rows were not read' \
	'pxbinlog logs/my-bin.000489 logs/my-bin.000490 >late.rec &&
	refused 65 "decided that was prepared before the place" <late.rec'
pxbinlog logs/* | rowdecode | pxrec --json >all.json
at=my-bin.000488:3355
t 'a branch not decided holds the position back' \
	"grep -F '\"pos\":\"$at\",\"resume\":\"my-bin.000488:2501\"' all.json"
t 'from there, with --done, the same rows follow' \
	"pxbinlog --from my-bin.000488:2501 logs/* |
		rowdecode --done $at | pxrec --json -k row,begin,mark |
		perl -pe 's/,\"ref\":\\d+//' >again.json
	sed '1,/\"pos\":\"$at\"/d' all.json |
		grep -E '^.\"kind\":\"(row|begin|mark)' |
		perl -pe 's/,\"ref\":\\d+//' >rest.json
	diff rest.json again.json && test -s rest.json"
done_testing
