/* uses: mc row rec base */
/*
 * fuzz_wire.c: a block of the tunnel.  The first byte chooses the columns; a
 * record that was decoded can be encoded, and decodes to the same values.
 */
#include "fuzz.h"
#include "mc/wire.h"

enum {
	COLUMNS = ROW_MC_TYPES - 1,
	FIELD_MAX = 4096
};

static struct row_dest_column column[COLUMNS];

static void
columns(unsigned choice)
{
	unsigned i;

	for (i = 0; i < COLUMNS; i++) {
		unsigned type = (i + choice) % COLUMNS + 1;

		column[i].name = "c";
		column[i].type = (uint8_t)type;
		column[i].class = (uint8_t)row_mc_class(type);
		column[i].precision = 38;
		column[i].scale = 18;
		column[i].length = 255;
		column[i].nullable = true;
	}
}

static void
same(const struct row_value *a, const struct row_value *b)
{
	unsigned i;

	for (i = 0; i < COLUMNS; i++) {
		assert(a[i].null == b[i].null && a[i].class == b[i].class);
		if (a[i].null)
			continue;
		switch (a[i].class) {
		case ROW_C_DECIMAL:
		case ROW_C_TEXT:
		case ROW_C_BYTES:
			assert(a[i].len == b[i].len);
			assert(memcmp(a[i].p, b[i].p, a[i].len) == 0);
			break;
		case ROW_C_FLOAT:
			assert(memcmp(&a[i].f, &b[i].f, 4) == 0);
			break;
		default:
			assert(a[i].u == b[i].u);
		}
	}
}

/* Values to a block and back. */
static void
again(const struct row_value *value)
{
	struct mc_encoder e;
	struct mc_decoder d;
	struct buf out = { 0 };
	const char *why;
	unsigned bad;
	size_t used;

	mc_encoder_init(&e, column, COLUMNS);
	mc_decoder_init(&d, column, COLUMNS);
	if (mc_encode_values(&e, &out, value, &why, &bad) == 0) {
		mc_encode_end(&e, &out);
		used = mc_decode(&d, out.data, out.len, 2 * FIELD_MAX);
		assert(used != 0 && used != SIZE_MAX && !d.ended);
		same(value, d.value);
		used =
		    mc_decode(&d, out.data + used, out.len - used, FIELD_MAX);
		assert(used != 0 && used != SIZE_MAX && d.ended);
	} else {
		assert(bad < COLUMNS && why != NULL && out.len == 0);
	}
	mc_decoder_release(&d);
	buf_release(&out);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct mc_decoder d;
	size_t used;

	if (size == 0)
		return 0;
	columns(data[0]);
	data++;
	size--;
	mc_decoder_init(&d, column, COLUMNS);
	while ((used = mc_decode(&d, data, size, FIELD_MAX)) != 0) {
		if (used == SIZE_MAX) {
			assert(d.why != NULL);
			/* all fields were good, and no fuzzer hits a CRC */
			if (strcmp(d.why, "a record's checksum is wrong") == 0)
				again(d.value);
			break;
		}
		assert(used <= size);
		if (d.ended)
			break;
		again(d.value);
		data += used;
		size -= used;
	}
	mc_decoder_release(&d);
	return 0;
}
