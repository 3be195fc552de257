#!/bin/sh
# mcsql against a local MaxCompute: scripts, settings, both forms of results,
# failures.
. "${0%/*}/../lib.sh"
. "$top/tests/mclocal.sh"

mclocal_start max
mclocal_job max >j.conf
run() {
	mcsql -q -c j.conf "$@"
}

t 'a script from stdin, with comments and quotes' '
	run >out <<-"EOT"
	-- a table; with a semicolon in its comment
	create table t (id bigint, name string, amount decimal(10,2));
	/* two
	   rows; */
	insert into t values (1, "a;b", 1.5), (2, null, null);
	insert into t values (3, "it" "", 2); -- the parser refuses what it must
	EOT
	[ $? -eq 65 ] || run -e "select count(*) from t" | grep -qx 3'
run -e 'drop table if exists t; create table t (id bigint, name string,
    amount decimal(10,2)) partitioned by (y string);'
run -e "insert into t partition (y='2024') values
    (1, 'a;b\"c', 1.5), (2, null, null);"
t 'TSV: names, values, NULL' '
	run -s odps.sql.allow.fullscan=true \
	    -e "select id, name, y from t order by id limit 9;" >out
	printf "id\tname\ty\n1\ta;b\"c\t2024\n2\t\\\\N\t2024\n" | diff - out'
t 'JSON: numbers, strings, null' '
	run --json -s odps.sql.allow.fullscan=true \
	    -e "select id, name from t order by id limit 9;" >out
	printf "%s\n" "{\"id\":1,\"name\":\"a;b\\\"c\"}" \
	    "{\"id\":2,\"name\":null}" | diff - out'
t 'a setting of the script holds for what follows' '
	code 65 mcsql -q -c j.conf -e "select count(*) from t" 2>err &&
	run -e "set odps.sql.allow.fullscan=true; select count(*) c from t" |
	    tail -n 1 | grep -x 2'
t 'values of several lines stay on one' '
	run -e "select \"a\\tb\\nc\\\\\\\\d\" as v" >out
	[ "$(wc -l <out)" -eq 2 ]'
t 'a statement that fails ends the script: 65, line, code, instance' '
	printf "select 1;\n\nselect nothere from t;\nselect 2;\n" >bad.sql
	code 65 mcsql -q -c j.conf bad.sql >out 2>err
	grep -q "^mcsql: bad.sql:3: ODPS-.*(instance .*)" err &&
	[ "$(wc -l <out)" -eq 2 ]'
t 'a table that is not there is 65' '
	code 65 mcsql -q -c j.conf -e "select * from gone" 2>err
	grep -q ODPS-0130131 err'
t 'a wrong key is 77' '
	echo wrong >wrong
	sed "s,^access_key_file.*,access_key_file = $scratch/wrong," \
	    j.conf >wrong.conf
	code 77 mcsql -q -c wrong.conf -e "select 1"'
t 'a project that is not there' '
	sed "s/^project.*/project = elsewhere/" j.conf >other.conf
	mcsql -q -c other.conf -e "select 1" 2>err
	case $? in 69 | 78) [ -s err ] ;; *) false ;; esac'
t 'a full disk is 74' 'code 74 mcsql -q -c j.conf -e "select 1" >/dev/full'
t 'DESC is printed as it is' 'run -e "desc t" | grep -q amount'
t '... and as JSON' 'run --json -e "desc t" | grep -q "^{\"text\":"'

# Answers that do not come at once: throttling before the submission, a lost
# answer behind it.
mclocal_stop max
mclocal_start max --listen "127.0.0.1:$max_port" --fault sql:429:1
t 'throttled, it waits and goes on' \
    'mcsql -c j.conf -e "select 1" 2>err >out && grep -q 429 err'
mclocal_stop max
mclocal_start max --listen "127.0.0.1:$max_port" --fault sql:drop-reply
t 'a submission without an answer is 75, and not sent again' '
	code 75 mcsql -q -c j.conf \
	    -e "insert into t partition (y=\"2025\") values (9, null, null)"
	run -e "select count(*) from t where y=\"2025\"" | tail -n 1 |
	    grep -x 1'
done_testing
