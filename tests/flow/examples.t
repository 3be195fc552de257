#!/bin/sh
#
# What the pages show works: the commands of README.md and of the EXAMPLES of
# every man page, and the jobs of share/examples.
#
# shellcheck disable=SC1091,SC2016,SC2034,SC2154 # lib.sh, and t runs its text
. "${0%/*}/../lib.sh"
. "$top/tests/chain.sh"

# PAGE<tab>COMMAND, one a line; a command may go over several lines of a page.
commands() {
	perl -e 'use strict; use warnings;
	for my $page (@ARGV) {
		my ($in, $text, $cmd) = (0, 0, "");
		my ($name) = $page =~ m{([^/]+)$};
		my $end = sub {
			print "$name\t$cmd\n" if $cmd ne "";
			$cmd = "";
		};
		my $line = sub {
			my ($s) = @_;
			if ($cmd =~ s/\\$// || $cmd =~ /\|$/) {
				$cmd .= " " . $s =~ s/^\s+//r;
				return;
			}
			$end->();
			$cmd = $s if $s =~ s/^\$ // || ($name =~ /\d$/ &&
			    $s =~ /^(zcat|px\w+|row\w+|mc\w+) /);
		};
		open my $f, "<", $page or die "$page: $!\n";
		while (<$f>) {
			chomp;
			if ($name !~ /\d$/) {
				if (/^```/) { $end->(); $text = !$text }
				elsif ($text) { $line->($_) }
				next;
			}
			s/\\e/\\/g, s/\\&//g, s/\\\(aq/\x27/g, s/\\-/-/g;
			$in = /EXAMPLES/ if /^\.Sh/;
			next if !$in;
			if (/^\.Bd -literal/) { $text = 1 }
			elsif (/^\.Ed/) { $end->(); $text = 0 }
			elsif (/^\.Dl (.*)/) { $line->($1); $end->() }
			elsif ($text) { $line->($_) }
		}
		$end->();
	}' "$@"
}

chain_start
sql db 'CREATE DATABASE shop; USE shop;
    CREATE TABLE customer (id INT PRIMARY KEY, name TEXT,
	phone VARCHAR(20) NOT NULL DEFAULT "0123456789a");
    CREATE TABLE orders (id INT PRIMARY KEY, customer INT,
	state VARCHAR(8) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin,
	price DECIMAL(8,2));
    CREATE TABLE items (id INT PRIMARY KEY, name TEXT); FLUSH BINARY LOGS;
    INSERT INTO customer (id, name) VALUES (42, "a"), (43, "b");
    INSERT INTO orders VALUES (1, 42, "paid", 12.50);
    INSERT INTO items VALUES (1, "x");
    DELETE FROM customer WHERE id = 43; FLUSH BINARY LOGS'
log=$(mariadb_log db)/bin.000002
chain_job shop </dev/null
pxsnapshot -q -c shop.conf --schema-only >tables.rec
cp tables.rec shop.rec
mkdir -p state/schema
cp tables.rec state/schema/source.rec
pxbinlog -q "$log" >events.rec
rowdecode --schema tables.rec <events.rec >all.rec
cp all.rec rows.rec
mcpartition -c shop.conf <rows.rec >routed.rec
mv shop.conf ready.conf
cp ready.conf job.conf

echo '{"shop":{"name":"shop","all":true}}' >task.json

# The line of rowfilter(1) that makes it.
sed -n "s/^echo '\(.*\)' >mask.etl$/\1/p" "$top/man/rowfilter.1" >mask.etl

commands "$top/README.md" "$top"/man/*.[157] >list
# Every log that a page names.
grep -o '[a-z-]*\.0000[0-9][0-9]' list | sort -u | while read -r name; do
	cp "$log" "$name"
	gzip -k "$name"
done

t 'there are commands' 'test "$(wc -l <list)" -gt 15'

following() {
	[ "$(status shop phase)" = incr ] && [ -s shop.state/run/mcupload.pid ]
}
tab=$(printf '\t')
while IFS=$tab read -r page command <&5; do
	title="$page: $command"
	rm -rf out dump
	case $page:$command in
	README.md:make*) skip "$title" 'make runs this test' ;;
	*'pxsync init'*)
		rm -f shop.conf
		t "$title" "$command"
		cp ready.conf shop.conf
		;;
	*'pxsync run'*)
		pxsync run -q -c shop.conf 5>&- &
		driver=$!
		t "$title" 'until_true 30 following'
		;;
	*'pxsync stop'*)
		t "$title" "$command"
		ended
		;;
	*'<<'*) skip "$title" 'an excerpt' ;;
	*'PX_LOG=json pxrec </dev/null'*) t "$title" "code 66 env $command" ;;
	*--follow* | *'mclocal '*)
		skip "$title" 'goes on until it is stopped'
		;;
	*'merge '*' --at 20'*)
		# the copy here is younger than any day that a page can name
		t "$title" "code 69 $command"
		;;
	*'jq '*)
		if command -v jq >/dev/null; then
			t "$title" "$command"
		else
			skip "$title" 'jq is not here'
		fi
		;;
	*)
		[ -e shop.conf ] || cp ready.conf shop.conf
		t "$title" "$command"
		;;
	esac
done 5<list
pxsync stop -q -c shop.conf

# --- share/examples -----------------------------------------------------------

example() {
	sh "$top/share/examples/run" "$1" "$scratch/db.sock" \
	    </dev/null >"$1.out" 2>"$1.err" ||
	    { cat "$1.err" >&2; return 1; }
	diff - "$1.out"
}
t 'example one-table' 'example one-table' <<'EOT'
id	address
1	Lange Reihe 7
3	Hafen 3
EOT
t 'example renamed' 'example renamed' <<'EOT'
operation_flag	before_flag	after_flag	total
U	Y	N	10.25
U	N	Y	11.25
id	total
1	11.25
2	20.75
id	what
1	raised
EOT
t 'example nightly' 'example nightly' <<'EOT'
house	item	pieces
1	nail	90
2	screw	50
EOT

done_testing
