/*
 * dump.c: COM_BINLOG_DUMP over libmariadb's connection; see dump.h.
 */
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include <zlib.h>

#include "base/clock.h"
#include "base/le.h"
#include "mysql/dump.h"

enum {
	SEND_ANNOTATE_ROWS = 2 /* MariaDB; another meaning on MySQL */
};

static uint32_t
mix(uint32_t sum, const void *p, size_t n)
{
	return (uint32_t)crc32_z(sum, p, n);
}

uint32_t
dump_server_id(const struct conf *conf, bool lasting)
{
	uint32_t id = (uint32_t)conf_number(conf, "source.server_id");
	char host[HOST_NAME_MAX + 1] = "";
	const char *job = conf_job(conf);
	int64_t now = clock_now();
	pid_t pid = getpid();

	if (id != 0)
		return id;
	gethostname(host, sizeof(host) - 1);
	id = mix(0, host, strlen(host));
	id = mix(id, job, strlen(job));
	if (!lasting) {
		id = mix(id, &pid, sizeof(pid));
		id = mix(id, &now, sizeof(now));
	}
	/* Away from the small numbers people give, and positive for those
	 * who read it as signed. */
	return (id & 0x3fffffff) | 0x40000000;
}

static int
fail(struct conn *c, int code, const char *why)
{
	snprintf(c->whybuf, sizeof(c->whybuf), "%s", why);
	c->why = c->whybuf;
	c->code = code;
	return -1;
}

/* PolarDB-X refuses a dump without the checksum announced; its and MariaDB's
 * names are MySQL's old ones. */
static int
announce(struct conn *c, const struct conf *conf, uint32_t id)
{
	unsigned long long beat =
	    conf_number(conf, "source.heartbeat") * 1000000000ULL;

	if (conn_run(c, "SET @master_binlog_checksum = 'CRC32'") == -1 ||
	    conn_run(c, "SET @master_heartbeat_period = %llu", beat) == -1)
		return -1;
	switch (c->product) {
	case CONN_MARIADB:
		return conn_run(c, "SET @mariadb_slave_capability = 4");
	case CONN_MYSQL:
		if (conn_run(c, "SET @source_binlog_checksum = 'CRC32'") ==
			-1 ||
		    conn_run(c, "SET @source_heartbeat_period = %llu", beat) ==
			-1)
			return -1;
		return conn_run(c,
		    "SET @slave_uuid = '70787379-6e63-4000-8000-0000%08lx'",
		    (unsigned long)id);
	case CONN_POLARDBX:
		break;
	}
	return 0;
}

int
dump_start(struct conn *c, const struct conf *conf, uint32_t server_id,
    const struct pos *at)
{
	uint64_t max = c->product == CONN_POLARDBX ? INT32_MAX : UINT32_MAX;
	uint8_t arg[10 + POS_FILE_MAX];
	size_t n = strlen(at->file);

	if (at->offset > max)
		return fail(c, EX_UNAVAILABLE,
		    "the protocol cannot ask for so large an offset");
	if (announce(c, conf, server_id) == -1)
		return -1;
	le32enc(arg, (uint32_t)at->offset);
	le16enc(arg + 4, c->product == CONN_MARIADB ? SEND_ANNOTATE_ROWS : 0);
	le32enc(arg + 6, server_id);
	memcpy(arg + 10, at->file, n);
	if (c->mysql->methods->db_command(c->mysql, COM_BINLOG_DUMP,
		(const char *)arg, 10 + n, 1, NULL) != 0)
		return conn_fail(c, "cannot ask for the log");
	return 0;
}

int
dump_next(struct conn *c, const uint8_t **event, size_t *len)
{
	unsigned long n = mysql_net_read_packet(c->mysql);
	const uint8_t *p;

	if (n == packet_error)
		return conn_fail(c, "reading the log");
	p = c->mysql->net.read_pos;
	if (n < 9 && n > 0 && p[0] == 0xfe)
		return 0;
	if (n < 1 || p[0] != 0)
		return fail(
		    c, EX_PROTOCOL, "a packet that holds no event of a log");
	*event = p + 1;
	*len = n - 1;
	return 1;
}
