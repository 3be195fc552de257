/* uses: binlog row rec base */
/*
 * fuzz_json_edit.c: u16 length of a binary JSON document, the document, and
 * changes of it.  What comes out is JSON to another reader, too; no changes
 * give the text of the document.
 */
#include <jansson.h>

#include "binlog/json.h"
#include "binlog/json_edit.h"
#include "fuzz.h"

static void
read_again(const struct buf *text)
{
	json_error_t error;
	json_t *v = json_loadb((char *)text->data, text->len,
	    JSON_DECODE_ANY | JSON_ALLOW_NUL | JSON_DECODE_INT_AS_REAL, &error);

	/* the other reader takes no NUL in a key */
	assert(v != NULL || strstr(error.text, "object key") != NULL);
	json_decref(v);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct json_edit e;
	static struct buf out, plain;
	size_t n;

	if (size < 2 || (n = le16dec(data)) > size - 2)
		return 0;
	data += 2;
	size -= 2;
	buf_clear(&out);
	if (json_edit_text(&e, &out, data, n, data + n, size - n) == 0)
		read_again(&out);
	buf_clear(&plain);
	buf_clear(&out);
	if (json_text(&plain, data, n) == 0 &&
	    json_edit_text(&e, &out, data, n, data, 0) == 0)
		assert(out.len == plain.len &&
		       memcmp(out.data, plain.data, out.len) == 0);
	return 0;
}
