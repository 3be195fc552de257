/*
 * json_edit.h: partial updates of JSON documents: the old document and what
 * is replaced, inserted and removed in it give the text of the new one.
 */
#ifndef BINLOG_JSON_EDIT_H
#define BINLOG_JSON_EDIT_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

struct json_edit_node;

/* Storage of zeros is good; used again and again without allocation. */
struct json_edit {
	/* own */
	struct json_edit_node *node;
	uint32_t n, room;
	size_t budget;
	struct buf keys;
};

void json_edit_release(struct json_edit *e);

/*
 * Append the text of the binary document of n bytes at doc with the changes
 * in the len bytes at diffs, as a PARTIAL_UPDATE_ROWS event has them.  0; -1
 * when the bytes make no sense or do not fit each other.
 */
int json_edit_text(struct json_edit *e, struct buf *out, const uint8_t *doc,
    size_t n, const uint8_t *diffs, size_t len);

#endif
