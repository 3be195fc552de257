#!/bin/sh
# pxcheck on what only PolarDB-X has, and on what no MariaDB can be made to
# say; the server is played from a script.
. "${0%/*}/../lib.sh"
. "$top/tests/fakepx/fakepx.sh"
. "$top/tests/mclocal.sh"
unset PXSYNC_STATE PX_LOG

check() { # CODE NAME [OPTION]...
	_code=$1
	_name=$2
	shift 2
	code "$_code" pxcheck -c "$_name.conf" --json "$@" >checked 2>err ||
	    { cat checked err; return 1; }
}

item() { # ID STATUS [TEXT]
	grep "^{\"id\":\"$1\"" checked | sed 's/,"why".*//' | tee .item
	grep "\"status\":\"$2\"" .item | grep -q -F -- "${3-}"
}

# What every server here answers; more specific answers stand before it.
common() {
	printf 'query UNIX_TIMESTAMP()\ncolumns now\nrow %s\n' "$(date +%s)"
	cat <<-'END'
		query SCHEMATA
		columns SCHEMA_NAME
		row shop
		query LIKE 'server_id'
		columns Variable_name Value
		row server_id	7
		query LIKE 'binlog_format'
		columns Variable_name Value
		row binlog_format	ROW
		query LIKE 'binlog_row_image'
		columns Variable_name Value
		row binlog_row_image	FULL
		query LIKE '
		columns Variable_name Value
		query TABLE_NAME, ENGINE
		columns a b c
		row t	InnoDB	BASE TABLE
		query TABLE_TYPE
		columns a b c d e f
		row t	BASE TABLE	1	10	\N	\N
		query COLUMN_TYPE
		columns a b c d e f g h
		row t	a	NO	bigint(20)	\N	\N
		query INDEX_NAME
		columns a b c d e f g
		row t	PRIMARY	1	a	\N		BTREE
		query TABLE_GROUP
		columns a
		query LOCALITY_INFO
		columns a b c
		query SHOW CREATE TABLE
		columns a b
		row t	CREATE TABLE `t` (`a` bigint)
		query LIMIT 0
		columns a
		heartbeat-txn 1700000001000
		heartbeat-txn 1700000002000
	END
}

serve() { # NAME, the script on stdin
	px_serve "$1" || return 1
	{
		printf '[job]\nstate = %s/state\n' "$scratch"
		cat "$1.conf"
		printf '[objects]\ninclude = shop.*\n'
		cat target.part
	} >"$1.conf.new"
	mv "$1.conf.new" "$1.conf"
}

mclocal_start max --project local
mclocal_job max >target.part

common | serve good
t 'a PolarDB-X that is well' '
	check 0 good &&
	item source.version pass "polardbx 5.7.25-TDDL-5.4.19" &&
	item source.tablegroup pass && item source.locality pass &&
	item source.dump pass && item source.partial_json pass &&
	! grep "\"status\":\"\\(warn\\|fail\\|none\\)\"" checked'

hour=$(($(date +%s) - 3600))
{
	printf '%s\n' 'version 5.6.29-TDDL-5.4.11-16301083' deny \
	    'query TABLE_GROUP_NAME' 'columns a' 'row tg_orders' \
	    'query LOCALITY_INFO' 'columns a b c' \
	    'row table	t	dn=dn1' \
	    "query LIKE 'binlog_row_value_options'" \
	    'columns Variable_name Value' \
	    'row binlog_row_value_options	PARTIAL_JSON' \
	    "query LIKE 'server_id'" 'columns Variable_name Value' \
	    'row server_id	0'
	common | sed "s/^heartbeat-txn 17000000/heartbeat-txn $hour/
	    s/^\(heartbeat-txn .\{13\}\).*/\1/"
} | serve bad
t 'one that is not is 78' 'check 78 bad'
t 'source.version: DRDS 1.0' 'item source.version fail "5.4.11"'
t 'source.tablegroup' 'item source.tablegroup warn "tg_orders"'
t 'source.locality' 'item source.locality warn "dn=dn1"'
t 'source.partial_json' 'item source.partial_json fail PARTIAL_JSON'
t 'source.server_id: none' 'item source.server_id fail "server_id is 0"'
t 'source.dump: refused' 'item source.dump fail'
t 'source.retention: an hour of log is no week' \
    'item source.retention warn "is 1 h old, 168 h wanted"'

{
	printf '%s\n' 'query TABLE_GROUP' 'error 1146 no such table' \
	    'query LOCALITY_INFO' 'error 1146 no such table' \
	    'query SHOW CREATE TABLE' 'columns a b' \
	    "row t	CREATE TABLE \`LOCALITY = x\` (\`a\` bigint) \
tablegroup = \`g\`"
	common
} | serve older
t 'without the views the definition tells, quotes apart' '
	check 0 older && item source.tablegroup warn "'\''shop.t'\''" &&
	item source.locality pass'

{
	printf 'unready 1000\n'
	common
} | serve unready
t 'source.binlog: the log service is not ready' '
	check 78 unready && item source.binlog fail "not ready" &&
	item source.dump none'

{
	for q in TABLE_TYPE COLUMN_TYPE INDEX_NAME; do
		printf 'query %s\ncolumns a b c d e f g h\n' "$q"
		case $q in
		TABLE_TYPE) row='BASE TABLE|1|10|' ;;
		COLUMN_TYPE) row='a|NO|int|\N|\N||' ;;
		*) row='PRIMARY|1|a|\N||BTREE' ;;
		esac
		seq -f "row t%05.0f|$row" 5001 | tr '|' '\t'
	done
	common
} | serve many
printf '\n[objects]\nmap = shop.t* = new.*\n' >>many.conf
sed -i 's/^endpoint.*/endpoint = http:\/\/127.0.0.1:1\/api/' many.conf
t 'target.renames: 5,001 tables' '
	check 75 many && item target.renames warn "5001" &&
	item source.objects pass 5001 && item target.tables none'
done_testing
