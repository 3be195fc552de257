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

#include "base/mem.h"
#include "row/objects_own.h"

static const char *const keys[OBJECTS_LISTS] = {
	"objects.include",
	"objects.exclude",
	"objects.map",
	"objects.ops",
	"objects.where",
	"objects.columns",
};

static const char blanks[] = " \t";

#define NEW_GLOB \
	"a glob in a new name that is not one '*' for the one of the pattern"

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
	for (size_t i = 0; i < r->nlist; i++)
		free(r->list[i].text);
	free(r->list);
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
	buf_release(&o->db);
	buf_release(&o->name);
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

unsigned
objects_op(int op)
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
	while ((bit = objects_op(**s)) != 0) {
		if (r->ops & bit)
			return refuse(o, "operation given twice", text);
		r->ops |= bit;
		(*s)++;
	}
	if (r->ops == 0)
		return refuse(o, "operations other than i, u, d", text);
	return 0;
}

/* One '*' in a new name stands for what the one of the pattern matches. */
static bool
new_name_ok(const struct name *n, const struct name *pattern)
{
	const char *star;

	if (!n->glob || strcmp(n->text, "*") == 0)
		return true;
	star = strchr(n->text, '*');
	if (star == NULL || strpbrk(n->text, "?") != NULL ||
	    strchr(star + 1, '*') != NULL || !pattern->glob)
		return false;
	star = strchr(pattern->text, '*');
	return star != NULL && strchr(star + 1, '*') == NULL &&
	       strchr(pattern->text, '?') == NULL;
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
		if (!take_name(s, &r->newname))
			return refuse(o, "no new name of the column", text);
		if (!new_name_ok(&r->newname, &r->column) ||
		    r->column.glob != r->newname.glob)
			return refuse(o, NEW_GLOB, text);
		return 0;
	}
	if (!take_pattern(s, &r->newdb, &r->newname, NULL))
		return refuse(o, "no new name db.table", text);
	if (!new_name_ok(&r->newdb, &r->db) ||
	    !new_name_ok(&r->newname, &r->table))
		return refuse(o, NEW_GLOB, text);
	return 0;
}

/* "a, b", or "!a, !b". */
static int
take_columns(
    struct objects *o, const char **s, struct rule *r, const char *text)
{
	bool without;

	if (*(*s)++ != ':')
		return refuse(o, "':' and columns are missing", text);
	do {
		*s += strspn(*s, " \t,");
		if ((without = **s == '!'))
			++*s;
		r->list =
		    xreallocarray(r->list, r->nlist + 1, sizeof(r->list[0]));
		r->list[r->nlist] = (struct name){ 0 };
		if (!take_name(s, &r->list[r->nlist++]))
			return refuse(o, "no name of a column", text);
		if (r->nlist > 1 && without != r->without)
			return refuse(o, "columns with and without '!'", text);
		r->without = without;
		*s += strspn(*s, blanks);
	} while (**s == ',');
	return **s == '\0' ? 0 : refuse(o, "no comma", text);
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
	if (list == OBJECTS_COLUMNS)
		return take_columns(o, s, r, text);
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
