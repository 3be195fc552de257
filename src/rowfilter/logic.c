/*
 * logic.c: conditions: comparisons, AND, OR, NOT, IN, BETWEEN, LIKE, IS NULL,
 * with three truth values.  The calls of sql.c; see bind.h.
 */
#include <string.h>

#include "row/time.h"
#include "rowfilter/logic.h"

/* --- comparisons -----------------------------------------------------------
 */

enum {
	LESS = 1,
	EQUAL = 2,
	MORE = 4
};

/* n->index has the outcomes that make it true. */
static void
eval_compare(const struct node *n, struct env *env, struct val *v)
{
	struct val b;
	int c;

	node_eval(n->arg[0], env, v);
	if (v->null)
		return;
	node_eval(n->arg[1], env, &b);
	if (b.null) {
		val_set_null(v);
		return;
	}
	c = n->compare(v, &b, n);
	v->i = (n->index & (c < 0 ? LESS : c > 0 ? MORE : EQUAL)) != 0;
}

static unsigned
outcomes_of(const char *name)
{
	static const struct {
		const char *name;
		unsigned outcomes;
	} known[] = { { "=", EQUAL }, { "!=", LESS | MORE }, { "<", LESS },
		{ "<=", LESS | EQUAL }, { ">", MORE }, { ">=", MORE | EQUAL } };

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (strcmp(name, known[i].name) == 0)
			return known[i].outcomes;
	return 0;
}

/* A comparison of what is of one type already. */
static struct node *
compare(struct binder *b, const struct expr *e, unsigned outcomes,
    struct node *x, struct node *y)
{
	struct node *n = bind_node(b, e, eval_compare, VAL_BOOL, 2);

	n->arg[0] = x;
	n->arg[1] = y;
	n->index = outcomes;
	bind_comparer(n, x, y);
	return bind_fold(b, n);
}

struct node *
logic_compare(struct binder *b, const struct expr *e, const char *sign)
{
	struct node *n = bind_node(b, e, eval_compare, VAL_BOOL, 2);
	unsigned outcomes = outcomes_of(sign);

	if (!bind_args(b, e, n) ||
	    !bind_unify(b, e, n->arg, 2, (outcomes ^ (outcomes >> 2)) & LESS))
		return NULL;
	return compare(b, e, outcomes, n->arg[0], n->arg[1]);
}

/* --- and, or, not -----------------------------------------------------------
 */

static void
eval_and(const struct node *n, struct env *env, struct val *v)
{
	bool null = false;

	for (unsigned i = 0; i < n->nargs; i++) {
		node_eval(n->arg[i], env, v);
		if (!v->null && v->i == 0)
			return;
		null |= v->null;
	}
	v->null = null;
}

static void
eval_or(const struct node *n, struct env *env, struct val *v)
{
	bool null = false;

	for (unsigned i = 0; i < n->nargs; i++) {
		node_eval(n->arg[i], env, v);
		if (!v->null && v->i != 0)
			return;
		null |= v->null;
	}
	v->null = null;
}

static void
eval_not(const struct node *n, struct env *env, struct val *v)
{
	node_eval(n->arg[0], env, v);
	v->i = !v->i;
}

static bool
all_conditions(struct binder *b, const struct expr *e, const struct node *n)
{
	for (unsigned i = 0; i < n->nargs; i++)
		if (n->arg[i]->type != VAL_BOOL && n->arg[i]->type != VAL_NULL)
			return bind_refuse(b, e->arg[i],
				   "a condition is expected here, not %s",
				   val_type_name(n->arg[i]->type)) != NULL;
	return true;
}

struct node *
logic_join(struct binder *b, const struct expr *e, bool and)
{
	struct node *n =
	    bind_node(b, e, and? eval_and : eval_or, VAL_BOOL, e->nargs);

	if (!bind_args(b, e, n) || !all_conditions(b, e, n))
		return NULL;
	return bind_fold(b, n);
}

struct node *
logic_not(struct binder *b, const struct expr *e)
{
	struct node *n = bind_node(b, e, eval_not, VAL_BOOL, 1);
	bool ok;

	b->negated = !b->negated;
	ok = bind_args(b, e, n) && all_conditions(b, e, n);
	b->negated = !b->negated;
	return ok ? bind_fold(b, n) : NULL;
}

/* --- NULL -------------------------------------------------------------------
 */

static void
eval_is_null(const struct node *n, struct env *env, struct val *v)
{
	node_eval(n->arg[0], env, v);
	v->i = v->null;
	v->null = false;
}

/* 0000-00-00 in a column that cannot be NULL is NULL to the server. */
static void
eval_is_null_date(const struct node *n, struct env *env, struct val *v)
{
	node_eval(n->arg[0], env, v);
	v->i = v->null || v->i == ROW_TIME_FIELDS;
	v->null = false;
}

static void
eval_is_not_null(const struct node *n, struct env *env, struct val *v)
{
	eval_is_null(n, env, v);
	v->i = !v->i;
}

static void
eval_is_not_null_date(const struct node *n, struct env *env, struct val *v)
{
	eval_is_null_date(n, env, v);
	v->i = !v->i;
}

/* The server minds such dates only where IS NULL is what remains when all
 * NOTs are worked out. */
struct node *
logic_null(struct binder *b, const struct expr *e, bool null)
{
	struct node *n = bind_node(
	    b, e, null ? eval_is_null : eval_is_not_null, VAL_BOOL, 1);
	const struct row_column *c;

	if (!bind_args(b, e, n))
		return NULL;
	c = n->arg[0]->source;
	if (!b->script && null != b->negated && c != NULL &&
	    !(c->flags & ROW_COL_NULLABLE) &&
	    (c->type == ROW_DATE || c->type == ROW_DATETIME))
		n->eval = null ? eval_is_null_date : eval_is_not_null_date;
	return bind_fold(b, n);
}

/* --- in, between, like -------------------------------------------------------
 */

struct node *
logic_in(struct binder *b, const struct expr *e)
{
	struct node *list = bind_node(b, e, eval_or, VAL_BOOL, e->nargs);
	struct node *n = bind_node(b, e, eval_or, VAL_BOOL, e->nargs - 1);

	if (!bind_args(b, e, list) ||
	    !bind_unify(b, e, list->arg, list->nargs, false))
		return NULL;
	for (unsigned i = 0; i < n->nargs; i++)
		n->arg[i] =
		    compare(b, e, EQUAL, list->arg[0], list->arg[i + 1]);
	return bind_fold(b, n);
}

static struct node *
bind_between(struct binder *b, const struct expr *e)
{
	struct node *list = bind_node(b, e, eval_and, VAL_BOOL, 3);
	struct node *n = bind_node(b, e, eval_and, VAL_BOOL, 2);

	if (!bind_args(b, e, list) || !bind_unify(b, e, list->arg, 3, true))
		return NULL;
	n->arg[0] = compare(b, e, MORE | EQUAL, list->arg[0], list->arg[1]);
	n->arg[1] = compare(b, e, LESS | EQUAL, list->arg[0], list->arg[2]);
	return bind_fold(b, n);
}

static void
eval_like(const struct node *n, struct env *env, struct val *v)
{
	struct val like;

	node_eval(n->arg[0], env, v);
	if (v->null)
		return;
	node_eval(n->arg[1], env, &like);
	if (like.null)
		val_set_null(v);
	else
		v->i = val_like(v, &like, &n->arg[0]->order);
}

static struct node *
bind_like(struct binder *b, const struct expr *e)
{
	struct node *n = bind_node(b, e, eval_like, VAL_BOOL, 2);

	if (!bind_args(b, e, n))
		return NULL;
	for (unsigned i = 0; i < 2; i++)
		if (n->arg[i]->type != VAL_TEXT &&
		    n->arg[i]->type != VAL_ENUM && n->arg[i]->type != VAL_SET &&
		    n->arg[i]->type != VAL_NULL)
			return bind_refuse(b, e->arg[i],
			    "LIKE takes texts, not %s",
			    val_type_name(n->arg[i]->type));
	return bind_unify(b, e, n->arg, 2, false) ? bind_fold(b, n) : NULL;
}

static struct node *
bind_collate(struct binder *b, const struct expr *e)
{
	struct node *n = bind_expr(b, e->arg[0]);

	if (n == NULL)
		return NULL;
	n = bind_to_text(b, n);
	if (n->type != VAL_TEXT)
		return bind_refuse(
		    b, e, "COLLATE behind %s", val_type_name(n->type));
	if (!val_order_of(e->arg[1]->text, &n->order))
		return bind_refuse(b, e->arg[1],
		    "the order of '%s' is not known here exactly",
		    e->arg[1]->text);
	n->order_by = ORDER_SAID;
	return n;
}

struct node *
bind_where(struct binder *b, const struct expr *e)
{
	if (outcomes_of(e->text) != 0)
		return logic_compare(b, e, e->text);
	if (strcmp(e->text, "and") == 0 || strcmp(e->text, "or") == 0)
		return logic_join(b, e, e->text[0] == 'a');
	if (strcmp(e->text, "not") == 0)
		return logic_not(b, e);
	if (strcmp(e->text, "is null") == 0)
		return logic_null(b, e, true);
	if (strcmp(e->text, "is not null") == 0)
		return logic_null(b, e, false);
	if (strcmp(e->text, "in") == 0)
		return logic_in(b, e);
	if (strcmp(e->text, "between") == 0)
		return bind_between(b, e);
	if (strcmp(e->text, "like") == 0)
		return bind_like(b, e);
	return bind_collate(b, e);
}
