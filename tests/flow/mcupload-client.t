#!/bin/sh
# The client under mcupload and mcsql, against answers that mclocal has no
# reason to give: a tunnel that moved, clocks, throttling, odd error bodies.
. "${0%/*}/../lib.sh"
. "$top/tests/mclocal.sh"

answers() { # NAME: rules from stdin; NAME.log, NAME.conf
	cat >"$1.rules"
	: >"$1.log"
	perl "$top/tests/flow/mcanswers.pl" "$1.rules" "$1.port" "$1.log" &
	at_exit "kill $! 2>/dev/null"
	until_true 20 [ -s "$1.port" ]
	{
		printf '[job]\nname = j\nstate = %s/%s.state\n' "$scratch" "$1"
		mclocal_job max | sed "s,^endpoint.*,endpoint = \
http://127.0.0.1:$(cat "$1.port")/api,"
	} >"$1.conf"
}
mclocal_start max
mclocal_use max
{
	printf '[job]\nname = j\nstate = %s/state\n' "$scratch"
	mclocal_job max
} >j.conf
perl "$top/tests/flow/mcupload-rows.pl" log 1 30 | pxrec --from-json |
    mcpartition >one.rec
perl "$top/tests/flow/mcupload-rows.pl" log 1 1 | pxrec --from-json |
    mcpartition --ddl | mcsql -q -c j.conf

# --- the tunnel moved -------------------------------------------------------

table=$(mc req GET "$mc_tables/customer_log" | sed 1d | tr -d '\n')
answers moved <<EOT
1 | GET | /tunnel | 200 | | 127.0.0.1:1
* | GET | /tunnel | 200 | | 127.0.0.1:$max_port
* | GET | /tables/customer_log | 200 | | $table
EOT
t 'a tunnel that cannot be reached is asked for again' '
	mcupload -v -c moved.conf <one.rec 2>err; rc=$?; cat err
	[ $rc -eq 0 ] && grep -q "127.0.0.1:1: .*trying again" err &&
	[ "$(grep -c "/tunnel" moved.log)" -eq 2 ] &&
	[ "$(mcsql -q -c j.conf -s odps.sql.allow.fullscan=true \
	    -e "select count(*) from customer_log" | tail -n 1)" = 30 ]'
sed '/^1 /d; s/^\* | GET | .tunnel.*/* | GET | \/tunnel | 200 | | 127.0.0.1:1/
    s/retry_other.*//' moved.rules >still.in
answers still <still.in
t 'one that was set by hand is not asked for' '
	sed "s,^project.*,&\ntunnel_endpoint = http://127.0.0.1:1," \
	    still.conf >set.conf
	mcupload -v -c set.conf <one.rec 2>err &
	pid=$!
	until_true 20 sh -c "[ \$(grep -c \"trying again\" err) -ge 4 ]"
	kill -TERM $pid
	wait $pid || :
	! grep -q /tunnel still.log'

# --- clocks -----------------------------------------------------------------

skew='{"Code":"RequestTimeTooSkewed","Message":"ODPS-0410031:expired"}'
answers skew <<EOT
* | POST | /instances | 403 | Date: NOW+10800 | $skew
EOT
answers skewxml <<EOT
* | POST | /instances | 401 | Date: NOW+10800 | <Error><Code>ODPS-0410031\
</Code><Message>Authentication request expired</Message></Error>
EOT
cat >clocks.pl <<'EOT'
# The second clock is three hours in front of the first.
use Time::Local;
my @t;
while (<>) {
	push @t, timegm($5, $4, $3, $1, 0, $2)
	    while /\w, (\d+) \w+ (\d+) (\d+):(\d+):(\d+) GMT/g;
}
my $d = @t == 2 ? ($t[1] - $t[0]) % 86400 : 0;
exit !($d > 10790 && $d < 10810);
EOT
for form in skew skewxml; do
	t "a wrong clock is 77, and both clocks are told: $form" '
		code 77 mcsql -c $form.conf -e "select 1" 2>err; cat err
		perl clocks.pl err && [ "$(wc -l <err)" -eq 2 ] &&
		grep "clock says .* GMT, MaxCompute.s .* GMT$" err &&
		grep -q "^hint: set the clock" err'
done

# --- patience ---------------------------------------------------------------

first() { # NAME: the first message of a retry
	: >err
	mcsql -c "$1.conf" -e 'select 1' 2>err &
	pid=$!
	until_true 20 [ -s err ]
	kill -TERM $pid
	wait $pid || :
	cat err
}
for after in 30 NOW+31; do
	answers "busy${after#*+}" <<-EOT
	* | POST | /inst | 429 | Retry-After: $after | {"Code":"QPSExceeded"}
	EOT
	t "Retry-After: $after is heeded" "
		first busy${after#*+} | grep -E \
		    '429 QPSExceeded; trying again in (29|30|31).0 s'"
done
answers same <<EOT
* | POST | /instances | 409 | Retry-After: 20 | {"Message":"being submitted"}
EOT
t 'a submission that is under way is tried again when told' '
	first same | grep -q "409: being submitted; trying again in 20.0 s"'
answers twice <<EOT
* | POST | /instances | 409 | | {"Code":"InvalidStateSetting","Message":"x"}
EOT
t '... and is refused when not' '
	code 69 mcsql -c twice.conf -e "select 1" 2>err
	grep -q "HTTP 409 InvalidStateSetting: x" err &&
	[ "$(grep -c POST twice.log)" -eq 1 ]'
done_testing
