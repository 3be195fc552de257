# Completion of pxsync and its programs for bash; made by update.sh.
# shellcheck shell=bash
_pxsync()
{
	local words='' nofile=' ' commands=''
	local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]}

	COMPREPLY=()
	case ${COMP_WORDS[0]##*/} in
	pxbinlog)
		words="--config --from --from-time --origin --until --follow \
--logs --quiet --verbose --help --version"
		nofile=" --from --from-time --origin --until "
		;;
	rowdecode)
		words="--config --schema --schema-at --done --txid --help \
--version"
		nofile=" --schema-at -a --done -d --txid -t "
		;;
	pxsnapshot)
		words="--at-once --config --chunks --jobs --schema-only --table \
--quiet --verbose --help --version"
		nofile=" --jobs -j --table "
		;;
	rowfilter)
		words="--config --include --exclude --ops --map --where --columns \
--etl --on-error --deterministic --help --version"
		nofile=" --include --exclude --ops --map --where --columns \
--on-error "
		;;
	mcpartition)
		words="--config --names --case --types --partition --long-value \
--zero-date --lifecycle --on-ddl --metadata --target --past --ddl \
--alter --retarget --merge-sql --into --as --bases --prune --table \
--quiet --verbose --help --version"
		nofile=" --names --case --types --partition --long-value \
--zero-date --lifecycle --on-ddl --metadata --past --merge-sql \
--into --as --prune --table "
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
--table --help --version"
		nofile=" --allow --table "
		;;
	pxplan)
		words="--config --from-dts --quiet --help --version"
		;;
	pxstatus)
		words="--config --alert --html --json --state --watch --quiet \
--verbose --help --version"
		;;
	pxverify)
		words="--compare --compare-rows --config --parts --select --quiet \
--verbose --help --version"
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
		words="--config --dry-run --quiet --verbose --allow --at --ddl \
--from-dts --into --html --json --table --wait --watch --yes --help \
--version"
		nofile=" --allow --at --into --table --wait --yes "
		commands="init check plan schema full incr run once status report \
stop pause resume add remove merge compact verify reset"
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
	pxplan \
	pxstatus \
	pxverify \
	pxrec \
	mclocal \
	pxsync
