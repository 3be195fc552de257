# objects.sh: tables join a job that runs, or leave it; sourced by pxsync.
#
# The job file stays the truth: its lines are changed in place.  What joins
# has a directory of its own, add/N:
#   tables      the names, one a line
#   source.rec  their definitions in the source; the flow reads them, too
#   target.rec  the same behind rowfilter; created: its tables were made
#   copy, chunks, journal...   of their copy, as in the state itself
# Each step is done once; after a crash the same command goes on.
# shellcheck shell=sh disable=SC2016,SC2030,SC2031,SC2034,SC2154 # variables
# shared with pxsync, of which a copy in a subshell is another one's

# --- the job file ---------------------------------------------------------

# Standard input, a job file, with name $3 put into list $2 (include, exclude)
# of [objects], behind its last line; or taken out of it, where it stands as a
# word.  False when there is no place for it.
edited() { # put|take KEY NAME
	awk -v act="$1" -v key="$2" -v name="$3" '
	    function is_key(s) {
		sub(/[ \t]*=.*/, "", s)
		return s == key
	    }
	    # the list without the name; blanks and commas part its items
	    function without(s,   head, n, item, i, rest) {
		head = s
		sub(/=.*/, "= ", head)
		sub(/^[^=]*=[ \t]*/, "", s)
		n = split(s, item, /[ \t,]+/)
		rest = ""
		for (i = 1; i <= n; i++)
			if (item[i] != "" && tolower(item[i]) != tolower(name))
				rest = rest (rest == "" ? "" : " ") item[i]
			else if (item[i] != "")
				taken = 1
		return rest == "" ? "" : head rest
	    }
	    { line[NR] = $0 }
	    /^\[/ { inside = ($0 ~ /^\[objects\]/); on = 0
		if (inside) head = NR }
	    inside && /^[a-z]/ { on = is_key($0); if (on) last = NR }
	    inside && on && /^[ \t]+[^ \t#;]/ { last = NR }
	    inside && on && act == "take" && /=/ && /^[a-z]/ {
		new = without($0)
		if (taken && !done) {
			done = 1
			line[NR] = new
			gone = (new == "") ? NR : 0
		}
	    }
	    END {
		if (act == "put" && !last)
			last = head
		for (i = 1; i <= NR; i++) {
			if (i != gone)
				print line[i]
			if (act == "put" && i == last) {
				print key " = " name
				done = 1
			}
		}
		exit done ? 0 : 1
	    }'
}

edit() { # put|take KEY NAME: "$conf.new" changed, if it can be
	if edited "$@" <"$conf.new" >"$conf.new2"; then
		cat -- "$conf.new2" >"$conf.new"
		rm -f -- "$conf.new2"
	else
		rm -f -- "$conf.new2"
		return 1
	fi
}

# "$conf.new", with the owner and mode of the job file.
begin_file() {
	conf=$(readlink -f -- "$conf")
	cp -p -- "$conf" "$conf.new" 2>/dev/null ||
	    fail 74 "cannot write '$conf.new'"
}

# It is the job file from now on.
take_file() {
	pxcheck -c "$conf.new" --print >/dev/null || exit
	sync -- "$conf.new"
	mv -- "$conf.new" "$conf" || fail 74 "cannot replace '$conf'"
}

no_tables() {
	printf '{"kind":"hello","producer":"pxsync"}\n{"kind":"end"}\n' |
	    pxrec --from-json
}

# Is this table in the definitions on standard input?
has_table() { # DB.TABLE
	pxrec --kind table --json | grep -Fqi \
	    "\"db\":\"${1%%.*}\",\"table\":\"${1#*.}\""
}

# Names as the command line has them; $names, $tables as options.
check_names() {
	[ -n "$names" ] || usage "$command: which tables?  DB.TABLE..."
	tables=
	for _t in $names; do
		case $_t in
		*[!A-Za-z0-9_.$-]* | .* | *. | *.*.*)
			fail 64 "'$_t' is no plain DB.TABLE; edit the job file"
			;;
		*.*) tables="$tables --table $_t" ;;
		*) fail 64 "'$_t' is no DB.TABLE" ;;
		esac
	done
}

# --- the flow ----------------------------------------------------------------

# The pipelines that run now end, and what starts behind them reads the new
# job file.
reload() {
	_old=
	for _f in "$run"/mcupload.pid "$run"/pxbinlog.pid; do
		_pid=$(cat -- "$_f" 2>/dev/null) || continue
		[ -e "${_f%.pid}.rc" ] || _old="$_old $_pid"
	done
	tell_driver || return 0
	_left=$patience
	for _pid in $_old; do
		while kill -0 "$_pid" 2>/dev/null; do
			[ "$_left" -gt 0 ] ||
			    fail 75 'the flow does not end; try again'
			_left=$((_left - 1))
			sleep 1
		done
	done
}

# --- add --------------------------------------------------------------------

# The directory of an add of just these tables: one that is not finished, or
# a new one.  $dir
find_add() {
	# shellcheck disable=SC2086 # words
	printf '%s\n' $names | sort >"$state/add/.tables"
	_n=0001
	while [ -d "$state/add/$_n" ]; do
		dir=$state/add/$_n
		if [ ! -e "$dir/done" ] &&
		    cmp -s "$dir/tables" "$state/add/.tables"; then
			say "going on with $dir"
			return
		fi
		[ -s "$dir/tables" ] || break
		_n=$(printf %04d "$((1$_n - 9999))")
	done
	dir=$state/add/$_n
	mkdir -p -- "$dir" || exit 74
	mv -- "$state/add/.tables" "$dir/tables" || exit 74
}

# Definitions of $names as a job file has it, or why not on standard output.
defined() { # CONF
	# shellcheck disable=SC2086 # words
	pxsnapshot -c "$1" -q --schema-only $tables 2>&1 \
	    >"$dir/source.new" | sed -n '1s/^pxsnapshot: //p'
}

# "$conf.new" chooses them: those that the job file does not choose yet get a
# line.
choose() {
	begin_file
	[ -n "$(defined "$conf")" ] || return 0
	_all=$tables
	for _t in $names; do
		tables="--table $_t"
		[ -n "$(defined "$conf.new")" ] || continue
		edit take exclude "$_t" || :
		[ -z "$(defined "$conf.new")" ] ||
		    edit put include "$_t" || :
	done
	tables=$_all
}

refuse_add() { # TEXT
	rm -rf -- "$dir" "$conf.new"
	fail 78 "nothing was changed: $1"
}

# Definitions, from which the target is made.
add_define() {
	[ ! -s "$dir/target.rec" ] || return 0
	for _t in $names; do
		! has_table "$_t" <"$target_rec" || {
			rm -rf -- "$dir"
			fail 64 "'$_t' is in the job already"
		}
	done
	position | sed 's/ .*//' >"$dir/from" || exit
	choose
	_why=$(defined "$conf.new")
	[ -z "$_why" ] || refuse_add "$_why"
	# shellcheck disable=SC2046,SC2086 # words
	_found=$(pxcheck -c "$conf.new" -q --strict --state "$state" \
	    $(allowed) $tables 2>/dev/null) || {
		printf '%s\n' "$_found" >&2
		refuse_add 'pxcheck does not pass it'
	}
	rowfilter -c "$conf.new" <"$dir/source.new" >"$dir/target.new" ||
	    refuse_add 'rowfilter says why'
	mcpartition -c "$conf.new" -q --ddl <"$dir/target.new" \
	    >"$dir/schema.sql" || refuse_add 'mcpartition says why'
	# all together, for two that would get one name
	if ! mcpartition -c "$conf.new" -q --target "$target_rec" --retarget \
	    <"$dir/target.new" >"$dir/all.new" ||
	    ! mcpartition -c "$conf.new" -q --ddl <"$dir/all.new" >/dev/null
	then
		refuse_add 'mcpartition says why'
	fi
	rm -f -- "$conf.new" "$dir/all.new"
	mv -- "$dir/source.new" "$dir/source.rec" || exit 74
	mv -- "$dir/target.new" "$dir/target.rec" || exit 74
}

# Its tables, but none that is there: it may be full of rows.
add_create() {
	[ ! -e "$dir/created" ] || return 0
	if [ ! -e "$dir/creating" ]; then
		for _t in $(made_by "$dir/schema.sql"); do
			! mcsql -c "$conf" -q -e "desc $_t;" >/dev/null 2>&1 ||
			    refuse_add "the target has $_t already: drop it"
		done
		: >"$dir/creating"
	fi
	mcsql -c "$conf" ${talk:+"$talk"} "$dir/schema.sql" >/dev/null || exit
	: >"$dir/created"
}

made_by() { # SQL: names of the tables
	sed -n 's/^create table if not exists \(`[^`]*`\) (.*/\1/p' "$1" |
	    sort
}

# From here on the flow brings their changes; only then they are copied.
add_join() {
	[ ! -e "$dir/joined" ] || return 0
	choose
	take_file
	retarget <"$dir/target.rec" || exit
	reload
	: >"$dir/joined"
}

# The pipelines of the copy, in a state of their own.
add_copy() {
	(
		state=$dir
		run=$dir/run
		lock_job 8>&-
		trap on_stop TERM INT HUP
		phase=add
		# shellcheck disable=SC2086 # words
		drive full $tables
		note state 'done'
	) || exit
}

cmd_add() {
	open_job
	check_names
	[ -s "$target_rec" ] || fail 64 \
	    'the job has not begun: name the tables in its job file'
	case " $(value job.phases) " in
	*' full '*) _full=1 ;;
	*) _full= ;;
	esac
	[ -z "$_full" ] || is_done full ||
	    fail 75 'its first copy is not done yet'
	mkdir -p -- "$state/add" || exit 74
	exec 8>>"$state/add/lock"
	flock -w 5 8 || fail 75 'another add or remove is under way'
	find_add
	add_define
	add_create
	add_join
	[ -z "$_full" ] || add_copy
	: >"$dir/done"
	say "added:$names"
}

# --- remove -----------------------------------------------------------------

cmd_remove() {
	open_job
	check_names
	[ -s "$target_rec" ] ||
	    fail 64 'the job has not begun: take them out of its job file'
	mkdir -p -- "$state/add" || exit 74
	exec 8>>"$state/add/lock"
	flock -w 5 8 || fail 75 'another add or remove is under way'
	begin_file
	for _t in $names; do
		has_table "$_t" <"$target_rec" || {
			rm -f -- "$conf.new"
			fail 64 "'$_t' is not in the job"
		}
		leave_out "$_t"
	done
	_gone=$(mktemp) || exit 74
	# shellcheck disable=SC2064 # now, while the name is known
	trap "rm -f -- '$_gone' '$_gone'.*" EXIT
	mcpartition -c "$conf" -q --ddl <"$target_rec" >"$_gone.1" || exit
	take_file
	no_tables | retarget || exit
	mcpartition -c "$conf" -q --ddl <"$target_rec" >"$_gone.2" || exit
	reload
	echo '-- what was brought over stays; these would drop it:'
	made_by "$_gone.2" >"$_gone.3"
	made_by "$_gone.1" | comm -23 - "$_gone.3" |
	    sed 's/.*/drop table if exists &;/'
	say "removed:$names"
}

# Out of "$conf.new": the line that names it, else a line against it.
leave_out() { # DB.TABLE
	_had=$(pxcheck -c "$conf.new" --print objects.include)
	edit take include "$1" || :
	if [ -n "$_had" ] &&
	    [ -z "$(pxcheck -c "$conf.new" --print objects.include)" ]; then
		rm -f -- "$conf.new"
		fail 64 "'$1' is all that the job has: stop it instead"
	fi
	# a pattern may still choose it
	no_tables | mcpartition -c "$conf.new" -q --target "$target_rec" \
	    --retarget >"$state/add/.left" || exit
	! has_table "$1" <"$state/add/.left" ||
	    edit put exclude "$1" || {
		printf '[objects]\n%s = %s\n' exclude "$1" >>"$conf.new"
	}
	rm -f -- "$state/add/.left"
}
