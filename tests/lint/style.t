#!/bin/sh
# The form of the sources: formatter, sizes, widths.
. "${0%/*}/../lib.sh"

cd -- "$top"
list() {
	git ls-files -co --exclude-standard -- "$@" | while read -r _f; do
		[ ! -f "$_f" ] || printf '%s\n' "$_f"
	done
}
none() { # prints what it reads, fails if there was something
	! grep .
}

t 'clang-format would change nothing' '
	list "*.c" "*.h" | xargs clang-format-14 --dry-run -Werror'
t 'files of at most 500 lines' '
	list "src/*.[ch]" "tests/*.[ch]" "tests/*.sh" "tests/*.t" \
	    bin "share/*.sh" |
	    xargs wc -l | awk "\$1 > 500 && \$2 != \"total\"" | none'
t 'main.c of at most 150 lines' '
	list "src/*/main.c" | xargs wc -l |
	    awk "\$1 > 150 && \$2 != \"total\"" | none'
t 'lines of at most 80 columns' '
	list "*.c" "*.h" "*.sh" "*.t" bin/pxsync Makefile |
	    xargs perl -CSD -ne "
		chomp; s/\t/q( ) x (8 - \$-[0] % 8)/e while /\t/;
		print qq(\$ARGV:\$.: ), length, qq(\n) if length > 80;
		close ARGV if eof" | none'
t 'no blanks at the end of a line, no CR, a newline at the end' '
	list "*.c" "*.h" "*.sh" "*.t" "*.1" "*.5" "*.7" Makefile README.md |
	    xargs perl -ne "
		print qq(\$ARGV:\$.\n) if /[ \t\r]+\$/ || (eof && !/\n/);
		close ARGV if eof" | none'

# Functions begin with a name in the first column behind a line with the
# type, and end with a brace in the first column.  Longer than 60 lines may be
# what would be harder to read in pieces; each with its reason.
cat >"$scratch/long" <<'EOT'
src/binlog/image.c value: the inner loop of decoding, one case for each form
src/binlog/plan.c fixed: one switch over the types of the log, no state
EOT
t 'functions of at most 60 lines' '
	list "src/*.c" | xargs awk "
	    FNR == 1 { name = \"\" }
	    /^[a-z_0-9]+\(/ { name = \$0; sub(/\(.*/, \"\", name) }
	    /^{/ { from = FNR }
	    /^}/ && name != \"\" {
		if (FNR - from - 1 > 60)
			print FILENAME, name, FNR - from - 1
		name = \"\"
	    }" >"$scratch/found"
	while read -r file name lines; do
		grep -q "^$file $name:" "$scratch/long" ||
		    echo "$file: $name has $lines lines"
	done <"$scratch/found" | none'
t 'every file says what it is for' '
	for f in $(list "src/*.[ch]" "tests/*.[ch]"); do
		head -n 3 "$f" | grep -q "^/\*" || echo "$f"
	done | none'
t 'the comment names the file' '
	for f in $(list "src/*.[ch]"); do
		b=${f##*/}
		[ "$b" != main.c ] || b=$(basename "$(dirname "$f")")
		head -n 3 "$f" | grep -q "^ \* $b:" || echo "$f"
	done | none'
t 'no unfinished work' '
	grep -rnE "TODO|FIXME|XXX[^X]|HACK" src bin share man tests \
	    --include="*.[ch157]" --include="*.sh" --include="*.t" |
	    grep -v "^tests/lint/style.t:\|XXXXXX" | none'
done_testing
