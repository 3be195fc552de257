/*
 * bind.c: constants, columns, and values made others; see bind.h.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "base/num.h"
#include "rowfilter/bind.h"

void
bind_init(struct binder *b, const struct row_table *t, bool script,
    struct node *(*call)(struct binder *b, const struct expr *e))
{
	memset(b, 0, sizeof(*b));
	b->t = t;
	b->column = t->column;
	b->ncolumns = t->ncolumns;
	b->script = script;
	b->call = call;
}

void
bind_release(struct binder *b)
{
	while (b->nundo > 0) {
		b->nundo--;
		b->undo[b->nundo].undo(b->undo[b->nundo].p);
	}
	while (b->nown > 0)
		free(b->own[--b->nown]);
	free(b->own);
	val_mem_release(&b->env.mem);
}

bool
bind_undo(struct binder *b, void (*undo)(void *), void *p)
{
	if (b->nundo == sizeof(b->undo) / sizeof(b->undo[0]))
		return false;
	b->undo[b->nundo].undo = undo;
	b->undo[b->nundo++].p = p;
	return true;
}

void *
bind_alloc(struct binder *b, size_t n, size_t size)
{
	void *p = xcalloc(n == 0 ? 1 : n, size);

	if ((b->nown & (b->nown - 1)) == 0)
		b->own = xreallocarray(
		    b->own, b->nown == 0 ? 1 : b->nown * 2, sizeof(b->own[0]));
	b->own[b->nown++] = p;
	return p;
}

struct node *
bind_refuse(struct binder *b, const struct expr *e, const char *fmt, ...)
{
	va_list ap;
	int n;

	if (b->failed)
		return NULL;
	b->failed = true;
	n = snprintf(b->why, sizeof(b->why), "%u:%u: ", e->line, e->column);
	va_start(ap, fmt);
	vsnprintf(b->why + n, sizeof(b->why) - (size_t)n, fmt, ap);
	va_end(ap);
	return NULL;
}

struct node *
bind_node(struct binder *b, const struct expr *e, eval_fn *eval,
    enum val_type type, unsigned nargs)
{
	struct node *n = bind_alloc(b, 1, sizeof(*n));

	n->eval = eval;
	n->type = type;
	n->nargs = nargs;
	n->arg = bind_alloc(b, nargs, sizeof(n->arg[0]));
	n->line = e->line;
	n->column = e->column;
	return n;
}

bool
bind_args(struct binder *b, const struct expr *e, struct node *n)
{
	for (unsigned i = 0; i < n->nargs; i++)
		if ((n->arg[i] = bind_expr(b, e->arg[i])) == NULL)
			return false;
	return true;
}

static void
eval_constant(const struct node *n, struct env *env, struct val *v)
{
	(void)env;
	*v = n->value;
}

struct node *
bind_fold(struct binder *b, struct node *n)
{
	for (unsigned i = 0; i < n->nargs; i++)
		if (!n->arg[i]->constant)
			return n;
	b->env.why = NULL;
	node_eval(n, &b->env, &n->value);
	if (b->env.why != NULL) /* said when a row comes that needs it */
		return n;
	n->eval = eval_constant;
	n->constant = true;
	n->nargs = 0;
	return n;
}

/* --- constants and columns ------------------------------------------------ */

static struct node *
constant(struct binder *b, const struct expr *e, enum val_type type)
{
	struct node *n = bind_node(b, e, eval_constant, type, 0);
	char *p = val_mem_get(&b->env.mem, e->len + 1);

	memcpy(p, e->text, e->len + 1);
	n->constant = true;
	n->value.p = p;
	n->value.len = e->len;
	n->value.null = type == VAL_NULL;
	n->value.i = type == VAL_BOOL && e->text[0] == '1';
	n->order_by = type == VAL_TEXT ? ORDER_CONSTANT : ORDER_NONE;
	return n;
}

static struct node *
bind_number(struct binder *b, const struct expr *e)
{
	struct node *n = constant(b, e, VAL_INT);
	bool all, minus = e->text[0] == '-';

	if (num_i64(e->text, INT64_MIN, INT64_MAX, &n->value.i))
		return n;
	n->type = VAL_UINT;
	if (num_u64(e->text, 0, UINT64_MAX, &n->value.u))
		return n;
	if (strpbrk(e->text, "eE") != NULL || b->script) {
		n->type = VAL_DOUBLE;
		n->value.d = val_text_double(e->text, e->len, &all);
		return n;
	}
	n->type = VAL_DECIMAL;
	if (e->len > 65 + (minus ? 2u : 1u))
		return bind_refuse(b, e, "a number of more than 65 digits");
	return n;
}

static void
eval_column(const struct node *n, struct env *env, struct val *v)
{
	*v = env->col[n->index];
}

static struct node *
bind_column(struct binder *b, const struct expr *e)
{
	int (*same)(const char *, const char *) =
	    b->script ? strcmp : strcasecmp;
	const struct row_column *c = NULL;
	struct node *n;
	unsigned i;

	for (i = 0; i < b->ncolumns && c == NULL; i++)
		if (same(b->column[i].name, e->text) == 0)
			c = &b->column[i];
	if (c == NULL && b->t->flags & ROW_TAB_NAMELESS)
		return bind_refuse(b, e,
		    "the names of the columns of '%s.%s' are not known",
		    b->t->db, b->t->name);
	if (c == NULL)
		return bind_refuse(b, e, "'%s.%s' has no column '%s'", b->t->db,
		    b->t->name, e->text);
	if (i > b->last)
		b->last = i;
	n = bind_node(b, e, eval_column, val_type_of(c), 0);
	n->index = i - 1;
	n->source = c;
	if (b->script) /* texts compare as they are */
		n->order_by = ORDER_COLUMN;
	else if (n->type == VAL_TEXT || n->type == VAL_ENUM ||
		 n->type == VAL_SET)
		n->order_by = val_order_of(c->collation, &n->order)
				  ? ORDER_COLUMN
				  : ORDER_UNKNOWN;
	return n;
}

struct node *
bind_expr(struct binder *b, const struct expr *e)
{
	if (b->failed)
		return NULL;
	switch (e->kind) {
	case EXPR_NULL:
		return constant(b, e, VAL_NULL);
	case EXPR_BOOL:
		return constant(b, e, VAL_BOOL);
	case EXPR_NUMBER:
		return bind_number(b, e);
	case EXPR_TEXT:
		return constant(b, e, VAL_TEXT);
	case EXPR_COLUMN:
		return bind_column(b, e);
	default:
		return b->call(b, e);
	}
}
