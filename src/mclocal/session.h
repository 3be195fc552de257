/*
 * session.h: sessions of streams and upserts.
 */
#ifndef MCLOCAL_SESSION_H
#define MCLOCAL_SESSION_H

#include "mclocal/request.h"
#include "mclocal/table.h"

struct session {
	char id[64], status[16];
	int64_t part, created;
};

/* kind is "stream" or "upsert".  Each is false when the answer is set. */
bool session_make(struct request *rq, const struct table *t, const char *kind,
    bool create, struct session *u);
bool session_find(struct request *rq, const struct table *t, const char *kind,
    const char *id, struct session *u);
/* Does it still take data? */
bool session_open(struct request *rq, const struct session *u);
/* Is its partition still there? */
bool session_partition(struct request *rq, const struct session *u);

#endif
