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
	grep "^{\"id\":\"$1\",\"status\":\"$2\"" checked |
	    grep -F -- "${3-}" || { cat checked; return 1; }
}

mariadb_start db
mclocal_start max --project local

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
	[ "$(grep -c "\"why\":\"..*\",\"cure\":\"..*\"" checked)" -eq 45 ]'
t 'the text has a line for each, and the rate' '
	pxcheck -c shop.conf >out || exit
	grep -q "^PASS source.select  *granted" out &&
	tail -n 1 out | grep -x "\([0-9]*\) of \1 passed (100 %), 0 warned.*"'
t 'quiet: only what did not pass, and the rate' '
	pxcheck -q -c shop.conf >out && [ "$(wc -l <out)" -eq 1 ]'
t 'nothing was created' '! mc req GET /projects/local/tables >/dev/null ||
	[ ! -e state ]'
t 'a full disk below stdout is 74' \
    'code 74 pxcheck -c shop.conf >/dev/full 2>err'
t 'an id that is none is 64' 'code 64 pxcheck -c shop.conf --allow nothing'
done_testing
