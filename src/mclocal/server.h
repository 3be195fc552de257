/*
 * server.h: HTTP.  One thread: requests are answered one after another, so
 * the database has one writer and no locks.
 */
#ifndef MCLOCAL_SERVER_H
#define MCLOCAL_SERVER_H

#include "mclocal/auth.h"
#include "mclocal/fault.h"
#include "mclocal/store.h"

struct visit;

struct server {
	struct store *store;
	struct auth *auth;
	struct fault *fault;
	size_t nfaults;
	struct visit *slow; /* those that wait, by a fault */
	int fd;             /* listening */
	char addr[64];      /* "127.0.0.1:PORT" */
};

/* Listen at "ADDRESS:PORT"; 0 lets the system choose.  -1 with *why and
 * *code, an exit code. */
int server_listen(struct server *sv, const char *where, char **why, int *code);
/* Serve until a stop is wanted (stop.h).  -1 with *why. */
int server_run(struct server *sv, char **why);

#endif
