/* uses: rowdecode binlog row rec base */
/*
 * fuzz_statements.c: statements of a log, a line each, through the decoder:
 * what definitions become of them.  The first byte: 1 MariaDB, 2 PolarDB-X;
 * 4 the statements are in a transaction.  A line that begins with ":" sets the
 * database of those that follow.  Definitions that come out can be written
 * and read.
 */
#include "fuzz.h"
#include "rowdecode/decoder.h"

static struct rec_out events, out;
static struct pos at;

static int
event(struct decoder *d, unsigned type, unsigned crc, const struct buf *body)
{
	struct rec r = { .kind = REC_EVENT, .seq = 2 };
	struct buf e = { 0 };
	int rc;

	buf_put32(&e, 1700000000);
	buf_putc(&e, (int)type);
	buf_put32(&e, 1);
	buf_put32(&e, (uint32_t)(FRAME_HEADER + body->len));
	buf_put32(&e, (uint32_t)(at.offset + FRAME_HEADER + body->len));
	buf_put16(&e, 0);
	buf_put(&e, body->data, body->len);
	buf_clear(&events.buf);
	rec_put_event(&events, &at, crc, e.data, e.len);
	at.offset += e.len;
	r.data = events.buf.data + REC_HEADER;
	r.len = events.buf.len - REC_HEADER;
	rc = decoder_feed(d, &r);
	assert(rc == 0 || (d->code != 0 && d->why[0] != '\0'));
	buf_release(&e);
	return rc;
}

static int
description(struct decoder *d, unsigned choice)
{
	static const uint8_t post[] = { 0, 13, 0, 8, 0, 0, 0, 0, 4, 0, 4, 0, 0,
		0, 99, 0, 4, 26, 8, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 10, 10, 10,
		42, 42, 0, 18, 52, 0, 10, 40, 0 };
	char version[50] = "9.7.4";
	struct buf b = { 0 };
	int rc;

	if (choice & 1)
		memcpy(version, "10.11.19-MariaDB", 17);
	else if (choice & 2)
		memcpy(version, "5.6.29-TDDL-5.4.19", 19);
	buf_put16(&b, 4);
	buf_put(&b, version, sizeof(version));
	buf_put32(&b, 0);
	buf_putc(&b, FRAME_HEADER);
	buf_put(&b, post, sizeof(post));
	buf_putc(&b, 0); /* no checksums but here */
	buf_put32(&b, 0);
	rc = event(d, EV_FORMAT, 4, &b);
	buf_release(&b);
	return rc;
}

static int
statement(struct decoder *d, const char *db, const char *sql, size_t n)
{
	struct buf b = { 0 };
	int rc;

	buf_put32(&b, 7);
	buf_put32(&b, 0);
	buf_putc(&b, (int)strlen(db));
	buf_put16(&b, 0);
	buf_put16(&b, 0);
	buf_put(&b, db, strlen(db) + 1);
	buf_put(&b, sql, n);
	rc = event(d, EV_QUERY, 0, &b);
	buf_release(&b);
	return rc;
}

static void
check(const struct row_table *t)
{
	struct row_table *again;
	const char *why = NULL;
	struct rec r = { .kind = REC_TABLE, .seq = 2 };

	buf_clear(&events.buf);
	row_table_put(&events, t);
	r.data = events.buf.data + REC_HEADER;
	r.len = events.buf.len - REC_HEADER;
	again = row_table_parse(&r, &why);
	assert(again != NULL && again->ncolumns == t->ncolumns);
	row_table_free(again);
}

/* Everything that is known now. */
static void
check_all(const struct tables *s)
{
	for (size_t i = 0; i < s->nslots; i++)
		for (const struct table *t = s->slot[i]; t != NULL;
		     t = t->next) {
			const struct row_table *now = tables_current(t, &at);

			assert(t->state != TABLE_LOST || t->lost != NULL);
			if (now != NULL)
				check(now);
		}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *p = (const char *)data + 1, *end = p + size - 1, *nl;
	char db[64] = "d";
	struct decoder d;
	int rc;

	if (size == 0)
		return 0;
	if (events.buf.data == NULL) {
		rec_out_init(&events, fuzz_null(), "events");
		rec_out_init(&out, fuzz_null(), "rows");
	}
	at = (struct pos){ "bin.000001", FRAME_MAGIC };
	decoder_init(&d, &out);
	rc = description(&d, data[0]);
	assert(rc == 0);
	if (data[0] & 4)
		rc = statement(&d, db, "BEGIN", 5);
	for (; p < end && rc == 0; p = nl + 1) {
		if ((nl = memchr(p, '\n', (size_t)(end - p))) == NULL)
			nl = end;
		if (*p == ':' && (size_t)(nl - p) < sizeof(db) &&
		    memchr(p, '\0', (size_t)(nl - p)) == NULL) {
			memcpy(db, p + 1, (size_t)(nl - p) - 1);
			db[nl - p - 1] = '\0';
		} else {
			rc = statement(&d, db, p, (size_t)(nl - p));
		}
		if (nl == end)
			break;
	}
	check_all(&d.tables);
	decoder_end(&d);
	decoder_release(&d);
	/* its memory is large: kept when nothing is held back in it */
	rec_flush(&out);
	if (out.holding || out.buf.len > 0) {
		rec_out_release(&out);
		rec_out_init(&out, fuzz_null(), "rows");
	}
	return 0;
}
