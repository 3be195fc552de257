/*
 * ddl_columns.c: reading CREATE TABLE and ALTER TABLE; see ddl_columns.h.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "binlog/ddl_element.h"

/* --- ALTER TABLE ---------------------------------------------------------- */

static bool
add(struct ddl_reader *r)
{
	struct sqlscan *s = &r->s;
	bool word = sqlscan_take(s, "COLUMN"), maybe;

	if (!word && ddl_is_key(s))
		return ddl_element_key(r);
	if (!word && sqlscan_is(s, "SYSTEM") && ddl_next_is(*s, "VERSIONING"))
		return ddl_element_options(r);
	maybe = ddl_if_exists(s);
	if (sqlscan_take(s, "("))
		return ddl_element_list(r, maybe);
	return ddl_element_column(r, maybe);
}

static bool
drop(struct ddl_reader *r)
{
	struct sqlscan *s = &r->s;
	bool word = sqlscan_take(s, "COLUMN");
	struct ddl_op *op;

	if (!word && sqlscan_is(s, "PRIMARY")) {
		r->o.drops_primary = true;
		ddl_element_skip(s);
		return true;
	}
	if (!word && (ddl_is_key(s) || sqlscan_is(s, "PARTITION"))) {
		r->o.drops_index |=
		    !sqlscan_is(s, "FOREIGN") && !sqlscan_is(s, "CHECK");
		if (sqlscan_take(s, "KEY") || sqlscan_take(s, "INDEX")) {
			(void)ddl_if_exists(s);
			r->o.drops_primary |= sqlscan_is_name(s, "PRIMARY");
		}
		ddl_element_skip(s);
		return true;
	}
	if (!word && sqlscan_is(s, "SYSTEM") && ddl_next_is(*s, "VERSIONING"))
		return ddl_element_options(r);
	op = ddl_new_op(r, DDL_DROP);
	op->maybe = ddl_if_exists(s);
	if ((op->name = ddl_element_name(r)) == NULL)
		return false;
	ddl_element_skip(s); /* RESTRICT, CASCADE */
	return true;
}

static bool
change(struct ddl_reader *r, bool new_name)
{
	struct ddl_op *op = ddl_new_op(r, DDL_CHANGE);
	struct sqlscan *s = &r->s;

	sqlscan_take(s, "COLUMN");
	op->maybe = ddl_if_exists(s);
	if ((op->name = op->def.name = ddl_element_name(r)) == NULL)
		return false;
	if (new_name && (op->def.name = ddl_element_name(r)) == NULL)
		return false;
	return ddl_element_definition(r, op);
}

static bool
renaming(struct ddl_reader *r)
{
	struct sqlscan *s = &r->s;
	struct ddl_op *op;

	if (sqlscan_is(s, "INDEX") || sqlscan_is(s, "KEY")) {
		ddl_element_skip(s);
		return true;
	}
	if (!sqlscan_take(s, "COLUMN")) {
		r->x->renamed = true;
		ddl_element_skip(s);
		return true;
	}
	op = ddl_new_op(r, DDL_RENAME);
	op->maybe = ddl_if_exists(s);
	if ((op->name = ddl_element_name(r)) == NULL)
		return false;
	if (!sqlscan_take(s, "TO"))
		return ddl_element_lost(r, "RENAME COLUMN without TO");
	return (op->to = ddl_element_name(r)) != NULL;
}

static bool
convert(struct ddl_reader *r)
{
	struct sqlscan *s = &r->s;
	char text[DDL_CHARSET];

	if (!sqlscan_take(s, "TO") || !ddl_charset(s, r->o.convert)) {
		ddl_element_skip(s); /* CONVERT PARTITION, of MariaDB */
		return true;
	}
	r->o.converts = true;
	if (sqlscan_is(s, "COLLATE") && ddl_charset(s, text) &&
	    r->o.convert[0] == '\0')
		memcpy(r->o.convert, text, sizeof(text));
	return ddl_element_options(r);
}

/* Partitions: nothing else can be in the statement behind these. */
static bool
is_last(const struct sqlscan *s)
{
	static const char *const words[] = { "PARTITION", "COALESCE",
		"REORGANIZE", "EXCHANGE", "REBUILD", "TRUNCATE", "ANALYZE",
		"CHECK", "OPTIMIZE", "REPAIR", "ORDER" };
	size_t i;

	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (sqlscan_is(s, words[i]))
			return true;
	return (sqlscan_is(s, "ADD") || sqlscan_is(s, "DROP")) &&
	       ddl_next_is(*s, "PARTITION");
}

static bool
specification(struct ddl_reader *r)
{
	struct sqlscan *s = &r->s;

	if (sqlscan_take(s, "ADD"))
		return add(r);
	if (sqlscan_take(s, "DROP"))
		return drop(r);
	if (sqlscan_take(s, "MODIFY"))
		return change(r, false);
	if (sqlscan_take(s, "CHANGE"))
		return change(r, true);
	if (sqlscan_take(s, "RENAME"))
		return renaming(r);
	if (sqlscan_take(s, "CONVERT"))
		return convert(r);
	if (sqlscan_is(s, "ALTER")) { /* of a default, of an index */
		ddl_element_skip(s);
		return true;
	}
	return ddl_element_options(r);
}

/* --- both ----------------------------------------------------------------- */

static void
start(struct ddl_reader *r, const struct ddl *d, struct ddl_columns *x)
{
	const struct ddl_table *t = &d->table[0];

	memset(r, 0, sizeof(*r));
	r->x = x;
	x->renamed = x->reused = false;
	x->def = NULL;
	x->why[0] = '\0';
	sqlscan_init(&r->s, &d->how, t->rest, (size_t)(d->end - t->rest));
}

static enum ddl_result
finish(struct ddl_reader *r, bool ok)
{
	struct ddl_columns *x = r->x;
	struct ddl_ops *o = &r->o;
	bool same = o->n == 0 && o->nkeys == 0 && !o->converts &&
		    !o->drops_primary &&
		    !(o->drops_index && (o->t->flags & ROW_TAB_UNIQUE));

	if (ok && (o->converts || o->has_charset)) {
		memcpy(x->charset, o->converts ? o->convert : o->charset,
		    sizeof(x->charset));
		if (x->charset[0] == '\0')
			snprintf(
			    x->charset, sizeof(x->charset), "%s", x->database);
	}
	if (ok && !same)
		ok = ddl_apply(o, x->charset, &r->why);
	if (!ok)
		snprintf(x->why, sizeof(x->why), "%s", buf_str(&r->why));
	buf_release(&r->why);
	free(o->op);
	free(o->key);
	if (!ok || same) {
		row_table_free(o->t);
		return ok ? DDL_SAME : DDL_LOST;
	}
	x->def = o->t;
	return DDL_CHANGED;
}

enum ddl_result
ddl_create(const struct ddl *d, struct ddl_columns *x)
{
	struct ddl_reader r;
	bool ok;

	start(&r, d, x);
	r.o.t = row_table_new("", "");
	snprintf(x->charset, sizeof(x->charset), "%s", x->database);
	if (!sqlscan_take(&r.s, "("))
		ok = ddl_element_lost(&r, "there is no list of columns");
	else
		ok = ddl_element_list(&r, false) && ddl_element_options(&r);
	if (ok && r.o.n == 0)
		ok = ddl_element_lost(&r, "there is no column");
	return finish(&r, ok);
}

/* The name that an operation gives to a column, or NULL. */
static const char *
given(const struct ddl_op *op)
{
	switch (op->kind) {
	case DDL_ADD:
	case DDL_CHANGE:
		return op->def.name;
	case DDL_RENAME:
		return op->to;
	default:
		return NULL;
	}
}

static bool
leaves(const struct ddl_op *op)
{
	return op->kind == DDL_DROP || op->kind == DDL_RENAME ||
	       (op->kind == DDL_CHANGE &&
		   strcasecmp(op->name, op->def.name) != 0);
}

/* Does a column get the name that another one leaves? */
static bool
reuses(const struct ddl_ops *o)
{
	const char *name;

	for (size_t i = 0; i < o->n; i++)
		for (size_t k = 0; k < o->n && leaves(&o->op[i]); k++)
			if (i != k && (name = given(&o->op[k])) != NULL &&
			    strcasecmp(o->op[i].name, name) == 0)
				return true;
	return false;
}

/* All of an ALTER TABLE behind the name. */
static bool
specifications(struct ddl_reader *r)
{
	struct sqlscan *s = &r->s;
	bool ok = true;

	if (sqlscan_take(s, "WAIT"))
		sqlscan_next(s);
	else
		sqlscan_take(s, "NOWAIT");
	do {
		if (is_last(s))
			break;
		ok = specification(r);
	} while (ok && sqlscan_take(s, ","));
	if (ok && !is_last(s) && s->kind != SQLSCAN_END && !sqlscan_is(s, ";"))
		ok = ddl_element_lost(r, "the statement is not understood");
	/* which of them new columns have is the server's secret */
	if (ok && r->o.converts && r->o.has_charset &&
	    strcmp(r->o.convert, r->o.charset) != 0)
		ok = ddl_element_lost(r, "it names two character sets");
	return ok;
}

enum ddl_result
ddl_alter(
    const struct ddl *d, const struct row_table *old, struct ddl_columns *x)
{
	struct ddl_reader r;
	bool ok;

	start(&r, d, x);
	r.o.t = old == NULL ? row_table_new("", "") : row_table_copy(old);
	ok = specifications(&r);
	x->reused = ok && reuses(&r.o);
	if (old == NULL && ok) {
		r.o.n = r.o.nkeys = 0;
		r.o.converts = r.o.drops_primary = r.o.drops_index = false;
	}
	return finish(&r, ok);
}

bool
ddl_renames(const struct ddl *d, const struct row_table *t, const char *from,
    struct buf *to)
{
	struct ddl_columns x = { .database = "", .exact = true };
	struct ddl_reader r;
	const char *name = NULL;

	start(&r, d, &x);
	r.o.t = row_table_copy(t);
	if (specifications(&r))
		for (size_t i = 0; i < r.o.n && name == NULL; i++)
			if (leaves(&r.o.op[i]) &&
			    strcasecmp(r.o.op[i].name, from) == 0)
				name = given(&r.o.op[i]);
	buf_clear(to);
	if (name != NULL)
		buf_puts(to, name);
	buf_release(&r.why);
	free(r.o.op);
	free(r.o.key);
	row_table_free(r.o.t);
	return name != NULL;
}

bool
ddl_database_charset(const struct ddl *d, char *text)
{
	const char *from = d->ntables > 0 ? d->table[0].rest : d->sql;
	char next[DDL_CHARSET];
	bool found = false;
	struct sqlscan s;

	sqlscan_init(&s, &d->how, from, (size_t)(d->end - from));
	while (s.kind != SQLSCAN_END) {
		bool collate = sqlscan_is(&s, "COLLATE");

		if (!ddl_charset(&s, next)) {
			sqlscan_next(&s);
		} else if (!collate || (!found && next[0] != '\0')) {
			memcpy(text, next, sizeof(next));
			found = true;
		}
	}
	return found;
}
