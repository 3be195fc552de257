#!/bin/sh
#
# Jobs whose file says upload.mode: upsert, where the target's tables are what
# the source's are, without a log and without a merge; and stream, where only
# the changes go by streams.
#
# shellcheck disable=SC1091,SC2016,SC2154 # lib.sh, and t runs its text
. "${0%/*}/../lib.sh"
. "$top/tests/chain.sh"

chain_start
sql db "CREATE DATABASE shop; USE shop;
    CREATE TABLE orders (id INT PRIMARY KEY, note VARCHAR(40) NULL,
	amount DECIMAL(10,2), at DATETIME(3)) COMMENT 'it''s';
    INSERT INTO orders SELECT seq, CONCAT('n', seq), seq / 4,
	'2024-02-29 12:34:56.789' FROM seq_1_to_3000;
    CREATE TABLE pair (b INT, v INT, a VARCHAR(20), PRIMARY KEY (a, b));
    INSERT INTO pair SELECT seq, 0, CONCAT('ü', seq % 10)
	FROM seq_1_to_500"
changes() { # N
	sql db "USE shop; UPDATE orders SET amount = amount + $1,
	    note = NULL WHERE id % 7 = $1;
	    DELETE FROM orders WHERE id % 11 = $1;
	    UPDATE orders SET id = id + 100000 * $1 WHERE id % 13 = $1;
	    INSERT INTO orders (id, note) VALUES (-$1, 'new');
	    UPDATE pair SET a = 'moved' WHERE b % 17 = $1;
	    UPDATE pair SET b = -b, v = v + 1 WHERE b % 19 = $1"
}
mirrored() { # the bases themselves, nothing merged
	same up orders_base && same up pair_base
}
same() { # JOB TARGET: of shop, the source's name is in front of the "_"
	perl "$top/tests/same.pl" "$scratch/db.sock" "shop.${2%_*}" "$1.conf" \
	    "$2"
}

# --- upsert -------------------------------------------------------------------

chain_job up <<'EOT'
mode = upsert
[shape]
on_ddl = add-columns
EOT
chain_allow up
t 'the tables are made with the key of the source, and no log' '
	pxsync schema -q -c up.conf && cat up.state/schema.sql &&
	grep -q "primary key (.id.)" up.state/schema.sql &&
	grep -q "primary key (.a., .b.)" up.state/schema.sql &&
	grep -q "comment .it..s.$" up.state/schema.sql &&
	[ "$(grep -c "^tblproperties" up.state/schema.sql)" -eq 2 ] &&
	! grep -q _log up.state/schema.sql'
t 'a run to now: the copy is there' 'pxsync once -q -c up.conf && mirrored'
changes 1
t 'the next one: changes, new keys and deletes, too' \
    'pxsync once -q -c up.conf && mirrored'
follow up
until_true 30 grep -qx phase=incr up.state/status/driver
changes 2
t 'followed: they come by themselves' 'until_true 40 mirrored'
changes 3
killed up mcupload
changes 4
t 'a sink that is killed: still the same' 'until_true 60 mirrored'
sql db "ALTER TABLE shop.orders ADD COLUMN extra INT NULL;
    UPDATE shop.orders SET extra = id WHERE id % 5 = 0;
    INSERT INTO shop.orders VALUES (-99, 'wide', 1, NULL, 7)"
t 'a column that was added is added there, too' 'until_true 60 mirrored'
pxsync stop -q -c up.conf
ended
t 'and it ends well' '[ "$rc" -eq 0 ] && mirrored'
t 'a check of the job that runs finds nothing' 'pxcheck -c up.conf --state \
    up.state >out || cat out
    grep "0 failed" out && ! grep "_log" out'
t 'there is nothing to merge: 78' '
	code 78 pxsync merge -q -c up.conf 2>err; cat err
	grep -q "nothing to merge" err'
t 'a table without a key is refused before anything is made: 78' '
	sql db "CREATE TABLE shop.bare (v INT)"
	chain_job bare other <<-EOT
	mode = upsert
	EOT
	chain_allow bare
	code 78 pxsync schema -q -c bare.conf 2>err; cat err
	grep -q "shop.bare. has none, and is to be kept by upserts" err &&
	pxsnapshot -q -c bare.conf --schema-only >bare.rec &&
	code 78 mcpartition -q -c bare.conf --ddl <bare.rec 2>err >ddl
	grep -q "shop.bare.*no primary key" err && [ ! -s ddl ] &&
	[ "$(mcsql -q -c bare.conf -e "show tables" | wc -l)" -eq 0 ]
	sql db "DROP TABLE shop.bare"'

# --- stream -------------------------------------------------------------------

chain_job st other <<'EOT'
mode = stream
EOT
chain_allow st
t 'a job with streams: the copy by sessions, the changes by streams' '
	pxsync once -q -c st.conf && [ ! -s st.state/journal ] &&
	changes 5 && pxsync once -q -c st.conf &&
	[ ! -s st.state/journal ] && pxsync merge -q -c st.conf &&
	same st orders && same st pair &&
	sed "s/^mode = .*/mode = batch/" st.conf >batch.conf && changes 6 &&
	pxsync once -q -c batch.conf && [ -s st.state/journal ]'
t 'the command line asks for more than the job file' '
	pxsnapshot -q -c st.conf | mcpartition -c st.conf >copy.rec &&
	code 65 mcupload -q -c st.conf --stream --state other <copy.rec 2>err
	grep -q "without --stream" err'
t 'a mode that is none is 78' '
	sed "s/^mode = .*/mode = streams/" st.conf >bad.conf
	code 78 mcupload -q -c bad.conf </dev/null 2>err; grep -q mode err'
done_testing
