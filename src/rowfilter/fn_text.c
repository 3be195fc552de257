/*
 * fn_text.c: functions of texts; see fn.h, pxetl(5).  Places in a text are
 * counted in characters.
 */
#include <string.h>

#include "rowfilter/fn.h"
#include "rowfilter/fn_regex.h"
#include "rowfilter/fn_show.h"

const char *
fn_search(const char *p, const char *end, const struct val *what)
{
	if (what->len == 0)
		return NULL;
	while ((size_t)(end - p) >= what->len &&
	       (p = memchr(p, what->p[0], (size_t)(end - p) - what->len + 1)) !=
		   NULL) {
		if (memcmp(p, what->p, what->len) == 0)
			return p;
		p++;
	}
	return NULL;
}

static int64_t
characters(const char *p, const char *end)
{
	int64_t n = 0;

	for (; p < end; p++)
		n += ((unsigned char)*p & 0xc0) != 0x80;
	return n;
}

static void
set_text(struct val *v, const char *p, const char *end)
{
	v->p = p;
	v->len = (size_t)(end - p);
}

static void
work_add(
    const struct node *n, struct env *env, const struct val *a, struct val *v)
{
	size_t len = 0;
	char *to;

	for (unsigned i = 0; i < n->nargs; i++)
		len += a[i].len;
	v->p = to = val_mem_get(&env->mem, len);
	v->len = len;
	for (unsigned i = 0; i < n->nargs; i++) {
		memcpy(to, a[i].p, a[i].len);
		to += a[i].len;
	}
}

void
fn_replace(struct env *env, const struct val *a, const struct val *old,
    const struct val *new, int64_t count, struct val *v)
{
	const char *p = a->p, *end = p + a->len, *at;
	size_t found = 0, len;
	char *to;

	while ((count < 0 || (int64_t)found < count) &&
	       (at = fn_search(p, end, old)) != NULL) {
		p = at + old->len;
		found++;
	}
	*v = *a;
	if (found == 0)
		return;
	len = a->len - found * old->len + found * new->len;
	v->p = to = val_mem_get(&env->mem, len);
	v->len = len;
	for (p = a->p; found > 0; found--) {
		at = fn_search(p, end, old);
		memcpy(to, p, (size_t)(at - p));
		to += at - p;
		memcpy(to, new->p, new->len);
		to += new->len;
		p = at + old->len;
	}
	memcpy(to, p, (size_t)(end - p));
}

static void
work_replace(
    const struct node *n, struct env *env, const struct val *a, struct val *v)
{
	(void)n;
	fn_replace(env, &a[0], &a[1], &a[2], a[3].i, v);
}

/* Is the character at p one of the set? */
static bool
in_set(const char *p, size_t n, const struct val *set)
{
	struct val one = { .p = p, .len = n };

	return fn_search(set->p, set->p + set->len, &one) != NULL;
}

static size_t
width(const char *p, const char *end)
{
	size_t n = 1;

	while (p + n < end && ((unsigned char)p[n] & 0xc0) == 0x80)
		n++;
	return n;
}

static void
work_strip(
    const struct node *n, struct env *env, const struct val *a, struct val *v)
{
	const char *p = a[0].p, *end = p + a[0].len, *last;

	(void)n;
	(void)env;
	while (p < end && in_set(p, width(p, end), &a[1]))
		p += width(p, end);
	while (p < end) {
		for (last = end - 1;
		     last > p && ((unsigned char)*last & 0xc0) == 0x80; last--)
			;
		if (!in_set(last, (size_t)(end - last), &a[1]))
			break;
		end = last;
	}
	set_text(v, p, end);
}

/*
 * Lower and upper case of ASCII, of Latin-1, Greek and Cyrillic: the pairs
 * whose two bytes of UTF-8 differ by a fixed amount.
 */
static uint32_t
change_case(uint32_t c, bool upper)
{
	static const struct {
		uint16_t first, last, by; /* of the upper case */
	} pairs[] = { { 'A', 'Z', 32 }, { 0xc0, 0xd6, 32 }, { 0xd8, 0xde, 32 },
		{ 0x391, 0x3a1, 32 }, { 0x3a3, 0x3a9, 32 },
		{ 0x400, 0x40f, 80 }, { 0x410, 0x42f, 32 } };

	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
		if (!upper && c >= pairs[i].first && c <= pairs[i].last)
			return c + pairs[i].by;
		if (upper && c >= (uint32_t)pairs[i].first + pairs[i].by &&
		    c <= (uint32_t)pairs[i].last + pairs[i].by)
			return c - pairs[i].by;
	}
	return c;
}

static void
to_case(struct env *env, const struct val *a, struct val *v, bool upper)
{
	char *to = val_mem_get(&env->mem, a->len);
	uint32_t c;

	v->p = to;
	v->len = a->len;
	for (size_t i = 0; i < a->len; i++) {
		c = (unsigned char)a->p[i];
		if (c < 0x80) {
			to[i] = (char)change_case(c, upper);
			continue;
		}
		to[i] = a->p[i];
		if (c < 0xc3 || c > 0xd2 || i + 1 == a->len)
			continue;
		c = (c & 0x1f) << 6 | ((unsigned char)a->p[i + 1] & 0x3f);
		c = change_case(c, upper);
		to[i] = (char)(0xc0 | c >> 6);
		to[++i] = (char)(0x80 | (c & 0x3f));
	}
}

static void
work_lower(
    const struct node *n, struct env *env, const struct val *a, struct val *v)
{
	(void)n;
	to_case(env, a, v, false);
}

static void
work_upper(
    const struct node *n, struct env *env, const struct val *a, struct val *v)
{
	(void)n;
	to_case(env, a, v, true);
}

static void
work_count(
    const struct node *n, struct env *env, const struct val *a, struct val *v)
{
	const char *p = a[0].p, *end = p + a[0].len;

	(void)n;
	(void)env;
	for (v->i = 0; (p = fn_search(p, end, &a[1])) != NULL; v->i++)
		p += a[1].len;
}

static void
work_find(
    const struct node *n, struct env *env, const struct val *a, struct val *v)
{
	const char *p = a[0].p, *at = fn_search(p, p + a[0].len, &a[1]);

	(void)n;
	(void)env;
	v->i = a[1].len == 0 ? 0 : at == NULL ? -1 : characters(p, at);
}

static bool
all_between(const struct val *a, char low, char high, char low2, char high2)
{
	for (size_t i = 0; i < a->len; i++)
		if (!(a->p[i] >= low && a->p[i] <= high) &&
		    !(a->p[i] >= low2 && a->p[i] <= high2))
			return false;
	return a->len > 0;
}

static void
work_isalpha(
    const struct node *n, struct env *env, const struct val *a, struct val *v)
{
	(void)n;
	(void)env;
	v->i = all_between(a, 'a', 'z', 'A', 'Z');
}

static void
work_isdigit(
    const struct node *n, struct env *env, const struct val *a, struct val *v)
{
	(void)n;
	(void)env;
	v->i = all_between(a, '0', '9', '0', '9');
}

static const char *
skip(const char *p, const char *end, int64_t n)
{
	for (; n > 0 && p < end; n--)
		p += width(p, end);
	return p;
}

/* From start to end, both included. */
static void
work_mask(
    const struct node *n, struct env *env, const struct val *a, struct val *v)
{
	const char *p = a[0].p, *end = p + a[0].len, *from, *behind;
	int64_t first = a[1].i, last = a[2].i;
	size_t len;
	char *to;

	if (first < 0 || last < first || last >= characters(p, end)) {
		node_wrong(n, env, v, "str_mask beyond the text");
		return;
	}
	if (characters(a[3].p, a[3].p + a[3].len) != 1) {
		node_wrong(n, env, v, "str_mask takes one character");
		return;
	}
	from = skip(p, end, first);
	behind = skip(from, end, last - first + 1);
	len = (size_t)(last - first + 1) * a[3].len;
	v->len = (size_t)(from - p) + len + (size_t)(end - behind);
	v->p = to = val_mem_get(&env->mem, v->len);
	memcpy(to, p, (size_t)(from - p));
	for (to += from - p; len > 0; len -= a[3].len, to += a[3].len)
		memcpy(to, a[3].p, a[3].len);
	memcpy(to, behind, (size_t)(end - behind));
}

static void
work_after(
    const struct node *n, struct env *env, const struct val *a, struct val *v)
{
	const char *end = a[0].p + a[0].len,
		   *at = fn_search(a[0].p, end, &a[1]);

	(void)n;
	(void)env;
	set_text(v, at == NULL ? end : at + a[1].len, end);
}

static void
work_before(
    const struct node *n, struct env *env, const struct val *a, struct val *v)
{
	const char *end = a[0].p + a[0].len,
		   *at = fn_search(a[0].p, end, &a[1]);

	(void)n;
	(void)env;
	set_text(v, a[0].p, at == NULL ? end : at);
}

static void
work_between(
    const struct node *n, struct env *env, const struct val *a, struct val *v)
{
	const char *end = a[0].p + a[0].len,
		   *at = fn_search(a[0].p, end, &a[1]);
	const char *to =
	    at == NULL ? NULL : fn_search(at + a[1].len, end, &a[2]);

	(void)n;
	(void)env;
	if (to == NULL)
		val_set_null(v);
	else
		set_text(v, at + a[1].len, to);
}

static void
eval_is_text(const struct node *n, struct env *env, struct val *v)
{
	node_eval(n->arg[0], env, v);
	v->i = !v->null && n->arg[0]->type == VAL_TEXT;
	v->null = false;
}

static struct node *
bind_is_text(struct binder *b, const struct expr *e)
{
	struct node *n = bind_node(b, e, eval_is_text, VAL_BOOL, 1);

	return bind_args(b, e, n) ? n : NULL;
}

#define FN(n, low, high, t, r, w)                                       \
	{                                                               \
		.name = (n), .min = (low), .max = (high), .types = (t), \
		.result = VAL_##r, .work = (w)                          \
	}

const struct fn fn_texts[] = {
	FN("op_add", 2, FN_ARGS, "T", TEXT, work_add),
	FN("str_replace", 4, 4, "TTTI", TEXT, work_replace),
	FN("str_strip", 2, 2, "T", TEXT, work_strip),
	FN("str_lower", 1, 1, "T", TEXT, work_lower),
	FN("str_upper", 1, 1, "T", TEXT, work_upper),
	FN("str_count", 2, 2, "T", INT, work_count),
	FN("str_find", 2, 2, "T", INT, work_find),
	FN("str_isalpha", 1, 1, "T", BOOL, work_isalpha),
	FN("str_isdigit", 1, 1, "T", BOOL, work_isdigit),
	FN("str_mask", 4, 4, "TIIT", TEXT, work_mask),
	FN("substring_after", 2, 2, "T", TEXT, work_after),
	FN("substring_before", 2, 2, "T", TEXT, work_before),
	FN("substring_between", 3, 3, "T", TEXT, work_between),
	{ .name = "is_string_value", .min = 1, .max = 1, .bind = bind_is_text },
	{ .name = "str_format", .min = 1, .max = FN_ARGS, .bind = fn_format },
	{ .name = "regex_match", .min = 2, .max = 2, .bind = fn_regex },
	{ .name = NULL },
};
