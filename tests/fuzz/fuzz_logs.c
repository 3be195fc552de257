/* uses: pxbinlog mysql binlog row rec base */
/*
 * fuzz_logs.c: what a server says about its logs, and how it refuses one.
 * The first byte: which product, and how large the offset is that was
 * refused; server.h has the form of the rest.  With 128 the rest is packets of
 * a dump, each behind its length in 16 bits.
 */
#include <stdio.h>

#include "mysql/dump.h"
#include "mysql/logs.h"
#include "pxbinlog/feed.h"
#include "pxbinlog/refused.h"
#include "server.h"

static struct cur packets;
static uint8_t *packet;

/* In the place of the library's. */
unsigned long STDCALL
mysql_net_read_packet(MYSQL *m)
{
	size_t n = cur_le16(&packets);
	const uint8_t *p = cur_bytes(&packets, n);

	free(packet);
	packet = NULL;
	if (packets.bad) {
		server.error = 2013;
		return packet_error;
	}
	packet = fuzz_copy(p, n);
	m->net.read_pos = packet;
	return n;
}

static void
dump(struct conn *c, const uint8_t *data, size_t size)
{
	struct range range = { 0 };
	static struct rec_out out;
	const uint8_t *event;
	struct feed f;
	size_t len;
	int more;

	if (out.buf.data == NULL)
		rec_out_init(&out, fuzz_null(), "events");
	packets = cur_of(data, size);
	feed_init(&f, &out, &range, false);
	feed_at(&f, "bin.000001", 4);
	while ((more = dump_next(c, &event, &len)) == 1)
		if (feed_event(&f, event, len) != 1)
			break;
	assert(more != -1 || (c->why != NULL && c->code != 0));
	assert(more != 1 || f.done || (f.why != NULL && f.code != 0));
	feed_release(&f);
	rec_flush(&out);
	free(packet);
	packet = NULL;
}

static void
refused(struct conn *c, const struct conf *conf, unsigned choice)
{
	struct pos at = { "bin.000003", 4 + choice };
	struct pos was = at;

	switch (refused_why(c, conf, "no such log; server_id", &at)) {
	case REFUSED_FOR_GOOD:
		assert(c->why != NULL && c->code != 0);
		break;
	case REFUSED_MOVED: /* never behind an event that was not read */
		assert(strcmp(at.file, was.file) != 0 && at.offset == 4);
		return;
	case REFUSED_RETRY:
	case REFUSED_BEHIND:
		break;
	}
	assert(pos_cmp(&at, &was) == 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const enum conn_product products[] = { CONN_MYSQL, CONN_MARIADB,
		CONN_POLARDBX, CONN_POLARDBX };
	struct conn c = { .mysql = &server_handle, .version = 80400 };
	static struct conf *conf;
	struct pos pos;
	char *why;
	int code;

	if (size == 0)
		return 0;
	if (conf == NULL)
		conf = conf_read("/dev/null", &why, &code);
	assert(conf != NULL);
	c.product = products[data[0] & 3];
	server_play(data + 1, size - 1);
	if (data[0] & 128) {
		dump(&c, data + 1, size - 1);
		return 0;
	}
	if (conn_position(&c, conf, &pos) == 0)
		assert(pos.file[0] != '\0' && pos.offset >= 4);
	else
		assert(c.why != NULL && c.code != 0);
	refused(&c, conf, data[0] >> 2);
	return 0;
}
