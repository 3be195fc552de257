#!/bin/sh
# Functions that are not used, and those that one place alone may use.
. "${0%/*}/../lib.sh"

cd -- "$top"
sources=$(git ls-files -co --exclude-standard 'src/*.[ch]' 'tests/unit/*.c')

# The sources without comments and texts, with file and line kept.
perl -e '
	for my $file (@ARGV) {
		open my $in, "<", $file or next; local $/; $_ = <$in>;
		s{(/\*.*?\*/|"(?:\\.|[^"\\\n])*"|\x27(?:\\.|[^\x27\\\n])+\x27)}
		 {my $n = $1 =~ tr/\n//; "\n" x $n}gse;
		my $line = 0;
		print "$file:", ++$line, ":$_\n" for split /\n/;
	}' $sources >"$scratch/code"
cd -- "$scratch"
t 'the sources are found' '[ "$(wc -l <code)" -gt 1000 ]'

none() { # PATTERN [EXCEPT-FILES]: no call of it
	[ -s code ] && grep -E "(^|[^A-Za-z0-9_.>])($1)[[:space:]]*\(" code |
	    grep -vE "^(${2-none}):" >wrong || :
	cat wrong
	[ ! -s wrong ]
}

t 'banned functions' 'none "strcpy|strcat|sprintf|vsprintf|strncpy"
	none "strtok|atoi|atol|atof|sscanf|gets|gmtime|localtime|ctime"
	none "asctime|system|popen|setlocale|alloca|tmpnam|mktemp"'
t 'none of them is hidden by the pattern' '
	printf "x.c:1:	strcpy(a, b);\n" >code.x
	cp code code.y; cp code.x code
	none "strcpy" && exit 1
	mv code.y code'
t 'signal only with SIG_IGN and SIG_DFL' '
	grep -E "[^a-z_]signal\(" code | grep -v "SIG_IGN)\|SIG_DFL)" >wrong ||:
	cat wrong; [ ! -s wrong ]'
t 'read and write only in base/io.c' \
    'none "read|write|readv|writev" src/base/io.c'
t 'no stdio on files but snprintf and friends' \
    'none "printf|puts|putchar|fputs|fputc|fwrite|fread|fgets|fopen|fdopen" \
	"tests/.*"'
t 'exit only by die, diex and msg_print, or the end of main' \
    'none "exit|_Exit" none'
t '_exit only in base/msg.c, and in children' '
	grep -E "(^|[^a-z])_exit\(" code | grep -v "^src/base/msg.c:" |
	    grep -v "^src/px[cs][a-z]*/\|^tests/" |
	    grep -v "^src/mcupload/carrier.c:" >wrong || :
	cat wrong; [ ! -s wrong ]'
t 'exit codes are those of the house' '
	grep -E "EX_(CANTCREAT|OSFILE|NOUSER|NOHOST)" code >wrong || :
	grep -E "(^|[^A-Za-z0-9_])(diex?)\([0-9]" code >>wrong || :
	cat wrong; [ ! -s wrong ]'
t 'malloc only in base/mem.c' \
    'none "malloc|calloc|realloc|strdup|strndup|reallocarray" \
	"src/base/mem.c|tests/.*"'
t 'libraries do not end the program' '
	grep -E "^src/(rec|row|binlog|mysql|mc)/" code |
	    grep -E "[^a-z_](die|diex|warnx|sayx|tellx)\(" >wrong || :
	grep -v "^src/rec/out.c:" wrong >wrong.1 || :
	cat wrong.1; [ ! -s wrong.1 ]'
t 'no GNU statements, nested functions, _Generic, threads' '
	grep -E "\(\{|_Generic|__auto_type|pthread|<threads.h>|_Atomic" code \
	    >wrong || :
	cat wrong; [ ! -s wrong ]'
t 'no struct typedefs' '
	grep -E "typedef +(struct|enum|union)" code >wrong || :
	cat wrong; [ ! -s wrong ]'
t 'descriptors are opened O_CLOEXEC' '
	grep -E "(^|[^A-Za-z0-9_.>])open\(" code | grep -v "O_CLOEXEC" |
	    grep -vE "^src/base/io.c:" >wrong || :
	# the flags may stand in the next line
	while IFS=: read -r file line _; do
		grep -F "$file:$((line + 1)):" code | grep -q O_CLOEXEC ||
		    echo "$file:$line"
	done <wrong >wrong.1
	cat wrong.1; [ ! -s wrong.1 ]'
done_testing
