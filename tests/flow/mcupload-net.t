#!/bin/sh
# What lies between mcupload and MaxCompute: proxies, TLS, connections that are
# kept; and what goes with each request: keys, quota, schema.
. "${0%/*}/../lib.sh"
. "$top/tests/mclocal.sh"
here=$top/tests/flow

relay() { # NAME TARGET: NAME.port; what clients say in NAME.rec/N
	mkdir "$1.rec"
	perl "$here/mcrelay.pl" "$1.port" "$2" "$1.rec" &
	at_exit "kill $! 2>/dev/null"
	until_true 20 [ -s "$1.port" ]
}
requests() { # NAME: their first lines
	cat "$1".rec/* | grep -a '^[A-Z]* [^ ]* HTTP/1.1.$'
}
mclocal_start max
mclocal_use max
job() { # NAME ENDPOINT [LINE...]: NAME.conf; LINEs of [target]
	{
		printf '[job]\nname = j\nstate = %s/%s.state\n' "$scratch" "$1"
		mclocal_job max | sed "s,^endpoint.*,endpoint = $2,"
		shift 2
		[ $# -eq 0 ] || printf '%s\n' "$@"
	} >"$_name.conf"
}
conf() {
	_name=$1
	job "$@"
}
rows() { # FIRST COUNT
	perl "$here/mcupload-rows.pl" log "$1" "$2" | pxrec --from-json |
	    mcpartition
}
anew() {
	mc sql 'drop table if exists customer_log' >drop.out 2>&1 || :
	rows 1 1 >/dev/null
	perl "$here/mcupload-rows.pl" log 1 1 | pxrec --from-json |
	    mcpartition --ddl | mcsql -q -c direct.conf
}
holds() { # N
	[ "$(mcsql -q -c direct.conf -s odps.sql.allow.fullscan=true \
	    -e 'select count(*) from customer_log' | tail -n 1)" = "$1" ]
}
conf direct "$max_endpoint"
rows 1 3000 >many.rec

# --- connections ---------------------------------

relay plain "127.0.0.1:$max_port"
conf plain "http://127.0.0.1:$(cat plain.port)/api" '[upload]' \
    'batch_bytes = 64k' 'block_bytes = 64k'
anew
# one of mcupload itself, one of each process that sends blocks
t 'connections are kept, one for each block on its way; a commit has its own' '
	rows 1 9000 | mcupload -q -c plain.conf && holds 9000 &&
	n=$(find plain.rec -type f | wc -l) &&
	sent=$(requests plain | wc -l) &&
	commits=$(requests plain | grep -c "^POST .*uploadid=")
	echo "$n connections, $sent requests, $commits commits"
	[ "$n" -le $((commits + 3)) ] && [ "$sent" -gt $((2 * n)) ]'

conf both "http://127.0.0.1:$(cat plain.port)/api" '[upload]' \
    'block_bytes = 64k'
anew
t 'two blocks are on their way at a time' '
	rm -f plain.rec/*; rows 1 9000 | mcupload -q -c both.conf &&
	holds 9000 && [ "$(cat plain.rec/* | grep -ac "^PUT ")" -gt 4 ] &&
	[ "$(grep -al "^PUT " plain.rec/* | wc -l)" -eq 2 ]'
for how in none deflate zstd; do
	conf $how "$max_endpoint" '[upload]' "compress = $how"
	anew
	t "blocks as they are, or packed: $how" '
		mcupload -q -c $how.conf <many.rec && holds 3000'
done

# --- a proxy ---------------------------------

relay proxy proxy
conf proxy "$max_endpoint" "proxy = http://127.0.0.1:$(cat proxy.port)"
anew
t 'everything goes by the proxy' '
	mcupload -q -c proxy.conf <many.rec && holds 3000 &&
	requests proxy >said && grep -q "/tunnel?service" said &&
	grep -q "^PUT .*blockid=0" said &&
	! grep -v "^[A-Z]* http://127.0.0.1:$max_port/" said'
t '... mcsql, too' '
	mcsql -q -c proxy.conf -e "select 1" | tail -n 1 | grep -x 1 &&
	requests proxy | grep -q "POST http://.*/instances"'
t 'a proxy that is not there is 75, soon' '
	conf gone "$max_endpoint" "proxy = http://127.0.0.1:1"
	code 75 mcupload -q -c gone.conf <many.rec 2>err && [ -s err ]'

# --- TLS ---------------------------------

authority() { # NAME
	openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj "/CN=$1" \
	    -keyout "$1.key" -out "$1.pem" 2>/dev/null
}
authority ours
authority other
openssl req -newkey rsa:2048 -nodes -subj /CN=127.0.0.1 \
    -keyout server.key -out server.csr 2>/dev/null
printf 'subjectAltName=IP:127.0.0.1\n' >ext
openssl x509 -req -in server.csr -CA ours.pem -CAkey ours.key \
    -CAcreateserial -days 2 -extfile ext -out server.pem 2>/dev/null
socat -d -d OPENSSL-LISTEN:0,bind=127.0.0.1,fork,reuseaddr,verify=0,cert="\
server.pem",key=server.key "TCP:127.0.0.1:$max_port" 2>socat.err &
at_exit "kill $! 2>/dev/null"
until_true 20 grep -q 'listening on' socat.err
tls=$(sed -n 's/.*listening on .*127\.0\.0\.1:\([0-9]*\)$/\1/p' socat.err)
https=https://127.0.0.1:$tls/api
conf tls "$https" 'ca_file = ours.pem'
anew
t 'https with an authority of our own, the tunnel, too' '
	mcupload -q -c tls.conf <many.rec && holds 3000'
t 'another authority is 77, and nothing is sent' '
	conf wrong "$https" "ca_file = other.pem"
	code 77 mcupload -q -c wrong.conf <many.rec 2>err
	cat err; [ "$(wc -l <err)" -eq 1 ] && [ ! -e wrong.state/position ]'
t 'those of the system do not know it: 77' '
	conf system "$https"
	code 77 mcupload -q -c system.conf <many.rec 2>err; cat err'
t 'a file of authorities that is not there is refused' '
	conf none "$https" "ca_file = none.pem"
	code 78 mcupload -q -c none.conf <many.rec 2>err; cat err
	grep -q none.pem err'
relay tunnel proxy
conf tunnel "$https" 'ca_file = ours.pem' \
    "proxy = http://127.0.0.1:$(cat tunnel.port)"
anew
t 'https through the proxy: CONNECT, and nothing that it could read' '
	mcupload -q -c tunnel.conf <many.rec && holds 3000 &&
	requests tunnel >said && [ -s said ] &&
	! grep -v "^CONNECT 127.0.0.1:$tls " said &&
	! cat tunnel.rec/* | grep -aqi authorization'

# --- what goes with each request ---------------------------------

relay quota "127.0.0.1:$max_port"
conf quota "http://127.0.0.1:$(cat quota.port)/api" 'quota = fast lane'
anew
t 'the quota stands in every request to the tunnel, and in the search for it' '
	mcupload -q -c quota.conf <many.rec && holds 3000 &&
	requests quota | grep "/tunnel?\|uploads\|uploadid" >said &&
	[ "$(wc -l <said)" -ge 4 ] && ! grep -v "quotaName=fast%20lane" said'
relay v4 "127.0.0.1:$max_port"
conf v4 "http://127.0.0.1:$(cat v4.port)/api" 'region = cn-shanghai'
anew
t 'with a region the signature is of version 4' '
	mcupload -q -c v4.conf <many.rec && holds 3000 &&
	cat v4.rec/* | grep -a "^Authorization" | tr -d "\r" >said &&
	! grep -v "^Authorization: ODPS local/20[0-9]*/cn-shanghai/odps/aliyun_\
v4_request:[^ ]*=$" said'
conf given "$max_endpoint" "tunnel_endpoint = http://127.0.0.1:$(cat v4.port)"
anew
t 'a tunnel that was set is used, and not asked for' '
	rm -f v4.rec/*; mcupload -q -c given.conf <many.rec && holds 3000 &&
	requests v4 >said && grep -q "^PUT /projects" said &&
	! grep -q "/api/" said'
relay schema "127.0.0.1:$max_port"
conf schema "http://127.0.0.1:$(cat schema.port)/api" 'schema = default'
anew
t 'a schema stands in the path, as a parameter, and in the settings of SQL' '
	mcupload -q -c schema.conf <many.rec && holds 3000 &&
	mcsql -q -c schema.conf -e "select 1" | tail -n 1 | grep -qx 1 &&
	requests schema | grep "/tables/" >said && [ "$(wc -l <said)" -ge 4 ] &&
	cat said
	! grep -v "/schemas/default/tables/.*curr_schema=default" said &&
	cat schema.rec/* | grep -aq \
	    "odps.default.schema[^:]*:[^:]*default"'

# --- keys that are replaced ---------------------------------

answers() { # NAME: rules from stdin, behind a relay
	cat >"$1.rules"
	: >"$1.log"
	perl "$here/mcanswers.pl" "$1.rules" "$1.at" "$1.log" &
	at_exit "kill $! 2>/dev/null"
	until_true 20 [ -s "$1.at" ]
	relay "$1" "127.0.0.1:$(cat "$1.at")"
	{
		printf '[target]\nendpoint = http://127.0.0.1:%s/api\n' \
		    "$(cat "$1.port")"
		printf 'project = p\nsts_token_file = %s.sts\n' "$1"
	} >"$1.conf"
}
sent() { # NAME N: ID and token of the Nth request
	tr -d '\r' <"$1.rec/$2" | sed -n '
	    s/^Authorization: ODPS \([^:]*\):.*/\1/p
	    s/^authorization-sts-token: //p' | xargs
}
answers old <<'EOT'
1 | POST | /instances | 429 | Retry-After: 1 | {"Code":"QPSExceeded"}
1 | POST | /instances | 403 | | {"Code":"ExpiredToken","Message":"old"}
* | POST | /instances | 400 | | {"Code":"Enough","Message":"seen"}
EOT
t 'a token that was renewed is read again when the old one is refused' '
	(umask 077; echo "id1 secret1 token1" >old.sts)
	mcsql -c old.conf -e "select 1" 2>err &
	pid=$!
	until_true 20 grep -q POST old.log
	(umask 077; echo "id2 secret2 token2" >new.sts)
	mv new.sts old.sts
	code 69 wait $pid
	cat err; grep -q "HTTP 400 Enough: seen" err &&
	[ "$(sent old 1)" = "id1 token1" ] &&
	[ "$(sent old 3)" = "id2 token2" ]'
answers same <<'EOT'
* | POST | /instances | 403 | | {"Code":"ExpiredToken","Message":"old"}
EOT
t 'one that was not: 77, asked once' '
	(umask 077; echo "id1 secret1 token1" >same.sts)
	code 77 mcsql -c same.conf -e "select 1" 2>err
	cat err; [ "$(grep -c POST same.log)" -eq 1 ] &&
	[ "$(wc -l <err)" -eq 1 ]'
t 'a token alone goes with the keys of the job file' '
	(umask 077; echo token3 >same.sts; echo secret3 >key3)
	printf "access_id = id3\naccess_key_file = key3\n" >>same.conf
	code 77 mcsql -c same.conf -e "select 1" 2>err
	[ "$(sent same 2)" = "id3 token3" ]'
t 'a token and no keys is 78' '
	grep -v access_ same.conf >less.conf
	code 78 mcsql -c less.conf -e "select 1" 2>err
	grep -q "target.access_id is not set" err'
done_testing
