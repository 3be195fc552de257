#!/bin/sh
#
# A record that stops a stage is put aside where PX_HELD says, readable.
#
# shellcheck disable=SC1091,SC2016,SC2154 # lib.sh, and t runs its text
. "${0%/*}/../lib.sh"

t 'rows to test with' '
    pxrec --from-json "$top/tests/cli/held/rows.json" >rows.rec'
mkdir held
t 'a value that cannot be held stops: 65' '
    PX_HELD=held code 65 mcpartition <rows.rec >out.rec 2>err &&
    grep shop.t err'
t 'its record is a stream of its own' 'test -s held/mcpartition-5.rec &&
    pxrec --json held/mcpartition-5.rec >kept.json &&
    grep "bin.000001:104.*\"id\":2,\"d\":\"0000-00-00\"" kept.json &&
    ! grep "\"id\":1," kept.json && test "$(wc -l <kept.json)" -eq 5'
t 'it stops the stage again' 'code 65 mcpartition <held/mcpartition-5.rec'
t 'without PX_HELD nothing is written' 'rm held/*;
    code 65 mcpartition <rows.rec >out.rec && test -z "$(ls held)"'
t 'a directory that is not there changes nothing of the verdict' '
    PX_HELD=nowhere code 65 mcpartition <rows.rec'
done_testing
