/* uses: mcpartition binlog mc row rec base */
/*
 * fuzz_shape.c: a row's way to the target.  A byte of choices, u16 length of
 * a TABLE record, both payloads; the row is shaped and encoded, perhaps for a
 * target that has the columns in another order and types of another day.  A
 * good image becomes a good one, or is refused; what is encoded decodes.
 */
#include "fuzz.h"
#include "mc/wire.h"
#include "mcpartition/image.h"

static bool
good(const struct row_column *column, const struct row_dest *d, unsigned n,
    const uint8_t *p, size_t len)
{
	struct row_image m;
	struct row_value v;

	row_image_open(&m, p, len, n, false);
	for (unsigned i = 0; i < n; i++)
		row_image_next(
		    &m, d != NULL ? d->column[i].class : column[i].class, &v);
	return row_image_ok(&m);
}

static void
encode(const struct row_dest *d, const struct buf *image)
{
	struct mc_encoder e;
	struct mc_decoder back;
	struct buf out = { 0 };
	const char *why;
	unsigned bad;
	size_t used;

	mc_encoder_init(&e, d->column, d->ncolumns);
	mc_decoder_init(&back, d->column, d->ncolumns);
	if (mc_encode_image(&e, &out, image->data, image->len, &why, &bad) ==
	    0) {
		used = mc_decode(&back, out.data, out.len, MC_CELL_MAX);
		/* digits are taken as they are: rowdecode made them */
		assert(used == out.len || strstr(back.why, "decimal") != NULL);
	} else {
		assert(why != NULL && bad < d->ncolumns);
	}
	mc_decoder_release(&back);
	buf_release(&out);
}

static void
shaped(const struct plan *p, const uint8_t *data, size_t len, bool log)
{
	/* an id "t", the position 9, the table "u" */
	static uint8_t more[] = { 1, 0, 0, 0, 't', 9, 0, 0, 0, 0, 0, 0, 0, 1, 0,
		0, 0, 'u' };
	const struct image_head head = { 7, 1700000000, 'U', 'N', 'Y',
		{ more, p->shape->metadata != 0 ? sizeof(more) : 0, 0 } };
	const struct row_table *s = p->source;
	const struct row_dest *d =
	    p->dest[log ? ROW_LOG : ROW_BASE].table->dest;
	struct image_fault f = { 0 };
	struct buf out = { 0 };

	if (image_put(&out, p, log ? &head : NULL, data, len, &f) == -1) {
		assert(f.why != NULL && f.column <= s->ncolumns);
	} else if (good(s->column, NULL, s->ncolumns, data, len)) {
		assert(good(NULL, d, d->ncolumns, out.data, out.len));
		encode(d, &out);
	}
	buf_release(&out);
}

/* What r says, backwards, some of it gone, and types moved around. */
static struct row_table *
other(const struct rec *r, unsigned choice)
{
	const char *why;
	struct row_table *t = row_table_parse(r, &why);
	unsigned n = t == NULL ? 0 : t->ncolumns;

	for (unsigned i = 0; i < n / 2; i++) {
		struct row_column c = t->column[i];

		t->column[i] = t->column[n - 1 - i];
		t->column[n - 1 - i] = c;
	}
	if (choice & 32 && n > 1)
		t->ncolumns--;
	for (unsigned i = 0; choice & 64 && i + 1 < n; i += 2) {
		const char *name = t->column[i].name;

		t->column[i].name = t->column[i + 1].name;
		t->column[i + 1].name = name;
	}
	return t;
}

static void
choose(struct shape *s, unsigned choice)
{
	static const char *const zero[] = { "error", "null", "string" };

	shape_init(s);
	shape_set(s, "types", choice & 1 ? "dts" : "exact");
	shape_set(s, "names", choice & 2 ? "previous" : "new");
	shape_set(s, "zero_date", zero[choice / 4 % 3]);
	if (choice & 128)
		shape_set(s, "metadata",
		    "transaction_id,binlog_position,source_table");
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct cur c = cur_of(data, size);
	struct rec r = { .kind = REC_TABLE, .seq = 2 };
	struct plan *p;
	struct shapes s = { 0 };
	struct target g = { 0 };
	struct row_table *made = NULL;
	struct row row;
	unsigned choice = cur_u8(&c);
	char *why;
	int code;

	choose(&s.all, choice & 15);
	r.len = cur_le16(&c);
	r.data = cur_bytes(&c, r.len);
	if (c.bad)
		return 0;
	if (choice & 16 && (made = other(&r, choice)) != NULL) {
		g.table = &made;
		g.n = 1;
	}
	p = plan_new(&s, g.n > 0 ? &g : NULL, &r, &why, &code);
	if (p == NULL) {
		assert(why != NULL && code != 0);
		free(why);
		row_table_free(made);
		return 0;
	}
	r.kind = REC_ROW;
	r.data = c.p;
	r.len = cur_left(&c);
	if (row_parse(&r, &row) == 0 && row.after_len > 0) {
		shaped(p, row.after, row.after_len, true);
		shaped(p, row.after, row.after_len, false);
	}
	plan_free(p);
	row_table_free(made);
	return 0;
}
