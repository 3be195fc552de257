/* uses: mc row rec base */
/*
 * hash.c: hashes and buckets of keys, against those of another client.
 */
#include <stdint.h>
#include <stdlib.h>

#include "base/clock.h"
#include "mc/hash.h"

#include "../tap.h"
#include "vectors/hash.h"

static uint8_t bytes[256];

static void
text(struct row_value *v, const char *hex)
{
	char two[3] = { 0 };

	for (v->len = 0; *hex != '\0'; hex += 2) {
		memcpy(two, hex, 2);
		bytes[v->len++] = (uint8_t)strtoul(two, NULL, 16);
	}
	v->p = bytes;
}

static void
read_value(struct row_dest_column *c, struct row_value *v, const char *type,
    const char *value)
{
	uint32_t bits;
	char *end;

	memset(c, 0, sizeof(*c));
	memset(v, 0, sizeof(*v));
	ok(row_mc_parse(type, c), "%s", type);
	v->class = c->class = (uint8_t)row_mc_class(c->type);
	v->null = value == NULL;
	if (value == NULL)
		return;
	switch (c->type) {
	case ROW_MC_STRING:
		text(v, value);
		break;
	case ROW_MC_DOUBLE:
		v->u = strtoull(value, NULL, 16);
		break;
	case ROW_MC_FLOAT:
		bits = (uint32_t)strtoul(value, NULL, 16);
		memcpy(&v->f, &bits, sizeof(bits));
		break;
	case ROW_MC_DECIMAL:
		v->len = strlen(value);
		memcpy(bytes, value, v->len);
		v->p = bytes;
		break;
	case ROW_MC_DATE:
		v->i = strtoll(value, NULL, 10) * CLOCK_DAY;
		break;
	case ROW_MC_DATETIME:
		v->i = strtoll(value, NULL, 10) * 1000;
		break;
	case ROW_MC_TIMESTAMP:
		v->i = strtoll(value, &end, 10) * CLOCK_SECOND;
		bits = (uint32_t)strtoul(end + 1, NULL, 10);
		v->i += bits / 1000;
		v->len = bits % 1000;
		break;
	default:
		v->i = strtoll(value, NULL, 10);
		break;
	}
}

static void
buckets(int32_t sum, const uint32_t want[3])
{
	ok(mc_hash_bucket(sum, 1) == want[0] &&
		mc_hash_bucket(sum, 4) == want[1] &&
		mc_hash_bucket(sum, 16) == want[2],
	    "buckets of %d", sum);
}

static void
single(const struct hash_one *h)
{
	struct row_dest_column c;
	struct row_value v;
	int32_t got;

	read_value(&c, &v, h->type, h->value);
	got = mc_hash_value(h->legacy != 0, &c, &v);
	ok(got == h->hash, "%s %s%s: %d", h->type, h->value,
	    h->legacy ? " legacy" : "", got);
	buckets(got, h->bucket);
}

static void
combined(const struct hash_key *k)
{
	struct row_dest_column c;
	struct row_value v;
	int32_t sum = 0;
	size_t i;

	for (i = 0; i < 3 && k->type[i] != NULL; i++) {
		read_value(&c, &v, k->type[i], k->value[i]);
		sum = mc_hash_add(sum, mc_hash_value(false, &c, &v));
	}
	ok(sum == k->sum, "a key of %zu columns: %d", i, sum);
	buckets(sum, k->bucket);
}

/* What is finer than the scale is rounded half up; the sign stays. */
static void
rounding(void)
{
	static const char *const same[][2] = { { "1.235", "1.24" },
		{ "1.234", "1.23" }, { "-1.235", "-1.24" }, { "0.005", "0.01" },
		{ "9.995", "10.00" }, { "-0.004", "0" } };
	struct row_dest_column c;
	struct row_value v;
	int32_t a;
	size_t i;

	for (i = 0; i < sizeof(same) / sizeof(same[0]); i++) {
		read_value(&c, &v, "decimal(10,2)", same[i][0]);
		a = mc_hash_value(false, &c, &v);
		read_value(&c, &v, "decimal(10,2)", same[i][1]);
		ok(mc_hash_value(false, &c, &v) == a, "%s as %s", same[i][0],
		    same[i][1]);
	}
}

int
main(void)
{
	size_t i;

	for (i = 0; i < sizeof(hash_ones) / sizeof(hash_ones[0]); i++)
		single(&hash_ones[i]);
	for (i = 0; i < sizeof(hash_keys) / sizeof(hash_keys[0]); i++)
		combined(&hash_keys[i]);
	rounding();
	return done();
}
