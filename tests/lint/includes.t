#!/bin/sh
# The table of src/README.md: which folder may include which.
. "${0%/*}/../lib.sh"

src=$top/src

# folder: what it may include, besides itself
awk -F'|' '/^\| one folder/ { exit }
    /^\| `/ {
	gsub(/[` ]/, "", $2); sub(/^ */, "", $4)
	print $2 ": " $4
    }' "$src/README.md" | sed 's/libc, inih//' >table
t 'the table of src/README.md is found' \
    '[ "$(cut -d: -f1 table | tr "\n" " ")" = "base rec row binlog mysql mc " ]'

allowed() { # FOLDER: the folders it may include
	if grep -q "^$1:" table; then
		printf '%s ' "$1"
		sed -n "s/^$1://p" table
	else
		printf '%s base rec row binlog mysql mc\n' "$1"
	fi
}

(cd "$src" && grep -rn --include='*.[ch]' '^#[[:space:]]*include "' .) |
    sed 's,^\./\([^/]*\)/\([^:]*:[0-9]*\):[^"]*"\([^"]*\)".*,\1 \2 \3,' >all
t 'includes are found' '[ "$(wc -l <all)" -gt 50 ]'
folders=$(cut -d' ' -f1 all | sort -u)
for folder in $folders; do
	t "$folder includes downwards" '
		sed -n "s/^$folder //p" all >mine
		set -- $(allowed $folder)
		while read -r where what; do
			case " $* " in
			*" ${what%%/*} "*) ;;
			*) echo "$folder/$where: $what" ;;
			esac
		done <mine >wrong
		cat wrong; [ ! -s wrong ]'
done
t 'every include names its folder and exists' '
	cut -d" " -f3 all | sort -u | while read -r h; do
		[ -e "$src/$h" ] || echo "$h"
	done >wrong
	cat wrong; [ ! -s wrong ]'
t 'a test of C includes what it tests, and tap.h' '
	grep -L "tap\.h\"" "$top"/tests/unit/*.c >wrong || :
	cat wrong; [ ! -s wrong ]'

# binlog and row are given bytes and return values.
t 'binlog and row do no I/O' '
	includes="<(fcntl|poll|unistd|sys/socket)\.h>|\"base/(io|msg)\.h\""
	calls="f?printf|fopen|open|read|write|diex?|warnx"
	(cd "$src"
	grep -nE "^#include ($includes)" binlog/*.[ch] row/*.[ch]
	grep -nE "(^|[^A-Za-z0-9_.>])($calls)\(" binlog/*.c row/*.c) >wrong
	cat wrong; [ ! -s wrong ]'
done_testing
