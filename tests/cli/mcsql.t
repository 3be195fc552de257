#!/bin/sh
# mcsql: what needs no server.
. "${0%/*}/../lib.sh"

echo secret >key
chmod 600 key
printf '[target]\nendpoint = http://127.0.0.1:1/api\nproject = p\n' >j.conf
printf 'access_id = a\naccess_key_file = %s/key\n' "$scratch" >>j.conf

t 'without a job it is 64' \
    'code 64 mcsql -e "select 1" 2>err; grep -q -e -c err'
t 'two files are 64' 'code 64 mcsql -c j.conf a b'
t '-e and a file are 64' 'code 64 mcsql -c j.conf -e "select 1" a'
t '-s without a value is 64' 'code 64 mcsql -c j.conf -s k -e "select 1"'
t 'a file that is not there is 66' \
    'code 66 mcsql -c j.conf none.sql 2>err; grep -q none.sql err'
t 'a job without a project is 78' '
	grep -v project j.conf >less.conf
	code 78 mcsql -c less.conf -e "select 1" 2>err
	grep -q target.project err'
t 'an empty script is none: exit 0, no connection' '
	printf " ;; -- nothing; here\n/* nor ; here */\n" |
	    mcsql -c j.conf >out 2>err && [ ! -s out ] && [ ! -s err ]'
t 'settings alone need no connection' \
    'mcsql -c j.conf -e "set a=b; SET c = d e;"'
t 'a set that is none is 65, with its line' '
	printf "\n\nset a;" | code 65 mcsql -c j.conf 2>err
	grep -q "stdin:3:" err'
for open in "'a" '"a' '`a' '/* a'; do
	printf 'set a=b;\n%s' "$open" >open.sql
	t "not closed is 65: $open" \
	    'code 65 mcsql -c j.conf open.sql 2>err
	    grep -q "open.sql:2: .*closed" err'
done
t 'a server that is not there is 75, soon' '
	code 75 mcsql -q -c j.conf -e "select 1" 2>err
	tail -n 1 err | grep -q "127.0.0.1:1"'
done_testing
