/*
 * convert.c: expressions as such, and what becomes of them where values of
 * another type are wanted, or beside values of another type.
 */
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "mclocal/query_own.h"

struct expr *
expr_new(struct query *t, const char *type)
{
	struct expr *e = xcalloc(1, sizeof(*e));

	e->type = type_of(type);
	e->next = t->exprs;
	t->exprs = e;
	return e;
}

void
expr_put(struct expr *e, const struct expr *other)
{
	buf_put(&e->sql, other->sql.data, other->sql.len);
}

void
expr_text(struct expr *e, const char *p, size_t n)
{
	struct buf *b = &e->sql;
	size_t i;

	if (memchr(p, '\0', n) != NULL) {
		buf_puts(b, "CAST(x'");
		for (i = 0; i < n; i++)
			buf_printf(b, "%02x", (unsigned char)p[i]);
		buf_puts(b, "' AS TEXT)");
		return;
	}
	buf_putc(b, '\'');
	for (i = 0; i < n; i++) {
		if (p[i] == '\'')
			buf_putc(b, '\'');
		buf_putc(b, p[i]);
	}
	buf_putc(b, '\'');
}

bool
expr_is_place(const struct expr *e)
{
	return e->literal && type_kind(&e->type) == TYPE_INT;
}

void
expr_put_key(struct buf *b, const struct expr *e)
{
	buf_put(b, e->sql.data, e->sql.len);
	if (e->type.class == ROW_C_DECIMAL)
		buf_puts(b, " COLLATE DECIMAL");
}

void
expr_enclose(struct expr *e, const char *before, const char *after)
{
	size_t n = strlen(before);

	buf_reserve(&e->sql, n);
	memmove(e->sql.data + n, e->sql.data, e->sql.len);
	memcpy(e->sql.data, before, n);
	e->sql.len += n;
	buf_puts(&e->sql, after);
	e->column = NULL;
	e->literal = false;
}

static void
enclose_cast(struct expr *e, const struct row_dest_column *to)
{
	char type[32], text[48];

	row_mc_text(to, type);
	snprintf(text, sizeof(text), ", '%s')", type);
	expr_enclose(e, "mc_cast(", text);
}

/* Do values of both stand in SQLite in the same form? */
static bool
same_form(const struct row_dest_column *a, const struct row_dest_column *b)
{
	enum type_kind ka = type_kind(a), kb = type_kind(b);

	if (ka == TYPE_NONE || (ka == kb && ka != TYPE_TIME && ka != TYPE_TEXT))
		return true;
	if (kb == TYPE_TEXT && b->length == 0)
		return ka == TYPE_TIME || ka == TYPE_TEXT;
	/* a DATETIME is a TIMESTAMP without a fraction */
	return ka == TYPE_TIME && kb == TYPE_TIME &&
	       (a->type == b->type ||
		   (a->type != ROW_MC_DATE && b->type >= ROW_MC_TIMESTAMP));
}

void
expr_as(struct query *t, struct expr *e, const struct row_dest_column *to)
{
	enum type_kind from = type_kind(&e->type), kind = type_kind(to);

	(void)t;
	if (kind == TYPE_NONE)
		return;
	if (from == TYPE_BOOL && kind == TYPE_TEXT)
		expr_enclose(e, "CASE ",
		    " WHEN 1 THEN 'true' WHEN 0 THEN 'false'"
		    " END");
	else if (from == TYPE_INT && kind == TYPE_DECIMAL)
		expr_enclose(e, "CAST(", " AS TEXT)");
	else if ((from == TYPE_INT || from == TYPE_DECIMAL) &&
		 kind == TYPE_REAL)
		expr_enclose(e, "CAST(", " AS REAL)");
	else if (!same_form(&e->type, to))
		enclose_cast(e, to);
	e->type = *to;
}

void
expr_as_name(struct query *t, struct expr *e, const char *type)
{
	struct row_dest_column to = type_of(type);

	expr_as(t, e, &to);
}

/* --- comparing ------------------------------------------------------------ */

void
expr_comparable(struct query *t, struct expr *a, struct expr *b)
{
	enum type_kind ka = type_kind(&a->type), kb = type_kind(&b->type);
	struct row_dest_column to;

	if (ka == kb && ka != TYPE_TIME && ka != TYPE_DECIMAL)
		return;
	if (ka == TYPE_TEXT && kb == TYPE_TIME)
		to = b->type;
	else if (kb == TYPE_TEXT && ka == TYPE_TIME)
		to = a->type;
	else if ((ka == TYPE_TEXT && kb == TYPE_DECIMAL) ||
		 (kb == TYPE_TEXT && ka == TYPE_DECIMAL))
		to = type_of("decimal");
	else if ((ka == TYPE_TEXT && type_is_number(kb)) ||
		 (kb == TYPE_TEXT && type_is_number(ka)))
		to = type_of("double");
	else if (ka == TYPE_TEXT && kb == TYPE_BOOL)
		to = b->type;
	else if (kb == TYPE_TEXT && ka == TYPE_BOOL)
		to = a->type;
	else if ((type_is_number(ka) && type_is_number(kb)) || ka == kb)
		to = type_common(&a->type, &b->type);
	else
		return;
	/* integers and doubles compare exactly as they are */
	if (type_kind(&to) == TYPE_REAL && ka != TYPE_TEXT && kb != TYPE_TEXT &&
	    ka != TYPE_DECIMAL && kb != TYPE_DECIMAL)
		return;
	expr_as(t, a, &to);
	expr_as(t, b, &to);
}

static struct expr *
copy(struct query *t, const struct expr *e)
{
	struct expr *c = expr_new(t, "");

	expr_put(c, e);
	c->type = e->type;
	return c;
}

struct expr *
expr_compare(struct query *t, const char *op, struct expr *a, struct expr *b)
{
	struct expr *e = expr_new(t, "boolean");

	a = copy(t, a);
	b = copy(t, b);
	expr_comparable(t, a, b);
	buf_putc(&e->sql, '(');
	expr_put_key(&e->sql, a);
	buf_printf(&e->sql, " %s ", op);
	expr_put(e, b);
	buf_putc(&e->sql, ')');
	return e;
}
