#!/bin/sh
# The pages: clean, complete, in one form, and the same as --help.
. "${0%/*}/../lib.sh"

programs="$(sed -n '/^PROGS/,/[^\\]$/p' "$top/Makefile" |
    sed 's/^PROGS *:=//; s/\\$//' | tr '\n\t' '  ') pxsync"
cd -- "$top/man"
pages=$(ls ./*.[157])

# Pages of the system that ours may point to.
system='bash.1 cron.8 crontab.5 jq.1 less.1 systemd.service.5 systemd.timer.5
    mariadb-binlog.1 mysqlbinlog.1 sysexits.3 flock.1 pv.1 mydumper.1
    systemd.unit.5 sh.1 xz.1 zstd.1 gzip.1 ssh.1 mkfifo.1
    tee.1 signal.7 sqlite3.1'
system=$(printf '%s' "$system" | tr -s '\n ' '  ')

heads='NAME SYNOPSIS DESCRIPTION OPTIONS INPUT OUTPUT STATE SIGNALS
    ENVIRONMENT FILES EXIT_STATUS EXAMPLES SEE_ALSO CAVEATS'

# Pages of SEE ALSO, as "name.section"; exit codes that a page tells.
cat >"$scratch/see.sed" <<'EOT'
/^\.Sh SEE ALSO/,/^\.Sh [^S]/s/^\.Xr \([^ ]*\) \([0-9]\).*/\1.\2/p
EOT
cat >"$scratch/codes.awk" <<'EOT'
/^\.Sh/ { on = /EXIT STATUS/ }
on && /^\.It [0-9 ,]+$/ {
	for (i = 2; i <= NF; i++) {
		if ($i == ",") continue
		sub(/,$/, "", $i)
		if (seen[$i]++ || $i !~ /^(0|6[4-69]|7[0145678]|130|141|143)$/)
			print FILENAME ": " $i
	}
}
EOT

bad() { # prints what it reads, fails if there was something
	! grep .
}

for p in $programs; do
	t "$p has a page" "[ -s $p.1 ]"
	[ -e "$p.1" ] || continue
	$p --help 2>/dev/null | grep -oE '^  (-., |    )--[a-z-]+' |
	    sed 's/.*--//' | sort -u >"$scratch/help"
	sed -n '/^\.Sh OPTIONS/,/^\.Sh/s/^\.It Fl/ /p' "$p.1" |
	    grep -oE ' -[a-z-]+' | sed 's/^ -//' | sort -u >"$scratch/page"
	t "$p: every option of the help is in the page" \
	    "[ -s '$scratch/help' ] &&
	     comm -23 '$scratch/help' '$scratch/page' | bad"
	t "$p: every option of the page is in the help" \
	    "comm -13 '$scratch/help' '$scratch/page' | bad"
	$p --help 2>/dev/null | sed -n 's/^  -\(.\), --\([a-z-]*\).*/\1 \2/p' \
	    >"$scratch/short"
	t "$p: short options stand with their long ones" "
		while read -r s l; do
			grep -qE \"^\\.It Fl \$s( Ar .*)? , (Fl )?-\$l( |$)\" \
			    $p.1 || echo \"-\$s --\$l\"
		done <'$scratch/short' | bad"
	for head in NAME SYNOPSIS DESCRIPTION OPTIONS 'EXIT STATUS' EXAMPLES \
	    'SEE ALSO'; do
		t "$p: has $head" "grep -qx '.Sh $head' $p.1"
	done
	t "$p: the page tells no code twice, and only ours" "
		awk -f '$scratch/codes.awk' $p.1 | bad"
done

for f in $pages; do
	f=${f#./}
	t "$f: mandoc has nothing to say" "
		mandoc -Tlint $f |
		    grep -v 'manual not found\|outdated mandoc' |
		    bad"
	t "$f: title, name and date" "
		n=\$(echo '${f%.*}' | tr a-z A-Z)
		grep -q \"^\\.Dt \$n ${f##*.}\\\$\" $f &&
		grep -q '^\\.Nm ${f%.*}' $f &&
		grep -qE '^\\.Dd [A-Z][a-z]+ [0-9]+, 20[0-9]{2}\$' $f"
	t "$f: what it points to exists" "
		grep -h '^\\.Xr ' $f | awk '{ print \$2 \".\" \$3 }' | sort -u |
		    while read -r x; do
			case \" \$system \" in *\" \$x \"*) continue ;; esac
			[ -e \$x ] || echo \$x
		    done | bad"
	t "$f: no page points to itself, each only once in SEE ALSO" "
		sed -nf '$scratch/see.sed' $f >'$scratch/see'
		{ sort '$scratch/see' | uniq -d
		  grep -x '$f' '$scratch/see' || :; } | bad"
	t "$f: no display runs off the page" "
		mandoc -Tascii -Owidth=80 $f | col -bx | grep -E '^.{101}' |
		    bad"
done

for p in $programs; do
	[ -e "$p.1" ] || continue
	t "$p: heads in the order of the house" '
		sed -n "s/^\.Sh //p" '"$p"'.1 | tr " " "_" | while read -r h; do
			n=0
			for x in $heads; do
				n=$((n + 1))
				[ "$x" != "$h" ] || break
				x=
			done
			# other heads may stand anywhere
			[ -z "$x" ] || echo $n
		done >"$scratch/order"
		[ "$(wc -l <"$scratch/order")" -gt 6 ] &&
		    sort -nc "$scratch/order"'
done
done_testing
