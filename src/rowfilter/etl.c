/*
 * etl.c: an ETL script, for one table; see etl.h, pxetl(5).
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "rowfilter/etl.h"
#include "rowfilter/fn.h"
#include "rowfilter/image.h"
#include "rowfilter/store.h"

enum kind {
	LIST,   /* all of sub */
	SWITCH, /* the first of sub whose condition is true; NULL: always */
	SET,
	REPLACE,
	DROP,
	KEEP
};

struct action {
	enum kind kind;
	struct action **sub;
	struct node **cond; /* SWITCH, KEEP */
	unsigned n;
	struct node *value; /* SET; REPLACE: two */
	struct node *with;
	unsigned column;
	unsigned line, at;
};

struct etl {
	struct binder binder;
	struct row_table *t;
	const struct row_column *source; /* columns of an image that comes */
	unsigned nsource;
	struct action *root;
	struct env env;
	enum etl_error on_error;
	char why[200];
};

/* --- making it ready
 * ---------------------------------------------------------- */

static struct action *bind_action(struct etl *x, const struct expr *e);

static struct action *
action(struct etl *x, const struct expr *e, enum kind kind, unsigned n)
{
	struct action *a = bind_alloc(&x->binder, 1, sizeof(*a));

	a->kind = kind;
	a->n = n;
	a->sub = bind_alloc(&x->binder, n, sizeof(a->sub[0]));
	a->cond = bind_alloc(&x->binder, n, sizeof(a->cond[0]));
	a->line = e->line;
	a->at = e->column;
	return a;
}

static struct node *
bind_condition(struct etl *x, const struct expr *e)
{
	struct node *n = bind_expr(&x->binder, e);

	if (n != NULL && n->type != VAL_BOOL && n->type != VAL_NULL)
		return bind_refuse(&x->binder, e,
		    "a condition is expected here, not %s",
		    val_type_name(n->type));
	return n;
}

/*
 * e_if, e_if_else, e_switch: pairs of condition and action, then perhaps an
 * action for all else.  A condition that is constant for the table decides
 * now: what it excludes need not suit the table.
 */
static struct action *
bind_switch(struct etl *x, const struct expr *e)
{
	struct action *a = action(x, e, SWITCH, e->nargs);
	struct node *c;
	unsigned i;

	for (a->n = 0, i = 0; i < e->nargs; i += 2) {
		c = NULL;
		if (i + 1 < e->nargs) {
			if ((c = bind_condition(x, e->arg[i])) == NULL)
				return NULL;
			if (c->constant && (c->value.null || !c->value.i))
				continue;
		}
		a->cond[a->n] = c != NULL && c->constant ? NULL : c;
		a->sub[a->n] =
		    bind_action(x, e->arg[i + 1 < e->nargs ? i + 1 : i]);
		if (a->sub[a->n++] == NULL)
			return NULL;
		if (a->cond[a->n - 1] == NULL)
			break;
	}
	return a;
}

static struct action *
bind_list(struct etl *x, const struct expr *e)
{
	struct action *a = action(x, e, LIST, e->nargs);

	for (unsigned i = 0; i < e->nargs; i++)
		if ((a->sub[i] = bind_action(x, e->arg[i])) == NULL)
			return NULL;
	return a;
}

/* The column of e_set; a new one when the table has none of this name. */
static struct row_column *
target(struct etl *x, const struct expr *e, const struct node *n)
{
	struct binder *b = &x->binder;
	struct row_column *c;

	for (unsigned i = 0; i < b->ncolumns; i++)
		if (strcmp(b->column[i].name, e->text) == 0)
			return &b->column[i];
	c = &b->column[b->ncolumns];
	if (b->ncolumns == ROW_COLUMNS_MAX) {
		bind_refuse(b, e, "too many columns");
		return NULL;
	}
	memset(c, 0, sizeof(*c));
	if (!store_define(x->t, c, n)) {
		bind_refuse(b, e, "no type for the new column '%s' from %s",
		    e->text, val_type_name(n->type));
		return NULL;
	}
	c->name = row_table_dup(x->t, e->text, e->len);
	b->ncolumns++;
	return c;
}

static struct action *
bind_set(struct etl *x, const struct expr *e)
{
	struct action *a = action(x, e, SET, 0);
	const struct expr *name = e->arg[0];
	struct row_column *c;

	if ((name->kind != EXPR_COLUMN && name->kind != EXPR_TEXT) ||
	    name->len == 0 || name->len > 255) {
		bind_refuse(&x->binder, name, "e_set takes a column here");
		return NULL;
	}
	if ((a->value = bind_expr(&x->binder, e->arg[1])) == NULL ||
	    (c = target(x, name, a->value)) == NULL)
		return NULL;
	if (val_type_of(c) == VAL_TEXT)
		a->value = bind_to_text(&x->binder, a->value);
	if (!store_suits(&x->binder, e->arg[1], c, a->value))
		return NULL;
	a->column = (unsigned)(c - x->binder.column);
	return a;
}

/* tail_replace_string_field(search, replacement, true). */
static struct action *
bind_replace(struct etl *x, const struct expr *e)
{
	struct action *a = action(x, e, REPLACE, 0);

	if (e->arg[2]->kind != EXPR_BOOL || e->arg[2]->text[0] != '1') {
		bind_refuse(&x->binder, e->arg[2],
		    "tail_replace_string_field takes only true here");
		return NULL;
	}
	for (unsigned i = 0; i < 2; i++)
		if (e->arg[i]->kind != EXPR_TEXT) {
			bind_refuse(&x->binder, e->arg[i],
			    "a constant text is expected here");
			return NULL;
		}
	a->value = bind_expr(&x->binder, e->arg[0]);
	a->with = bind_expr(&x->binder, e->arg[1]);
	return a;
}

static struct action *
bind_action(struct etl *x, const struct expr *e)
{
	struct action *a;

	if (e->kind != EXPR_CALL || !fn_find(e->text)->statement) {
		bind_refuse(&x->binder, e, "a statement is expected here");
		return NULL;
	}
	if (strcmp(e->text, "e_set") == 0)
		return bind_set(x, e);
	if (strcmp(e->text, "e_compose") == 0)
		return bind_list(x, e);
	if (strcmp(e->text, "e_drop") == 0)
		return action(x, e, DROP, 0);
	if (strcmp(e->text, "tail_replace_string_field") == 0)
		return bind_replace(x, e);
	if (strcmp(e->text, "e_keep") != 0)
		return bind_switch(x, e);
	a = action(x, e, KEEP, 1);
	a->cond[0] = bind_condition(x, e->arg[0]);
	return a->cond[0] == NULL ? NULL : a;
}

static size_t
count_sets(const struct expr *e)
{
	size_t n = e->kind == EXPR_CALL && strcmp(e->text, "e_set") == 0;

	for (unsigned i = 0; i < e->nargs; i++)
		n += count_sets(e->arg[i]);
	return n;
}

/* e_switch without default=: an even number of arguments. */
static bool
check_switches(struct binder *b, const struct expr *e)
{
	bool has = e->nargs > 0 && e->arg[e->nargs - 1]->label != NULL;

	if (e->kind == EXPR_CALL && strcmp(e->text, "e_switch") == 0 &&
	    (e->nargs % 2 != 0) != has)
		return bind_refuse(b, e,
			   "e_switch takes pairs of condition and statement, "
			   "then default=") != NULL;
	for (unsigned i = 0; i < e->nargs; i++)
		if (!check_switches(b, e->arg[i]))
			return false;
	return true;
}

struct etl *
etl_new(const struct expr *script, struct row_table *t,
    const struct etl_how *how, char *why, size_t n)
{
	struct etl *x = xcalloc(1, sizeof(*x));
	size_t room = t->ncolumns + count_sets(script);

	x->t = t;
	x->source = t->column;
	x->nsource = t->ncolumns;
	x->on_error = how->on_error;
	bind_init(&x->binder, t, true, fn_bind);
	x->binder.column = row_table_alloc(t, room + 1, sizeof(t->column[0]));
	for (unsigned i = 0; i < t->ncolumns; i++)
		x->binder.column[i] = t->column[i];
	if (!check_switches(&x->binder, script) ||
	    (x->root = bind_action(x, script)) == NULL) {
		snprintf(why, n, "%s", x->binder.why);
		etl_free(x);
		return NULL;
	}
	t->column = x->binder.column;
	t->ncolumns = (uint16_t)x->binder.ncolumns;
	x->env.col = xcalloc(room + 1, sizeof(x->env.col[0]));
	x->env.commit_clock = how->commit_clock;
	return x;
}

void
etl_free(struct etl *x)
{
	if (x == NULL)
		return;
	bind_release(&x->binder);
	val_mem_release(&x->env.mem);
	free(x->env.col);
	free(x);
}

bool
etl_idle(const struct etl *x)
{
	return x->root->kind == SWITCH && x->root->n == 0;
}

const char *
etl_why(const struct etl *x)
{
	return x->why;
}

/* --- running
 * --------------------------------------------------------------------- */

enum outcome {
	ON,
	DROPPED,
	FAILED
};

/* Something went wrong at a: what now?  hard: it cannot be NULL instead. */
static enum outcome
wrong(struct etl *x, const struct action *a, const char *why, bool hard)
{
	struct env *env = &x->env;

	if (x->on_error == ETL_DROP)
		return DROPPED;
	if (x->on_error == ETL_NULL && !hard)
		return ON;
	snprintf(x->why, sizeof(x->why), "%u:%u: %s",
	    env->why != NULL ? env->line : a->line,
	    env->why != NULL ? env->column : a->at, why);
	return FAILED;
}

static enum outcome
evaluate(
    struct etl *x, const struct action *a, const struct node *n, struct val *v)
{
	x->env.why = NULL;
	node_eval(n, &x->env, v);
	return x->env.why == NULL ? ON : wrong(x, a, x->env.why, false);
}

static enum outcome
run_set(struct etl *x, const struct action *a)
{
	const struct row_column *c = &x->binder.column[a->column];
	enum outcome o;
	const char *why;
	struct val v;

	if ((o = evaluate(x, a, a->value, &v)) != ON)
		return o;
	x->env.why = NULL;
	if ((why = store_value(&x->env, c, a->value, &v)) != NULL) {
		o = wrong(x, a, why, !(c->flags & ROW_COL_NULLABLE));
		val_set_null(&v);
	}
	x->env.col[a->column] = v;
	return o;
}

static enum outcome
run_replace(struct etl *x, const struct action *a)
{
	const struct row_column *c;
	enum outcome o = ON;
	struct val *v, from;
	const char *why;

	x->env.why = NULL;
	for (unsigned i = 0; i < x->binder.ncolumns && o == ON; i++) {
		c = &x->binder.column[i];
		v = &x->env.col[i];
		if (val_type_of(c) != VAL_TEXT || v->null)
			continue;
		from = *v;
		fn_replace(
		    &x->env, &from, &a->value->value, &a->with->value, -1, v);
		why = store_value(&x->env, c, a->value, v);
		if (why == NULL)
			continue;
		o = wrong(x, a, why, !(c->flags & ROW_COL_NULLABLE));
		val_set_null(v);
	}
	return o;
}

static enum outcome run(struct etl *x, const struct action *a);

static enum outcome
run_switch(struct etl *x, const struct action *a)
{
	enum outcome o;
	struct val v;

	for (unsigned i = 0; i < a->n; i++) {
		if (a->cond[i] == NULL)
			return run(x, a->sub[i]);
		if ((o = evaluate(x, a, a->cond[i], &v)) != ON)
			return o;
		if (!v.null && v.i)
			return run(x, a->sub[i]);
	}
	return ON;
}

static enum outcome
run(struct etl *x, const struct action *a)
{
	enum outcome o = ON;
	struct val v;

	switch (a->kind) {
	case LIST:
		for (unsigned i = 0; i < a->n && o == ON; i++)
			o = run(x, a->sub[i]);
		return o;
	case SWITCH:
		return run_switch(x, a);
	case SET:
		return run_set(x, a);
	case REPLACE:
		return run_replace(x, a);
	case KEEP:
		o = evaluate(x, a, a->cond[0], &v);
		return o == ON && (v.null || !v.i) ? DROPPED : o;
	default:
		return DROPPED;
	}
}

int
etl_run(struct etl *x, const struct row *row, const uint8_t *image, size_t len,
    bool partial, struct buf *out)
{
	struct env *env = &x->env;
	const char *why;

	if (!image_load(env->col, x->source, x->nsource, x->nsource, image, len,
		partial, &why)) {
		snprintf(x->why, sizeof(x->why), "%s", why);
		return -1;
	}
	for (unsigned i = x->nsource; i < x->binder.ncolumns; i++)
		val_set_null(&env->col[i]);
	val_mem_clear(&env->mem);
	env->op = row->op;
	env->time = row->time;
	switch (run(x, x->root)) {
	case ON:
		store_image(
		    out, x->binder.column, x->binder.ncolumns, env->col);
		return 1;
	case DROPPED:
		return 0;
	default:
		return -1;
	}
}
