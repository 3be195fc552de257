/*
 * hash.c: canonical bytes of values, and SHA-256 cut to 128 bits; see hash.h.
 */
#include <math.h>
#include <string.h>

#include <openssl/evp.h>

#include "base/clock.h"
#include "base/le.h"
#include "pxverify/hash.h"

static EVP_MD_CTX *ctx;
static EVP_MD *md;

void
hash_add(struct hash *sum, const struct hash *h)
{
	sum->low += h->low;
	sum->high += h->high + (sum->low < h->low);
}

int
hash_of(const void *p, size_t n, struct hash *h)
{
	uint8_t digest[EVP_MAX_MD_SIZE];

	if (ctx == NULL) {
		ctx = EVP_MD_CTX_new();
		md = EVP_MD_fetch(NULL, "SHA256", NULL);
	}
	if (ctx == NULL || md == NULL ||
	    EVP_DigestInit_ex2(ctx, md, NULL) != 1 ||
	    EVP_DigestUpdate(ctx, p, n) != 1 ||
	    EVP_DigestFinal_ex(ctx, digest, NULL) != 1)
		return -1;
	h->high = be64dec(digest);
	h->low = be64dec(digest + 8);
	return 0;
}

void
hash_release(void)
{
	EVP_MD_CTX_free(ctx);
	EVP_MD_free(md);
	ctx = NULL;
	md = NULL;
}

static void
put_real(struct buf *b, double d)
{
	uint64_t u;

	if (isnan(d))
		d = (double)NAN;
	if (d == 0)
		d = 0; /* -0, too */
	memcpy(&u, &d, sizeof(u));
	buf_put64(b, u);
}

/* Sign, digits without zeros in front, and the fraction without zeros at its
 * end. */
static void
put_decimal(struct buf *b, const uint8_t *p, size_t n)
{
	bool minus = n > 0 && *p == '-';
	const uint8_t *point;
	size_t at;

	if (n > 0 && (*p == '-' || *p == '+')) {
		p++;
		n--;
	}
	while (n > 1 && p[0] == '0' && p[1] != '.') {
		p++;
		n--;
	}
	point = memchr(p, '.', n);
	if (point != NULL) {
		while (n > 0 && p[n - 1] == '0')
			n--;
		if (p[n - 1] == '.')
			n--;
	}
	if (n == 0 || (n == 1 && *p == '0'))
		minus = false;
	at = b->len;
	buf_put32(b, 0);
	if (minus)
		buf_putc(b, '-');
	if (n == 0 || *p == '.')
		buf_putc(b, '0');
	buf_put(b, p, n);
	le32enc(b->data + at, (uint32_t)(b->len - at - 4));
}

static int64_t
floor_to(int64_t v, int64_t unit)
{
	int64_t rest = v % unit;

	return rest < 0 ? v - rest - unit : v - rest;
}

static void
put_time(struct buf *b, unsigned type, const struct row_value *v)
{
	if (type == ROW_MC_DATETIME) {
		buf_put64(b, (uint64_t)floor_to(v->i, 1000));
	} else if (type == ROW_MC_DATE) {
		buf_put64(b, (uint64_t)floor_to(v->i, CLOCK_DAY));
	} else {
		buf_put64(b, (uint64_t)v->i);
		buf_put16(b, (uint16_t)v->len); /* nanoseconds */
	}
}

void
hash_put(
    struct buf *b, const struct row_dest_column *c, const struct row_value *v)
{
	size_t n = v->len;

	buf_putc(b, v->null ? 0 : 1);
	if (v->null)
		return;
	switch (c->class) {
	case ROW_C_FLOAT:
		put_real(b, (double)v->f);
		break;
	case ROW_C_DOUBLE:
		put_real(b, v->d);
		break;
	case ROW_C_TIME:
		put_time(b, c->type, v);
		break;
	case ROW_C_DECIMAL:
		put_decimal(b, v->p, n);
		break;
	case ROW_C_TEXT:
	case ROW_C_BYTES:
		while (c->type == ROW_MC_CHAR && n > 0 && v->p[n - 1] == ' ')
			n--;
		buf_put_str32(b, v->p, n);
		break;
	default:
		buf_put64(b, v->u);
		break;
	}
}
