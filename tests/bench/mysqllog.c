/*
 * mysqllog: a log as MySQL 8.0 writes it, in shapes that no MariaDB does.
 *
 *   mysqllog json ROWS >LOG       documents of 1.3 KB in MySQL's binary form
 *   mysqllog rows ROWS >LOG       rows like sysbench's, 1000 a transaction
 *   mysqllog payload ROWS >LOG    the same, each transaction zstd's
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <zstd.h>

#include "base/buf.h"
#include "base/crc32.h"
#include "base/io.h"
#include "base/msg.h"
#include "base/num.h"
#include "binlog/frame.h"

enum {
	EVENT = 8192, /* where a server begins the next rows event */
	MAP_JSON = 245,
	MAP_LONG = 3,
	MAP_STRING = 254,
	JSON_OBJECT = 0, /* small */
	JSON_INT16 = 5,
	JSON_INT32 = 7,
	JSON_STRING = 12
};

struct shape {
	const char *name;
	unsigned ncolumns;
	uint8_t type[4];
	uint8_t meta[4];
	unsigned nmeta;
	const char *column[4];
	unsigned rows; /* of a transaction */
	bool packed;
	void (*row)(struct buf *b, uint32_t n);
};

static uint64_t offset = FRAME_MAGIC;
static uint32_t seed = 1;

static uint32_t
chance(void)
{
	seed = seed * 1664525 + 1013904223;
	return seed >> 8;
}

static void
put_digits(struct buf *b, unsigned n)
{
	uint8_t *p = buf_reserve(b, n);
	unsigned i;

	for (i = 0; i < n; i++)
		p[i] = (uint8_t)('0' + chance() % 10);
	b->len += n;
}

/* --- events ----------------------------------------------------------------
 */

/* Finish the event that begins at `at` of b; sum: with a checksum. */
static void
end_event(struct buf *b, size_t at, bool sum)
{
	size_t n = b->len - at + (sum ? FRAME_CHECKSUM : 0);

	le32enc(b->data + at + 9, (uint32_t)n);
	offset += n;
	le32enc(b->data + at + 13, (uint32_t)offset);
	if (sum)
		buf_put32(b, crc32_ieee(0, b->data + at, b->len - at));
}

static size_t
event(struct buf *b, unsigned type)
{
	size_t at = b->len;

	buf_put32(b, 1700000000);
	buf_putc(b, (int)type);
	buf_put32(b, 1);
	buf_put32(b, 0);
	buf_put32(b, 0);
	buf_put16(b, 0);
	return at;
}

static void
description(struct buf *b)
{
	static const uint8_t post[41] = { 0, 13, 0, 8, 0, 0, 0, 0, 4, 0, 4, 0,
		0, 0, 98, 0, 4, 26, 8, 0, 0, 0, 8, 8, 8, 2, 0, 0, 0, 10, 10, 10,
		42, 42, 0, 18, 52, 0, 10, 40, 0 };
	static const char server[50] = "8.0.36";
	size_t at = event(b, EV_FORMAT);

	buf_put16(b, 4);
	buf_put(b, server, sizeof(server));
	buf_put32(b, 0);
	buf_putc(b, FRAME_HEADER);
	buf_put(b, post, sizeof(post));
	buf_putc(b, FRAME_CRC32);
	end_event(b, at, true);
}

static void
begin(struct buf *b, bool sum)
{
	static const uint8_t head[13] = { 1, 0, 0, 0, 0, 0, 0, 0, 5 };
	size_t at = event(b, EV_QUERY);

	buf_put(b, head, sizeof(head));
	buf_put(b, "bench\0BEGIN", 11);
	end_event(b, at, sum);
}

static void
map(struct buf *b, const struct shape *s, bool sum)
{
	static const uint8_t id[8] = { 77, 0, 0, 0, 0, 0, 1, 0 };
	/* all numbers signed, all texts latin1, and the columns' names */
	static const uint8_t more[] = { 1, 1, 0, 2, 1, 8, 4 };
	size_t at = event(b, EV_TABLE_MAP), names;
	unsigned i;

	buf_put(b, id, sizeof(id));
	buf_put(b, "\5bench", 7);
	buf_putc(b, (int)strlen(s->name));
	buf_put(b, s->name, strlen(s->name) + 1);
	buf_putc(b, (int)s->ncolumns);
	buf_put(b, s->type, s->ncolumns);
	buf_putc(b, (int)s->nmeta);
	buf_put(b, s->meta, s->nmeta);
	buf_putc(b, 0); /* none may be NULL */
	buf_put(b, more, sizeof(more));
	names = b->len;
	buf_putc(b, 0);
	for (i = 0; i < s->ncolumns; i++) {
		buf_putc(b, (int)strlen(s->column[i]));
		buf_puts(b, s->column[i]);
	}
	b->data[names] = (uint8_t)(b->len - names - 1);
	end_event(b, at, sum);
}

/* One event of rows; how many it took. */
static uint32_t
rows(struct buf *b, const struct shape *s, uint32_t from, uint32_t to, bool sum)
{
	static const uint8_t id[10] = { 77, 0, 0, 0, 0, 0, 1, 0, 2, 0 };
	size_t at = event(b, EV_WRITE_ROWS);
	uint32_t n = from;

	buf_put(b, id, sizeof(id));
	buf_putc(b, (int)s->ncolumns);
	buf_putc(b, (1 << s->ncolumns) - 1);
	do {
		buf_putc(b, 0); /* NULLs */
		s->row(b, n++);
	} while (n < to && b->len - at < EVENT);
	end_event(b, at, sum);
	return n - from;
}

static void
transaction(
    struct buf *b, const struct shape *s, uint32_t from, uint32_t to, bool sum)
{
	size_t at;

	begin(b, sum);
	while (from < to) {
		map(b, s, sum);
		from += rows(b, s, from, to, sum);
	}
	at = event(b, EV_XID);
	buf_put64(b, from);
	end_event(b, at, sum);
}

static void
put_lenenc(struct buf *b, size_t v)
{
	buf_putc(b, 254);
	buf_put64(b, v);
}

/* The events of b as one: size, type, payload, each a field. */
static void
packed(struct buf *out, struct buf *b)
{
	size_t room = ZSTD_compressBound(b->len), n, at;
	static struct buf z;

	buf_clear(&z);
	n = ZSTD_compress(buf_reserve(&z, room), room, b->data, b->len, 3);
	if (ZSTD_isError(n))
		diex(EX_SOFTWARE, "zstd: %s", ZSTD_getErrorName(n));
	at = event(out, EV_TRANSACTION_PAYLOAD);
	buf_put(out, "\2\1\0\1\11", 5);
	put_lenenc(out, n);
	buf_put(out, "\3\11", 2);
	put_lenenc(out, b->len);
	buf_putc(out, 0);
	buf_put(out, z.data, n);
	end_event(out, at, true);
}

/* --- shapes ----------------------------------------------------------------
 */

static void
sysbench(struct buf *b, uint32_t n)
{
	buf_put32(b, n);
	buf_put32(b, chance() % 1000003);
	buf_putc(b, 120);
	put_digits(b, 120);
	buf_putc(b, 60);
	put_digits(b, 60);
}

/* An object of 24 members with keys of one length: numbers and texts. */
static void
json(struct buf *b, uint32_t n)
{
	enum {
		MEMBERS = 24,
		KEY = 7,
		TEXT = 120
	};
	size_t len_at, at, entry;
	char key[KEY + 1];
	unsigned i;

	buf_put32(b, n);
	len_at = b->len;
	buf_put32(b, 0);
	buf_putc(b, JSON_OBJECT);
	at = b->len;
	buf_put16(b, MEMBERS);
	buf_put16(b, 0);
	for (i = 0; i < MEMBERS; i++) {
		buf_put16(b, (uint16_t)(4 + MEMBERS * (4 + 3) + i * KEY));
		buf_put16(b, KEY);
	}
	entry = b->len;
	memset(buf_reserve(b, 3 * MEMBERS), 0, 3 * MEMBERS);
	b->len += 3 * MEMBERS;
	for (i = 0; i < MEMBERS; i++) {
		snprintf(key, sizeof(key), "field%02u", i);
		buf_put(b, key, KEY);
	}
	for (i = 0; i < MEMBERS; i++) {
		uint8_t *e = b->data + entry + 3 * (size_t)i;

		e[0] = i % 3 == 0   ? JSON_INT16
		       : i % 3 == 1 ? JSON_INT32
				    : JSON_STRING;
		le16enc(e + 1, (uint16_t)(b->len - at));
		if (e[0] == JSON_INT16) {
			le16enc(e + 1, (uint16_t)(chance() % 1000));
		} else if (e[0] == JSON_INT32) {
			buf_put32(b, chance());
		} else {
			buf_putc(b, TEXT);
			put_digits(b, TEXT);
		}
	}
	le16enc(b->data + at + 2, (uint16_t)(b->len - at));
	le32enc(b->data + len_at, (uint32_t)(b->len - len_at - 4));
}

#define SYSBENCH                                        \
	{ MAP_LONG, MAP_LONG, MAP_STRING, MAP_STRING }, \
	    { MAP_STRING, 120, MAP_STRING, 60 }, 4,     \
	{                                               \
		"id", "k", "c", "pad"                   \
	}

static const struct shape shapes[] = {
	{ "json", 2, { MAP_LONG, MAP_JSON }, { 4 }, 1, { "id", "doc" }, 100,
	    false, json },
	{ "rows", 4, SYSBENCH, 1000, false, sysbench },
	{ "payload", 4, SYSBENCH, 1000, true, sysbench },
};

static const struct shape *
shape_of(const char *name)
{
	size_t i;

	for (i = 0; i < sizeof(shapes) / sizeof(shapes[0]); i++)
		if (strcmp(shapes[i].name, name) == 0)
			return &shapes[i];
	diex(EX_USAGE, "no shape '%s'", name);
}

int
main(int argc, char *argv[])
{
	struct buf out = { 0 }, b = { 0 };
	const struct shape *s;
	uint64_t want;
	uint32_t n, to;

	msg_init("mysqllog");
	if (argc != 3 || !num_u64(argv[2], 1, 100000000, &want))
		diex(EX_USAGE, "usage: mysqllog json|rows|payload ROWS");
	s = shape_of(argv[1]);
	buf_put(&out, "\376bin", FRAME_MAGIC);
	description(&out);
	for (n = 0; n < want; n = to) {
		to = want - n < s->rows ? (uint32_t)want : n + s->rows;
		if (s->packed) {
			uint64_t here = offset;

			buf_clear(&b);
			transaction(&b, s, n, to, false);
			offset = here;
			packed(&out, &b);
		} else {
			transaction(&out, s, n, to, true);
		}
		if (io_write(STDOUT_FILENO, out.data, out.len) == -1)
			die(EX_IOERR, "stdout");
		buf_clear(&out);
	}
	buf_release(&out);
	buf_release(&b);
	return 0;
}
