/* uses: pxrec row rec base */
/*
 * fuzz_back.c: JSON lines to records.  A record made so is shown, and what is
 * shown makes the same record.
 */
#include "fuzz.h"
#include "pxrec/back.h"
#include "pxrec/json.h"
#include "pxrec/lines.h"
#include "pxrec/text.h"

/* One line into a record; the record is what k->out holds then. */
static bool
record(struct back *k, json_t *line, struct rec *r)
{
	struct buf *b = &k->out->buf;

	buf_clear(b);
	if (back_put(k, line) == -1) {
		assert(k->bad && k->why[0] != '\0');
		return false;
	}
	if (b->len < REC_HEADER) /* the end flushes all */
		return false;
	r->len = le32dec(b->data);
	r->kind = b->data[4];
	r->flags = b->data[5];
	r->data = b->data + REC_HEADER;
	r->seq = k->records;
	return r->len + REC_HEADER == b->len;
}

static void
again(struct back *other, struct view *view, const struct rec *r)
{
	static struct buf text, shown;
	struct lines l;
	struct rec s;
	json_t *v;
	int fd;

	buf_clear(&text);
	buf_clear(&shown);
	if (view_feed(view, r) == -1 || json_put(&text, view, r) == -1)
		assert(0);
	if (text_put(&shown, view, r) == -1)
		assert(0);
	if (text.len > 65536)
		return;
	fd = fuzz_pipe(text.data, text.len);
	lines_init(&l, fd, "again");
	if (lines_next(&l, &v) == 1) {
		if (!record(other, v, &s))
			assert(0);
		assert(s.len == r->len && s.kind == r->kind);
		assert(s.flags == r->flags);
		assert(memcmp(s.data, r->data, s.len) == 0);
		json_decref(v);
	} else { /* columns of one name */
		assert(strstr(l.why, "duplicate") != NULL);
	}
	lines_release(&l);
	close(fd);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct rec_out out[2];
	int fd = fuzz_pipe(data, size), more = 1;
	struct back back, other;
	struct view view;
	struct lines l;
	struct rec r;
	json_t *v;

	if (out[0].buf.data == NULL) {
		rec_out_init(&out[0], fuzz_null(), "back");
		rec_out_init(&out[1], fuzz_null(), "other");
	}
	lines_init(&l, fd, "fuzz");
	back_init(&back, &out[0]);
	back_init(&other, &out[1]);
	view_init(&view);
	while (more == 1 && (more = lines_next(&l, &v)) == 1) {
		if (record(&back, v, &r))
			again(&other, &view, &r);
		else
			more = 0;
		json_decref(v);
	}
	view_release(&view);
	back_release(&other);
	back_release(&back);
	lines_release(&l);
	close(fd);
	return 0;
}
