/*
 * from_objects.c: the object list of a DTS task; see from.h.
 *
 * Nobody misses a setting that is only noted; a table that is silently left
 * out is missed much later.  So whatever chooses objects and cannot be
 * carried over makes the draft useless.
 */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "pxplan/from.h"

/* The table at hand, as [objects] names it: "db.table". */
struct at {
	struct draft *d;
	const char *db, *table; /* of the source */
	bool pattern;           /* table is a pattern, not a name */
	struct buf name;
};

static const char *
text_of(json_t *o, const char *key)
{
	return json_string_value(json_object_get(o, key));
}

static bool
is_true(json_t *v)
{
	const char *s = json_string_value(v);

	return json_is_true(v) || (s != NULL && strcasecmp(s, "true") == 0);
}

static void
set_name(struct at *at)
{
	buf_clear(&at->name);
	draft_name(&at->name, at->db);
	buf_putc(&at->name, '.');
	if (at->pattern)
		buf_puts(&at->name, at->table);
	else
		draft_name(&at->name, at->table);
	buf_str(&at->name);
}

/* "insert,update" or "i,u" or "none" as the letters of objects.ops. */
static bool
letters(const char *s, char ops[4])
{
	static const char *const word[] = { "insert", "update", "delete" };
	size_t n, i, len = 0;
	bool on[3] = { false, false, false };

	while (*(s += strspn(s, " ,;\t")) != '\0') {
		n = strcspn(s, " ,;\t");
		for (i = 0; i < 3; i++)
			if ((n == 1 && strncasecmp(s, word[i], 1) == 0) ||
			    (n == 6 && strncasecmp(s, word[i], 6) == 0))
				break;
		if (i == 3)
			return false;
		on[i] = true;
		s += n;
	}
	for (i = 0; i < 3; i++)
		if (on[i])
			ops[len++] = word[i][0];
	ops[len] = '\0';
	return len > 0;
}

static void
put_operations(struct at *at, json_t *o)
{
	const char *s = text_of(o, "dml_op");
	struct buf b = { 0 };
	char ops[4];

	if (s != NULL && letters(s, ops)) {
		if (strcmp(ops, "iud") == 0)
			return;
		buf_printf(&b, "%s:%s", buf_str(&at->name), ops);
		draft_put(at->d, DRAFT_OBJECTS, "ops", buf_str(&b));
		buf_release(&b);
	} else if (s != NULL && s[0] != '\0') {
		draft_refuse(at->d,
		    "%s: dml_op '%s' is not made of insert, update, delete",
		    buf_str(&at->name), s);
	}
	if ((s = text_of(o, "ddl_op")) != NULL && s[0] != '\0')
		draft_note(at->d, buf_str(&at->name),
		    "ddl_op '%s': see on_ddl in pxsync.conf(5)", s);
}

/* "db.table = newdb.newname" where the name changes. */
static void
put_map(struct at *at, const char *newdb, const char *newname)
{
	struct buf b = { 0 };

	if (newname == NULL || strcmp(newname, at->table) == 0)
		return;
	buf_printf(&b, "%s = ", buf_str(&at->name));
	draft_name(&b, newdb != NULL ? newdb : at->db);
	buf_putc(&b, '.');
	draft_name(&b, newname);
	draft_put(at->d, DRAFT_OBJECTS, "map", buf_str(&b));
	buf_release(&b);
}

static void
put_filter(struct at *at, const char *filter)
{
	struct buf b = { 0 };

	if (filter == NULL || filter[0] == '\0')
		return;
	buf_printf(&b, "%s: %s", buf_str(&at->name), filter);
	draft_put(at->d, DRAFT_OBJECTS, "where", buf_str(&b));
	buf_release(&b);
}

static void
put_column_map(struct at *at, const char *column, const char *newname)
{
	struct buf b = { 0 };

	if (newname == NULL || strcmp(newname, column) == 0)
		return;
	buf_printf(&b, "%s.", buf_str(&at->name));
	draft_name(&b, column);
	buf_puts(&b, " = ");
	draft_name(&b, newname);
	draft_put(at->d, DRAFT_OBJECTS, "map", buf_str(&b));
	buf_release(&b);
}

static void
note_rest(struct at *at, json_t *o, const char *const *known)
{
	const char *key;
	json_t *v;

	json_object_foreach(o, key, v)
	{
		const char *const *k = known;

		while (*k != NULL && strcmp(*k, key) != 0)
			k++;
		if (*k == NULL)
			draft_note(at->d, buf_str(&at->name), "'%s'", key);
	}
}

/* "columns = db.table: a, b" of those that are chosen. */
static void
put_columns(struct at *at, json_t *columns)
{
	struct buf b = { 0 };
	const char *column;
	json_t *v;
	bool first = true;

	buf_printf(&b, "%s:", buf_str(&at->name));
	json_object_foreach(columns, column, v)
	{
		buf_puts(&b, first ? " " : ", ");
		draft_name(&b, column);
		first = false;
	}
	if (!first)
		draft_put(at->d, DRAFT_OBJECTS, "columns", buf_str(&b));
	buf_release(&b);
	json_object_foreach(columns, column, v)
	    put_column_map(at, column, text_of(v, "name"));
}

static void
from_table(struct at *at, const char *newdb, json_t *o)
{
	static const char *const known[] = { "name", "all", "filter", "dml_op",
		"ddl_op", "column", "filterType", "patternType", "case_sen",
		NULL };
	json_t *columns = json_object_get(o, "column");
	const char *kind = text_of(o, "filterType");

	at->pattern = is_true(json_object_get(o, "patternType"));
	set_name(at);
	if (kind != NULL && strcasecmp(kind, "BLACK") == 0) {
		draft_put(at->d, DRAFT_OBJECTS, "exclude", buf_str(&at->name));
		return;
	}
	draft_put(at->d, DRAFT_OBJECTS, "include", buf_str(&at->name));
	if (!at->pattern)
		put_map(at, newdb, text_of(o, "name"));
	put_filter(at, text_of(o, "filter"));
	put_operations(at, o);
	if (json_object_size(columns) > 0 &&
	    !is_true(json_object_get(o, "all")))
		put_columns(at, columns);
	note_rest(at, o, known);
}

static void
from_database(struct draft *d, const char *db, json_t *o)
{
	static const char *const known[] = { "name", "all", "dml_op", "ddl_op",
		"Table", "case_sen", NULL };
	struct at at = { d, db, "*", true, { 0 } };
	json_t *tables = json_object_get(o, "Table");
	const char *newdb = text_of(o, "name"), *table;
	bool all = is_true(json_object_get(o, "all"));
	json_t *v;

	if (!json_is_object(o)) {
		draft_refuse(d, "DbList: '%s' holds no object", db);
		return;
	}
	if (!all && json_object_size(tables) == 0)
		draft_refuse(d, "DbList: no table of '%s' is chosen", db);
	/* the first line that matches decides: tables before their database */
	json_object_foreach(tables, table, v)
	{
		at.table = table;
		from_table(&at, newdb, v);
	}
	at.table = "*";
	at.pattern = true;
	set_name(&at);
	if (all)
		draft_put(d, DRAFT_OBJECTS, "include", buf_str(&at.name));
	put_operations(&at, o);
	note_rest(&at, o, known);
	buf_release(&at.name);
}

/* The older form's names are small regular expressions; those that are globs
 * in disguise can be carried over. */
static bool
glob_of(const char *s, struct buf *b)
{
	buf_clear(b);
	for (; *s != '\0'; s++) {
		if (s[0] == '.' && s[1] == '*') {
			buf_putc(b, '*');
			s++;
		} else if (strchr(".*?[]^", *s) != NULL) {
			return false;
		} else {
			buf_putc(b, *s);
		}
	}
	buf_str(b);
	return true;
}

static void
from_old_columns(struct at *at, json_t *o)
{
	json_t *in = json_object_get(o, "ColumnIncludes");
	json_t *out = json_object_get(o, "ColumnExcludes");
	struct buf b = { 0 };
	json_t *v;
	const char *name;
	size_t i, n = 0;

	buf_printf(&b, "%s:", buf_str(&at->name));
	for (i = 0; i < json_array_size(in); i++) {
		v = json_array_get(in, i);
		if ((name = text_of(v, "ColumnName")) == NULL)
			continue;
		buf_puts(&b, n++ == 0 ? " " : ", ");
		draft_name(&b, name);
		put_column_map(at, name, text_of(v, "NewColumnName"));
	}
	for (i = 0; i < json_array_size(out); i++) {
		v = json_array_get(out, i);
		if ((name = text_of(v, "ColumnName")) == NULL)
			continue;
		buf_puts(&b, n++ == 0 ? " !" : ", !");
		draft_name(&b, name);
	}
	if (n > 0)
		draft_put(at->d, DRAFT_OBJECTS, "columns", buf_str(&b));
	buf_release(&b);
}

static void
from_old_table(struct at *at, const char *newdb, json_t *o, bool in)
{
	struct buf glob = { 0 };

	if ((at->table = text_of(o, "TableName")) == NULL) {
		draft_refuse(
		    at->d, "DbList: a table of '%s' has no TableName", at->db);
		return;
	}
	if (!glob_of(at->table, &glob)) {
		draft_refuse(at->d,
		    "DbList: '%s.%s' is a regular expression\nname "
		    "the tables, or a pattern with * and ?",
		    at->db, at->table);
		buf_release(&glob);
		return;
	}
	at->pattern = strcmp(buf_str(&glob), at->table) != 0;
	if (at->pattern)
		at->table = buf_str(&glob);
	set_name(at);
	draft_put(at->d, DRAFT_OBJECTS, in ? "include" : "exclude",
	    buf_str(&at->name));
	if (in) {
		if (!at->pattern)
			put_map(at, newdb, text_of(o, "NewTableName"));
		put_filter(at, text_of(o, "FilterCondition"));
		from_old_columns(at, o);
	}
	buf_release(&glob);
}

static void
from_old_database(struct draft *d, json_t *o)
{
	struct at at = { d, text_of(o, "DBName"), "*", true, { 0 } };
	const char *newdb = text_of(o, "NewDBName");
	json_t *in = json_object_get(o, "TableIncludes");
	json_t *out = json_object_get(o, "TableExcludes");
	size_t i;

	if (at.db == NULL) {
		draft_refuse(d, "DbList: an entry has no DBName");
		return;
	}
	for (i = 0; i < json_array_size(in); i++)
		from_old_table(&at, newdb, json_array_get(in, i), true);
	for (i = 0; i < json_array_size(out); i++)
		from_old_table(&at, newdb, json_array_get(out, i), false);
	if (is_true(json_object_get(o, "AllTable")) ||
	    json_array_size(in) == 0) {
		at.table = "*";
		at.pattern = true;
		set_name(&at);
		draft_put(d, DRAFT_OBJECTS, "include", buf_str(&at.name));
	}
	buf_release(&at.name);
}

void
from_objects(struct draft *d, json_t *list)
{
	const char *db;
	json_t *v;
	size_t i;

	if (json_is_array(list)) {
		for (i = 0; i < json_array_size(list); i++)
			from_old_database(d, json_array_get(list, i));
	} else if (json_is_object(list)) {
		json_object_foreach(list, db, v) from_database(d, db, v);
	} else {
		draft_refuse(d, "DbList is neither an object nor an array");
		return;
	}
	if (d->section[DRAFT_OBJECTS].len == 0)
		draft_refuse(d, "DbList chooses nothing");
}
