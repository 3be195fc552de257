/*
 * objects_match.c: what the choice of objects says of a table; see objects.h.
 */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "row/objects_own.h"

static int
fold(int c)
{
	return c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c;
}

/* The start of the next character of UTF-8. */
static const char *
next_char(const char *s)
{
	do
		s++;
	while (((unsigned char)*s & 0xc0) == 0x80);
	return s;
}

static bool
glob_match(const char *p, const char *s)
{
	const char *star = NULL, *from = NULL;

	while (*s != '\0') {
		if (*p == '*') {
			star = ++p;
			from = s;
		} else if (*p == '?') {
			p++;
			s = next_char(s);
		} else if (fold(*p) == fold(*s)) {
			p++;
			s++;
		} else if (star != NULL) {
			p = star;
			s = from = next_char(from);
		} else {
			return false;
		}
	}
	while (*p == '*')
		p++;
	return *p == '\0';
}

static bool
name_match(const struct name *n, const char *s)
{
	return n->quoted ? strcmp(n->text, s) == 0 : glob_match(n->text, s);
}

static bool
rule_match(const struct rule *r, const char *db, const char *table)
{
	return name_match(&r->db, db) && name_match(&r->table, table);
}

/* Schemas of the server itself, which hold no data of its users. */
static bool
own_schema(const char *db)
{
	static const char *const names[] = { "mysql", "information_schema",
		"performance_schema", "sys", "polardbx", "__recycle_bin__" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strcasecmp(db, names[i]) == 0)
			return true;
	return strncasecmp(db, "__cdc", 5) == 0;
}

bool
objects_chosen(struct objects *o, const char *db, const char *table)
{
	bool own = own_schema(db), chosen = o->n[OBJECTS_INCLUDE] == 0 && !own;
	struct rule *r;

	for (size_t i = 0; i < o->n[OBJECTS_EXCLUDE]; i++)
		if (rule_match(&o->rule[OBJECTS_EXCLUDE][i], db, table))
			return false;
	for (size_t i = 0; i < o->n[OBJECTS_INCLUDE]; i++) {
		r = &o->rule[OBJECTS_INCLUDE][i];
		if ((own && r->db.glob) || !rule_match(r, db, table))
			continue;
		r->met = true;
		chosen = true;
	}
	return chosen;
}

bool
objects_schema(const struct objects *o, const char *db)
{
	bool own = own_schema(db);
	const struct rule *r;

	if (o->n[OBJECTS_INCLUDE] == 0)
		return !own;
	for (size_t i = 0; i < o->n[OBJECTS_INCLUDE]; i++) {
		r = &o->rule[OBJECTS_INCLUDE][i];
		if (name_match(&r->db, db) && !(own && r->db.glob))
			return true;
	}
	return false;
}

const char *
objects_unmet(const struct objects *o, unsigned n)
{
	const struct rule *r;

	for (size_t i = 0; i < o->n[OBJECTS_INCLUDE]; i++) {
		r = &o->rule[OBJECTS_INCLUDE][i];
		if (!r->met && !r->db.glob && !r->table.glob && n-- == 0)
			return r->text;
	}
	return NULL;
}

/* The new name of old, which pattern matched: new as it is, or with what the
 * '*' of the pattern stood for.  In b where it had to be made. */
static const char *
renamed(const struct name *pattern, const struct name *new, const char *old,
    struct buf *b)
{
	const char *star, *here;
	size_t before, behind, n = strlen(old);

	if (!new->glob)
		return new->text;
	if (strcmp(new->text, "*") == 0)
		return old;
	star = strchr(pattern->text, '*');
	before = (size_t)(star - pattern->text);
	behind = strlen(star + 1);
	here = strchr(new->text, '*');
	buf_clear(b);
	buf_put(b, new->text, (size_t)(here - new->text));
	buf_put(b, old + before, n - before - behind);
	buf_puts(b, here + 1);
	return buf_str(b);
}

bool
objects_map(struct objects *o, const char *db, const char *table,
    const char **newdb, const char **newtable)
{
	const struct rule *r;

	*newdb = db;
	*newtable = table;
	for (size_t i = 0; i < o->n[OBJECTS_MAP]; i++) {
		r = &o->rule[OBJECTS_MAP][i];
		if (r->column.text != NULL || !rule_match(r, db, table))
			continue;
		*newdb = renamed(&r->db, &r->newdb, db, &o->db);
		*newtable = renamed(&r->table, &r->newname, table, &o->name);
		return strcmp(*newdb, db) != 0 || strcmp(*newtable, table) != 0;
	}
	return false;
}

const char *
objects_map_column(
    struct objects *o, const char *db, const char *table, const char *column)
{
	const struct rule *r;

	for (size_t i = 0; i < o->n[OBJECTS_MAP]; i++) {
		r = &o->rule[OBJECTS_MAP][i];
		if (r->column.text != NULL && rule_match(r, db, table) &&
		    name_match(&r->column, column))
			return renamed(
			    &r->column, &r->newname, column, &o->name);
	}
	return column;
}

/* Is this column carried to the target? */
static bool
carried(const struct rule *r, const char *column)
{
	for (size_t i = 0; i < r->nlist; i++)
		if (name_match(&r->list[i], column))
			return !r->without;
	return r->without;
}

/* A name that stands for one column is a slip when there is none. */
static int
check_list(struct objects *o, const struct rule *r, const struct row_table *t)
{
	for (size_t i = 0; i < r->nlist; i++) {
		unsigned j = 0;

		if (r->list[i].glob || r->db.glob || r->table.glob)
			continue;
		while (j < t->ncolumns &&
		       !name_match(&r->list[i], t->column[j].name))
			j++;
		if (j < t->ncolumns)
			continue;
		snprintf(o->why, sizeof(o->why),
		    "columns: '%s.%s' has no column '%s'", t->db, t->name,
		    r->list[i].text);
		return -1;
	}
	return 0;
}

/* Set the flag of the columns that stay behind. */
static int
leave_columns(struct objects *o, struct row_table *t, bool *changed)
{
	const struct rule *r = NULL;
	size_t n;

	for (n = 0; n < o->n[OBJECTS_COLUMNS] && r == NULL; n++)
		if (rule_match(&o->rule[OBJECTS_COLUMNS][n], t->db, t->name))
			r = &o->rule[OBJECTS_COLUMNS][n];
	if (r != NULL && check_list(o, r, t) == -1)
		return -1;
	for (unsigned i = 0; i < t->ncolumns; i++) {
		struct row_column *c = &t->column[i];
		bool left = r != NULL && !carried(r, c->name);

		if (left && c->key != 0 && !(c->flags & ROW_COL_HIDDEN)) {
			snprintf(o->why, sizeof(o->why),
			    "columns: '%s.%s.%s' is part of the key, which "
			    "a merge needs",
			    t->db, t->name, c->name);
			return -1;
		}
		*changed |= left != !!(c->flags & ROW_COL_LEFT);
		c->flags = (uint16_t)(left ? c->flags | ROW_COL_LEFT
					   : c->flags & ~ROW_COL_LEFT);
	}
	return 0;
}

int
objects_apply(struct objects *o, struct row_table *t)
{
	const char *db, *name, *column;
	bool changed = false;

	if (objects_map(o, t->db, t->name, &db, &name)) {
		t->map_db = row_table_dup(t, db, strlen(db));
		t->map_name = row_table_dup(t, name, strlen(name));
		changed = true;
	}
	for (unsigned i = 0; i < t->ncolumns; i++) {
		struct row_column *c = &t->column[i];

		column = objects_map_column(o, t->db, t->name, c->name);
		if (strcmp(column, c->name) == 0)
			continue;
		c->map = row_table_dup(t, column, strlen(column));
		changed = true;
	}
	if (leave_columns(o, t, &changed) == -1)
		return -1;
	return changed;
}

bool
objects_keeps(
    const struct objects *o, const char *db, const char *table, int op)
{
	unsigned bit = objects_op(op);

	if (bit == 0)
		return true;
	for (size_t i = 0; i < o->n[OBJECTS_OPS]; i++)
		if (rule_match(&o->rule[OBJECTS_OPS][i], db, table))
			return (o->rule[OBJECTS_OPS][i].ops & bit) != 0;
	return true;
}

int
objects_where(const struct objects *o, const char *db, const char *table)
{
	for (size_t i = 0; i < o->n[OBJECTS_WHERE]; i++)
		if (rule_match(&o->rule[OBJECTS_WHERE][i], db, table))
			return (int)i;
	return -1;
}

const char *
objects_condition(const struct objects *o, int line)
{
	if (line < 0 || (size_t)line >= o->n[OBJECTS_WHERE])
		return NULL;
	return o->rule[OBJECTS_WHERE][line].text;
}
