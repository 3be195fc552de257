/*
 * tables.c: see tables.h.
 *
 * The log's own numbers of tables live for a transaction only, so what is
 * kept is found by name; when a table map is the same as last time, byte for
 * byte, the plan made then is used again.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/mem.h"
#include "binlog/frame.h"
#include "row/objects.h"
#include "rowdecode/follow.h"

enum {
	SLOTS = 256
};

__attribute__((format(printf, 3, 4))) static int
fail(struct tables *s, int code, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(s->why, sizeof(s->why), fmt, ap);
	va_end(ap);
	s->code = code;
	return -1;
}

void
tables_init(struct tables *s)
{
	memset(s, 0, sizeof(*s));
	s->nslots = SLOTS;
	s->slot = xcalloc(s->nslots, sizeof(struct table *));
}

static void
table_free(struct table *t)
{
	size_t i;

	for (i = 0; i < t->nknown; i++)
		row_table_free(t->known[i]);
	free(t->known);
	row_table_free(t->now);
	row_table_free(t->def);
	plan_free(t->plan);
	buf_release(&t->raw);
	free(t->lost);
	free(t->db);
	free(t->name);
	free(t);
}

void
tables_release(struct tables *s)
{
	struct table *t, *next;
	size_t i;

	for (i = 0; i < s->nslots; i++)
		for (t = s->slot[i]; t != NULL; t = next) {
			next = t->next;
			table_free(t);
		}
	follow_release(s);
	free(s->slot);
	free(s->open);
	map_release(&s->map);
	buf_release(&s->text);
}

/* --- by name ------------------------------------------------------------- */

static unsigned char
fold(char c)
{
	return (unsigned char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
}

/* Without regard to case, so that both ways of comparing find their slot. */
static size_t
slot_of(const struct tables *s, const char *db, size_t db_len, const char *name,
    size_t name_len)
{
	uint64_t h = UINT64_C(0xcbf29ce484222325);
	size_t i;

	for (i = 0; i < db_len; i++)
		h = (h ^ fold(db[i])) * UINT64_C(0x100000001b3);
	h = (h ^ '.') * UINT64_C(0x100000001b3);
	for (i = 0; i < name_len; i++)
		h = (h ^ fold(name[i])) * UINT64_C(0x100000001b3);
	return (size_t)(h ^ h >> 32) & (s->nslots - 1);
}

static bool
same(const char *a, const char *b, size_t n, bool any_case)
{
	return strlen(a) == n &&
	       (any_case ? strncasecmp(a, b, n) : memcmp(a, b, n)) == 0;
}

static void
grow(struct tables *s)
{
	struct table **old = s->slot, *t, *next;
	size_t i, at, n = s->nslots;

	s->nslots *= 2;
	s->slot = xcalloc(s->nslots, sizeof(struct table *));
	for (i = 0; i < n; i++)
		for (t = old[i]; t != NULL; t = next) {
			next = t->next;
			at = slot_of(
			    s, t->db, strlen(t->db), t->name, strlen(t->name));
			t->next = s->slot[at];
			s->slot[at] = t;
		}
	free(old);
}

struct table *
tables_find(struct tables *s, const char *db, size_t db_len, const char *name,
    size_t name_len)
{
	size_t at = slot_of(s, db, db_len, name, name_len);
	bool any = s->product == FRAME_POLARDBX;
	struct table *t;

	for (t = s->slot[at]; t != NULL; t = t->next)
		if (same(t->db, db, db_len, any) &&
		    same(t->name, name, name_len, any))
			return t;
	if (s->count >= s->nslots) {
		grow(s);
		at = slot_of(s, db, db_len, name, name_len);
	}
	t = xcalloc(1, sizeof(*t));
	t->db = xstrndup(db, db_len);
	t->name = xstrndup(name, name_len);
	t->next = s->slot[at];
	s->slot[at] = t;
	s->count++;
	return t;
}

/* --- what was known before ------------------------------------------------ */

static int
load_stream(struct tables *s, struct rec_in *in, const struct pos *since)
{
	struct row_table *t;
	struct table *table;
	const char *why;
	struct rec r;
	int more;

	while ((more = rec_read(in, &r)) == 1) {
		if (r.kind != REC_TABLE)
			continue;
		if ((t = row_table_parse(&r, &why)) == NULL)
			return fail(s, EX_CONFIG, "%s: record %llu: %s",
			    in->name, (unsigned long long)r.seq, why);
		t->ncolumns = row_table_logged(t);
		/* "@1" is what we say when nothing is known */
		if (t->flags & ROW_TAB_NAMELESS) {
			row_table_free(t);
			continue;
		}
		table = tables_find(
		    s, t->db, strlen(t->db), t->name, strlen(t->name));
		table->known = xreallocarray(
		    table->known, table->nknown + 1, sizeof(table->known[0]));
		table->known[table->nknown++] = t;
		if (since != NULL)
			t->since = *since;
	}
	if (more == -1)
		return fail(s, EX_CONFIG, "%s: %s", in->name, in->why);
	return 0;
}

int
tables_load(struct tables *s, const char *path, const struct pos *since)
{
	char *file = NULL;
	struct rec_in in;
	struct stat st;
	int fd, rc = -1;

	if (stat(path, &st) == 0 && S_ISDIR(st.st_mode))
		file = xasprintf("%s/tables.rec", path);
	else
		file = xstrdup(path);
	fd = open(file, O_RDONLY | O_CLOEXEC);
	if (fd == -1) {
		fail(s, EX_CONFIG, "cannot open schema '%s': %s", file,
		    strerror(errno));
		goto out;
	}
	rec_in_init(&in, fd, file);
	rc = load_stream(s, &in, since);
	rec_in_release(&in);
	close(fd);
out:
	free(file);
	return rc;
}

static bool
before(const struct pos *a, const struct pos *b)
{
	if (a->file[0] == '\0' || b->file[0] == '\0')
		return a->file[0] == '\0' && b->file[0] != '\0';
	return pos_cmp(a, b) < 0;
}

const struct row_table *
tables_current(const struct table *t, const struct pos *at)
{
	const struct row_table *best = NULL;
	size_t i;

	for (i = 0; i < t->nknown; i++)
		if (!before(at, &t->known[i]->since) &&
		    (best == NULL ||
			!before(&t->known[i]->since, &best->since)))
			best = t->known[i];
	if (t->state == TABLE_NONE ||
	    (best != NULL && !before(&best->since, &t->changed)))
		return best;
	return t->now;
}

/* --- by number ------------------------------------------------------------ */

static void
remember(struct tables *s, uint64_t id, struct table *t)
{
	size_t i;

	for (i = 0; i < s->nopen; i++)
		if (s->open[i].id == id) {
			s->open[i].table = t;
			return;
		}
	if (s->nopen == s->room) {
		s->room = s->room * 2 + 16;
		s->open = xreallocarray(s->open, s->room, sizeof(s->open[0]));
	}
	s->open[s->nopen].id = id;
	s->open[s->nopen++].table = t;
}

struct table *
tables_of(const struct tables *s, uint64_t id)
{
	size_t i;

	for (i = s->nopen; i-- > 0;)
		if (s->open[i].id == id)
			return s->open[i].table;
	return NULL;
}

void
tables_forget(struct tables *s)
{
	s->nopen = 0;
}

/* Is nothing known of a table that should be? */
static int
missing(struct tables *s, const struct table *t)
{
	static const char cure[] =
	    "binlog_row_metadata=FULL at the source puts names into the log";

	if (t->state == TABLE_LOST)
		return fail(s, EX_CONFIG,
		    "the columns of '%s.%s' are not known since %s:%llu: %s\n"
		    "give its definition as --schema-at %s:%llu=FILE; %s",
		    t->db, t->name, t->changed_by.file,
		    (unsigned long long)t->changed_by.offset, t->lost,
		    t->changed.file, (unsigned long long)t->changed.offset,
		    cure);
	if (t->state == TABLE_GONE)
		return fail(s, EX_CONFIG,
		    "rows of '%s.%s', which is gone since the statement at "
		    "%s:%llu",
		    t->db, t->name, t->changed_by.file,
		    (unsigned long long)t->changed_by.offset);
	return fail(s, EX_CONFIG,
	    "the definition of '%s.%s' is of a later place\n"
	    "give an older one with --schema; %s",
	    t->db, t->name, cure);
}

/*
 * The log may have names in lower case and statements as they were typed
 * (lower_case_table_names): nothing is known of this table, but a statement
 * told of one that may be it.
 */
static const struct table *
other_case(const struct tables *s, const struct table *t)
{
	const struct table *x;
	size_t at = slot_of(s, t->db, strlen(t->db), t->name, strlen(t->name));

	for (x = s->slot[at]; x != NULL; x = x->next)
		if (x != t && x->state != TABLE_NONE &&
		    same(x->db, t->db, strlen(t->db), true) &&
		    same(x->name, t->name, strlen(t->name), true))
			return x;
	return NULL;
}

/* The definition does not fit, or says too little; s->text has the reason. */
static int
unfit(struct tables *s, const struct table *t, const struct row_table *known)
{
	if (known == NULL || known != t->now ||
	    strchr(buf_str(&s->text), '\n') != NULL)
		return fail(s, EX_CONFIG, "table '%s.%s': %s", t->db, t->name,
		    buf_str(&s->text));
	return fail(s, EX_CONFIG,
	    "table '%s.%s' as the statement at %s:%llu left it: %s\n"
	    "give its definition as --schema-at %s:%llu=FILE",
	    t->db, t->name, t->changed_by.file,
	    (unsigned long long)t->changed_by.offset, buf_str(&s->text),
	    t->changed.file, (unsigned long long)t->changed.offset);
}

/* A new definition and plan for t from s->map. */
static int
define(struct tables *s, struct table *t, const struct pos *at)
{
	struct define_how how = { s->product == FRAME_MARIADB,
		s->product == FRAME_POLARDBX };
	const struct row_table *known = tables_current(t, at);
	const struct table *like;
	struct row_table *def;
	struct plan *plan;
	const char *why;
	unsigned column;

	if (known == NULL && !s->map.has_names &&
	    !ddl_is_shadow(t->name, strlen(t->name))) {
		if (t->nknown > 0 || t->state != TABLE_NONE)
			return missing(s, t);
		if ((like = other_case(s, t)) != NULL)
			return fail(s, EX_CONFIG,
			    "nothing is known of '%s.%s': is it '%s.%s', and "
			    "does the source write names in lower case?\n"
			    "give its definition with --schema",
			    t->db, t->name, like->db, like->name);
	}
	buf_clear(&s->text);
	def = define_table(&s->map, known, &how, &s->text);
	if (def == NULL)
		return unfit(s, t, known);
	plan = plan_new(&s->map, def, &column, &why);
	if (plan == NULL) {
		fail(s, EX_CONFIG, "column '%s.%s.%s' (%s): %s", t->db, t->name,
		    def->column[column].name, def->column[column].charset, why);
		row_table_free(def);
		return -1;
	}
	if (known == NULL)
		def->since = *at;
	row_table_free(t->def);
	plan_free(t->plan);
	t->def = def;
	t->plan = plan;
	t->version++;
	t->announced = false;
	return 0;
}

static bool
same_map(const struct table *t, const uint8_t *raw, size_t len)
{
	return len > 0 && t->raw.len == len &&
	       memcmp(t->raw.data, raw, len) == 0;
}

/*
 * MariaDB logs a SEQUENCE like a table of eight columns.  A job that chooses
 * all of a database does not mean it; no definition tells of it, for it is no
 * table.
 */
static bool
is_sequence(const struct tables *s, const struct table *t, const struct pos *at)
{
	static const char name[] = "next_not_cached_value";
	const struct map *m = &s->map;
	unsigned i;

	if (s->product != FRAME_MARIADB || m->n != 8 ||
	    tables_current(t, at) != NULL)
		return false;
	for (i = 0; i < m->n; i++)
		if (m->column[i].nullable ||
		    m->column[i].type != (i == 6 ? MAP_TINY : MAP_LONGLONG))
			return false;
	return !m->has_names ||
	       (m->column[0].name_len == sizeof(name) - 1 &&
		   memcmp(m->column[0].name, name, sizeof(name) - 1) == 0);
}

int
tables_map(struct tables *s, const uint8_t *event, size_t len, unsigned post,
    const struct pos *at)
{
	const uint8_t *body = event + FRAME_HEADER;
	struct cur c = cur_of(body, len - FRAME_HEADER);
	struct table *t;
	const char *why;
	uint64_t id;
	unsigned id_size = map_id_size(post);
	size_t head = id_size + 2; /* number and flags */

	id = map_id(&c, id_size);
	t = tables_of(s, id);
	if (t != NULL && same_map(t, body + head, len - FRAME_HEADER - head))
		return 0;
	/* most logs are of one table for a while */
	t = s->last;
	if (t != NULL && same_map(t, body + head, len - FRAME_HEADER - head)) {
		remember(s, id, t);
		return 0;
	}
	if (map_read(&s->map, body, len - FRAME_HEADER, post,
		s->product == FRAME_MARIADB, &why) == -1)
		return fail(s, EX_DATAERR, "%s", why);
	t = tables_find(
	    s, s->map.db, s->map.db_len, s->map.name, s->map.name_len);
	remember(s, s->map.id, t);
	s->last = t;
	if (same_map(t, body + head, len - FRAME_HEADER - head))
		return 0;
	t->unwanted =
	    s->chosen != NULL && (!objects_chosen(s->chosen, t->db, t->name) ||
				     is_sequence(s, t, at));
	buf_clear(&t->raw);
	if (!t->unwanted && define(s, t, at) == -1)
		return -1;
	buf_put(&t->raw, body + head, len - FRAME_HEADER - head);
	return 0;
}
