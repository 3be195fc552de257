/* uses: mcpartition row rec base */
/*
 * fuzz_wkt.c: a geometry as it stands in a row.
 */
#include "fuzz.h"
#include "mcpartition/wkt.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct buf out = { 0 };

	wkt_put(&out, data, size);
	assert(size == 0 || out.len > 0);
	for (size_t i = 0; i < out.len; i++)
		assert(out.data[i] >= ' ' && out.data[i] < 0x7f);
	buf_release(&out);
	return 0;
}
