/*
 * follow.c: see follow.h.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "binlog/charset.h"
#include "binlog/ddl_columns.h"
#include "binlog/frame.h"
#include "row/objects.h"
#include "rowdecode/follow.h"

enum {
	SQL_SHOWN = 80
};

/* A database whose default is known, or whose tables all are. */
struct tables_db {
	char *name;
	char charset[DDL_CHARSET];
	bool whole;  /* made or dropped in the log: we know all its tables */
	bool exists; /* whole, and not dropped again */
};

/* --- states --------------------------------------------------------------- */

static bool
never_known(const struct table *t)
{
	return t->state == TABLE_NONE && t->nknown == 0;
}

static void
state(struct table *t, enum table_state to, const struct follow *f)
{
	if (t->now != NULL)
		row_table_free(t->now);
	free(t->lost);
	t->now = NULL;
	t->lost = NULL;
	t->state = to;
	t->changed = f->end;
	t->changed_by = f->at;
	buf_clear(&t->raw); /* the next map is looked at anew */
}

/* The statement on one line, its beginning. */
static void
excerpt(struct buf *out, const struct ddl *d)
{
	size_t i, n = (size_t)(d->end - d->sql);

	if (n > SQL_SHOWN)
		for (n = SQL_SHOWN; n > 0 && (d->sql[n] & 0xc0) == 0x80; n--)
			continue;
	for (i = 0; i < n; i++)
		buf_putc(out, (unsigned char)d->sql[i] < ' ' ? ' ' : d->sql[i]);
	if (d->sql + n < d->end)
		buf_puts(out, "...");
}

static void
lose(struct table *t, const struct ddl *d, const struct follow *f,
    const char *why)
{
	struct buf b = { 0 };

	buf_printf(&b, "%s: ", why);
	excerpt(&b, d);
	state(t, TABLE_LOST, f);
	t->lost = xstrndup(buf_str(&b), b.len);
	buf_release(&b);
}

/* Takes def. */
static void
set(struct table *t, struct row_table *def, const char *charset,
    const struct follow *f)
{
	/* first of all: it may be of the definition that goes */
	def->charset = row_table_dup(def, charset, strlen(charset));
	state(t, TABLE_FOLLOWED, f);
	t->now = def;
	def->db = row_table_dup(def, t->db, strlen(t->db));
	def->name = row_table_dup(def, t->name, strlen(t->name));
	def->since = f->end;
	def->ref = 0;
}

/* The character set of a table's new columns, "" when it is not known. */
static const char *
charset_in(const struct row_table *def)
{
	return def != NULL ? def->charset : "";
}

/* --- databases ------------------------------------------------------------ */

static struct tables_db *
database(struct tables *s, const char *name, size_t len, bool make)
{
	bool any = s->product == FRAME_POLARDBX;
	struct tables_db *db;
	size_t i;

	for (i = 0; i < s->ndbs; i++) {
		db = &s->db[i];
		if (strlen(db->name) == len &&
		    (any ? strncasecmp(db->name, name, len)
			 : memcmp(db->name, name, len)) == 0)
			return db;
	}
	if (!make)
		return NULL;
	s->db = xreallocarray(s->db, s->ndbs + 1, sizeof(s->db[0]));
	db = &s->db[s->ndbs++];
	memset(db, 0, sizeof(*db));
	db->name = xstrndup(name, len);
	return db;
}

static bool
whole(struct tables *s, const struct table *t)
{
	const struct tables_db *db = database(s, t->db, strlen(t->db), false);

	return db != NULL && db->whole;
}

static const char *
database_charset(struct tables *s, const struct table *t)
{
	const struct tables_db *db = database(s, t->db, strlen(t->db), false);

	return db == NULL ? "" : db->charset;
}

static void
drop_all(struct tables *s, const char *name, size_t len, const struct follow *f)
{
	bool any = s->product == FRAME_POLARDBX;
	struct table *t;
	size_t i;

	for (i = 0; i < s->nslots; i++)
		for (t = s->slot[i]; t != NULL; t = t->next)
			if (strlen(t->db) == len &&
			    (any ? strncasecmp(t->db, name, len)
				 : memcmp(t->db, name, len)) == 0)
				state(t, TABLE_GONE, f);
}

static void
follow_database(struct tables *s, const struct ddl *d, const struct follow *f)
{
	const char *name = d->ntables > 0 ? d->table[0].db : f->db;
	size_t len = d->ntables > 0 ? d->table[0].db_len : f->db_len;
	struct tables_db *db = database(s, name, len, false);
	char charset[DDL_CHARSET];
	bool told = ddl_database_charset(d, charset);

	if (!told || charset[0] == '\0')
		snprintf(charset, sizeof(charset), "%s", f->charset);
	/* it is there already, or may be */
	if (d->makes_database && d->if_not_exists &&
	    (db == NULL || !db->whole || db->exists))
		return;
	db = database(s, name, len, true);
	if (d->drops_database || d->makes_database) {
		drop_all(s, name, len, f);
		db->whole = true;
		db->exists = d->makes_database;
	}
	if (d->makes_database || told)
		memcpy(db->charset, charset, sizeof(charset));
}

/* --- tables --------------------------------------------------------------- */

static struct table *
table(struct tables *s, const struct ddl_table *x, const struct follow *f)
{
	return tables_find(s, x->db_len > 0 ? x->db : f->db,
	    x->db_len > 0 ? x->db_len : f->db_len, x->name, x->name_len);
}

static bool
surely_absent(struct tables *s, const struct table *t)
{
	return t->state == TABLE_GONE || (never_known(t) && whole(s, t));
}

bool
follow_exists(struct tables *s, const struct ddl *d, const struct follow *f)
{
	const struct table *t;

	if (d->ntables != 1)
		return false;
	t = table(s, &d->table[0], f);
	return tables_current(t, &f->at) != NULL || t->state == TABLE_LOST ||
	       (t->state == TABLE_NONE && t->def != NULL);
}

static void
create_like(struct table *t, struct table *from, const struct ddl *d,
    const struct follow *f)
{
	const struct row_table *def = tables_current(from, &f->at);
	struct row_table *copy;

	if (def != NULL) {
		copy = row_table_copy(def);
		copy->map_db = copy->map_name = "";
		set(t, copy, charset_in(def), f);
	} else if (!never_known(from) || !never_known(t)) {
		lose(t, d, f, "it is like a table that is not known");
	}
}

static void
create(struct tables *s, const struct ddl *d, const struct follow *f)
{
	struct table *t = table(s, &d->table[0], f);
	struct ddl_columns x = { 0 };

	if (d->if_not_exists && !d->or_replace && !surely_absent(s, t))
		return; /* there it is, or it may be */
	if (d->like) {
		create_like(t, table(s, &d->table[1], f), d, f);
		return;
	}
	x.database = database_charset(s, t);
	x.exact = f->exact;
	if (ddl_create(d, &x) == DDL_CHANGED)
		set(t, x.def, x.charset, f);
	else
		lose(t, d, f, x.why);
}

/* What from is, to is from now on. */
static void
move(struct table *from, struct table *to, const struct ddl *d,
    const struct follow *f)
{
	const struct row_table *def = tables_current(from, &f->at);
	struct row_table *copy;

	if (from == to)
		return;
	if (def != NULL) {
		copy = row_table_copy(def);
		copy->map_db = copy->map_name = "";
		set(to, copy, charset_in(def), f);
	} else if (!never_known(from)) {
		lose(to, d, f, "it was not known under its old name");
	} else if (!never_known(to)) {
		lose(to, d, f, "another table has its name now");
	}
	if (!never_known(from))
		state(from, TABLE_GONE, f);
}

static bool
alter(struct tables *s, const struct ddl *d, const struct follow *f)
{
	struct table *t = table(s, &d->table[0], f);
	const struct row_table *def = tables_current(t, &f->at);
	struct ddl_columns x = { 0 };
	enum ddl_result r;

	x.database = database_charset(s, t);
	x.exact = f->exact;
	snprintf(x.charset, sizeof(x.charset), "%s", charset_in(def));
	r = ddl_alter(d, def, &x);
	if (r == DDL_LOST && !never_known(t))
		lose(t, d, f, x.why);
	else if (r == DDL_CHANGED)
		set(t, x.def, x.charset, f);
	else if (def != NULL && strcmp(x.charset, charset_in(def)) != 0)
		set(t, row_table_copy(def), x.charset, f);
	if (d->ntables > 1 && (x.renamed || r == DDL_LOST))
		move(t, table(s, &d->table[1], f), d, f);
	return d->ignores || x.reused;
}

/* An index that goes may be the key. */
static void
drop_index(struct tables *s, const struct ddl *d, const struct follow *f)
{
	struct table *t = table(s, &d->table[0], f);
	const struct row_table *def = tables_current(t, &f->at);
	unsigned key = d->drops_primary ? ROW_TAB_PRIMARY : ROW_TAB_UNIQUE;
	struct row_table *copy;
	unsigned i;

	if (def == NULL || !(def->flags & key))
		return;
	copy = row_table_copy(def);
	copy->flags &= (uint16_t) ~(ROW_TAB_PRIMARY | ROW_TAB_UNIQUE);
	for (i = 0; i < copy->ncolumns; i++)
		copy->column[i].key = 0;
	set(t, copy, charset_in(def), f);
}

/*
 * The log may have names in lower case and statements as they were typed.
 * Whether it is so is not in the log: a table with a like name, that the
 * statement may mean, is made sure of.
 */
static void
other_case(struct tables *s, const struct table *named, const struct ddl *d,
    const struct follow *f)
{
	struct table *t;
	size_t i;

	if (!never_known(named) || whole(s, named))
		return;
	for (i = 0; i < s->nslots; i++)
		for (t = s->slot[i]; t != NULL; t = t->next)
			if (t != named && !never_known(t) &&
			    strcasecmp(t->db, named->db) == 0 &&
			    strcasecmp(t->name, named->name) == 0)
				lose(t, d, f,
				    "the name has other capital letters");
}

static void
other_cases(struct tables *s, const struct ddl *d, const struct follow *f)
{
	size_t i, step = d->kind == REC_DDL_RENAME ? 2 : 1;

	if (s->product == FRAME_POLARDBX)
		return;
	for (i = 0; i < d->ntables; i += step) {
		other_case(s, table(s, &d->table[i], f), d, f);
		if (d->kind == REC_DDL_ALTER)
			return; /* the other one is its new name */
	}
}

bool
follow_ddl(struct tables *s, const struct ddl *d, const struct follow *f)
{
	size_t i;

	if (d->kind == REC_DDL_ALTER || d->kind == REC_DDL_DROP ||
	    d->kind == REC_DDL_RENAME)
		other_cases(s, d, f);
	if (f->failed && d->kind != REC_DDL_DROP) {
		for (i = 0; i < d->ntables && d->kind != REC_DDL_OTHER; i++)
			if (d->table[i].name_len > 0 &&
			    !never_known(table(s, &d->table[i], f)))
				lose(table(s, &d->table[i], f), d, f,
				    "the statement failed at its source");
		return false;
	}
	if (d->other_mode &&
	    (d->kind == REC_DDL_CREATE || d->kind == REC_DDL_ALTER)) {
		for (i = 0; i < d->ntables; i++)
			lose(table(s, &d->table[i], f), d, f,
			    "the sql_mode it was read with is not in the log");
		return false;
	}
	switch (d->kind) {
	case REC_DDL_CREATE:
		create(s, d, f);
		break;
	case REC_DDL_ALTER:
		return alter(s, d, f);
	case REC_DDL_RENAME:
		for (i = 0; i + 1 < d->ntables; i += 2)
			move(table(s, &d->table[i], f),
			    table(s, &d->table[i + 1], f), d, f);
		break;
	case REC_DDL_DROP:
		for (i = 0; i < d->ntables; i++)
			state(table(s, &d->table[i], f), TABLE_GONE, f);
		break;
	case REC_DDL_TRUNCATE:
		if (d->splits)
			create_like(table(s, &d->table[1], f),
			    table(s, &d->table[0], f), d, f);
		else if (d->joins)
			state(table(s, &d->table[1], f), TABLE_GONE, f);
		break;
	case REC_DDL_DATABASE:
		follow_database(s, d, f);
		break;
	case REC_DDL_OTHER:
		if (d->drops_index)
			drop_index(s, d, f);
		break;
	default:
		break;
	}
	return false;
}

const struct row_table *
follow_left(
    struct tables *s, const struct ddl *d, size_t i, const struct follow *f)
{
	struct row_table *def;
	struct table *t;

	if (s->chosen == NULL || d->table[i].name_len == 0 ||
	    d->kind == REC_DDL_OTHER)
		return NULL;
	t = table(s, &d->table[i], f);
	if (t->nknown == 0 || !objects_chosen(s->chosen, t->db, t->name) ||
	    t->state == TABLE_GONE || t->state == TABLE_LOST ||
	    tables_current(t, &f->end) == NULL)
		return NULL;
	if (t->now == NULL) { /* the statement changed nothing */
		def = row_table_copy(tables_current(t, &f->end));
		set(t, def, charset_in(def), f);
	}
	if (t->ref == 0)
		t->ref = ++s->refs;
	t->now->ref = t->ref;
	t->announced = false; /* what the log makes of it comes again */
	return t->now;
}

void
follow_release(struct tables *s)
{
	size_t i;

	for (i = 0; i < s->ndbs; i++)
		free(s->db[i].name);
	free(s->db);
}
