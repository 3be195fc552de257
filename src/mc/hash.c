/*
 * hash.c: see hash.h.  Everything is done on unsigned numbers, where C knows
 * what an overflow is; shifts that keep the sign are spelled out.
 */
#include <string.h>

#include "base/clock.h"

#include "mc/hash.h"

/* v >> n as if v were signed. */
static uint64_t
shift64(uint64_t v, unsigned n)
{
	return v >> n | (v >> 63 != 0 ? ~(UINT64_MAX >> n) : 0);
}

static uint32_t
shift32(uint32_t v, unsigned n)
{
	return v >> n | (v >> 31 != 0 ? ~(UINT32_MAX >> n) : 0);
}

static int32_t
to_signed(uint32_t v)
{
	int32_t i;

	memcpy(&i, &v, sizeof(i));
	return i;
}

static uint32_t
hash_number(bool legacy, uint64_t l)
{
	if (legacy)
		return (uint32_t)(l >> 32 ^ l);
	l = ~l + (l << 18);
	l ^= shift64(l, 31);
	l *= 21;
	l ^= shift64(l, 11);
	l += l << 6;
	l ^= shift64(l, 22);
	return (uint32_t)l;
}

/* Bytes are signed. */
static uint32_t
hash_text(bool legacy, const uint8_t *p, size_t n)
{
	uint32_t h = 0;
	size_t i;

	for (i = 0; i < n; i++) {
		uint32_t c = p[i] < 0x80 ? p[i] : p[i] - UINT32_C(256);

		if (legacy) {
			h = h * 31 + c;
			continue;
		}
		h += c;
		h += h << 10;
		h ^= shift32(h, 6);
	}
	if (legacy)
		return h;
	h += h << 3;
	h ^= shift32(h, 11);
	h += h << 15;
	return h;
}

/* A number of 128 bits. */
struct wide {
	uint64_t high, low;
};

static void
wide_add(struct wide *w, uint64_t v)
{
	w->low += v;
	w->high += w->low < v;
}

static void
wide_digit(struct wide *w, unsigned digit)
{
	uint64_t a = (w->low & UINT32_MAX) * 10;
	uint64_t b = (w->low >> 32) * 10 + (a >> 32);

	w->high = w->high * 10 + (b >> 32);
	w->low = b << 32 | (a & UINT32_MAX);
	wide_add(w, digit);
}

/* Plain digits times 10^scale; what is finer is rounded half up. */
static struct wide
wide_of(const struct row_value *v, unsigned scale)
{
	struct wide w = { 0, 0 };
	bool negative = false, point = false, half = false;
	unsigned places = 0;
	size_t i;

	for (i = 0; i < v->len; i++) {
		uint8_t c = v->p[i];

		if (c == '-')
			negative = true;
		else if (c == '.')
			point = true;
		else if (c < '0' || c > '9')
			continue;
		else if (places < scale || !point) {
			wide_digit(&w, c - '0');
			places += point;
		} else {
			half = c >= '5';
			break;
		}
	}
	for (; places < scale; places++)
		wide_digit(&w, 0);
	if (half)
		wide_add(&w, 1);
	if (negative) {
		w.high = ~w.high;
		w.low = ~w.low;
		wide_add(&w, 1);
	}
	return w;
}

static uint32_t
hash_decimal(
    bool legacy, const struct row_dest_column *c, const struct row_value *v)
{
	struct wide w = wide_of(v, c->scale);
	uint32_t h = hash_number(legacy, w.low);

	return c->precision > 18 ? h + hash_number(legacy, w.high) : h;
}

/* Whole units, rounded down. */
static int64_t
units(int64_t us, int64_t unit)
{
	int64_t n = us / unit;

	return us % unit < 0 ? n - 1 : n;
}

static uint32_t
hash_time(bool legacy, unsigned type, const struct row_value *v)
{
	int64_t seconds = units(v->i, CLOCK_SECOND);
	uint64_t nanos;

	if (type == ROW_MC_DATETIME)
		return hash_number(legacy, (uint64_t)units(v->i, 1000));
	if (type == ROW_MC_DATE)
		return hash_number(
		    legacy, (uint64_t)(units(v->i, CLOCK_DAY) * 86400));
	nanos =
	    (uint64_t)(v->i - seconds * CLOCK_SECOND) * 1000 + v->len % 1000;
	return hash_number(legacy, (uint64_t)seconds << 30 | nanos);
}

static uint32_t
hash_real(bool legacy, const struct row_value *v)
{
	uint32_t bits;

	if (v->class == ROW_C_DOUBLE)
		return hash_number(legacy, v->u);
	memcpy(&bits, &v->f, sizeof(bits));
	return hash_number(
	    legacy, bits >> 31 != 0 ? bits | ~(uint64_t)UINT32_MAX : bits);
}

bool
mc_hash_knows(const struct row_dest_column *c)
{
	return c->class != ROW_C_BYTES && c->type != ROW_MC_JSON;
}

int32_t
mc_hash_value(
    bool legacy, const struct row_dest_column *c, const struct row_value *v)
{
	uint32_t h;

	if (v->null || v->absent)
		return 0;
	if (c->type == ROW_MC_BOOLEAN)
		h = v->i != 0 ? UINT32_C(0x172ba9c7) : -UINT32_C(0x3a59cb12);
	else if (c->class == ROW_C_DECIMAL)
		h = hash_decimal(legacy, c, v);
	else if (c->class == ROW_C_TEXT || c->class == ROW_C_BYTES)
		h = hash_text(legacy, v->p, v->len);
	else if (c->class == ROW_C_TIME)
		h = hash_time(legacy, c->type, v);
	else if (c->class == ROW_C_FLOAT || c->class == ROW_C_DOUBLE)
		h = hash_real(legacy, v);
	else
		h = hash_number(legacy, v->u);
	return to_signed(h);
}

int32_t
mc_hash_add(int32_t a, int32_t b)
{
	return to_signed((uint32_t)a + (uint32_t)b);
}

uint32_t
mc_hash_bucket(int32_t sum, uint32_t buckets)
{
	uint32_t s = (uint32_t)sum;

	return ((s ^ shift32(s, 8)) & INT32_MAX) % buckets;
}
