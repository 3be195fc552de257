/* uses: binlog row rec base */
/*
 * json_edit.c: partial updates of JSON documents.
 */
#include "../tap.h"

#include "binlog/json.h"
#include "binlog/json_edit.h"

static struct json_edit edit;
static struct buf out, diffs;

/* {"a": 1, "bb": [10, 20, {"c": null}], "c d": "x"} */
static const char doc[] =
    "\000\003\000\072\000\031\000\001\000\032\000\002\000\034\000\003"
    "\000\005\001\000\002\037\000\014\070\000\141\142\142\143\040\144"
    "\003\000\031\000\005\012\000\005\024\000\000\015\000\001\000\014"
    "\000\013\000\001\000\004\000\000\143\001\170";

static void
add(unsigned op, const char *path, const char *value, size_t n)
{
	buf_putc(&diffs, (int)op);
	buf_putc(&diffs, (int)strlen(path));
	buf_puts(&diffs, path);
	if (op == 2)
		return;
	buf_putc(&diffs, (int)n);
	buf_put(&diffs, value, n);
}

#define REPLACE(path, bytes) add(0, path, bytes, sizeof(bytes) - 1)
#define INSERT(path, bytes)  add(1, path, bytes, sizeof(bytes) - 1)
#define REMOVE(path)         add(2, path, "", 0)

/* Apply what was added, and forget it. */
static void
gives(const char *want)
{
	buf_clear(&out);
	if (json_edit_text(&edit, &out, (const uint8_t *)doc, sizeof(doc) - 1,
		diffs.data, diffs.len) == -1) {
		buf_clear(&out);
		buf_puts(&out, "refused");
	}
	buf_clear(&diffs);
	ok(strcmp(buf_str(&out), want) == 0, "%s, got %s", want, buf_str(&out));
}

static void
changes(void)
{
	gives("{\"a\": 1, \"bb\": [10, 20, {\"c\": null}], \"c d\": \"x\"}");
	REPLACE("$.a", "\x05\x02\x00");
	gives("{\"a\": 2, \"bb\": [10, 20, {\"c\": null}], \"c d\": \"x\"}");
	REPLACE("$.\"c d\"", "\x04\x01");
	REPLACE("$.bb[2].c", "\x0c\x01y");
	gives("{\"a\": 1, \"bb\": [10, 20, {\"c\": \"y\"}], \"c d\": true}");
	REPLACE("$.bb[last]", "\x04\x00");
	REPLACE("$.bb[last-2]", "\x04\x02");
	gives("{\"a\": 1, \"bb\": [false, 20, null], \"c d\": \"x\"}");
	REMOVE("$.bb[0]");
	REMOVE("$.bb[0]");
	REMOVE("$.a");
	gives("{\"bb\": [{\"c\": null}], \"c d\": \"x\"}");
	REPLACE("$", "\x04\x00");
	gives("null");
	REPLACE("$.a[0]", "\x04\x00");
	gives("{\"a\": null, \"bb\": [10, 20, {\"c\": null}], \"c d\": \"x\"}");
}

static void
inserts(void)
{
	/* keys stand by length, then by bytes */
	INSERT("$.b", "\x05\x03\x00");
	INSERT("$.aa", "\x05\x04\x00");
	INSERT("$.zzzz", "\x05\x05\x00");
	REMOVE("$.bb");
	gives("{\"a\": 1, \"b\": 3, \"aa\": 4, \"c d\": \"x\", \"zzzz\": 5}");
	INSERT("$.bb[1]", "\x05\x0f\x00");
	INSERT("$.bb[9]", "\x05\x63\x00");
	REMOVE("$.bb[3]");
	gives("{\"a\": 1, \"bb\": [10, 15, 20, 99], \"c d\": \"x\"}");
	INSERT("$.\"q\\\"\\\\\\u0001\\n\"", "\x04\x01");
	REMOVE("$.bb");
	gives("{\"a\": 1, \"c d\": \"x\", \"q\\\"\\\\\\u0001\\n\": true}");
}

static void
refusals(void)
{
	static const char *const paths[] = { "", "a", "$.", "$.x", "$.a.b",
		"$.bb[3]", "$.bb[", "$.bb[]", "$.bb[x]", "$.bb[last",
		"$.bb[last+1]", "$.bb[last-3]", "$.bb[99999999999]", "$.\"a",
		"$.\"\\u00e9\"", "$[1]", "$.bb.c", "$**.a" };
	size_t i;

	for (i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
		REPLACE(paths[i], "\x04\x00");
		gives("refused");
	}
	INSERT("$.a", "\x04\x00");
	gives("refused");
	REMOVE("$.x");
	gives("refused");
	REMOVE("$");
	gives("refused");
	REPLACE("$.a", "");
	gives("refused");
	REPLACE("$.a", "\x0e");
	gives("refused");
	add(3, "$.a", "\x04\x00", 2);
	gives("refused");
	REPLACE("$.a", "\x04\x00");
	diffs.len--;
	gives("refused");
}

int
main(void)
{
	changes();
	inserts();
	refusals();
	json_edit_release(&edit);
	buf_release(&out);
	buf_release(&diffs);
	return done();
}
