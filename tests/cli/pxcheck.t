#!/bin/sh
# pxcheck and the job file: what is printed, and every way to get it wrong.
. "${0%/*}/../lib.sh"

job() { # LINE...
	printf '%s\n' "$@" >job.conf
}

refused() { # TEXT LINE...: 78, the reason in one line (and a hint)
	_text=$1
	shift
	job "$@"
	code 78 pxcheck -c job.conf >out 2>err
	[ ! -s out ] && head -n 1 err | grep -F -- "$_text" ||
	    { cat err; return 1; }
}

fails() { # ITEM TEXT LINE...: one says no, the others of the file are made
	_check=$1
	_text=$2
	shift 2
	job "$@"
	code 78 pxcheck -c job.conf >out 2>err
	grep "^FAIL $_check " out | grep -F -- "$_text" &&
	    [ "$(grep -c '^PASS job' out)" -eq 4 ] ||
	    { cat out err; return 1; }
}

passes() { # ITEM LINE...: whatever the others say
	_check=$1
	shift
	job "$@"
	code 78 pxcheck -c job.conf >out 2>err
	grep "^PASS $_check " out || { cat out err; return 1; }
}

# --- printing -----------------------------------------------------------------

: >empty.conf
t 'an empty job file is a job' 'pxcheck -c empty.conf --print'
t 'its name is that of the file' \
    '[ "$(pxcheck -c empty.conf --print job.name)" = empty ]'
t 'values are printed as key=value' '
	pxcheck -c empty.conf --print >all
	grep -qx "source.port=3306" all && ! grep -v "^[a-z_.]*=" all'
job '# comment' '; comment' '' '[source]' 'port=3307' 'host =  a b ' \
    'password_file = pw' '[objects]' 'include = a.*' 'include = b.*, c.*' \
    '  d.*' '[job]' 'name = other' '[shape]' 'case = lower ; inline'
printf 'secret\n' >pw
chmod 600 pw
t 'blanks and comments do not count' '
	pxcheck -c job.conf --print >all
	grep -x "source.host=a b" all && grep -x "shape.case=lower" all &&
	grep -x "source.port=3307" all && grep -x "job.name=other" all'
t 'a key of lines is printed line by line' '
	pxcheck -c job.conf --print objects.include >got
	printf "a.*\nb.*, c.*\nd.*\n" | cmp - got'
t 'values alone, a line for each key' '
	pxcheck -c job.conf --print source.port target.project job.name >got
	printf "3307\n\nother\n" | cmp - got'
t 'files are found beside the job file' '
	mkdir sub; cp job.conf sub
	[ "$(pxcheck -c sub/job.conf --print source.password_file)" = sub/pw ]'
t 'a secret is never printed' \
    'pxcheck -c job.conf --print | grep secret && exit 1 || :'
t 'lines that end with CR LF' '
	printf "[shape]\r\ncase = upper\r\n" >crlf.conf
	pxcheck -c crlf.conf --print shape.case | grep -x upper'
t 'a key that is not known is 64' \
    'code 64 pxcheck -c job.conf --print source.prt'
t 'keys without --print are 64' 'code 64 pxcheck -c job.conf source.port'
t 'no job file is 64' 'code 64 pxcheck'
t 'a job file that is not there is 78' 'code 78 pxcheck -c nothing.conf'

# --- what cannot be read ------------------------------------------------------

t 'an unknown key, with line and nearest name' '
	refused "job.conf:2: unknown key '\''source.prot'\''" \
	    "[source]" "prot = 1" &&
	grep -x "hint: did you mean .source.port.?" err'
t 'an unknown section' 'refused "unknown key" "[sauce]" "port = 1"'
t 'a key before any section' 'refused "unknown key" "port = 1"'
t 'a key given twice' \
    'refused "job.conf:3: '\''source.port'\'' was already given in line 2" \
	"[source]" "port = 1" "port = 2"'
t 'a key without a value' 'refused "has no value" "[source]" "host ="'
t 'a line that is nothing' 'refused "job.conf:2:" "[source]" "host"'
t 'a section that is not closed' 'refused "job.conf:1:" "[source"'
t 'a number out of its bounds' \
    'refused "from 1 to 65535" "[source]" "port = 65536"'
t 'a number that is none' 'refused "source.port" "[source]" "port = 0x10"'
t 'a time out of its bounds' \
    'refused "job.retry_other" "[job]" "retry_other = 59s"'
t 'a size out of its bounds' \
    'refused "upload.batch_bytes" "[upload]" "batch_bytes = 63k"'
t 'a size that overflows' 'refused "upload.batch_bytes" "[upload]" \
    "batch_bytes = 99999999999999999999g"'
t 'a word that is none of them' \
    'refused "none of: new previous" "[shape]" "names = old"'
t 'a name that cannot be a directory' 'refused "name" "[job]" "name = ../x"'
t 'a line that is too long' \
    'refused "job.conf:2:" "[objects]" "include = $(printf "%300s" x)"'
t 'bytes that are no text' '
	printf "[job]\nname = a\0b\n" >job.conf
	code 78 pxcheck -c job.conf 2>err; grep -q "not a text file" err'
t 'control characters are escaped in the message' '
	printf "[source]\nb\033[31mad = 1\n" >job.conf
	code 78 pxcheck -c job.conf 2>err; grep -F "\\x1b" err'
t 'and with PX_LOG=json it is JSON' '
	PX_LOG=json code 78 pxcheck -c job.conf 2>err
	grep "^{\"v\":1,\"ts\":\".*\",\"level\":\"error\"," err &&
	grep "\"prog\":\"pxcheck\"" err && grep "\"code\":78}$" err &&
	[ "$(wc -l <err)" -eq 1 ]'

# --- what can be read and is wrong --------------------------------------------

t 'accounts that are not set: nobody is asked' '
	code 78 pxcheck -c empty.conf >out 2>err
	grep "^FAIL job.source .*source.user" out &&
	grep "^FAIL job.target .*target.endpoint" out &&
	grep "^NONE source.connect" out && grep "^NONE target.connect" out'
t 'phases, files, partitions' '
	passes job.phases "[job]" "phases = schema,full" &&
	passes job.files "[source]" "password_file = pw" &&
	passes job.shape "[shape]" "partition = year, month" &&
	passes job.endpoints "[target]" "endpoint = http://x/api" &&
	passes job.objects "[objects]" "ops = a.b:iu"'
t 'no partitions' 'passes job.shape "[shape]" "partition = none"'
t 'a lifecycle without partitions' '
	fails job.shape "a lifecycle needs partitions" "[shape]" \
	    "partition = none" "lifecycle = 3"'
t 'a secret that others can read' '
	printf "x\n" >open; chmod 644 open
	fails job.files chmod "[source]" "password_file = open"'
t 'a secret that is not there' \
    'fails job.files "cannot open" "[source]" "password_file = nothing"'
t 'a secret that is empty' '
	: >void; chmod 600 void
	fails job.files "is empty" "[target]" "access_key_file = void"'
t 'a secret that is a directory' '
	mkdir dir; chmod 700 dir
	fails job.files "cannot read" "[target]" "access_key_file = dir"'
t 'certificates may be open to others, but must be there' '
	passes job.files "[source]" "tls_ca = open" || exit
	fails job.files "cannot open" "[source]" "tls_ca = nothing"'
for list in month year,day year,year years ',' none,year \
    year,month,day,hour,minute,second; do
	t "partition list '$list'" \
	    "fails job.shape 'shape.partition' '[shape]' 'partition = $list'"
done
for list in ful 'full schema' 'full full' ','; do
	t "phases '$list'" \
	    "fails job.phases 'job.phases' '[job]' 'phases = $list'"
done
t 'an object list that makes no sense, with its line' \
    'fails job.objects "job.conf:2" "[objects]" "ops = a.b"'
t 'an endpoint that is no URL' \
    'fails job.endpoints target.endpoint "[target]" "endpoint = x.y.z"'
t 'JSON: one document, a line for each item' '
	job "[job]" "phases = full,schema"
	code 78 pxcheck -c job.conf --json >out 2>err
	grep "^{\"id\":\"job.phases\",\"status\":\"fail\",\"found\":\[\"" \
	    out &&
	perl -MJSON::PP -0777 -ne "my \$j = decode_json(\$_);
	    exit(!(\$j->{job} eq q(job) && \$j->{failed} > 1))" out'

# --- neither end can be had ---------------------------------------------------

: >key
chmod 600 key pw
printf 'k\n' >key
unreachable() {
	job '[source]' 'user = u' 'password_file = pw' \
	    "socket = $scratch/none" '[target]' \
	    'endpoint = http://127.0.0.1:1/api' 'project = p' \
	    'access_id = i' 'access_key_file = key' '[job]' "state = $1"
	code "$2" pxcheck -c job.conf >out 2>err
}
t 'nobody is there: 75, what follows is not made and not passed' '
	unreachable "$scratch/state" 75
	grep "^FAIL source.connect .*cannot connect" out &&
	grep "^FAIL target.connect " out && grep "^NONE source.keys" out &&
	grep "^NONE target.tables" out && ! tail -n 1 out | grep "(100 %)"'
t 'the state directory need not be there yet' '
	grep "^PASS state.write" out && [ ! -e "$scratch/state" ]'
t 'a state directory that cannot be made, without room' '
	unreachable /proc/state 75
	grep "^FAIL state.disk .*0 MiB free" out'
t 'a file in its place' '
	unreachable "$scratch/pw" 75; grep "^FAIL state.write .*directory" out'
t '--state wins' '
	code 75 pxcheck -c job.conf --state "$scratch/other" >out 2>err
	grep "^PASS state.write .*/other" out'
t 'without a state these are left out' '
	sed "/^state/d" job.conf >free.conf
	code 75 pxcheck -c free.conf >out 2>err; grep "^SKIP state.disk" out'
done_testing
