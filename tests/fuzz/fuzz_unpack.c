/* uses: binlog row rec base */
/*
 * fuzz_unpack.c: compressed parts; the first byte says which: 0 an event's
 * block, 1 a column, 2 a transaction.
 */
#include "binlog/frame.h"
#include "binlog/unpack.h"
#include "fuzz.h"

static void
transaction(const uint8_t *p, size_t n)
{
	struct unpack_payload *u = unpack_payload_new();
	static volatile uint8_t sum;
	const uint8_t *event;
	const char *why = NULL;
	size_t len;
	int more;

	if (unpack_payload_open(u, p, n, &why) == 0) {
		while ((more = unpack_payload_next(u, &event, &len, &why)) == 1)
			sum = (uint8_t)(sum + event[0] + event[len - 1]);
		assert(more == 0 || why != NULL);
	}
	unpack_payload_free(u);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct buf out = { 0 };
	const char *why = NULL;

	if (size == 0)
		return 0;
	if (data[0] == 0)
		unpack_block(&out, data + 1, size - 1, &why);
	else if (data[0] == 1)
		unpack_column(&out, data + 1, size - 1, &why);
	else
		transaction(data + 1, size - 1);
	buf_release(&out);
	return 0;
}
