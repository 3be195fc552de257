/* uses: mcupload mc row rec base */
/*
 * fuzz_copylog.c: the journal of a copy.  Checksums of positions are made
 * right first.  Chunks that are done are counted right, whatever came.
 */
#include "mcupload/copylog.c"

#include "base/crc32c.h"
#include "fuzz.h"

/* The lines; what begins with a position gets its checksum. */
static void
sealed(struct buf *out, const char *p, const char *end)
{
	const char *nl, *at;
	size_t from;

	for (; p < end; p = nl + 1) {
		if ((nl = memchr(p, '\n', (size_t)(end - p))) == NULL) {
			buf_put(out, p, (size_t)(end - p));
			break;
		}
		at = memchr(p, ' ', (size_t)(nl - p));
		buf_put(out, p, (size_t)(nl - p));
		if (at != NULL && nl - at > 6 && memcmp(at, " pxpos", 6) == 0) {
			from = out->len - (size_t)(nl - at) + 1;
			buf_printf(out, " crc=%08" PRIx32,
			    crc32c(0, out->data + from, out->len - from));
		}
		buf_putc(out, '\n');
	}
}

static void
check(const struct copylog *l)
{
	for (size_t i = 0; i < l->ntables; i++) {
		const struct copylog_table *t = &l->table[i];
		uint32_t done = 0;

		if (t->total > 1000000) /* memory that nothing touched */
			continue;
		assert(copylog_find(l, t->name) == i);
		for (uint32_t k = 0; k < t->total; k++) {
			done += t->chunk[k] != 0;
			assert(t->chunk[k] == COPYLOG_EMPTY ||
			       t->chunk[k] <= l->nsessions);
		}
		assert(done == t->done);
	}
	for (size_t i = 0; i < l->nsessions; i++)
		assert(l->session[i].table < l->ntables &&
		       l->session[i].state >= COPYLOG_OPEN &&
		       l->session[i].state <= COPYLOG_LOST);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *p = (const char *)data;
	struct copylog l = { .fd = -1 };
	struct buf text = { 0 };
	size_t whole;

	sealed(&text, p, p + size);
	if (load(&l, &text, &whole) == -1)
		assert(l.why[0] != '\0' && l.code != 0);
	assert(whole <= text.len);
	check(&l);
	copylog_release(&l);
	buf_release(&text);
	return 0;
}
