/*
 * answer.h: SQL statements and what the server says to them.
 */
#ifndef FAKEPX_ANSWER_H
#define FAKEPX_ANSWER_H

#include "fake.h"
#include "wire.h"

/* What a session has SET of the variables a dump looks at. */
struct session_vars {
	char checksum[16];
	char heartbeat[24]; /* nanoseconds */
	char client_type[16];
};

void answer_statement(
    struct fake *f, struct session_vars *v, struct wire *w, const char *sql);

#endif
