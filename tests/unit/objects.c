/* uses: row rec base */
/*
 * objects.c: patterns of the job file: what they match, and what is refused.
 */
#include <stdlib.h>
#include <unistd.h>

#include "row/objects.h"
#include "../tap.h"

static struct objects *
with(enum objects_list list, const char *text)
{
	struct objects *o = objects_new();

	ok(objects_add(o, list, text) == 0, "taken: %s", text);
	return o;
}

static void
test_include(void)
{
	static const struct {
		const char *pattern, *db, *table;
		bool chosen;
	} v[] = {
		{ "a.b", "a", "b", true },
		{ "a.b", "A", "B", true },
		{ "a.b", "a", "c", false },
		{ "a.b", "a", "bb", false },
		{ "a.*", "a", "anything", true },
		{ "a.*", "aa", "b", false },
		{ "*.b", "x", "b", true },
		{ "a.t?", "a", "t1", true },
		{ "a.t?", "a", "t", false },
		{ "a.t?", "a", "t\xc3\xa9", true },
		{ "a.t?", "a", "t12", false },
		{ "a.*_log", "a", "x_log_log", true },
		{ "a.*_log", "a", "x_log_", false },
		{ "a.a*b*c", "a", "aXbXbXc", true },
		{ "a.a*b*c", "a", "acb", false },
		{ "a.`B`", "a", "B", true },
		{ "a.`B`", "a", "b", false },
		{ "`a.b`.`c``d`", "a.b", "c`d", true },
		{ "a.`*`", "a", "x", false },
		{ "a.`*`", "a", "*", true },
		{ "x.y a.b, c.d", "c", "d", true },
		{ "x.y,a.b", "a", "b", true },
		{ "*.*", "mysql", "user", false },
		{ "m*.*", "mysql", "user", false },
		{ "mysql.*", "mysql", "user", true },
		{ "*.*", "__cdc__", "x", false },
		{ "*.*", "PERFORMANCE_SCHEMA", "x", false },
		{ "*.*", "shop", "mysql", true },
	};

	for (size_t i = 0; i < sizeof(v) / sizeof(v[0]); i++) {
		struct objects *o = with(OBJECTS_INCLUDE, v[i].pattern);

		ok(objects_chosen(o, v[i].db, v[i].table) == v[i].chosen,
		    "%s and %s.%s", v[i].pattern, v[i].db, v[i].table);
		objects_free(o);
	}
}

static void
test_defaults(void)
{
	struct objects *o = objects_new();

	ok(objects_chosen(o, "shop", "t"), "no include: all tables");
	ok(!objects_chosen(o, "sys", "t"), "but not those of the server");
	ok(objects_schema(o, "shop") && !objects_schema(o, "mysql"),
	    "and of schemas the same");
	ok(objects_add(o, OBJECTS_EXCLUDE, "shop.t*") == 0, "an exclude");
	ok(!objects_chosen(o, "shop", "t1") && objects_chosen(o, "shop", "u"),
	    "takes away");
	ok(objects_add(o, OBJECTS_INCLUDE, "shop.t1 shop.x* shop.u o.z") == 0,
	    "includes");
	ok(!objects_chosen(o, "shop", "t1"), "exclude wins");
	ok(objects_chosen(o, "shop", "u"), "included");
	ok(objects_schema(o, "o") && !objects_schema(o, "p"), "schemas");
	ok(strcmp(objects_unmet(o, 0), "shop.t1") == 0, "unmet: excluded");
	ok(strcmp(objects_unmet(o, 1), "o.z") == 0, "unmet: not asked for");
	ok(objects_unmet(o, 2) == NULL, "globs are never unmet");
	objects_free(o);
}

static void
test_map(void)
{
	struct objects *o = with(OBJECTS_MAP, "a.t = b.u");
	const char *db, *table;

	ok(objects_add(o, OBJECTS_MAP, "a.* = c.*") == 0 &&
		objects_add(o, OBJECTS_MAP, "p_*.t = p.*") == 0 &&
		objects_add(o, OBJECTS_MAP, "q.* = *.all") == 0 &&
		objects_add(o, OBJECTS_MAP, "a.t.id=ident") == 0 &&
		objects_add(o, OBJECTS_MAP, "a.*.`No` = `no.1`") == 0,
	    "maps");
	ok(objects_map(o, "a", "T", &db, &table) && strcmp(db, "b") == 0 &&
		strcmp(table, "u") == 0,
	    "the first that matches");
	ok(objects_map(o, "a", "x", &db, &table) && strcmp(db, "c") == 0 &&
		strcmp(table, "x") == 0,
	    "a whole schema");
	ok(objects_map(o, "p_7", "t", &db, &table) && strcmp(db, "p") == 0 &&
		strcmp(table, "t") == 0,
	    "shards into one");
	ok(objects_map(o, "q", "x", &db, &table) && strcmp(db, "q") == 0 &&
		strcmp(table, "all") == 0,
	    "tables into one");
	ok(!objects_map(o, "z", "x", &db, &table) && strcmp(db, "z") == 0 &&
		strcmp(table, "x") == 0,
	    "others keep their names");
	ok(strcmp(objects_map_column(o, "a", "t", "ID"), "ident") == 0 &&
		strcmp(objects_map_column(o, "a", "u", "id"), "id") == 0,
	    "a column");
	ok(strcmp(objects_map_column(o, "a", "u", "No"), "no.1") == 0 &&
		strcmp(objects_map_column(o, "a", "u", "no"), "no") == 0,
	    "a quoted column");
	objects_free(o);
}

/* A '*' on the right stands for what the one on the left matches. */
static void
test_map_glob(void)
{
	static const char *const bad[] = { "a.t* = a.x?", "a.t = a.x*",
		"a.*b* = a.x*", "a.*?b = a.x*", "a.t* = a.*x*", "a.t.c* = d",
		"a.t.c = d*" };
	struct objects *o = with(OBJECTS_MAP, "a.t_* = b.x_*_y");
	const char *db, *table;

	ok(objects_add(o, OBJECTS_MAP, "*.v = old_*.*") == 0 &&
		objects_add(o, OBJECTS_MAP, "a.*.c_* = *_c") == 0,
	    "maps");
	ok(objects_map(o, "a", "T_one", &db, &table) && strcmp(db, "b") == 0 &&
		strcmp(table, "x_one_y") == 0,
	    "within a name");
	ok(objects_map(o, "a", "t_", &db, &table) && strcmp(table, "x__y") == 0,
	    "it may stand for nothing");
	ok(objects_map(o, "sh", "v", &db, &table) &&
		strcmp(db, "old_sh") == 0 && strcmp(table, "v") == 0,
	    "a schema");
	ok(strcmp(objects_map_column(o, "a", "q", "c_id"), "id_c") == 0,
	    "a column");
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		ok(objects_add(o, OBJECTS_MAP, bad[i]) == -1, "refused: %s",
		    bad[i]);
	objects_free(o);
}

/* A table a.t with columns id (the key), c1, c2. */
static struct row_table *
table_of(void)
{
	static const char *const name[] = { "id", "c1", "c2" };
	struct row_table *t = row_table_new("a", "t");

	t->ncolumns = 3;
	t->column = row_table_alloc(t, 3, sizeof(t->column[0]));
	for (unsigned i = 0; i < 3; i++)
		t->column[i] = (struct row_column){ .name = name[i],
			.type = ROW_INT,
			.class = ROW_C_INT,
			.key = i == 0 };
	return t;
}

static void
test_columns(void)
{
	static const struct {
		const char *list;
		int changed;
		bool left[3];
	} v[] = {
		{ "a.t: id, c1", 1, { false, false, true } },
		{ "a.t:!c1", 1, { false, true, false } },
		{ "*.*: !c*", 1, { false, true, true } },
		{ "a.t: *", 0, { false, false, false } },
		{ "a.u: id", 0, { false, false, false } },
		{ "a.t: c1", -1, { false } },
		{ "a.t: !nope", -1, { false } },
		{ "a.*: !nope", 0, { false, false, false } },
	};

	for (size_t i = 0; i < sizeof(v) / sizeof(v[0]); i++) {
		struct objects *o = with(OBJECTS_COLUMNS, v[i].list);
		struct row_table *t = table_of();
		int changed = objects_apply(o, t);

		ok(changed == v[i].changed, "%s: %d", v[i].list, changed);
		for (unsigned j = 0; changed != -1 && j < 3; j++)
			ok(!(t->column[j].flags & ROW_COL_LEFT) ==
				!v[i].left[j],
			    "%s: %s", v[i].list, t->column[j].name);
		row_table_free(t);
		objects_free(o);
	}
}

static void
test_ops(void)
{
	struct objects *o = with(OBJECTS_OPS, "a.t:iu a.*:D, b.*:i");

	ok(objects_keeps(o, "a", "t", 'I') && objects_keeps(o, "a", "t", 'U') &&
		!objects_keeps(o, "a", "t", 'D'),
	    "inserts and updates");
	ok(!objects_keeps(o, "a", "u", 'I') && objects_keeps(o, "a", "u", 'D'),
	    "deletes only");
	ok(objects_keeps(o, "c", "t", 'U'), "not named: all");
	ok(objects_keeps(o, "a", "u", 'S'), "rows of the copy: always");
	objects_free(o);
}

static void
test_refused(void)
{
	static const struct {
		enum objects_list list;
		const char *text;
	} v[] = {
		{ OBJECTS_INCLUDE, "" },
		{ OBJECTS_INCLUDE, "   " },
		{ OBJECTS_INCLUDE, "shop" },
		{ OBJECTS_INCLUDE, "shop." },
		{ OBJECTS_INCLUDE, ".t" },
		{ OBJECTS_INCLUDE, "a.b.c" },
		{ OBJECTS_INCLUDE, "a.b=c.d" },
		{ OBJECTS_INCLUDE, "a.b:iud" },
		{ OBJECTS_INCLUDE, "a.`b" },
		{ OBJECTS_INCLUDE, "a.`b``" },
		{ OBJECTS_INCLUDE, "a.``" },
		{ OBJECTS_INCLUDE, "a.`b`c" },
		{ OBJECTS_INCLUDE, "a.b,,c.d" },
		{ OBJECTS_INCLUDE, "a. b" },
		{ OBJECTS_EXCLUDE, "*" },
		{ OBJECTS_MAP, "a.b" },
		{ OBJECTS_MAP, "a.b =" },
		{ OBJECTS_MAP, "a.b = c" },
		{ OBJECTS_MAP, "a.b = c.d.e" },
		{ OBJECTS_MAP, "a.b = c.d*" },
		{ OBJECTS_MAP, "a.b = c.d e.f = g.h" },
		{ OBJECTS_MAP, "a.b.c = *" },
		{ OBJECTS_MAP, "a.b.c* = d" },
		{ OBJECTS_MAP, "a.b.c = d.e" },
		{ OBJECTS_MAP, "a.b.c.d = e" },
		{ OBJECTS_OPS, "a.b" },
		{ OBJECTS_OPS, "a.b:" },
		{ OBJECTS_OPS, "a.b:x" },
		{ OBJECTS_OPS, "a.b:iix" },
		{ OBJECTS_OPS, "a.b:ii" },
		{ OBJECTS_OPS, "a.b:iI" },
		{ OBJECTS_OPS, "a.b:i c.d" },
	};

	for (size_t i = 0; i < sizeof(v) / sizeof(v[0]); i++) {
		struct objects *o = objects_new();

		ok(objects_add(o, v[i].list, v[i].text) == -1 &&
			objects_why(o)[0] != '\0',
		    "refused: '%s' (%s)", v[i].text, objects_why(o));
		objects_free(o);
	}
}

static void
test_conf(void)
{
	char path[] = "/tmp/objects.XXXXXX", *why;
	int code, fd = mkstemp(path);
	struct objects *o = objects_new();
	struct conf *c;
	FILE *f = fdopen(fd, "w");

	fputs("[objects]\ninclude = a.b\ninclude = c.d, e.*\n"
	      "map = a.b = x.y\nops = a.b:i\nexclude = a.c\n"
	      "exclude = bad\n",
	    f);
	fclose(f);
	c = conf_read(path, &why, &code);
	ok(c != NULL, "a job file");
	ok(objects_add_conf(o, c) == -1, "with a bad line");
	ok(strstr(objects_why(o), ":7: objects.exclude: ") != NULL,
	    "is refused by its number: %s", objects_why(o));
	ok(objects_chosen(o, "e", "x") && !objects_chosen(o, "a", "c"),
	    "what stood before was taken");
	objects_free(o);
	conf_free(c);
	unlink(path);
}

int
main(void)
{
	test_include();
	test_defaults();
	test_map();
	test_map_glob();
	test_columns();
	test_ops();
	test_refused();
	test_conf();
	return done();
}
