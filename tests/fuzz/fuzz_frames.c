/* uses: mclocal mc row rec base */
/*
 * fuzz_frames.c: bodies in snappy (first byte even) and LZ4 frames, in pieces
 * of some bytes.  In pieces or whole: the same comes out.
 */
#include "fuzz.h"
#include "mclocal/unpack.h"

enum {
	OUT_MAX = 1 << 22
};

typedef size_t unpack(
    struct unpack *u, struct buf *out, const unsigned char *p, size_t n);

/* All of it, at most step bytes more at a time.  How it went: bytes used, or
 * SIZE_MAX. */
static size_t
run(unpack *f, struct buf *out, const uint8_t *p, size_t n, size_t step)
{
	struct unpack u = { 0 };
	size_t at = 0, to = 0, used = 0;

	while (used != SIZE_MAX && to < n && out->len < OUT_MAX) {
		uint8_t *piece;

		to += step < n - to ? step : n - to;
		while (to > at) {
			piece = fuzz_copy(p + at, to - at);
			used = f(&u, out, piece, to - at);
			free(piece);
			if (used == 0 || used == SIZE_MAX)
				break;
			assert(used <= to - at);
			at += used;
		}
	}
	unpack_release(&u);
	return used == SIZE_MAX ? SIZE_MAX : at;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct buf whole = { 0 }, parts = { 0 };
	size_t a, b;
	unpack *f;

	if (size < 2)
		return 0;
	f = data[0] & 1 ? unpack_lz4 : unpack_snappy;
	a = run(f, &whole, data + 1, size - 1, size);
	b = run(f, &parts, data + 1, size - 1, 1 + data[0] / 2);
	assert(a == b);
	assert(a == SIZE_MAX ||
	       (whole.len == parts.len &&
		   (whole.len == 0 ||
		       memcmp(whole.data, parts.data, whole.len) == 0)));
	buf_release(&whole);
	buf_release(&parts);
	return 0;
}
