/* uses: mc row rec base */
/*
 * wire.c: the tunnel record stream, both ways, against blocks of another
 * client; and what must be refused.
 */
#include <stdlib.h>

#include "base/clock.h"
#include "base/num.h"
#include "mc/wire.h"
#include "mc/wire_decimal.h"
#include "row/time.h"

#include "../tap.h"
#include "vectors/wire.h"

enum {
	SMALL = 1 /* the set of three records */
};

static struct row_dest_column column[WIRE_COLUMNS];

static void
unhex(struct buf *b, const char *hex)
{
	static const char digits[] = "0123456789abcdef";
	size_t i;

	buf_clear(b);
	for (i = 0; hex[i] != '\0'; i += 2)
		buf_putc(b, (int)((strchr(digits, hex[i]) - digits) << 4 |
				  (strchr(digits, hex[i + 1]) - digits)));
}

static void
columns_of(const char *const *type, unsigned n)
{
	unsigned i;

	memset(column, 0, sizeof(column));
	for (i = 0; i < n; i++) {
		if (!row_mc_parse(type[i], &column[i]))
			ok(false, "type %s is known", type[i]);
		column[i].name = type[i];
		column[i].class = (uint8_t)row_mc_class(column[i].type);
		column[i].nullable = true;
	}
}

/* A value of the vectors; bytes go to b, which must not grow. */
static void
value_of(const char *s, const struct row_dest_column *c, struct row_value *v,
    struct buf *b)
{
	struct buf bytes = { 0 };
	char *end;

	memset(v, 0, sizeof(*v));
	v->class = c->class;
	v->null = s == NULL;
	if (s == NULL)
		return;
	switch (*s++) {
	case 'i':
		v->i = strtoll(s, NULL, 10);
		break;
	case 'm':
		v->i = strtoll(s, NULL, 10) * 1000;
		break;
	case 'd':
		v->i = strtoll(s, NULL, 10) * CLOCK_DAY;
		break;
	case 't':
		v->i = strtoll(s, &end, 10) * CLOCK_SECOND;
		v->len = (size_t)strtoul(end + 1, NULL, 10);
		v->i += (int64_t)(v->len / 1000);
		v->len %= 1000;
		break;
	case 'f':
		unhex(&bytes, s);
		memcpy(&v->u, bytes.data, bytes.len);
		break;
	case 'b':
		unhex(&bytes, s);
		v->p = b->data + b->len;
		v->len = bytes.len;
		buf_put(b, bytes.data, bytes.len);
		break;
	case 'e':
		v->p = (const uint8_t *)s;
		v->len = strlen(s);
		break;
	}
	buf_release(&bytes);
}

/* The same number?  (The vectors hold 1E-18, which we write in full.) */
static bool
same_decimal(const struct row_value *got, const char *want)
{
	if (strcmp(want, "1E-18") == 0)
		want = "0.000000000000000001";
	if (strcmp(want, "-1E-18") == 0)
		want = "-0.000000000000000001";
	return got->len == strlen(want) && memcmp(got->p, want, got->len) == 0;
}

static bool
same(const struct row_value *got, const struct row_value *want,
    const struct row_dest_column *c)
{
	if (got->null || want->null)
		return got->null == want->null;
	if (c->class == ROW_C_DECIMAL)
		return same_decimal(got, (const char *)want->p);
	if (want->p != NULL)
		return got->len == want->len &&
		       memcmp(got->p, want->p, got->len) == 0;
	if (c->class == ROW_C_FLOAT)
		return memcmp(&got->f, &want->f, sizeof(got->f)) == 0;
	return got->u == want->u && got->len == want->len;
}

static void
encode_set(size_t set)
{
	struct row_value value[WIRE_COLUMNS];
	struct buf out = { 0 }, want = { 0 }, mem = { 0 };
	struct mc_encoder e;
	const char *why = "";
	unsigned i, k, bad = 0;
	size_t at;

	mc_encoder_init(&e, column, wire_sets[set].ncolumns);
	for (i = 0; i < wire_sets[set].nrecords; i++) {
		const struct wire_record *r = &wire_sets[set].record[i];

		buf_clear(&mem);
		buf_reserve(&mem, 65536);
		for (k = 0; k < wire_sets[set].ncolumns; k++)
			value_of(r->value[k], &column[k], &value[k], &mem);
		at = out.len;
		ok(mc_encode_values(&e, &out, value, &why, &bad) == 0,
		    "%s/%s is encoded", wire_sets[set].name, r->name);
		unhex(&want, r->hex);
		ok(out.len - at == want.len &&
			memcmp(out.data + at, want.data, want.len) == 0,
		    "%s/%s: the bytes", wire_sets[set].name, r->name);
	}
	mc_encode_end(&e, &out);
	unhex(&want, wire_sets[set].block);
	ok(out.len == want.len && memcmp(out.data, want.data, out.len) == 0,
	    "%s: the whole block", wire_sets[set].name);
	buf_release(&out);
	buf_release(&want);
	buf_release(&mem);
}

static void
decode_set(size_t set, const char *hex, const char *what)
{
	struct row_value want;
	struct buf block = { 0 }, mem = { 0 };
	struct mc_decoder d;
	size_t at = 0, used, n;
	unsigned i = 0, k, wrong = 0, early = 0;

	unhex(&block, hex);
	mc_decoder_init(&d, column, wire_sets[set].ncolumns);
	for (;;) {
		used = mc_decode(&d, block.data + at, block.len - at, 1000);
		if (used == 0 || used == SIZE_MAX || d.ended)
			break;
		buf_clear(&mem);
		buf_reserve(&mem, 65536);
		for (k = 0; k < wire_sets[set].ncolumns; k++) {
			value_of(wire_sets[set].record[i].value[k], &column[k],
			    &want, &mem);
			wrong += !same(&d.value[k], &want, &column[k]);
		}
		at += used;
		i++;
	}
	ok(d.ended && at + used == block.len, "%s: decoded%s",
	    wire_sets[set].name, what);
	ok(i == wire_sets[set].nrecords && wrong == 0, "%s: the values%s",
	    wire_sets[set].name, what);
	mc_decoder_release(&d);

	/* A cut at any place asks for more and never says malformed. */
	mc_decoder_init(&d, column, wire_sets[set].ncolumns);
	used = mc_decode(&d, block.data, block.len, 1000);
	for (n = 0; n < used; n++) {
		mc_decoder_release(&d);
		mc_decoder_init(&d, column, wire_sets[set].ncolumns);
		early += mc_decode(&d, block.data, n, 1000) != 0;
	}
	ok(early == 0, "%s: a cut record asks for more%s", wire_sets[set].name,
	    what);
	mc_decoder_release(&d);
	buf_release(&block);
	buf_release(&mem);
}

/* All values of the block as bytes; false when it does not decode. */
static bool
values_of(const struct buf *block, struct buf *out)
{
	struct mc_decoder d;
	size_t at, used, k;
	bool whole;

	buf_clear(out);
	mc_decoder_init(&d, column, wire_sets[SMALL].ncolumns);
	for (at = 0;; at += used) {
		used = mc_decode(&d, block->data + at, block->len - at, 1000);
		if (used == 0 || used == SIZE_MAX || d.ended)
			break;
		for (k = 0; k < wire_sets[SMALL].ncolumns; k++) {
			buf_putc(out, d.value[k].null);
			buf_put64(out, d.value[k].u);
			buf_put(out, d.value[k].p,
			    d.value[k].p == NULL ? 0 : d.value[k].len);
		}
	}
	whole = d.ended && at + used == block->len;
	mc_decoder_release(&d);
	return whole;
}

/* Each bit turned must be found, or leave the values as they are (bits of a
 * checksum above the 32nd do). */
static void
damage(void)
{
	struct buf block = { 0 }, want = { 0 }, got = { 0 };
	size_t bit, found = 0, harmless = 0;

	unhex(&block, wire_sets[SMALL].block);
	ok(values_of(&block, &want), "the undamaged block decodes");
	for (bit = 0; bit < block.len * 8; bit++) {
		block.data[bit / 8] ^= (uint8_t)(1u << (bit % 8));
		if (!values_of(&block, &got))
			found++;
		else if (got.len == want.len &&
			 memcmp(got.data, want.data, want.len) == 0)
			harmless++;
		block.data[bit / 8] ^= (uint8_t)(1u << (bit % 8));
	}
	ok(found + harmless == block.len * 8 && harmless < 16,
	    "of %zu single bit errors %zu are found, %zu change nothing",
	    block.len * 8, found, harmless);
	buf_release(&block);
	buf_release(&want);
	buf_release(&got);
}

/* An image through the encoder and back. */
static void
image(void)
{
	static const char *const type[] = { "bigint", "string", "timestamp",
		"decimal(10,2)", "date", "datetime" };
	struct buf row = { 0 }, out = { 0 };
	struct mc_encoder e;
	struct mc_decoder d;
	const char *why = "";
	unsigned bad = 0;
	size_t nulls, used;

	columns_of(type, 6);
	nulls = row_image_begin(&row, 6);
	row_put_int(&row, INT64_MIN);
	row_put_bytes(&row, "\xf0\x9f\x98\x80", 4);
	row_put_int(&row, -1);
	row_put_decimal(&row, "-0.50", 5);
	row_put_null(&row, nulls, 4);
	row_put_int(&row, -1);
	mc_encoder_init(&e, column, 6);
	ok(mc_encode_image(&e, &out, row.data, row.len, &why, &bad) == 0,
	    "an image is encoded");
	mc_encode_end(&e, &out);
	mc_decoder_init(&d, column, 6);
	used = mc_decode(&d, out.data, out.len, 1000);
	ok(used != 0 && used != SIZE_MAX, "and decoded");
	ok(d.value[0].i == INT64_MIN && d.value[2].i == -1 &&
		d.value[2].len == 0 && d.value[4].null && d.value[5].i == -1000,
	    "numbers, times and NULLs are the same");
	ok(d.value[1].len == 4 && d.value[3].len == 5 &&
		memcmp(d.value[3].p, "-0.50", 5) == 0,
	    "texts and decimals are the same");
	ok(mc_encode_image(&e, &out, row.data, row.len - 1, &why, &bad) == -1,
	    "a short image is refused: %s", why);
	mc_decoder_release(&d);
	buf_release(&row);
	buf_release(&out);
}

/* The quick way of an image, the portable way, and that of values: one record,
 * however long its text. */
static void
ways(void)
{
	static const char *const type[] = { "bigint", "string", "bigint" };
	struct buf row = { 0 }, out[3] = { { 0 } };
	uint8_t text[700];
	struct mc_encoder e;
	const char *why = "";
	unsigned bad = 0, n, same = 0, i;

	columns_of(type, 3);
	for (n = 0; n < sizeof(text); n++) {
		struct row_value v[3] = {
			{ .class = ROW_C_INT, .i = (int64_t)n << n % 50 },
			{ .class = ROW_C_TEXT, .p = text, .len = n },
			{ .class = ROW_C_INT, .i = -(int64_t)n },
		};

		text[n] = (uint8_t)(n * 7);
		buf_clear(&row);
		row_image_begin(&row, 3);
		row_put_int(&row, v[0].i);
		row_put_bytes(&row, text, n);
		row_put_int(&row, v[2].i);
		for (i = 0; i < 3; i++) {
			buf_clear(&out[i]);
			mc_encoder_init(&e, column, 3);
			e.cpu = e.cpu && i != 1;
			if (i == 2)
				mc_encode_values(&e, &out[i], v, &why, &bad);
			else
				mc_encode_image(
				    &e, &out[i], row.data, row.len, &why, &bad);
			mc_encode_end(&e, &out[i]);
		}
		same += out[0].len > n && out[1].len == out[0].len &&
			out[2].len == out[0].len &&
			memcmp(out[0].data, out[1].data, out[0].len) == 0 &&
			memcmp(out[0].data, out[2].data, out[0].len) == 0;
	}
	ok(same == n, "%u of %u texts are the same in all ways", same, n);
	buf_release(&row);
	for (i = 0; i < 3; i++)
		buf_release(&out[i]);
}

/* What fits a decimal(5,2). */
static void
decimals(void)
{
	static const char *const good[] = { "0", "999.99", "-999.99", "000123",
		"1.500000", "+0.01", ".5", "-0", "1E-2", "0.00" };
	static const char *const bad[] = { "1000", "-1000.00", "0.001", "99999",
		"1.0.0", "1x", "-", "NaN" };
	size_t i;

	for (i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		ok(mc_decimal_fits(
		       (const uint8_t *)good[i], strlen(good[i]), 5, 2),
		    "%s fits decimal(5,2)", good[i]);
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		ok(!mc_decimal_fits(
		       (const uint8_t *)bad[i], strlen(bad[i]), 5, 2),
		    "%s does not", bad[i]);
}

/* Buckets of an upsert as another client wrote them. */
static void
upsert_back(void)
{
	static const char *const type[] = { "bigint", "string" };
	/* (2, "b") written, then deleted */
	static const char hex[] = "080412016228aa013a0080c0ff7f85daa1cb04"
				  "08041201622888013a0080c0ff7fa6c2c18906"
				  "f0ffff7f04f8ffff7f8fd6e59004";
	struct buf block = { 0 };
	struct mc_decoder d;
	size_t used, at, n, early = 0;

	columns_of(type, 2);
	unhex(&block, hex);
	mc_decoder_init(&d, column, 2);
	d.upsert = true;
	used = mc_decode(&d, block.data, block.len, 1000);
	ok(used == 19 && d.operation == MC_UPSERT && d.value[0].i == 2,
	    "an upsert");
	for (n = 0; n < used; n++)
		early += mc_decode(&d, block.data, n, 1000) != 0;
	ok(early == 0, "is not seen before it is whole");
	at = used;
	used = mc_decode(&d, block.data + at, block.len - at, 1000);
	ok(used == 19 && d.operation == MC_DELETE && d.value[0].i == 2,
	    "a delete");
	at += used;
	mc_decode(&d, block.data + at, block.len - at, 1000);
	ok(d.ended && d.count == 2, "and the end");
	mc_decoder_release(&d);
	mc_decoder_init(&d, column, 2);
	used = mc_decode(&d, block.data, block.len, 1000);
	ok(used == SIZE_MAX, "elsewhere an operation is refused: %s", d.why);
	mc_decoder_release(&d);
	buf_release(&block);
}

static void
refuse(const char *type, struct row_value v, const char *what)
{
	struct buf out = { 0 };
	struct mc_encoder e;
	const char *why = "";
	unsigned bad = 9;

	columns_of(&type, 1);
	column[0].nullable = false;
	v.class = column[0].class;
	mc_encoder_init(&e, column, 1);
	ok(mc_encode_values(&e, &out, &v, &why, &bad) == -1 && bad == 0 &&
		out.len == 0 && e.count == 0,
	    "%s is refused: %s", what, why);
	buf_release(&out);
}

static void
refuse_all(void)
{
	struct clock_civil none = { 2020, 2, 31, 0, 0, 0, 0 };
	static uint8_t big[MC_CELL_MAX + 1];
	struct row_value v = { 0 };

	v.i = 128;
	refuse("tinyint", v, "128 as tinyint");
	v.i = INT64_C(-2147483649);
	refuse("int", v, "-2147483649 as int");
	v.i = 2;
	refuse("boolean", v, "2 as boolean");
	v.i = row_time_make(&none);
	refuse("datetime", v, "February 31");
	v.i = INT64_C(-62135596800) * CLOCK_SECOND - 1;
	refuse("timestamp", v, "the year 0");
	v.i = 0;
	v.p = (const uint8_t *)"\xc3\xa9\xc3\xa9\xc3\xa9";
	v.len = 6;
	refuse("varchar(2)", v, "three letters in varchar(2)");
	v.p = big;
	v.len = sizeof(big);
	refuse("string", v, "a text of more than 8 MiB");
	v.null = true;
	refuse("string", v, "NULL in a NOT NULL column");
}

/* As PyODPS writes (3, "c") of a table (pk bigint, v string). */
static void
upsert(void)
{
	static const uint8_t want[] = { 0x08, 0x06, 0x12, 0x01, 0x63, 0x28,
		0xaa, 0x01, 0x3a, 0x00, 0x80, 0xc0, 0xff, 0x7f, 0xff, 0xf4,
		0xdd, 0x8a, 0x0e };
	static const struct row_dest_column c[] = {
		{ .type = ROW_MC_BIGINT, .class = ROW_C_INT },
		{ .type = ROW_MC_STRING, .class = ROW_C_TEXT },
	};
	struct row_value v[2] = { { .class = ROW_C_INT, .i = 3 },
		{ .class = ROW_C_TEXT, .p = (const uint8_t *)"c", .len = 1 } };
	struct buf out = { 0 };
	struct mc_encoder e;
	const char *why;
	unsigned bad;

	mc_encoder_init(&e, c, 2);
	ok(mc_encode_upsert(&e, &out, v, MC_UPSERT, &why, &bad) == 0 &&
		out.len == sizeof(want) &&
		memcmp(out.data, want, sizeof(want)) == 0,
	    "an upsert");
	buf_release(&out);
}

int
main(void)
{
	upsert();
	size_t i;

	for (i = 0; i < sizeof(wire_sets) / sizeof(wire_sets[0]); i++) {
		columns_of(wire_sets[i].type, wire_sets[i].ncolumns);
		encode_set(i);
		decode_set(i, wire_sets[i].block, "");
		decode_set(
		    i, wire_sets[i].block_long, " (over-long checksums)");
	}
	columns_of(wire_sets[SMALL].type, wire_sets[SMALL].ncolumns);
	damage();
	image();
	ways();
	decimals();
	upsert_back();
	refuse_all();
	return done();
}
