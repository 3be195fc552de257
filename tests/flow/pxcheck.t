#!/bin/sh
# pxcheck against both ends: a job that is all well, and for every item a case
# in which it says no.
. "${0%/*}/../lib.sh"
. "$top/tests/mariadb.sh"
. "$top/tests/mclocal.sh"
unset PXSYNC_STATE PX_LOG

job() { # NAME: NAME.conf for database NAME, more sections on stdin
	{
		printf '[job]\nname = %s\nstate = %s/state\n' "$1" "$scratch"
		cat source.part
		printf '[objects]\ninclude = %s.*\n' "$1"
		cat target.part -
	} >"$1.conf"
}

# Check a job: exit code and options in front; an item a line in checked.
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

mariadb_start db
mclocal_start max --project local
mclocal_use max

: >source.part
mariadb_job db source.part
mclocal_job max >target.part

# --- a job that is well -------------------------------------------------------

sql db 'CREATE DATABASE shop; CREATE TABLE shop.orders (id BIGINT PRIMARY KEY,
	name VARCHAR(40), paid DECIMAL(30,10), at DATETIME(6))'
job shop </dev/null
t 'a job that is well is 0' 'check 0 shop'
t 'all of it passed' 'grep -q "\"percent\":100" checked &&
	! grep "\"status\":\"\\(warn\\|fail\\|none\\)\"" checked'
t 'each item says why and how' '
	[ "$(grep -c "\"why\":\"..*\",\"cure\":\"..*\"" checked)" -eq 47 ]'
t 'the text has a line for each, and the rate' '
	pxcheck -c shop.conf >out || exit
	grep -q "^PASS source.select  *granted" out &&
	tail -n 1 out | grep -x "\([0-9]*\) of \1 passed (100 %), 0 warned.*"'
t 'quiet: only what did not pass, and the rate' '
	pxcheck -q -c shop.conf >out && [ "$(wc -l <out)" -eq 1 ]'
t 'nothing was created, here or there' '
	[ ! -e state ] && mc req GET /projects/local/tables >tables &&
	! grep "<Name>" tables'
t 'a full disk below stdout is 74' \
    'code 74 pxcheck -c shop.conf >/dev/full 2>err'
t 'an id that is none is 64' 'code 64 pxcheck -c shop.conf --allow nothing'

# --- tables -------------------------------------------------------------------

sql db <<'END'
CREATE DATABASE odd; USE odd;
CREATE TABLE nokey (a INT);
CREATE TABLE maybe (a INT NULL, UNIQUE KEY (a));
CREATE TABLE parent (a INT PRIMARY KEY) ENGINE=InnoDB;
CREATE TABLE child (a INT PRIMARY KEY, p INT, CONSTRAINT up FOREIGN KEY (p)
	REFERENCES parent (a) ON DELETE CASCADE) ENGINE=InnoDB;
CREATE TABLE fleeting (a INT PRIMARY KEY) ENGINE=MEMORY;
CREATE TABLE m1 (a INT NOT NULL, KEY (a)) ENGINE=MyISAM;
CREATE TABLE merged (a INT NOT NULL, KEY (a)) ENGINE=MERGE UNION=(m1);
CREATE TABLE aged (a INT PRIMARY KEY) WITH SYSTEM VERSIONING;
CREATE VIEW seen AS SELECT a FROM nokey;
CREATE TABLE long_ones (a INT PRIMARY KEY, b LONGTEXT, c MEDIUMBLOB, d TEXT);
CREATE TABLE lossy (a BIGINT UNSIGNED PRIMARY KEY, b DECIMAL(30,2),
	c DATETIME(6), d DECIMAL(10,2), e DATETIME(3));
CREATE TABLE Upper (a INT PRIMARY KEY);
CREATE TABLE upper (a INT PRIMARY KEY);
CREATE TABLE `1st` (a INT PRIMARY KEY, `b-c` INT);
CREATE TABLE added (a INT PRIMARY KEY, record_id INT, modifytime_day INT);
CREATE TABLE renamed (a INT PRIMARY KEY, b INT, c INT);
CREATE DATABASE odd2;
CREATE TABLE odd2.nokey (a INT PRIMARY KEY);
CREATE DATABASE cut;
CREATE TABLE cut.`a	b` (a INT PRIMARY KEY);
END
job odd <<'END'
[shape]
names = previous
types = dts
partition = year,month,day,hour,minute
END
sed -i 's/^include.*/include = odd.*, odd2.*, odd.missing\
map = odd.renamed.b = C/' odd.conf
t 'much that is odd is 78' 'check 78 odd'
t 'source.objects: a table that is not there' \
    'item source.objects fail "odd.missing"'
t 'source.views' 'item source.views warn "odd.seen"'
t 'source.engines: rows elsewhere, old ones, and rows that get lost' '
	item source.engines fail "odd.merged" &&
	item source.engines fail "odd.aged" &&
	item source.engines fail "odd.fleeting"'
t 'source.keys' '
	item source.keys warn "odd.nokey" && ! item source.keys warn maybe'
t 'source.nullable_keys' '
	item source.nullable_keys warn "odd.maybe" &&
	! item source.nullable_keys warn nokey'
t 'source.cascades' \
    'item source.cascades warn "odd.child'\'' has ON DELETE CASCADE"'
t 'target.cells: only what can be longer' '
	item target.cells warn "long_ones.b" && item target.cells warn ".c" &&
	! item target.cells warn "long_ones.d"'
t 'target.cells: the job says what becomes of them' '
	cp checked kept
	sed "s/^\[objects\]/[shape]\nlong_value = cut\n&/" odd.conf >cut.conf
	pxcheck -c cut.conf --json >checked 2>/dev/null || :
	item target.cells pass; rc=$?
	mv kept checked; exit $rc'
t 'target.types: what the map of DTS loses' '
	item target.types warn "lossy.a" && item target.types warn "lossy.b" &&
	item target.types warn "lossy.c" &&
	! item target.types warn "lossy.d" &&
	! item target.types warn "lossy.e"'
t 'target.case' 'item target.case warn "odd.Upper"'
t 'target.names: tables and columns' '
	item target.names fail "1st_base" && item target.names fail "b-c"'
t 'target.collisions: case, databases, columns after renaming' '
	item target.collisions fail "upper_base" &&
	item target.collisions fail "odd2.nokey" &&
	item target.collisions fail "columns '\''b'\'' and '\''c'\''"'
t 'target.added_columns: the columns of the rule, the partitions too' '
	item target.added_columns fail "added.record_id" &&
	item target.added_columns fail "added.modifytime_day"'
t 'target.partitions: minutes fill a log in 41.7 days' '
	item target.partitions warn "41.7 days" &&
	item target.partitions warn "6.9"'
t 'with the other rule and map they pass' '
	sed "s/previous/new/; s/dts/exact/; s/,minute/&\nlifecycle = 6/" \
	    odd.conf >other.conf
	check 78 other && item target.types pass &&
	item target.added_columns pass && item target.partitions pass'
t 'without the incremental phase the log does not matter' '
	sed "s/^\[job\]/&\nphases = schema full/" odd.conf >once.conf
	check 78 once && item source.engines skip && item source.dump skip &&
	item source.retention skip && item source.cascades skip'

job cut </dev/null
t 'source.schema: a definition that cannot be used' '
	check 78 cut && item source.schema fail "control characters" &&
	item source.keys none && item target.tables none'
job nothing </dev/null
t 'source.objects: nothing is chosen' \
    'check 78 nothing && item source.objects fail "no table is chosen"'

job wide </dev/null
{
	printf 'CREATE DATABASE wide; CREATE TABLE wide.t (c0 INT PRIMARY KEY'
	seq -f ', c%.0f TINYINT' 1 1195
	printf ') ENGINE=MyISAM'
} | sql db
t 'target.columns: 1,195 and ours are too many' \
    'check 78 wide && item target.columns fail "wide.t'\'': 1204"'

# --- warnings -----------------------------------------------------------------

sql db 'CREATE DATABASE plain; CREATE TABLE plain.t (a INT)'
job plain </dev/null
t 'a warning is no failure' '
	check 0 plain && item source.keys warn &&
	! grep "\"percent\":100" checked'
t 'allowed it has passed' '
	check 0 plain --allow source.keys && item source.keys allow plain.t &&
	grep "\"percent\":100" checked'
t 'a failure cannot be allowed' 'check 78 odd --allow source.objects &&
	item source.objects fail'

# --- the server's settings ----------------------------------------------------

with() { # STATEMENT STATEMENT: the first, a check of shop, the second
	sql db "$1"
	pxcheck -c shop.conf --json >checked 2>err
	_rc=$?
	sql db "$2"
	return "$_rc"
}
t 'source.binlog_format' '
	with "SET GLOBAL binlog_format = STATEMENT" \
	    "SET GLOBAL binlog_format = ROW"
	[ $? -eq 78 ] && item source.binlog_format fail STATEMENT'
t 'source.row_image' '
	with "SET GLOBAL binlog_row_image = MINIMAL" \
	    "SET GLOBAL binlog_row_image = FULL"
	[ $? -eq 78 ] && item source.row_image fail MINIMAL'
t 'source.retention: less than 7 days for a copy' '
	with "SET GLOBAL expire_logs_days = 3" "SELECT 1"
	[ $? -eq 78 ] && item source.retention fail "72.0 h, 168 h wanted"'
t '... but enough for changes alone' '
	sed "s/^\[job\]/&\nphases = incr/" shop.conf >follow.conf
	check 78 follow && item source.retention pass "72 h" &&
	item target.tables fail "is not there"'
t 'source.retention: less than 24 hours' '
	sql db "SET GLOBAL binlog_expire_logs_seconds = 7200"
	check 78 follow
	sql db "SET GLOBAL binlog_expire_logs_seconds = 0"
	item source.retention fail "2.0 h, 24 h wanted"'
t 'source.server_id: that of the server' '
	sed "s/^socket/server_id = 1\n&/" shop.conf >same.conf
	check 78 same && item source.server_id fail "is that of the server"'
t 'source.start: a log that is gone' '
	sed "s/^socket/start = bin.000077:4\n&/" shop.conf >gone.conf
	check 78 gone && item source.start fail "oldest log is '\''bin.000001"'
t 'source.start: one that is there' '
	sed "s/^socket/start = bin.000001:4\n&/" shop.conf >there.conf
	check 0 there && item source.start pass'
t 'source.clock: ten minutes apart' '
	with "SET GLOBAL init_connect = \"SET timestamp =
	    UNIX_TIMESTAMP(SYSDATE()) - 600\"" "SET GLOBAL init_connect = \"\""
	item source.clock warn "s behind"'

# --- privileges, tried --------------------------------------------------------

account() { # NAME PRIVILEGE...: NAME.conf, as shop but for the account
	_user=$1
	shift
	sql db "CREATE USER $_user IDENTIFIED BY 'px secret'; $*"
	sed "s/^user = px/user = $_user/" shop.conf >"$_user.conf"
}
t 'source.connect: a wrong password is 77, nothing behind it is made' '
	account stranger "ALTER USER stranger IDENTIFIED BY '\''other'\''"
	check 77 stranger && item source.connect fail "Access denied" &&
	item source.keys none && item target.connect pass'
t 'source.position: without REPLICATION CLIENT' '
	account noclient "GRANT SELECT, REPLICATION SLAVE ON *.* TO noclient"
	check 78 noclient && item source.position fail BINLOG &&
	item source.dump none'
t 'source.dump: without REPLICATION SLAVE' '
	account noslave "GRANT SELECT, REPLICATION CLIENT ON *.* TO noslave"
	check 78 noslave && item source.position pass &&
	item source.dump fail "Access denied"'
t 'source.select: a table that may be written only' '
	account writer "GRANT REPLICATION CLIENT, REPLICATION SLAVE ON *.*
	    TO writer; GRANT INSERT ON shop.orders TO writer"
	check 78 writer && item source.select fail "shop.orders"'

# --- other servers ------------------------------------------------------------

other() { # NAME OPTION...: a server of its own; NAME.conf, as shop
	mariadb_start "$@"
	mariadb_job "$1" "$1.source"
	sql "$1" 'CREATE DATABASE shop; CREATE TABLE shop.t (a INT PRIMARY KEY)'
	{
		printf '[job]\nstate = %s/state\n' "$scratch"
		cat "$1.source"
		printf '[objects]\ninclude = shop.*\n'
		cat target.part
	} >"$1.conf"
}
t 'source.binlog: there is none' '
	other nolog --skip-log-bin
	check 78 nolog && item source.binlog fail "no binary log" &&
	item source.dump none'
t 'source.log_filter, source.version: old, and it leaves us out' '
	mariadb_kill nolog
	other old --binlog-ignore-db=shop --version=10.1.48-MariaDB
	check 78 old && item source.version fail "too old" &&
	item source.log_filter fail "'\''shop'\''"; rc=$?
	mariadb_kill old; exit $rc'

# --- conditions and scripts ---------------------------------------------------

filters() { # LINE of [objects]
	sed "s/^\[objects\]/&\n$1/" shop.conf >filters.conf
}
t 'source.filters: a column that is not there' '
	filters "where = shop.orders: nothing = 1"
	check 78 filters && item source.filters fail nothing'
t 'source.filters: a condition that cannot be read' '
	filters "where = shop.orders: id >"
	check 78 filters && item source.filters fail "something is missing"'
t 'source.filters: a script, with the place' '
	printf "e_set(\`nothing\`, op_sum(1))" >bad.etl
	filters "etl = bad.etl"
	check 78 filters && item source.filters fail "bad.etl:1"'
t 'source.filters: what fits' '
	filters "where = shop.orders: id > 1"
	pxcheck -c filters.conf --json >checked 2>/dev/null || :
	item source.filters pass fit && item source.objects pass'

# --- the target ---------------------------------------------------------------

t 'target.connect: another key is 77' '
	printf "wrong\n" >wrong.key; chmod 600 wrong.key
	sed "s,^\(access_key_file = \).*,\1wrong.key," shop.conf >k.conf
	check 77 k && item target.connect fail && item target.tables none &&
	item source.dump pass'
t 'target.connect: no such project' '
	sed "s,^project.*,project = missing," shop.conf >p.conf
	pxcheck -c p.conf --json >checked 2>err; [ $? -ge 69 ] &&
	item target.connect fail missing'
t 'target.tunnel: nobody listens' '
	sed "s,^project,tunnel_endpoint = http://127.0.0.1:1\n&," \
	    shop.conf >tunnel.conf
	check 75 tunnel && item target.tunnel fail && item target.connect pass'
answers() { # NAME: rules from stdin; NAME.conf, as shop
	cat >"$1.rules"
	: >"$1.log"
	perl "$top/tests/flow/mcanswers.pl" "$1.rules" "$1.port" "$1.log" &
	at_exit "kill $! 2>/dev/null"
	until_true 20 [ -s "$1.port" ]
	sed "s,^endpoint.*,endpoint = http://127.0.0.1:$(cat "$1.port")/api," \
	    shop.conf >"$1.conf"
}
answers quota <<'E'
*|GET|quotaName=mine|400||{"Code":"NoQuota","Message":"no mine"}
*|GET|/projects/local[?]|200||<Project><Name>local</Name></Project>
E
t 'target.quota: the tunnel does not know it' '
	sed -i "s/^project/quota = mine\n&/" quota.conf
	pxcheck -c quota.conf --json >checked 2>/dev/null || :
	item target.connect pass && item target.quota fail "mine"'
pxsnapshot -q -c shop.conf --schema-only | mcpartition --ddl >ddl.sql
mcsql -q -c shop.conf ddl.sql
t 'target.tables: taken, but as ours would be' '
	check 0 shop && item target.tables warn "orders_log"'
t 'target.tables: made by this job' '
	mkdir -p state/status
	printf "phase=schema\nschema=done\n" >state/status/driver
	check 0 shop && item target.tables pass "made by this job"'
t 'target.tables: with other columns' '
	rm -r state; sed "s/^\[target\]/[shape]\ntypes = dts\n&/" \
	    shop.conf >dts.conf
	check 78 dts && item target.tables fail "is decimal(30,10)"'

answers ahead <<EOT
* | GET | /tunnel | 200 | | 127.0.0.1:$max_port
* | GET | /tables/ | 404 | | {"Code":"NoSuchTable","Message":"none"}
* | GET | /projects/local | 200 | Date: NOW+300 | <Project/>
EOT
answers skew <<EOT
* | GET | /projects | 403 | Date: NOW+10800 | {"Code":"RequestTimeTooSkewed"}
EOT
t 'target.clock: five minutes apart' \
    'check 0 ahead && item target.clock warn "s ahead"'
t 'every item has a case in which it says no' '
	pxcheck -c shop.conf --json |
	    sed -n "s/^{\"id\":\"\([^\"]*\)\".*/\1/p" >ids
	[ "$(wc -l <ids)" -gt 40 ]
	while read -r id; do
		grep -qE "item $id (warn|fail)|FAIL $id |fails $id " \
		    "$top"/tests/flow/pxcheck*.t "$top"/tests/cli/pxcheck.t ||
		    echo "$id"
	done <ids >missing
	cat missing; [ ! -s missing ]'
t 'target.clock: refused for it' '
	check 77 skew && item target.clock fail "RequestTimeTooSkewed"'
done_testing
