#!/bin/sh
# Every header compiles alone, twice, and is guarded by its name.
. "${0%/*}/../lib.sh"

cd -- "$top"
headers=$(git ls-files -co --exclude-standard 'src/*.h')

t 'headers are found' '[ "$(echo "$headers" | wc -l)" -gt 20 ]'
t 'every header compiles alone, twice' '
	for h in $headers; do
		printf "#include \"%s\"\n#include \"%s\"\n" "${h#src/}" \
		    "${h#src/}" >"$scratch/one.c"
		gcc -std=c17 -D_XOPEN_SOURCE=700 -Wall -Wextra -Wpedantic \
		    -Werror -Wno-unused-function -Isrc \
		    -isystem /usr/include/mariadb -fsyntax-only \
		    "$scratch/one.c" 2>&1 || echo "$h"
	done >"$scratch/bad"
	cat "$scratch/bad"; [ ! -s "$scratch/bad" ]'
t 'the guard is FOLDER_FILE_H' '
	for h in $headers; do
		g=${h#src/}
		g=$(printf "%s" "$g" | tr "a-z/.-" "A-Z___")
		[ "$(grep -c "^#ifndef $g\$\|^#define $g\$" "$h")" -eq 2 ] ||
		    echo "$h: $g"
	done >"$scratch/bad"
	cat "$scratch/bad"; [ ! -s "$scratch/bad" ]'
t 'no header defines objects' '
	for h in $headers; do
		grep -nE "^(static )?[a-z].* = " "$h" | grep -v const |
		    sed "s,^,$h:,"
	done >"$scratch/bad"
	cat "$scratch/bad"; [ ! -s "$scratch/bad" ]'
t 'what a header declares is defined' '
	for h in $headers; do
		c=${h%.h}.c
		d=${h%/*}
		grep -ohE "^[a-z][a-z_ ]*[ *]([a-z0-9_]+)\(" "$h" |
		    grep -v "^static\|^typedef" | sed "s/($//; s/.*[ *]//" |
		    while read -r f; do
			grep -qE "^$f\(|[ *]$f\($|^$f\(|[* ]$f\(.*$" $d/*.c ||
			    echo "$h: $f"
		    done
	done >"$scratch/bad"
	cat "$scratch/bad"; [ ! -s "$scratch/bad" ]'
done_testing
