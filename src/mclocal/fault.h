/*
 * fault.h: failing on request, so that clients can be tested against what
 * a real service does on bad days.
 *
 *   WHERE:WHAT[@BYTES][:WHEN]
 *
 *   WHERE  create block status commit download sql meta, or * for all
 *   WHAT   an HTTP status of 400 and more; drop-reply (act, then hang up);
 *          reset (hang up once BYTES of the body came)
 *   WHEN   N the first N of them (default 1); =N only the Nth; N% a share,
 *          in a fixed sequence
 */
#ifndef MCLOCAL_FAULT_H
#define MCLOCAL_FAULT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum fault_where {
	FAULT_CREATE,
	FAULT_BLOCK,
	FAULT_STATUS,
	FAULT_COMMIT,
	FAULT_DOWNLOAD,
	FAULT_SQL,
	FAULT_META,
	FAULT_ANY
};

struct fault {
	enum fault_where where;
	unsigned status; /* 0: another kind */
	bool drop_reply, reset;
	uint64_t bytes;
	enum {
		FAULT_FIRST,
		FAULT_NTH,
		FAULT_SHARE
	} when;
	uint64_t n, seen;
	uint32_t random;
};

bool fault_parse(struct fault *f, const char *spec);
/* The fault that hits a request at this place, or NULL; counts it. */
const struct fault *fault_take(
    struct fault *f, size_t n, enum fault_where where);

#endif
