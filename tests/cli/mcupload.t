#!/bin/sh
# mcupload without a network: --to-dir, refusals, --show.
. "${0%/*}/../lib.sh"

rows() { # as tests/flow/mcupload-rows.pl, routed
	perl "$top/tests/flow/mcupload-rows.pl" "$@" | pxrec --from-json |
	    mcpartition
}

part=new_dts_sync_modifytime_year=2024,new_dts_sync_modifytime_month=01
part=customer_log/$part,new_dts_sync_modifytime_day=02

# --- the call ---------------------------------------------------------------

t 'without a job or a directory it is 64' \
    'code 64 mcupload </dev/null 2>err && grep -q "to-dir" err'
t 'an operand is 64' 'code 64 mcupload --to-dir d x </dev/null'
t '--to-dir and --state together are 64' \
    'code 64 mcupload --to-dir d --state s </dev/null'
t '--show without a job or a state is 64' 'code 64 mcupload --show'
printf '[job]\nname = j\n[target]\nproject = p\n' >bare.conf
t 'a job without an endpoint is 78 and says which key' '
	code 78 mcupload -c bare.conf --state s </dev/null 2>err
	grep -q "target.endpoint" err'
printf '[job]\nname = j\nstat = s\n' >typo.conf
t 'a job file with a typo is 78' 'code 78 mcupload -c typo.conf </dev/null'
echo secret >key
job() { # ENDPOINT
	printf '[job]\nname = j\nstate = %s/state\n[target]\n' "$scratch"
	printf 'endpoint = %s\nproject = p\naccess_id = a\n' "$1"
	printf 'access_key_file = %s/key\n' "$scratch"
}
job 127.0.0.1:1 >address.conf
t 'an endpoint that is no address is 78' \
    'code 78 mcupload -c address.conf </dev/null'
job http://127.0.0.1:1/api >away.conf
chmod 644 key
t 'a key that others can read is 78' \
    'code 78 mcupload -c away.conf </dev/null 2>err; grep -q "chmod 600" err'
chmod 600 key
rows log 1 9 >nine.rec
t 'a target that is not there is 75, soon' '
	code 75 mcupload -q -c away.conf <nine.rec 2>err
	tail -n 1 err | grep -q "127.0.0.1:1" && [ ! -e state/position ]'

# --- files ------------------------------------------------------------------

t '--to-dir writes blocks' '
	mcupload -q --to-dir out <nine.rec && [ -s "out/$part/1.0" ] &&
	[ "$(find out -type f | wc -l)" -eq 1 ]'
t '... the same bytes each time' \
    'mcupload -q --to-dir out2 <nine.rec && diff -r out out2'
t '... which end with the trailer of nine records' '
	perl -0777 -ne "
	    exit !/\\xf0\\xff\\xff\\x7f\\x12\\xf8\\xff\\xff\\x7f.{1,5}\$/s" \
	    "out/$part/1.0"'
t 'compressed as the job says, the same bytes inside' '
	mcupload -q -c bare.conf --to-dir zip <nine.rec &&
	perl -MIO::Uncompress::Inflate=inflate -e "inflate q(-) => q(-)" \
	    <"zip/$part/1.0" | cmp - "out/$part/1.0"'
t 'a copy has a file for each chunk' '
	rows copy 3 10 | mcupload -q --to-dir copy &&
	(cd copy/customer_base && [ "$(echo *)" = "1.0 1.1 1.2" ])'
t 'batches end at marks when they are large enough' '
	printf "[upload]\ncompress = none\nbatch_bytes = 64k\n" >small.conf
	rows log 1 6000 | mcupload -q -c small.conf --to-dir many &&
	[ "$(find many -type f | wc -l)" -gt 3 ]'
t 'a cut stream leaves no file' '
	head -c $(($(wc -c <nine.rec) - 1)) nine.rec |
	    code 66 mcupload -q --to-dir cut && [ -z "$(find cut -type f)" ]'
touch file
t 'a directory that is a file is 74' \
    'code 74 mcupload -q --to-dir file <nine.rec 2>err; [ -s err ]'
rows log 1 6000 >more.rec
t 'a full disk is 74 and leaves no file' '
	(ulimit -f 1; trap "" XFSZ
	code 74 mcupload -q --to-dir full <more.rec) 2>err &&
	grep -q "cannot write" err && [ -z "$(find full -type f)" ]'

# --- input that makes no sense ----------------------------------------------

hello='{"kind":"hello","producer":"t","job":"","stream":"","source":""}'
end='{"kind":"end"}'
t 'rows that were not routed are 65 and say by whom' '
	perl "$top/tests/flow/mcupload-rows.pl" log 1 3 | pxrec --from-json |
	    code 65 mcupload --to-dir x 2>err; grep -q mcpartition err'
t 'events are 65 and say by whom' '
	printf "%s\n" "$hello" "{\"kind\":\"event\",\"pos\":\"b.000001:4\",\
\"type\":3,\"size\":5,\"crc\":0,\"data\":{\"b64\":\"AAECAwM=\"}}" "$end" |
	    pxrec --from-json | code 65 mcupload --to-dir x 2>err
	grep -q rowdecode err'

# A table with one column of type $1 that gets the value $2.
one() {
	printf '%s\n{"kind":"table","db":"d","table":"t","ref":1,' "$hello"
	printf '"columns":[{"name":"v","type":"bigint"}],"dest":{'
	printf '"table":"t_log","role":"log","columns":[{"name":"v",'
	printf '"type":"%s"}],"partition":["y"]}}\n' "$1"
	printf '{"kind":"part","db":"d","table":"t","ref":1,"part":1,'
	printf '"values":["2024"]}\n'
	printf '{"kind":"begin","pos":"b.000001:4"}\n'
	printf '{"kind":"row","op":"I","db":"d","table":"t","ref":1,"part":1,'
	printf '"record_id":42,"time":null,"pos":"b.000001:9","before":null,'
	printf '"after":{"v":%s}}\n' "$2"
	printf '{"kind":"mark","pos":"b.000001:99"}\n%s\n' "$end"
}
t 'a value that fits' \
    'one tinyint 127 | pxrec --from-json | mcupload -q --to-dir fits'
t 'a value that does not is 65, with table, partition, column and record' '
	one tinyint 128 | pxrec --from-json |
	    code 65 mcupload --to-dir not 2>err
	grep -q "record 5: .*t_log/y=2024.*record_id 42.*column .v." err &&
	[ -z "$(find not -type f)" ]'
t 'NULL in a NOT NULL column is 65' '
	one bigint null | pxrec --from-json | code 65 mcupload --to-dir x 2>err
	grep -q "NOT NULL" err'
t 'a text of more than 8 MiB is 65' '
	one string "\"$(head -c 9000000 /dev/zero | tr "\0" x)\"" |
	    pxrec --from-json | code 65 mcupload --to-dir x 2>err
	grep -q "8 MiB" err'

# --- state ------------------------------------------------------------------

t '--show of a job that has not begun' '
	mcupload --state none --show >show && grep -x "position=-" show &&
	grep -x "copy=-" show && [ ! -e none ]'
t '--show of a damaged position is 65' '
	mkdir bad && echo "pxpos 1 b.000001:4 crc=00000000" >bad/position
	code 65 mcupload --state bad --show'
t '--show on a full disk is 74' \
    'code 74 mcupload --state none --show >/dev/full'
t 'the state of a job without job.state' '
	XDG_STATE_HOME=$scratch/xdg mcupload -c bare.conf --show |
	    grep -x "state=$scratch/xdg/pxsync/j" &&
	PXSYNC_STATE=$scratch/st mcupload -c bare.conf --show |
	    grep -x "state=$scratch/st/j"'
done_testing
