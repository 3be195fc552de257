#!/bin/sh
# mcsql while it waits: progress on a terminal, TERM, log view; against a
# server that answers what it was told.
. "${0%/*}/../lib.sh"

answers() { # NAME: rules from stdin; NAME.log, NAME.conf
	cat >"$1.rules"
	: >"$1.log"
	perl "$top/tests/flow/mcanswers.pl" "$1.rules" "$1.port" "$1.log" &
	at_exit "kill $! 2>/dev/null"
	until_true 20 [ -s "$1.port" ]
	{
		printf '[target]\nendpoint = http://127.0.0.1:%s/api\n' \
		    "$(cat "$1.port")"
		printf 'project = p\naccess_id = a\naccess_key_file = %s\n' \
		    "$scratch/key"
	} >"$1.conf"
}
echo secret >key
chmod 600 key

task='<Instance><Tasks><Task Type="SQL"><Name>AnonymousSQLTask</Name>'
end='</Task></Tasks></Instance>'
running='<Instance><Status>Running</Status></Instance>'
over='<Instance><Status>Terminated</Status></Instance>'
made='* | POST | /instances | 201 | Location: http://HOST/api/instances/i1 | '
good="* | GET | taskstatus | 200 | | $task<Status>Success</Status>$end
* | GET | [?&]result | 200 | | $task<Result Format=\"csv\">\"n\"&#10;1&#10;\
</Result>$end"

# --- a terminal -------------------------------------------------------------

stage() { # RUNNING DONE TOTAL
	printf '<Stage ID="M1"><TotalWorkers>%s</TotalWorkers>' "$3"
	printf '<TerminatedWorkers>%s</TerminatedWorkers>' "$2"
	printf '<RunningWorkers>%s</RunningWorkers></Stage>' "$1"
}
answers slow <<EOT
$made
* | GET | instanceprogress | 200 | | <Progress>$(stage 2 1 4)\
$(stage 0 4 6)</Progress>
$good
2 | GET | /instances/i1 | 200 | | $running
* | GET | /instances/i1 | 200 | | $over
EOT
t 'a terminal shows how far the workers are' '
	script -qec "mcsql -c slow.conf -e \"select 1\"" /dev/null >tty &&
	grep -aF "[##########..........] -e:1: 5 of 10 workers done, 2 run" tty'
t '... and the line is taken away before the result' \
    'perl -0777 -ne "exit !/run, \\d+ s\\r\\e\\[Kn\\r\\n1\\r\\n\$/" tty'
answers slow2 <slow.rules
t 'no terminal, no line, and nobody is asked' '
	mcsql -c slow2.conf -e "select 1" >out 2>err && [ ! -s err ] &&
	[ "$(tail -n 1 out)" = 1 ] && ! grep -q instanceprogress slow2.log'

# --- failures ---------------------------------------------------------------

answers bad <<EOT
$made
* | POST | /authorization | 200 | | <Authorization><Result>tok</Result>\
</Authorization>
* | GET | taskstatus | 200 | | $task<Status>Failed</Status>$end
* | GET | [?&]result | 200 | | $task<Result>ODPS-0130131:[1,15] Table not \
found - table p.x cannot be resolved</Result>$end
* | GET | /instances/i1 | 200 | | $over
EOT
t 'a failure names the instance and the address of its log view' '
	code 65 mcsql -c bad.conf -e "select * from x" 2>err
	grep -q "^mcsql: -e:1: ODPS-0130131:\[1,15\].*(instance i1)$" err &&
	grep "^hint: " err | grep -q \
	    "/logview/?h=http://127.*/api&p=p&i=i1&token=tok$"'
grep -v authorization bad.rules >worse.in
answers worse <worse.in
t '... which is left out when it cannot be had' '
	code 65 mcsql -c worse.conf -e "select * from x" 2>err
	[ "$(wc -l <err)" -eq 1 ] && grep -q ODPS-0130131 err'

# --- TERM -------------------------------------------------------------------

waits() { # NAME: mcsql on two statements, TERM while the first one runs
	mcsql -c "$1.conf" -e "${2:-select 1}" >out 2>err &
	pid=$!
	until_true 20 grep -q "GET /api/projects/p/instances/i1" "$1.log"
	kill -TERM $pid
	rc=0
	wait $pid || rc=$?
}
answers long <<EOT
$made
* | PUT | /instances/i1 | 200 | | <a/>
* | GET | /instances/i1 | 200 | | $running
EOT
t 'TERM asks the instance to end: 75' '
	waits long; [ $rc -eq 75 ] && grep -q "^PUT .*/instances/i1" long.log &&
	grep -q "stopped; asked to end: instance i1" err'
gone='{"Code":"InvalidStateSetting","Message":"it has terminated"}'
answers late <<EOT
$made
* | PUT | /instances/i1 | 400 | | $gone
$good
PUT | GET | /instances/i1 | 200 | | $running
* | GET | /instances/i1 | 200 | | $over
EOT
t 'an instance that had ended already is no error: its result is there' '
	waits late; cat err; [ $rc -eq 0 ] && [ "$(tail -n 1 out)" = 1 ] &&
	[ ! -s err ]'
answers late3 <late.rules
t '... but what follows it in the script is not begun' '
	waits late3 "select 1; select 2"; cat err; [ $rc -eq 75 ] &&
	[ "$(tail -n 1 out)" = 1 ] && grep -q "stopped" err &&
	[ "$(grep -c POST late3.log)" -eq 1 ]'
done_testing
