/*
 * body.c: statements, MariaDB's identities, XA, incidents; see body.h.
 */
#include <string.h>

#include "base/cur.h"
#include "base/num.h"
#include "binlog/body.h"

/*
 * Bytes of a status variable behind its code, by code; 0 for one whose size
 * is not fixed, or not known: looking ends there.  CHARSET comes early.
 */
static size_t
variable_size(unsigned code, const struct cur *c)
{
	size_t left = cur_left(c), n;

	switch (code) {
	case 0: /* flags */
		return 4;
	case 1: /* sql_mode */
		return 8;
	case 2: /* catalog with a NUL */
		return left > 0 ? c->p[0] + (size_t)2 : 0;
	case 3: /* auto_increment */
		return 4;
	case 5: /* time zone */
	case 6: /* catalog */
		return left > 0 ? c->p[0] + (size_t)1 : 0;
	case 7:  /* names of days */
	case 8:  /* charset of the database */
	case 18: /* default collation */
		return 2;
	case 9:
	case 17:
	case 129: /* MariaDB: xid */
		return 8;
	case 10:
		return 4;
	case 13:
	case 128: /* MariaDB: microseconds */
		return 3;
	case 11: /* invoker: user and host */
		if (left == 0 || left < (n = c->p[0] + (size_t)2))
			return 0;
		return n + c->p[n - 1];
	case 16:
	case 19:
	case 20:
		return 1;
	default:
		return 0;
	}
}

static void
variables(struct body_query *q, const uint8_t *p, size_t len)
{
	struct cur c = cur_of(p, len);
	const uint8_t *v;
	unsigned code;
	size_t n;

	while (cur_left(&c) > 0) {
		code = cur_u8(&c);
		if (code == 4) { /* of client, connection, server */
			q->collation = cur_le16(&c);
			cur_le16(&c);
			q->server = cur_le16(&c);
			return;
		}
		if ((n = variable_size(code, &c)) == 0 ||
		    (v = cur_bytes(&c, n)) == NULL)
			return;
		if (code == 1)
			q->mode = le64dec(v);
	}
}

int
body_query(const struct frame_format *f, const uint8_t *event, size_t len,
    struct body_query *q)
{
	const uint8_t *p = event + FRAME_HEADER;
	size_t at, post = f->post[EV_QUERY];

	if (frame_query(f, event, len, &at) == -1)
		return -1;
	/* thread 4, seconds 4, length of db 1, error 2, variables 2; db and
	 * a NUL stand right before the statement */
	q->db_len = p[8];
	q->error = le16dec(p + 9);
	q->db = (const char *)event + at - q->db_len - 1;
	q->sql = (const char *)event + at;
	q->sql_len = len - at;
	q->collation = q->server = 0;
	q->mode = 0;
	if (post >= 13)
		variables(q, p + post, le16dec(p + 11));
	return 0;
}

/* Behind what the flags promise; servers before 10.8 write zeros or nothing
 * there. */
static uint8_t
extra_flags(struct cur c, unsigned flags)
{
	size_t n;

	if (flags & BODY_GROUP_COMMIT)
		cur_le64(&c);
	if (flags & (BODY_PREPARED_XA | BODY_COMPLETED_XA)) {
		cur_le32(&c);
		n = cur_u8(&c);
		n += cur_u8(&c);
		cur_bytes(&c, n);
	}
	return cur_u8(&c);
}

int
body_mariadb_gtid(const uint8_t *event, size_t len, struct body_mariadb_gtid *g)
{
	struct cur c = cur_of(event, len);
	const uint8_t *head = cur_bytes(&c, FRAME_HEADER);
	uint64_t sequence = cur_le64(&c);
	uint32_t domain = cur_le32(&c);
	char *p = g->text + sizeof(g->text) - 1;

	g->flags = cur_u8(&c);
	if (c.bad)
		return -1;
	g->alter = extra_flags(c, g->flags);
	*p = '\0';
	p = num_digits(p, sequence);
	*--p = '-';
	p = num_digits(p, le32dec(head + 5));
	*--p = '-';
	p = num_digits(p, domain);
	memmove(g->text, p, (size_t)(g->text + sizeof(g->text) - p));
	return 0;
}

int
body_incident(const uint8_t *event, size_t len, unsigned *number,
    const char **text, size_t *text_len)
{
	struct cur c = cur_of(event, len);

	cur_bytes(&c, FRAME_HEADER);
	*number = cur_le16(&c);
	*text_len = cur_u8(&c);
	*text = (const char *)cur_bytes(&c, *text_len);
	return c.bad ? -1 : 0;
}

/* --- XA ------------------------------------------------------------------ */

int
body_xa_prepare(
    const uint8_t *event, size_t len, struct body_xid *x, bool *one_phase)
{
	struct cur c = cur_of(event, len);
	uint32_t gtrid, bqual;
	const uint8_t *p;

	cur_bytes(&c, FRAME_HEADER);
	*one_phase = cur_u8(&c) != 0;
	x->format = cur_le32(&c);
	gtrid = cur_le32(&c);
	bqual = cur_le32(&c);
	if (c.bad || gtrid > 64 || bqual > 64 ||
	    (p = cur_bytes(&c, gtrid + bqual)) == NULL)
		return -1;
	x->gtrid = (uint8_t)gtrid;
	x->bqual = (uint8_t)bqual;
	memcpy(x->data, p, gtrid + bqual);
	return 0;
}

static int
digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

/* X'6162' at *s: the bytes behind those in x; their number, -1. */
static int
hex(const char **s, const char *end, struct body_xid *x, unsigned at)
{
	const char *p = *s;
	int hi, lo, n = 0;

	if (end - p < 3 || (*p != 'x' && *p != 'X') || p[1] != '\'')
		return -1;
	for (p += 2; p < end && *p != '\''; p += 2) {
		if (end - p < 2 || n == 64 || (hi = digit(p[0])) == -1 ||
		    (lo = digit(p[1])) == -1)
			return -1;
		x->data[at + (unsigned)n++] = (uint8_t)(hi << 4 | lo);
	}
	if (p == end)
		return -1;
	*s = p + 1;
	return n;
}

static bool
comma(const char **s, const char *end)
{
	const char *p = *s;

	while (p < end && *p == ' ')
		p++;
	if (p == end || *p != ',')
		return false;
	for (p++; p < end && *p == ' ';)
		p++;
	*s = p;
	return true;
}

int
body_xa_statement(const char *sql, size_t len, struct body_xid *x)
{
	const char *p = sql, *end = sql + len;
	int n;

	/* servers write the branch in hexadecimal, format included */
	while (p < end &&
	       !((*p == 'x' || *p == 'X') && end - p > 1 && p[1] == '\''))
		p++;
	if ((n = hex(&p, end, x, 0)) == -1)
		return -1;
	x->gtrid = (uint8_t)n;
	x->bqual = 0;
	x->format = 1;
	if (!comma(&p, end))
		return 0;
	if ((n = hex(&p, end, x, x->gtrid)) == -1)
		return -1;
	x->bqual = (uint8_t)n;
	if (!comma(&p, end))
		return 0;
	for (x->format = 0; p < end && digit(*p) >= 0 && digit(*p) < 10; p++)
		x->format = x->format * 10 + (uint32_t)digit(*p);
	return 0;
}

bool
body_xid_same(const struct body_xid *a, const struct body_xid *b)
{
	return a->format == b->format && a->gtrid == b->gtrid &&
	       a->bqual == b->bqual &&
	       memcmp(a->data, b->data, a->gtrid + a->bqual) == 0;
}
