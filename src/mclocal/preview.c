/*
 * preview.c: the first rows of a table as an Arrow stream with its schema,
 * the columns of its partitions among them.
 */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/num.h"
#include "mclocal/arrow.h"
#include "mclocal/cell.h"
#include "mclocal/handlers.h"

enum {
	ROWS_MAX = 10000,
	BATCH = 1 << 20,
	SIZE_MAX_ = 1 << 26 /* of what is shown */
};

struct preview {
	const struct table *t;
	struct row_dest_column *column;
	unsigned n;
	struct buf sql;
};

/* A column more, by name.  false: there is none such. */
static bool
add_column(struct preview *p, const char *name, size_t n)
{
	int i = table_column(p->t, name, n);

	if (i == -1)
		return false;
	buf_puts(&p->sql, p->n > 0 ? ", " : "SELECT ");
	store_put_name(&p->sql, p->t->column[i].name);
	p->column = xreallocarray(p->column, p->n + 1, sizeof(*p->column));
	p->column[p->n++] = p->t->column[i].type;
	return true;
}

static bool
add_columns(struct preview *p, struct request *rq)
{
	const char *text = request_param(rq, "columns");
	size_t n;
	unsigned i;

	if (text == NULL || *text == '\0') {
		for (i = 0; i < p->t->ncolumns + p->t->nparts; i++)
			add_column(p, p->t->column[i].name,
			    strlen(p->t->column[i].name));
		return true;
	}
	for (;; text += n + 1) {
		n = strcspn(text, ",");
		if (!add_column(p, text, n)) {
			reply_error(rq, 400, "InvalidColumnSpec",
			    "the table has no column '%.*s'",
			    n > 128 ? 128 : (int)n, text);
			return false;
		}
		if (text[n] == '\0')
			return true;
	}
}

/* FROM, and the partition that is asked for. */
static bool
add_rest(struct preview *p, struct request *rq, uint64_t max)
{
	const char *text = request_param(rq, "partition"), *why = NULL;
	struct spec spec = { .n = 0 };
	char *view = xasprintf("%s.%s", p->t->project, p->t->name);
	unsigned i;

	buf_puts(&p->sql, " FROM ");
	store_put_name(&p->sql, view);
	free(view);
	if (text != NULL && *text != '\0')
		why = spec_parse(p->t, text, &spec);
	if (why != NULL) {
		reply_error(rq, 400, "InvalidPartitionSpec", "%s", why);
		return false;
	}
	for (i = 0; i < spec.n; i++) { /* values have no quotes in them */
		buf_puts(&p->sql, i > 0 ? " AND " : " WHERE ");
		store_put_name(&p->sql, p->t->column[p->t->ncolumns + i].name);
		buf_printf(&p->sql, " = '%s'", spec.value[i]);
	}
	buf_printf(&p->sql, " LIMIT %llu", (unsigned long long)max);
	return true;
}

static int
put_rows(struct preview *p, struct store *s, struct buf *out)
{
	struct cell *cell = xcalloc(p->n + 1, sizeof(*cell));
	struct row_value *value = xcalloc(p->n + 1, sizeof(*value));
	struct arrow *a = arrow_new(p->column, p->n, true);
	sqlite3_stmt *q = store_query(s, buf_str(&p->sql), "");
	unsigned i;

	arrow_schema(a, out);
	while (q != NULL && out->len < SIZE_MAX_ &&
	       sqlite3_step(q) == SQLITE_ROW) {
		for (i = 0; i < p->n; i++) {
			cell_of_value(
			    &cell[i], sqlite3_column_value(q, (int)i));
			cell_to_wire(&cell[i], &p->column[i], &value[i]);
		}
		arrow_row(a, value);
		if (arrow_size(a) > BATCH)
			arrow_batch(a, out);
	}
	arrow_batch(a, out);
	arrow_end(out);
	sqlite3_finalize(q);
	arrow_free(a);
	free(cell);
	free(value);
	return q == NULL ? -1 : 0;
}

void
preview(struct request *rq, const struct table *t)
{
	const char *text = request_param(rq, "limit");
	struct preview p = { .t = t };
	uint64_t max = ROWS_MAX;

	if (text != NULL && strcmp(text, "-1") != 0 &&
	    !num_u64(text, 0, ROWS_MAX, &max)) {
		reply_error(rq, 400, "InvalidArgument",
		    "limit must be -1, or between 0 and %d", ROWS_MAX);
		return;
	}
	if (add_columns(&p, rq) && add_rest(&p, rq, max) &&
	    put_rows(&p, rq->store,
		reply(rq, 200, "application/octet-stream")) == -1)
		reply_broken(rq);
	free(p.column);
	buf_release(&p.sql);
}
