/*
 * regex_parse.c: the program of a regular expression.
 *
 * Code is made in place: a piece that is repeated is moved up to make room
 * for the split in front of it, or copied.
 */
#include <string.h>

#include "base/mem.h"
#include "mclocal/regex_own.h"

struct parse {
	struct regex *re;
	const char *p, *end, *why;
	unsigned depth;
};

static int alternatives(struct parse *s);

static int
fail(struct parse *s, const char *why)
{
	if (s->why == NULL)
		s->why = why;
	return -1;
}

static int
emit(struct parse *s, enum regex_op op, unsigned x, unsigned y)
{
	struct regex *re = s->re;

	if (re->ncode == REGEX_CODE_MAX)
		return fail(s, "the pattern is too large");
	re->code = xreallocarray(re->code, re->ncode + 1, sizeof(*re->code));
	re->code[re->ncode].op = op;
	re->code[re->ncode].x = x;
	re->code[re->ncode++].y = y;
	return 0;
}

/* Move the code from "from" on by one, for an instruction in front of it. */
static int
insert(struct parse *s, size_t from, enum regex_op op, unsigned x, unsigned y)
{
	struct regex_code *c;
	size_t i;

	if (emit(s, op, x, y) == -1)
		return -1;
	c = s->re->code;
	memmove(c + from + 1, c + from, (s->re->ncode - 1 - from) * sizeof(*c));
	for (i = from + 1; i < s->re->ncode; i++)
		if (c[i].op == REGEX_JUMP || c[i].op == REGEX_SPLIT) {
			c[i].x += c[i].x >= from;
			c[i].y += c[i].op == REGEX_SPLIT && c[i].y >= from;
		}
	c[from].op = op;
	c[from].x = x;
	c[from].y = y;
	return 0;
}

/* Once more the code from..to. */
static int
repeat(struct parse *s, size_t from, size_t to)
{
	size_t i, move = s->re->ncode - from;

	for (i = from; i < to; i++) {
		struct regex_code c = s->re->code[i];

		if (c.op == REGEX_JUMP || c.op == REGEX_SPLIT) {
			c.x += (unsigned)move;
			c.y += (unsigned)move;
		}
		if (emit(s, c.op, c.x, c.y) == -1)
			return -1;
	}
	return 0;
}

/* --- classes -------------------------------------------------------------- */

static int
add_range(struct parse *s, struct regex_set *set, unsigned low, unsigned high)
{
	if (set->n == REGEX_RANGES)
		return fail(s, "a class is too large");
	set->range[set->n].low = low;
	set->range[set->n++].high = high;
	return 0;
}

/* Ranges by pairs of characters; not: all others. */
static int
add_pairs(struct parse *s, struct regex_set *set, const char *pairs, bool not )
{
	unsigned next = 0;

	for (; *pairs != '\0'; pairs += 2) {
		unsigned low = (unsigned char)pairs[0];

		if (!not &&add_range(s, set, low, (unsigned char)pairs[1]) ==
		    -1)
			return -1;
		if (not &&low > next && add_range(s, set, next, low - 1) == -1)
			return -1;
		next = (unsigned char)pairs[1] + 1u;
	}
	return not ? add_range(s, set, next, 0x10ffff) : 0;
}

/* \d \w \s and their opposites.  false when c is none of them. */
static bool
add_escape(struct parse *s, struct regex_set *set, char c, int *rc)
{
	switch (c | 0x20) {
	case 'd':
		*rc = add_pairs(s, set, "09", c == 'D');
		return true;
	case 'w':
		*rc = add_pairs(s, set, "09AZ__az", c == 'W');
		return true;
	case 's':
		*rc = add_pairs(s, set, "\t\r  ", c == 'S');
		return true;
	default:
		return false;
	}
}

/* [:alpha:] and its like, at s->p. */
static int
named_class(struct parse *s, struct regex_set *set)
{
	static const char *const map[][2] = { { "alpha:]", "AZaz" },
		{ "digit:]", "09" }, { "alnum:]", "09AZaz" },
		{ "upper:]", "AZ" }, { "lower:]", "az" },
		{ "space:]", "\t\r  " }, { "blank:]", "\t\t  " },
		{ "punct:]", "!/:@[`{~" }, { "xdigit:]", "09AFaf" },
		{ "word:]", "09AZ__az" }, { "cntrl:]", "\001\037\177\177" },
		{ "print:]", " ~" }, { "graph:]", "!~" } };
	size_t i, n;

	for (i = 0; i < sizeof(map) / sizeof(map[0]); i++) {
		n = strlen(map[i][0]);
		if ((size_t)(s->end - s->p) >= n &&
		    memcmp(s->p, map[i][0], n) == 0) {
			s->p += n;
			return add_pairs(s, set, map[i][1], false);
		}
	}
	return fail(s, "no such class of characters");
}

static unsigned
next_char(struct parse *s)
{
	size_t len;
	unsigned c = regex_char(s->p, s->end, &len);

	s->p += len;
	return c;
}

static unsigned
escaped(unsigned c)
{
	return c == 'n'   ? '\n'
	       : c == 't' ? '\t'
	       : c == 'r' ? '\r'
	       : c == 'f' ? '\f'
			  : c;
}

static int
set_item(struct parse *s, struct regex_set *set)
{
	unsigned low, high;
	int rc;

	if (s->end - s->p > 1 && s->p[0] == '[' && s->p[1] == ':') {
		s->p += 2;
		return named_class(s, set);
	}
	low = next_char(s);
	if (low == '\\' && s->p < s->end) {
		if (add_escape(s, set, *s->p, &rc)) {
			s->p++;
			return rc;
		}
		low = escaped(next_char(s));
	}
	high = low;
	if (s->end - s->p > 1 && s->p[0] == '-' && s->p[1] != ']') {
		s->p++;
		high = next_char(s);
		if (high == '\\' && s->p < s->end)
			high = escaped(next_char(s));
	}
	return add_range(s, set, low, high);
}

static struct regex_set *
new_set(struct parse *s)
{
	struct regex *re = s->re;

	re->set = xreallocarray(re->set, re->nsets + 1, sizeof(*re->set));
	memset(&re->set[re->nsets], 0, sizeof(*re->set));
	return &re->set[re->nsets++];
}

/* Behind '['. */
static int
bracket(struct parse *s)
{
	struct regex_set *set = new_set(s);
	bool first = true;

	if (s->p < s->end && *s->p == '^') {
		set->not = true;
		s->p++;
	}
	for (; s->p < s->end && (first || *s->p != ']'); first = false)
		if (set_item(s, set) == -1)
			return -1;
	if (s->p == s->end)
		return fail(s, "a class is not closed");
	s->p++;
	return emit(s, REGEX_SET, (unsigned)s->re->nsets - 1, 0);
}

/* --- pieces --------------------------------------------------------------- */

static int
escape(struct parse *s)
{
	struct regex_set set;
	int rc = 0;

	if (s->p == s->end)
		return fail(s, "a backslash at the end");
	memset(&set, 0, sizeof(set));
	if (*s->p == 'b' || *s->p == 'B')
		return emit(
		    s, *s->p++ == 'b' ? REGEX_EDGE : REGEX_INSIDE, 0, 0);
	if (add_escape(s, &set, *s->p, &rc)) {
		s->p++;
		*new_set(s) = set;
		return rc == -1
			   ? -1
			   : emit(s, REGEX_SET, (unsigned)s->re->nsets - 1, 0);
	}
	return emit(s, REGEX_CHAR, escaped(next_char(s)), 0);
}

/* Behind '('. */
static int
parenthesis(struct parse *s)
{
	unsigned group = 0;

	if (++s->depth > 100)
		return fail(s, "the pattern is nested too deeply");
	if (s->end - s->p > 1 && s->p[0] == '?') {
		if (s->p[1] != ':')
			return fail(s, "no such group");
		s->p += 2;
	} else if (++s->re->ngroups < REGEX_GROUPS) {
		group = s->re->ngroups;
	}
	if (group > 0 && emit(s, REGEX_SAVE, group * 2, 0) == -1)
		return -1;
	if (alternatives(s) == -1)
		return -1;
	if (group > 0 && emit(s, REGEX_SAVE, group * 2 + 1, 0) == -1)
		return -1;
	if (s->p == s->end)
		return fail(s, "a parenthesis is not closed");
	s->p++;
	s->depth--;
	return 0;
}

static int
atom(struct parse *s)
{
	unsigned c = next_char(s);

	switch (c) {
	case '(':
		return parenthesis(s);
	case '[':
		return bracket(s);
	case '\\':
		return escape(s);
	case '.':
		return emit(s, REGEX_ANY, 0, 0);
	case '^':
		return emit(s, REGEX_START, 0, 0);
	case '$':
		return emit(s, REGEX_END, 0, 0);
	case '*':
	case '+':
	case '?':
		return fail(s, "nothing to repeat");
	default:
		return emit(s, REGEX_CHAR, c, 0);
	}
}

/* {n}, {n,}, {n,m} behind the brace; false when it is none. */
static bool
braces(struct parse *s, unsigned *low, unsigned *high)
{
	const char *p = s->p;
	unsigned v[2] = { 0, 0 };
	int i = 0, digits = 0;

	for (; p < s->end && *p != '}'; p++) {
		if (*p == ',' && i == 0 && digits > 0) {
			i = 1;
			digits = 0;
		} else if (*p >= '0' && *p <= '9' && digits < 4) {
			v[i] = v[i] * 10 + (unsigned)(*p - '0');
			digits++;
		} else {
			return false;
		}
	}
	if (p == s->end || (i == 0 && digits == 0))
		return false;
	s->p = p + 1;
	*low = v[0];
	*high = i == 0 ? v[0] : digits == 0 ? UINT32_MAX : v[1];
	return true;
}

/* The split in front of the piece at "at": into it or behind it. */
static int
optional(struct parse *s, size_t at, bool lazy, bool loop)
{
	unsigned in = (unsigned)at + 1, out;

	if (insert(s, at, REGEX_SPLIT, 0, 0) == -1)
		return -1;
	if (loop && emit(s, REGEX_JUMP, (unsigned)at, 0) == -1)
		return -1;
	out = (unsigned)s->re->ncode;
	s->re->code[at].x = lazy ? out : in;
	s->re->code[at].y = lazy ? in : out;
	return 0;
}

static int
quantify(struct parse *s, size_t from, unsigned low, unsigned high)
{
	size_t to = s->re->ncode, at;
	bool lazy = s->p < s->end && *s->p == '?';
	unsigned i;
	int rc = 0;

	s->p += lazy;
	if (s->p < s->end && *s->p == '+')
		return fail(s, "no possessive quantifiers");
	if (high < low || low > 1000 || (high != UINT32_MAX && high > 1000))
		return fail(s, "a quantifier is out of range");
	/* low times, then as often as may be */
	for (i = 1; rc == 0 && i < low; i++)
		rc = repeat(s, from, to);
	if (low == 0 && high != 0) {
		rc = optional(s, from, lazy, high == UINT32_MAX);
	} else if (high == 0) {
		s->re->ncode = from;
	} else if (high == UINT32_MAX) {
		at = s->re->ncode;
		rc = rc == 0 ? repeat(s, from, to) : -1;
		if (rc == 0)
			rc = optional(s, at, lazy, true);
	}
	if (high != UINT32_MAX && high > 0)
		for (i = low > 0 ? low : 1; rc == 0 && i < high; i++) {
			at = s->re->ncode;
			/* behind a split the piece stands one further */
			rc = low > 0 ? repeat(s, from, to)
				     : repeat(s, from + 1, to + 1);
			if (rc == 0)
				rc = optional(s, at, lazy, false);
		}
	return rc;
}

/* What may follow a piece: * + ? {n,m}; a brace may be just a character. */
static int
quantifier(struct parse *s, size_t from)
{
	unsigned low, high;

	if (s->p == s->end)
		return 0;
	if (*s->p == '*' || *s->p == '+' || *s->p == '?') {
		low = *s->p == '+';
		high = *s->p == '?' ? 1 : UINT32_MAX;
		s->p++;
		return quantify(s, from, low, high);
	}
	if (*s->p != '{')
		return 0;
	s->p++;
	return braces(s, &low, &high) ? quantify(s, from, low, high)
				      : emit(s, REGEX_CHAR, '{', 0);
}

static int
sequence(struct parse *s)
{
	size_t from;

	while (s->p < s->end && *s->p != '|' && *s->p != ')') {
		from = s->re->ncode;
		if (atom(s) == -1 || quantifier(s, from) == -1)
			return -1;
	}
	return 0;
}

static int
alternatives(struct parse *s)
{
	size_t from = s->re->ncode, jump;

	if (sequence(s) == -1)
		return -1;
	if (s->p == s->end || *s->p != '|')
		return 0;
	s->p++;
	if (insert(s, from, REGEX_SPLIT, (unsigned)from + 1, 0) == -1)
		return -1;
	jump = s->re->ncode;
	if (emit(s, REGEX_JUMP, 0, 0) == -1)
		return -1;
	s->re->code[from].y = (unsigned)s->re->ncode;
	if (alternatives(s) == -1)
		return -1;
	s->re->code[jump].x = (unsigned)s->re->ncode;
	return 0;
}

struct regex *
regex_new(const char *pattern, size_t n, const char **why)
{
	struct regex *re = xcalloc(1, sizeof(*re));
	struct parse s = { .re = re, .p = pattern, .end = pattern + n };

	if (alternatives(&s) == 0 && s.p == s.end &&
	    emit(&s, REGEX_MATCH, 0, 0) == 0)
		return re;
	*why = s.why != NULL ? s.why : "a parenthesis too many";
	regex_free(re);
	return NULL;
}
