#!/bin/sh
#
# What cannot work is refused with its own status, by the stage that knows.
#
# shellcheck disable=SC1091,SC2016,SC2154 # lib.sh, and t runs its text
. "${0%/*}/../lib.sh"
. "$top/tests/chain.sh"

chain_start
sql db 'CREATE DATABASE shop; CREATE TABLE shop.t (id INT PRIMARY KEY, v INT);
    INSERT INTO shop.t VALUES (1, 1), (2, 2)'
chain_job good </dev/null

sed 's/^\[source\]/&\nhots = x/' good.conf >typo.conf
t 'a typo in the job file: 78, with the line' '
    code 78 pxsync run -c typo.conf 2>err && grep -E "typo.conf.*[0-9]" err &&
    grep host err'
printf 'wrong\n' >wrong.pw
chmod 600 wrong.pw
sed "s|^password_file = .*|password_file = $scratch/wrong.pw|;
    s|^state = .*|state = $scratch/wrong.state|" good.conf >wrong.conf
t 'a wrong password: 77 before anything' '
    code 77 pxsync run -q -c wrong.conf 2>err &&
    grep "^pxsync: good: check stopped by pxcheck" err'
sed "s|^access_key_file = .*|access_key_file = $scratch/wrong.pw|;
    s|^state = .*|state = $scratch/key.state|" good.conf >key.conf
t 'a wrong key: 77 before anything' 'code 77 pxsync run -q -c key.conf 2>err &&
    grep "^pxsync: good: check stopped by pxcheck" err'
sed "s|^include = .*|include = shop.t\ninclude = nowhere.*|;
    s|^state = .*|state = $scratch/no.state|" good.conf >no.conf

sql db 'CREATE DATABASE bare; CREATE TABLE bare.nokey (v INT)'
sed "s|^include = .*|include = bare.*|;
    s|^state = .*|state = $scratch/bare.state|" good.conf >bare.conf
t 'a warning of the check: 78, nothing was made' '
    code 78 pxsync run -q -c bare.conf 2>err &&
    grep "stopped by pxcheck: .*not passed: source.keys" err &&
    ! mcsql -q -c bare.conf -e "DESC nokey_base;"'
t 'check says so, and what to do' 'pxsync check -c bare.conf >out &&
    grep "^WARN source.keys .*bare.nokey" out && grep "cure: " out'
t 'once it is allowed the job starts' '
    pxsync check -q --allow source.keys -c bare.conf &&
    grep -qx source.keys bare.state/allowed && pxsync once -q -c bare.conf &&
    grep -qx checks=done bare.state/status/driver'
t 'an item that is none is not recorded: 64' '
    code 64 pxsync check -q --allow nothing -c bare.conf 2>err &&
    ! grep nothing bare.state/allowed'

t 'a first copy' 'pxsync schema -q -c good.conf && pxsync full -q -c good.conf'
follow good
until_true 30 test -e good.state/run/pxbinlog.pid
t 'two runs of one job: 75' 'code 75 pxsync once -q -c good.conf 2>err &&
    grep lock err'
t 'status while it runs' 'pxsync status -c good.conf |
    grep "^good: Synchronizing, running"'
pxsync stop -q -c good.conf
ended
t 'stopped' 'test "$rc" -eq 0'

sql db 'INSERT INTO shop.t VALUES (3, 3)'
mcsql -q -c good.conf -e 'DROP TABLE t_log;'
t 'the table at the target is gone: named' '
    pxsync once -q -c good.conf 2>err; test $? -ne 0 &&
    grep "stopped by mcupload" err && grep t_log err'
t 'made again, all is there' 'mcsql -q -c good.conf good.state/schema.sql &&
    pxsync once -q -c good.conf && pxsync merge -q -c good.conf && same good t'

sql db 'INSERT INTO shop.t VALUES (4, 4);
    ALTER TABLE shop.t ADD COLUMN w INT; INSERT INTO shop.t VALUES (5, 5, 5)'
t 'a DDL: 78, with table and statement' '
    code 78 pxsync once -q -c good.conf 2>err && cat err &&
    grep "^pxsync: good: once stopped by .*shop.t.*bin.000001:" err &&
    grep "ALTER TABLE shop.t ADD COLUMN" err'
t 'everything before it is there, nothing behind' '
    logged good t >log && test "$(wc -l <log)" -eq 2'

if [ "$(id -u)" -eq 0 ] && mkdir tiny &&
    mount -t tmpfs -o size=64k tmpfs tiny 2>/dev/null; then
	at_exit "umount '$scratch/tiny'"
	chain_job full </dev/null
	sed -i "s|^state = .*|state = $scratch/tiny/s|" full.conf
	dd if=/dev/zero of=tiny/fill bs=1k count=60 2>/dev/null || :
	t 'a full disk for the state: 74' '
	    code 74 pxsync run -q -c full.conf 2>err && cat err'
else
	skip 'a full disk for the state: 74' 'cannot mount a tmpfs'
fi

done_testing
