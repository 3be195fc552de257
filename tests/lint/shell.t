#!/bin/sh
# Every shell script: shellcheck clean, POSIX, and careful.
. "${0%/*}/../lib.sh"

cd -- "$top"
scripts=$(git ls-files -co --exclude-standard | while read -r f; do
	[ -f "$f" ] || continue
	case $f in *.sh | .ci/run) echo "$f"; continue ;; esac
	head -c 20 "$f" | tr -d '\000' | grep -q '^#!/bin/sh' &&
		echo "$f" || :
done)

t 'scripts are found' '[ "$(echo "$scripts" | wc -l)" -gt 5 ]'
# SC1091: files that are sourced are checked by themselves.
# In tests commands stand in single quotes for t to evaluate: SC2016.
for f in $scripts; do
	case $f in
	tests/*) not=SC1090,SC1091,SC2016,SC2154,SC2034,SC2086
		not=$not,SC2013,SC2015,SC2164 ;;
	*) not=SC1091 ;;
	esac
	t "shellcheck: $f" "shellcheck -s sh -e $not -- '$f'"
	t "dash can read it: $f" "dash -n '$f'"
done
t 'scripts are strict, in the C locale, and private' '
	for f in $scripts; do
		case $f in tests/*.t | share/*) continue ;; esac
		grep -q "shellcheck shell=sh" "$f" && continue # is sourced
		grep -q "^set -eu" "$f" && grep -q "LC_ALL=C" "$f" || echo "$f"
	done >"$scratch/bad"
	cat "$scratch/bad"; [ ! -s "$scratch/bad" ]'
t 'tests begin with lib.sh and end with done_testing' '
	for f in tests/*/*.t; do
		sed -n "1,/^\. /p" "$f" | grep -q "lib.sh" &&
		    tail -n 1 "$f" | grep -qx done_testing || echo "$f"
	done >"$scratch/bad"
	cat "$scratch/bad"; [ ! -s "$scratch/bad" ]'
t 'tests can be run' '
	for f in tests/*/*.t; do [ -x "$f" ] || echo "$f"; done >"$scratch/bad"
	cat "$scratch/bad"; [ ! -s "$scratch/bad" ]'
t 'no test sleeps' '
	grep -nE "(^|[;&| 	])sleep [0-9]" tests/*/*.t tests/*.sh |
	    grep -v "sleep 1 while" >"$scratch/bad"
	cat "$scratch/bad"; [ ! -s "$scratch/bad" ]'
done_testing
