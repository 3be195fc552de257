/*
 * sign.h: MaxCompute request signing, versions 2 and 4, for clients and for
 * servers that check.  One string is signed by both; see the vectors in
 * tests/unit/sign.
 */
#ifndef MC_SIGN_H
#define MC_SIGN_H

#include <stddef.h>

#include "base/buf.h"

struct mc_pair {
	const char *name;  /* decoded, any case for headers */
	const char *value; /* decoded; "" when there is none */
};

struct mc_request {
	const char *method; /* "GET" */
	const char *path;   /* decoded, without the endpoint's base path */
	const struct mc_pair *param;
	size_t nparams;
	const struct mc_pair *header; /* all; the signed ones are picked */
	size_t nheaders;
};

/* The string that is signed, appended to out. */
void mc_canonical(struct buf *out, const struct mc_request *r);

/*
 * The value of the Authorization header, appended to out.  region NULL or
 * "" = version 2; else version 4 with date ("yyyymmdd", UTC).
 */
void mc_authorize(struct buf *out, const char *canonical, size_t n,
    const char *id, const char *secret, const char *region, const char *date);

#endif
