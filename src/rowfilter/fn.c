/*
 * fn.c: calls of scripts: names, arguments, variables, choice; see fn.h.
 */
#include <string.h>

#include "row/row.h"
#include "rowfilter/fn.h"
#include "rowfilter/logic.h"

/* --- names -----------------------------------------------------------------
 */

static struct node *bind_choice(struct binder *b, const struct expr *e);
static struct node *bind_op(struct binder *b, const struct expr *e);

#define STATEMENT .statement = true
static const struct fn fn_others[] = {
	{ "e_if", 2, 2, STATEMENT },
	{ "e_if_else", 3, 3, STATEMENT },
	{ "e_switch", 2, EXPR_ARGS, STATEMENT },
	{ "e_compose", 1, EXPR_ARGS, STATEMENT },
	{ "e_set", 2, 2, STATEMENT },
	{ "e_drop", 0, 0, STATEMENT },
	{ "e_keep", 1, 1, STATEMENT },
	{ "tail_replace_string_field", 3, 3, STATEMENT },
	{ "?", 3, 3, .bind = bind_choice },
	{ "op_eq", 2, 2, .bind = bind_op },
	{ "op_gt", 2, 2, .bind = bind_op },
	{ "op_lt", 2, 2, .bind = bind_op },
	{ "op_ge", 2, 2, .bind = bind_op },
	{ "op_le", 2, 2, .bind = bind_op },
	{ "op_and", 2, FN_ARGS, .bind = bind_op },
	{ "op_or", 2, FN_ARGS, .bind = bind_op },
	{ "op_not", 1, 1, .bind = bind_op },
	{ "op_in", 2, 2, .bind = bind_op },
	{ "op_is_null", 1, 1, .bind = bind_op },
	{ "op_is_not_null", 1, 1, .bind = bind_op },
	{ "json_array", 0, EXPR_ARGS, .bind = bind_op },
	{ .name = NULL },
};

const struct fn *
fn_find(const char *name)
{
	static const struct fn *const tables[] = { fn_others, fn_texts,
		fn_numbers, fn_times };

	for (size_t i = 0; i < sizeof(tables) / sizeof(tables[0]); i++)
		for (const struct fn *f = tables[i]; f->name != NULL; f++)
			if (strcmp(f->name, name) == 0)
				return f;
	return NULL;
}

void
fn_check(struct expr_reader *r, const struct expr *e)
{
	const struct fn *f = e->kind == EXPR_CALL ? fn_find(e->text) : NULL;

	r->lex.line = e->line;
	r->lex.column = e->column;
	r->lex.kind = LEX_NAME;
	if (e->kind == EXPR_CALL && f == NULL)
		expr_refuse(r, "no function '%s'", e->text);
	else if (f != NULL && (e->nargs < f->min || e->nargs > f->max))
		expr_refuse(r, "%s takes %s%u argument%s, not %u", e->text,
		    e->nargs < f->min && f->min < f->max   ? "at least "
		    : e->nargs > f->max && f->min < f->max ? "at most "
							   : "",
		    e->nargs < f->min ? f->min : f->max,
		    (e->nargs < f->min ? f->min : f->max) == 1 ? "" : "s",
		    e->nargs);
	for (unsigned i = 0; i < e->nargs && !r->failed; i++) {
		if (e->arg[i]->label != NULL &&
		    strcmp(e->text, "dt_add") != 0 &&
		    (strcmp(e->text, "e_switch") != 0 ||
			strcmp(e->arg[i]->label, "default") != 0 ||
			i + 1 != e->nargs))
			expr_refuse(r, "%s has no argument '%s'", e->text,
			    e->arg[i]->label);
		fn_check(r, e->arg[i]);
	}
}

/* --- functions with a work ---------------------------------------------------
 */

static void
eval_work(const struct node *n, struct env *env, struct val *v)
{
	const struct fn *f = n->fn;
	struct val a[FN_ARGS];

	for (unsigned i = 0; i < n->nargs; i++) {
		node_eval(n->arg[i], env, &a[i]);
		if (a[i].null) {
			val_set_null(v);
			return;
		}
	}
	v->null = false;
	f->work(n, env, a, v);
}

static void
eval_int(const struct node *n, struct env *env, struct val *v)
{
	node_eval(n->arg[0], env, v);
	if (!v->null && v->i < 0)
		node_wrong(n, env, v, "an integer beyond 63 bits");
}

/* n as this letter says, or NULL. */
static struct node *
suit(struct node *n, struct binder *b, const struct expr *e, char type)
{
	struct node *w;
	bool number = n->type == VAL_INT || n->type == VAL_UINT;

	if (n->type == VAL_NULL)
		return n;
	switch (type) {
	case 'T':
		if (n->type == VAL_ENUM || n->type == VAL_SET)
			return bind_to_text(b, n);
		return n->type == VAL_TEXT ? n : NULL;
	case 'S':
		return n->type == VAL_TEXT && n->constant ? n : NULL;
	case 'I':
	case 'N':
		if (n->type == VAL_UINT) {
			w = bind_node(b, e, eval_int, VAL_INT, 1);
			w->arg[0] = n;
			return bind_fold(b, w);
		}
		if (type == 'N' && n->type == VAL_DECIMAL)
			return bind_to_double(b, n);
		return number || (type == 'N' && n->type == VAL_DOUBLE) ? n
									: NULL;
	case 'D':
		return n->type == VAL_DATE || n->type == VAL_DATETIME ? n
								      : NULL;
	case 'B':
		return n->type == VAL_BOOL ? n : NULL;
	default:
		return n;
	}
}

static const char *
letter_name(char type)
{
	static const char letters[] = "TSINDB";
	static const char *const names[] = { "a text", "a constant text",
		"an integer", "a number", "a date and time", "a condition" };

	return names[strchr(letters, type) - letters];
}

/* "+" of a text joins texts. */
static bool
joins(const struct node *n, const struct fn *f)
{
	bool text = false;

	for (unsigned i = 0; i < n->nargs; i++)
		text |= n->arg[i]->type == VAL_TEXT;
	return text && f->name[0] == '+';
}

static struct node *
bind_work(struct binder *b, const struct expr *e, const struct fn *f)
{
	struct node *n = bind_node(b, e, eval_work, f->result, e->nargs), *a;
	const char *type;
	bool real = false;

	if (!bind_args(b, e, n))
		return NULL;
	if (joins(n, f))
		f = fn_find("op_add");
	n->fn = f;
	n->type = f->result;
	type = f->types;
	for (unsigned i = 0; i < n->nargs; i++) {
		a = n->arg[i];
		if ((n->arg[i] = suit(a, b, e->arg[i], *type)) == NULL)
			return bind_refuse(b, e->arg[i],
			    "%s takes %s here, not %s", f->name,
			    letter_name(*type), val_type_name(a->type));
		real |= *type == 'N' && n->arg[i]->type == VAL_DOUBLE;
		type += type[1] != '\0';
	}
	/* integers give an integer, anything else a float */
	if (f->result == VAL_OTHER) {
		n->type = real ? VAL_DOUBLE : VAL_INT;
		for (unsigned i = 0; i < n->nargs && real; i++)
			n->arg[i] = bind_to_double(b, n->arg[i]);
	}
	return bind_fold(b, n);
}

/* --- logic -------------------------------------------------------------------
 */

static struct node *
bind_in(struct binder *b, const struct expr *e)
{
	struct expr whole = *e;
	const struct expr *list = e->arg[1];

	if (list->kind != EXPR_CALL || strcmp(list->text, "json_array") != 0)
		return bind_refuse(b, list, "op_in takes json_array() here");
	if (list->nargs == 0)
		return bind_refuse(b, list, "an empty array");
	whole.nargs = list->nargs + 1;
	whole.arg = bind_alloc(b, whole.nargs, sizeof(whole.arg[0]));
	whole.arg[0] = e->arg[0];
	memcpy(whole.arg + 1, list->arg, list->nargs * sizeof(whole.arg[0]));
	return logic_in(b, &whole);
}

static struct node *
bind_op(struct binder *b, const struct expr *e)
{
	static const char *const sign[][2] = { { "op_eq", "=" },
		{ "op_gt", ">" }, { "op_lt", "<" }, { "op_ge", ">=" },
		{ "op_le", "<=" } };

	for (size_t i = 0; i < sizeof(sign) / sizeof(sign[0]); i++)
		if (strcmp(e->text, sign[i][0]) == 0)
			return logic_compare(b, e, sign[i][1]);
	if (strcmp(e->text, "op_and") == 0 || strcmp(e->text, "op_or") == 0)
		return logic_join(b, e, e->text[3] == 'a');
	if (strcmp(e->text, "op_not") == 0)
		return logic_not(b, e);
	if (strcmp(e->text, "op_in") == 0)
		return bind_in(b, e);
	if (strcmp(e->text, "json_array") == 0)
		return bind_refuse(b, e, "json_array only stands in op_in()");
	return logic_null(b, e, strcmp(e->text, "op_is_null") == 0);
}

static void
eval_choice(const struct node *n, struct env *env, struct val *v)
{
	node_eval(n->arg[0], env, v);
	node_eval(n->arg[!v->null && v->i ? 1 : 2], env, v);
}

/* (condition ? a : b), both of one type. */
static struct node *
bind_choice(struct binder *b, const struct expr *e)
{
	struct node *n = bind_node(b, e, eval_choice, VAL_NULL, 3), *x, *y;

	if (!bind_args(b, e, n))
		return NULL;
	if (n->arg[0]->type != VAL_BOOL && n->arg[0]->type != VAL_NULL)
		return bind_refuse(b, e,
		    "a condition stands before '?', not %s",
		    val_type_name(n->arg[0]->type));
	x = bind_to_text(b, n->arg[1]);
	y = bind_to_text(b, n->arg[2]);
	if (x->type != y->type && x->type >= VAL_INT && x->type <= VAL_DOUBLE &&
	    y->type >= VAL_INT && y->type <= VAL_DOUBLE) {
		x = bind_to_double(b, x);
		y = bind_to_double(b, y);
	}
	if (x->type != y->type && x->type != VAL_NULL && y->type != VAL_NULL)
		return bind_refuse(b, e, "'?' of %s and %s",
		    val_type_name(x->type), val_type_name(y->type));
	n->arg[1] = x;
	n->arg[2] = y;
	n->type = x->type == VAL_NULL ? y->type : x->type;
	return bind_fold(b, n);
}

/* --- variables
 * ---------------------------------------------------------------- */

static void
eval_operation(const struct node *n, struct env *env, struct val *v)
{
	(void)n;
	v->null = false;
	v->p = env->op == ROW_UPDATE   ? "__OP_UPDATE__"
	       : env->op == ROW_DELETE ? "__OP_DELETE__"
				       : "__OP_INSERT__";
	v->len = strlen(v->p);
}

static void
eval_commit(const struct node *n, struct env *env, struct val *v)
{
	(void)n;
	v->i = env->time;
	v->null = env->time == 0;
}

static struct node *
bind_variable(struct binder *b, const struct expr *e)
{
	struct expr text = *e;

	text.kind = EXPR_TEXT;
	if (strcmp(e->text, "__DB__") == 0)
		text.text = (char *)(uintptr_t)b->t->db;
	else if (strcmp(e->text, "__TB__") == 0)
		text.text = (char *)(uintptr_t)b->t->name;
	else if (strcmp(e->text, "__OPERATION__") == 0)
		return bind_node(b, e, eval_operation, VAL_TEXT, 0);
	else if (strcmp(e->text, "__COMMIT_TIMESTAMP__") == 0)
		return bind_node(b, e, eval_commit, VAL_DATETIME, 0);
	else if (strcmp(e->text, "__OP_INSERT__") != 0 &&
		 strcmp(e->text, "__OP_UPDATE__") != 0 &&
		 strcmp(e->text, "__OP_DELETE__") != 0)
		return bind_refuse(b, e,
		    "no variable '%s'; a column stands in back quotes",
		    e->text);
	text.len = strlen(text.text);
	return bind_expr(b, &text);
}

struct node *
fn_bind(struct binder *b, const struct expr *e)
{
	const struct fn *f;

	if (e->kind == EXPR_VARIABLE)
		return bind_variable(b, e);
	f = fn_find(e->text);
	if (f->statement)
		return bind_refuse(
		    b, e, "the statement %s is no value", e->text);
	return f->bind != NULL ? f->bind(b, e) : bind_work(b, e, f);
}
