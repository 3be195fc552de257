#!/bin/sh
# share/completions is what the programs' --help says today.
. "${0%/*}/../lib.sh"

mkdir new
t 'completions can be made' 'sh "$top/share/completions/update.sh" new'
for f in pxsync.bash _pxsync pxsync.fish; do
	t "$f is up to date (sh share/completions/update.sh)" \
	    "diff -u '$top/share/completions/$f' new/$f"
done
t 'bash can read its file' 'bash -n new/pxsync.bash'
t 'bash completes options' '
	bash -c ". new/pxsync.bash
	COMP_WORDS=(pxrec --fr) COMP_CWORD=1; _pxsync
	[ \"\${COMPREPLY[*]}\" = --from-json ]"'
t 'and commands' '
	bash -c ". new/pxsync.bash
	COMP_WORDS=(pxsync st) COMP_CWORD=1; _pxsync
	[ \"\${COMPREPLY[*]}\" = \"status stop\" ]"'
t 'every option of every help is in each of them' '
	for p in $(sed -n "s/^complete -c \([a-z]*\) .*/\1/p" \
	    new/pxsync.fish | sort -u); do
		$p --help | grep -oE "^  (-., |    )--[a-z-]+" |
		    sed "s/.*--//" | while read -r o; do
			grep -q -- "-c $p .*-l $o " new/pxsync.fish &&
			grep -q -e "--$o" new/pxsync.bash &&
			grep -q -e "--$o" new/_pxsync || echo "$p $o"
		done
	done >wrong
	cat wrong; [ ! -s wrong ]'
done_testing
