/* uses: pxbinlog mysql binlog row rec base */
/*
 * fuzz_feed.c: what a server sends, event after event, lost connections in
 * between.  The first byte: 1 it is a file, 2 the range begins at the second
 * event, 4 it ends early; else after how many events the connection breaks.
 */
#include <stdio.h>

#include "fuzz.h"
#include "pxbinlog/feed.h"

/* All events of the bytes; after stop of them the connection is lost. */
static void
feed(struct feed *f, const uint8_t *data, size_t size, unsigned stop)
{
	struct frame_header h;
	uint8_t *copy;
	int rc = 1;

	while (rc == 1 && frame_header(data, size, &h) == 0 && h.size <= size) {
		if (stop-- == 0) {
			feed_rewind(f);
			return;
		}
		copy = fuzz_copy(data, h.size);
		rc = feed_event(f, copy, h.size);
		free(copy);
		data += h.size;
		size -= h.size;
	}
	if (rc == -1)
		assert(f->why != NULL && f->code != 0);
	if (rc == 1 && feed_file_end(f) == -1)
		assert(f->why != NULL && f->code != 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct range range = { 0 };
	static struct rec_out out;
	struct feed f;
	unsigned choice;

	if (size < 1 + FRAME_HEADER)
		return 0;
	choice = data[0];
	data++;
	size--;
	range.has_from = (choice & 2) != 0;
	snprintf(range.from.file, sizeof(range.from.file), "bin.000001");
	range.from.offset = FRAME_MAGIC + (uint64_t)le32dec(data + 9);
	range.has_until = (choice & 4) != 0;
	range.until = range.from;
	range.until.offset += 200;
	if (out.buf.data == NULL)
		rec_out_init(&out, fuzz_null(), "events");
	feed_init(&f, &out, &range, choice & 1);
	feed_at(&f, "bin.000001", FRAME_MAGIC);
	if (!(choice & 1) && choice >> 3 != 0) {
		feed(&f, data, size, choice >> 3);
		feed_heartbeat(&f, 1);
		if (f.why == NULL) {
			feed_at(&f, f.at.file, f.at.offset);
			feed(&f, data, size, 1u << 30);
		}
	} else {
		feed(&f, data, size, 1u << 30);
	}
	(void)feed_may_end(&f);
	feed_release(&f);
	rec_flush(&out);
	return 0;
}
