/*
 * cast.c: a value made one of another type; see bind.h.
 */
#include <stdlib.h>
#include <string.h>

#include "rowfilter/bind.h"

static struct node *
wrap(struct binder *b, struct node *a, eval_fn *eval, enum val_type type)
{
	struct node *n = bind_alloc(b, 1, sizeof(*n));

	*n = *a;
	n->constant = false;
	n->eval = eval;
	n->type = type;
	n->nargs = 1;
	n->arg = bind_alloc(b, 1, sizeof(n->arg[0]));
	n->arg[0] = a;
	return bind_fold(b, n);
}

static void
double_of_int(const struct node *n, struct env *env, struct val *v)
{
	node_eval(n->arg[0], env, v);
	v->d = (double)v->i;
}

static void
double_of_uint(const struct node *n, struct env *env, struct val *v)
{
	node_eval(n->arg[0], env, v);
	v->d = (double)v->u;
}

static void
double_of_text(const struct node *n, struct env *env, struct val *v)
{
	bool all;

	node_eval(n->arg[0], env, v);
	if (!v->null)
		v->d = val_text_double(v->p, v->len, &all);
}

struct node *
bind_to_double(struct binder *b, struct node *n)
{
	switch (n->type) {
	case VAL_NULL:
	case VAL_DOUBLE:
		return n;
	case VAL_BOOL:
	case VAL_INT:
		return wrap(b, n, double_of_int, VAL_DOUBLE);
	case VAL_UINT:
	case VAL_ENUM:
	case VAL_SET:
		return wrap(b, n, double_of_uint, VAL_DOUBLE);
	default:
		return wrap(b, n, double_of_text, VAL_DOUBLE);
	}
}

/* --- integers as digits ----------------------------------------------------
 */

static void
digits_of(struct env *env, struct val *v, bool minus, uint64_t u)
{
	char *end = val_mem_get(&env->mem, 24) + 24, *p = end;

	do
		*--p = (char)('0' + u % 10);
	while ((u /= 10) != 0);
	if (minus)
		*--p = '-';
	v->p = p;
	v->len = (size_t)(end - p);
}

static void
digits_of_int(const struct node *n, struct env *env, struct val *v)
{
	node_eval(n->arg[0], env, v);
	if (!v->null)
		digits_of(env, v, v->i < 0, v->i < 0 ? 0 - v->u : v->u);
}

static void
digits_of_uint(const struct node *n, struct env *env, struct val *v)
{
	node_eval(n->arg[0], env, v);
	if (!v->null)
		digits_of(env, v, false, v->u);
}

struct node *
bind_to_decimal(struct binder *b, struct node *n)
{
	switch (n->type) {
	case VAL_BOOL:
	case VAL_INT:
		return wrap(b, n, digits_of_int, VAL_DECIMAL);
	case VAL_UINT:
	case VAL_ENUM:
	case VAL_SET:
		return wrap(b, n, digits_of_uint, VAL_DECIMAL);
	default:
		return n;
	}
}

/* --- labels ----------------------------------------------------------------
 */

static void
text_of_enum(const struct node *n, struct env *env, struct val *v)
{
	const struct row_column *c = n->source;

	node_eval(n->arg[0], env, v);
	if (v->null)
		return;
	if (v->u > c->nmembers) {
		node_wrong(n, env, v, "an ENUM value without a label");
		return;
	}
	v->p = v->u == 0 ? "" : c->member[v->u - 1];
	v->len = strlen(v->p);
}

static void
text_of_set(const struct node *n, struct env *env, struct val *v)
{
	const struct row_column *c = n->source;
	size_t len = 0;
	char *to;

	node_eval(n->arg[0], env, v);
	if (v->null)
		return;
	if (c->nmembers < 64 && v->u >> c->nmembers != 0) {
		node_wrong(n, env, v, "a SET value without a label");
		return;
	}
	for (unsigned i = 0; i < c->nmembers && i < 64; i++)
		if (v->u >> i & 1)
			len += strlen(c->member[i]) + 1;
	v->p = to = val_mem_get(&env->mem, len + 1);
	v->len = len == 0 ? 0 : len - 1;
	for (unsigned i = 0; i < c->nmembers && i < 64; i++)
		if (v->u >> i & 1) {
			len = strlen(c->member[i]);
			memcpy(to, c->member[i], len);
			to += len;
			*to++ = ',';
		}
}

struct node *
bind_to_text(struct binder *b, struct node *n)
{
	if (n->type == VAL_ENUM)
		return wrap(b, n, text_of_enum, VAL_TEXT);
	if (n->type == VAL_SET)
		return wrap(b, n, text_of_set, VAL_TEXT);
	return n;
}
