/* uses: rec base */
/*
 * fuzz_rec.c: the reader of record streams.  Half of the bytes are there at
 * once, the others come by a pipe.
 */
#include "fuzz.h"
#include "rec/rec.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	int fd = fuzz_pipe(data + size / 2, size - size / 2);
	static struct buf kept; /* it is large */
	uint64_t records = 0;
	struct rec_in in;
	struct rec r;
	int more;

	rec_in_init(&in, fd, "fuzz");
	in.buf = kept;
	buf_clear(&in.buf);
	buf_put(&in.buf, data, size / 2);
	in.bytes = size / 2;
	while ((more = rec_read(&in, &r)) == 1) {
		assert(r.seq == ++records);
		assert(r.len <= size);
		/* every byte of it must be there */
		for (size_t i = 0; i < r.len; i++)
			records += r.data[i] & 0;
	}
	assert(more == 0 || (in.why != NULL && in.code != 0));
	kept = in.buf;
	close(fd);
	return 0;
}
