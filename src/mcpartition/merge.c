/*
 * merge.c: merge SQL.  Of all log rows before the time and all base rows (as
 * record 0) the newest of each key is kept, unless it is an old image; the
 * new image of an UPDATE sorts before the old one, 'Y' > 'N'.
 */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/clock.h"
#include "base/num.h"
#include "mcpartition/ddl.h"
#include "mcpartition/merge.h"

const char *
merge_set_time(struct merge *m, const char *text)
{
	int64_t us;

	m->all = strcmp(text, "all") == 0;
	if (m->all ||
	    num_i64(text, 0, TYPE_TIME_MAX / CLOCK_SECOND, &m->before))
		return NULL;
	if (!clock_parse_rfc3339(text, &us) || us < 0)
		return "want all, seconds since 1970, or a time like "
		       "2024-01-02T03:04:05Z";
	if (us % CLOCK_SECOND != 0)
		return "the log knows whole seconds only";
	m->before = us / CLOCK_SECOND;
	return NULL;
}

const char *
merge_result(const struct merge *m, const struct shape *s, struct plan *p)
{
	struct row_table *t = p->dest[ROW_BASE].table;
	const char *name = names_fold(t, s, row_table_name(t));
	char *full;

	if (m->into == NULL)
		return name;
	if (m->into[0] != '_')
		return m->into;
	full = row_table_alloc(t, strlen(name) + strlen(m->into) + 1, 1);
	memcpy(full, name, strlen(name));
	memcpy(full + strlen(name), m->into, strlen(m->into) + 1);
	return full;
}

bool
merge_has_key(const struct row_table *t)
{
	for (unsigned i = 0; i < t->ncolumns; i++)
		if (t->column[i].key > 0 &&
		    !(t->column[i].flags & ROW_COL_HIDDEN))
			return true;
	return false;
}

/* ", a.`x`" or "a.`x`, " for every column of the base. */
static void
put_columns(struct buf *b, const struct row_dest *base, const char *alias)
{
	for (unsigned i = 0; i < base->ncolumns; i++) {
		if (i > 0)
			buf_puts(b, ", ");
		if (alias != NULL)
			buf_printf(b, "%s.", alias);
		ddl_put_name(b, base->column[i].name);
	}
}

/* The key's columns in the key's order. */
static void
put_key(struct buf *b, const struct row_table *t)
{
	const struct row_dest *d = t->dest;
	const char *comma = "";

	for (unsigned place = 1; place <= t->ncolumns; place++)
		for (unsigned i = 0; i < d->ncolumns; i++) {
			if (t->column[d->column[i].source].key != place)
				continue;
			buf_printf(b, "%st.", comma);
			ddl_put_name(b, d->column[i].name);
			comma = ", ";
		}
}

/* A name for the row number that no column of the table has. */
static const char *
free_name(const struct row_dest *d)
{
	static const char *const names[] = { "row_number", "dts_row_number",
		"pxsync_row_number" };

	for (unsigned k = 0;; k++) {
		bool taken = false;

		for (unsigned i = 0; i < d->ncolumns; i++)
			if (strcasecmp(d->column[i].name, names[k]) == 0)
				taken = true;
		if (!taken || k == 2)
			return names[k];
	}
}

/*
 * Partitions that begin before the time: year < Y or (year = Y and (month <
 * M or (month = M and ...))), so that later ones are not read.
 */
static void
put_pruning(struct buf *b, const struct merge *m, const struct row_dest *log)
{
	struct row_part last;
	unsigned n = log->nparts;

	parts_values(n, m->before - 1, &last);
	for (unsigned i = 0; i < n; i++) {
		buf_puts(b, i == 0 ? "\n              and (" : "(");
		buf_puts(b, "incr.");
		ddl_put_name(b, log->part[i]);
		if (i == n - 1) {
			buf_printf(b, " <= '%s'", last.value[i]);
			break;
		}
		buf_printf(b, " < '%s' or (incr.", last.value[i]);
		ddl_put_name(b, log->part[i]);
		buf_printf(b, " = '%s' and ", last.value[i]);
	}
	for (unsigned i = 0; i < 2 * n - (n > 0); i++)
		buf_putc(b, ')');
}

static void
put_log_rows(struct buf *b, const struct merge *m, const struct shape *s,
    const struct plan *p)
{
	const struct row_dest *log = p->dest[ROW_LOG].table->dest;

	buf_printf(b, "            select incr.`%s`, incr.`%s`, incr.`%s`, ",
	    names_added(s, NAMES_RECORD_ID),
	    names_added(s, NAMES_OPERATION_FLAG),
	    names_added(s, NAMES_AFTER_FLAG));
	put_columns(b, p->dest[ROW_BASE].table->dest, "incr");
	buf_puts(b, "\n            from ");
	ddl_put_name(b, log->table);
	buf_puts(b, " incr");
	if (m->all) {
		buf_putc(b, '\n');
		return;
	}
	buf_printf(b, "\n            where incr.`%s` < %lld",
	    names_added(s, NAMES_UTC_TIMESTAMP), (long long)m->before);
	put_pruning(b, m, log);
	buf_putc(b, '\n');
}

static void
put_base_rows(struct buf *b, const struct shape *s, const struct plan *p)
{
	const struct row_dest *base = p->dest[ROW_BASE].table->dest;

	buf_printf(b,
	    "            select 0 as `%s`, 'I' as `%s`, 'Y' as `%s`, ",
	    names_added(s, NAMES_RECORD_ID),
	    names_added(s, NAMES_OPERATION_FLAG),
	    names_added(s, NAMES_AFTER_FLAG));
	put_columns(b, base, "base");
	buf_puts(b, "\n            from ");
	ddl_put_name(b, base->table);
	buf_puts(b, " base\n");
}

void
merge_put(struct buf *b, const struct merge *m, const struct shape *s,
    const struct plan *p, const char *result)
{
	const struct row_table *t = p->dest[ROW_BASE].table;
	const char *id = names_added(s, NAMES_RECORD_ID);
	const char *op = names_added(s, NAMES_OPERATION_FLAG);
	const char *after = names_added(s, NAMES_AFTER_FLAG);
	const char *number = free_name(t->dest);

	ddl_put_base(b, p, result);
	buf_puts(b, "set odps.sql.allow.fullscan=true;\n");
	ddl_put_settings(b, t->dest);
	buf_puts(b, "insert overwrite table ");
	ddl_put_name(b, result);
	buf_puts(b, "\nselect ");
	put_columns(b, t->dest, NULL);
	buf_puts(b, "\nfrom (\n    select row_number() over (partition by ");
	put_key(b, t);
	buf_printf(b, "\n            order by `%s` desc, `%s` desc) as %s,\n",
	    id, after, number);
	buf_printf(b, "        `%s`, `%s`, `%s`, ", id, op, after);
	put_columns(b, t->dest, NULL);
	buf_puts(b, "\n    from (\n");
	put_log_rows(b, m, s, p);
	buf_puts(b, "            union all\n");
	put_base_rows(b, s, p);
	buf_printf(b, "        ) t\n    ) gt\nwhere %s = 1 and `%s` = 'Y';\n",
	    number, after);
}
