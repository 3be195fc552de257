/*
 * server.h: connections, and the script that goes on meanwhile.
 */
#ifndef FAKEPX_SERVER_H
#define FAKEPX_SERVER_H

#include "fake.h"

/* Listen, say the port on stdout, serve until killed; more_script is called
 * when stdin can be read, until it is false. */
_Noreturn void server_run(struct fake *f, bool (*more_script)(struct fake *f));

#endif
