#!/bin/sh
#
# pxsnapshot's command line, and what it says without a server.
#
# shellcheck disable=SC1091,SC2016,SC2034,SC2154 # lib.sh, and t runs its text
. "${0%/*}/../lib.sh"

printf '[job]\nname = j\n[source]\nuser = px\nsocket = %s/none.sock\n' \
	"$scratch" >job.conf

t 'help' 'pxsnapshot --help >out && grep -q "^usage: pxsnapshot" out &&
	! awk "length > 80" out | grep .'
t 'version' 'pxsnapshot -V | grep "^pxsnapshot [0-9]"'
t 'help to a full disk is 74' 'code 74 pxsnapshot --help >/dev/full'
t 'every long option stands in help and page' '
	for o in config chunks jobs schema-only table quiet verbose help version
	do
		pxsnapshot --help | grep -q -e "--$o" &&
		    sed "s/Fl -/--/g" "$top/man/pxsnapshot.1" |
		    grep -q -e "--$o" || exit 1
	done'

refuse() {
	_code=$1
	shift
	code "$_code" pxsnapshot "$@" >out 2>err && [ ! -s out ] && [ -s err ]
}
t 'an unknown option' 'refuse 64 --nonsense && grep -q -e --help err'
t 'an operand' 'refuse 64 -c job.conf x'
t 'no job file' 'refuse 64'
t 'a job file that is not there' 'refuse 78 -c none.conf'
t '-j 0, 65, x' 'refuse 64 -c job.conf -j 0 && refuse 64 -c job.conf -j 65 &&
	refuse 64 -c job.conf -j x'
t 'a --table that is none' 'refuse 64 -c job.conf --table shop &&
	grep -q "db.table" err'
t '--schema-only with --chunks' 'refuse 64 -c job.conf --schema-only --chunks f'
t 'a typo in the job file' '
	{ cat job.conf; printf "[objects]\ninclud = a.b\n"; } >typo.conf
	refuse 78 -c typo.conf && grep -q "typo.conf:7:" err'
t 'nobody listens: try again' 'refuse 75 -c job.conf &&
	grep -q "none.sock" err'
t 'records are not written to a terminal' '
	script -qec "pxsnapshot -c job.conf" /dev/null >out </dev/null
	[ $? -eq 64 ] && grep -q terminal out'
done_testing
