/* uses: binlog row rec base */
/*
 * binlog_map.c: a table map with all its metadata and a rows event of MySQL
 * 9, as they are, cut at every length, and with every byte changed: whatever
 * comes of it, nothing is read that is not there.
 */
#include "../tap.h"

#include <stdlib.h>

#include "binlog/body.h"
#include "binlog/define.h"
#include "binlog/plan.h"
#include "row/row.h"

static const char map_bytes[] =
    "\x6b\x00\x00\x00\x00\x00\x01\x00\x04\x62\x61\x73\x65\x00\x02\x62"
    "\x31\x00\x07\x03\x03\x0f\xf6\xfc\x12\xf5\x07\xb0\x04\x14\x06\x02"
    "\x03\x04\x7c\x01\x01\x00\x03\x04\xfc\xff\x00\x3f\x04\x11\x02\x69"
    "\x64\x02\x72\x6e\x01\x73\x01\x64\x01\x62\x02\x64\x74\x01\x6a\x08"
    "\x01\x00\x0c\x01\xfe";

static const char rows_bytes[] =
    "\x4c\x7b\xd1\x60\x1e\xe5\x25\x00\x00\xbe\x00\x00\x00\xbb\x05\x00"
    "\x00\x00\x00\x6b\x00\x00\x00\x00\x00\x11\x00\x02\x00\x07\xff\x00"
    "\x0a\x00\x00\x00\x0a\x00\x00\x00\x37\x00\xc3\xa9\xf0\x9f\xa7\x91"
    "\x0a\xf0\xa0\x9c\x8e\x7f\xce\xa9\xf0\x9f\x98\x80\xf0\x9f\x87\xa8"
    "\xd8\xb9\xf0\x9d\x94\x98\xf0\x9f\x87\xb3\xe2\x80\xa8\x27\xf0\x9f"
    "\x87\xa8\xf0\x9f\xa7\x91\xe4\xb8\xad\x09\xe2\x80\x8d\xf0\x9f\x98"
    "\x80\x80\x00\x01\x00\x01\x86\xa1\x00\x03\xf2\x1d\x00\x00\x00\x00"
    "\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"
    "\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x99\xb3\x42\x10\x83\x11"
    "\xd0\x29\x00\x00\x00\x00\x01\x00\x28\x00\x0b\x00\x01\x00\x02\x0c"
    "\x00\x6b\x03\x00\x1c\x00\x05\x01\x00\x05\x02\x00\x00\x0d\x00\x01"
    "\x00\x0f\x00\x0b\x00\x01\x00\x0c\x0c\x00\x7a\x02\x31\x30";

enum {
	MAP_LEN = sizeof(map_bytes) - 1,
	ROWS_LEN = sizeof(rows_bytes) - 1
};

static const struct define_how how;
static struct map map;
static struct buf out, why_text;

/* Bytes on the heap, exactly as many: a sanitizer sees a read beyond. */
static uint8_t *
copy(const char *bytes, size_t n)
{
	uint8_t *p = malloc(n == 0 ? 1 : n);

	if (p != NULL)
		memcpy(p, bytes, n);
	return p;
}

static struct plan *
plan_of(const uint8_t *p, size_t n, struct row_table **t)
{
	const char *why;
	unsigned column;
	struct plan *plan;

	*t = NULL;
	if (map_read(&map, p, n, 8, false, &why) == -1)
		return NULL;
	buf_clear(&why_text);
	*t = define_table(&map, NULL, &how, &why_text);
	if (*t == NULL)
		return NULL;
	plan = plan_new(&map, *t, &column, &why);
	return plan;
}

/* All rows of an event; -1 when it is refused. */
static int
rows_of(struct plan *plan, const uint8_t *event, size_t n)
{
	static const struct frame_format format = { .post[EV_WRITE_ROWS] = 10 };
	struct plan_present present;
	struct body_rows r;
	const uint8_t *p, *end;

	if (body_rows(&format, EV_WRITE_ROWS, event, n, &r) == -1 ||
	    r.n != plan->n)
		return -1;
	plan_present(&present, plan, r.after);
	buf_clear(&out);
	for (p = r.rows, end = p + r.len; p < end;)
		if (plan_image(plan, &present, &p, end, &out) == -1)
			return -1;
	return 0;
}

static void
as_it_is(struct plan *plan, const struct row_table *t)
{
	static const char json[] = "{\"k\": [1, 2, {\"z\": \"10\"}]}";
	struct row_image image;
	struct row_value v[7];
	unsigned i;

	ok(t != NULL && t->ncolumns == 7 && strcmp(t->name, "b1") == 0 &&
		strcmp(t->column[5].name, "dt") == 0,
	    "names are in the map");
	ok(t->flags == ROW_TAB_PRIMARY && t->column[0].key == 1,
	    "so is the key");
	ok(t->column[2].type == ROW_VARCHAR && t->column[2].length == 300 &&
		strcmp(t->column[2].charset, "utf8mb4") == 0,
	    "varchar(300) in utf8mb4");
	ok(t->column[4].type == ROW_BLOB, "collation 63 is bytes");
	ok(rows_of(plan, (const uint8_t *)rows_bytes, ROWS_LEN) == 0,
	    "the row is decoded");
	row_image_open(&image, out.data, out.len, 7, false);
	for (i = 0; i < 7; i++)
		row_image_next(&image, t->column[i].class, &v[i]);
	ok(row_image_ok(&image), "into a whole image");
	ok(v[0].i == 10 && v[3].len == 17 &&
		memcmp(v[3].p, "1000100001.001010", 17) == 0 &&
		v[6].len == sizeof(json) - 1 &&
		memcmp(v[6].p, json, v[6].len) == 0,
	    "with the values of the server");
}

static void
mutate(struct plan *plan)
{
	struct row_table *t;
	struct plan *other;
	unsigned refused = 0;
	uint8_t *p;
	size_t n;
	int bit;

	for (n = 0; n < MAP_LEN; n++) {
		p = copy(map_bytes, n);
		other = plan_of(p, n, &t);
		refused += other == NULL;
		plan_free(other);
		row_table_free(t);
		free(p);
	}
	/* some cuts leave fields out that may be left out */
	ok(refused > MAP_LEN - 8, "a cut map is refused (%u)", refused);
	for (n = ROWS_LEN - 1, refused = 0; n > 0; n--) {
		p = copy(rows_bytes, n);
		refused += rows_of(plan, p, n) == -1;
		free(p);
	}
	ok(refused >= ROWS_LEN - 2, "a cut row is refused (%u)", refused);
	for (n = 0; n < MAP_LEN * 8u; n++) {
		p = copy(map_bytes, MAP_LEN);
		p[n / 8] ^= (uint8_t)(1u << n % 8);
		if ((other = plan_of(p, MAP_LEN, &t)) != NULL)
			(void)rows_of(
			    other, (const uint8_t *)rows_bytes, ROWS_LEN);
		plan_free(other);
		row_table_free(t);
		free(p);
	}
	for (n = FRAME_HEADER; n < ROWS_LEN; n++)
		for (bit = 0; bit < 8; bit++) {
			p = copy(rows_bytes, ROWS_LEN);
			p[n] ^= (uint8_t)(1u << bit);
			(void)rows_of(plan, p, ROWS_LEN);
			free(p);
		}
	ok(true, "every bit turned over");
}

int
main(void)
{
	struct row_table *t;
	struct plan *plan = plan_of((const uint8_t *)map_bytes, MAP_LEN, &t);

	if (!ok(plan != NULL, "the map is read"))
		return done();
	as_it_is(plan, t);
	mutate(plan);
	plan_free(plan);
	row_table_free(t);
	map_release(&map);
	buf_release(&out);
	buf_release(&why_text);
	return done();
}
