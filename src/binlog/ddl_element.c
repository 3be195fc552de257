/*
 * ddl_element.c: columns, keys and options, as CREATE TABLE and ALTER TABLE
 * both have them; see ddl_element.h.
 */
#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "binlog/ddl_element.h"

bool
ddl_element_lost(struct ddl_reader *r, const char *why)
{
	if (r->why.len == 0)
		buf_puts(&r->why, why);
	return false;
}

/* A text whose bytes may be others than they look is of no use. */
static bool
sure(struct ddl_reader *r, const char *text)
{
	size_t n = strlen(text);

	if (r->x->exact || utf8_ascii((const uint8_t *)text, n) == n)
		return true;
	return ddl_element_lost(
	    r, "a name is no text in the client's character set");
}

const char *
ddl_element_name(struct ddl_reader *r)
{
	struct buf b = { 0 };
	const char *text = NULL;

	if (sqlscan_name(&r->s, &b) && memchr(buf_str(&b), '\0', b.len) == NULL)
		text = row_table_dup(r->o.t, buf_str(&b), b.len);
	buf_release(&b);
	if (text == NULL)
		ddl_element_lost(r, "a name is missing");
	return text != NULL && sure(r, text) ? text : NULL;
}

struct ddl_op *
ddl_new_op(struct ddl_reader *r, enum ddl_op_kind kind)
{
	struct ddl_ops *o = &r->o;

	if (o->n == o->room) {
		o->room = o->room * 2 + 16;
		o->op = xreallocarray(o->op, o->room, sizeof(o->op[0]));
	}
	memset(&o->op[o->n], 0, sizeof(o->op[0]));
	o->op[o->n].kind = (uint8_t)kind;
	return &o->op[o->n++];
}

/* To the comma or parenthesis that ends an element of a list. */
void
ddl_element_skip(struct sqlscan *s)
{
	while (s->kind != SQLSCAN_END && !sqlscan_is(s, ",") &&
	       !sqlscan_is(s, ")"))
		if (sqlscan_is(s, "("))
			sqlscan_parens(s);
		else
			sqlscan_next(s);
}

bool
ddl_next_is(struct sqlscan s, const char *word)
{
	sqlscan_next(&s);
	return sqlscan_is(&s, word);
}

/* --- keys ----------------------------------------------------------------- */

bool
ddl_is_key(const struct sqlscan *s)
{
	static const char *const words[] = { "CONSTRAINT", "PRIMARY", "KEY",
		"INDEX", "UNIQUE", "FULLTEXT", "SPATIAL", "FOREIGN", "CHECK" };
	size_t i;

	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (sqlscan_is(s, words[i]))
			return true;
	return (sqlscan_is(s, "PERIOD") && ddl_next_is(*s, "FOR")) ||
	       (sqlscan_is(s, "VECTOR") &&
		   (ddl_next_is(*s, "INDEX") || ddl_next_is(*s, "KEY")));
}

static void
put_key(
    struct ddl_reader *r, bool primary, const char *const *names, unsigned n)
{
	struct ddl_ops *o = &r->o;
	struct ddl_key *k;

	o->key = xreallocarray(o->key, o->nkeys + 1, sizeof(o->key[0]));
	k = &o->key[o->nkeys++];
	k->primary = primary;
	k->n = n;
	k->name = row_table_alloc(o->t, n + 1u, sizeof(k->name[0]));
	memcpy(k->name, names, n * sizeof(names[0]));
}

enum {
	KEY_COLUMNS = 32 /* MariaDB's limit; MySQL's is 16 */
};

bool
ddl_element_key(struct ddl_reader *r)
{
	const char *names[KEY_COLUMNS];
	struct sqlscan *s = &r->s;
	bool primary, wanted, plain = true;
	unsigned n = 0;

	if (sqlscan_take(s, "CONSTRAINT") && !ddl_is_key(s))
		sqlscan_next(s);
	primary = sqlscan_is(s, "PRIMARY");
	wanted = primary || sqlscan_is(s, "UNIQUE");
	while (wanted && s->kind != SQLSCAN_END && !sqlscan_is(s, "(") &&
	       !sqlscan_is(s, ","))
		sqlscan_next(s);
	if (wanted && sqlscan_take(s, "(")) {
		do {
			if (sqlscan_is(s, "(") || n == KEY_COLUMNS) {
				plain = false; /* an expression */
				break;
			}
			if ((names[n++] = ddl_element_name(r)) == NULL)
				return false;
			if (sqlscan_is(s, "("))
				sqlscan_parens(s);
			if (!sqlscan_take(s, "ASC"))
				sqlscan_take(s, "DESC");
		} while (sqlscan_take(s, ","));
		if (!plain)
			ddl_element_skip(s);
		else if (!sqlscan_is(s, ")"))
			return ddl_element_lost(r, "a key is not understood");
		sqlscan_take(s, ")");
		if (plain)
			put_key(r, primary, names, n);
	}
	ddl_element_skip(s);
	return true;
}

/* --- columns -------------------------------------------------------------- */

bool
ddl_element_definition(struct ddl_reader *r, struct ddl_op *op)
{
	struct ddl_type *d = &op->def;
	struct sqlscan *s = &r->s;

	if (!ddl_type_read(d, s, r->o.t, &r->why) ||
	    (d->labels != NULL && !sure(r, d->labels)))
		return false;
	if (d->primary || d->unique)
		put_key(r, d->primary, &d->name, 1);
	if (sqlscan_take(s, "FIRST")) {
		op->place = DDL_FIRST;
	} else if (sqlscan_take(s, "AFTER")) {
		op->place = DDL_AFTER;
		if ((op->after = ddl_element_name(r)) == NULL)
			return false;
	}
	if (s->kind != SQLSCAN_END && !sqlscan_is(s, ",") &&
	    !sqlscan_is(s, ")") && !sqlscan_is(s, ";"))
		return ddl_element_lost(
		    r, "what stands behind a column is not understood");
	return true;
}

bool
ddl_element_column(struct ddl_reader *r, bool maybe)
{
	struct ddl_op *op = ddl_new_op(r, DDL_ADD);

	op->maybe = maybe;
	if ((op->name = op->def.name = ddl_element_name(r)) == NULL)
		return false;
	return ddl_element_definition(r, op);
}

/* Behind the "(" of columns and keys, to behind its ")". */
bool
ddl_element_list(struct ddl_reader *r, bool maybe)
{
	struct sqlscan *s = &r->s;

	do
		if (!(ddl_is_key(s) ? ddl_element_key(r)
				    : ddl_element_column(r, maybe)))
			return false;
	while (sqlscan_take(s, ","));
	return sqlscan_take(s, ")") ||
	       ddl_element_lost(r, "the list of columns is not understood");
}

/* Options of a table to a comma or the end; what follows them, too. */
bool
ddl_element_options(struct ddl_reader *r)
{
	struct sqlscan *s = &r->s;
	char text[DDL_CHARSET];

	while (s->kind != SQLSCAN_END && !sqlscan_is(s, ",")) {
		bool collate = sqlscan_is(s, "COLLATE");

		if (sqlscan_is(s, "PARTITION")) {
			while (s->kind != SQLSCAN_END)
				sqlscan_next(s);
		} else if (ddl_charset(s, text)) {
			if (collate && (text[0] == '\0' || r->o.has_charset))
				continue;
			memcpy(r->o.charset, text, sizeof(text));
			r->o.has_charset = true;
		} else if (sqlscan_is(s, "VERSIONING")) {
			return ddl_element_lost(
			    r, "hidden columns of SYSTEM VERSIONING");
		} else if (sqlscan_is(s, "(")) {
			sqlscan_parens(s);
		} else {
			sqlscan_next(s);
		}
	}
	return true;
}

bool
ddl_if_exists(struct sqlscan *s)
{
	if (!sqlscan_take(s, "IF"))
		return false;
	sqlscan_take(s, "NOT");
	sqlscan_take(s, "EXISTS");
	return true;
}
