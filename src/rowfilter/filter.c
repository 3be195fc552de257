/*
 * filter.c: choice of objects on a stream of rows; see filter.h.
 *
 * The names of a table are looked up once, when its TABLE record comes; for
 * rows there is a byte per ref, and, where rows are chosen, what sift.h
 * knows.  Rows of other tables pass as they are.
 */
#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sysexits.h>

#include "base/mem.h"
#include "rec/body.h"
#include "row/row.h"
#include "row/table.h"
#include "rowfilter/filter.h"
#include "rowfilter/sift.h"

enum fate {
	FATE_KNOWN = 1, /* there was a TABLE record */
	FATE_KEPT = 2,
	FATE_INSERT = 4, /* operations that are kept */
	FATE_UPDATE = 8,
	FATE_DELETE = 16,
	FATE_SNAPSHOT = 32
};

struct filter {
	struct objects *objects;
	uint8_t *fate;      /* by ref */
	struct sift **sift; /* by ref, NULL: rows pass as they are */
	size_t nfates;
	struct expr *script;
	struct etl_how how;
	struct expr **where; /* by line of objects_where */
	int nwhere;
	struct lost {
		uint32_t ref, number; /* of an open chunk */
		uint64_t rows;        /* of it that were not kept */
	} * lost;
	size_t nlost;
	const char *why;
	int code;
	char whybuf[512];
};

struct filter *
filter_new(struct objects *o)
{
	struct filter *f = xcalloc(1, sizeof(*f));

	f->objects = o;
	return f;
}

void
filter_free(struct filter *f)
{
	if (f == NULL)
		return;
	free(f->lost);
	for (size_t i = 0; i < f->nfates; i++)
		sift_free(f->sift[i]);
	free(f->sift);
	free(f->fate);
	for (int i = 0; i < f->nwhere; i++)
		expr_free(f->where[i]);
	free(f->where);
	expr_free(f->script);
	free(f);
}

const char *
filter_why(const struct filter *f)
{
	return f->why;
}

int
filter_code(const struct filter *f)
{
	return f->code;
}

__attribute__((format(printf, 3, 4))) static int
fail(struct filter *f, int code, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(f->whybuf, sizeof(f->whybuf), fmt, ap);
	va_end(ap);
	f->why = f->whybuf;
	f->code = code;
	return -1;
}

int
filter_script(struct filter *f, const char *name, const char *text,
    const struct etl_how *how)
{
	char why[256];

	f->how = *how;
	if ((f->script = expr_script(text, why, sizeof(why))) == NULL)
		return fail(f, EX_CONFIG, "%s:%s", name, why);
	return 0;
}

int
filter_compile(struct filter *f)
{
	const char *text;
	char why[256];
	struct expr *e;

	while ((text = objects_condition(f->objects, f->nwhere)) != NULL) {
		if ((e = expr_sql(text, why, sizeof(why))) == NULL)
			return fail(
			    f, EX_CONFIG, "row filter '%.200s': %s", text, why);
		f->where = xreallocarray(
		    f->where, (size_t)f->nwhere + 1, sizeof(struct expr *));
		f->where[f->nwhere++] = e;
	}
	return 0;
}

/* --- tables -------------------------------------------------------------- */

static uint8_t *
fate_of(struct filter *f, uint32_t ref)
{
	size_t n = f->nfates == 0 ? 64 : f->nfates;

	if (ref >= f->nfates) {
		while (n <= ref)
			n *= 2;
		f->fate = xreallocarray(f->fate, n, 1);
		memset(f->fate + f->nfates, 0, n - f->nfates);
		f->sift = xreallocarray(f->sift, n, sizeof(f->sift[0]));
		for (size_t i = f->nfates; i < n; i++)
			f->sift[i] = NULL;
		f->nfates = n;
	}
	return &f->fate[ref];
}

static uint8_t
decide(struct filter *f, const struct row_table *t)
{
	const struct objects *o = f->objects;
	unsigned fate = FATE_KNOWN;

	if (!objects_chosen(f->objects, t->db, t->name))
		return FATE_KNOWN;
	fate |= FATE_KEPT | FATE_SNAPSHOT;
	fate |= objects_keeps(o, t->db, t->name, 'I') ? FATE_INSERT : 0;
	fate |= objects_keeps(o, t->db, t->name, 'U') ? FATE_UPDATE : 0;
	fate |= objects_keeps(o, t->db, t->name, 'D') ? FATE_DELETE : 0;
	return (uint8_t)fate;
}

/* Two columns may not end under one name. */
static int
check_columns(struct filter *f, const struct row_table *t)
{
	for (unsigned i = 0; i < t->ncolumns; i++)
		for (unsigned j = 0; j < i; j++)
			if (strcasecmp(row_column_name(&t->column[i]),
				row_column_name(&t->column[j])) == 0)
				return fail(f, EX_CONFIG,
				    "'%s.%s': columns '%s' and '%s' would "
				    "both be called '%s'",
				    t->db, t->name, t->column[j].name,
				    t->column[i].name,
				    row_column_name(&t->column[i]));
	return 0;
}

/* What there is to do with rows of t, which is taken; it stays in
 * f->sift. */
static struct sift *
sift_of(struct filter *f, struct row_table *t)
{
	int line = objects_where(f->objects, t->db, t->name);
	struct sift_rules rules = {
		.where = line == -1 ? NULL : f->where[line],
		.script = f->script,
		.how = f->how,
	};
	uint32_t ref = t->ref;
	char why[400];

	f->sift[ref] = sift_new(t, &rules, why, sizeof(why));
	if (f->sift[ref] == NULL)
		fail(f, EX_CONFIG, "%s", why);
	return f->sift[ref];
}

static int
take_chosen(struct filter *f, const struct rec *r, struct row_table *t,
    struct rec_out *out)
{
	int rc, changed = objects_apply(f->objects, t);
	unsigned n = t->ncolumns;
	uint32_t ref = t->ref;
	const struct sift *s;

	if (changed == -1) {
		row_table_free(t);
		return fail(f, EX_CONFIG, "%s", objects_why(f->objects));
	}
	if ((s = sift_of(f, t)) == NULL)
		return -1;
	changed |= sift_table(s)->ncolumns != n;
	if (!changed)
		rc = rec_pass(out, r);
	else if ((rc = check_columns(f, sift_table(s))) == 0)
		rc = row_table_put(out, sift_table(s));
	if (sift_idle(s)) {
		sift_free(f->sift[ref]);
		f->sift[ref] = NULL;
	}
	return rc;
}

static int
take_table(struct filter *f, const struct rec *r, struct rec_out *out)
{
	const char *why;
	struct row_table *t = row_table_parse(r, &why);
	uint8_t *fate;

	if (t == NULL)
		return fail(f, EX_DATAERR, "%s", why);
	if (t->dest != NULL) {
		fail(f, EX_DATAERR,
		    "'%s.%s' has its destination already: rowfilter stands "
		    "before mcpartition",
		    t->db, t->name);
		row_table_free(t);
		return -1;
	}
	fate = fate_of(f, t->ref);
	sift_free(f->sift[t->ref]);
	f->sift[t->ref] = NULL;
	*fate = decide(f, t);
	if (*fate & FATE_KEPT)
		return take_chosen(f, r, t, out);
	row_table_free(t);
	return 0;
}

/* --- the other kinds ------------------------------------------------------ */

static uint8_t
op_fate(uint8_t op)
{
	switch (op) {
	case ROW_INSERT:
		return FATE_INSERT;
	case ROW_UPDATE:
		return FATE_UPDATE;
	case ROW_DELETE:
		return FATE_DELETE;
	case ROW_SNAPSHOT:
		return FATE_SNAPSHOT;
	default:
		return 0;
	}
}

/* What is said of a chunk at its end must be what came of it. */
static struct lost *
lost_of(struct filter *f, uint32_t ref, uint32_t number)
{
	for (size_t i = 0; i < f->nlost; i++)
		if (f->lost[i].ref == ref && f->lost[i].number == number)
			return &f->lost[i];
	return NULL;
}

static void
lose(struct filter *f, uint32_t ref, uint32_t number)
{
	struct lost *l = lost_of(f, ref, number);

	if (l == NULL) {
		f->lost =
		    xreallocarray(f->lost, f->nlost + 1, sizeof(f->lost[0]));
		l = &f->lost[f->nlost++];
		*l = (struct lost){ .ref = ref, .number = number };
	}
	l->rows++;
}

static int
take_sifted(
    struct filter *f, const struct rec *r, uint32_t ref, struct rec_out *out)
{
	struct sift *s = f->sift[ref];
	struct row row;
	int rc;

	if (row_parse(r, &row) == -1)
		return fail(f, EX_DATAERR, "not a row");
	if ((rc = sift_row(s, &row)) == -1)
		return fail(f, EX_DATAERR, "%s", sift_why(s));
	/* what it has become is what must be wanted */
	if (rc == 1 && f->fate[ref] & op_fate(row.op))
		return row_put(out, &row);
	if (row.op == ROW_SNAPSHOT)
		lose(f, ref, row.part);
	return 0;
}

/* Images are not looked at: what comes behind checks them anyway. */
static int
take_row(struct filter *f, const struct rec *r, struct rec_out *out)
{
	uint32_t ref;
	uint8_t want;

	if (r->len < ROW_HEADER || (want = op_fate(r->data[36])) == 0)
		return fail(f, EX_DATAERR, "not a row");
	ref = le32dec(r->data);
	if (ref >= f->nfates || f->fate[ref] == 0)
		return fail(f, EX_DATAERR, "row of a table not announced");
	if (f->sift[ref] != NULL)
		return take_sifted(f, r, ref, out);
	return f->fate[ref] & want ? rec_pass(out, r) : 0;
}

static int
take_chunk(struct filter *f, const struct rec *r, struct rec_out *out)
{
	struct rec_chunk c;
	struct lost *l;

	if (rec_get_chunk(r, &c) == -1)
		return fail(f, EX_DATAERR, "not a chunk");
	if (c.table >= f->nfates || f->fate[c.table] == 0)
		return fail(f, EX_DATAERR, "chunk of a table not announced");
	if (!(f->fate[c.table] & FATE_KEPT))
		return 0;
	if (c.state != REC_CHUNK_DONE ||
	    (l = lost_of(f, c.table, c.number)) == NULL)
		return rec_pass(out, r);
	if (l->rows > c.rows)
		return fail(f, EX_DATAERR, "chunk with more rows than it says");
	c.rows -= l->rows;
	*l = f->lost[--f->nlost];
	return rec_put_chunk(out, &c);
}

/* A statement is dropped when it names tables, and none of them is chosen. */
static int
take_ddl(struct filter *f, const struct rec *r, struct rec_out *out)
{
	struct rec_ddl d;
	bool keep;

	if (rec_get_ddl(r, &d) == -1)
		return fail(f, EX_DATAERR, "not a statement");
	keep = d.ntables == 0;
	for (unsigned i = 0; i < d.ntables && !keep; i++) {
		char *db = xstrndup(d.table[i].db, d.table[i].db_len);
		char *name = xstrndup(d.table[i].name, d.table[i].name_len);

		keep = objects_chosen(f->objects, db, name);
		free(db);
		free(name);
	}
	return keep ? rec_pass(out, r) : 0;
}

int
filter_feed(struct filter *f, const struct rec *r, struct rec_out *out)
{
	f->why = NULL;
	switch (r->kind) {
	case REC_ROW:
		return take_row(f, r, out);
	case REC_TABLE:
		return take_table(f, r, out);
	case REC_CHUNK:
		return take_chunk(f, r, out);
	case REC_DDL:
		return take_ddl(f, r, out);
	case REC_EVENT:
		return fail(f, EX_DATAERR,
		    "raw events: rowfilter stands behind rowdecode");
	default:
		return rec_pass(out, r);
	}
}
