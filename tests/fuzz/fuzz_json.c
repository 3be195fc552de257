/* uses: binlog row rec base */
/*
 * fuzz_json.c: MySQL's binary JSON.  Text that comes out is JSON to another
 * reader, too.
 */
#include <jansson.h>

#include "binlog/json.h"
#include "fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct buf out;
	json_error_t error;
	json_t *v;

	buf_clear(&out);
	if (json_text(&out, data, size) == -1)
		return 0;
	v = json_loadb((char *)out.data, out.len,
	    JSON_DECODE_ANY | JSON_ALLOW_NUL | JSON_DECODE_INT_AS_REAL, &error);
	/* the other reader takes no NUL in a key */
	assert(v != NULL || strstr(error.text, "object key") != NULL);
	json_decref(v);
	return 0;
}
