/*
 * where.c: a row filter of one table; see where.h.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "rowfilter/bind.h"
#include "rowfilter/image.h"
#include "rowfilter/where.h"

struct where {
	struct binder binder;
	struct node *root;
	struct env env;
	const char *why;
};

struct where *
where_new(const struct expr *e, const struct row_table *t, char *why, size_t n)
{
	struct where *w = xcalloc(1, sizeof(*w));

	bind_init(&w->binder, t, false, bind_where);
	w->root = bind_expr(&w->binder, e);
	if (w->root != NULL && w->root->type != VAL_BOOL &&
	    w->root->type != VAL_NULL)
		w->root = bind_refuse(&w->binder, e,
		    "a condition is expected, not %s",
		    val_type_name(w->root->type));
	if (w->root == NULL) {
		snprintf(why, n, "%s", w->binder.why);
		where_free(w);
		return NULL;
	}
	w->env.col = xcalloc((size_t)t->ncolumns + 1, sizeof(w->env.col[0]));
	return w;
}

void
where_free(struct where *w)
{
	if (w == NULL)
		return;
	bind_release(&w->binder);
	val_mem_release(&w->env.mem);
	free(w->env.col);
	free(w);
}

int
where_match(struct where *w, const uint8_t *image, size_t len, bool partial)
{
	struct env *env = &w->env;
	struct val v;

	if (!image_load(env->col, w->binder.column, w->binder.ncolumns,
		w->binder.last, image, len, partial, &w->why))
		return -1;
	val_mem_clear(&env->mem);
	env->why = NULL;
	node_eval(w->root, env, &v);
	w->why = env->why;
	return w->why != NULL ? -1 : !v.null && v.i != 0;
}

const char *
where_why(const struct where *w)
{
	return w->why;
}
