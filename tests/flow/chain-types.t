#!/bin/sh
#
# Values at the edges of every type, by the copy and by the log, equal on both
# sides; a table of no rows; a table without a key.
#
# shellcheck disable=SC1091,SC2016,SC2154 # lib.sh, and t runs its text
. "${0%/*}/../lib.sh"
. "$top/tests/chain.sh"

chain_start
sql db <<'EOT'
CREATE DATABASE shop;
USE shop;
CREATE TABLE types (
	id INT PRIMARY KEY,
	t TINYINT, tu TINYINT UNSIGNED, s SMALLINT, su SMALLINT UNSIGNED,
	m MEDIUMINT, mu MEDIUMINT UNSIGNED, i INT, iu INT UNSIGNED,
	b BIGINT, bu BIGINT UNSIGNED, yes BOOL,
	d1 DECIMAL(1,0), d2 DECIMAL(38,18), d3 DECIMAL(65,30), d4 DECIMAL(9,9),
	f FLOAT, d DOUBLE, b1 BIT(1), b63 BIT(63),
	da DATE, dt DATETIME, dt3 DATETIME(3), dt6 DATETIME(6),
	ts TIMESTAMP NULL, ts6 TIMESTAMP(6) NULL, ti TIME, ti6 TIME(6), y YEAR,
	c CHAR(10), cl CHAR(10) CHARACTER SET latin1,
	v VARCHAR(300), vg VARCHAR(20) CHARACTER SET ucs2,
	bi BINARY(4), vb VARBINARY(300), tt TINYTEXT, tx TEXT, lt LONGTEXT,
	tb TINYBLOB, bl BLOB, lb LONGBLOB,
	e ENUM('', 'a', 'b''c', '漢') CHARACTER SET utf8mb4,
	st SET('x', 'y', 'z'), j JSON, u UUID, i4 INET4, i6 INET6
) DEFAULT CHARSET utf8mb4;
CREATE TABLE empty (id INT PRIMARY KEY, v TEXT);
CREATE TABLE keyless (a INT, b TEXT);
CREATE TABLE two (a VARCHAR(10), b DATETIME(3), v INT, PRIMARY KEY (b, a));
CREATE VIEW seen AS SELECT * FROM two;
INSERT INTO types (id) VALUES (1);
INSERT INTO types VALUES (2, -128, 0, -32768, 0, -8388608, 0, -2147483648, 0,
	-9223372036854775807, 0, 0, -9,
	-99999999999999999999.999999999999999999,
	-99999999999999999999999999999999999.999999999999999999999999999999,
	-0.999999999, -3.402823466E+38, -1.7976931348623157E+308, 0, 0,
	'0001-01-01', '1000-01-01 00:00:00', '1000-01-01 00:00:00.001',
	'1000-01-01 00:00:00.000001', '1970-01-01 00:00:01',
	'1970-01-01 00:00:01.000001', '-838:59:59', '-838:59:58.999999', 1901,
	'', '', '', '', '', '', '', '', '', '', '', '', '', '', '{}',
	'00000000-0000-0000-0000-000000000000', '0.0.0.0', '::');
INSERT INTO types VALUES (3, 127, 255, 32767, 65535, 8388607, 16777215,
	2147483647, 4294967295, 9223372036854775807, 18446744073709551615, 1, 9,
	99999999999999999999.999999999999999999,
	99999999999999999999999999999999999.999999999999999999999999999999,
	0.999999999, 3.402823466E+38, 2.2250738585072014E-308, 1,
	9223372036854775807, '9999-12-31', '9999-12-31 23:59:59',
	'9999-12-31 23:59:59.999', '9999-12-31 23:59:59.999999',
	'2038-01-19 03:14:07', '2038-01-19 03:14:07.999999', '838:59:59',
	'838:59:58.999999', 2155, '😀😀', 'äöü€', REPEAT('ß', 300), '漢字',
	x'00ff00ff', x'000a0d09005c27', 'tab\tnewline\nback\\quote\'',
	REPEAT('x', 60000), REPEAT('語', 100000), x'00', REPEAT(x'00ff', 30000),
	REPEAT(x'0102', 100000), '漢', 'x,y,z',
	'{"a": [1, 2.5, null, true, "\\u00e4"]}',
	'123e4567-e89b-12d3-a456-426614174000', '255.255.255.255',
	'2001:db8::ff00:42:8329');
INSERT INTO types (id, f, d, c, v, dt6) VALUES (4, 0.1, 0.1, 'pad  ', ' sp ',
	'2024-02-29 12:00:00.120000');
INSERT INTO keyless VALUES (1, 'same'), (1, 'same'), (NULL, NULL);
INSERT INTO two VALUES ('a', '2024-01-01 00:00:00.001', 1),
	('A b', '2024-01-01 00:00:00.001', 2), ('', '2024-01-01', 3);
EOT
chain_job job </dev/null
chain_allow job
t 'schema and copy' 'pxsync schema -q -c job.conf && pxsync full -q -c job.conf'
sql db <<'EOT'
USE shop;
CREATE TEMPORARY TABLE more SELECT * FROM types;
UPDATE more SET id = id + 100;
INSERT INTO types SELECT * FROM more;
UPDATE types a JOIN more b ON a.id = 1 AND b.id = 103
	SET a.bu = b.bu, a.d3 = b.d3, a.lt = b.lt, a.lb = b.lb, a.j = b.j;
UPDATE types SET v = NULL, dt6 = NULL, id = 50 WHERE id = 4;
INSERT INTO keyless VALUES (2, 'later');
UPDATE two SET a = 'z' WHERE v = 1;
DELETE FROM two WHERE v = 2;
EOT
t 'changes' 'pxsync once -q -c job.conf'
t 'a table without a key cannot be merged' '
    code 78 pxsync merge -q -c job.conf 2>err && grep keyless err'
t 'the others can' '
    printf "exclude = shop.keyless\n" >x &&
    sed "/^include/r x" job.conf >keyed.conf && pxsync merge -q -c keyed.conf'
for table in types empty two; do
	t "$table is equal" 'same keyed $table'
done
t 'the rows of the table without a key are there' '
    test "$(mcsql -q -c job.conf -e "SELECT COUNT(*) FROM keyless_base;" |
    tail -1)" -eq 3 && test "$(logged job keyless | wc -l)" -eq 1'

done_testing
