#!/bin/sh
#
# pxplan: requests of DTS become job files that pxcheck reads, and back.
#
# shellcheck disable=SC1091,SC2016,SC2034,SC2154 # lib.sh, and t runs its text
. "${0%/*}/../lib.sh"

# DbList and Reserve are strings that hold JSON, as the console shows them.
cat >list.json <<'E'
{
  "shop": { "name": "shop_ods", "all": false, "Table": {
    "customer": { "name": "cust", "all": true, "dml_op": "insert,update",
      "filter": "id > 10 and name in ('a','b') and place = 'north'@" },
    "order.line": { "name": "order_line", "all": false,
      "column": { "id": { "name": "id" }, "note": { "name": "remark" } } },
    "old": { "name": "old", "all": true, "filterType": "BLACK" } } },
  "crm": { "name": "crm", "all": true }
}
E
long="or level between 3 and 9 or name like '%x%' or made < '2020-01-01'"
perl -pi -e "s/@/ $long/" list.json
cat >reserve.json <<'E'
{ "dbListCaseChangeMode": "dest_upper", "maxRetryTime": 43200,
  "retry.blind.seconds": "20", "srcSSL": "1",
  "dts.datamove.source.rps.max": "5000",
  "whitelist.ghost.online.ddl.enable": false }
E
cat >fields.json <<'E'
{
  "Action": "ConfigureDtsJob", "DtsJobName": "shop-ods",
  "SourceEndpointInstanceType": "POLARDBX20",
  "SourceEndpointEngineName": "POLARDBX20",
  "SourceEndpointIP": "10.0.0.5", "SourceEndpointPort": "3306",
  "SourceEndpointUserName": "dts", "SourceEndpointPassword": "s3cret",
  "DestinationEndpointEngineName": "ODPS",
  "DestinationEndpointRegion": "cn-hangzhou",
  "DestinationEndpointDataBaseName": "shop_ods",
  "DestinationEndpointUserName": "LTAI1", "DestinationEndpointPassword": "k3y",
  "StructureInitialization": true, "DataInitialization": true,
  "DataSynchronization": "true", "Checkpoint": "1700000000",
  "DelayPhone": "1361", "DelayRuleTime": 60,
  "PartitionKey.ModifyTime_Year": true, "PartitionKey.ModifyTime_Month": "true",
  "PartitionKey.ModifyTime_Day": false
}
E
perl -MJSON::PP -e '
	sub text { local (@ARGV, $/) = @_; <> }
	my $r = decode_json(text("fields.json"));
	$r->{DbList} = text("list.json");
	$r->{Reserve} = text("reserve.json");
	print JSON::PP->new->canonical->encode($r)' >task.json
printf 'pw\n' >source.password
printf 'key\n' >target.access_key
value() { # KEY...: of job.conf
	pxcheck -c job.conf --print "$@"
}

t 'a request becomes a job file' '
	pxplan --from-dts task.json >job.conf 2>err &&
	grep -q "have no counterpart" err'
t 'which the programs read' '
	[ "$(value job.name)" = shop-ods ] &&
	[ "$(value job.phases)" = "schema full incr" ] &&
	[ "$(value job.retry_connect)" = 43200s ]'
t 'its source' '
	value source.product source.host source.port source.user source.tls \
	    source.start >out
	printf "%s\n" polardbx 10.0.0.5 3306 dts required \
	    2023-11-14T22:13:20.000000Z | diff - out'
t 'its target' '
	value target.project target.region target.access_id \
	    target.endpoint >out
	printf "%s\n" shop_ods cn-hangzhou LTAI1 \
	    https://service.cn-hangzhou.maxcompute.aliyun.com/api | diff - out'
t 'its shape, throttle and alert' '
	value shape.case shape.partition copy.max_rows alert.lag >out
	printf "%s\n" upper year,month 5000 60s | diff - out'
t 'its objects' '
	value objects.include objects.exclude objects.ops objects.columns >out
	printf "%s\n" shop.customer "shop.\`order.line\`" "crm.*" shop.old \
	    shop.customer:iu "shop.\`order.line\`: id, note" | diff - out
	value objects.map >out
	printf "%s\n" "shop.customer = shop_ods.cust" \
	    "shop.\`order.line\` = shop_ods.order_line" \
	    "shop.\`order.line\`.note = remark" | diff - out'
t 'a filter that is longer than a line' '
	value objects.where >out
	printf "%s %s %s\n" "shop.customer: id > 10 and" \
	    "name in ('\''a'\'','\''b'\'') and place = '\''north'\''" "$long" |
	    diff - out
	! grep -v "^#" job.conf | grep -q ".\{79\}"'
t 'secrets do not stand in it' '
	! grep -q "s3cret\|k3y" job.conf err &&
	[ "$(value source.password_file)" = source.password ]'
t 'what has no counterpart is listed' '
	grep -q "^#   DelayPhone: 1361" job.conf &&
	grep -q "^#   whitelist.ghost.online.ddl.enable: false" job.conf &&
	grep -q "^#   retry.blind.seconds: 20 is out of bounds" job.conf'

t 'an object list alone' '
	echo "{\"a\":{\"name\":\"a\",\"all\":true}}" |
	    pxplan -q --from-dts - >job.conf 2>err && [ ! -s err ] &&
	[ "$(value objects.include)" = "a.*" ]'
t 'the older form of it' '
	cat >old.json <<E
[{"DBName":"d","NewDBName":"e","TableIncludes":[
  {"TableName":"t1","NewTableName":"t2","FilterCondition":"a > 1",
   "ColumnExcludes":[{"ColumnName":"x"}]},
  {"TableName":"log_.*"}],
  "TableExcludes":[{"TableName":"log_old"}]}]
E
	pxplan --from-dts old.json >job.conf
	value objects.include objects.exclude objects.map objects.where \
	    objects.columns >out
	printf "%s\n" d.t1 "d.log_*" d.log_old "d.t1 = e.t2" "d.t1: a > 1" \
	    "d.t1: !x" | diff - out'

refused() { # TEXT: of this request, on stderr
	cat >bad.json
	code 65 pxplan --from-dts bad.json >out 2>err && [ ! -s out ] &&
	    grep -q -e "$1" err
}
t 'a regular expression is not guessed at' '
	echo "[{\"DBName\":\"d\",
	    \"TableIncludes\":[{\"TableName\":\"a[0-9]\"}]}]" |
	    refused "regular expression"'
t 'nor operations nobody knows' '
	echo "{\"d\":{\"name\":\"d\",\"all\":true,\"dml_op\":\"merge\"}}" |
	    refused "dml_op"'
t 'nor a list without tables' '
	echo "{\"d\":{\"name\":\"d\",\"all\":false}}" | refused "no table"'
t 'another target is refused' '
	echo "{\"DestinationEndpointEngineName\":\"KAFKA\",\"DbList\":{}}" |
	    refused "KAFKA"'
t 'a request without objects' 'echo "{\"RegionId\":\"x\"}" | refused DbList'
t 'broken JSON: the place' '
	printf "{\n\"a\": ,}\n" | refused "bad.json:2:"'
t 'broken JSON within: the field' '
	echo "{\"DbList\":\"{,\"}" | refused "DbList: line 1"'
t 'a value that no job file can hold' '
	echo "{\"d\":{\"all\":false,\"Table\":{\"t\":{\"all\":true,
	    \"filter\":\"a = \\u0027 ;\\u0027\"}}}}" | tr -d "\n" |
	    refused "semicolon"'
t 'no file' 'code 66 pxplan --from-dts nothing >out 2>err'
t 'one way or the other' '
	code 64 pxplan >out 2>err &&
	code 64 pxplan -c a --from-dts b >out 2>err'

# --- and back -----------------------------------------------------------------

# Two tables: customer (id, note, x) and plain (id).
perl -MJSON::PP -e '
	my ($ref, %t) = (0, customer => [qw(id note x)], plain => ["id"]);
	sub line { print encode_json({ @_ }), "\n" }
	line(kind => "hello", producer => "pxsnapshot 0.1.0", job => "j",
	    source => "mysql");
	for my $t (sort keys %t) {
		line(kind => "table", db => "shop", table => $t, since => undef,
		    ref => ++$ref, flags => ["primary"], columns => [map { {
			name => $_, type => "int", text => "int",
			$_ eq "id" ? (key => 1) : (flags => ["nullable"]) } }
		    @{ $t{$t} }]);
	}
	line(kind => "end")' >tables.jsonl
cat >job.conf <<'E'
[job]
name = back
[source]
product = mysql
host = db
user = u
[objects]
map = shop.customer = ods.cust
map = shop.customer.note = remark
columns = shop.customer: !x
where = shop.customer: id > 3
ops = shop.customer:iu
[shape]
case = lower
[target]
project = ods
region = cn-beijing
E
t 'a job becomes a request' '
	pxrec --from-json <tables.jsonl | rowfilter -c job.conf |
	    pxplan -c job.conf >task.json
	perl -MJSON::PP -0ne "
		my \$r = decode_json(\$_);
		my \$l = decode_json(\$r->{DbList});
		my \$v = decode_json(\$r->{Reserve});
		my \$c = \$l->{shop}{Table}{customer};
		print join(q(|), @{\$r}{qw(Action DtsJobName
		    SourceEndpointEngineName SourceEndpointIP
		    DestinationEndpointEngineName
		    DestinationEndpointDataBaseName)}), qq(\n);
		print join(q(|), \$l->{shop}{name}, \$c->{name}, \$c->{filter},
		    \$c->{dml_op}, \$c->{all} ? 1 : 0,
		    join(q(,), sort keys %{\$c->{column}}),
		    \$c->{column}{note}{name}), qq(\n);
		print join(q(|), map { \$l->{shop}{Table}{plain}{\$_} // q(-) }
		    qw(name all filter column)), qq(\n);
		print join(q(|), @{\$v}{qw(dbListCaseChangeMode maxRetryTime)}),
		    qq(\n)" task.json >out
	cat >expect <<E
ConfigureDtsJob|back|MYSQL|db|ODPS|ods
ods|cust|id > 3|insert,update|0|id,note|remark
plain|1|-|-
dest_lower|43200
E
	diff expect out'
t 'and that request the job again' '
	pxplan -q --from-dts task.json >again.conf &&
	pxcheck -c again.conf --print objects.include objects.map \
	    objects.where objects.ops objects.columns >out &&
	printf "%s\n" shop.customer shop.plain "shop.customer = ods.cust" \
	    "shop.customer.note = remark" "shop.customer: id > 3" \
	    shop.customer:iu "shop.customer: id, note" | diff - out'
t 'a stream that was cut' '
	pxrec --from-json <tables.jsonl | head -c 200 |
	    code 66 pxplan -c job.conf >out 2>err'
done_testing
