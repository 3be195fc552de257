/*
 * merge.c: merge SQL.  Of all log rows before the point and all base rows (as
 * record 0) the newest of each key is kept, unless it is an old image; the
 * new image of an UPDATE sorts before the old one, 'Y' > 'N'.
 *
 * A base that was compacted holds what came before its place: those rows of
 * the log are left out, for they may be there only in part.
 */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/clock.h"
#include "base/num.h"
#include "mcpartition/ddl.h"
#include "mcpartition/merge.h"

const char *
merge_set_point(struct merge *m, const char *text)
{
	int64_t us;

	m->all = strcmp(text, "all") == 0;
	if (m->all ||
	    num_i64(text, 0, TYPE_TIME_MAX / CLOCK_SECOND, &m->before))
		return NULL;
	if (!clock_parse_rfc3339(text, &us) && pos_parse(text, &m->at)) {
		m->place = true;
		if (!pos_record_id(&m->at, &m->record))
			return "the log's name ends in no number, or the "
			       "offset is too large";
		return NULL;
	}
	if (!clock_parse_rfc3339(text, &us) || us < 0)
		return "want all, seconds since 1970, a time like "
		       "2024-01-02T03:04:05Z, or FILE:OFFSET";
	if (us % CLOCK_SECOND != 0)
		return "the log knows whole seconds only";
	m->before = us / CLOCK_SECOND;
	return NULL;
}

const char *
merge_set_prune(struct merge *m, const char *text)
{
	int64_t us;

	if (num_i64(text, 1, TYPE_TIME_MAX / CLOCK_SECOND, &m->prune))
		return NULL;
	if (!clock_parse_rfc3339(text, &us) || us < CLOCK_SECOND)
		return "want seconds since 1970, or a time like "
		       "2024-01-02T03:04:05Z";
	m->prune = us / CLOCK_SECOND;
	return NULL;
}

bool
merge_set_as(struct merge *m, const char *text)
{
	static const char *const word[] = { "table", "base", "select",
		"spent" };

	for (unsigned i = 0; i < sizeof(word) / sizeof(word[0]); i++)
		if (strcmp(text, word[i]) == 0) {
			m->as = (enum merge_as)i;
			return true;
		}
	return false;
}

const struct bases_line *
merge_too_early(const struct merge *m, const struct plan *p)
{
	const struct bases_line *l =
	    bases_exact(&m->bases, p->dest[ROW_BASE].table->dest->table);

	if (m->all || l == NULL)
		return NULL;
	if (m->place)
		return pos_cmp(&m->at, &l->at) < 0 ? l : NULL;
	return m->before * CLOCK_SECOND <= l->time ? l : NULL;
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
merge_has_key(const struct plan *p)
{
	const struct row_table *t = p->source;
	bool any = false;

	for (unsigned i = 0; i < t->ncolumns; i++) {
		if (t->column[i].key == 0)
			continue;
		if (p->column[i].act == TYPE_DROP)
			return false;
		any = true;
	}
	return any;
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
 * Partitions that begin before the second: year < Y or (year = Y and (month <
 * M or (month = M and ...))), so that later ones are not read.  open: the one
 * that holds the second before is not among them.
 */
static void
put_pruning(
    struct buf *b, int64_t before, const struct row_dest *log, bool open)
{
	struct row_part last;
	unsigned n = log->nparts;

	parts_values(n, before - 1, &last);
	for (unsigned i = 0; i < n; i++) {
		buf_puts(b, "(incr.");
		ddl_put_name(b, log->part[i]);
		if (i == n - 1) {
			buf_printf(
			    b, " %s '%s'", open ? "<" : "<=", last.value[i]);
			break;
		}
		buf_printf(b, " < '%s' or (incr.", last.value[i]);
		ddl_put_name(b, log->part[i]);
		buf_printf(b, " = '%s' and ", last.value[i]);
	}
	for (unsigned i = 0; i < 2 * n - (n > 0); i++)
		buf_putc(b, ')');
}

/* The rows of the log between the base's place and the point. */
static void
put_range(struct buf *b, const struct merge *m, const struct shape *s,
    const struct plan *p)
{
	const struct row_dest *log = p->dest[ROW_LOG].table->dest;
	const struct bases_line *from =
	    bases_from(&m->bases, p->dest[ROW_BASE].table->dest->table);
	const char *id = names_added(s, NAMES_RECORD_ID);
	const char *word = "where";
	int64_t prune = m->all || m->place ? m->prune : m->before;
	uint64_t first;

	if (m->place || !m->all) {
		buf_printf(b, "\n            %s incr.`%s` < %lld", word,
		    m->place ? id : names_added(s, NAMES_UTC_TIMESTAMP),
		    m->place ? (long long)m->record : (long long)m->before);
		word = "  and";
	}
	if (from != NULL && pos_record_id(&from->at, &first)) {
		buf_printf(b, "\n            %s incr.`%s` >= %llu", word, id,
		    (unsigned long long)first);
		word = "  and";
	}
	if (prune > 0 && log->nparts > 0) {
		buf_printf(b, "\n            %s ", word);
		put_pruning(b, prune, log, false);
	}
	buf_putc(b, '\n');
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
	put_range(b, m, s, p);
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

static void
put_select(struct buf *b, const struct merge *m, const struct shape *s,
    const struct plan *p)
{
	const struct row_table *t = p->dest[ROW_BASE].table;
	const char *id = names_added(s, NAMES_RECORD_ID);
	const char *op = names_added(s, NAMES_OPERATION_FLAG);
	const char *after = names_added(s, NAMES_AFTER_FLAG);
	const char *number = free_name(t->dest);

	buf_puts(b, "select ");
	put_columns(b, t->dest, NULL);
	if (m->alone) {
		buf_puts(b, "\nfrom ");
		ddl_put_name(b, t->dest->table);
		buf_puts(b, ";\n");
		return;
	}
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

/*
 * Partitions all of whose rows are before the point, as statements that drop
 * them.  Only those that ended before the second of --prune are looked at: a
 * transaction may commit long after its rows were made, and they would go to
 * a partition that is about to be dropped.
 */
static void
put_spent(struct buf *b, const struct merge *m, const struct shape *s,
    const struct plan *p)
{
	const struct row_dest *log = p->dest[ROW_LOG].table->dest;

	if (log->nparts == 0) {
		buf_printf(b, "-- %s has no partitions: nothing is dropped\n",
		    log->table);
		return;
	}
	buf_puts(b, "set odps.sql.allow.fullscan=true;\n");
	buf_printf(b,
	    "select concat('alter table `%s` drop if exists partition (",
	    log->table);
	for (unsigned i = 0; i < log->nparts; i++)
		buf_printf(b, "%s`%s`=\\'', incr.`%s`, '\\'",
		    i == 0 ? "" : ", ", log->part[i], log->part[i]);
	buf_printf(b, ");') as spent\nfrom `%s` incr\nwhere ", log->table);
	put_pruning(b, m->prune + 1, log, true);
	buf_puts(b, "\ngroup by ");
	for (unsigned i = 0; i < log->nparts; i++)
		buf_printf(b, "%sincr.`%s`", i == 0 ? "" : ", ", log->part[i]);
	buf_printf(b, "\nhaving max(incr.`%s`) < %llu;\n",
	    names_added(s, NAMES_RECORD_ID), (unsigned long long)m->record);
}

void
merge_put(struct buf *b, const struct merge *m, const struct shape *s,
    const struct plan *p, const char *result)
{
	const struct row_table *t = p->dest[ROW_BASE].table;

	if (m->as == MERGE_SPENT) {
		put_spent(b, m, s, p);
		return;
	}
	if (m->as == MERGE_TABLE) {
		ddl_put_base(b, p, result);
		/* an earlier merge made it without what was added since */
		if (s->on_ddl == SHAPE_DDL_ADD)
			ddl_put_wider(b, p, result);
	}
	if (m->as == MERGE_SELECT) { /* for pxverify */
		buf_puts(b, "-- key ");
		put_key(b, t);
		buf_putc(b, '\n');
	}
	buf_puts(b, "set odps.sql.allow.fullscan=true;\n");
	ddl_put_settings(b, t->dest);
	if (m->as != MERGE_SELECT) {
		buf_puts(b, "insert overwrite table ");
		ddl_put_name(b, m->as == MERGE_BASE ? t->dest->table : result);
		buf_putc(b, '\n');
	}
	put_select(b, m, s, p);
}
