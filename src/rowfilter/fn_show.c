/*
 * fn_show.c: values as texts; see fn_show.h.
 *
 * Integers, decimals and dates as MySQL shows them, floats as the shortest
 * text that reads back the same, conditions as true and false.
 */
#include <string.h>

#include "base/jsonw.h"
#include "row/time.h"
#include "rowfilter/fn.h"
#include "rowfilter/fn_show.h"

static void
show_time(const struct node *a, struct val *v, char *to)
{
	unsigned type = a->type == VAL_DATE   ? ROW_DATE
			: a->type == VAL_TIME ? ROW_TIME
					      : ROW_DATETIME;
	unsigned digits = 0;

	if (a->source != NULL)
		digits = a->source->scale;
	else if (v->i % CLOCK_SECOND != 0)
		digits = 6;
	v->len = row_time_text(to, type, digits, v->i);
}

/* n->extra: a buf that is kept from row to row. */
static void
eval_show(const struct node *n, struct env *env, struct val *v)
{
	const struct node *a = n->arg[0];
	struct buf *b = n->extra;
	char *to;

	node_eval(a, env, v);
	if (v->null)
		return;
	if (a->type == VAL_BOOL) {
		v->p = v->i ? "true" : "false";
		v->len = strlen(v->p);
		return;
	}
	if (a->type == VAL_DOUBLE) {
		buf_clear(b);
		jsonw_double(b, v->d);
		v->p = to = val_mem_get(&env->mem, b->len);
		memcpy(to, b->data, b->len);
		v->len = b->len;
		return;
	}
	to = val_mem_get(&env->mem, 32);
	show_time(a, v, to);
	v->p = to;
}

static void
release(void *p)
{
	buf_release(p);
}

struct node *
fn_show(struct binder *b, const struct expr *e, struct node *n)
{
	struct node *a = bind_to_text(b, n);

	if (a->type == VAL_TEXT || a->type == VAL_NULL)
		return a;
	if (a->type == VAL_INT || a->type == VAL_UINT)
		a = bind_to_decimal(b, a);
	if (a->type == VAL_DECIMAL) /* its digits are its text */
		return a;
	if (a->type == VAL_BYTES || a->type == VAL_OTHER)
		return bind_refuse(
		    b, e, "no text of %s", val_type_name(a->type));
	n = bind_node(b, e, eval_show, VAL_TEXT, 1);
	n->arg[0] = a;
	n->extra = bind_alloc(b, 1, sizeof(struct buf));
	if (a->type == VAL_DOUBLE && !bind_undo(b, release, n->extra))
		return bind_refuse(b, e, "too many floats as texts");
	return bind_fold(b, n);
}

/* arg[0] is the pattern. */
static void
eval_format(const struct node *n, struct env *env, struct val *v)
{
	struct val a[FN_ARGS];
	const char *p, *end, *at;
	struct val hole = { .p = "{}", .len = 2 };
	size_t len = 0;
	char *to;

	for (unsigned i = 0; i < n->nargs; i++) {
		node_eval(n->arg[i], env, &a[i]);
		if (a[i].null) {
			val_set_null(v);
			return;
		}
		len += a[i].len;
	}
	p = a[0].p;
	end = p + a[0].len;
	v->null = false;
	v->p = to = val_mem_get(&env->mem, len);
	for (unsigned i = 1; i < n->nargs; i++) {
		at = fn_search(p, end, &hole);
		memcpy(to, p, (size_t)(at - p));
		to += at - p;
		memcpy(to, a[i].p, a[i].len);
		to += a[i].len;
		p = at + hole.len;
	}
	memcpy(to, p, (size_t)(end - p));
	v->len = (size_t)(to - v->p) + (size_t)(end - p);
}

struct node *
fn_format(struct binder *b, const struct expr *e)
{
	struct node *n = bind_node(b, e, eval_format, VAL_TEXT, e->nargs);
	const struct expr *pattern = e->arg[0];
	struct val hole = { .p = "{}", .len = 2 };
	const char *p = pattern->text;
	unsigned holes = 0;

	if (pattern->kind != EXPR_TEXT)
		return bind_refuse(
		    b, pattern, "str_format takes a constant text here");
	while (
	    (p = fn_search(p, pattern->text + pattern->len, &hole)) != NULL) {
		p += hole.len;
		holes++;
	}
	if (holes != e->nargs - 1)
		return bind_refuse(b, pattern, "%u times {} for %u values",
		    holes, e->nargs - 1);
	if (!bind_args(b, e, n))
		return NULL;
	for (unsigned i = 1; i < n->nargs; i++)
		if ((n->arg[i] = fn_show(b, e->arg[i], n->arg[i])) == NULL)
			return NULL;
	return bind_fold(b, n);
}
