#!/bin/sh
# PyODPS, unchanged, against mclocal, and what it reads of mcupload's rows.
# It comes from the Python registry into the build folder, once for all modes;
# where it cannot be had everything here is skipped.
. "${0%/*}/../lib.sh"
. "$top/tests/mclocal.sh"
here=$top/tests/flow
site=${PX_BUILD%/*}/pyodps
export PYTHONPATH="$site" PYTHONDONTWRITEBYTECODE=1

have() {
	python3 -c 'import odps, pandas, pyarrow' 2>/dev/null
}

# As a whole or not at all.  pandas holds its TIMESTAMP values.
get() {
	python3 -m pip --version &&
	    timeout 300 python3 -m pip install -q --disable-pip-version-check \
	    --no-input --retries 1 --timeout 20 --only-binary :all: \
	    --target "$scratch/site" 'pyodps==0.13.*' pandas &&
	    rm -rf -- "$site" && mv -- "$scratch/site" "$site"
}

if ! have && ! { get >get.out 2>&1 && have; }; then
	skip 'PyODPS against mclocal' 'PyODPS cannot be had here'
	done_testing
	exit 0
fi

# checks GROUP: one line of pyodps.py, one test
checks() {
	python3 "$here/pyodps.py" "$1" "$a_endpoint" "$a_keyfile" >"$1.out" \
	    2>"$1.err" || :
	while read -r line; do
		case $line in
		'ok '*) t "${line#ok }" true ;;
		'not ok '*)
			printf '%s\n' "$line" | tr '|' '\n' >why
			line=${line#not ok }
			t "${line%%: Trace*}" 'cat why; false' ;;
		esac
	done <"$1.out"
	t "$1: all of it was tried" "cat $1.err; grep -qx end $1.out"
}

mclocal_start a
checks api
mclocal_stop a
rm -rf a.mc
mclocal_start a
{
	printf '[job]\nname = j\nstate = %s/state\n' "$scratch"
	mclocal_job a
} >j.conf
for types in exact dts; do
	for what in base log; do
		python3 "$here/pyodps.py" stream $what $types |
		    pxrec --from-json | mcpartition --types $types >$what.rec
	done
	t "mcupload writes every type: $types" '
		python3 "$here/pyodps.py" stream log $types |
		    pxrec --from-json | mcpartition --types $types --ddl |
		    mcsql -q -c j.conf &&
		mcupload -q -c j.conf <base.rec &&
		mcupload -q -c j.conf <log.rec && rm -r state'
done
checks rows
checks dts
done_testing
