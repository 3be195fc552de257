/*
 * side.c: see side.h.
 *
 * A line: table, key as JSON, hash of the row, then "NAME=HASH" for each
 * column, tabs between them.  Sorted as bytes, the lines of one key are
 * neighbours.  The place of the snapshot stands in a line that begins with a
 * tab.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/crc32c.h"
#include "base/io.h"
#include "base/jsonw.h"
#include "base/msg.h"
#include "pxverify/side.h"
#include "row/time.h"

enum {
	FLUSH_BYTES = 1024 * 1024
};

static void
flush(struct side *s)
{
	if (io_write(STDOUT_FILENO, s->out.data, s->out.len) == -1)
		die(EX_IOERR, "stdout");
	buf_clear(&s->out);
}

static void
digest(const struct buf *b, size_t from, struct hash *h)
{
	if (hash_of(b->data + from, b->len - from, h) == -1)
		diex(EX_SOFTWARE, "no SHA-256 in libcrypto");
}

bool
side_table(struct side *s, struct side_table *t, const char *name)
{
	if (s->wanted != NULL) {
		t->wanted = sums_find(s->wanted, name);
		if (t->wanted == NULL)
			return false;
	}
	t->sums = sums_add(&s->sums, name);
	t->sums->keyless = t->nkeys == 0;
	return !t->sums->keyless;
}

/* --- lines -----------------------------------------------------------------
 */

static void
put_time(struct buf *b, unsigned type, int64_t v)
{
	char text[32];
	size_t n;

	if (type == ROW_MC_DATE)
		n = row_time_text_date(text, v);
	else
		n = row_time_text_datetime(
		    text, v, type == ROW_MC_DATETIME ? 3 : 6);
	jsonw_str(b, text, n);
}

static void
put_json(
    struct buf *b, const struct row_dest_column *c, const struct row_value *v)
{
	if (v->null) {
		buf_puts(b, "null");
		return;
	}
	switch (c->class) {
	case ROW_C_INT:
		buf_printf(b, "%" PRId64, v->i);
		break;
	case ROW_C_UINT:
		buf_printf(b, "%" PRIu64, v->u);
		break;
	case ROW_C_FLOAT:
		jsonw_float(b, v->f);
		break;
	case ROW_C_DOUBLE:
		jsonw_double(b, v->d);
		break;
	case ROW_C_TIME:
		put_time(b, c->type, v->i);
		break;
	case ROW_C_BYTES:
		jsonw_b64(b, v->p, v->len);
		break;
	default:
		jsonw_str(b, v->p, v->len);
		break;
	}
}

static void
put_line(
    struct side *s, const struct side_table *t, const struct row_value *value)
{
	struct hash h;

	buf_printf(&s->out, "%s\t{", t->sums->name);
	for (unsigned i = 0; i < t->nkeys; i++) {
		const struct row_dest_column *c = &t->column[t->key[i]];

		buf_puts(&s->out, i > 0 ? "," : "");
		jsonw_cstr(&s->out, c->name);
		buf_putc(&s->out, ':');
		put_json(&s->out, c, &value[t->key[i]]);
	}
	digest(&s->value, 0, &h);
	buf_printf(&s->out, "}\t%016" PRIx64 "%016" PRIx64, h.high, h.low);
	for (unsigned i = 0; i < t->ncolumns; i++) {
		buf_clear(&s->value);
		hash_put(&s->value, &t->column[i], &value[i]);
		digest(&s->value, 0, &h);
		buf_printf(
		    &s->out, "\t%s=%016" PRIx64, t->column[i].name, h.high);
	}
	buf_putc(&s->out, '\n');
	if (s->out.len > FLUSH_BYTES)
		flush(s);
}

/* --- rows -------------------------------------------------------------------
 */

void
side_row(
    struct side *s, const struct side_table *t, const struct row_value *value)
{
	struct sums_part *p;
	struct hash h;
	unsigned k;

	buf_clear(&s->value);
	buf_clear(&s->key);
	for (unsigned i = 0; i < t->ncolumns; i++)
		hash_put(&s->value, &t->column[i], &value[i]);
	for (unsigned i = 0; i < t->nkeys; i++)
		hash_put(&s->key, &t->column[t->key[i]], &value[t->key[i]]);
	k = crc32c(0, s->key.data, s->key.len) % SUMS_PARTS;
	t->sums->rows++;
	if (s->wanted != NULL) {
		if (t->wanted->part[k].rows > 0)
			put_line(s, t, value);
		return;
	}
	p = &t->sums->part[k];
	digest(&s->value, 0, &h);
	hash_add(&p->sum, &h);
	p->rows++;
}

void
side_finish(struct side *s)
{
	if (s->wanted == NULL)
		sums_put(&s->out, &s->sums);
	else if (s->sums.at.file[0] != '\0')
		buf_printf(&s->out, "\tat\t%s:%" PRIu64 "\n", s->sums.at.file,
		    s->sums.at.offset);
	flush(s);
}

void
side_release(struct side *s)
{
	sums_release(&s->sums);
	buf_release(&s->out);
	buf_release(&s->value);
	buf_release(&s->key);
}
