#!/bin/sh
#
# seeds.sh: the first inputs of the fuzz targets, made from the logs of
# tests/golden and of seeds.txt, into corpus/TARGET.  Other files there were
# written by hand, or once broke something; they are left alone.
#
#   PATH=BUILD/bin:$PATH seeds.sh
set -eu
cd -- "${0%/*}"
LC_ALL=C
export LC_ALL

work=$(mktemp -d "${TMPDIR:-/tmp}/pxseeds.XXXXXX")
trap 'rm -rf -- "$work"' EXIT

# log CASE: its first log
log() {
	set -- ../golden/"$1"/*-bin.[0-9]*.gz
	gzip -dc "$1"
}

seed() { # TARGET NAME: stdin is the input
	mkdir -p "corpus/$1"
	cat >"corpus/$1/$2"
}

for case in mysql97/base mysql97/base-comp mysql97/xa mariadb1011/base \
    mariadb1011/xa mariadb1011/base-comp-nocrc mysql97/stmt; do
	name=$(echo "$case" | tr / -)
	log "$case" | head -c 6000 | tail -c +5 >"$work/log"
	seed rowdecode "$name" <"$work/log"
	case $name in
	*base) { printf '\000'; cat "$work/log"; } | seed feed "$name" ;;
	*xa) { printf '\050'; cat "$work/log"; } | seed feed "$name" ;;
	esac
	case $name in *xa) seed frame "$name" <"$work/log" ;; esac
done

# Streams: of events, of rows, of definitions.
log mysql97/base >"$work/bin.000001"
pxbinlog "$work/bin.000001" >"$work/events"
rowdecode <"$work/events" >"$work/rows"
pxrec --json "$work/rows" | head -n 40 >"$work/json"
head -c 3000 "$work/events" | seed rec events
head -c 4000 "$work/rows" | seed show rows
head -c 1500 "$work/events" | seed show events
tail -c 200 "$work/rows" | seed rec tail
printf '%s\n' '{"kind":"hello","producer":"seed"}' \
    '{"kind":"part","ref":1,"table":1,"values":["2024"]}' \
    '{"kind":"end"}' >"$work/small"
pxrec --from-json "$work/small" 2>/dev/null | seed rec small || :

log mysql97/types-full-gtid >"$work/bin.000001"
pxbinlog "$work/bin.000001" | rowdecode >"$work/typed"

perl seeds.pl "$work"

# JSON lines
for n in 1 2 3 4; do
	sed -n "1,3p; $((n * 8)),$((n * 8 + 6))p" "$work/json" |
		seed back "lines-$n"
done

rm -f corpus/*/line-[0-9]*
tab=$(printf '\t')
awk -F "$tab" -v OFS="$tab" '!/^#/ { print $1, ++n[$1], $2 }' seeds.txt |
	while IFS="$tab" read -r target n bytes; do
		printf '%b' "$bytes" | seed "$target" "line-$n"
	done
