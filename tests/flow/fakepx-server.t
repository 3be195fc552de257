#!/bin/sh
# fakepx speaks as PolarDB-X does: byte for byte where bytes are known, and
# every rule of its dump.  What follows in fakepx-*.t stands on this.
. "${0%/*}/../lib.sh"
. "$top/tests/fakepx/fakepx.sh"

# bytes FILE OFFSET N: in hex
bytes() {
	od -A n -v -t x1 -j "$2" -N "$3" "$1" | tr -d ' \n'
}

pad=$(printf '%780s' '' | tr ' ' x)
cat >known.script <<END
begin 1693543503000
rows-query $pad
xid 1
cts 710323629486286444816000000000000000010000000000000000
END
px_files known
t 'a file begins with a description of 119 bytes' '
    [ "$(bytes known.d/binlog.000001 0 4)" = fe62696e ] &&
    [ "$(bytes known.d/binlog.000001 8 5)" = 0f0100000077 ] ||
    [ "$(bytes known.d/binlog.000001 13 8)" = 770000007b000000 ]'
t '... which has the 38 lengths' '
    [ "$(bytes known.d/binlog.000001 79 40)" = "13000d0008000000000400040000\
005f00041a08000000080808020000000a0a0a2a2a0012340001" ]'
t 'BEGIN is the one that is known' '
    [ "$(bytes known.d/binlog.000001 123 42)" = "4f6cf16402010000002a000000\
a500000008000000000000000000000000000000424547494e650e7f81" ]'
t 'CTS is the one that is known' '
    [ "$(bytes known.d/binlog.000001 1000 83)" = "506cf1641d01000000530000\
003b040000000001\
$(printf "CTS::%s" 710323629486286444816000000000000000010000000000000000 |
    od -A n -v -t x1 | tr -d " \n")432e8251" ]'

px_serve a <<'END'
version 8.0.32-PXC-5.4.19-20251031
begin 1700000001000
cts
table 7 shop.t bigint!
write 7 (1)
xid 1
cts
rotate
heartbeat-txn 1700000002000
stream group1_stream_1
heartbeat-txn 1700000002000
END
px_files a
size=$(wc -c <a.d/binlog.000001)
end=$(wc -c <a.d/binlog.000002)
crc="sql=SET @master_binlog_checksum = 'CRC32', @x = 1"
beat="sql=SET @MASTER_HEARTBEAT_PERIOD = 20000000"

t 'the greeting has a prefix of the version' \
    'px_raw a | grep -x "greeting 8.0.32 mysql_native_password"'
t 'the whole version must be asked for' \
    'px_raw a "sql=SELECT VERSION()" | grep -x "8.0.32-PXC-5.4.19-20251031"'
t 'the password is checked' 'px_raw a password=x | grep "^error 1045"'
t 'a client with another plugin is switched' '
    px_raw a plugin=caching_sha2_password | tail -n 2 | tr "\n" " " |
    grep -x "switch mysql_native_password ok "'
t 'and checked as well' '
    px_raw a plugin=caching_sha2_password password=x | grep "^error 1045"'
t 'no GTIDs: 1047' 'px_raw a hex=1e00 | grep "^error 1047"'
t 'a replica may register, to no effect' 'px_raw a hex=15 | tail -n 1 | grep ok'
t 'MASTER STATUS, also of a stream' '
    px_raw a "sql=SHOW MASTER STATUS" | grep "^binlog.000002	$end	" &&
    px_raw a "sql=SHOW MASTER STATUS WITH '\''group1_stream_1'\''" |
    grep "^group1_stream_1_binlog.000001	"'
t 'but not of one there is not' '
    px_raw a "sql=SHOW MASTER STATUS WITH '\''x'\''" | grep "^error"'
t 'FULL MASTER STATUS has a TSO' '
    px_raw a "sql=SHOW FULL MASTER STATUS" |
    grep "^binlog.000002	$end	[0-9]\{54\}	"'
t 'BINARY LOGS have names and sizes' '
    px_raw a "sql=SHOW BINARY LOGS" >1
    grep "^binlog.000001	$size\$" 1 &&
    grep "^binlog.000002	$end\$" 1'
t 'the streams are listed' '
    px_raw a "sql=SHOW BINARY STREAMS" | grep "^group1	group1_stream_1	"'
t 'the syntax of MySQL 8.4 is none' '
    px_raw a "sql=SHOW BINARY LOG STATUS" | grep "^error 1064"'
t 'variables tell the product' '
    px_raw a "sql=SHOW GLOBAL VARIABLES LIKE '\''polarx\\_%'\''" |
    grep "^polarx_"'
t 'the clock is ahead of the log' '
    [ "$(px_raw a "sql=SELECT TSO_TIMESTAMP()" | tail -n 1)" -gt \
	"$(px_raw a "sql=SHOW FULL MASTER STATUS" | tail -n 1 | cut -f 3 |
	    cut -c 1-19)" ]'

t 'a dump without the checksum announced is refused, behind a ROTATE' '
    px_raw a dump=binlog.000001:4:3 | tail -n 2 | tr "\n" " " |
    grep -x "4 32 0 40 bare .*binlog.000001 error 1236 binlog dump error! "'
t 'NONE: only the first ROTATE lacks its checksum' '
    px_raw a "sql=SET @master_binlog_checksum = '\''NONE'\''" \
	dump=binlog.000001:4:3 | tail -n 3 | cut -d " " -f 1,5 | tr "\n" " " |
    grep -x "4 bare 15 crc 2 crc "'
t 'from the beginning the description has its place' '
    px_raw a "$crc" dump=binlog.000001:4:2 | grep "^15 0 123 119 crc"'
t 'from elsewhere it has none' '
    px_raw a "$crc" dump=binlog.000001:165:3 >1 && cat 1 &&
    grep "^4 32 0 44 crc" 1 && grep "^15 0 0 119 crc" 1 && grep "^29 0 " 1'
t 'the end of a file: its ROTATE, one made up, the next description' '
    px_raw a "$crc" "dump=binlog.000001:$((size - 44)):5" | tail -n 3 >1
    cat 1; grep "^4 0 $size 44 crc" 1 && grep "^4 32 0 44 crc" 1 &&
    grep "^15 0 123 119 crc" 1'
t 'when nothing comes: heartbeats with the place, which are no events' '
    px_raw a "$crc" "$beat" "dump=binlog.000002:$end:4" | tail -n 2 >1
    cat 1; [ "$(grep -c "^27 0 $end 36 crc binlog.000002" 1)" -eq 2 ]'
refused() {
	px_raw a "$crc" "dump=$1:3" | tail -n 1 |
	    grep -x 'error 1236 binlog dump error!'
}
t 'refused: the end of a closed file' 'refused "binlog.000001:$size"'
t 'refused: behind the newest end' 'refused "binlog.000002:$((end + 1))"'
t 'refused: what is no event' 'refused binlog.000001:124'
t 'refused: a file that is not there' 'refused binlog.000003:4'
t 'a transaction may be entered in the middle, as on the real one' '
    px_raw a "$crc" dump=binlog.000001:250:3 | tail -n 1 | grep "^19 "'
t 'no name is the oldest file, no position its beginning' '
    px_raw a "$crc" dump=:0:2 | grep "^4 32 0 44 crc .*binlog.000001" &&
    px_raw a "$crc" dump=:4294967295:2 | grep "^15 0 123"'
t 'a name with _ is of a stream' '
    px_raw a "$crc" dump=group1_stream_1_binlog.000001:4:3 | grep "^2 8 165"'
t 'a file that was purged is refused' '
    px_more a purge\ binlog.000001 && until_true 20 eval "
	! px_raw a \"sql=SHOW BINARY LOGS\" | grep binlog.000001" &&
    refused binlog.000001:4'
t 'while the log service is away everything says so' '
    px_more a unready\ 3 && until_true 20 eval "
	px_raw a \"sql=SHOW MASTER STATUS\" |
	    grep \"^binlog.000002	4	\"" &&
    ! px_raw a "sql=SHOW BINARY LOGS" | grep "^binlog" &&
    px_raw a "$crc" dump=binlog.000002:4:3 |
    grep -x "error 1236 please try later..."'
t 'without the privilege: 5110' '
    px_more a deny && until_true 20 eval "px_raw a \"\$crc\" \
	dump=binlog.000002:4:1 | grep \"^error 5110 .*REPLICATION SLAVE\""'

px_serve b <<'END'
follower
begin 1700000001000
cts
END
t 'a follower shows single events' '
    px_raw b "$crc" dump=binlog.000001:4:4 | tail -n 1 | grep "^29 "'
# a packet of 16 MB less one byte, with its status byte
printf 'heartbeat 1700000001000\nrows-query %s\n%s\n' \
    "$(head -c 16777190 /dev/zero | tr '\0' x)" \
    'heartbeat 1700000002000' | px_serve large
t 'the empty packet behind one that fills 16 MB is forgotten' '
    px_files large && pxbinlog large.d/* >1.rec &&
    pxbinlog -c large.conf >2.rec && same 1.rec 2.rec &&
    [ "$(pxrec 1.rec | grep -c "16777214 bytes")" -eq 1 ]'
t 'a wrong script is refused with its line' '
    printf "begin 1\nnonsense\n" >bad.script
    code 65 "$PX_BUILD/tools/fakepx" -w . bad.script 2>err &&
    grep "bad.script:2: .nonsense" err'

done_testing
