/*
 * bind.h: a row filter or a script made ready for one table.
 *
 * bind_expr turns a tree of expr.h into nodes: names become columns, types
 * are checked and brought together, constants are worked out.  A node is
 * evaluated by its function, for one image at a time, with nothing
 * allocated but in env->mem.
 */
#ifndef ROWFILTER_BIND_H
#define ROWFILTER_BIND_H

#include "row/table.h"
#include "rowfilter/expr.h"
#include "rowfilter/val.h"

struct node;

/* What a row brings. */
struct env {
	struct val *col; /* by column of the binder */
	struct val_mem mem;
	const char *why; /* the first mistake in this row, or NULL */
	unsigned line, column;
	int64_t time; /* of the row */
	uint8_t op;
	bool commit_clock; /* the time now is the row's */
};

typedef void eval_fn(const struct node *n, struct env *env, struct val *v);

struct node {
	eval_fn *eval;
	enum val_type type;
	bool constant;
	struct node **arg;
	unsigned nargs;
	struct val value; /* constant; else free for eval's own use */
	unsigned index;   /* of the column */
	unsigned line, column;
	const struct row_column *source; /* a column as it came */
	struct val_order order;          /* how texts compare */
	enum {
		ORDER_NONE,
		ORDER_CONSTANT,
		ORDER_COLUMN,
		ORDER_SAID, /* COLLATE */
		ORDER_UNKNOWN
	} order_by;
	int (*compare)(
	    const struct val *a, const struct val *b, const struct node *n);
	const struct fn *fn; /* of scripts */
	void *extra;
};

struct binder;
struct fn;

struct binder {
	const struct row_table *t;
	struct row_column *column; /* of t, and those a script adds */
	unsigned ncolumns;
	unsigned last; /* columns below this one are needed */
	bool script;   /* names are case-sensitive, texts are no numbers */
	bool negated;  /* within an odd number of NOTs */
	/* what calls mean in this dialect: a node, or NULL */
	struct node *(*call)(struct binder *b, const struct expr *e);
	struct env env; /* for constants; its memory is kept */
	void **own;
	size_t nown;
	struct {
		void (*undo)(void *);
		void *p;
	} undo[64];
	unsigned nundo;
	char why[256];
	bool failed;
};

void bind_init(struct binder *b, const struct row_table *t, bool script,
    struct node *(*call)(struct binder *b, const struct expr *e));
void bind_release(struct binder *b);
void *bind_alloc(struct binder *b, size_t n, size_t size);
/* undo(p) when b is released.  false: too many of them. */
bool bind_undo(struct binder *b, void (*undo)(void *), void *p);

/* NULL: b->why, "line:column: what".  Nodes live as long as b. */
struct node *bind_expr(struct binder *b, const struct expr *e);
struct node *bind_refuse(struct binder *b, const struct expr *e,
    const char *fmt, ...) __attribute__((format(printf, 3, 4)));

/* A node for e with n arguments to fill in. */
struct node *bind_node(struct binder *b, const struct expr *e, eval_fn *eval,
    enum val_type type, unsigned nargs);
/* Bind all arguments of e into n; false: refused. */
bool bind_args(struct binder *b, const struct expr *e, struct node *n);
/* When all arguments are constants, so is n from here on. */
struct node *bind_fold(struct binder *b, struct node *n);
/* n, made a floating point number, a decimal, a text. */
struct node *bind_to_double(struct binder *b, struct node *n);
struct node *bind_to_decimal(struct binder *b, struct node *n);
struct node *bind_to_text(struct binder *b, struct node *n);

/*
 * compare.c: bring n arguments under one type, in place, so that any two of
 * them can be given to bind_comparer's function.  sort: not only equality.
 */
bool bind_unify(struct binder *b, const struct expr *e, struct node **arg,
    unsigned n, bool sort);
void bind_comparer(struct node *n, const struct node *a, const struct node *b);

/* sql.c's calls */
struct node *bind_where(struct binder *b, const struct expr *e);

static inline void
node_eval(const struct node *n, struct env *env, struct val *v)
{
	n->eval(n, env, v);
}

static inline void
val_set_null(struct val *v)
{
	v->null = true;
	v->u = 0;
	v->p = NULL;
	v->len = 0;
}

/* The row has a mistake at n: NULL, and why for whoever asks. */
static inline void
node_wrong(
    const struct node *n, struct env *env, struct val *v, const char *why)
{
	if (env->why == NULL) {
		env->why = why;
		env->line = n->line;
		env->column = n->column;
	}
	val_set_null(v);
}

#endif
