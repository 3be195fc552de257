/*
 * frame_boundary.c: statements that matter to transactions, and where
 * transactions end.  No I/O.
 */
#include <string.h>
#include <strings.h>

#include <zlib.h>

#include "base/cur.h"
#include "binlog/frame.h"

enum {
	HEAD_MAX = 64,  /* bytes of a compressed statement worth a look */
	GTID_SINGLE = 1 /* MariaDB's FL_STANDALONE */
};

/* --- statements --------------------------------------------------------- */

static bool
blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static bool
letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9') || c == '_' || c == '$' ||
	       (c & 0x80) != 0;
}

/* Is the next word this one (upper case)?  Then step behind it. */
static bool
word(const char **p, const char *end, const char *want)
{
	const char *s = *p;
	size_t n = strlen(want);

	while (s < end && blank(*s))
		s++;
	if ((size_t)(end - s) < n || strncasecmp(s, want, n) != 0)
		return false;
	s += n;
	if (s < end && letter(*s))
		return false;
	*p = s;
	return true;
}

/* CREATE TABLE ... SELECT of MySQL 8.0.21 and newer is one transaction: the
 * statement ends in these words, rows and XID follow. */
static bool
opens_transaction(const char *p, const char *end)
{
	static const char tail[] = "START TRANSACTION";
	size_t n = sizeof(tail) - 1;

	while (p < end && blank(end[-1]))
		end--;
	return (size_t)(end - p) > n && strncasecmp(end - n, tail, n) == 0;
}

static enum frame_word
xa_word(const char *p, const char *end)
{
	if (word(&p, end, "START") || word(&p, end, "BEGIN"))
		return WORD_XA_START;
	if (word(&p, end, "END"))
		return WORD_XA_END;
	if (word(&p, end, "PREPARE"))
		return WORD_XA_PREPARE;
	if (word(&p, end, "COMMIT"))
		return WORD_XA_COMMIT;
	if (word(&p, end, "ROLLBACK"))
		return WORD_XA_ROLLBACK;
	return WORD_OTHER;
}

enum frame_word
frame_word(const char *sql, size_t len)
{
	const char *p = sql, *end = sql + len;

	if (word(&p, end, "BEGIN"))
		return WORD_BEGIN;
	if (word(&p, end, "COMMIT"))
		return WORD_COMMIT;
	if (word(&p, end, "ROLLBACK"))
		return word(&p, end, "TO") ? WORD_ROLLBACK_TO : WORD_ROLLBACK;
	if (word(&p, end, "SAVEPOINT"))
		return WORD_SAVEPOINT;
	if (word(&p, end, "RELEASE") && word(&p, end, "SAVEPOINT"))
		return WORD_RELEASE;
	if (word(&p, end, "XA"))
		return xa_word(p, end);
	if (word(&p, end, "START") && word(&p, end, "TRANSACTION"))
		return WORD_BEGIN;
	p = sql;
	if (word(&p, end, "CREATE") && word(&p, end, "TABLE") &&
	    opens_transaction(p, end))
		return WORD_CREATE_SELECT;
	return WORD_OTHER;
}

int
frame_query(
    const struct frame_format *f, const uint8_t *event, size_t len, size_t *at)
{
	struct cur c = cur_of(event, len);
	size_t db, vars, post = f->post[EV_QUERY];
	const uint8_t *p;

	/* thread 4, time 4, length of db 1, error 2, length of variables 2 */
	if (cur_bytes(&c, FRAME_HEADER) == NULL || post < 11 ||
	    (p = cur_bytes(&c, post)) == NULL)
		return -1;
	db = p[8];
	vars = post >= 13 ? le16dec(p + 11) : 0;
	if (cur_bytes(&c, vars) == NULL || cur_bytes(&c, db + 1) == NULL)
		return -1;
	*at = (size_t)(c.p - event);
	return 0;
}

int
frame_block(const uint8_t *block, size_t len, uint32_t *size, size_t *at)
{
	unsigned i, n;

	if (len < 1 || (block[0] & 0xf0) != 0x80) /* 0x80: zlib */
		return -1;
	n = block[0] & 0x07;
	if (n < 1 || n > 4 || len < 1 + (size_t)n)
		return -1;
	*size = 0;
	for (i = 1; i <= n; i++)
		*size = *size << 8 | block[i];
	*at = 1 + (size_t)n;
	return 0;
}

/* The first bytes of a compressed statement; -1 when it is none. */
static int
inflate_head(const uint8_t *block, size_t len, char *text, size_t *got)
{
	z_stream z;
	uint32_t size;
	size_t at;
	int rc;

	if (frame_block(block, len, &size, &at) == -1)
		return -1;
	memset(&z, 0, sizeof(z));
	if (inflateInit(&z) != Z_OK)
		return -1;
	/* zlib's interface lacks a const here. */
	z.next_in = (Bytef *)(uintptr_t)(block + at);
	z.avail_in = (uInt)(len - at);
	z.next_out = (Bytef *)text;
	z.avail_out = HEAD_MAX;
	rc = inflate(&z, Z_SYNC_FLUSH);
	*got = HEAD_MAX - z.avail_out;
	inflateEnd(&z);
	return rc == Z_OK || rc == Z_STREAM_END ? 0 : -1;
}

static int
query_word(const struct frame_format *f, const struct frame_header *h,
    const uint8_t *event, size_t len, enum frame_word *w)
{
	char text[HEAD_MAX];
	size_t at, n;

	if (frame_query(f, event, len, &at) == -1)
		return -1;
	if (h->type == EV_QUERY) {
		*w = frame_word((const char *)event + at, len - at);
		return 0;
	}
	if (inflate_head(event + at, len - at, text, &n) == -1)
		return -1;
	*w = frame_word(text, n);
	return 0;
}

const char *
frame_cts(const uint8_t *event, size_t len)
{
	static const char mark[] = "CTS::";
	const char *p = (const char *)event + FRAME_HEADER + 1;
	const char *end = (const char *)event + len;
	size_t n = sizeof(mark) - 1, i;

	if (len <= FRAME_HEADER)
		return NULL;
	for (; p < end && (size_t)(end - p) >= n + FRAME_CTS; p++) {
		p = memchr(p, 'C', (size_t)(end - p));
		if (p == NULL || (size_t)(end - p) < n + FRAME_CTS)
			return NULL;
		if (memcmp(p, mark, n) != 0)
			continue;
		for (i = 0; i < FRAME_CTS; i++)
			if (p[n + i] < '0' || p[n + i] > '9')
				break;
		if (i == FRAME_CTS)
			return p + n;
	}
	return NULL;
}

int64_t
frame_tso_time(const char *digits)
{
	uint64_t v = 0;
	unsigned i;

	for (i = 0; i < FRAME_TSO; i++)
		v = v * 10 + (uint64_t)(digits[i] - '0');
	return (int64_t)(v >> 22) * 1000; /* milliseconds above a counter */
}

/* --- transactions ------------------------------------------------------- */

void
frame_boundary_init(struct frame_boundary *b)
{
	memset(b, 0, sizeof(*b));
	b->at = true;
}

/* A group is over.  PolarDB-X may cut its log and write it anew behind the
 * last CTS, so there it is over only with that. */
static void
group_end(struct frame_boundary *b, const struct frame_format *f)
{
	b->begun = false;
	b->at = f->product != FRAME_POLARDBX;
}

static void
query(struct frame_boundary *b, const struct frame_format *f, enum frame_word w)
{
	switch (w) {
	case WORD_COMMIT:
	case WORD_ROLLBACK:
	case WORD_XA_COMMIT:
	case WORD_XA_ROLLBACK:
		group_end(b, f);
		return;
	case WORD_BEGIN:
	case WORD_XA_START:
	case WORD_CREATE_SELECT:
		b->begun = true;
		b->at = false;
		return;
	default:
		if (b->begun)
			b->at = false;
		else
			group_end(b, f);
	}
}

static bool
is_rows(unsigned type)
{
	return (type >= EV_WRITE_ROWS_V0 && type <= EV_DELETE_ROWS_V1) ||
	       (type >= EV_WRITE_ROWS && type <= EV_DELETE_ROWS) ||
	       type == EV_PARTIAL_UPDATE_ROWS ||
	       (type >= EV_WRITE_ROWS_COMPRESSED_V1 &&
		   type <= EV_DELETE_ROWS_COMPRESSED);
}

/* Rows outside of any group (old servers, tables without transactions) end
 * with their statement. */
static void
rows(struct frame_boundary *b, const struct frame_format *f,
    const struct frame_header *h, const uint8_t *event, size_t len)
{
	size_t id = f->post[h->type] == 6 ? 4 : 6;

	b->at = false;
	if (!b->begun && len >= FRAME_HEADER + id + 2 &&
	    (le16dec(event + FRAME_HEADER + id) & 1) != 0)
		group_end(b, f);
}

static void
mariadb_gtid(struct frame_boundary *b, const uint8_t *event, size_t len)
{
	/* sequence 8, domain 4, flags 1 */
	b->begun = len > FRAME_HEADER + 12 &&
		   (event[FRAME_HEADER + 12] & GTID_SINGLE) == 0;
	b->at = false;
}

int
frame_boundary_feed(struct frame_boundary *b, const struct frame_format *f,
    const struct frame_header *h, const uint8_t *event, size_t len)
{
	enum frame_word w;

	switch (h->type) {
	case EV_QUERY:
	case EV_QUERY_COMPRESSED:
		if (query_word(f, h, event, len, &w) == -1) {
			b->why = "statement event makes no sense";
			return -1;
		}
		query(b, f, w);
		break;
	case EV_XID:
	case EV_XA_PREPARE:
	case EV_TRANSACTION_PAYLOAD:
		group_end(b, f);
		break;
	case EV_EXECUTE_LOAD_QUERY:
		query(b, f, WORD_OTHER);
		break;
	case EV_ROWS_QUERY:
		if (!b->begun && f->product == FRAME_POLARDBX &&
		    frame_cts(event, len) != NULL)
			b->at = true;
		else
			b->at = false;
		break;
	case EV_MARIADB_GTID:
		mariadb_gtid(b, event, len);
		break;
	case EV_GTID:
	case EV_ANONYMOUS_GTID:
	case EV_GTID_TAGGED:
	case EV_TABLE_MAP:
	case EV_ANNOTATE_ROWS:
	case EV_INTVAR:
	case EV_RAND:
	case EV_USER_VAR:
	case EV_BEGIN_LOAD_QUERY:
	case EV_APPEND_BLOCK:
		b->at = false;
		break;
	case EV_FORMAT:
	case EV_START_V3:
	case EV_ROTATE:
	case EV_STOP:
		frame_boundary_init(b);
		break;
	default: /* others say nothing about transactions */
		if (is_rows(h->type))
			rows(b, f, h, event, len);
	}
	return 0;
}
