/*
 * regex.c: running a regular expression; see regex.h.  regex_parse.c makes
 * the program.
 *
 * It tries the ways through the program in their order and never goes twice
 * to the same place at the same position, for what failed there fails again.
 */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "mclocal/regex_own.h"

enum {
	BITS_MAX = 1 << 28 /* places times positions */
};

/* Where to go on, or (pc -1) which border of a group to put back. */
struct step {
	int pc;
	unsigned slot;
	size_t at;
};

struct run {
	const struct regex *re;
	const char *text;
	size_t n;
	size_t slot[REGEX_GROUPS * 2]; /* SIZE_MAX: not set */
	unsigned char *seen;
	struct step *stack;
	size_t depth, room;
};

unsigned
regex_char(const char *p, const char *end, size_t *len)
{
	unsigned char c = (unsigned char)*p;
	unsigned v, i, more = c >= 0xf0 ? 3 : c >= 0xe0 ? 2 : c >= 0xc0 ? 1 : 0;

	*len = 1;
	if (more == 0 || (size_t)(end - p) <= more)
		return c;
	v = c & (0x3fu >> more);
	for (i = 1; i <= more; i++)
		v = v << 6 | ((unsigned char)p[i] & 0x3fu);
	*len = more + 1;
	return v;
}

static bool
set_has(const struct regex_set *s, unsigned c)
{
	size_t i;

	for (i = 0; i < s->n; i++)
		if (c >= s->range[i].low && c <= s->range[i].high)
			return !s->not ;
	return s->not ;
}

static void
push(struct run *r, int pc, unsigned slot, size_t at)
{
	if (r->depth == r->room) {
		r->room = r->room * 2 + 64;
		r->stack = xreallocarray(r->stack, r->room, sizeof(*r->stack));
	}
	r->stack[r->depth].pc = pc;
	r->stack[r->depth].slot = slot;
	r->stack[r->depth++].at = at;
}

static bool
is_word(const struct run *r, size_t at)
{
	unsigned char c;

	if (at >= r->n)
		return false;
	c = (unsigned char)r->text[at];
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
	       (c >= 'a' && c <= 'z') || c == '_';
}

/* Does the assertion hold here? */
static bool
holds(const struct run *r, enum regex_op op, size_t at)
{
	bool edge;

	if (op == REGEX_START)
		return at == 0;
	if (op == REGEX_END)
		return at == r->n;
	edge = (at > 0 && is_word(r, at - 1)) != is_word(r, at);
	return edge == (op == REGEX_EDGE);
}

/* One character at *at: does the instruction take it? */
static bool
takes(const struct run *r, const struct regex_code *c, size_t *at)
{
	unsigned ch;
	size_t len;

	if (*at >= r->n)
		return false;
	ch = regex_char(r->text + *at, r->text + r->n, &len);
	*at += len;
	if (c->op == REGEX_CHAR)
		return ch == c->x;
	return c->op == REGEX_ANY ? ch != '\n' : set_has(&r->re->set[c->x], ch);
}

/* From pc at this position until it fails (false) or matches. */
static bool
follow(struct run *r, unsigned pc, size_t at)
{
	const struct regex_code *c;
	size_t bit;

	for (;;) {
		bit = pc * (r->n + 1) + at;
		if ((r->seen[bit / 8] >> bit % 8 & 1) != 0)
			return false;
		r->seen[bit / 8] |= (unsigned char)(1u << bit % 8);
		c = &r->re->code[pc];
		switch (c->op) {
		case REGEX_MATCH:
			r->slot[1] = at;
			return true;
		case REGEX_JUMP:
			pc = c->x;
			continue;
		case REGEX_SPLIT:
			push(r, (int)c->y, 0, at);
			pc = c->x;
			continue;
		case REGEX_SAVE:
			push(r, -1, c->x, r->slot[c->x]);
			r->slot[c->x] = at;
			break;
		case REGEX_START:
		case REGEX_END:
		case REGEX_EDGE:
		case REGEX_INSIDE:
			if (!holds(r, c->op, at))
				return false;
			break;
		default:
			if (!takes(r, c, &at))
				return false;
			break;
		}
		pc++;
	}
}

static bool
run_from(struct run *r, size_t at)
{
	struct step s;

	r->depth = 0;
	push(r, 0, 0, at);
	while (r->depth > 0) {
		s = r->stack[--r->depth];
		if (s.pc == -1)
			r->slot[s.slot] = s.at;
		else if (follow(r, (unsigned)s.pc, s.at))
			return true;
	}
	return false;
}

int
regex_find(const struct regex *re, const char *text, size_t n, size_t from,
    struct regex_span span[REGEX_GROUPS])
{
	struct run r = { .re = re, .text = text, .n = n };
	bool found = false;
	size_t i, len;

	if ((n + 1) > BITS_MAX / (re->ncode + 1))
		return -1;
	r.seen = xcalloc((n + 1) * re->ncode / 8 + 1, 1);
	memset(r.slot, 0xff, sizeof(r.slot));
	for (; !found && from <= n; from += len) {
		found = run_from(&r, from);
		if (found)
			r.slot[0] = from;
		len = 1;
		if (from < n)
			regex_char(text + from, text + n, &len);
	}
	for (i = 0; i < REGEX_GROUPS; i++) {
		span[i].p = NULL;
		span[i].n = 0;
		if (found && r.slot[i * 2] != SIZE_MAX &&
		    r.slot[i * 2 + 1] != SIZE_MAX) {
			span[i].p = text + r.slot[i * 2];
			span[i].n = r.slot[i * 2 + 1] - r.slot[i * 2];
		}
	}
	free(r.seen);
	free(r.stack);
	return found;
}

unsigned
regex_groups(const struct regex *re)
{
	return re->ngroups;
}

void
regex_free(void *p)
{
	struct regex *re = p;

	if (re == NULL)
		return;
	free(re->code);
	free(re->set);
	free(re);
}
