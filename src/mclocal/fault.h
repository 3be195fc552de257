/*
 * fault.h: failing on request, so that clients can be tested against what
 * a real service does on bad days.
 *
 *   WHERE:WHAT[@N][:WHEN]
 *
 *   WHERE  create block status commit download sql meta; session, requests
 *          that name one; auth and *, all requests
 *   WHAT   an HTTP status of 400 and more; drop-reply (act, then hang up);
 *          reset (hang up once N bytes of the body came); slow:5s (wait, then
 *          act); of session: expire, age (it is N seconds older from now on);
 *          of auth: skew (our clock is an hour ahead)
 *   WHEN   N the first N of them (default 1); =N only the Nth; N% or 0.N a
 *          share, in a fixed sequence
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
	FAULT_SESSION,
	FAULT_AUTH,
	FAULT_ANY
};

enum fault_what {
	FAULT_REPLY, /* a status */
	FAULT_DROP,
	FAULT_RESET,
	FAULT_SLOW,
	FAULT_AGE,
	FAULT_SKEW
};

struct fault {
	enum fault_where where;
	enum fault_what what;
	uint64_t n; /* status, bytes, milliseconds, seconds */
	enum {
		FAULT_FIRST,
		FAULT_NTH,
		FAULT_SHARE
	} when;
	uint64_t of, seen; /* of: a share is in 1/10000 */
	uint32_t random;
};

bool fault_parse(struct fault *f, const char *spec);
/* The fault that hits a request at this place, or NULL; counts it.  session:
 * the request names one. */
const struct fault *fault_take(
    struct fault *f, size_t n, enum fault_where where, bool session);

#endif
