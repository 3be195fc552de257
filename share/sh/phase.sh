# phase.sh: the phases of a job, in their order, each until it is done; sourced
# by pxsync.
# shellcheck shell=sh disable=SC2034,SC2154 # variables shared with pxsync

# --- phases -------------------------------------------------------------------

# A pipeline until it ends well, fails for good, or is told to stop.
drive() { # CHAIN ARG...
	if [ -n "$dry" ]; then
		_chain=$1
		shift
		[ "$_chain" != incr ] || find_start
		"chain_$_chain" "$@" </dev/null
		return
	fi
	delay=1
	since=$(date +%s)
	while [ "$stop" -eq 0 ]; do
		held_back
		[ "$stop" -eq 0 ] || break
		_before=$(progress)
		wish=0
		case $1 in
		full) keep_plan copy ;;
		incr)
			find_start
			rm -f -- "$state/held"/*
			keep_plan "${reached:-$from}"
			;;
		esac || fail 74 "cannot write '$state/plan'"
		note state running since "$(now)"
		run_chain "$@"
		# resume --ddl is for what is delivered up to the statement
		[ "$guilty" = mcpartition ] ||
		    rm -f -- "$state/held"/mcpartition-*
		if [ "$code" -eq 0 ] && [ "$wish" -ne 0 ] && [ "$1" = incr ]
		then
			continue
		fi
		if [ "$code" -eq 0 ] || [ "$stop" -ne 0 ]; then
			break
		fi
		if [ "$1" = incr ] && carry_ddl; then
			continue
		fi
		if [ "$wish" -ne 0 ] && [ "$code" -eq 75 ]; then
			continue
		fi
		if [ "$(progress)" != "$_before" ]; then
			delay=1
			since=$(date +%s)
		fi
		if [ "$code" -ne 75 ] ||
		    [ $(($(date +%s) - since)) -ge "$(window)" ]; then
			note state failed exit "$code" reason "$why" \
			    stage "$guilty"
			point_to_held
			fail "$code" "$phase stopped by $guilty: $why"
		fi
		note_restart "$guilty: $why"
		note state waiting
		say "$phase: $guilty: $why; again in $delay s"
		pause "$delay"
		delay=$((delay * 2 < 60 ? delay * 2 : 60))
	done
	[ "$stop" -eq 0 ] || stopped
}

# The record that stopped a stage, if it was put aside.
point_to_held() {
	for _f in "$state/held/$guilty"-*.rec; do
		[ ! -e "$_f" ] || say "the record is kept: pxrec '$_f'"
	done
}

# Stopped as asked.  What a stage says of the interruption (75, or whatever
# follows from it) is no failure; a refusal that came at the same time is.
stopped() {
	case ${code:-0} in
	0 | 66 | 75) ;;
	*)
		note state failed exit "$code" reason "$why" stage "$guilty"
		fail "$code" "$phase stopped by $guilty: $why"
		;;
	esac
	note state stopped
	say 'stopped'
	exit 0
}

# Before the first phase, until it passed once; a job that has a position went
# past it.
phase_check() {
	if [ -n "$dry" ] || [ "$(recall checks)" = 'done' ] ||
	    [ -s "$state/position" ]; then
		return
	fi
	note phase check exit 0 reason '' stage ''
	drive check
	note checks 'done'
}

phase_schema() {
	drive source
	make_target
	drive ddl
	drive create
}

# What the tables of the target are made for; resume and carry_ddl go on with
# it.
make_target() {
	drive target
	[ -n "$dry" ] || mv -- "$target_rec.new" "$target_rec" || exit 74
}

phase_full() {
	[ -n "$dry" ] || [ -s "$target_rec" ] || [ ! -s "$source_rec" ] ||
	    make_target
	drive full
}

phase_incr() {
	[ -n "$dry" ] || [ -s "$source_rec" ] || drive source
	[ -n "$dry" ] || [ -s "$target_rec" ] || make_target
	drive incr "$@"
}

# The position is written at the end of the copy: a copy after that would
# bring the rows in twice.
is_done() {
	[ -z "$dry" ] || return 1
	[ "$(recall "$1")" = 'done' ] ||
	    { [ "$1" = full ] && [ -s "$state/position" ]; }
}

do_phases() { # PHASE...
	trap on_stop TERM INT HUP
	trap on_wish USR1
	[ -n "$dry" ] || lock_job
	[ -n "$dry" ] || start_watch
	phase=check
	phase_check
	for phase; do
		if is_done "$phase"; then
			say "$phase: is done"
			continue
		fi
		[ -n "$dry" ] || note phase "$phase" exit 0 reason '' stage ''
		case $phase in
		schema | full)
			"phase_$phase"
			[ -n "$dry" ] || note "$phase" 'done'
			;;
		incr) phase_incr --follow ;;
		once) phase_incr --until now ;;
		*) fail 78 "job.phases: '$phase' is none of schema full incr" ;;
		esac
		[ -n "$dry" ] || say "$phase: done"
	done
	[ -n "$dry" ] || note state 'done'
}
