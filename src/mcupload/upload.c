/*
 * upload.c: records in; see upload.h.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/msg.h"

#include "mcupload/mirror.h"

enum {
	HELD_MIN = 16 * 1024 * 1024,
	ROW_ROOM = 1024 * 1024 /* of a block, for the row that makes it full */
};

int
up_fail(struct upload *up, int code, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(up->why, sizeof(up->why), fmt, ap);
	va_end(ap);
	up->code = code;
	return -1;
}

int
up_sink_fail(struct upload *up)
{
	return up_fail(up, up->sink->code, "%s", up->sink->why);
}

char *
up_path(const struct upload *up, const char *name)
{
	return xasprintf("%s/%s", up->state, name);
}

void
upload_init(struct upload *up, const struct conf *conf, struct sink *sink,
    const char *state)
{
	memset(up, 0, sizeof(*up));
	up->conf = conf;
	up->sink = sink;
	up->state = state == NULL ? NULL : xstrdup(state);
	up->block_bytes = 8 * 1024 * 1024;
	up->batch_bytes = 64 * 1024 * 1024;
	up->batch_time = INT64_MAX;
	if (conf != NULL) {
		up->block_bytes =
		    (size_t)conf_number(conf, "upload.block_bytes");
		up->batch_bytes =
		    (size_t)conf_number(conf, "upload.batch_bytes");
	}
	/* Files by the clock would differ from run to run. */
	if (conf != NULL && state != NULL)
		up->batch_time =
		    (int64_t)conf_number(conf, "upload.batch_seconds") *
		    CLOCK_SECOND;
	if (sink->direct)
		up->batch_time = CLOCK_SECOND; /* somebody waits for them */
	up->held_max = up->block_bytes > HELD_MIN ? up->block_bytes : HELD_MIN;
	if (sink_slots(sink, up->held_max + ROW_ROOM) == -1)
		diex(sink->code, "%s", sink->why);
	up->journal.fd = -1;
	pack_init(&up->pack, sink->pack);
}

void
upload_release(struct upload *up)
{
	struct target *next;

	up->sink->ops->drop(up->sink);
	mirror_free(up);
	copy_free(up);
	for (; up->targets != NULL; up->targets = next) {
		next = up->targets->next;
		target_free(up, up->targets);
	}
	row_tables_release(&up->tables);
	schema_release(&up->schema);
	ddlfile_release(&up->ddl);
	journal_close(&up->journal);
	pack_release(&up->pack);
	free(up->checked);
	free(up->part);
	free(up->skip);
	free(up->state);
}

static int
load_schema(struct upload *up)
{
	char *path = up_path(up, "schema/tables.rec");
	const char *why = NULL;
	int rc = 0;

	if (schema_load(&up->schema, path, &why) == -1)
		rc = up_fail(up, EX_DATAERR, "cannot read '%s': %s", path, why);
	free(path);
	return rc;
}

int
up_reload_schema(struct upload *up)
{
	struct schema came = up->schema;

	if (up->state == NULL)
		return 0;
	up->schema = (struct schema){ 0 };
	if (load_schema(up) == -1) {
		schema_release(&came);
		return -1;
	}
	if (up->schema.n == 0)
		up->schema = came;
	else
		schema_release(&came);
	return 0;
}

static int
load_position(struct upload *up)
{
	char *path = up_path(up, "position");
	int rc;

	if ((rc = position_read(&up->base, path)) == -1)
		up_fail(up, errno == EINVAL ? EX_DATAERR : EX_IOERR,
		    "cannot read '%s': %s", path,
		    errno == EINVAL ? "its checksum is wrong"
				    : strerror(errno));
	free(path);
	up->fresh = rc == 1;
	return rc == -1 ? -1 : 0;
}

static int
load_ddl(struct upload *up)
{
	if (ddlfile_open(&up->ddl, up_path(up, "ddl")) == 0)
		return 0;
	return up_fail(up, EX_IOERR, "cannot read '%s': %s", up->ddl.path,
	    strerror(errno));
}

int
upload_recover(struct upload *up)
{
	if (up->state == NULL)
		return 0;
	/* The journal is also the lock: first of all. */
	if (batch_open(up) == -1 || load_position(up) == -1 ||
	    load_schema(up) == -1 || load_ddl(up) == -1)
		return -1;
	return batch_recover(up);
}

/* --- tables and partitions ------------------------------------------------ */

static bool
same_dest(const struct row_dest *a, const struct row_dest *b)
{
	unsigned i;

	if (strcmp(a->table, b->table) != 0 || a->ncolumns != b->ncolumns ||
	    a->nparts != b->nparts || a->role != b->role)
		return false;
	for (i = 0; i < a->ncolumns; i++) {
		const struct row_dest_column *x = &a->column[i];
		const struct row_dest_column *y = &b->column[i];

		if (strcmp(x->name, y->name) != 0 || x->type != y->type ||
		    x->class != y->class || x->precision != y->precision ||
		    x->scale != y->scale || x->length != y->length ||
		    x->nullable != y->nullable)
			return false;
	}
	for (i = 0; i < a->nparts; i++)
		if (strcmp(a->part[i], b->part[i]) != 0)
			return false;
	return true;
}

/*
 * The definition of t's rows is replaced.  Its encoder borrows the columns:
 * a block of rows of the old kind ends here if the new one differs.
 */
static int
renew_targets(
    struct upload *up, uint32_t ref, const struct row_dest *d, bool same)
{
	struct target *t;

	for (t = up->targets; t != NULL; t = t->next) {
		if (t->ref != ref)
			continue;
		if (!same && t->chunk)
			return up_fail(up, EX_DATAERR,
			    "the definition of '%s' changed within a chunk",
			    t->table);
		if (!same && strcmp(t->table, d->table) != 0)
			return up_fail(up, EX_DATAERR,
			    "table '%s' became '%s' under the same number",
			    t->table, d->table);
		if (!same && t->encoder.count > 0 && target_cut(up, t) == -1)
			return -1;
		t->encoder.column = d->column;
		t->encoder.ncolumns = d->ncolumns;
	}
	return 0;
}

static int
take_table(struct upload *up, const struct rec *r)
{
	struct row_table *t, *old;
	const char *why;
	bool same;
	size_t n;

	if ((t = row_table_parse(r, &why)) == NULL)
		return up_fail(up, EX_DATAERR, "table definition: %s", why);
	schema_take(&up->schema, r, t);
	if (t->dest == NULL) {
		up_fail(up, EX_DATAERR,
		    "'%s.%s' has no destination: mcpartition has to come "
		    "before",
		    t->db, t->name);
		row_table_free(t);
		return -1;
	}
	old = row_tables_get(&up->tables, t->ref);
	same = old != NULL && same_dest(old->dest, t->dest);
	if (old != NULL && !same && renew_targets(up, t->ref, t->dest, false)) {
		row_table_free(t);
		return -1;
	}
	if (old != NULL && !same && up->mirror != NULL &&
	    mirror_renew(up, old->dest->table) == -1) {
		row_table_free(t);
		return -1;
	}
	row_table_free(t);
	if ((t = row_tables_add(&up->tables, r, &why)) == NULL)
		return up_fail(up, EX_DATAERR, "table definition: %s", why);
	if (up->nchecked < up->tables.n) {
		n = up->tables.n;
		up->checked = xreallocarray(up->checked, n, sizeof(bool));
		memset(up->checked + up->nchecked, 0,
		    (n - up->nchecked) * sizeof(bool));
		up->nchecked = n;
	}
	if (!same)
		up->checked[t->ref] = false;
	return renew_targets(up, t->ref, t->dest, true);
}

/* "year=2024,month=01" */
static char *
partition_text(const struct row_dest *d, const struct row_part *p)
{
	struct buf b = { 0 };
	unsigned i;

	for (i = 0; i < p->n; i++)
		buf_printf(
		    &b, "%s%s=%s", i == 0 ? "" : ",", d->part[i], p->value[i]);
	return buf_str(&b); /* the buf's memory is the caller's now */
}

static int
take_part(struct upload *up, const struct rec *r)
{
	const struct row_table *table;
	struct row_part p;
	struct target *t;
	char *text;
	size_t n;

	if (row_get_part(r, &p) == -1 || p.ref > ROW_REF_MAX || p.ref == 0)
		return up_fail(up, EX_DATAERR, "partition makes no sense");
	table = row_tables_get(&up->tables, p.table);
	if (table == NULL || p.n != table->dest->nparts)
		return up_fail(up, EX_DATAERR,
		    "partition %u is of an unknown table", p.ref);
	if (p.ref >= up->nparts) {
		n = p.ref + 64;
		up->part = xreallocarray(up->part, n, sizeof(up->part[0]));
		memset(up->part + up->nparts, 0,
		    (n - up->nparts) * sizeof(up->part[0]));
		up->nparts = n;
	}
	text = partition_text(table->dest, &p);
	for (t = up->targets; t != NULL; t = t->next)
		if (!t->chunk && t->ref == p.table &&
		    strcmp(t->partition, text) == 0)
			break;
	up->part[p.ref] = t != NULL ? t : target_new(up, table, text);
	free(text);
	return 0;
}

/* --- rows ------------------------------------------------------------------
 */

static int
check_table(struct upload *up, const struct row_table *t)
{
	if (up->sink->ops->check(up->sink, t->dest) == -1)
		return up_sink_fail(up);
	up->checked[t->ref] = true;
	return 0;
}

/* The only target of a log without partitions. */
static struct target *
whole_target(struct upload *up, const struct row_table *table)
{
	struct target *t = up->whole;

	if (t != NULL && t->ref == table->ref)
		return t;
	for (t = up->targets; t != NULL; t = t->next)
		if (!t->chunk && t->ref == table->ref)
			break;
	up->whole = t != NULL ? t : target_new(up, table, "");
	return up->whole;
}

static struct target *
target_of(
    struct upload *up, const struct row_table *table, const struct row *row)
{
	struct target *t;

	if (row->op == ROW_SNAPSHOT)
		return copy_target(up, row);
	if (row->part == 0 && table->dest->nparts == 0)
		return whole_target(up, table);
	if (row->part >= up->nparts || (t = up->part[row->part]) == NULL ||
	    t->ref != row->table) {
		up_fail(up, EX_DATAERR, "row of an unknown partition %u",
		    row->part);
		return NULL;
	}
	return t;
}

static int
take_row(struct upload *up, const struct rec *r)
{
	const struct row_table *table;
	struct target *t;
	struct row row;

	if (row_parse(r, &row) == -1 || !(row.flags & ROW_HAS_AFTER) ||
	    row.flags & (ROW_HAS_BEFORE | ROW_PARTIAL_AFTER))
		return up_fail(up, EX_DATAERR, "row makes no sense here");
	if ((table = row_tables_get(&up->tables, row.table)) == NULL)
		return up_fail(up, EX_DATAERR, "row of an unknown table");
	if (up->mirror == NULL && !up->checked[row.table] &&
	    check_table(up, table) == -1)
		return -1;
	if (up->mirror != NULL) {
		if (up->opened == 0)
			up->opened = clock_monotonic();
		return mirror_row(up, table, &row);
	}
	if ((t = target_of(up, table, &row)) == NULL)
		return -1;
	if (t->drop || (up->nskips > 0 && batch_skips(up, t, &row)))
		return 0;
	if (up->opened == 0)
		up->opened = clock_monotonic();
	if (target_row(up, t, &row) == -1)
		return -1;
	return up->held > up->held_max || up->copy != NULL ? targets_bound(up)
							   : 0;
}

/* Copies go by sessions: a chunk that was sent again by a stream could not
 * replace itself. */
static int
leave_stream(struct upload *up)
{
	if (up->sink->direct && !up->yields)
		return up_fail(
		    up, EX_DATAERR, "this is a copy: send it without --stream");
	up->sink->direct = false;
	return 0;
}

static int
take_mark(struct upload *up, const struct rec *r)
{
	struct rec_mark m;

	if (rec_get_mark(r, &m) == -1)
		return up_fail(up, EX_DATAERR, "mark makes no sense");
	if (!(m.flags & (REC_MARK_COPY_START | REC_MARK_COPY_END)))
		return batch_mark(up, &m);
	if (up->mirror != NULL)
		return mirror_copy_mark(up, &m);
	return leave_stream(up) == -1 ? -1 : copy_mark(up, &m);
}

static int
take_ddl(struct upload *up, const struct rec *r)
{
	struct rec_ddl d;

	if (rec_get_ddl(r, &d) == -1)
		return up_fail(up, EX_DATAERR, "ddl makes no sense");
	ddlfile_take(&up->ddl, &d);
	return 0;
}

int
upload_take(struct upload *up, const struct rec *r)
{
	switch (r->kind) {
	case REC_ROW:
		return take_row(up, r);
	case REC_MARK:
		return take_mark(up, r);
	case REC_TABLE:
		return take_table(up, r);
	case REC_PART:
		return up->mirror != NULL ? 0 : take_part(up, r);
	case REC_CHUNK:
		if (up->mirror != NULL)
			return 0;
		return leave_stream(up) == -1 ? -1 : copy_chunk(up, r);
	case REC_DDL:
		return take_ddl(up, r);
	case REC_EVENT:
		return up_fail(up, EX_DATAERR,
		    "these are events: rowdecode and mcpartition have to come "
		    "before");
	default:
		return 0;
	}
}
