/*
 * change.c: what a statement means for tables of ours.
 *
 * Ours is a table that the target was made for; where that is not told, one
 * that was seen, and, with a job file, one that its [objects] choose: right
 * after a restart none has been seen yet.
 *
 * In front of the statement come, from rowdecode, the tables as it leaves
 * them, valid from behind it on.  One that does not come is gone, or nobody
 * knows it any more.
 */
#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "binlog/ddl.h"
#include "mcpartition/route.h"

/* A copy of a borrowed text with a NUL behind. */
static const char *
text(struct buf *b, const char *p, size_t n)
{
	buf_clear(b);
	buf_put(b, p, n);
	return buf_str(b);
}

/* The newest plan of a table by its name in the source; table NULL: of any
 * of the database. */
static const struct plan *
seen(const struct route *t, const char *db, const char *table)
{
	for (size_t i = 0; i < t->n; i++) {
		const struct plan *p = t->plan[i];

		if (p != NULL && strcasecmp(p->source->db, db) == 0 &&
		    (table == NULL || strcasecmp(p->source->name, table) == 0))
			return p;
	}
	return NULL;
}

/* The first word of a statement, behind blanks and comments. */
static const char *
first_word(const char *sql)
{
	const char *end;

	for (;;) {
		while (isspace((unsigned char)*sql))
			sql++;
		if (strncmp(sql, "/*", 2) != 0 || sql[2] == '!')
			return sql;
		if ((end = strstr(sql + 2, "*/")) == NULL)
			return sql;
		sql = end + 2;
	}
}

/* A new database, or other defaults of one, change no table. */
static bool
drops_nothing(struct buf *scratch, const struct rec_ddl *d)
{
	const char *word = first_word(text(scratch, d->sql, d->sql_len));

	return strncasecmp(word, "create", 6) == 0 ||
	       strncasecmp(word, "alter", 5) == 0;
}

/* CREATE OR REPLACE empties a table that was there. */
static bool
replaces(struct buf *scratch, const struct rec_ddl *d)
{
	const char *word = first_word(text(scratch, d->sql, d->sql_len));

	return strncasecmp(word, "create", 6) == 0 &&
	       strncasecmp(first_word(word + 6), "or", 2) == 0;
}

/* fresh: the statement makes the table, which was not there before. */
static bool
is_ours(const struct route *t, bool fresh, const char *db, const char *table)
{
	if (t->target != NULL)
		return target_find(t->target, db, table) != NULL;
	if (seen(t, db, table) != NULL)
		return true;
	if (t->objects == NULL || fresh)
		return false;
	return table == NULL ? objects_schema(t->objects, db)
			     : objects_chosen(t->objects, db, table);
}

/*
 * RENAME swaps in what a tool for online changes made of the table, under
 * one of the names of such tools.
 */
static bool
is_swapped(const struct rec_ddl *d, const char *table)
{
	size_t n = strlen(table);

	for (unsigned i = 0; i + 1 < d->ntables; i += 2)
		if (d->table[i + 1].name_len == n &&
		    strncasecmp(d->table[i + 1].name, table, n) == 0)
			return ddl_is_shadow(
			    d->table[i].name, d->table[i].name_len);
	return false;
}

bool
change_told(const struct plan *p, const struct rec_ddl *d)
{
	return p->source->since.file[0] != '\0' &&
	       pos_cmp(&p->source->since, &d->at) > 0;
}

/* A statement on a table of ours whose rows go on. */
static enum change
judge(const struct route *t, const struct rec_ddl *d, bool fresh,
    const char *db, const char *table)
{
	const struct plan *p = seen(t, db, table);
	const struct shape *s = shapes_of(t->shapes, db, table);
	bool follow = s->on_ddl == SHAPE_DDL_ADD;

	if (p == NULL || p->made == NULL || !change_told(p, d))
		return CHANGE_STOP;
	if (d->kind == REC_DDL_CREATE && !fresh)
		return CHANGE_STOP;
	if (d->kind == REC_DDL_RENAME && !(follow && is_swapped(d, table)))
		return CHANGE_STOP;
	/* where history is read the target may be ahead */
	if (p->gap.changed > 0 || p->gap.rekeyed ||
	    (p->gap.gone > p->gone_before && !fresh))
		return CHANGE_STOP;
	if (p->gap.extra == 0)
		return CHANGE_SAME;
	return follow ? CHANGE_ADD : CHANGE_STOP;
}

static enum change
change_of_table(const struct route *t, const struct rec_ddl *d, bool fresh,
    const char *db, const char *table)
{
	enum change c = CHANGE_STOP;

	if (!is_ours(t, fresh, db, table))
		return CHANGE_NONE;
	if (table != NULL &&
	    (d->kind == REC_DDL_ALTER || d->kind == REC_DDL_RENAME ||
		d->kind == REC_DDL_CREATE))
		c = judge(t, d, fresh, db, table);
	if (c != CHANGE_SAME &&
	    shapes_of(t->shapes, db, table == NULL ? "" : table)->on_ddl ==
		SHAPE_DDL_SKIP)
		c = CHANGE_SKIP;
	return c;
}

enum change
change_of(const struct route *t, const struct rec_ddl *d, struct buf *hit)
{
	struct buf db = { 0 }, table = { 0 };
	bool fresh = d->kind == REC_DDL_CREATE && !replaces(&table, d);
	bool none = d->kind == REC_DDL_DATABASE && drops_nothing(&table, d);
	unsigned n =
	    d->ntables == 0 && d->kind == REC_DDL_DATABASE ? 1 : d->ntables;
	enum change all = CHANGE_NONE, one;
	bool whole;

	for (unsigned i = 0; i < n && !none; i++) {
		if (d->ntables > 0 && d->table[i].db_len > 0)
			text(&db, d->table[i].db, d->table[i].db_len);
		else
			text(&db, d->db, d->db_len);
		whole = d->ntables == 0 || d->table[i].name_len == 0;
		if (!whole)
			text(&table, d->table[i].name, d->table[i].name_len);
		one = change_of_table(
		    t, d, fresh, buf_str(&db), whole ? NULL : buf_str(&table));
		if (one <= all)
			continue;
		all = one;
		buf_clear(hit);
		buf_printf(
		    hit, whole ? "%s" : "%s.%s", buf_str(&db), buf_str(&table));
	}
	buf_release(&db);
	buf_release(&table);
	return all;
}
