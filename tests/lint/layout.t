#!/bin/sh
# The tree: what lies at the top, nothing left over, no path of a machine.
. "${0%/*}/../lib.sh"

cd -- "$top"
tracked() {
	git ls-files | while read -r _f; do
		[ ! -f "$_f" ] || printf '%s\n' "$_f"
	done
}

t 'the top level holds these and dotfiles' '
	git ls-files | sed "s,/.*,," | sort -u | grep -v "^\." | tr "\n" " " |
	    grep -x "Makefile README.md bin man share src tests "'
t 'bin holds pxsync alone' '[ "$(git ls-files bin)" = bin/pxsync ]'
t 'a build leaves nothing untracked' '
	git ls-files -o --exclude-standard >"$scratch/left"
	cat "$scratch/left"; [ ! -s "$scratch/left" ]'
t 'no program is in two folders, and each has a main.c' '
	for p in $(sed -n "/^PROGS/,/[^\\\\]\$/p" Makefile |
	    sed "s/^PROGS *:=//; s/\\\\\$//"); do
		[ -f src/$p/main.c ] || echo $p
	done >"$scratch/left"
	cat "$scratch/left"; [ ! -s "$scratch/left" ]'
t 'every folder of src is a library or a program of the Makefile' '
	for d in src/*/; do
		grep -qE "^(PROGS|LIBS|	).*[ 	]$(basename "$d")( |\$)" \
		    Makefile || echo "$d"
	done >"$scratch/left"
	cat "$scratch/left"; [ ! -s "$scratch/left" ]'
t 'no path of a machine' '
	tracked | xargs grep -nIE \
	    "/(home|root|Users)/[a-z]|/wor""k/|/tmp/[a-zA-Z]" |
	    grep -v "TMPDIR\|XXXXXX\|pxdemo\|^tests/lint/layout.t:" \
	    >"$scratch/left" || :
	cat "$scratch/left"; [ ! -s "$scratch/left" ]'
t 'no file is large' '
	tracked | xargs du -b | awk "\$1 > 1000000" >"$scratch/left"
	cat "$scratch/left"; [ ! -s "$scratch/left" ]'
t 'only scripts can be executed' '
	git ls-files -s | grep "^100755" | cut -f2 | while read -r f; do
		[ ! -f "$f" ] || head -c 2 "$f" | grep -q "#!" || echo "$f"
	done >"$scratch/left"
	cat "$scratch/left"; [ ! -s "$scratch/left" ]'
done_testing
