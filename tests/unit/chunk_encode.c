/* uses: row rec base */
/*
 * chunk_encode.c: values of the text protocol in an image: the edges of the
 * quick way, what the SELECT made different, and what is no value.
 */
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "pxsnapshot/encode.c"

#include "base/mem.h"

#include "row/text.h"

#include "../tap.h"

#define BAD "why: "

/* Encode s as the only column, of this type; its text again, "NULL", or
 * "why: ..." in out. */
static void
round_trip(
    struct buf *out, const char *type, const char *s, size_t len, bool labels)
{
	struct row_table *t = row_table_new("db", "t");
	struct row head = {
		.table = 1, .op = ROW_SNAPSHOT, .flags = ROW_HAS_AFTER
	};
	struct encode e = { .table = t, .labels = labels };
	unsigned long n = len;
	char *value = s == NULL ? NULL : xstrndup(s, len);
	struct row_image m;
	struct row_value v;
	struct rec_out rec;
	size_t at;

	t->column = row_table_alloc(t, 1, sizeof(*t->column));
	t->ncolumns = 1;
	row_column_from_text(t, &t->column[0], type,
	    strstr(type, "char") != NULL ? "utf8mb4" : "");
	rec_out_init(&rec, open("/dev/null", O_WRONLY | O_CLOEXEC), "null");
	buf_clear(out);
	if (encode_row(&e, &rec, &head, &value, &n) == -1) {
		buf_printf(out, BAD "%s", e.why);
	} else {
		at = REC_HEADER + ROW_HEADER;
		row_image_open(
		    &m, rec.buf.data + at, rec.buf.len - at, 1, false);
		row_image_next(&m, t->column[0].class, &v);
		if (!row_image_ok(&m))
			buf_puts(out, "broken");
		else if (v.null)
			buf_puts(out, "NULL");
		else
			row_text_put(out, &t->column[0], &v);
	}
	close(rec.fd);
	rec_out_release(&rec);
	row_table_free(t);
	free(value);
}

static const struct {
	const char *type, *s;
	bool labels;
	const char *want; /* NULL: the same */
} v[] = {
	{ "int", "0", 0, NULL },
	{ "int", "-2147483648", 0, NULL },
	{ "bigint", "999999999999999999", 0, NULL },
	{ "bigint", "-999999999999999999", 0, NULL },
	{ "bigint", "1000000000000000000", 0, NULL },
	{ "bigint", "9223372036854775807", 0, NULL },
	{ "bigint", "-9223372036854775808", 0, NULL },
	{ "bigint", "9223372036854775808", 0, BAD },
	{ "bigint", "-9223372036854775809", 0, BAD },
	{ "bigint unsigned", "18446744073709551615", 0, NULL },
	{ "bigint unsigned", "18446744073709551616", 0, BAD },
	{ "bigint unsigned", "-1", 0, BAD },
	{ "int(9) unsigned zerofill", "000000042", 0, "42" },
	{ "int", "", 0, BAD },
	{ "int", "-", 0, BAD },
	{ "int", "+1", 0, BAD },
	{ "int", "1.0", 0, BAD },
	{ "int", " 1", 0, BAD },
	{ "int", "12/", 0, BAD },
	{ "int", "1:", 0, BAD },
	{ "year", "0000", 0, NULL },
	{ "double", "-1.7976931348623157e308", 0, "-1.7976931348623157e+308" },
	{ "double", "abc", 0, BAD },
	{ "float", "16777216", 0, NULL },
	{ "float", "-0", 0, NULL },
	{ "decimal(5,2)", "-123.40", 0, NULL },
	{ "decimal(5,2)", "0.00", 0, NULL },
	{ "decimal(5,0)", "0", 0, NULL },
	{ "decimal(5,2) zerofill", "000.00", 0, "0.00" },
	{ "decimal(5,0) zerofill", "00000", 0, "0" },
	{ "decimal(5,0) zerofill", "00120", 0, "120" },
	{ "decimal(5,2)", "1e3", 0, BAD },
	{ "date", "2024-02-31", 0, NULL },
	{ "date", "today", 0, BAD },
	{ "time(2)", "-838:00:00.25", 0, NULL },
	{ "datetime(6)", "2024-01-02 03:04:05.678901", 0, NULL },
	{ "varchar(9)", "", 0, NULL },
	{ "varchar(9)", "text\t", 0, NULL },
	{ "varbinary(9)", "\xff\xfe", 0, NULL },
	{ "enum('b','a')", "2", 0, "a" },
	{ "enum('b','a')", "0", 0, "" },
	{ "enum('b','a')", "b", 0, BAD },
	{ "enum('b','a')", "b", 1, NULL },
	{ "enum('b','a')", "c", 1, BAD },
	{ "enum('2','1')", "1", 1, NULL },
	{ "enum('2','1')", "1", 0, "2" },
	{ "set('b','a')", "3", 0, "b,a" },
	{ "set('b','a')", "b,a", 1, NULL },
	{ "set('2','1')", "1", 1, NULL },
	{ "set('b','a')", "b,c", 1, BAD },
};

int
main(void)
{
	struct buf out = { 0 };

	for (size_t i = 0; i < sizeof(v) / sizeof(v[0]); i++) {
		const char *want = v[i].want == NULL ? v[i].s : v[i].want;
		bool same;

		round_trip(
		    &out, v[i].type, v[i].s, strlen(v[i].s), v[i].labels);
		same = strcmp(want, BAD) == 0
			   ? strncmp(buf_str(&out), BAD, strlen(BAD)) == 0
			   : strcmp(buf_str(&out), want) == 0;
		ok(same, "%s: '%s' is %s", v[i].type, v[i].s, buf_str(&out));
	}
	round_trip(&out, "int", NULL, 0, false);
	ok(strcmp(buf_str(&out), "NULL") == 0, "NULL");
	round_trip(&out, "bit(9)", "\1\2", 2, false);
	ok(strcmp(buf_str(&out), "258") == 0, "BIT");
	round_trip(&out, "bit(8)", "7", 1, false);
	ok(strcmp(buf_str(&out), "55") == 0, "BIT that looks like a digit");
	round_trip(&out, "bit(64)", "\0\0\0\0\0\0\0\0\1", 9, false);
	ok(strncmp(buf_str(&out), BAD, strlen(BAD)) == 0,
	    "BIT that is too long");
	round_trip(&out, "varchar(9)", "a\0b", 3, false);
	ok(out.len == 3 && memcmp(out.data, "a\0b", 3) == 0, "a NUL inside");
	buf_release(&out);
	return done();
}
