/*
 * body_gtid.c: MySQL's GTID events; see body.h.
 *
 * The plain ones grew at their end: what is not there is not told.  The
 * tagged one is a list of (field, value) with integers whose length is the
 * count of low 1 bits of their first byte.
 */
#include <stdio.h>
#include <string.h>

#include "base/cur.h"
#include "base/num.h"
#include "binlog/body.h"

enum {
	LOGICAL_CLOCK = 2,
	UUID_SIZE = 16,
	TAG_MAX = 32
};

/* Fields of the tagged form that we want. */
enum field {
	FIELD_UUID = 1,
	FIELD_NUMBER = 2,
	FIELD_TAG = 3,
	FIELD_COMMITTED = 6
};

static void
uuid_text(char *text, const uint8_t *u)
{
	static const char digits[] = "0123456789abcdef";
	unsigned i;

	for (i = 0; i < UUID_SIZE; i++) {
		if (i == 4 || i == 6 || i == 8 || i == 10)
			*text++ = '-';
		*text++ = digits[u[i] >> 4];
		*text++ = digits[u[i] & 15];
	}
	*text = '\0';
}

int
body_gtid(const uint8_t *event, size_t len, struct body_gtid *g)
{
	struct cur c = cur_of(event, len);
	const uint8_t *uuid;
	uint64_t number, committed;
	char *end = g->text + sizeof(g->text) - 1, *p;
	uint8_t clock;

	cur_bytes(&c, FRAME_HEADER);
	cur_u8(&c);
	uuid = cur_bytes(&c, UUID_SIZE);
	number = cur_le64(&c);
	if (c.bad)
		return -1;
	g->text[0] = '\0';
	g->committed = 0;
	if (event[4] == EV_GTID) {
		uuid_text(g->text, uuid);
		*end = '\0';
		p = num_digits(end, number);
		*--p = ':';
		memmove(g->text + strlen(g->text), p, (size_t)(end + 1 - p));
	}
	clock = cur_u8(&c);
	cur_le64(&c);
	cur_le64(&c);
	if (c.bad || clock != LOGICAL_CLOCK || cur_left(&c) < 7)
		return 0;
	committed = cur_le48(&c);
	committed |= (uint64_t)cur_u8(&c) << 48;
	/* The highest bit says that the original's time follows. */
	g->committed = (int64_t)(committed & ~(UINT64_C(1) << 55));
	return 0;
}

/* --- tagged -------------------------------------------------------------- */

static uint64_t
varint(struct cur *c)
{
	uint8_t head = cur_u8(c), b;
	uint64_t v = 0;
	unsigned n = 1, i;

	while (n < 9 && head >> (n - 1) & 1)
		n++;
	/* n bytes in all; below nine the head keeps 8 - n bits of value */
	v = n < 8 ? (uint64_t)head >> n : 0;
	for (i = 1; i < n; i++) {
		b = cur_u8(c);
		if (n == 9)
			v |= (uint64_t)b << 8 * (i - 1);
		else
			v |= (uint64_t)b << (8 * i - n);
	}
	return v;
}

static int64_t
varint_signed(struct cur *c)
{
	uint64_t v = varint(c);

	return v & 1 ? -(int64_t)(v >> 1) - 1 : (int64_t)(v >> 1);
}

int
body_gtid_tagged(const uint8_t *event, size_t len, struct body_gtid *g)
{
	struct cur c = cur_of(event, len);
	uint8_t uuid[UUID_SIZE] = { 0 };
	char text[40], tag[TAG_MAX + 1] = "";
	int64_t number = 0;
	uint64_t field, n;
	const uint8_t *p;
	unsigned i;

	cur_bytes(&c, FRAME_HEADER);
	varint(&c); /* version */
	varint(&c); /* size */
	varint(&c); /* last field that must be understood */
	g->committed = 0;
	while (!c.bad && cur_left(&c) > 0) {
		switch (field = varint(&c)) {
		case FIELD_UUID:
			for (i = 0; i < UUID_SIZE; i++)
				uuid[i] = (uint8_t)varint(&c);
			break;
		case FIELD_NUMBER:
			number = varint_signed(&c);
			break;
		case FIELD_TAG:
			n = varint(&c);
			if (n > TAG_MAX ||
			    (p = cur_bytes(&c, (size_t)n)) == NULL)
				return -1;
			memcpy(tag, p, (size_t)n);
			tag[n] = '\0';
			break;
		case FIELD_COMMITTED:
			g->committed = (int64_t)varint(&c);
			break;
		default:
			if (field == 0)
				cur_u8(&c); /* flags, one plain byte */
			else
				varint(&c);
			break;
		}
		if (field >= FIELD_COMMITTED)
			break;
	}
	if (c.bad)
		return -1;
	uuid_text(text, uuid);
	snprintf(g->text, sizeof(g->text), "%s:%s%s%lld", text, tag,
	    tag[0] == '\0' ? "" : ":", (long long)number);
	return 0;
}
