/* uses: rowdecode binlog row rec base */
/*
 * fuzz_rowdecode.c: a whole log, from its first event on, through the
 * decoder; checksums are not looked at here.
 */
#include "fuzz.h"
#include "rowdecode/decoder.h"

static int
feed(struct decoder *d, struct rec_out *events, const struct pos *at,
    const uint8_t *p, size_t len)
{
	unsigned crc = p[4] == EV_FORMAT ? 4 : d->format.trailer;
	struct rec r = { .kind = REC_EVENT, .seq = 2 };

	if (len < FRAME_HEADER + 4)
		crc = 0;
	buf_clear(&events->buf);
	rec_put_event(events, at, crc, p, len);
	r.data = events->buf.data + REC_HEADER;
	r.len = events->buf.len - REC_HEADER;
	return decoder_feed(d, &r);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct rec_out events, out;
	struct pos at = { "bin.000001", FRAME_MAGIC };
	struct frame_header h;
	struct decoder d;

	if (events.buf.data == NULL)
		rec_out_init(&events, fuzz_null(), "events");
	if (out.buf.data == NULL)
		rec_out_init(&out, fuzz_null(), "rows");
	decoder_init(&d, &out);
	while (frame_header(data, size, &h) == 0 && h.size <= size) {
		if (feed(&d, &events, &at, data, h.size) == -1) {
			assert(d.code != 0 && d.why[0] != '\0');
			break;
		}
		at.offset += h.size;
		data += h.size;
		size -= h.size;
	}
	decoder_end(&d);
	decoder_release(&d);
	/* its memory is large: kept when nothing is held back in it */
	rec_flush(&out);
	if (out.holding || out.buf.len > 0) {
		rec_out_release(&out);
		buf_init(&out.buf);
	}
	return 0;
}
