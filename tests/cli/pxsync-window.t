#!/bin/sh
#
# The retry windows of jobs that share a source or a target.
# shellcheck disable=SC1091,SC2016,SC2034,SC2154
. "${0%/*}/../lib.sh"
. "$top/share/sh/window.sh"

value() { # KEY: of the job at hand
	sed -n "s/^$1=//p" "$job.values"
}

# job NAME WINDOW HOST PROJECT: it is the one at hand, and told of
job() {
	job=$1
	state=$scratch/states/$1
	mkdir -p "$state"
	: >"$state/lock"
	printf '%s\n' "job.retry_connect=$2" job.retry_other=10m \
	    "source.host=$3" source.port=3306 "target.project=$4" \
	    target.endpoint=http://e/api >"$job.values"
	tell_window
}
wants() { # STAGE SECONDS
	guilty=$1
	_got=$(window)
	[ "$_got" = "$2" ] || {
		echo "$_got, not $2"
		return 1
	}
}

t 'a window in each unit' '[ "$(seconds 720m) $(seconds 2h) $(seconds 1d) \
$(seconds 45s) $(seconds 46)" = "43200 7200 86400 45 46" ]'
job a 720m db.1 ods
t 'alone: its own' 'wants pxbinlog 43200 && wants mcupload 43200 &&
    wants pxcheck 43200'
t 'what is no connection has the other one' '
    wants rowdecode 600 && wants mcpartition 600'
job b 30m db.1 other
job c 20m db.2 ods
job a 720m db.1 ods
t 'jobs that do not run count for nothing' '
    wants pxbinlog 43200 && wants mcupload 43200'
exec 7<"$scratch/states/b/lock" 8<"$scratch/states/c/lock"
flock -x 7
t 'one that runs at the same source does, there' '
    wants pxbinlog 1800 && wants pxsnapshot 1800 && wants mcupload 43200'
flock -x 8
t 'one with the same target, there' '
    wants mcupload 1200 && wants mcsql 1200 && wants pxbinlog 1800 &&
    wants pxcheck 1200'
job b 30m db.1 other
t 'its own stays where it is the shortest' 'wants pxbinlog 1800'
job c 24h db.2 ods
job a 720m db.1 ods
t 'a window that was made longer counts as it is now' 'wants mcupload 43200'
exec 7<&- 8<&-
t 'and when they are gone' 'wants pxbinlog 43200'
rm -r "$scratch/states/.endpoints"
: >"$scratch/states/.endpoints"
t 'where nothing can be told, its own' 'tell_window && wants pxbinlog 43200'

done_testing
