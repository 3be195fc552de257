/*
 * keys.c: choice of a table's key; see keys.h.
 */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "mysql/keys.h"

void
keys_add(struct keys *k, const char *table, const char *index,
    const char *column, unsigned seq, bool prefix, bool nullable)
{
	struct key_part *p;

	/* doubled when full; n itself tells when that is */
	if ((k->n & (k->n - 1)) == 0)
		k->part = xreallocarray(
		    k->part, k->n == 0 ? 1 : 2 * k->n, sizeof(*p));
	p = &k->part[k->n++];
	p->table = xstrdup(table);
	p->index = xstrdup(index);
	p->column = xstrdup(column);
	p->seq = seq;
	p->prefix = prefix;
	p->nullable = nullable;
}

void
keys_release(struct keys *k)
{
	for (size_t i = 0; i < k->n; i++) {
		free(k->part[i].table);
		free(k->part[i].index);
		free(k->part[i].column);
	}
	free(k->part);
}

static struct row_column *
column_named(const struct row_table *t, const char *name)
{
	for (unsigned i = 0; i < t->ncolumns; i++)
		if (strcmp(t->column[i].name, name) == 0)
			return &t->column[i];
	return NULL;
}

/* Parts of the key that begins at part i; 0: it cannot identify a row. */
static unsigned
usable_parts(const struct keys *k, size_t i, const struct row_table *t)
{
	const struct key_part *p = &k->part[i];
	unsigned n = 0;

	for (size_t j = 0; j < k->n; j++) {
		const struct key_part *q = &k->part[j];

		if (strcmp(q->table, p->table) != 0 ||
		    strcmp(q->index, p->index) != 0)
			continue;
		if (q->seq != ++n || q->nullable ||
		    column_named(t, q->column) == NULL)
			return 0;
	}
	return n;
}

static bool
is_better(const struct key_part *p, unsigned n, const struct key_part *best,
    unsigned bestn)
{
	if (best == NULL)
		return true;
	if (strcmp(best->index, "PRIMARY") == 0)
		return false;
	if (strcmp(p->index, "PRIMARY") == 0)
		return true;
	return n != bestn ? n < bestn : strcmp(p->index, best->index) < 0;
}

static bool
can_bound(const struct row_column *c)
{
	switch (c->type) {
	case ROW_TINYINT:
	case ROW_SMALLINT:
	case ROW_MEDIUMINT:
	case ROW_INT:
	case ROW_BIGINT:
	case ROW_DECIMAL:
	case ROW_DATE:
	case ROW_DATETIME:
	case ROW_TIMESTAMP:
	case ROW_CHAR:
	case ROW_VARCHAR:
	case ROW_BINARY:
	case ROW_VARBINARY:
	case ROW_UUID:
		return true;
	default:
		/* FLOAT: printed inexactly; ENUM, SET: ordered by index,
		 * compared by label; BIT, YEAR, TIME: constants are guessed
		 * at; TEXT, BLOB: only prefixes are in the key */
		return false;
	}
}

unsigned
keys_apply(const struct keys *k, struct row_table *t)
{
	const struct key_part *best = NULL;
	unsigned n, bestn = 0, nbound = 0;
	struct row_column *c;
	bool bounds = true;

	for (size_t i = 0; i < k->n; i++) {
		const struct key_part *p = &k->part[i];

		if (p->seq != 1 || strcmp(p->table, t->name) != 0 ||
		    (n = usable_parts(k, i, t)) == 0)
			continue;
		if (is_better(p, n, best, bestn)) {
			best = p;
			bestn = n;
		}
	}
	if (best == NULL)
		return 0;
	t->flags |= strcmp(best->index, "PRIMARY") == 0 ? ROW_TAB_PRIMARY
							: ROW_TAB_UNIQUE;
	for (size_t i = 0; i < k->n; i++) {
		const struct key_part *p = &k->part[i];

		if (strcmp(p->table, t->name) != 0 ||
		    strcmp(p->index, best->index) != 0)
			continue;
		c = column_named(t, p->column);
		c->key = (uint16_t)p->seq;
		bounds = bounds && !p->prefix && can_bound(c) &&
			 nbound < KEYS_PARTS_MAX;
		nbound += bounds ? 1 : 0;
	}
	/* a server that names a column twice leaves a place empty */
	for (n = 0; n < nbound && keys_column(t, n + 1) != NULL;)
		n++;
	return n;
}

const struct row_column *
keys_column(const struct row_table *t, unsigned place)
{
	for (unsigned i = 0; i < t->ncolumns; i++)
		if (t->column[i].key == place)
			return &t->column[i];
	return NULL;
}
