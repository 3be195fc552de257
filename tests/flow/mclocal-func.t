#!/bin/sh
# The functions of mclocal-func.txt: under a title, expressions and what they
# are, as csv shows it; most are the examples of MaxCompute's manual.
. "${0%/*}/../lib.sh"
. "$top/tests/mclocal.sh"

mclocal_start a
mclocal_use a

try() {
	[ -s wanted ] || return 0
	t "$(cat title)" '
		mc sql "select $(paste -sd, sql)" >out || { cat out; exit 1; }
		sed 1d out | tr "\037" "\n" >got
		paste -sd, wanted | diff - got || { cat sql; exit 1; }'
}

: >wanted
while IFS= read -r line; do
	case $line in
	'== '*)
		try
		printf '%s\n' "${line#* }" >title
		: >sql
		: >wanted
		;;
	*' => '*)
		printf '%s\n' "${line%% => *}" >>sql
		printf '%s\n' "${line#* => }" >>wanted
		;;
	esac
done <"$top/tests/flow/mclocal-func.txt"
try
done_testing
