/*
 * fn_number.c: arithmetic and numbers as texts; see fn.h, pxetl(5).
 *
 * Integers give integers, checked; with a float or a decimal all is float.
 */
#include <math.h>
#include <string.h>

#include "base/num.h"
#include "rowfilter/fn.h"
#include "rowfilter/fn_show.h"

static const char too_large[] = "the result is beyond 64 bits";

static void
finish(const struct node *n, struct env *env, struct val *v, bool overflow)
{
	if (overflow || (n->type == VAL_DOUBLE && !isfinite(v->d)))
		node_wrong(n, env, v, too_large);
}

static void
work_sum(
    const struct node *n, struct env *env, const struct val *a, struct val *v)
{
	bool overflow = false;

	if (n->type == VAL_DOUBLE)
		v->d = a[0].d + a[1].d;
	else
		overflow = __builtin_add_overflow(a[0].i, a[1].i, &v->i);
	finish(n, env, v, overflow);
}

static void
work_sub(
    const struct node *n, struct env *env, const struct val *a, struct val *v)
{
	bool overflow = false;

	if (n->type == VAL_DOUBLE)
		v->d = a[0].d - a[1].d;
	else
		overflow = __builtin_sub_overflow(a[0].i, a[1].i, &v->i);
	finish(n, env, v, overflow);
}

static void
work_mul(
    const struct node *n, struct env *env, const struct val *a, struct val *v)
{
	bool overflow = false;

	if (n->type == VAL_DOUBLE)
		v->d = a[0].d * a[1].d;
	else
		overflow = __builtin_mul_overflow(a[0].i, a[1].i, &v->i);
	finish(n, env, v, overflow);
}

static void
work_div(
    const struct node *n, struct env *env, const struct val *a, struct val *v)
{
	bool real = n->type == VAL_DOUBLE, overflow = false;

	if (real ? a[1].d == 0 : a[1].i == 0) {
		node_wrong(n, env, v, "division by zero");
		return;
	}
	if (real)
		v->d = a[0].d / a[1].d;
	else if (!(overflow = a[0].i == INT64_MIN && a[1].i == -1))
		v->i = a[0].i / a[1].i;
	finish(n, env, v, overflow);
}

static void
work_mod(
    const struct node *n, struct env *env, const struct val *a, struct val *v)
{
	bool real = n->type == VAL_DOUBLE;

	if (real ? a[1].d == 0 : a[1].i == 0)
		node_wrong(n, env, v, "division by zero");
	else if (real)
		v->d = fmod(a[0].d, a[1].d);
	else
		v->i = a[1].i == -1 ? 0 : a[0].i % a[1].i;
}

static void
work_long(
    const struct node *n, struct env *env, const struct val *a, struct val *v)
{
	char text[24];

	if (a[0].len < sizeof(text)) {
		memcpy(text, a[0].p, a[0].len);
		text[a[0].len] = '\0';
		if (strlen(text) == a[0].len &&
		    num_i64(text, INT64_MIN, INT64_MAX, &v->i))
			return;
	}
	node_wrong(n, env, v, "cast_string_to_long of what is no integer");
}

static struct node *
bind_long_to_text(struct binder *b, const struct expr *e)
{
	struct node *n = bind_expr(b, e->arg[0]);

	if (n == NULL)
		return NULL;
	if (n->type != VAL_INT && n->type != VAL_UINT && n->type != VAL_NULL)
		return bind_refuse(b, e->arg[0],
		    "cast_long_to_string takes an integer here, not %s",
		    val_type_name(n->type));
	n = fn_show(b, e, n);
	if (n != NULL && n->type == VAL_DECIMAL) /* its digits are its text */
		n->type = VAL_TEXT;
	return n;
}

static struct node *
bind_mongo(struct binder *b, const struct expr *e)
{
	return bind_refuse(b, e, "bson_value is for MongoDB only");
}

#define FN(n, low, t, r, w)                                            \
	{                                                              \
		.name = (n), .min = (low), .max = (low), .types = (t), \
		.result = VAL_##r, .work = (w)                         \
	}

/* OTHER: an integer or a float, as the arguments are. */
const struct fn fn_numbers[] = {
	FN("+", 2, "N", OTHER, work_sum),
	FN("-", 2, "N", OTHER, work_sub),
	FN("*", 2, "N", OTHER, work_mul),
	FN("/", 2, "N", OTHER, work_div),
	FN("op_sum", 2, "N", OTHER, work_sum),
	FN("op_sub", 2, "N", OTHER, work_sub),
	FN("op_mul", 2, "N", OTHER, work_mul),
	FN("op_div_true", 2, "N", OTHER, work_div),
	FN("op_mod", 2, "N", OTHER, work_mod),
	FN("cast_string_to_long", 1, "T", INT, work_long),
	{ .name = "cast_long_to_string",
	    .min = 1,
	    .max = 1,
	    .bind = bind_long_to_text },
	{ .name = "bson_value", .min = 0, .max = FN_ARGS, .bind = bind_mongo },
	{ .name = NULL },
};
