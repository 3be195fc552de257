#!/bin/sh
#
# Events that no server at hand writes: of alpha releases, of versions to
# come, in orders that need bad luck; and the identities of transactions.
# shellcheck disable=SC1091,SC2016,SC2154
. "${0%/*}/../lib.sh"

made() { # CASE [rowdecode's options]: its records as text
	_case=$1
	shift
	perl "$top/tests/cli/rowdecode/made.pl" "$_case" >log.000001 &&
		pxbinlog log.000001 >"$_case.events" || return
	_rc=0
	rowdecode "$@" <"$_case.events" >"$_case.rec" 2>err || _rc=$?
	cat err
	pxrec --json "$_case.rec" 2>/dev/null >"$_case.json" || :
	return "$_rc"
}

kinds() {
	sed 's/.*"kind":"\([a-z]*\)".*/\1/' "$1.json" | tr '\n' ' '
}

# stops CASE TEXT [option...]: 65, with this text, and without an end
stops() {
	_text=$2
	_name=$1
	shift 2
	code 65 made "$_name" "$@" && grep -e "$_text" err &&
		! grep '"kind":"end"' "$_name.json"
}

t 'post-headers longer than today' 'made long &&
    grep "\"after\":{\"a\":3,\"b\":4}" long.json'
t 'rows of an alpha release are refused' 'stops alpha "alpha release"'
t '... where they are' 'grep "log.000001:[0-9]*: rows in the form" err'
t 'ALTER that only starts, or is given up, changes nothing' 'made alter &&
    kinds alter | grep -x "hello ddl mark mark begin table row mark \
mark mark ddl mark begin table row mark end "'
t '... until it is done' '
    grep "\"after\":{\"a\":1,\"b\":2}" alter.json &&
    grep "\"after\":{\"c\":1,\"a\":2}" alter.json'
t 'a procedure that starts a transaction is none' 'made procedure &&
    kinds procedure | grep -x "hello ddl mark ddl mark begin table row mark \
end "'
t 'a GTID with a tag' 'made tagged && grep -F "\"txid\":\"f0f1f2f3-f4f5-f6f7-\
f8f9-fafbfcfdfeff:night:21\"" tagged.json | grep "\"kind\":\"begin\""'
t '... and the time of its commit' '
    grep "\"op\":\"I\"" tagged.json | grep -F "22:13:20.123456Z"'
t 'what may be ignored is ignored' 'made ignorable &&
    grep "\"op\":\"I\"" ignorable.json'
t '... nothing else is' 'stops unknown "unknown type 43"'
t 'variables before a DDL do no harm' 'made harmless &&
    grep "\"op\":\"I\"" harmless.json'
t '... before a change logged as a statement that stops' '
    stops variables "INSERT INTO t VALUES.*"'
t 'a statement behind SET STATEMENT is one, unless it set its mode' '
    code 78 made setting && grep "sql_mode it was read with.*DROP c" err &&
    grep "\"op\":\"alter\"" setting.json'
t 'rows of a table that was created with another case stop' '
    code 78 made lower && grep "nothing is known of .d.t.: is it .d.T." err'
t 'ALTER IGNORE that may drop rows is a TRUNCATE, and followed' '
    made doubles && grep "\"op\":\"truncate\"" doubles.json &&
    grep "\"after\":{\"c\":1,\"b\":2}" doubles.json'
t 'LOAD DATA stops' 'stops load "EXECUTE_LOAD_QUERY: a change was logged"'
t 'a table that the server emptied was truncated' 'made emptied &&
    grep "\"kind\":\"ddl\"" emptied.json | grep "\"truncate\"" &&
    grep "\"op\":\"I\"" emptied.json'
t '... rows that a condition chose are not known' '
    stops deleted "logged as a statement"'
t 'an incident stops, with its text' 'stops incident "incident 1): gone"'

printf '[objects]\ninclude = d.*\n' >all.conf
t 'a sequence is none of the tables of a job' 'made sequence -c all.conf &&
    kinds sequence | grep -x "hello mark end "'
t '... though people may look at it' 'made sequence &&
    grep "\"@8\":8" sequence.json'

tso() { # N: as made.pl has it
	perl -e 'require $ARGV[0]; print Log::tso($ARGV[1])' \
	    "$top/tests/cli/pxbinlog/log.pl" "$1"
}
t 'a TSO above the one of the position' 'made tso --txid "$(tso 4)"'
t 'the one of the position again: another log is there' '
    stops tso "made its files anew" --txid "$(tso 5)"'
t '... both are named, with the place and what to do' '
    grep "log.000001:[0-9]*: TSO $(tso 5) is not above $(tso 5)," err &&
    grep "^hint: .*pxsync reset" err'
t 'one that is behind it as well' '
    stops tso "TSO $(tso 5) is not above $(tso 6)" --txid "$(tso 6)"'
t '... and nothing was given out' '[ "$(kinds tso)" = "hello mark " ] ||
    [ "$(kinds tso)" = "hello " ]'
place=$(pxrec --json tso.events | sed -n '/"kind":"event"/p' |
    sed -n '5s/.*"pos":"\([^"]*\)".*/\1/p')
t 'read again up to the position, it counts from there' '
    place=$(rowdecode <tso.events | pxrec --json -k mark |
	sed -n "1s/.*\"pos\":\"\([^\"]*\)\".*/\1/p") &&
    made tso --done "$place" --txid "$(tso 5)"'
t 'other identities have no order' 'made tso --txid 0-1-99 &&
    made alter --txid "$(tso 9)"'
t 'DDL of PolarDB-X has the time of its TSO' 'made ddl &&
    grep "\"kind\":\"ddl\"" ddl.json | grep -F "22:13:20.321000Z"'

done_testing
