#!/bin/sh
#
# A branch of XA that waits for its outcome while other work goes on, through
# restarts: its rows come when it is committed, nothing comes twice.
#
# shellcheck disable=SC1091,SC2016,SC2154 # lib.sh, and t runs its text
. "${0%/*}/../lib.sh"
. "$top/tests/chain.sh"

chain_start
sql db 'CREATE DATABASE shop; CREATE TABLE shop.t (id INT PRIMARY KEY, v INT);
    INSERT INTO shop.t VALUES (1, 1), (2, 2)'
chain_job xa </dev/null

count() {
	logged xa t >log && test "$(wc -l <log)" -eq "$1" &&
	    test "$(sort -u log | wc -l)" -eq "$1"
}

t 'a first copy' 'pxsync schema -q -c xa.conf && pxsync full -q -c xa.conf'
sql db "XA START 'kept'; INSERT INTO shop.t VALUES (10, 10), (11, 11);
    XA END 'kept'; XA PREPARE 'kept'"
sql db "XA START 'dropped'; INSERT INTO shop.t VALUES (20, 20);
    XA END 'dropped'; XA PREPARE 'dropped'"
sql db 'INSERT INTO shop.t VALUES (3, 3); UPDATE shop.t SET v = 9 WHERE id = 1'
t 'what is committed beside a waiting branch arrives' '
    pxsync once -q -c xa.conf && count 3'
t 'reading will begin again before the branch' '
    test "$(status xa resume)" != "$(status xa position)"'
sql db 'DELETE FROM shop.t WHERE id = 2'
t 'started again: nothing twice, nothing of the branch' '
    pxsync once -q -c xa.conf && count 4 &&
    test "$(status xa resume)" != "$(status xa position)"'
sql db "XA COMMIT 'kept'; INSERT INTO shop.t VALUES (4, 4)"
t 'its rows come with its commit' 'pxsync once -q -c xa.conf && count 7'
sql db "XA ROLLBACK 'dropped'; INSERT INTO shop.t VALUES (5, 5)"
t 'a branch rolled back never comes' 'pxsync once -q -c xa.conf && count 8'
t 'nothing waits: the two places are one again' '
    test "$(status xa resume)" = "$(status xa position)"'
t 'merged it equals the source' 'pxsync merge -q -c xa.conf && same xa t'
done_testing
