/*
 * compare.c: what may be compared with what, and as which type: the rules
 * of MySQL, as far as they can be followed exactly.  See bind.h.
 */
#include <string.h>

#include "base/num.h"
#include "row/time.h"
#include "rowfilter/bind.h"

enum family {
	NOTHING = 0, /* NULL */
	NUMBER = 1,
	TEXT = 2,
	LITERAL = 4, /* a text that may become a number, a date, bytes */
	LABEL = 8,   /* ENUM, SET */
	DATE = 16,
	TIME = 32,
	BYTES = 64,
	OTHER = 128
};

static enum family
family_of(const struct binder *b, const struct node *n)
{
	switch (n->type) {
	case VAL_NULL:
		return NOTHING;
	case VAL_BOOL:
		return n->constant || b->script ? NUMBER : OTHER;
	case VAL_INT:
	case VAL_UINT:
	case VAL_DECIMAL:
	case VAL_DOUBLE:
		return NUMBER;
	case VAL_DATE:
	case VAL_DATETIME:
		return DATE;
	case VAL_TIME:
		return TIME;
	case VAL_TEXT:
		return n->order_by == ORDER_CONSTANT ? LITERAL : TEXT;
	case VAL_BYTES:
		return BYTES;
	case VAL_ENUM:
	case VAL_SET:
		return LABEL;
	default:
		return OTHER;
	}
}

/* --- literals --------------------------------------------------------------
 */

static struct node *
date_of(struct binder *b, const struct expr *e, struct node *n, bool time)
{
	const char *p = n->value.p;
	unsigned type = time                                   ? ROW_TIME
			: n->value.len == strlen("2020-01-01") ? ROW_DATE
							       : ROW_DATETIME;
	int64_t v;

	if (!row_time_parse(type, p, n->value.len, &v) ||
	    (!time && row_time_is_fields(v) && v != ROW_TIME_FIELDS))
		return bind_refuse(b, e, "'%.40s' is no %s", p,
		    time ? "time 'hh:mm:ss'"
			 : "full date 'yyyy-mm-dd' or 'yyyy-mm-dd hh:mm:ss'");
	n->type = time ? VAL_TIME : type == ROW_DATE ? VAL_DATE : VAL_DATETIME;
	n->value.i = v;
	return n;
}

static struct node *
number_of(struct binder *b, const struct expr *e, struct node *n)
{
	const char *p = n->value.p;
	bool all;
	double d = val_text_double(p, n->value.len, &all);

	if (!all)
		return bind_refuse(b, e, "'%.40s' is no number", p);
	n->type = VAL_INT;
	if (num_i64(p, INT64_MIN, INT64_MAX, &n->value.i))
		return n;
	n->type = VAL_UINT;
	if (num_u64(p, 0, UINT64_MAX, &n->value.u))
		return n;
	n->type = VAL_DOUBLE;
	n->value.d = d;
	return n;
}

/* --- bringing together -----------------------------------------------------
 */

static bool
unify_numbers(
    struct binder *b, const struct expr *e, struct node **arg, unsigned n)
{
	bool real = false, decimal = false, year = false;
	bool literal = false, text;
	struct node *a;

	for (unsigned i = 0; i < n; i++) {
		a = arg[i];
		text = a->type == VAL_TEXT;
		if (text && b->script)
			return bind_refuse(b, e,
				   "a text and a number cannot be "
				   "compared") != NULL;
		if (family_of(b, a) == LITERAL) {
			literal = true;
			if ((a = number_of(b, e, a)) == NULL)
				return false;
		}
		real |= a->type == VAL_DOUBLE || a->type == VAL_TEXT;
		decimal |= a->type == VAL_DECIMAL;
		year |= a->source != NULL && a->source->type == ROW_YEAR;
	}
	/* the server compares a decimal with a text as floating point */
	real |= literal && decimal;
	for (unsigned i = 0; i < n; i++) {
		a = arg[i];
		if (year && !b->script && a->constant && a->type == VAL_INT &&
		    a->value.i >= 1 && a->value.i <= 99)
			return bind_refuse(b, e, "a year of two digits") !=
			       NULL;
		arg[i] = real      ? bind_to_double(b, a)
			 : decimal ? bind_to_decimal(b, a)
				   : a;
	}
	return true;
}

static bool
unify_times(struct binder *b, const struct expr *e, struct node **arg,
    unsigned n, bool time)
{
	for (unsigned i = 0; i < n; i++)
		if (family_of(b, arg[i]) == LITERAL &&
		    date_of(b, e, arg[i], time) == NULL)
			return false;
	return true;
}

static const char order_hint[] =
    "how '%s' sorts (%s) is not known here exactly; "
    "write COLLATE utf8mb4_bin behind it";

static bool
unify_texts(struct binder *b, const struct expr *e, struct node **arg,
    unsigned n, bool sort)
{
	const struct node *by = NULL;
	const char *collation;

	for (unsigned i = 0; i < n; i++) {
		if (arg[i]->source != NULL && arg[i]->source->nmembers == 0 &&
		    (arg[i]->type == VAL_ENUM || arg[i]->type == VAL_SET))
			return bind_refuse(b, e,
				   "the labels of '%s' are not known",
				   arg[i]->source->name) != NULL;
		arg[i] = bind_to_text(b, arg[i]);
		if (arg[i]->type == VAL_NULL ||
		    (by != NULL && arg[i]->order_by < by->order_by))
			continue;
		if (by != NULL && arg[i]->order_by == by->order_by &&
		    by->order_by >= ORDER_COLUMN && !b->script &&
		    !val_same_order(&by->order, &arg[i]->order))
			return bind_refuse(b, e,
				   "texts of different collations; write "
				   "COLLATE behind one") != NULL;
		by = arg[i];
	}
	if (by == NULL || b->script)
		return true;
	collation = by->source == NULL ? "" : by->source->collation;
	if (by->order_by == ORDER_CONSTANT)
		return bind_refuse(b, e, "two constants are compared") != NULL;
	if (by->order_by == ORDER_UNKNOWN ||
	    (sort && by->order_by != ORDER_SAID && !by->order.sortable))
		return bind_refuse(b, e, order_hint,
			   by->source == NULL ? "" : by->source->name,
			   *collation == '\0' ? "no collation known"
					      : collation) != NULL;
	for (unsigned i = 0; i < n; i++)
		arg[i]->order = by->order;
	return true;
}

bool
bind_unify(struct binder *b, const struct expr *e, struct node **arg,
    unsigned n, bool sort)
{
	unsigned all = 0, f;

	for (unsigned i = 0; i < n; i++) {
		f = family_of(b, arg[i]);
		if (f == OTHER)
			return bind_refuse(b, e, "%s cannot be compared",
				   val_type_name(arg[i]->type)) != NULL;
		all |= f;
	}
	if (all & DATE && !(all & ~(unsigned)(DATE | LITERAL)))
		return unify_times(b, e, arg, n, false);
	if (all & TIME && !(all & ~(unsigned)(TIME | LITERAL)))
		return unify_times(b, e, arg, n, true);
	if (all & BYTES && !(all & ~(unsigned)(BYTES | LITERAL)))
		return true;
	if (all & NUMBER &&
	    !(all & ~(unsigned)(NUMBER | TEXT | LITERAL | LABEL)))
		return unify_numbers(b, e, arg, n);
	if (!(all & ~(unsigned)(TEXT | LITERAL | LABEL)))
		return unify_texts(b, e, arg, n, sort);
	for (unsigned i = 1; i < n; i++)
		if (family_of(b, arg[i]) != family_of(b, arg[0]))
			return bind_refuse(b, e, "%s and %s cannot be compared",
				   val_type_name(arg[0]->type),
				   val_type_name(arg[i]->type)) != NULL;
	return bind_refuse(b, e, "these cannot be compared") != NULL;
}

/* --- comparing -------------------------------------------------------------
 */

static int
cmp_int(const struct val *a, const struct val *b, const struct node *n)
{
	(void)n;
	return (a->i > b->i) - (a->i < b->i);
}

static int
cmp_uint(const struct val *a, const struct val *b, const struct node *n)
{
	(void)n;
	return (a->u > b->u) - (a->u < b->u);
}

static int
cmp_int_uint(const struct val *a, const struct val *b, const struct node *n)
{
	return a->i < 0 ? -1 : cmp_uint(a, b, n);
}

static int
cmp_uint_int(const struct val *a, const struct val *b, const struct node *n)
{
	return b->i < 0 ? 1 : cmp_uint(a, b, n);
}

static int
cmp_double(const struct val *a, const struct val *b, const struct node *n)
{
	(void)n;
	return (a->d > b->d) - (a->d < b->d);
}

static int
cmp_decimal(const struct val *a, const struct val *b, const struct node *n)
{
	(void)n;
	return val_cmp_decimal(a, b);
}

static int
cmp_time(const struct val *a, const struct val *b, const struct node *n)
{
	(void)n;
	return val_cmp_time(a->i, b->i);
}

static int
cmp_text(const struct val *a, const struct val *b, const struct node *n)
{
	return val_cmp_text(a, b, &n->order);
}

static int
cmp_bytes(const struct val *a, const struct val *b, const struct node *n)
{
	size_t len = a->len < b->len ? a->len : b->len;
	int rc = len > 0 ? memcmp(a->p, b->p, len) : 0;

	(void)n;
	return rc != 0 ? rc : (a->len > b->len) - (a->len < b->len);
}

static bool
is_signed(const struct node *n)
{
	return n->type == VAL_INT || n->type == VAL_BOOL;
}

void
bind_comparer(struct node *n, const struct node *a, const struct node *b)
{
	n->order = a->type == VAL_NULL ? b->order : a->order;
	switch (a->type == VAL_NULL ? b->type : a->type) {
	case VAL_BOOL:
	case VAL_INT:
		n->compare = is_signed(b) ? cmp_int : cmp_int_uint;
		break;
	case VAL_UINT:
	case VAL_ENUM:
	case VAL_SET:
		n->compare = is_signed(b) ? cmp_uint_int : cmp_uint;
		break;
	case VAL_DECIMAL:
		n->compare = cmp_decimal;
		break;
	case VAL_DOUBLE:
		n->compare = cmp_double;
		break;
	case VAL_TIME:
		n->compare = cmp_int;
		break;
	case VAL_TEXT:
		n->compare = a->type == VAL_BYTES || b->type == VAL_BYTES
				 ? cmp_bytes
				 : cmp_text;
		break;
	case VAL_BYTES:
		n->compare = cmp_bytes;
		break;
	default:
		n->compare = cmp_time;
	}
}
