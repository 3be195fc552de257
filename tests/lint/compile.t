#!/bin/sh
# Both compilers, the strict flags, every file.  (A build uses one of them.)
. "${0%/*}/../lib.sh"

cd -- "$top"
flags=$(printf 'show:\n\t@echo $(CSTD) $(WARN) %s\n' \
    '-Isrc -isystem /usr/include/mariadb' |
    make -s -f Makefile -f - show)
t 'the flags are strict' 'echo "$flags" | grep -q -e "-Wconversion.*-Werror"'

for cc in clang-14 gcc; do
	for d in src/*/ tests/unit/; do
		t "$cc compiles $d" '
			for f in '"$d"'*.c; do
				[ -e "$f" ] || continue
				'"$cc"' $flags -DVERSION="\"0\"" \
				    -fsyntax-only "$f" || echo "$f" >&3
			done 3>"$scratch/bad"
			[ ! -s "$scratch/bad" ]'
	done
done
done_testing
