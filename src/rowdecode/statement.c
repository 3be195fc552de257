/*
 * statement.c: QUERY events: the words of transactions, and DDL.
 */
#include <string.h>
#include <sysexits.h>

#include "base/clock.h"
#include "base/utf8.h"
#include "binlog/body.h"
#include "binlog/charset.h"
#include "rowdecode/follow.h"
#include "rowdecode/parts.h"

/* The statement as UTF-8.  What is no text of the client's character set (a
 * binary literal) is taken byte by byte: only names matter here; false. */
static bool
to_utf8(struct decoder *d, const struct body_query *q)
{
	const uint8_t *p = (const uint8_t *)q->sql;
	const char *name = charset_of_collation(q->collation);
	const struct charset *cs = name == NULL ? NULL : charset_of(name);

	buf_clear(&d->text);
	if (utf8_ascii(p, q->sql_len) == q->sql_len) {
		buf_put(&d->text, p, q->sql_len);
		return true;
	}
	if (cs == NULL || cs->kind == CHARSET_BINARY)
		cs = charset_of("utf8mb4");
	if (charset_put(&d->text, cs, p, q->sql_len) == 0)
		return true;
	buf_clear(&d->text);
	(void)charset_put(&d->text, charset_of("latin1"), p, q->sql_len);
	return false;
}

/*
 * When it took effect: PolarDB-X says so in the comments on top of it, for
 * the CTS comes only behind.
 */
static int64_t
time_of(
    struct decoder *d, const struct frame_header *h, const struct body_query *q)
{
	static const char key[] = "# POLARX_TSO=";
	const char *p, *next = q->sql, *end = q->sql + q->sql_len;
	size_t n = sizeof(key) - 1, i;

	if (d->txn.time != 0 || d->format.product != FRAME_POLARDBX)
		return d->txn.time != 0 ? d->txn.time : h->time * CLOCK_SECOND;
	while ((p = next) != NULL && (size_t)(end - p) > n + FRAME_TSO &&
	       *p == '#') {
		if ((next = memchr(p, '\n', (size_t)(end - p))) != NULL)
			next++;
		if (memcmp(p, key, n) != 0)
			continue;
		for (i = 0; i < FRAME_TSO; i++)
			if (p[n + i] < '0' || p[n + i] > '9')
				break;
		if (i == FRAME_TSO)
			return frame_tso_time(p + n);
	}
	return h->time * CLOCK_SECOND;
}

/* DDL records of at most so many tables each. */
static int
put_ddl(
    struct decoder *d, const struct frame_header *h, const struct body_query *q)
{
	const struct ddl *ddl = &d->ddl;
	struct rec_ddl r;
	size_t i = 0;

	memset(&r, 0, sizeof(r));
	r.at = d->at;
	r.time = time_of(d, h, q);
	r.kind = (uint8_t)ddl->kind;
	r.db = q->db;
	r.db_len = q->db_len;
	r.sql = (const char *)d->text.data;
	r.sql_len = d->text.len;
	do {
		for (r.ntables = 0;
		     r.ntables < REC_DDL_TABLES && i < ddl->ntables; i++) {
			const struct ddl_table *t = &ddl->table[i];

			r.table[r.ntables].db = t->db_len ? t->db : q->db;
			r.table[r.ntables].db_len =
			    t->db_len ? t->db_len : q->db_len;
			r.table[r.ntables].name = t->name;
			r.table[r.ntables++].name_len = t->name_len;
		}
		if (rec_put_ddl(d->txn.out, &r) == -1)
			return decoder_broken(d);
	} while (i < ddl->ntables);
	return 0;
}

/* The place of a statement, and what it is read with. */
static void
follow(struct decoder *d, const struct body_query *q, struct follow *f)
{
	struct sqlscan_how *how = &d->ddl.how;
	const char *charset = charset_of_collation(q->server);

	how->mariadb = d->format.product == FRAME_MARIADB;
	/* a middleware is no server of that version */
	how->version =
	    d->format.product == FRAME_POLARDBX ? 0 : d->format.version;
	how->mode = q->mode;
	memset(f, 0, sizeof(*f));
	f->db = q->db;
	f->db_len = q->db_len;
	f->at = f->end = d->at;
	/* in a compressed transaction all rows are at its place */
	if (!d->packed)
		f->end.offset = d->end;
	f->charset = charset == NULL || d->format.product == FRAME_POLARDBX
			 ? ""
			 : charset;
	f->failed = q->error != 0;
}

/*
 * The definitions that a statement leaves, of the tables of the job that it
 * names: they come in front of it, valid from behind it on.  Of what cannot
 * be followed none comes.
 */
static int
put_tables(struct decoder *d, const struct follow *f)
{
	const struct ddl *ddl = &d->ddl;
	const struct row_table *def;
	struct row_table *copy;
	size_t i;
	int rc = 0;

	for (i = 0; i < ddl->ntables && rc == 0; i++) {
		def = follow_left(&d->tables, ddl, i, f);
		if (def == NULL)
			continue;
		copy = row_table_copy(def);
		copy->ref = def->ref;
		copy->since = f->end;
		rc = row_table_put(d->txn.out, copy);
		row_table_free(copy);
	}
	return rc == -1 ? decoder_broken(d) : 0;
}

static int
definition(
    struct decoder *d, const struct frame_header *h, const struct body_query *q)
{
	struct ddl *ddl = &d->ddl;
	struct follow f;

	follow(d, q, &f);
	f.exact = to_utf8(d, q);
	ddl_read(ddl, buf_str(&d->text), d->text.len);
	if (ddl->changes_rows)
		return decoder_fail(d, EX_DATAERR,
		    "a change was logged as a statement, its rows are not in "
		    "the log: %.*s\nset binlog_format=ROW at the source",
		    (int)(d->text.len < 100 ? d->text.len : 100),
		    (const char *)d->text.data);
	if (ddl->kind == REC_DDL_CREATE && ddl->if_not_exists &&
	    follow_exists(&d->tables, ddl, &f))
		ddl->kind = REC_DDL_OTHER;
	if (follow_ddl(&d->tables, ddl, &f))
		ddl->kind = REC_DDL_TRUNCATE; /* what was there is not */
	if (decoder_is_done(d))
		return 0;
	/* In a transaction (CREATE ... SELECT) it goes the way of the rows */
	if (d->txn.open && txn_begin(&d->txn) == -1)
		return decoder_txn_failed(d);
	if (!d->txn.open && put_tables(d, &f) == -1)
		return -1;
	return put_ddl(d, h, q);
}

static int
decide(struct decoder *d, const struct frame_header *h, const char *sql,
    size_t len, bool commit)
{
	struct body_xid x;

	if (body_xa_statement(sql, len, &x) == -1)
		return decoder_fail(d, EX_DATAERR,
		    "cannot read the branch of: %.*s",
		    (int)(len < 100 ? len : 100), sql);
	if (txn_decide(&d->txn, &x, commit,
		d->txn.time != 0 ? d->txn.time : h->time * CLOCK_SECOND,
		decoder_is_done(d)) == -1)
		return decoder_txn_failed(d);
	return 0;
}

static int
savepoint(struct decoder *d, enum frame_word word, const char *sql, size_t len)
{
	const struct ddl_table *t;

	if (!d->txn.open && txn_open(&d->txn, &d->at, false) == -1)
		return decoder_txn_failed(d);
	if (!ddl_savepoint(&d->ddl, sql, len))
		return decoder_fail(
		    d, EX_DATAERR, "cannot read the name of a savepoint");
	t = &d->ddl.table[0];
	if ((word == WORD_SAVEPOINT
		    ? txn_savepoint(&d->txn, t->name, t->name_len)
		    : txn_rollback_to(&d->txn, t->name, t->name_len)) == -1)
		return decoder_txn_failed(d);
	return 0;
}

int
statement_event(struct decoder *d, const struct frame_header *h,
    const uint8_t *event, size_t len)
{
	struct body_query q;
	enum frame_word word;
	const char *why;

	if (body_query(&d->format, event, len, &q) == -1)
		return decoder_fail(
		    d, EX_DATAERR, "statement event makes no sense");
	if (h->type == EV_QUERY_COMPRESSED) {
		if (unpack_block(&d->block, (const uint8_t *)q.sql, q.sql_len,
			&why) == -1)
			return decoder_fail(
			    d, EX_DATAERR, "statement: %s", why);
		q.sql = (const char *)d->block.data;
		q.sql_len = d->block.len;
	}
	switch (word = frame_word(q.sql, q.sql_len)) {
	case WORD_BEGIN:
		if (txn_open(&d->txn, &d->at, false) == -1)
			return decoder_txn_failed(d);
		return 0;
	case WORD_XA_START:
		if (txn_open(&d->txn, &d->at, true) == -1)
			return decoder_txn_failed(d);
		return 0;
	case WORD_ROLLBACK:
		d->txn.undone = true;
		return 0;
	case WORD_SAVEPOINT:
	case WORD_ROLLBACK_TO:
		return savepoint(d, word, q.sql, q.sql_len);
	case WORD_COMMIT:
	case WORD_RELEASE:
	case WORD_XA_END:
	case WORD_XA_PREPARE:
		return 0;
	case WORD_XA_COMMIT:
	case WORD_XA_ROLLBACK:
		return decide(d, h, q.sql, q.sql_len, word == WORD_XA_COMMIT);
	case WORD_CREATE_SELECT:
		if (txn_open(&d->txn, &d->at, false) == -1)
			return decoder_txn_failed(d);
		return definition(d, h, &q);
	case WORD_OTHER:
		break;
	}
	if (d->no_change)
		return 0;
	return definition(d, h, &q);
}
