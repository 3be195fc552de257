# case.sh: sourced by tests that run a case of the corpus through the decoder.
# shellcheck shell=sh
# shellcheck disable=SC2154 # top is set by tests/lib.sh

# unpack DIR: the logs of a case, under the server's names, into logs/.
unpack() {
	rm -rf logs
	mkdir logs
	for _f in "$1"/*-bin.[0-9]*.gz; do
		_b=${_f##*/}
		gzip -dc "$_f" >"logs/${_b%.gz}"
	done
}

# equal DIR: rows, values, positions and definitions are what the server's
# SELECTs said, with what the log alone tells.
equal() {
	unpack "$1"
	pxbinlog logs/* | rowdecode | pxrec --json |
		perl "$top/tests/golden/truth.pl" -d "$1/truth.jsonl.gz" \
			"$1/schema.jsonl.gz"
}

# equal_known DIR: the same, decoded with given definitions.
equal_known() {
	unpack "$1"
	perl "$top/tests/golden/schema.pl" "$1/truth.jsonl.gz" \
		"$1/schema.jsonl.gz" | pxrec --from-json >tables.rec
	pxbinlog logs/* | rowdecode --schema tables.rec | pxrec --json |
		perl "$top/tests/golden/truth.pl" -s "$1/truth.jsonl.gz" \
			"$1/schema.jsonl.gz"
}

# damaged FILE BASE EXPECT TXNS: so many transactions of the base case and
# no row more; an error is told where one is due.
damaged() {
	rm -rf logs
	mkdir logs
	gzip -dc "$1" >logs/bin.000001
	_code=0
	pxbinlog logs/bin.000001 >events.rec || _code=$?
	rowdecode <events.rec >rows.rec || {
		_c=$?
		[ "$_code" -ne 0 ] || _code=$_c
	}
	echo "exit $_code"
	case $3 in
	same) [ "$_code" -eq 0 ] ;;
	error) [ "$_code" -eq 65 ] ;;
	same_or_error) [ "$_code" -eq 65 ] || set -- "$1" "$2" same 1000 ;;
	prefix) [ "$_code" -eq 0 ] || [ "$_code" -eq 65 ] ;;
	esac || return 1
	[ "$4" -gt 0 ] || return 0
	pxrec --json rows.rec 2>pxrec.err |
		perl "$top/tests/golden/truth.pl" -p -n "$4" \
			"$2/truth.jsonl.gz" "$2/schema.jsonl.gz"
}
