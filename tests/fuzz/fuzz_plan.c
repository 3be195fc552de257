/* uses: pxsnapshot mysql row rec base */
/*
 * fuzz_plan.c: the plan of a copy, as pxsnapshot wrote it and mcupload went
 * on with it.
 */
#include "pxsnapshot/plan.c"

#include "fuzz.h"

/* Written as plan_write does, but into memory. */
static void
again(const struct plan *p)
{
	struct plan q = { 0 };
	struct buf b = { 0 };
	size_t i;

	buf_printf(
	    &b, "%s%s:%" PRIu64 "\n", magic, p->start.file, p->start.offset);
	for (i = 0; i < p->nchunks; i++) {
		const struct chunk *c = &p->chunk[i];
		const struct plan_table *t = &p->table[c->table];

		put_name(&b, t->db);
		buf_putc(&b, '.');
		put_name(&b, t->name);
		buf_printf(&b, "\t%" PRIu32 "\t%" PRIu32 "\t%s\t%s%s\n",
		    c->number, t->chunks, c->lower, c->upper,
		    c->done ? "\tdone" : "");
	}
	assert(plan_parse(&q, buf_str(&b), b.len) == 0);
	assert(q.ntables == p->ntables && q.nchunks == p->nchunks);
	for (i = 0; i < p->nchunks; i++)
		assert(p->chunk[i].table == q.chunk[i].table &&
		       p->chunk[i].number == q.chunk[i].number &&
		       p->chunk[i].done == q.chunk[i].done &&
		       strcmp(p->chunk[i].lower, q.chunk[i].lower) == 0 &&
		       strcmp(p->chunk[i].upper, q.chunk[i].upper) == 0);
	plan_release(&q);
	buf_release(&b);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct buf text = { 0 };
	struct plan p = { 0 };

	buf_put(&text, data, size);
	if (plan_parse(&p, buf_str(&text), text.len) == 0)
		again(&p);
	else
		assert(p.why[0] != '\0');
	plan_release(&p);
	buf_release(&text);
	return 0;
}
