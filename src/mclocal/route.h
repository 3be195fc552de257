/*
 * route.h: which work a path and its parameters ask for.
 *
 * REST and tunnel share the paths; parameters tell them apart, not headers.
 */
#ifndef MCLOCAL_ROUTE_H
#define MCLOCAL_ROUTE_H

#include "mclocal/fault.h"
#include "mclocal/request.h"

/* The place, for faults; sets rq->tunnel. */
enum fault_where route_place(struct request *rq);
/* The session that the request names, or NULL. */
const char *route_session(const struct request *rq);
/* The longest body that may come. */
uint64_t route_body_max(const struct request *rq);
/* Do it: the answer is set. */
void route(struct request *rq);

#endif
