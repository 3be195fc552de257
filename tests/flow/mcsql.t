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
t 'CSV: texts in quotes, numbers bare, NULL is nothing' '
	run --csv -s odps.sql.allow.fullscan=true \
	    -e "select id, name, y from t order by id limit 9;" >out
	printf "%s\n" "id,name,y" "1,\"a;b\"\"c\",\"2024\"" \
	    "2,,\"2024\"" | diff - out'
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

# --- results of more than 10,000 rows ----------------------------------------

run -e "create table big (id bigint, s string, d decimal(12,2), t datetime,
    day date, f double, b boolean, ts timestamp, x binary);"
cat >big.pl <<'EOT'
sub row {
	my ($n) = @_;
	my $s = $n % 60;
	return join ',', $n, qq('a\\t"$n\\\\'),
	    sprintf('%d.%02d', $n, $n % 100),
	    $n % 7 ? sprintf("datetime '2024-02-29 12:34:%02d'", $s) : 'null',
	    "date '1969-12-31'", sprintf('%.3f', $n / 8),
	    $n % 3 ? 'true' : 'false',
	    sprintf("timestamp '2024-01-02 03:04:0%d.%d'", $n % 10, $n % 10),
	    "unhex('00ff3d')";
}
for my $from (0 .. 24) {
	print 'insert into big values (',
	    join('),(', map { row($from * 500 + $_) } 1 .. 500), ");\n";
}
EOT
perl big.pl >big.sql
run big.sql
for form in '' --csv --json; do
	t "12,500 rows come whole, and as 100 would look: ${form:-TSV}" '
		run $form -e "select * from big order by id limit 20000;" \
		    >whole 2>err && [ ! -s err ]
		run $form -e "select * from big where id <= 100
		    order by id limit 100" >part
		n=$(wc -l <part)
		[ "$(wc -l <whole)" -eq $((n + 12400)) ] &&
		head -n "$n" whole | diff - part && [ "$n" -ge 100 ]'
done
t 'exactly 10,000 rows are no cut result' '
	run -e "select id from big order by id limit 10000" >out 2>err
	[ "$(wc -l <out)" -eq 10001 ] && [ ! -s err ]'

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
