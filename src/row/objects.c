/*
 * objects.c: the choice of objects; see objects.h, pxsync.conf(5).
 *
 * Every line becomes rules: a pattern for schema, table and (maps of
 * columns) column, and what the list says about it.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/buf.h"
#include "base/mem.h"
#include "row/objects.h"

struct name {
	char *text;
	bool quoted; /* literally, case and all */
	bool glob;
};

struct rule {
	struct name db, table, column; /* column.text NULL: of the table */
	struct name newdb, newname;    /* map */
	unsigned ops;                  /* bits of op_bit */
	char *text;                    /* as written; where: the condition */
	bool met;
};

struct objects {
	struct rule *rule[OBJECTS_LISTS];
	size_t n[OBJECTS_LISTS];
	char why[512];
};

static const char *const keys[OBJECTS_LISTS] = {
	"objects.include",
	"objects.exclude",
	"objects.map",
	"objects.ops",
	"objects.where",
};

static const char blanks[] = " \t";

struct objects *
objects_new(void)
{
	return xcalloc(1, sizeof(struct objects));
}

static void
rule_release(struct rule *r)
{
	free(r->db.text);
	free(r->table.text);
	free(r->column.text);
	free(r->newdb.text);
	free(r->newname.text);
	free(r->text);
}

void
objects_free(struct objects *o)
{
	if (o == NULL)
		return;
	for (int l = 0; l < OBJECTS_LISTS; l++) {
		for (size_t i = 0; i < o->n[l]; i++)
			rule_release(&o->rule[l][i]);
		free(o->rule[l]);
	}
	free(o);
}

const char *
objects_why(const struct objects *o)
{
	return o->why;
}

static int
refuse(struct objects *o, const char *what, const char *text)
{
	snprintf(o->why, sizeof(o->why), "%s in '%s'", what, text);
	return -1;
}

/* --- reading ------------------------------------------------------------ */

/* The name at *s, which is moved behind it.  false: there is none. */
static bool
take_name(const char **s, struct name *n)
{
	const char *p = *s, *stop;
	struct buf b = { 0 };
	bool closed;

	n->quoted = *p == '`';
	closed = !n->quoted;
	if (!n->quoted) {
		stop = p + strcspn(p, " \t,.=:`");
		buf_put(&b, p, (size_t)(stop - p));
		p = stop;
	}
	while (!closed && *++p != '\0') {
		if (*p == '`' && *++p != '`')
			closed = true;
		else
			buf_putc(&b, *p);
	}
	if (b.len == 0 || !closed) {
		buf_release(&b);
		return false;
	}
	n->text = buf_str(&b); /* the name's now */
	n->glob = !n->quoted && strpbrk(n->text, "*?") != NULL;
	*s = p;
	return true;
}

/* "db.table", or "db.table.column" where column is not NULL. */
static bool
take_pattern(
    const char **s, struct name *db, struct name *table, struct name *column)
{
	if (!take_name(s, db) || *(*s)++ != '.' || !take_name(s, table))
		return false;
	if (column == NULL || **s != '.')
		return true;
	(*s)++;
	return take_name(s, column);
}

static unsigned
op_bit(int op)
{
	switch (op) {
	case 'i':
	case 'I':
		return 1;
	case 'u':
	case 'U':
		return 2;
	case 'd':
	case 'D':
		return 4;
	default:
		return 0;
	}
}

static int
take_ops(struct objects *o, const char **s, struct rule *r, const char *text)
{
	unsigned bit;

	if (*(*s)++ != ':')
		return refuse(o, "':' and operations are missing", text);
	while ((bit = op_bit(**s)) != 0) {
		if (r->ops & bit)
			return refuse(o, "operation given twice", text);
		r->ops |= bit;
		(*s)++;
	}
	if (r->ops == 0)
		return refuse(o, "operations other than i, u, d", text);
	return 0;
}

/* A new name is taken as it is: a '*' in it has a meaning only alone. */
static bool
new_name_ok(const struct name *n)
{
	return !n->glob || strcmp(n->text, "*") == 0;
}

static int
take_map(struct objects *o, const char **s, struct rule *r, const char *text)
{
	*s += strspn(*s, blanks);
	if (**s != '=')
		return refuse(o, "'=' is missing", text);
	++*s;
	*s += strspn(*s, blanks);
	if (r->column.text != NULL) {
		if (r->column.glob)
			return refuse(o, "glob for a column", text);
		if (!take_name(s, &r->newname) || r->newname.glob)
			return refuse(o, "no new name of the column", text);
		return 0;
	}
	if (!take_pattern(s, &r->newdb, &r->newname, NULL))
		return refuse(o, "no new name db.table", text);
	if (!new_name_ok(&r->newdb) || !new_name_ok(&r->newname))
		return refuse(o, "glob in a new name", text);
	return 0;
}

static int
take_where(struct objects *o, const char **s, struct rule *r, const char *text)
{
	if (*(*s)++ != ':')
		return refuse(o, "':' and a condition are missing", text);
	*s += strspn(*s, blanks);
	if (**s == '\0')
		return refuse(o, "no condition", text);
	r->text = xstrdup(*s);
	*s += strlen(*s);
	return 0;
}

static int
take_rule(
    struct objects *o, enum objects_list list, const char **s, struct rule *r)
{
	const char *text = *s;

	if (!take_pattern(
		s, &r->db, &r->table, list == OBJECTS_MAP ? &r->column : NULL))
		return refuse(o,
		    list == OBJECTS_MAP ? "neither db.table nor db.table.column"
					: "no name of the form db.table",
		    text);
	if (list == OBJECTS_MAP && take_map(o, s, r, text) == -1)
		return -1;
	if (list == OBJECTS_OPS && take_ops(o, s, r, text) == -1)
		return -1;
	if (list == OBJECTS_WHERE)
		return take_where(o, s, r, text);
	r->text = xstrndup(text, (size_t)(*s - text));
	*s += strspn(*s, blanks);
	if (list != OBJECTS_MAP && **s == ',')
		++*s;
	else if (**s != '\0' &&
		 (list == OBJECTS_MAP || !strchr(blanks, (*s)[-1])))
		return refuse(o, "something behind the name", text);
	*s += strspn(*s, blanks);
	return 0;
}

int
objects_add(struct objects *o, enum objects_list list, const char *text)
{
	struct rule r;

	text += strspn(text, blanks);
	if (*text == '\0')
		return refuse(o, "no name of the form db.table", text);
	while (*text != '\0') {
		memset(&r, 0, sizeof(r));
		if (take_rule(o, list, &text, &r) == -1) {
			rule_release(&r);
			return -1;
		}
		o->rule[list] =
		    xreallocarray(o->rule[list], o->n[list] + 1, sizeof(r));
		o->rule[list][o->n[list]++] = r;
	}
	return 0;
}

int
objects_add_conf(struct objects *o, const struct conf *c)
{
	char why[sizeof(o->why)];

	for (int l = 0; l < OBJECTS_LISTS; l++)
		for (size_t i = 0; i < conf_count(c, keys[l]); i++) {
			if (objects_add(o, (enum objects_list)l,
				conf_item(c, keys[l], i)) == 0)
				continue;
			memcpy(why, o->why, sizeof(why));
			snprintf(o->why, sizeof(o->why), "%s:%u: %s: %.300s",
			    conf_path(c), conf_item_line(c, keys[l], i),
			    keys[l], why);
			return -1;
		}
	return 0;
}

/* --- matching ----------------------------------------------------------- */

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

bool
objects_map(const struct objects *o, const char *db, const char *table,
    const char **newdb, const char **newtable)
{
	const struct rule *r;

	*newdb = db;
	*newtable = table;
	for (size_t i = 0; i < o->n[OBJECTS_MAP]; i++) {
		r = &o->rule[OBJECTS_MAP][i];
		if (r->column.text != NULL || !rule_match(r, db, table))
			continue;
		if (!r->newdb.glob)
			*newdb = r->newdb.text;
		if (!r->newname.glob)
			*newtable = r->newname.text;
		return strcmp(*newdb, db) != 0 || strcmp(*newtable, table) != 0;
	}
	return false;
}

const char *
objects_map_column(const struct objects *o, const char *db, const char *table,
    const char *column)
{
	const struct rule *r;

	for (size_t i = 0; i < o->n[OBJECTS_MAP]; i++) {
		r = &o->rule[OBJECTS_MAP][i];
		if (r->column.text != NULL && rule_match(r, db, table) &&
		    name_match(&r->column, column))
			return r->newname.text;
	}
	return column;
}

bool
objects_keeps(
    const struct objects *o, const char *db, const char *table, int op)
{
	unsigned bit = op_bit(op);

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
