/*
 * route_ddl.c: changes of definitions.  One that touches a table of ours
 * stops the stream: everything before it is delivered, nothing behind it is
 * guessed.  Ours is a table that was seen, and, with a job file, one that
 * its [objects] choose: right after a restart none has been seen yet.
 */
#include <ctype.h>
#include <string.h>
#include <strings.h>
#include <sysexits.h>

#include "mcpartition/route.h"
#include "rec/body.h"

enum {
	SQL_SHOWN = 200 /* bytes of a statement in a message */
};

/* A copy of a borrowed text with a NUL behind. */
static const char *
text(struct buf *b, const char *p, size_t n)
{
	buf_clear(b);
	buf_put(b, p, n);
	return buf_str(b);
}

/* table NULL: any of the schema. */
static bool
seen(const struct route *t, const char *db, const char *table)
{
	for (size_t i = 0; i < t->n; i++) {
		const struct plan *p = t->plan[i];

		if (p != NULL && strcasecmp(p->source->db, db) == 0 &&
		    (table == NULL || strcasecmp(p->source->name, table) == 0))
			return true;
	}
	return false;
}

/* The first word of a statement, behind blanks and comments. */
static const char *
first_word(const char *sql)
{
	const char *end;

	for (;;) {
		while (isspace((unsigned char)*sql))
			sql++;
		if (strncmp(sql, "/*", 2) != 0 || sql[2] == '!')
			return sql;
		if ((end = strstr(sql + 2, "*/")) == NULL)
			return sql;
		sql = end + 2;
	}
}

/* A new database, or other defaults of one, change no table. */
static bool
drops_nothing(struct buf *scratch, const struct rec_ddl *d)
{
	const char *word = first_word(text(scratch, d->sql, d->sql_len));

	return strncasecmp(word, "create", 6) == 0 ||
	       strncasecmp(word, "alter", 5) == 0;
}

/* CREATE OR REPLACE empties a table that was there. */
static bool
replaces(struct buf *scratch, const struct rec_ddl *d)
{
	const char *word = first_word(text(scratch, d->sql, d->sql_len));

	return strncasecmp(word, "create", 6) == 0 &&
	       strncasecmp(first_word(word + 6), "or", 2) == 0;
}

static bool
database_is_ours(const struct route *t, const char *db)
{
	return seen(t, db, NULL) ||
	       (t->objects != NULL && objects_schema(t->objects, db));
}

/* fresh: the statement makes the table, which was not there before. */
static bool
table_is_ours(
    const struct route *t, bool fresh, const char *db, const char *table)
{
	if (seen(t, db, table))
		return true;
	return !fresh && t->objects != NULL &&
	       objects_chosen(t->objects, db, table);
}

/* Which of the tables named is ours ("db.table" into hit)? */
static bool
touches(const struct route *t, const struct rec_ddl *d, struct buf *hit)
{
	struct buf db = { 0 }, table = { 0 };
	bool ours = false, fresh;

	fresh = d->kind == REC_DDL_CREATE && !replaces(&table, d);
	if (d->kind == REC_DDL_DATABASE && d->ntables == 0 &&
	    !drops_nothing(&table, d)) {
		text(&db, d->db, d->db_len);
		ours = database_is_ours(t, buf_str(&db));
		text(hit, d->db, d->db_len);
	}
	for (unsigned i = 0; i < d->ntables && !ours; i++) {
		if (d->table[i].db_len > 0)
			text(&db, d->table[i].db, d->table[i].db_len);
		else
			text(&db, d->db, d->db_len);
		text(&table, d->table[i].name, d->table[i].name_len);
		text(hit, (char *)db.data, db.len);
		if (table.len > 0) {
			buf_printf(hit, ".%s", buf_str(&table));
			ours = table_is_ours(
			    t, fresh, buf_str(&db), buf_str(&table));
		} else if (!drops_nothing(&table, d)) {
			ours = database_is_ours(t, buf_str(&db));
		}
	}
	buf_release(&db);
	buf_release(&table);
	return ours;
}

/* A statement on one line, cut to what a message can bear. */
static void
show(struct buf *b, const struct rec_ddl *d)
{
	size_t n = d->sql_len < SQL_SHOWN ? d->sql_len : SQL_SHOWN;

	for (size_t i = 0; i < n; i++)
		buf_putc(b, d->sql[i] == '\n' ? ' ' : d->sql[i]);
	if (n < d->sql_len)
		buf_puts(b, "...");
}

/* Why the statement ends the stream. */
static void
explain(struct route *t, const struct rec_ddl *d, struct buf *hit)
{
	unsigned long long offset = d->at.offset;
	struct buf sql = { 0 };

	show(&sql, d);
	if (hit->len == 0)
		route_bad(t, EX_CONFIG,
		    "statement not understood at %s:%llu: %s\nall before it "
		    "is delivered; see whether it changes a table of the job, "
		    "and what the target needs, then: pxsync resume",
		    d->at.file, offset, buf_str(&sql));
	else
		route_bad(t, EX_CONFIG,
		    "definition of '%s' changes at %s:%llu: %s\nall before "
		    "it is delivered; change the target's tables likewise, "
		    "then: pxsync resume",
		    buf_str(hit), d->at.file, offset, buf_str(&sql));
	buf_release(&sql);
}

enum route_result
route_ddl(struct route *t, const struct rec *r)
{
	struct buf hit = { 0 };
	struct rec_ddl d;
	bool stop = false;

	if (rec_get_ddl(r, &d) == -1)
		return route_bad(t, EX_DATAERR,
		    "record %llu: ddl makes no sense",
		    (unsigned long long)r->seq);
	if (t->past.file[0] != '\0' && pos_cmp(&d.at, &t->past) <= 0)
		return route_pass(t, r);
	/* Of what was not understood the tables may not be all known. */
	if (d.kind == REC_DDL_UNKNOWN)
		stop = true;
	else if (d.kind != REC_DDL_OTHER)
		stop = touches(t, &d, &hit);
	if (stop)
		explain(t, &d, &hit);
	buf_release(&hit);
	return stop ? ROUTE_STOP : route_pass(t, r);
}
