/*
 * fn_time.c: functions of dates and times; see fn.h, pxetl(5).
 *
 * A date and time is a wall clock without a zone; seconds are since 1970 in
 * UTC, and a zone stands beside them where one becomes the other.
 */
#include <string.h>

#include "row/time.h"
#include "rowfilter/fn.h"
#include "rowfilter/fn_clock.h"

#define YEAR_ZERO (-INT64_C(62167219200) * CLOCK_SECOND)
#define YEAR_LAST (INT64_C(253402300800) * CLOCK_SECOND)

static int64_t
floor_div(int64_t a, int64_t b)
{
	return a / b - (a % b != 0 && (a < 0) != (b < 0));
}

/* v as a date and time; a mistake when it is none. */
static void
finish(const struct node *n, struct env *env, struct val *v, bool overflow)
{
	if (overflow || v->i < YEAR_ZERO || v->i >= YEAR_LAST)
		node_wrong(n, env, v, "a date outside of the years 0 to 9999");
}

static bool
real_date(const struct node *n, struct env *env, struct val *v, int64_t t)
{
	if (!row_time_is_fields(t))
		return true;
	node_wrong(n, env, v, "a date that does not exist");
	return false;
}

static void
eval_now(const struct node *n, struct env *env, struct val *v)
{
	int64_t now = env->commit_clock ? env->time : clock_now();

	v->null = env->commit_clock && env->time == 0;
	v->i = floor_div(now, (int64_t)n->index);
}

static struct node *
bind_now(struct binder *b, const struct expr *e)
{
	struct node *n = bind_node(b, e, eval_now, VAL_INT, 0);

	n->index = strcmp(e->text, "dt_now") == 0 ? 1000000 : 1000;
	return n;
}

/* a[1], when there: the zone, in n->value by bind_zone. */
static void
eval_from(const struct node *n, struct env *env, struct val *v)
{
	node_eval(n->arg[0], env, v);
	if (!v->null)
		finish(n, env, v,
		    __builtin_mul_overflow(v->i, (int64_t)n->index, &v->i) ||
			__builtin_add_overflow(v->i, n->value.i, &v->i));
}

static void
eval_parse(const struct node *n, struct env *env, struct val *v)
{
	node_eval(n->arg[0], env, v);
	if (!v->null && real_date(n, env, v, v->i))
		v->i = floor_div(v->i - n->value.i, (int64_t)n->index);
}

/* dt_fromtimestamp, dt_parsetimestamp and their millis: one value, perhaps a
 * zone. */
static struct node *
bind_stamp(struct binder *b, const struct expr *e)
{
	bool from = strncmp(e->text, "dt_from", 7) == 0;
	struct node *n = bind_node(b, e, from ? eval_from : eval_parse,
	    from ? VAL_DATETIME : VAL_INT, 1);
	enum val_type type;

	n->index = strstr(e->text, "millis") != NULL ? 1000 : 1000000;
	if (!bind_args(b, e, n))
		return NULL;
	type = n->arg[0]->type;
	if (type != VAL_NULL &&
	    (from ? type != VAL_INT : type != VAL_DATE && type != VAL_DATETIME))
		return bind_refuse(b, e->arg[0], "%s takes %s here, not %s",
		    e->text, from ? "an integer" : "a date and time",
		    val_type_name(type));
	if (e->nargs == 2 && (e->arg[1]->kind != EXPR_TEXT ||
				 !fn_zone(e->arg[1]->text, &n->value.i)))
		return bind_refuse(b, e->arg[1],
		    "a zone like 'GMT+08' or 'UTC' is expected here");
	return n;
}

static struct node *
bind_constant(struct binder *b, const struct expr *e)
{
	const struct expr *text = e->arg[0];
	struct node *n;
	int64_t v;

	if (text->kind != EXPR_TEXT ||
	    (!row_time_parse(ROW_DATETIME, text->text, text->len, &v) &&
		!row_time_parse(ROW_DATE, text->text, text->len, &v)) ||
	    row_time_is_fields(v))
		return bind_refuse(
		    b, text, "DATETIME takes 'yyyy-mm-dd hh:mm:ss' here");
	if ((n = bind_expr(b, text)) == NULL)
		return NULL;
	n->type = VAL_DATETIME;
	n->value.i = v;
	n->order_by = ORDER_NONE;
	return n;
}

/* --- texts
 * -------------------------------------------------------------------- */

static void
eval_str(const struct node *n, struct env *env, struct val *v)
{
	char *to;

	node_eval(n->arg[0], env, v);
	if (v->null || !real_date(n, env, v, v->i))
		return;
	to = val_mem_get(&env->mem, n->value.len + 64);
	v->len = fn_clock_put(to, n->value.p, v->i);
	v->p = to;
}

static void
eval_strptime(const struct node *n, struct env *env, struct val *v)
{
	node_eval(n->arg[0], env, v);
	if (!v->null && !fn_clock_get(v->p, v->len, n->value.p, &v->i))
		node_wrong(n, env, v, "dt_strptime of another form");
}

static struct node *
bind_text(struct binder *b, const struct expr *e)
{
	bool str = strcmp(e->text, "dt_str") == 0;
	struct node *n = bind_node(b, e, str ? eval_str : eval_strptime,
	    str ? VAL_TEXT : VAL_DATETIME, 1);
	const struct expr *form = e->arg[1];
	enum val_type type;
	unsigned at;

	if (!bind_args(b, e, n))
		return NULL;
	type = n->arg[0]->type;
	if (type != VAL_NULL &&
	    (str ? type != VAL_DATE && type != VAL_DATETIME : type != VAL_TEXT))
		return bind_refuse(b, e->arg[0], "%s takes %s here, not %s",
		    e->text, str ? "a date and time" : "a text",
		    val_type_name(type));
	if (form->kind != EXPR_TEXT || !fn_clock_check(form->text, &at))
		return bind_refuse(b, form,
		    "a form of yyyy MM dd HH mm ss SSS is expected here");
	n->value.p = form->text; /* the script lives longer */
	n->value.len = form->len;
	return n;
}

/* --- adding
 * ---------------------------------------------------------------------- */

static const char *const units[] = { "years", "months", "days", "hours",
	"minutes" };

enum {
	UNITS = sizeof(units) / sizeof(units[0])
};

/* More than so many always lead out of the years 0 to 9999. */
static const int64_t far[UNITS] = { 10000, 120000, 3660000, 87840000,
	INT64_C(5270400000) };

/* Months are added to the calendar, the last day of a month is not left. */
static int64_t
add_months(int64_t t, int64_t months)
{
	struct clock_civil c;
	int64_t m;

	clock_civil(t, &c);
	m = (int64_t)c.year * 12 + c.month - 1 + months;
	if (m < 0 || m >= 120000)
		return INT64_MIN;
	c.year = (int)(m / 12);
	c.month = (int)(m % 12) + 1;
	while (!clock_date_exists(c.year, c.month, c.day))
		c.day--;
	return clock_us(&c);
}

/* arg[0] and for each unit an argument or none. */
static void
eval_add(const struct node *n, struct env *env, struct val *v)
{
	int64_t by[UNITS] = { 0 };
	struct val a;

	node_eval(n->arg[0], env, v);
	if (v->null || !real_date(n, env, v, v->i))
		return;
	for (unsigned i = 0; i < UNITS; i++) {
		if (n->arg[i + 1] == NULL)
			continue;
		node_eval(n->arg[i + 1], env, &a);
		if (a.null) {
			val_set_null(v);
			return;
		}
		if (a.i < -far[i] || a.i > far[i]) {
			finish(n, env, v, true);
			return;
		}
		by[i] = a.i;
	}
	v->i = add_months(v->i, by[0] * 12 + by[1]);
	if (v->i != INT64_MIN)
		finish(n, env, v,
		    __builtin_add_overflow(v->i,
			((by[2] * 24 + by[3]) * 60 + by[4]) * 60 * CLOCK_SECOND,
			&v->i));
	else
		finish(n, env, v, true);
}

static struct node *
bind_add(struct binder *b, const struct expr *e)
{
	struct node *n = bind_node(b, e, eval_add, VAL_DATETIME, UNITS + 1);
	struct node *a;
	unsigned u;

	if ((n->arg[0] = bind_expr(b, e->arg[0])) == NULL)
		return NULL;
	if (n->arg[0]->type != VAL_DATE && n->arg[0]->type != VAL_DATETIME &&
	    n->arg[0]->type != VAL_NULL)
		return bind_refuse(b, e->arg[0],
		    "dt_add takes a date and time here, not %s",
		    val_type_name(n->arg[0]->type));
	for (unsigned i = 1; i < e->nargs; i++) {
		const char *label = e->arg[i]->label;

		for (u = 0; label != NULL && u < UNITS; u++)
			if (strcmp(label, units[u]) == 0)
				break;
		if (label == NULL || u == UNITS || n->arg[u + 1] != NULL)
			return bind_refuse(b, e->arg[i],
			    "years=, months=, days=, hours= or minutes=, each "
			    "once");
		if ((a = bind_expr(b, e->arg[i])) == NULL)
			return NULL;
		if (a->type != VAL_INT && a->type != VAL_NULL)
			return bind_refuse(b, e->arg[i],
			    "%s= takes an integer, not %s", label,
			    val_type_name(a->type));
		n->arg[u + 1] = a;
	}
	return n;
}

#define FN(n, low, high, b)                                           \
	{                                                             \
		.name = (n), .min = (low), .max = (high), .bind = (b) \
	}

const struct fn fn_times[] = {
	FN("DATETIME", 1, 1, bind_constant),
	FN("dt_now", 0, 0, bind_now),
	FN("dt_now_millis", 0, 0, bind_now),
	FN("dt_fromtimestamp", 1, 2, bind_stamp),
	FN("dt_fromtimestamp_millis", 1, 2, bind_stamp),
	FN("dt_parsetimestamp", 1, 2, bind_stamp),
	FN("dt_parsetimestamp_millis", 1, 2, bind_stamp),
	FN("dt_str", 2, 2, bind_text),
	FN("dt_strptime", 2, 2, bind_text),
	FN("dt_add", 2, UNITS + 1, bind_add),
	{ .name = NULL },
};
