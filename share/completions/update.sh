#!/bin/sh
#
# update.sh [DIR]: write the completions for bash, zsh and fish into DIR
# (default: beside this script), made from what the programs in PATH print for
# --help.  tests/lint/completions.t compares.
set -eu
LC_ALL=C
export LC_ALL
unset CDPATH

here=$(dirname -- "$0")
here=$(cd -- "$here" && pwd)
to=${1-$here}
programs=$(sed -n '/^PROGS/,/[^\\]$/p' "$here/../../Makefile" |
    sed 's/^PROGS *:=//; s/\\$//' | tr '\n\t' '  ')
programs="$programs pxsync"

# Fields by tabs: program, short, long, argument, what it does.  A command of
# pxsync stands in the place of a long option.
table() {
	for _p in $programs; do
		_help=$("$_p" --help)
		printf '%s\n' "$_help" | awk -v p="$_p" -v OFS='\t' '
		    /^  (-[A-Za-z],|   ) --[a-z]/ {
			short = substr($0, 4, 1); $0 = substr($0, 9)
			if (short == " ") short = ""
			long = $1; sub(/^[a-z-]+/, "")
			arg = ""
			if (match($0, /^ [^ ]+/)) {
				arg = substr($0, 2, RLENGTH - 1)
				$0 = substr($0, RLENGTH + 1)
			}
			sub(/^ +/, "")
			print p, short, "--" long, arg, $0
			next
		    }
		    /^  [a-z]+  / && p == "pxsync" {
			word = $1; sub(/^  [a-z]+ +/, "")
			print p, "", word, "", $0
		    }'
	done
}

# Options and arguments that name a file.
files='^(--config.*|.* (FILE|DIR)([|].*)?)$'

bash_completion() {
	cat <<'EOT'
# Completion of pxsync and its programs for bash; made by update.sh.
# shellcheck shell=bash
_pxsync()
{
	local words='' nofile=' ' commands=''
	local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]}

	COMPREPLY=()
	case ${COMP_WORDS[0]##*/} in
EOT
	awk -F'\t' -v files="$files" '
	    function put() {
		if (p == "") return
		print "\t" p ")"
		printf "\t\twords=\"%s\"\n", substr(words, 2)
		if (nofile != "") printf "\t\tnofile=\"%s \"\n", nofile
		if (commands != "")
			printf "\t\tcommands=\"%s\"\n", substr(commands, 2)
		print "\t\t;;"
		words = nofile = commands = ""
	    }
	    $1 != p { put(); p = $1 }
	    $3 !~ /^--/ { commands = commands " " $3; next }
	    { words = words " " $3 }
	    $4 != "" && ($3 " " $4) !~ files {
		nofile = nofile " " $3 ($2 == "" ? "" : " -" $2)
	    }
	    END { put() }' "$1" | fold_words
	cat <<'EOT'
	esac
	case $nofile in
	*" $prev "*) return ;;
	esac
	if [[ $cur == -* ]]; then
		mapfile -t COMPREPLY < <(compgen -W "$words" -- "$cur")
	elif [[ -n $commands && $COMP_CWORD -eq 1 ]]; then
		mapfile -t COMPREPLY < <(compgen -W "$commands" -- "$cur")
	fi
}
EOT
	printf 'complete -o default -F _pxsync'
	# shellcheck disable=SC2086 # a list
	printf ' \\\n\t%s' $programs
	printf '\n'
}

# Long lists of words in double quotes, continued in the next line.
fold_words() {
	awk '{
		line = $0
		while (length(line) > 68) {
			at = 68
			while (at > 20 && substr(line, at, 1) != " ") at--
			if (at <= 20) break
			print substr(line, 1, at - 1) " \\"
			line = substr(line, at + 1)
		}
		print line
	}'
}

zsh_completion() {
	printf '#compdef'
	# shellcheck disable=SC2086 # a list
	printf ' %s' $programs
	cat <<'EOT'

# Completion of pxsync and its programs for zsh; made by update.sh.

case $service in
EOT
	awk -F'\t' -v files="$files" -v q="'" '
	    function put() { if (p != "") print "\t\t\"*:file:_files\"\n\t;;" }
	    $1 != p {
		put(); p = $1
		print p ")\n\t_arguments -s \\"
	    }
	    $3 !~ /^--/ { commands = commands " " $3; next }
	    {
		if (commands != "") {
			print "\t\t\"1:command:(" substr(commands, 2) ")\" \\"
			commands = ""
		}
		gsub(/\[/, "\\[", $5); gsub(/\]/, "\\]", $5)
		gsub(/:/, "\\:", $5); gsub(q, q "\\" q q, $5)
		name = $4; gsub(/:/, "\\:", name); gsub(q, "", name)
		arg = $4 == "" ? "" : ":" name ":" \
		    (($3 " " $4) ~ files ? "_files" : " ")
		if ($2 == "")
			print "\t\t" q $3 "[" $5 "]" arg q " \\"
		else
			print "\t\t" q "(-" $2 " " $3 ")" q "{-" $2 "," $3 \
			    "}" q "[" $5 "]" arg q " \\"
	    }
	    END { put() }' "$1"
	printf 'esac\n'
}

fish_completion() {
	printf '# Completion of pxsync and its programs for fish; '
	printf 'made by update.sh.\n'
	awk -F'\t' -v files="$files" -v q="'" '
	    { gsub(/[\\]/, "\\\\&", $5); gsub(q, "\\" q, $5) }
	    $3 !~ /^--/ {
		print "complete -c " $1 " -n __fish_use_subcommand -f -a " $3 \
		    " -d " q $5 q
		next
	    }
	    {
		print "complete -c " $1 ($2 == "" ? "" : " -s " $2) " -l " \
		    substr($3, 3) ($4 == "" ? "" : \
		    ($3 " " $4) ~ files ? " -r -F" : " -x") " -d " q $5 q
	    }' "$1"
}

list=$(mktemp)
trap 'rm -f -- "$list"' EXIT
table >"$list"
bash_completion "$list" >"$to/pxsync.bash"
zsh_completion "$list" >"$to/_pxsync"
fish_completion "$list" >"$to/pxsync.fish"
