/* uses: mc row rec base */
/*
 * fuzz_image_mc.c: a routed image to a record of the tunnel; the first byte
 * chooses how many columns.  What was encoded decodes again, and is the same
 * without the CPU's instruction.
 */
#include "fuzz.h"
#include "mc/wire.h"

enum {
	COLUMNS = ROW_MC_TYPES - 1
};

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct row_dest_column column[COLUMNS] = { 0 };
	unsigned i, n, bad;
	struct mc_encoder e;
	struct mc_decoder d;
	struct buf out = { 0 }, portable = { 0 };
	const char *why;
	size_t used;

	if (size == 0)
		return 0;
	n = data[0] % COLUMNS + 1;
	for (i = 0; i < n; i++) {
		unsigned type = (i + data[0] / COLUMNS) % COLUMNS + 1;

		column[i].type = (uint8_t)type;
		column[i].class = (uint8_t)row_mc_class(type);
		column[i].precision = 38;
		column[i].scale = 18;
	}
	mc_encoder_init(&e, column, n);
	mc_decoder_init(&d, column, n);
	if (mc_encode_image(&e, &out, data + 1, size - 1, &why, &bad) == 0) {
		used = mc_decode(&d, out.data, out.len, MC_CELL_MAX);
		/* digits are taken as they are: rowdecode made them */
		assert(used == out.len ||
		       (used == SIZE_MAX && strstr(d.why, "decimal") != NULL));
	} else {
		assert(why != NULL && out.len == 0);
	}
	mc_encoder_init(&e, column, n);
	e.cpu = false;
	mc_encode_image(&e, &portable, data + 1, size - 1, &why, &bad);
	assert(portable.len == out.len &&
	       (out.len == 0 || memcmp(portable.data, out.data, out.len) == 0));
	mc_decoder_release(&d);
	buf_release(&out);
	buf_release(&portable);
	return 0;
}
