#!/bin/sh
#
# corpus.t: every log of the corpus, value for value; see truth.pl.  Twice:
# with what the log alone tells, and with the definitions known.  Exceptions
# have their reason in truth.pl and here.
# shellcheck disable=SC1091,SC2154
. "${0%/*}/../lib.sh"
. "$top/tests/golden/case.sh"

if [ ! -d "$corpus" ]; then
	skip 'logs of MySQL, MariaDB and damaged ones' 'the corpus is not here'
	done_testing
	exit 0
fi

# refuses FILE TEXT: rowdecode ends with 65 and says TEXT.
refuses() {
	unpack "$1"
	pxbinlog logs/* >events.rec
	code 65 rowdecode <events.rec >rows.rec 2>err || return 1
	grep -F -- "$2" err
}

for dir in "$corpus"/mysql97/* "$corpus"/mariadb1011/*; do
	name=${dir#"$corpus"/}
	case $name in
	*/json-partial-min) # rowdecode(1), CAVEATS: minimal old images
		t "$name is refused" \
			"refuses '$dir' 'JSON document is not in the old image'"
		continue
		;;
	esac
	t "$name" "equal '$dir'"
	t "$name, definitions known" "equal_known '$dir'"
done

perl "$top/tests/golden/damaged.pl" "$corpus" >list
while read -r file base expect txns; do
	t "damaged: ${file%.gz} ($expect, $txns transactions)" \
		"damaged '$corpus/damaged/$file' '$corpus/$base' $expect $txns"
done <list
done_testing
