/*
 * expr.c: trees of row filters and scripts; see expr.h.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "rowfilter/expr.h"

struct expr *
expr_new(enum expr_kind kind, const char *text, size_t n, const struct lex *at)
{
	struct expr *e = xcalloc(1, sizeof(*e));

	e->kind = kind;
	e->text = xcalloc(n + 1, 1);
	memcpy(e->text, text, n);
	e->len = n;
	e->line = at->line;
	e->column = at->column;
	return e;
}

void
expr_add(struct expr *e, struct expr *arg)
{
	if ((e->nargs & (e->nargs - 1)) == 0)
		e->arg = xreallocarray(e->arg,
		    e->nargs == 0 ? 1 : (size_t)e->nargs * 2,
		    sizeof(e->arg[0]));
	e->arg[e->nargs++] = arg;
}

void
expr_free(struct expr *e)
{
	if (e == NULL)
		return;
	for (unsigned i = 0; i < e->nargs; i++)
		expr_free(e->arg[i]);
	free(e->arg);
	free(e->text);
	free(e->label);
	free(e);
}

struct expr *
expr_refuse(struct expr_reader *r, const char *fmt, ...)
{
	va_list ap;
	int n;

	if (r->failed)
		return NULL;
	r->failed = true;
	n = snprintf(
	    r->why, sizeof(r->why), "%u:%u: ", r->lex.line, r->lex.column);
	if (r->lex.kind == LEX_BAD) {
		snprintf(
		    r->why + n, sizeof(r->why) - (size_t)n, "%s", r->lex.why);
		return NULL;
	}
	va_start(ap, fmt);
	vsnprintf(r->why + n, sizeof(r->why) - (size_t)n, fmt, ap);
	va_end(ap);
	return NULL;
}

bool
expr_expect(struct expr_reader *r, const char *sign)
{
	if (!lex_is(&r->lex, sign)) {
		expr_refuse(r, "'%s' is missing", sign);
		return false;
	}
	lex_next(&r->lex);
	return true;
}
