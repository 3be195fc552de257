# Completion of pxsync and its programs for bash; made by update.sh.
# shellcheck shell=bash
_pxsync()
{
	local words='' nofile=' ' commands=''
	local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]}

	COMPREPLY=()
	case ${COMP_WORDS[0]##*/} in
	pxbinlog)
		words="--config --from --from-time --until --follow --quiet \
--verbose --help --version"
		nofile=" --from --from-time --until "
		;;
	rowdecode)
		words="--config --schema --schema-at --done --help --version"
		nofile=" --schema-at -a --done -d "
		;;
	pxsnapshot)
		words="--config --chunks --jobs --schema-only --table --quiet \
--verbose --help --version"
		nofile=" --jobs -j --table "
		;;
	rowfilter)
		words="--config --include --exclude --ops --map --where --etl \
--on-error --deterministic --help --version"
		nofile=" --include --exclude --ops --map --where --on-error "
		;;
	mcpartition)
		words="--config --names --case --types --partition --zero-date \
--lifecycle --past --ddl --merge-sql --into --quiet --verbose \
--help --version"
		nofile=" --names --case --types --partition --zero-date \
--lifecycle --past --merge-sql --into "
		;;
	mcupload)
		words="--config --state --to-dir --stream --upsert --show --quiet \
--verbose --help --version"
		;;
	mcsql)
		words="--config --execute --set --csv --json --quiet --verbose \
--help --version"
		nofile=" --execute -e --set -s "
		;;
	pxcheck)
		words="--config --allow --json --print --quiet --state --strict \
--help --version"
		nofile=" --allow "
		;;
	pxrec)
		words="--text --json --count --from-json --kind --help --version"
		nofile=" --kind -k "
		;;
	mclocal)
		words="--data --listen --project --credentials --fault --ready-fd \
--quiet --verbose --help --version"
		nofile=" --listen -l --project -p --fault --ready-fd "
		;;
	pxsync)
		words="--config --dry-run --quiet --verbose --allow --at --into \
--wait --yes --help --version"
		nofile=" --allow --at --into --wait --yes "
		commands="init check plan schema full incr run once status stop \
resume merge reset"
		;;
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
complete -o default -F _pxsync \
	pxbinlog \
	rowdecode \
	pxsnapshot \
	rowfilter \
	mcpartition \
	mcupload \
	mcsql \
	pxcheck \
	pxrec \
	mclocal \
	pxsync
