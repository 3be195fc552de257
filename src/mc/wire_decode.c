/*
 * wire_decode.c: the tunnel record stream back to values.
 *
 * Checksums of up to ten varint bytes are read (a client of ours writes
 * five, others sign-extend) and compared in their low 32 bits.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/crc32c.h"
#include "base/mem.h"

#include "mc/varint.h"
#include "mc/wire.h"
#include "mc/wire_decimal.h"

enum {
	END_RECORD = 33553408,
	META_COUNT = 33554430,
	META_CHECKSUM = 33554431,
	DECIMAL_OUT = 255, /* row.h's limit: length is one byte */
	SECOND_NANOS = 1000000000
};

#define SECONDS_MIN INT64_C(-62135596800) /* 0001-01-01 */
#define SECONDS_END INT64_C(253402300800) /* 10000-01-01 */

/* Bytes of a record, as far as they have come. */
struct in {
	const uint8_t *p, *end;
	bool less;       /* they end too early */
	const char *why; /* they make no sense */
	uint64_t c;      /* the checksum, inverted */
	bool cpu;        /* crc32c_by_cpu() */
};

void
mc_decoder_init(struct mc_decoder *d, const struct row_dest_column *column,
    unsigned ncolumns)
{
	unsigned i;

	assert(ncolumns <= ROW_DEST_MAX);
	memset(d, 0, sizeof(*d));
	d->column = column;
	d->ncolumns = ncolumns;
	d->value = xcalloc((size_t)ncolumns + 1, sizeof(d->value[0]));
	/* All of it now: values point into it. */
	for (i = 0; i < ncolumns; i++)
		if (column[i].type == ROW_MC_DECIMAL)
			buf_reserve(&d->mem, (size_t)(i + 1) * DECIMAL_OUT);
}

void
mc_decoder_release(struct mc_decoder *d)
{
	free(d->value);
	buf_release(&d->mem);
	d->value = NULL;
}

static uint64_t
get_varint(struct in *in)
{
	uint64_t v = 0;
	size_t n = mc_varint_get(in->p, (size_t)(in->end - in->p), &v);

	if (n == SIZE_MAX)
		in->why = "a number of more than ten bytes";
	else if (n == 0)
		in->less = true;
	else
		in->p += n;
	return v;
}

static const uint8_t *
get_bytes(struct in *in, size_t n)
{
	const uint8_t *p = in->p;

	if (n > (size_t)(in->end - in->p)) {
		in->less = true;
		return NULL;
	}
	in->p += n;
	return p;
}

static bool
stopped(const struct in *in)
{
	return in->less || in->why != NULL;
}

static void
get_decimal(struct mc_decoder *d, struct in *in, struct row_value *v)
{
	uint8_t *to = d->mem.data + d->mem.len;

	if (v->len > MC_DECIMAL_IN) {
		in->why = "a decimal is too long";
		return;
	}
	if ((v->len = mc_decimal_plain(v->p, v->len, to)) == 0) {
		in->why = "a decimal makes no sense";
		return;
	}
	v->p = to;
	d->mem.len += v->len;
}

/* What a checksum covers: the field's number as four bytes, and n of v. */
static inline void
sum(struct in *in, unsigned field, uint64_t v, unsigned n)
{
	in->c = crc32c_value(in->cpu, in->c, field, 4);
	in->c = crc32c_value(in->cpu, in->c, v, n);
}

static void
get_int(struct in *in, unsigned field, struct row_value *v, unsigned type)
{
	static const int64_t max[ROW_MC_TYPES] = {
		[ROW_MC_BIGINT] = INT64_MAX,
		[ROW_MC_INT] = INT32_MAX,
		[ROW_MC_SMALLINT] = INT16_MAX,
		[ROW_MC_TINYINT] = INT8_MAX,
	};

	v->i = mc_unzigzag(get_varint(in));
	if (v->i > max[type] || v->i < -max[type] - 1)
		in->why = "a number does not fit its column";
	sum(in, field, v->u, 8);
}

static void
get_bool(struct in *in, unsigned field, struct row_value *v)
{
	v->u = get_varint(in);
	if (v->u > 1)
		in->why = "a boolean is neither 0 nor 1";
	sum(in, field, v->u, 1);
}

static void
get_instant(struct in *in, unsigned field, struct row_value *v, unsigned type)
{
	int64_t wire = mc_unzigzag(get_varint(in));
	int64_t unit = type == ROW_MC_DATE ? CLOCK_DAY : CLOCK_SECOND / 1000;

	if (wire < SECONDS_MIN * CLOCK_SECOND / unit ||
	    wire >= SECONDS_END * CLOCK_SECOND / unit)
		in->why = "a date is outside the years 1 to 9999";
	else
		v->i = wire * unit;
	sum(in, field, (uint64_t)wire, 8);
}

static void
get_timestamp(struct in *in, unsigned field, struct row_value *v)
{
	int64_t seconds = mc_unzigzag(get_varint(in));
	int64_t nanos = mc_unzigzag(get_varint(in));

	if (seconds < SECONDS_MIN || seconds >= SECONDS_END || nanos < 0 ||
	    nanos >= SECOND_NANOS) {
		in->why = "a timestamp is outside the years 1 to 9999";
		return;
	}
	v->i = seconds * CLOCK_SECOND + nanos / 1000;
	v->len = (size_t)(nanos % 1000);
	sum(in, field, (uint64_t)seconds, 8);
	in->c = crc32c_value(in->cpu, in->c, (uint64_t)nanos, 4);
}

static void
get_real(struct in *in, unsigned field, struct row_value *v, unsigned type)
{
	const uint8_t *p = get_bytes(in, type == ROW_MC_DOUBLE ? 8 : 4);
	uint32_t u;

	if (p == NULL)
		return;
	if (type == ROW_MC_DOUBLE) {
		v->u = le64dec(p);
		sum(in, field, v->u, 8);
		return;
	}
	u = le32dec(p);
	memcpy(&v->f, &u, 4);
	sum(in, field, u, 4);
}

static void
get_text(struct mc_decoder *d, struct in *in, unsigned field,
    struct row_value *v, unsigned type, size_t max)
{
	uint64_t n = get_varint(in);

	if (n > max) {
		in->why = "a value is too long";
		return;
	}
	if (stopped(in) || (v->p = get_bytes(in, (size_t)n)) == NULL)
		return;
	v->len = (size_t)n;
	in->c = crc32c_value(in->cpu, in->c, field, 4);
	in->c = ~(uint64_t)crc32c(~(uint32_t)in->c, v->p, v->len);
	if (type == ROW_MC_DECIMAL)
		get_decimal(d, in, v);
}

static unsigned
wire_type(unsigned type)
{
	switch (type) {
	case ROW_MC_DOUBLE:
		return 1;
	case ROW_MC_FLOAT:
		return 5;
	case ROW_MC_BIGINT:
	case ROW_MC_INT:
	case ROW_MC_SMALLINT:
	case ROW_MC_TINYINT:
	case ROW_MC_BOOLEAN:
	case ROW_MC_DATETIME:
	case ROW_MC_DATE:
		return 0;
	default:
		return 2;
	}
}

static void
get_field(struct mc_decoder *d, struct in *in, unsigned field, unsigned wire,
    size_t max)
{
	const struct row_dest_column *c = &d->column[field - 1];
	struct row_value *v = &d->value[field - 1];

	if (wire != wire_type(c->type)) {
		in->why = "a field is not of its column's type";
		return;
	}
	if (!v->null) {
		in->why = "a field came twice";
		return;
	}
	v->null = false;
	switch (c->type) {
	case ROW_MC_BIGINT:
	case ROW_MC_INT:
	case ROW_MC_SMALLINT:
	case ROW_MC_TINYINT:
		get_int(in, field, v, c->type);
		break;
	case ROW_MC_BOOLEAN:
		get_bool(in, field, v);
		break;
	case ROW_MC_DATETIME:
	case ROW_MC_DATE:
		get_instant(in, field, v, c->type);
		break;
	case ROW_MC_TIMESTAMP:
	case ROW_MC_TIMESTAMP_NTZ:
		get_timestamp(in, field, v);
		break;
	case ROW_MC_DOUBLE:
	case ROW_MC_FLOAT:
		get_real(in, field, v, c->type);
		break;
	default:
		get_text(d, in, field, v, c->type, max);
	}
}

/* A list of column ids; *n of them. */
static void
get_list(struct in *in, unsigned field, uint64_t *n)
{
	uint64_t i, null;

	in->c = crc32c_value(in->cpu, in->c, field, 4);
	*n = get_varint(in);
	if (*n > ROW_DEST_MAX) {
		in->why = "a list of columns is too long";
		return;
	}
	for (i = 0; i < *n && !stopped(in); i++) {
		if ((null = get_varint(in)) > 1)
			in->why = "a list of columns makes no sense";
		if (null == 0)
			in->c = crc32c_value(in->cpu, in->c,
			    (uint64_t)mc_unzigzag(get_varint(in)), 8);
	}
}

/* The fields behind the columns: versions, operation, two lists. */
static void
get_upsert(struct mc_decoder *d, struct in *in, unsigned field, unsigned wire)
{
	unsigned i = field - d->ncolumns;
	uint64_t n = 0;
	int64_t v;

	if (wire != (i > 3 ? 2 : 0)) {
		in->why = "a field is not of its column's type";
		return;
	}
	if (i > 3) {
		get_list(in, field, &n);
		if (i == 5 && n > 0 && !stopped(in))
			in->why = "an upsert of some columns is not supported";
		return;
	}
	v = mc_unzigzag(get_varint(in));
	sum(in, field, (uint64_t)v, 8);
	if (i != 3 || stopped(in))
		return;
	if (v != MC_UPSERT && v != MC_DELETE)
		in->why = "an operation is neither upsert nor delete";
	d->operation = (int)v;
}

static void
get_end(struct mc_decoder *d, struct in *in)
{
	uint64_t sent = get_varint(in);

	if (stopped(in))
		return;
	if ((uint32_t)sent != ~(uint32_t)in->c)
		in->why = "a record's checksum is wrong";
	else if (d->upsert && d->operation == 0)
		in->why = "a record has no operation";
	if (in->why != NULL)
		return;
	d->crc = ~(uint32_t)in->c;
	d->crccrc = ~(uint32_t)crc32c_value(in->cpu, ~d->crccrc, d->crc, 4);
	d->count++;
}

static void
get_trailer(struct mc_decoder *d, struct in *in)
{
	uint64_t count = get_varint(in);
	uint64_t tag = get_varint(in);
	uint64_t crc = get_varint(in);

	if (stopped(in))
		return;
	if (mc_unzigzag(count) != (int64_t)d->count)
		in->why = "the number of records is wrong";
	else if (tag != (uint64_t)META_CHECKSUM << 3)
		in->why = "the trailer makes no sense";
	else if ((uint32_t)crc != d->crccrc)
		in->why = "the checksum of all records is wrong";
	else
		d->ended = true;
}

static void
clear(struct mc_decoder *d)
{
	unsigned i;

	for (i = 0; i < d->ncolumns; i++)
		d->value[i] = (struct row_value){
			.class = (uint8_t)row_mc_class(d->column[i].type),
			.null = true,
		};
	d->mem.len = 0;
	d->operation = 0;
}

size_t
mc_decode(struct mc_decoder *d, const uint8_t *p, size_t len, size_t max_field)
{
	struct in in;
	uint64_t tag, number;
	bool first = true;

	in.p = p;
	in.end = p + len;
	in.less = false;
	in.why = NULL;
	in.c = ~UINT32_C(0);
	in.cpu = crc32c_by_cpu();
	clear(d);
	for (;; first = false) {
		tag = get_varint(&in);
		number = tag >> 3;
		if (stopped(&in))
			break;
		if (number >= 1 && number <= d->ncolumns)
			get_field(d, &in, (unsigned)number, (unsigned)(tag & 7),
			    max_field);
		else if (d->upsert && number > d->ncolumns &&
			 number <= (uint64_t)d->ncolumns + MC_UPSERT_FIELDS)
			get_upsert(
			    d, &in, (unsigned)number, (unsigned)(tag & 7));
		else
			break;
		if (stopped(&in))
			break;
	}
	if (!stopped(&in)) {
		if (tag == (uint64_t)END_RECORD << 3)
			get_end(d, &in);
		else if (tag == (uint64_t)META_COUNT << 3 && first)
			get_trailer(d, &in);
		else
			in.why = "an unknown field";
	}
	if (in.why != NULL && !in.less) {
		d->why = in.why;
		return SIZE_MAX;
	}
	return in.less ? 0 : (size_t)(in.p - p);
}
