/* uses: row rec base */
/*
 * row.c: images of all classes, whole and partial; ROW and PART records.
 */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "row/row.h"
#include "../tap.h"

enum {
	N = 20 /* columns: more than two bytes of a bitmap */
};

static const uint8_t classes[8] = { ROW_C_INT, ROW_C_UINT, ROW_C_FLOAT,
	ROW_C_DOUBLE, ROW_C_DECIMAL, ROW_C_TIME, ROW_C_TEXT, ROW_C_BYTES };

static void
put_value(struct buf *b, unsigned i)
{
	switch (classes[i % 8]) {
	case ROW_C_INT:
	case ROW_C_TIME:
		row_put_int(b, INT64_MIN + i);
		break;
	case ROW_C_UINT:
		row_put_uint(b, UINT64_MAX - i);
		break;
	case ROW_C_FLOAT:
		row_put_float(b, 0.5f + (float)i);
		break;
	case ROW_C_DOUBLE:
		row_put_double(b, 0.25 + i);
		break;
	case ROW_C_DECIMAL:
		row_put_decimal(b, "-1.50", 5);
		break;
	default:
		row_put_bytes(b, "a\0b", i % 4);
		break;
	}
}

static bool
is_value(const struct row_value *v, unsigned i)
{
	switch (v->class) {
	case ROW_C_INT:
	case ROW_C_TIME:
		return v->i == INT64_MIN + (int64_t)i;
	case ROW_C_UINT:
		return v->u == UINT64_MAX - i;
	case ROW_C_FLOAT:
		return v->f > 0.4f + (float)i && v->f < 0.6f + (float)i;
	case ROW_C_DOUBLE:
		return v->d > 0.2 + i && v->d < 0.3 + i;
	case ROW_C_DECIMAL:
		return v->len == 5 && memcmp(v->p, "-1.50", 5) == 0;
	default:
		return v->len == i % 4 && memcmp(v->p, "a\0b", v->len) == 0;
	}
}

/* Every third column is NULL; of a partial image every fifth is absent. */
static void
make(struct buf *b, bool partial)
{
	size_t nulls =
	    partial ? row_image_begin_partial(b, N) : row_image_begin(b, N);
	unsigned i;

	for (i = 0; i < N; i++) {
		if (partial && i % 5 == 0)
			continue;
		if (partial)
			row_put_present(b, nulls, N, i);
		if (i % 3 == 0)
			row_put_null(b, nulls, i);
		else
			put_value(b, i);
	}
}

static unsigned
walk(struct row_image *m, bool partial)
{
	struct row_value v;
	unsigned i, wrong = 0;

	for (i = 0; i < N; i++) {
		row_image_next(m, classes[i % 8], &v);
		if (partial && i % 5 == 0)
			wrong += !v.absent || !v.null;
		else if (i % 3 == 0)
			wrong += v.absent || !v.null;
		else
			wrong += v.null || !is_value(&v, i);
	}
	return wrong;
}

static void
test_image(bool partial)
{
	const char *what = partial ? "partial" : "whole";
	struct buf b = { 0 };
	struct row_image m;
	struct row_value v;
	uint8_t *copy;
	unsigned wrong = 0;
	size_t n;

	make(&b, partial);
	row_image_open(&m, b.data, b.len, N, partial);
	ok(walk(&m, partial) == 0 && row_image_ok(&m), "%s image", what);
	row_image_next(&m, ROW_C_INT, &v);
	ok(m.bad && v.null, "%s: a value behind the last is none", what);

	for (n = 0; n < b.len; n++) {
		copy = malloc(n + (n == 0 ? 1 : 0));
		memcpy(copy, b.data, n);
		row_image_open(&m, copy, n, N, partial);
		walk(&m, partial);
		wrong += row_image_ok(&m);
		free(copy);
	}
	ok(wrong == 0, "%s: cut at any byte it is seen", what);
	buf_putc(&b, 0);
	row_image_open(&m, b.data, b.len, N, partial);
	walk(&m, partial);
	ok(!row_image_ok(&m), "%s: a byte too many is seen", what);
	row_image_open(&m, b.data, b.len, N, partial);
	row_image_next(&m, 99, &v);
	row_image_next(&m, 99, &v);
	ok(m.bad, "%s: a class that is none", what);
	buf_release(&b);
}

/* The record last written, in memory of exactly its length. */
static struct rec
taken(struct rec_out *out)
{
	struct rec r = { .kind = out->buf.data[4] };
	uint8_t *copy;

	r.len = out->buf.len - REC_HEADER;
	copy = malloc(r.len);
	memcpy(copy, out->buf.data + REC_HEADER, r.len);
	r.data = copy;
	out->buf.len = 0;
	return r;
}

static void
drop(struct rec *r)
{
	free((void *)(uintptr_t)r->data);
}

static void
test_rows(struct rec_out *out)
{
	struct row row = { .table = 1,
		.part = 2,
		.record_id = UINT64_MAX,
		.time = -3,
		.offset = 4,
		.op = ROW_UPDATE,
		.flags = ROW_HAS_BEFORE | ROW_HAS_AFTER | ROW_PARTIAL_AFTER,
		.before = (const uint8_t *)"old",
		.before_len = 3,
		.after = (const uint8_t *)"newer",
		.after_len = 5 };
	struct row got;
	struct rec r;
	struct buf *b;

	row_put(out, &row);
	r = taken(out);
	ok(row_parse(&r, &got) == 0 && got.table == 1 && got.part == 2 &&
		got.record_id == UINT64_MAX && got.time == -3 &&
		got.offset == 4 && got.op == 'U' && got.flags == row.flags &&
		got.before_len == 3 && memcmp(got.before, "old", 3) == 0 &&
		got.after_len == 5 && memcmp(got.after, "newer", 5) == 0,
	    "an update");
	r.len = ROW_HEADER - 1;
	ok(row_parse(&r, &got) == -1, "a header that is cut");
	r.len = ROW_HEADER + 2;
	ok(row_parse(&r, &got) == -1, "an old image that is cut");
	r.len = ROW_HEADER + 3;
	ok(row_parse(&r, &got) == -1, "a new image that is missing");
	drop(&r);

	row.flags = ROW_HAS_BEFORE;
	row_put(out, &row);
	r = taken(out);
	ok(row_parse(&r, &got) == -1, "a new image that is not announced");
	drop(&r);

	row.flags = ROW_HAS_AFTER;
	row.op = ROW_INSERT;
	b = row_begin(out, &row);
	buf_puts(b, "abc");
	rec_end(out);
	r = taken(out);
	ok(row_parse(&r, &got) == 0 && got.before_len == 0 &&
		got.after_len == 3,
	    "a new image alone needs no row_after");
	drop(&r);

	row.op = 'X';
	b = row_begin(out, &row);
	buf_puts(b, "abc");
	rec_end(out);
	r = taken(out);
	ok(row_parse(&r, &got) == -1, "an op that is none");
	drop(&r);
}

static void
test_part(struct rec_out *out)
{
	struct row_part p = { .ref = 5, .table = 6, .n = 2 }, got;
	struct rec r, cut;
	unsigned wrong = 0;

	memcpy(p.value[0], "2024", 5);
	memset(p.value[1], 'x', ROW_PART_VALUE);
	row_put_part(out, &p);
	r = taken(out);
	ok(row_get_part(&r, &got) == 0 && got.ref == 5 && got.table == 6 &&
		got.n == 2 && strcmp(got.value[0], "2024") == 0 &&
		strlen(got.value[1]) == ROW_PART_VALUE,
	    "a partition");
	for (cut = r, cut.len = 0; cut.len < r.len; cut.len++)
		wrong += row_get_part(&cut, &got) != -1;
	ok(wrong == 0, "cut at any byte it is refused");
	drop(&r);
}

int
main(void)
{
	struct rec_out out;
	FILE *f = tmpfile();

	rec_out_init(&out, fileno(f), "file");
	test_image(false);
	test_image(true);
	test_rows(&out);
	test_part(&out);
	rec_out_release(&out);
	fclose(f);
	return done();
}
