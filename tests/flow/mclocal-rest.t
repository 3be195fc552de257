#!/bin/sh
# Requests over REST as the clients of MaxCompute in Java, Go and Python send
# them, and what they need in the answers.
. "${0%/*}/../lib.sh"
. "$top/tests/mclocal.sh"

mclocal_start a --project other --project p2
mclocal_use a
T=$mc_tables
P=/projects/local
I=$P/instances

mc sql "create table a1 (id bigint, s string comment 'text') comment 'one'
    partitioned by (dt string, r string) lifecycle 3;
    create table a2 (id bigint); create table b1 (id bigint);
    alter table a1 add partition (dt='1', r='x') partition (dt='1', r='y')
    partition (dt='2', r='x')" >/dev/null

get() { # PATH: the body, lines without what differs
	mc req GET "$1" | sed 1d
}
names() { # PATH: the names in a list, on one line
	get "$1" | sed -n 's/.*<Name>\([^<]*\)<.*/\1/p' | paste -sd' ' -
}
marker() { # PATH
	get "$1" | sed -n 's/.*<Marker>\([^<]*\)<.*/\1/p'
}

# --- projects ---
t 'projects are listed' '
	[ "$(names /projects)" = "local other p2" ] &&
	[ "$(names "/projects?maxitems=1&marker=local")" = other ] &&
	[ "$(marker "/projects?maxitems=1")" = local ] &&
	[ -z "$(marker "/projects?marker=local&maxitems=2")" ]'
t 'a project describes itself' '
	get "$P?properties=all" >out && grep "<Name>local</Name>" out &&
	grep "odps.schema.model.enabled</Name><Value>false" out &&
	grep "<State>AVAILABLE</State>" out'
t 'an unknown one is 404' '
	mc_refused "<Code>NoSuchProject</Code>" \
	    mc req GET /projects/nope/tables'
t 'a table of another project is not ours' '
	mc_refused NoSuchObject mc req GET /projects/other/tables/a1'
t 'errors are whole: code, message, request, host' '
	mc_refused "<Code>NoSuchObject</Code>" mc req GET $T/nope &&
	grep "<Message><!\[CDATA\[ODPS-0130131:" refused.out &&
	grep "<RequestId>[0-9a-g]*</RequestId>" refused.out &&
	grep "<HostId>127.0.0.1:" refused.out'
t 'every answer has a request id, and the phrase of its status' '
	MC_HEADERS=1
	export MC_HEADERS
	mc req GET $T/nope >out || grep "^HTTP/1.1 404 Not Found" out &&
	grep -i "^x-odps-request-id: " out'
for kind in resources registration/functions volumes offlinemodels xflows \
    schemas; do
	t "no $kind, and it says so" '
		mc_refused "<Code>NotImplemented</Code>" \
		    mc req GET "$P/$kind" &&
		grep "mclocal has no ${kind%%/*}" refused.out'
done
t 'tenants are not known' 'mc_refused "^404" mc req GET /tenants'
t 'the usage of a client is thanked for' 'mc req PUT "$P/logs"'
t 'a token for the log view' '
	printf "<Authorization><Policy>{}</Policy></Authorization>" >policy
	mc req POST "$P/authorization?sign_bearer_token" policy \
	    content-type:application/xml | grep "<Result>"'

# --- tables ---
t 'lists of tables: prefix, marker, size' '
	[ "$(names "$T?expectmarker=true")" = "a1 a2 b1" ] &&
	[ "$(names "$T?name=A")" = "a1 a2" ] &&
	[ "$(names "$T?maxitems=2")" = "a1 a2" ] &&
	[ "$(marker "$T?maxitems=2")" = a2 ] &&
	[ "$(names "$T?maxitems=2&marker=a2")" = b1 ]'
t 'by owner and type' '
	[ "$(names "$T?owner=ALIYUN%24local")" = "a1 a2 b1" ] &&
	[ -z "$(names "$T?owner=ALIYUN%24other")" ] &&
	[ "$(names "$T?type=managed_table&name=b")" = b1 ] &&
	[ -z "$(names "$T?type=VIRTUAL_VIEW")" ]'
t 'with all there is' '
	get "$T?extended&name=a1" >out &&
	grep "\"name\":\"dt\",\"type\":\"string\"" out &&
	grep "<Owner>ALIYUN.local</Owner>" out'
t 'several by their names at once' '
	printf "%s" "<Tables><Table><Project>local</Project><Name>A1</Name>" \
	    "</Table><Table><Name>nope</Name></Table>" \
	    "<Table><Name>b1</Name></Table></Tables>" >q
	mc req POST "$T?query" q content-type:application/xml >out &&
	[ "$(grep -c "<Schema format=" out)" -eq 2 ] && grep "<Name>b1<" out'
t 'a table in a schema called default' '
	get "$P/schemas/default/tables/a1" | grep "<Name>a1</Name>"'
t 'a description' '
	get "$T/a1" >out &&
	grep "\"lifecycle\":3," out && grep "\"comment\":\"one\"" out &&
	grep "\"isVirtualView\":false" out && grep "\"recordNum\":0" out &&
	grep "^<CreationTime>[A-Z][a-z][a-z], .* GMT</CreationTime>" out'
t 'more of it' '
	get "$T/a1?extended" | grep "Reserved.:.{.*schema_version"'
t 'HEAD' 'mc req HEAD $T/a1 && mc_refused "^404" mc req HEAD $T/nope'
t 'tables are not made by REST' 'mc_refused "^405" mc req POST $T'
t 'nor deleted' '
	mc_refused "<Code>MethodNotAllowed</Code>" mc req DELETE $T/a2 &&
	get $T/a2 >/dev/null'

# --- partitions ---
parts() {
	get "$1" | sed -n 's/.*<Column Name="[^"]*" Value="\([^"]*\)".*/\1/p' |
	    paste -sd' ' -
}
t 'lists of partitions, forth and back' '
	[ "$(parts "$T/a1?partitions&expectmarker=true")" = "1 x 1 y 2 x" ] &&
	[ "$(parts "$T/a1?partitions&reverse")" = "2 x 1 y 1 x" ] &&
	[ "$(parts "$T/a1?partitions&maxitems=2&reverse")" = "2 x 1 y" ] &&
	[ "$(marker "$T/a1?partitions&maxitems=2&reverse")" = "dt=1,r=y" ] &&
	[ "$(parts "$T/a1?partitions&reverse&marker=dt%3D1%2Cr%3Dy")" = \
	    "1 x" ]'
one=partition=dt%3D
t 'by their first levels' '
	[ "$(parts "$T/a1?partitions&${one}%271%27")" = "1 x 1 y" ]'
t 'their names alone' '
	[ "$(names "$T/a1?partitions&name")" = "dt=1,r=x dt=1,r=y dt=2,r=x" ]'
t 'one of them' '
	get "$T/a1?${one}%271%27%2Cr%3D%27x%27" | grep "partitionRecordNum" &&
	get "$T/a1?${one}1/r=x&extended" | grep "\"IsExstore\":false"'
t 'a missing one' '
	mc_refused "<Code>NoSuchPartition</Code>" \
	    mc req GET "$T/a1?${one}%273%27%2Cr%3D%27x%27"'
t 'times of partitions are numbers' '
	get "$T/a1?partitions" | grep "<CreationTime>[0-9]*</CreationTime>"'

# --- instances ---
submit() { # SQL [QUERY]: its id
	printf '<Instance><Job><Tasks><SQL><Name>N</Name><Query>' >job
	printf '<![CDATA[%s]]>' "$1" >>job
	printf '</Query></SQL></Tasks></Job></Instance>' >>job
	MC_HEADERS=1 mc req POST "$I${2-}" job content-type:application/xml |
	    sed -n 's,^Location: .*/\([^/]*\).$,\1,p'
}
one=$(submit 'select 1 a;')
two=$(submit 'select * from nope;')
t 'a job, as asked to wait for' '[ -n "$(submit "select 2 b;" "?tryWait")" ]'
t 'its state' '
	get $I/$one | grep "<Status>Terminated<" &&
	get "$I/$one?instancestatus" | grep "<Status>Terminated<" &&
	get "$I/$one?taskstatus" >out && grep "<Status>Success<" out &&
	grep "<Name>N</Name>" out && grep "<StartTime>.* GMT<" out'
t 'a failure' '
	get $I/$two | grep "<Status>Terminated<" &&
	get "$I/$two?taskstatus" | grep "<Status>Failed<" &&
	get "$I/$two?result" | grep "ODPS-0130131:\[1,15\] Table not found"'
t 'its progress, summary, detail, source, log' '
	get "$I/$one?instanceprogress=N&taskname=N" |
	    grep "<FinishedPercentage>100<" &&
	get "$I/$one?instancesummary&taskname=N" | grep JsonSummary &&
	get "$I/$one?instancedetail&taskname=N" | grep "^{" &&
	get "$I/$one?detail&taskname=N" | grep "^{" &&
	get "$I/$one?source" | grep "^<Job>.*select 1 a;" &&
	get "$I/$one?log&id=w" >log && [ ! -s log ]'
t 'it is no session' '
	mc_refused "<Code>InvalidArgument</Code>" mc req GET "$I/$one?cached"'
t 'it cannot be stopped any more' '
	printf "<Instance><Status>Terminated</Status></Instance>" >stop
	mc_refused "<Code>InvalidStateSetting</Code>" mc req PUT $I/$one stop'
t 'a job that is not of SQL is refused by its kind' '
	printf "<Instance><Job><Tasks><Merge><Name>M</Name><Tables>" >job.xml
	printf "</Tables></Merge></Tasks></Job></Instance>" >>job.xml
	mc_refused "mclocal has no Merge tasks" mc req POST "$I" job.xml \
	    content-type:application/xml &&
	grep "<Code>NotImplemented<" refused.out'
t 'lists of instances: the newest first, in pieces' '
	names "$I?onlyowner=yes" >all && grep " $two $one" all &&
	new=$(names "$I?maxitems=1") &&
	[ "$(marker "$I?maxitems=1")" = $new ] &&
	names "$I?marker=$two&onlyowner=no" | grep "^$one"'
now=$(date +%s)
t 'by state and time' '
	names "$I?status=Terminated&daterange=$((now - 60)):$((now + 60))" |
	    grep "$one" &&
	[ -z "$(names "$I?status=Running")" ] &&
	[ -z "$(names "$I?daterange=:$((now - 3600))")" ] &&
	[ -z "$(names "$I?daterange=$((now + 3600)):")" ]'
t 'an unknown one is 404' '
	mc_refused "<Code>NoSuchObject</Code>" mc req GET $I/nope'
t 'no job at all' '
	printf "<Instance><Job>" >bad
	mc_refused "<Code>MalformedXML</Code>" mc req POST $I bad'
t 'a result by the tunnel, and its limit' '
	mc req POST "$I/$one?downloads&instance_tunnel_limit_enabled" |
	    grep "\"RecordCount\":1,.*\"name\":\"a\",\"type\":\"int\""'
t 'what has no rows has none' '
	mc_refused "InstanceTypeNotSupported" mc req POST "$I/$two?downloads"'
mclocal_stop a
done_testing
