#!/bin/sh
#
# What each works alone, together: statements, faults, merges, copies that
# meet in one job.
#
# shellcheck disable=SC1091,SC2016,SC2154 # lib.sh, and t runs its text
. "${0%/*}/../lib.sh"
. "$top/tests/chain.sh"

chain_start
sql db 'CREATE DATABASE shop; USE shop;
    CREATE TABLE t (id INT PRIMARY KEY, a INT, v INT);
    INSERT INTO t VALUES (1, 1, 10), (2, 2, 20)'
chain_job m </dev/null
target() {
	mcsql -q -c m.conf -s odps.sql.allow.fullscan=true -e "$1"
}
once() {
	pxsync once -q -c m.conf
}
t 'a copy' once

### a statement stops the job while the sink fails

mkdir fake
cat >fake/mcupload <<X
#!/bin/sh
# mcupload that fails behind its input, with what die says
if [ -e '$scratch/die' ] && [ "\${*%--show}" = "\$*" ]; then
	rc=\$(cat '$scratch/die')
	rm '$scratch/die'
	cat >/dev/null
	echo 'mcupload: no way' >&2
	exit "\$rc"
fi
exec '$PX_BUILD/bin/mcupload' "\$@"
X
chmod +x fake/mcupload
failing() {
	(
		PATH=$scratch/fake:$PATH
		once
	)
}
sql db 'USE shop; UPDATE t SET v = 11 WHERE id = 1; ALTER TABLE t DROP COLUMN v;
    INSERT INTO t VALUES (3, 3)'
echo 69 >die
t 'a sink that fails in front of a statement is what stops the job' '
    code 69 failing 2>err; cat err
    tail -n 1 err | grep "stopped by mcupload: no way" &&
    code 64 pxsync resume --ddl -q -c m.conf'
echo 75 >die
t 'one that may try again does so, first' '
    code 78 failing 2>err; cat err
    grep "changes at.*DROP COLUMN" err && logged m t >log &&
    test "$(wc -l <log)" -eq 2'
t 'so all is delivered when the target follows' '
    for i in t_base t_log; do
	target "ALTER TABLE $i DROP COLUMNS v;" || exit
    done
    pxsync resume --ddl -q -c m.conf && once && pxsync verify -q -c m.conf'

done_testing
