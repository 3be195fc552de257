#!/bin/sh
#
# Labels of ENUM and SET are what they are, also those that COLUMN_TYPE has a
# "?" for, and those with quotes, backslashes and line ends.
#
# shellcheck disable=SC1091,SC2016,SC2034,SC2154 # lib.sh, and t runs its text
. "${0%/*}/../lib.sh"
. "$top/tests/mariadb.sh"

mariadb_start S --binlog-row-metadata=NO_LOG
printf '[job]\nname = labels\n[objects]\ninclude = d.*\n' >job.conf
mariadb_job S job.conf
sql S <<'EOF'
SET NAMES utf8mb4;
CREATE DATABASE d CHARACTER SET utf8mb4;
CREATE TABLE d.t (id INT PRIMARY KEY,
    e ENUM('back\\slash', '😀', '?', 'a''b', 'x\ny', '?😀?é', 'z') NOT NULL,
    s SET('𠜎', '中', '?') CHARACTER SET utf16,
    l ENUM('?', 'é') CHARACTER SET latin1);
FLUSH BINARY LOGS;
INSERT INTO d.t VALUES (1, 1, 1, 1), (2, 2, 3, 2), (3, 3, 4, 1), (4, 4, 7, 1),
    (5, 5, 0, 2), (6, 6, NULL, NULL), (7, 7, 2, 1);
FLUSH BINARY LOGS;
EOF
pxsnapshot -q -c job.conf --schema-only >schema.rec
t 'labels are those that the table was made with' '
	pxrec --json -k table schema.rec >table.json; cat table.json
	grep -F "[\"back\\\\slash\",\"😀\",\"?\",\"a'\''b\",\"x\\ny\",\"?😀?é\"" \
	    table.json &&
	grep -F "[\"𠜎\",\"中\",\"?\"]" table.json &&
	grep -F "[\"?\",\"é\"]" table.json'
sql S 'SELECT id, HEX(CONVERT(e USING utf8mb4)),
    HEX(CONVERT(s USING utf8mb4)), HEX(CONVERT(l USING utf8mb4)) FROM d.t
    ORDER BY id' >want
hex='use JSON::PP; while (<STDIN>) {
	my $a = decode_json($_)->{after};
	print join("\t", $a->{id}, map { defined $a->{$_}
	    ? uc unpack "H*", Encode::encode("UTF-8", $a->{$_}) : "NULL" }
	    qw(e s l)), "\n" }'
t 'rows of the copy have the labels the server reads' '
	pxsnapshot -q -c job.conf | pxrec --json -k row |
	perl -MEncode -e "$hex" | sort -n | diff want -'
t 'and so have those of the log, with these definitions' '
	pxbinlog "$(mariadb_log S)/bin.000002" | rowdecode --schema schema.rec |
	pxrec --json -k row | perl -MEncode -e "$hex" | diff want -'
t 'and those that the log itself tells' '
	pxbinlog "$(mariadb_log S)"/bin.00000[12] | rowdecode |
	pxrec --json -k row | perl -MEncode -e "$hex" | diff want -'
done_testing
