/*
 * decimal.c: exact arithmetic; see decimal.h.
 */
#include <string.h>

#include "mclocal/cell.h"
#include "mclocal/decimal.h"

void
decimal_trim(struct decimal *a)
{
	while (a->n > 0 && a->d[a->n - 1] == 0)
		a->n--;
}

bool
decimal_parse(struct decimal *x, const char *p, size_t len)
{
	char text[CELL_TEXT];
	size_t n;

	memset(x, 0, sizeof(*x));
	if (p == NULL || (n = cell_decimal(text, p, len, 80, 20, true)) == 0)
		return false;
	x->minus = text[0] == '-';
	for (; n > x->minus; n--) {
		if (text[n - 1] == '.')
			x->scale = x->n;
		else
			x->d[x->n++] = (signed char)(text[n - 1] - '0');
	}
	decimal_trim(x);
	return true;
}

bool
decimal_shift(struct decimal *x, int by)
{
	if (by < 0 || x->n + by > DECIMAL_DIGITS)
		return false;
	memmove(x->d + by, x->d, (size_t)x->n);
	memset(x->d, 0, (size_t)by);
	x->n += by;
	x->scale += by;
	return true;
}

static bool
decimal_align(struct decimal *a, struct decimal *b)
{
	return a->scale < b->scale ? decimal_shift(a, b->scale - a->scale)
				   : decimal_shift(b, a->scale - b->scale);
}

/* Without signs, the same scale. */
static int
compare(const struct decimal *a, const struct decimal *b)
{
	int i = a->n > b->n ? a->n : b->n;

	while (i-- > 0) {
		int x = i < a->n ? a->d[i] : 0, y = i < b->n ? b->d[i] : 0;

		if (x != y)
			return x < y ? -1 : 1;
	}
	return 0;
}

/* a += b or, a being the larger, a -= b. */
static bool
accumulate(struct decimal *a, const struct decimal *b, int sign)
{
	int i, carry = 0, n = a->n > b->n ? a->n : b->n;

	for (i = 0; i < n || carry != 0; i++) {
		int v;

		if (i == DECIMAL_DIGITS)
			return false;
		v = (i < a->n ? a->d[i] : 0) + sign * (i < b->n ? b->d[i] : 0) +
		    carry;
		carry = v > 9 ? 1 : v < 0 ? -1 : 0;
		a->d[i] = (signed char)(v - carry * 10);
		if (i >= a->n)
			a->n = i + 1;
	}
	decimal_trim(a);
	return true;
}

bool
decimal_add(struct decimal *a, struct decimal *b)
{
	struct decimal t;

	if (!decimal_align(a, b))
		return false;
	if (a->minus == b->minus)
		return accumulate(a, b, 1);
	if (compare(a, b) < 0) {
		t = *a;
		*a = *b;
		*b = t;
	}
	return accumulate(a, b, -1);
}

bool
decimal_multiply(struct decimal *a, const struct decimal *b)
{
	struct decimal r;
	int i, k, carry, v;

	memset(&r, 0, sizeof(r));
	if (a->n + b->n + 1 > DECIMAL_DIGITS)
		return false;
	for (i = 0; i < a->n; i++) {
		for (k = carry = 0; k < b->n || carry > 0; k++) {
			v = r.d[i + k] + carry +
			    (k < b->n ? a->d[i] * b->d[k] : 0);
			r.d[i + k] = (signed char)(v % 10);
			carry = v / 10;
		}
	}
	r.n = a->n + b->n + 1;
	decimal_trim(&r);
	r.minus = a->minus != b->minus;
	r.scale = a->scale + b->scale;
	*a = r;
	return true;
}

/* a becomes the quotient, its scale as it is, *rest what remains. */
static void
quotient(struct decimal *a, const struct decimal *b, struct decimal *rest)
{
	int i;

	memset(rest, 0, sizeof(*rest));
	for (i = a->n - 1; i >= 0; i--) {
		memmove(rest->d + 1, rest->d, (size_t)rest->n);
		rest->n++;
		rest->d[0] = a->d[i];
		decimal_trim(rest);
		for (a->d[i] = 0; compare(rest, b) >= 0; a->d[i]++)
			accumulate(rest, b, -1);
	}
	decimal_trim(a);
}

bool
decimal_divide(struct decimal *a, struct decimal *b, int scale)
{
	struct decimal rest;
	int more = scale + 2 + b->scale - a->scale;

	if (b->n == 0 || (more > 0 && !decimal_shift(a, more)))
		return false;
	a->scale -= b->scale;
	quotient(a, b, &rest);
	a->minus = a->minus != b->minus;
	return true;
}

bool
decimal_modulo(struct decimal *a, struct decimal *b)
{
	struct decimal rest;
	bool minus = a->minus;
	int scale;

	if (b->n == 0 || !decimal_align(a, b))
		return false;
	scale = a->scale;
	quotient(a, b, &rest);
	*a = rest;
	a->scale = scale;
	a->minus = minus;
	return true;
}

/* Keep so many digits behind the point, or zeros in front of it. */
bool
decimal_round(struct decimal *x, int keep, enum decimal_rounding how)
{
	int i, cut = x->scale - keep;
	bool up = false;
	struct decimal one;

	if (cut <= 0)
		return true;
	for (i = 0; i < cut && i < x->n; i++)
		if (x->d[i] != 0 && ((how == DECIMAL_CEIL && !x->minus) ||
					(how == DECIMAL_FLOOR && x->minus)))
			up = true;
	if (how == DECIMAL_HALF_UP && cut <= x->n)
		up = x->d[cut - 1] >= 5;
	if (cut >= x->n) {
		x->n = 0;
	} else {
		memmove(x->d, x->d + cut, (size_t)(x->n - cut));
		x->n -= cut;
	}
	x->scale = keep;
	if (up) {
		memset(&one, 0, sizeof(one));
		one.n = 1;
		one.d[0] = 1;
		accumulate(x, &one, 1);
	}
	return keep >= 0 || decimal_shift(x, -keep);
}
