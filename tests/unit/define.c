/* uses: binlog row rec base */
/*
 * define.c: a definition against the columns of the log: every pair of types,
 * sizes that differ, signs, counts.  What does not fit must not be decoded.
 */
#include "base/buf.h"
#include "binlog/define.h"
#include "../tap.h"

/* Columns of the log; the letters name them below. */
static const struct wire {
	char letter;
	uint8_t type;
	uint16_t size;
	uint8_t scale;
} wires[] = { { 'a', MAP_TINY, 0, 0 }, { 'b', MAP_SHORT, 0, 0 },
	{ 'c', MAP_INT24, 0, 0 }, { 'd', MAP_LONG, 0, 0 },
	{ 'e', MAP_LONGLONG, 0, 0 }, { 'f', MAP_FLOAT, 4, 0 },
	{ 'g', MAP_DOUBLE, 8, 0 }, { 'h', MAP_NEWDECIMAL, 10, 2 },
	{ 'i', MAP_BIT, 9, 0 }, { 'j', MAP_YEAR, 0, 0 },
	{ 'k', MAP_DATE, 0, 0 }, { 'l', MAP_NEWDATE, 0, 0 },
	{ 'm', MAP_TIME, 0, 0 }, { 'n', MAP_TIME2, 0, 0 },
	{ 'o', MAP_DATETIME, 0, 0 }, { 'p', MAP_DATETIME2, 0, 0 },
	{ 'q', MAP_TIMESTAMP, 0, 0 }, { 'r', MAP_TIMESTAMP2, 0, 0 },
	{ 's', MAP_STRING, 40, 0 }, { 't', MAP_VAR_STRING, 40, 0 },
	{ 'u', MAP_VARCHAR, 40, 0 }, { 'v', MAP_VARCHAR_COMPRESSED, 41, 0 },
	{ 'w', MAP_BLOB, 2, 0 }, { 'x', MAP_BLOB_COMPRESSED, 2, 0 },
	{ 'y', MAP_ENUM, 1, 0 }, { 'z', MAP_SET, 1, 0 },
	{ 'A', MAP_JSON, 4, 0 }, { 'B', MAP_GEOMETRY, 4, 0 },
	{ 'C', MAP_VECTOR, 4, 0 } };

/* Columns of definitions, and the letters of what they are in a log. */
static const struct known {
	uint8_t type;
	const char *fits;
	const char *charset;
	uint32_t length;
	uint8_t precision, scale;
	uint32_t members;
} defs[] = { { ROW_TINYINT, "a", "", 0, 0, 0, 0 },
	{ ROW_SMALLINT, "b", "", 0, 0, 0, 0 },
	{ ROW_MEDIUMINT, "c", "", 0, 0, 0, 0 },
	{ ROW_INT, "d", "", 0, 0, 0, 0 }, { ROW_BIGINT, "e", "", 0, 0, 0, 0 },
	{ ROW_FLOAT, "f", "", 0, 0, 0, 0 }, { ROW_DOUBLE, "g", "", 0, 0, 0, 0 },
	{ ROW_DECIMAL, "h", "", 0, 10, 2, 0 }, { ROW_BIT, "i", "", 9, 0, 0, 0 },
	{ ROW_YEAR, "j", "", 0, 0, 0, 0 }, { ROW_DATE, "kl", "", 0, 0, 0, 0 },
	{ ROW_TIME, "mn", "", 0, 0, 0, 0 },
	{ ROW_DATETIME, "op", "", 0, 0, 0, 0 },
	{ ROW_TIMESTAMP, "qr", "", 0, 0, 0, 0 },
	{ ROW_CHAR, "st", "utf8mb4", 10, 0, 0, 0 },
	{ ROW_VARCHAR, "tuv", "utf8mb4", 10, 0, 0, 0 },
	{ ROW_TEXT, "wx", "utf8mb4", 65535, 0, 0, 0 },
	{ ROW_BINARY, "st", "", 40, 0, 0, 0 },
	{ ROW_VARBINARY, "tuv", "", 40, 0, 0, 0 },
	{ ROW_BLOB, "wx", "", 65535, 0, 0, 0 },
	{ ROW_ENUM, "y", "utf8mb4", 0, 0, 0, 3 },
	{ ROW_SET, "z", "utf8mb4", 0, 0, 0, 3 },
	{ ROW_JSON, "A", "", 0, 0, 0, 0 },
	{ ROW_GEOMETRY, "B", "", 0, 0, 0, 0 },
	{ ROW_VECTOR, "uC", "", 3, 0, 0, 0 },
	{ ROW_INET4, "s", "", 0, 0, 0, 0 }, { ROW_INET6, "s", "", 0, 0, 0, 0 },
	{ ROW_UUID, "s", "", 0, 0, 0, 0 } };

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static struct buf why;

/* A table of n such columns, c0 and so on. */
static struct row_table *
table(const struct known *k, unsigned n, unsigned flags)
{
	static const char *const names[] = { "c0", "c1" };
	struct row_table *t = row_table_new("d", "t");
	unsigned i, j;

	t->column = row_table_alloc(t, n, sizeof(t->column[0]));
	t->ncolumns = (uint16_t)n;
	for (i = 0; i < n; i++) {
		struct row_column *c = &t->column[i];

		c->name = names[i];
		c->charset = k->charset;
		c->collation = c->text = c->comment = "";
		c->type = k->type;
		c->length = k->length;
		c->precision = k->precision;
		c->scale = k->scale;
		c->flags = (uint16_t)flags;
		c->nmembers = k->members;
		c->member = row_table_alloc(t, k->members + 1, sizeof(char *));
		for (j = 0; j < k->members; j++)
			c->member[j] = "m";
	}
	return t;
}

/* Does the definition hold for a log with n columns of this wire? */
static bool
fits(const struct known *k, unsigned n, unsigned flags, const struct wire *w,
    unsigned logged, int is_unsigned)
{
	struct map_column columns[2] = { 0 };
	struct map m = { .db = "d",
		.db_len = 1,
		.name = "t",
		.name_len = 1,
		.n = logged,
		.column = columns };
	struct define_how how = { true, false };
	struct row_table *known = table(k, n, flags), *t;
	unsigned i;

	for (i = 0; i < logged; i++) {
		columns[i].type = w->type;
		columns[i].size = w->size;
		columns[i].scale = w->scale;
		columns[i].is_unsigned = (int8_t)is_unsigned;
	}
	buf_clear(&why);
	t = define_table(&m, known, &how, &why);
	row_table_free(known);
	row_table_free(t);
	return t != NULL;
}

static void
pairs(void)
{
	unsigned wrong, told;
	size_t i, j;

	for (i = 0; i < COUNT(defs); i++) {
		wrong = told = 0;
		for (j = 0; j < COUNT(wires); j++) {
			bool want =
			    strchr(defs[i].fits, wires[j].letter) != NULL;

			if (fits(&defs[i], 1, 0, &wires[j], 1, -1) != want) {
				printf("# type %u of the log\n", wires[j].type);
				wrong++;
			}
			if (!want && strstr(buf_str(&why), "'c0'") != NULL &&
			    strstr(buf_str(&why),
				row_type_name(defs[i].type)) != NULL)
				told++;
		}
		ok(wrong == 0, "%s fits '%s' and nothing else",
		    row_type_name(defs[i].type), defs[i].fits);
		ok(told == COUNT(wires) - strlen(defs[i].fits),
		    "... and each reason names it");
	}
}

static void
no(const char *what, struct known k, struct wire w, unsigned flags, int sign)
{
	bool fit = fits(&k, 1, flags, &w, 1, sign);

	ok(!fit, "%s: %s", what, buf_str(&why));
}

static void
sizes(void)
{
	no("precision",
	    (struct known){ .type = ROW_DECIMAL,
		.charset = "",
		.precision = 11,
		.scale = 2 },
	    (struct wire){ 'h', MAP_NEWDECIMAL, 10, 2 }, 0, -1);
	no("scale",
	    (struct known){ .type = ROW_DECIMAL,
		.charset = "",
		.precision = 10,
		.scale = 3 },
	    (struct wire){ 'h', MAP_NEWDECIMAL, 10, 2 }, 0, -1);
	no("bits",
	    (struct known){ .type = ROW_BIT, .charset = "", .length = 8 },
	    (struct wire){ 'i', MAP_BIT, 9, 0 }, 0, -1);
	no("labels of an ENUM",
	    (struct known){
		.type = ROW_ENUM, .charset = "latin1", .members = 256 },
	    (struct wire){ 'y', MAP_ENUM, 1, 0 }, 0, -1);
	no("labels of a SET",
	    (struct known){
		.type = ROW_SET, .charset = "latin1", .members = 9 },
	    (struct wire){ 'z', MAP_SET, 1, 0 }, 0, -1);
	no("fraction",
	    (struct known){ .type = ROW_DATETIME, .charset = "", .scale = 3 },
	    (struct wire){ 'p', MAP_DATETIME2, 0, 6 }, 0, -1);
	no("old fraction",
	    (struct known){ .type = ROW_TIME, .charset = "", .scale = 3 },
	    (struct wire){ 'm', MAP_TIME, 0, 0 }, 0, -1);
	no("characters of a CHAR",
	    (struct known){
		.type = ROW_CHAR, .charset = "utf8mb4", .length = 9 },
	    (struct wire){ 's', MAP_STRING, 40, 0 }, 0, -1);
	no("characters of a VARCHAR",
	    (struct known){
		.type = ROW_VARCHAR, .charset = "utf8mb3", .length = 10 },
	    (struct wire){ 'u', MAP_VARCHAR, 40, 0 }, 0, -1);
	no("bytes of a VARBINARY",
	    (struct known){
		.type = ROW_VARBINARY, .charset = "", .length = 41 },
	    (struct wire){ 'u', MAP_VARCHAR, 40, 0 }, 0, -1);
	no("a sign it has not",
	    (struct known){ .type = ROW_INT, .charset = "" },
	    (struct wire){ 'd', MAP_LONG, 0, 0 }, ROW_COL_UNSIGNED, 0);
	no("a sign it has", (struct known){ .type = ROW_INT, .charset = "" },
	    (struct wire){ 'd', MAP_LONG, 0, 0 }, 0, 1);
}

static void
counts(void)
{
	bool fit = fits(&defs[3], 1, 0, &wires[3], 2, -1);

	ok(!fit && strstr(buf_str(&why), "2 columns") != NULL &&
		strstr(buf_str(&why), "definition 1") != NULL,
	    "a column more: %s", buf_str(&why));
	fit = fits(&defs[3], 2, 0, &wires[3], 1, -1);
	ok(!fit && strstr(buf_str(&why), "1 columns") != NULL &&
		strstr(buf_str(&why), "definition 2") != NULL,
	    "a column less: %s", buf_str(&why));
}

/* How many of two columns are the table's, when the last has this name. */
static unsigned
own(const char *last, uint8_t type, bool mariadb)
{
	struct map_column columns[2] = {
		{ .type = MAP_LONG, .name = "a", .name_len = 1 },
		{ .type = type,
		    .name = last,
		    .name_len = (uint16_t)strlen(last) }
	};
	struct map m = { .db = "d",
		.db_len = 1,
		.name = "t",
		.name_len = 1,
		.n = 2,
		.has_names = true,
		.column = columns };
	struct define_how how = { mariadb, false };
	struct row_table *t = define_table(&m, NULL, &how, &why);
	unsigned n = t->ncolumns;

	row_table_free(t);
	return n;
}

static void
hidden(void)
{
	ok(own("DB_ROW_HASH_1", MAP_LONGLONG, true) == 1,
	    "MariaDB's column of a long UNIQUE key is left out");
	ok(own("DB_ROW_HASH_1", MAP_LONGLONG, false) == 2 &&
		own("DB_ROW_HASH_1", MAP_LONG, true) == 2 &&
		own("DB_ROW_HASH_", MAP_LONGLONG, true) == 2 &&
		own("DB_ROW_HASH_x", MAP_LONGLONG, true) == 2,
	    "and nothing else");
}

/* A label with a zero byte has no place in a definition. */
static void
labels(void)
{
	struct map_column column = { .type = MAP_ENUM,
		.size = 1,
		.name = "e",
		.name_len = 1,
		.nmembers = 1,
		.members_len = 4 };
	struct map m = { .db = "d",
		.db_len = 1,
		.name = "t",
		.name_len = 1,
		.n = 1,
		.has_names = true,
		.column = &column };
	struct define_how how = { true, false };
	struct row_table *t;

	column.members = (const uint8_t *)"\3xyz";
	t = define_table(&m, NULL, &how, &why);
	ok(t != NULL && strcmp(t->column[0].member[0], "xyz") == 0, "a label");
	row_table_free(t);
	column.members = (const uint8_t *)"\3x\0z";
	buf_clear(&why);
	ok(define_table(&m, NULL, &how, &why) == NULL &&
		strstr(buf_str(&why), "labels") != NULL,
	    "one with a zero byte: %s", buf_str(&why));
}

int
main(void)
{
	pairs();
	sizes();
	counts();
	hidden();
	labels();
	buf_release(&why);
	return done();
}
