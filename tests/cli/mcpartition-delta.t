#!/bin/sh
# mcpartition --ddl for a job that keeps its tables by upserts.
. "${0%/*}/../lib.sh"

printf '[upload]\nmode = upsert\n' >j.conf
column() { # NAME TYPE [MORE]
	printf '{"name":"%s","type":%s}' "$1" "$2"
}
table() { # COLUMN...: a stream with the table d.t
	printf '{"kind":"hello","producer":"t","source":"mysql"}\n'
	printf '{"kind":"table","db":"d","table":"t","ref":1,"columns":['
	_comma=
	for _c; do
		printf '%s%s' "$_comma" "$_c"
		_comma=,
	done
	printf ']}\n{"kind":"end"}\n'
}
ddl() {
	table "$@" | pxrec --from-json | mcpartition -q -c j.conf --ddl
}
refused() { # PATTERN COLUMN...
	_pattern=$1
	shift
	table "$@" | pxrec --from-json >in.rec
	code 78 mcpartition -q -c j.conf --ddl <in.rec >out 2>err
	cat err
	[ ! -s out ] && [ "$(wc -l <err)" -eq 2 ] &&
	    grep -q "^mcpartition: 'd.t' cannot be kept by upserts: $_pattern" \
	    err && grep -q '^hint: ' err
}
v=$(column v '"int","flags":["nullable"]')
t 'the key in its own order, its columns NOT NULL, no log' '
	ddl "$(column b "\"int\",\"key\":2")" "$v" \
	    "$(column a "\"varchar\",\"charset\":\"utf8mb4\",\"key\":1")" >out
	cat out; cat >want <<-"EOT"
	-- d.t
	create table if not exists `t_base` (
	    `b` bigint not null,
	    `v` bigint,
	    `a` string not null,
	    primary key (`a`, `b`)
	)
	tblproperties (@transactional@ = @true@);
	EOT
	tr @ "\047" <want | diff - out'
t 'a table without a key is refused' 'refused "it has no primary key" "$v"'
t '... one of bytes' '
	refused "its key holds a type that cannot be a key" \
	    "$(column a "\"varbinary\",\"key\":1")" "$v"'
t '... one that can be NULL' '
	refused "its key can be NULL" \
	    "$(column a "\"int\",\"key\":1,\"flags\":[\"nullable\"]")"'
t 'of digits that the map loses a warning is made' '
	table "$(column a "\"decimal\",\"precision\":30,\"key\":1")" |
	    pxrec --from-json | mcpartition -c j.conf --types dts --ddl \
	    >out 2>err
	cat err; grep -q "key column .a. loses digits" err && [ -s out ]'
t 'there is nothing to merge' '
	table "$v" | pxrec --from-json >in.rec
	code 78 mcpartition -c j.conf --merge-sql all <in.rec 2>err
	grep -q "j.conf:2: .*nothing to merge" err'
done_testing
