#!/bin/sh
#
# pxbinlog and TLS: source.tls off, preferred, required, verify.
. "${0%/*}/../lib.sh"
. "$top/tests/mariadb.sh"
. "$top/tests/stream.sh"

# authority NAME: its certificate and key
authority() {
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

mariadb_port a >/dev/null
mariadb_start a --ssl-ca="$scratch/ours.pem" --ssl-key="$scratch/server.key" \
	--ssl-cert="$scratch/server.pem"
mariadb_job a job.conf tcp

# job LINE...: a job file with these added
job() {
	cp job.conf it.conf
	[ "$#" -eq 0 ] || printf '%s\n' "$@" >>it.conf
}

t 'preferred takes what there is' 'job && pxbinlog -c it.conf >1.rec'
t 'required is met' 'job "tls = required" && pxbinlog -c it.conf >2.rec'
t '... with the same bytes' 'same 1.rec 2.rec'
t 'verify with the right authority' '
    job "tls = verify" "tls_ca = ours.pem" && pxbinlog -c it.conf >2.rec'
t 'verify with another one is 77' '
    job "tls = verify" "tls_ca = other.pem" &&
    code 77 pxbinlog -c it.conf >2.rec'
t 'an account that must use TLS gets in with it' '
    sql a "ALTER USER px@\"%\" REQUIRE SSL" && job &&
    pxbinlog -c it.conf --until bin.000001:4 >2.rec'
t '... and is refused without' '
    job "tls = off" && code 77 pxbinlog -c it.conf >2.rec'

job 'tls = required'
pxbinlog -c it.conf --follow >out.rec 2>err &
pid=$!
sql a 'CREATE DATABASE marker'
t 'following through TLS delivers at once' '
    until_true 20 grep -q -a "CREATE DATABASE marker" out.rec'
kill "$pid"
rc=0
wait "$pid" || rc=$?
t 'TERM ends it properly' '[ "$rc" -eq 0 ] || { cat err; false; }'

mariadb_port b >/dev/null
mariadb_start b
mariadb_job b plain.conf tcp
t 'required without TLS at the server is 77' '
    cp plain.conf it.conf && echo "tls = required" >>it.conf &&
    code 77 pxbinlog -c it.conf >2.rec'
t 'preferred without TLS at the server is plain' '
    pxbinlog -c plain.conf >2.rec'

done_testing
