/*
 * collate.c: the order of texts, and LIKE; see val.h.
 *
 * Followed exactly are the collations named *_bin, and those named
 * *_general_ci of utf8mb4 and utf8mb3, whose weights are in weights.c.
 */
#include <string.h>

#include "rowfilter/val.h"

static bool
ends(const char *s, const char *tail)
{
	size_t n = strlen(s), m = strlen(tail);

	return n >= m && strcmp(s + n - m, tail) == 0;
}

bool
val_order_of(const char *collation, struct val_order *o)
{
	bool utf8 = strncmp(collation, "utf8mb4_", 8) == 0 ||
		    strncmp(collation, "utf8mb3_", 8) == 0 ||
		    strncmp(collation, "utf8_", 5) == 0;

	/* what other character sets sort by is not the code point */
	o->sortable = utf8 || strncmp(collation, "ascii_", 6) == 0;
	o->pad = strstr(collation, "_nopad_") == NULL &&
		 !ends(collation, "_0900_bin");
	if (ends(collation, "_bin") && strcmp(collation, "_bin") != 0) {
		o->by = VAL_BINARY;
		return true;
	}
	o->by = VAL_GENERAL;
	return utf8 &&
	       (ends(collation, "_general_ci") ||
		   ends(collation, "_general_nopad_ci")) &&
	       strstr(collation, "mysql500") == NULL;
}

bool
val_same_order(const struct val_order *a, const struct val_order *b)
{
	return a->by == b->by && a->pad == b->pad && a->sortable == b->sortable;
}

/* The character at *p, which is moved behind it.  Texts of records are UTF-8;
 * of what is not, each byte stands for itself. */
static uint32_t
next_char(const char **p, const char *end)
{
	const uint8_t *s = (const uint8_t *)*p;
	size_t left = (size_t)(end - *p);
	uint32_t c = s[0];
	unsigned more = c < 0xc0 ? 0 : c < 0xe0 ? 1 : c < 0xf0 ? 2 : 3;

	++*p;
	if (more == 0 || left <= more)
		return c;
	c &= 0x3fu >> more;
	for (unsigned i = 1; i <= more; i++)
		c = c << 6 | (s[i] & 0x3f);
	*p += more;
	return c;
}

/* What is left of one text against blanks. */
static int
against_blanks(const char *p, const char *end, const struct val_order *o)
{
	uint32_t c;

	if (!o->pad)
		return p < end;
	while (p < end) {
		c = next_char(&p, end);
		if (o->by == VAL_GENERAL)
			c = val_weight(c);
		if (c != ' ')
			return c < ' ' ? -1 : 1;
	}
	return 0;
}

static int
cmp_binary(const struct val *a, const struct val *b, const struct val_order *o)
{
	size_t n = a->len < b->len ? a->len : b->len;
	int rc = n > 0 ? memcmp(a->p, b->p, n) : 0;

	if (rc != 0)
		return rc;
	if (a->len > n)
		return against_blanks(a->p + n, a->p + a->len, o);
	return -against_blanks(b->p + n, b->p + b->len, o);
}

int
val_cmp_text(
    const struct val *a, const struct val *b, const struct val_order *o)
{
	const char *p = a->p, *q = b->p, *pend = p + a->len, *qend = q + b->len;
	uint32_t x, y;

	if (o->by == VAL_BINARY)
		return cmp_binary(a, b, o);
	while (p < pend && q < qend) {
		x = val_weight(next_char(&p, pend));
		y = val_weight(next_char(&q, qend));
		if (x != y)
			return x < y ? -1 : 1;
	}
	if (p < pend)
		return against_blanks(p, pend, o);
	return -against_blanks(q, qend, o);
}

/*
 * '%' any characters, '_' one, '\' takes the next for itself.  The last '%'
 * met is the only place to go back to.
 */
bool
val_like(
    const struct val *text, const struct val *like, const struct val_order *o)
{
	const char *s = text->p, *send = s + text->len;
	const char *p = like->p, *pend = p + like->len;
	const char *star = NULL, *from = NULL, *pnext, *snext;
	bool general = o->by == VAL_GENERAL, any;
	uint32_t c, d;

	while (s < send || p < pend) {
		if (p < pend && *p == '%') {
			star = ++p;
			from = s;
			continue;
		}
		if (p < pend && s < send) {
			any = *p == '_';
			if (*p == '\\' && p + 1 < pend)
				p++;
			pnext = p;
			snext = s;
			c = next_char(&pnext, pend);
			d = next_char(&snext, send);
			if (any || c == d ||
			    (general && val_weight(c) == val_weight(d))) {
				p = pnext;
				s = snext;
				continue;
			}
		}
		if (star == NULL || from == send)
			return false;
		next_char(&from, send);
		s = from;
		p = star;
	}
	return true;
}
