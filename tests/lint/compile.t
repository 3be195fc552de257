#!/bin/sh
# Both compilers, the strict flags, every file.  (A build uses one of them.)
. "${0%/*}/../lib.sh"

cd -- "$top"
flags=$(printf 'show:\n\t@echo $(CSTD) $(WARN) %s\n' \
    '-Isrc -isystem /usr/include/mariadb' |
    make -s -f Makefile -f - show)
t 'the flags are strict' 'echo "$flags" | grep -q -e "-Wconversion.*-Werror"'

for cc in clang-14 gcc; do
	for d in src/*/ tests/*/; do
		set -- "$d"*.c
		[ -e "$1" ] || continue
		# it stands in the place of the C library
		more=
		[ "$d" != tests/crash/ ] || more=-D_GNU_SOURCE
		t "$cc compiles $d" '
			for f in '"$d"'*.c; do
				'"$cc"' $flags $more -DVERSION="\"0\"" \
				    -fsyntax-only "$f" || echo "$f" >&3
			done 3>"$scratch/bad"
			[ ! -s "$scratch/bad" ]'
	done
done
done_testing
