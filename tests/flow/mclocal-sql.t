#!/bin/sh
# The statements of mclocal-sql.txt, one after another: "== title" and what
# the result is, or "!! title" and a pattern of the message it fails with.
. "${0%/*}/../lib.sh"
. "$top/tests/mclocal.sh"

mclocal_start a
mclocal_use a

# try KIND: the case in title, sql and wanted
try() {
	case $1 in
	'==') t "$(cat title)" 'mc sql "$(cat sql)" >got || { cat got; exit 1; }
		sed -e "s/Time: *[0-9: -]*|\$/Time:|/" \
		    -e "s/TableID: *[0-9a-f]* *|\$/TableID:|/" got |
		    diff wanted -' ;;
	'!!') t "$(cat title)" 'mc sql "$(cat sql)" >got && exit 1
		cat got && grep -q -e "$(cat wanted)" got' ;;
	esac
}

kind='' to=''
while IFS= read -r line; do
	case $line in
	'== '* | '!! '*)
		try "$kind"
		kind=${line%% *} to=sql
		printf '%s\n' "${line#* }" >title
		: >sql
		: >wanted
		;;
	--) to=wanted ;;
	*) printf '%s\n' "$line" >>"$to" ;;
	esac
done <"$top/tests/flow/mclocal-sql.txt"
try "$kind"
t 'permission for a full scan by the settings' '
	mc sql "select count(*) n from p" odps.sql.allow.fullscan=true'
done_testing
