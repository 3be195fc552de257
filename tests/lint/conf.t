#!/bin/sh
# pxsync.conf(5) and the table of keys say the same.
. "${0%/*}/../lib.sh"

page=$top/man/pxsync.conf.5
table=$top/src/base/conf_keys.c

sed -n 's/^\.It Cm \([a-z]*\.[a-z_]*\).*/\1/p' "$page" >page.keys
sed -n 's/^	{ \.name = "\([a-z]*\.[a-z_]*\)".*/\1/p' "$table" >table.keys
t 'keys are found' '[ "$(wc -l <table.keys)" -gt 30 ]'
t 'the page has every key, in the order of the table' \
    'diff table.keys page.keys'

# The page's paragraph of a key, in one line.
paragraph() {
	awk -v key="$1" '
	    /^\.(It|El)/ { on = ($2 == "Cm" && $3 == key); next }
	    on { sub(/^\.(Cm|Li|Dq|Em|Pa) /, ""); printf "%s ", $0 }' "$page"
}

: >empty.conf
pxcheck -c empty.conf --print >values
t 'the page tells every default' '
	while IFS="=" read -r key value; do
		case $key in job.name) continue ;; esac
		value=$(printf "%s" "$value" | sed "s/[.*]/\\\\&/g")
		paragraph "$key" | grep -qE "(^|[ ,])$value([ .,;]|\$)" ||
		    echo "$key: $value"
	done <values >wrong
	cat wrong; [ ! -s wrong ]'
perl -0777 -ne '
    while (/\.name = "([a-z._]+)",\s*\.kind = CONF_WORD,(.*?)\}/sg) {
	my ($key, $rest) = ($1, $2);
	print "$key $1\n" if $rest =~ /words = "([^"]*)"/;
    }' "$table" >words
t 'and every word of a key that has words' '
	[ "$(wc -l <words)" -ge 7 ]
	while read -r key words; do
		for w in $words; do
			paragraph "$key" | grep -qw -- "$w" || echo "$key: $w"
		done
	done <words >wrong
	cat wrong; [ ! -s wrong ]'
t 'the example of pxsync init has only keys that exist' '
	awk "/^\[/ { gsub(/[][]/, \"\"); s = \$1 }
	    /^#?[a-z_]+ = / { sub(/^#/, \"\"); print s \".\" \$1 }" \
	    "$top/share/sh/job.conf.in" | sort -u >used
	[ -s used ]
	sort table.keys | comm -13 - used >wrong
	cat wrong; [ ! -s wrong ]'
t 'and can be read' '
	sed "s/@NAME@/shop/" "$top/share/sh/job.conf.in" >shop.conf
	pxcheck -c shop.conf --print >/dev/null'
t 'and with every comment taken as a key, too' '
	sed "s/@NAME@/shop/; s/^#\([a-z_]* = \)/\1/" \
	    "$top/share/sh/job.conf.in" >full.conf
	pxcheck -c full.conf --print >/dev/null'
t 'every key is read by a program' '
	while read -r key; do
		grep -rqF "\"$key\"" "$top/src" --include="*.c" \
		    --exclude=conf_keys.c ||
		    grep -rqF "value $key" "$top/bin/pxsync" "$top/share/sh" ||
		    { [ "${key%%.*}" = shape ] && grep -rqF "\"${key#*.}\"" \
			"$top/src/mcpartition"; } || echo "$key"
	done <table.keys >wrong
	cat wrong; [ ! -s wrong ]'
t 'the section of a table, as the page has it, can be read' '
	sed -n "/^\[table/,/^\.Ed/p" "$page" | sed "/^\./d" >table.conf
	cat table.conf; pxcheck -c table.conf --print |
	    grep -qx "table \"shop.order_\*\".on_ddl=add-columns"'
t 'every key of shape may stand there, and no other' '
	{
		echo "[table \"a.b\"]"
		sed -n "s/^shape\.\(.*\)=/\1 = /p" values
	} >shape.conf
	pxcheck -c shape.conf --print >got &&
	    [ "$(grep -c "^table" got)" -eq "$(grep -c "^shape\." table.keys)" ]
	printf "[table a.b]\nport = 1\n" >port.conf
	code 78 pxcheck -c port.conf --print'
done_testing
