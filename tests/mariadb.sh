# mariadb.sh: a private MariaDB, never the system's.  Sourced after lib.sh, or
# alone by a script that has set $scratch (an absolute folder; its path short,
# for sockets) and calls mariadb_clean at its end.
#
#   mariadb_port NAME            before the start: it shall listen on a free
#                                loopback port; prints the port (also later)
#   mariadb_start NAME [option…] a new server: socket only, binary log on,
#                                ROW, FULL, no syncing; options of mariadbd
#   mariadb_stop NAME            in order       mariadb_kill NAME   by -9
#   mariadb_restart NAME [opt…]  stop if needed, start with the same options
#   mariadb_log NAME             prints the folder of its data and logs
#   sql NAME ['statements']      as root; without statements reads stdin;
#                                answers as TSV without column names
#   mariadb_job NAME FILE [tcp]  make the account px, who may only SELECT and
#                                read the log; append a [source] section for
#                                it to FILE, its password beside it
#   mariadb_clean                kill what still runs (lib.sh does it itself)
#
# Files of server NAME: $scratch/NAME.sock .err .pid .args .port NAME.d/
# shellcheck shell=sh
: "${scratch:?mariadb.sh: set scratch}"
: "${PX_BUILD:?mariadb.sh: set PX_BUILD}"
PATH=$PATH:/usr/sbin # where Debian keeps mariadbd; not all have it

# Installing takes a second; copying what was installed does not.
_mdb_template() {
	[ ! -d "$PX_BUILD/mariadb-template" ] || return 0
	mkdir -p "$PX_BUILD"
	_mdb_new=$(mktemp -d "$PX_BUILD/mariadb-new.XXXXXX")
	chmod 700 "$_mdb_new"
	_mdb_as=''
	[ "$(id -u)" -ne 0 ] || _mdb_as=--user=root
	# shellcheck disable=SC2086 # empty or one word
	mariadb-install-db --no-defaults $_mdb_as --skip-test-db \
		--auth-root-authentication-method=normal \
		--datadir="$_mdb_new/d" --innodb-log-file-size=16M \
		--innodb-flush-method=nosync >"$_mdb_new/log" 2>&1 || {
		cat "$_mdb_new/log" >&2
		return 1
	}
	# Two tests may do this at once: the first one stays.
	mv -T -- "$_mdb_new/d" "$PX_BUILD/mariadb-template" 2>/dev/null || :
	rm -rf -- "$_mdb_new"
}

_mdb_gone() {
	[ -s "$scratch/$1.pid" ] || return 0
	read -r _mdb_pid <"$scratch/$1.pid"
	kill -0 "$_mdb_pid" 2>/dev/null || return 0
	# somebody may be slow to collect it
	grep -q '^State:[[:space:]]*Z' "/proc/$_mdb_pid/status" 2>/dev/null
}

# Poll with a deadline of 60 s, for ready or gone.
_mdb_wait() {
	_mdb_i=0
	while [ "$_mdb_i" -lt 3000 ]; do
		case $1 in
		gone) _mdb_gone "$2" && return 0 ;;
		up)
			if mariadb-admin --no-defaults -u root \
				--connect-timeout=5 -S "$scratch/$2.sock" \
				ping >/dev/null 2>&1; then
				return 0
			fi
			_mdb_gone "$2" && break
			;;
		esac
		_mdb_i=$((_mdb_i + 1))
		perl -e 'select undef, undef, undef, 0.02'
	done
	printf 'mariadb: %s is not %s\n' "$2" "$1" >&2
	tail -n 20 "$scratch/$2.err" >&2
	return 1
}

_mdb_run() {
	_mdb_name=$1
	set --
	while IFS= read -r _mdb_arg; do
		set -- "$@" "$_mdb_arg"
	done <"$scratch/$_mdb_name.args"
	# In a shell of its own, so that nobody here waits for it.
	(
		exec </dev/null >>"$scratch/$_mdb_name.err" 2>&1
		mariadbd "$@" &
		printf '%s\n' "$!" >"$scratch/$_mdb_name.pid"
	)
	_mdb_wait up "$_mdb_name"
}

mariadb_port() {
	[ -s "$scratch/$1.port" ] || perl -MIO::Socket::INET -e '
		my $s = IO::Socket::INET->new(LocalAddr => "127.0.0.1",
		    LocalPort => 0, Listen => 1) or die "no port: $!\n";
		print $s->sockport, "\n"' >"$scratch/$1.port"
	cat "$scratch/$1.port"
}

mariadb_start() {
	_mdb_name=$1
	shift
	_mdb_template || return 1
	cp -a "$PX_BUILD/mariadb-template" "$scratch/$_mdb_name.d" || return 1
	{
		printf -- '--no-defaults\n'
		[ "$(id -u)" -ne 0 ] || printf -- '--user=root\n'
		printf -- '--datadir=%s\n' "$scratch/$_mdb_name.d"
		printf -- '--socket=%s\n' "$scratch/$_mdb_name.sock"
		if [ -s "$scratch/$_mdb_name.port" ]; then
			printf -- '--bind-address=127.0.0.1\n--port=%s\n' \
				"$(cat "$scratch/$_mdb_name.port")"
		else
			printf -- '--skip-networking\n'
		fi
		printf -- '--%s\n' "pid-file=$scratch/$_mdb_name.d/pid" \
			server-id=1 log-bin=bin binlog-format=ROW \
			binlog-row-image=FULL binlog-checksum=CRC32 \
			sync-binlog=0 innodb-flush-log-at-trx-commit=0 \
			innodb-flush-method=nosync innodb-log-file-size=16M \
			innodb-buffer-pool-size=32M key-buffer-size=1M \
			aria-pagecache-buffer-size=1M performance-schema=OFF \
			skip-name-resolve max-allowed-packet=1G \
			character-set-server=utf8mb4 default-time-zone=+00:00
		[ "$#" -eq 0 ] || printf '%s\n' "$@"
	} >"$scratch/$_mdb_name.args"
	if command -v at_exit >/dev/null; then
		at_exit "mariadb_kill '$_mdb_name'"
	fi
	_mdb_run "$_mdb_name"
}

mariadb_stop() {
	_mdb_gone "$1" || kill "$_mdb_pid"
	_mdb_wait gone "$1"
}

mariadb_kill() {
	_mdb_gone "$1" || kill -9 "$_mdb_pid"
	_mdb_wait gone "$1"
}

mariadb_restart() {
	mariadb_stop "$1" || return 1
	_mdb_name=$1
	shift
	[ "$#" -eq 0 ] || printf '%s\n' "$@" >>"$scratch/$_mdb_name.args"
	_mdb_run "$_mdb_name"
}

mariadb_log() {
	printf '%s\n' "$scratch/$1.d"
}

sql() {
	if [ "$#" -gt 1 ]; then
		printf '%s\n' "$2" | sql "$1"
		return
	fi
	mariadb --no-defaults -u root -S "$scratch/$1.sock" -N -B \
		--default-character-set=utf8mb4
}

mariadb_job() {
	sql "$1" "CREATE OR REPLACE USER px@'%' IDENTIFIED BY 'px secret';
	    GRANT SELECT, REPLICATION CLIENT, REPLICATION SLAVE ON *.* TO px@'%'
	    " || return 1
	case $2 in
	/*) _mdb_pw=$2.password ;;
	*) _mdb_pw=$(pwd)/$2.password ;;
	esac
	(umask 077 && printf 'px secret\n' >"$_mdb_pw") || return 1
	{
		printf '[source]\n'
		if [ "${3:-}" = tcp ]; then
			printf 'host = 127.0.0.1\nport = %s\n' \
				"$(cat "$scratch/$1.port")"
		else
			printf 'socket = %s\n' "$scratch/$1.sock"
		fi
		printf 'user = px\npassword_file = %s\n' "$_mdb_pw"
	} >>"$2"
}

mariadb_clean() {
	for _mdb_f in "$scratch"/*.pid; do
		[ -e "$_mdb_f" ] || continue
		_mdb_f=${_mdb_f##*/}
		mariadb_kill "${_mdb_f%.pid}" || :
	done
}
