/*
 * auth.h: who may ask.  Signatures of version 2 and 4, and the clock.
 */
#ifndef MCLOCAL_AUTH_H
#define MCLOCAL_AUTH_H

#include <stdbool.h>
#include <stddef.h>

#include "mclocal/request.h"

struct auth;

/*
 * Read lines "ID SECRET" from path; NULL: DIR/credentials, made with one
 * pair when it is not there.  NULL with *why (yours) when it cannot be used.
 */
struct auth *auth_open(const char *dir, const char *path, char **why);
void auth_free(struct auth *a);

/* Is the request signed by one of us, now?  Else the answer is set. */
bool auth_check(const struct auth *a, struct request *rq);

#endif
