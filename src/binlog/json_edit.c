/*
 * json_edit.c: see json_edit.h.
 *
 * The old document becomes a tree, but only along the paths that change:
 * everything else stays a leaf that points to the binary value.
 */
#include <stdlib.h>
#include <string.h>

#include "base/cur.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "binlog/json.h"
#include "binlog/json_edit.h"
#include "binlog/lenenc.h"

enum operation {
	REPLACE = 0,
	INSERT = 1,
	REMOVE = 2
};

enum {
	NONE = 0, /* no node */
	ROOT = 1,
	NODES_MAX = 1 << 24 /* of one document */
};

/* A leaf, until it is opened; then its members are a list. */
struct json_edit_node {
	const uint8_t *p;
	size_t n;
	const uint8_t *key; /* its own name in an object */
	size_t key_len;
	uint32_t next, first;
	uint8_t type;
	bool open;
};

void
json_edit_release(struct json_edit *e)
{
	free(e->node);
	buf_release(&e->keys);
	memset(e, 0, sizeof(*e));
}

static uint32_t
new_node(struct json_edit *e, unsigned type, const uint8_t *p, size_t n)
{
	struct json_edit_node *node;

	if (e->n == e->room) {
		if (e->n >= NODES_MAX)
			return NONE;
		e->room = e->room * 2 + 64;
		e->node = xreallocarray(e->node, e->room, sizeof(e->node[0]));
	}
	node = &e->node[e->n];
	memset(node, 0, sizeof(*node));
	node->type = (uint8_t)type;
	node->p = p;
	node->n = n;
	return e->n++;
}

static bool
is_object(const struct json_edit_node *x)
{
	return x->type == JSONB_OBJECT || x->type == JSONB_OBJECT_LARGE;
}

static bool
is_array(const struct json_edit_node *x)
{
	return x->type == JSONB_ARRAY || x->type == JSONB_ARRAY_LARGE;
}

/* Make a container's members nodes. */
static int
open_node(struct json_edit *e, uint32_t at)
{
	struct json_members m;
	struct json_member v;
	uint32_t last = NONE, x;
	int more;

	if (e->node[at].open)
		return 0;
	if (!json_members(&m, e->node[at].type, e->node[at].p, e->node[at].n))
		return -1;
	e->node[at].open = true;
	while ((more = json_member(&m, &v)) == 1) {
		if (v.key_len + 1 > e->budget ||
		    (x = new_node(e, v.type, v.p, v.n)) == NONE)
			return -1;
		e->budget -= v.key_len + 1;
		e->node[x].key = v.key;
		e->node[x].key_len = v.key_len;
		if (last == NONE)
			e->node[at].first = x;
		else
			e->node[last].next = x;
		last = x;
	}
	return more;
}

/* --- paths ---------------------------------------------------------------- */

/* One step of a path: a key, or an index. */
struct leg {
	bool is_key;
	bool last;          /* the index counts from the end */
	const uint8_t *key; /* in the path, or in e->keys */
	size_t key_len;
	uint32_t index;
};

static int
hex4(struct cur *c, uint32_t *u)
{
	unsigned i, d;
	uint8_t b;

	for (*u = 0, i = 0; i < 4; i++) {
		b = cur_u8(c);
		if (b >= '0' && b <= '9')
			d = b - '0';
		else if ((b | 0x20) >= 'a' && (b | 0x20) <= 'f')
			d = (b | 0x20u) - 'a' + 10;
		else
			return -1;
		*u = *u << 4 | d;
	}
	return 0;
}

/* Behind the quote: a JSON string, without escapes into e->keys.  Servers
 * write \u only for control characters. */
static int
quoted(struct json_edit *e, struct cur *c, struct leg *l)
{
	static const char pairs[] = "b\bf\fn\nr\rt\t";
	size_t i, from = e->keys.len;
	uint32_t u;
	uint8_t b;

	while (cur_left(c) > 0) {
		if ((b = cur_u8(c)) == '"') {
			l->key = e->keys.data + from;
			l->key_len = e->keys.len - from;
			return 0;
		}
		if (b == '\\') {
			b = cur_u8(c);
			if (b == 'u') {
				if (hex4(c, &u) == -1 || u >= 0x80)
					return -1;
				b = (uint8_t)u;
			} else {
				for (i = 0; i < 10; i += 2)
					if ((uint8_t)pairs[i] == b)
						break;
				if (i < 10)
					b = (uint8_t)pairs[i + 1];
			}
		}
		buf_putc(&e->keys, b);
	}
	return -1;
}

/* "[7]", "[last]", "[last-2]" behind the bracket. */
static int
array_leg(struct cur *c, struct leg *l)
{
	static const char word[] = "last";
	size_t digits, n = sizeof(word) - 1;
	uint64_t index = 0;

	l->last = cur_left(c) > n && memcmp(c->p, word, n) == 0;
	if (l->last) {
		cur_bytes(c, n);
		if (*c->p == '-')
			cur_u8(c);
		else if (*c->p != ']')
			return -1;
	}
	for (digits = 0; cur_left(c) > 0 && *c->p >= '0' && *c->p <= '9';
	     digits++) {
		index = index * 10 + (uint64_t)(cur_u8(c) - '0');
		if (index > UINT32_MAX)
			return -1;
	}
	l->index = (uint32_t)index;
	return (digits > 0 || l->last) && cur_u8(c) == ']' && !c->bad ? 1 : -1;
}

/* The next leg: 1; 0 at the end; -1 */
static int
next_leg(struct json_edit *e, struct cur *c, struct leg *l)
{
	uint8_t b;

	memset(l, 0, sizeof(*l));
	if (cur_left(c) == 0)
		return 0;
	b = cur_u8(c);
	if (b == '[')
		return array_leg(c, l);
	if (b != '.')
		return -1;
	l->is_key = true;
	if (cur_left(c) > 0 && *c->p == '"') {
		cur_u8(c);
		return quoted(e, c, l) == -1 ? -1 : 1;
	}
	l->key = c->p;
	while (cur_left(c) > 0 && *c->p != '.' && *c->p != '[')
		cur_u8(c);
	l->key_len = (size_t)(c->p - l->key);
	return l->key_len > 0 ? 1 : -1;
}

/* How many members stand in front of the one that [last-N] means. */
static bool
from_end(const struct json_edit *e, uint32_t at, uint32_t *index)
{
	uint32_t x, n = 0;

	for (x = e->node[at].first; x != NONE; x = e->node[x].next)
		n++;
	if (*index >= n)
		return false;
	*index = n - 1 - *index;
	return true;
}

/*
 * The member of an opened container that a leg means; NONE when there is
 * none.  *before is the one in front of it, or of where it would be: objects
 * are ordered by the length of keys, then by their bytes.
 */
static uint32_t
member(const struct json_edit *e, uint32_t at, const struct leg *l,
    uint32_t *before)
{
	const struct json_edit_node *m;
	uint32_t x, i = 0, index = l->index;
	int order;

	*before = NONE;
	if (l->last && !from_end(e, at, &index))
		return NONE;
	for (x = e->node[at].first; x != NONE; x = m->next) {
		m = &e->node[x];
		if (!l->is_key && i++ == index)
			return x;
		if (l->is_key) {
			order = m->key_len < l->key_len ? -1
				: m->key_len > l->key_len
				    ? 1
				    : memcmp(m->key, l->key, l->key_len);
			if (order == 0)
				return x;
			if (order > 0)
				return NONE;
		}
		*before = x;
	}
	return NONE;
}

/* --- changes -------------------------------------------------------------- */

/* Put x behind `before` in its container, or at the front. */
static void
link_in(struct json_edit *e, uint32_t at, uint32_t before, uint32_t x)
{
	uint32_t *from =
	    before == NONE ? &e->node[at].first : &e->node[before].next;

	e->node[x].next = *from;
	*from = x;
}

static void
link_out(struct json_edit *e, uint32_t at, uint32_t before, uint32_t x)
{
	if (before == NONE)
		e->node[at].first = e->node[x].next;
	else
		e->node[before].next = e->node[x].next;
}

/*
 * Walk down a path.  0: *at is the opened container that *last is a leg in;
 * 1: the path means *at itself, for what is no array counts as one of one
 * member; -1: there is no such place.
 */
static int
walk(struct json_edit *e, struct cur *path, uint32_t *at, struct leg *last)
{
	uint32_t before, x;
	struct leg next;
	int more;

	*at = ROOT;
	if (cur_u8(path) != '$' || (more = next_leg(e, path, last)) == -1)
		return -1;
	while (more == 1) {
		const struct json_edit_node *node = &e->node[*at];

		if ((more = next_leg(e, path, &next)) == -1)
			return -1;
		if (!last->is_key && last->index == 0 && !is_array(node)) {
			*last = next;
			continue;
		}
		if ((last->is_key ? !is_object(node) : !is_array(node)) ||
		    open_node(e, *at) == -1)
			return -1;
		if (more == 0)
			return 0;
		if ((x = member(e, *at, last, &before)) == NONE)
			return -1;
		*at = x;
		*last = next;
	}
	return 1;
}

static void
replace(struct json_edit *e, uint32_t x, const uint8_t *v, size_t n)
{
	struct json_edit_node *node = &e->node[x];

	node->type = v[0];
	node->p = v + 1;
	node->n = n - 1;
	node->open = false;
	node->first = NONE;
}

static int
change(struct json_edit *e, unsigned op, struct cur *path, const uint8_t *v,
    size_t n)
{
	uint32_t at, x, before, fresh;
	struct leg last;
	int itself;

	itself = walk(e, path, &at, &last);
	if (itself == -1 || (op != REMOVE && n == 0) ||
	    (itself == 1 && op != REPLACE))
		return -1;
	x = itself == 1 ? at : member(e, at, &last, &before);
	if (op == INSERT) {
		/* in an array what stands there moves up */
		if ((last.is_key && x != NONE) ||
		    (fresh = new_node(e, v[0], v + 1, n - 1)) == NONE)
			return -1;
		e->node[fresh].key = last.key;
		e->node[fresh].key_len = last.key_len;
		link_in(e, at, before, fresh);
		return 0;
	}
	if (x == NONE)
		return -1;
	if (op == REPLACE)
		replace(e, x, v, n);
	else
		link_out(e, at, before, x);
	return 0;
}

static int
changes(struct json_edit *e, const uint8_t *diffs, size_t len)
{
	struct cur c = cur_of(diffs, len), path;
	const uint8_t *p, *v;
	size_t path_len, n;
	unsigned op;

	while (cur_left(&c) > 0) {
		op = cur_u8(&c);
		p = lenenc_bytes(&c, &path_len);
		v = NULL;
		n = 0;
		if (op != REMOVE)
			v = lenenc_bytes(&c, &n);
		if (c.bad || p == NULL || op > REMOVE ||
		    (op != REMOVE && v == NULL))
			return -1;
		path = cur_of(p, path_len);
		if (change(e, op, &path, v, n) == -1)
			return -1;
	}
	return 0;
}

/* --- text ------------------------------------------------------------------
 */

static int
put(struct json_edit *e, uint32_t at, unsigned depth, struct buf *out)
{
	const struct json_edit_node *x = &e->node[at], *m;
	bool object = is_object(x);
	uint32_t i;

	if (!x->open)
		return json_value(out, x->type, x->p, x->n, depth, &e->budget);
	if (depth >= JSONB_DEPTH_MAX)
		return -1;
	buf_putc(out, object ? '{' : '[');
	for (i = x->first; i != NONE; i = m->next) {
		m = &e->node[i];
		if (i != x->first)
			buf_puts(out, ", ");
		if (object) {
			json_put_string(out, m->key, m->key_len);
			buf_puts(out, ": ");
		}
		if (put(e, i, depth + 1, out) == -1)
			return -1;
	}
	buf_putc(out, object ? '}' : ']');
	return 0;
}

int
json_edit_text(struct json_edit *e, struct buf *out, const uint8_t *doc,
    size_t n, const uint8_t *diffs, size_t len)
{
	static const uint8_t null[] = { JSONB_LITERAL, 0 };
	size_t at = out->len;

	if (n == 0) {
		doc = null;
		n = sizeof(null);
	}
	e->n = 0;
	e->budget = n + len;
	/* so that keys stay where they are: no text is longer than its path */
	buf_clear(&e->keys);
	buf_reserve(&e->keys, len + 1);
	(void)new_node(e, 0, NULL, 0); /* NONE */
	(void)new_node(e, doc[0], doc + 1, n - 1);
	if (changes(e, diffs, len) == -1 || put(e, ROOT, 0, out) == -1)
		return -1;
	n = out->len - at;
	return utf8_valid(out->data + at, n) == n ? 0 : -1;
}
