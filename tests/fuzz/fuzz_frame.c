/* uses: binlog row rec base */
/*
 * fuzz_frame.c: a log from its first event on: headers, descriptions,
 * checksums, boundaries of transactions, statements.
 */
#include "binlog/frame.h"
#include "fuzz.h"

static void
description(uint8_t *p, size_t len, struct frame_format *f)
{
	struct frame_format g;
	const char *why = NULL;

	if (frame_format(p, len, &g, &why) == -1) {
		assert(why != NULL);
		return;
	}
	*f = g;
	frame_format_normal(p, len, &g, 4);
	assert(frame_format(p, len, &g, &why) == 0);
	assert(g.created == 0 && g.product == f->product);
	assert(g.own == 0 || frame_crc_ok(p, len));
}

static void
event(struct frame_boundary *b, const struct frame_format *f,
    const struct frame_header *h, const uint8_t *p, size_t len)
{
	uint32_t size;
	size_t at, from;

	if (frame_query(f, p, len, &at) == 0) {
		assert(at <= len);
		(void)frame_word((const char *)p + at, len - at);
		if (frame_block(p + at, len - at, &size, &from) == 0)
			assert(from <= len - at);
	}
	if (frame_cts(p, len) != NULL)
		assert(frame_cts(p, len) + FRAME_CTS <= (const char *)p + len);
	(void)frame_type_name(h->type);
	if (frame_boundary_feed(b, f, h, p, len) == -1)
		assert(b->why != NULL);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct frame_format f = { 0 };
	struct frame_boundary b;
	struct frame_header h;
	uint8_t *copy;
	size_t len;

	frame_boundary_init(&b);
	while (frame_header(data, size, &h) == 0 && h.size <= size) {
		copy = fuzz_copy(data, h.size);
		if (h.type == EV_FORMAT)
			description(copy, h.size, &f);
		len = h.size >= FRAME_HEADER + (size_t)f.trailer
			  ? h.size - f.trailer
			  : h.size;
		event(&b, &f, &h, copy, len);
		free(copy);
		data += h.size;
		size -= h.size;
	}
	return 0;
}
