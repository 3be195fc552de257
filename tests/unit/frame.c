/* uses: binlog row rec base */
/*
 * frame.c: statements that bound transactions, format descriptions and their
 * normal form, checksums, CTS texts.  (Whole logs: tests/cli/pxbinlog.t)
 */
#include <zlib.h>

#include "base/buf.h"
#include "binlog/frame.h"
#include "../tap.h"

static void
test_words(void)
{
	static const struct {
		const char *sql;
		enum frame_word word;
	} v[] = {
		{ "BEGIN", WORD_BEGIN },
		{ "  begin\n", WORD_BEGIN },
		{ "BEGINNING", WORD_OTHER },
		{ "START TRANSACTION", WORD_BEGIN },
		{ "START SLAVE", WORD_OTHER },
		{ "COMMIT", WORD_COMMIT },
		{ "COMMIT /* implicit */", WORD_COMMIT },
		{ "ROLLBACK", WORD_ROLLBACK },
		{ "rollback to `s`", WORD_ROLLBACK_TO },
		{ "ROLLBACK TO SAVEPOINT s", WORD_ROLLBACK_TO },
		{ "SAVEPOINT `s`", WORD_SAVEPOINT },
		{ "RELEASE SAVEPOINT s", WORD_RELEASE },
		{ "XA START X'61',X'',1", WORD_XA_START },
		{ "XA END X'61',X'',1", WORD_XA_END },
		{ "XA PREPARE X'61',X'',1", WORD_XA_PREPARE },
		{ "XA COMMIT X'61',X'',1", WORD_XA_COMMIT },
		{ "XA ROLLBACK X'61',X'',1", WORD_XA_ROLLBACK },
		{ "XA RECOVER", WORD_OTHER },
		{ "CREATE TABLE t (a INT) START TRANSACTION",
		    WORD_CREATE_SELECT },
		{ "CREATE TABLE t (a INT)", WORD_OTHER },
		{ "CREATE PROCEDURE p() START TRANSACTION", WORD_OTHER },
		{ "ALTER TABLE begin ADD c INT", WORD_OTHER },
		{ "", WORD_OTHER },
		{ "   ", WORD_OTHER },
	};
	size_t i;

	for (i = 0; i < sizeof(v) / sizeof(v[0]); i++)
		ok(frame_word(v[i].sql, strlen(v[i].sql)) == v[i].word,
		    "word of '%s'", v[i].sql);
}

/* A whole event; trailer: with a checksum. */
static void
event(struct buf *b, unsigned type, const void *body, size_t n, bool trailer)
{
	size_t start = b->len, size = FRAME_HEADER + n + (trailer ? 4 : 0);

	buf_put32(b, 1700000000);
	buf_putc(b, (int)type);
	buf_put32(b, 1);
	buf_put32(b, (uint32_t)size);
	buf_put32(b, 0);
	buf_put16(b, 0);
	buf_put(b, body, n);
	if (trailer)
		buf_put32(b, frame_crc(b->data + start, FRAME_HEADER + n));
}

static void
description(struct buf *b, const char *server, unsigned posts, int checksum)
{
	struct buf body = { 0 };
	char text[50] = "";
	unsigned i;

	buf_put16(&body, 4);
	memcpy(text, server, strlen(server));
	buf_put(&body, text, sizeof(text));
	buf_put32(&body, 1700000000);
	buf_putc(&body, FRAME_HEADER);
	for (i = 1; i <= posts; i++)
		buf_putc(&body, i == EV_QUERY ? 13 : i == EV_ROTATE ? 8 : 0);
	if (checksum >= 0)
		buf_putc(&body, checksum);
	buf_clear(b);
	event(b, EV_FORMAT, body.data, body.len, checksum >= 0);
	buf_release(&body);
}

static void
test_description(void)
{
	static const struct {
		const char *server;
		unsigned posts;
		int checksum;
		unsigned version;
		enum frame_product product;
		unsigned trailer, own;
	} v[] = {
		{ "8.0.36", 41, 1, 80036, FRAME_MYSQL, 4, 4 },
		{ "8.0.36", 41, 0, 80036, FRAME_MYSQL, 0, 4 },
		{ "5.5.62-log", 27, -1, 50562, FRAME_MYSQL, 0, 0 },
		{ "5.6.0", 29, -1, 50600, FRAME_MYSQL, 0, 0 },
		{ "5.6.1", 35, 1, 50601, FRAME_MYSQL, 4, 4 },
		{ "10.11.19-MariaDB-log", 171, 1, 101119, FRAME_MARIADB, 4, 4 },
		{ "5.5.36-MariaDB", 164, 0, 50536, FRAME_MARIADB, 0, 4 },
		{ "10.6.1-custom", 171, 1, 100601, FRAME_MARIADB, 4, 4 },
		{ "5.6.29-TDDL-5.4.16-SNAPSHOT", 38, 1, 50629, FRAME_POLARDBX,
		    4, 4 },
		{ "5.7.25-PXC-5.4.19", 38, 1, 50725, FRAME_POLARDBX, 4, 4 },
		{ "8.0.32-X-Cluster-8.4.20", 41, 1, 80032, FRAME_MYSQL, 4, 4 },
	};
	struct frame_format f;
	struct buf b = { 0 };
	const char *why;
	size_t i;

	for (i = 0; i < sizeof(v) / sizeof(v[0]); i++) {
		description(&b, v[i].server, v[i].posts, v[i].checksum);
		ok(frame_format(b.data, b.len, &f, &why) == 0, "%s is read",
		    v[i].server);
		ok(f.version == v[i].version && f.product == v[i].product,
		    "%s: version and product", v[i].server);
		ok(f.trailer == v[i].trailer && f.own == v[i].own,
		    "%s: checksums", v[i].server);
		ok(f.nposts == v[i].posts && f.post[EV_QUERY] == 13,
		    "%s: post-headers", v[i].server);
	}
	for (i = 0; i < b.len; i++)
		if (frame_format(b.data, i, &f, &why) != -1)
			break;
	ok(i == b.len, "no cut description is read");
	b.data[FRAME_HEADER + 2 + 50 + 4] = 27;
	ok(frame_format(b.data, b.len, &f, &why) == -1,
	    "nor one of longer headers");
	buf_clear(&b);
	description(&b, "1.7.4", 41, 1);
	ok(frame_format(b.data, b.len, &f, &why) == -1,
	    "nor one whose version is too old for its types");
	buf_release(&b);
}

static void
test_normal(void)
{
	struct frame_format f;
	struct buf b = { 0 };
	const char *why;

	description(&b, "8.0.36", 41, 1);
	ok(frame_crc_ok(b.data, b.len), "the checksum is right");
	b.data[17] |= FRAME_IN_USE;
	ok(frame_crc_ok(b.data, b.len), "being in use does not count in it");
	b.data[18] ^= 0x40;
	ok(!frame_crc_ok(b.data, b.len), "another flag does");
	b.data[18] ^= 0x40;
	b.data[17] |= FRAME_ARTIFICIAL;
	ok(frame_format(b.data, b.len, &f, &why) == 0, "it is read");
	frame_format_normal(b.data, b.len, &f, 4);
	ok(le16dec(b.data + 17) == 0, "normal: no flags");
	ok(le32dec(b.data + 13) == 4 + b.len, "normal: the next position");
	ok(le32dec(b.data + FRAME_HEADER + 52) == 0, "normal: created 0");
	ok(frame_crc_ok(b.data, b.len), "normal: its checksum");
	buf_release(&b);
}

static void
test_cts(void)
{
	static const char digits[] = "7103236294862864448"
				     "1600000000000000001"
				     "0000000000000000";
	struct buf b = { 0 };
	char text[100];
	int n;

	n = snprintf(text, sizeof(text), "%c/* trace C */\n# CTS::%s::ARCHIVE",
	    1, digits);
	event(&b, EV_ROWS_QUERY, text, (size_t)n, false);
	ok(frame_cts(b.data, b.len) != NULL &&
		memcmp(frame_cts(b.data, b.len), digits, FRAME_CTS) == 0,
	    "a CTS behind a hint is found");
	buf_clear(&b);
	event(&b, EV_ROWS_QUERY, "\1CTS::12345", 11, false);
	ok(frame_cts(b.data, b.len) == NULL, "a short one is none");
	ok(frame_cts(b.data, FRAME_HEADER) == NULL, "an empty event has none");
	buf_release(&b);
}

/* Feed a QUERY, plain or compressed, with this statement; at a boundary? */
static bool
fed(struct frame_boundary *t, const struct frame_format *f, bool packed,
    const char *sql)
{
	static const uint8_t head[] = { 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0,
		'd', 0 };
	struct buf body = { 0 }, b = { 0 };
	struct frame_header h;
	uLongf n = compressBound((uLong)strlen(sql));

	buf_put(&body, head, sizeof(head));
	if (packed) {
		buf_putc(&body, 0x82);
		buf_putc(&body, (int)(strlen(sql) >> 8));
		buf_putc(&body, (int)(strlen(sql) & 255));
		compress(buf_reserve(&body, n), &n, (const Bytef *)sql,
		    (uLong)strlen(sql));
		body.len += n;
	} else {
		buf_puts(&body, sql);
	}
	event(&b, packed ? EV_QUERY_COMPRESSED : EV_QUERY, body.data, body.len,
	    false);
	frame_header(b.data, b.len, &h);
	ok(frame_boundary_feed(t, f, &h, b.data, b.len) == 0, "fed: %.20s",
	    sql);
	buf_release(&body);
	buf_release(&b);
	return t->at;
}

static void
test_boundary(void)
{
	struct frame_boundary t;
	struct frame_format f;
	struct frame_header h;
	struct buf b = { 0 };
	const char *why;
	char large[5000];
	bool packed;
	int i;

	memset(large, 'x', sizeof(large) - 1);
	large[sizeof(large) - 1] = '\0';
	memcpy(large, "INSERT ", 7);
	description(&b, "5.5.36-MariaDB", 171, 0);
	ok(frame_format(b.data, b.len, &f, &why) == 0, "a description");
	frame_boundary_init(&t);
	for (i = 0; i < 2; i++) {
		packed = i == 1;
		ok(fed(&t, &f, packed, "CREATE TABLE t (a INT)"),
		    "DDL is a boundary");
		ok(!fed(&t, &f, packed, "BEGIN"), "BEGIN is none");
		ok(!fed(&t, &f, packed, large), "nor is what follows");
		ok(!fed(&t, &f, packed, "ROLLBACK TO s"), "nor a savepoint");
		ok(fed(&t, &f, packed, "COMMIT"), "COMMIT is one");
	}
	buf_clear(&b);
	event(&b, EV_QUERY_COMPRESSED,
	    "\0\0\0\0\0\0\0\0\1\0\0\0\0d\0\x82\0\5garbage", 25, false);
	frame_header(b.data, b.len, &h);
	ok(frame_boundary_feed(&t, &f, &h, b.data, b.len) == -1,
	    "garbage in a compressed statement is told");
	h.type = EV_QUERY;
	ok(frame_boundary_feed(&t, &f, &h, b.data, FRAME_HEADER + 12) == -1,
	    "so is a short statement event");
	buf_release(&b);
}

int
main(void)
{
	test_words();
	test_description();
	test_normal();
	test_cts();
	test_boundary();
	return done();
}
