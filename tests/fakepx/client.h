/*
 * client.h: one connection: greeting, password, commands.
 */
#ifndef FAKEPX_CLIENT_H
#define FAKEPX_CLIENT_H

#include "dump.h"

enum client_state {
	CLIENT_GREETED,
	CLIENT_SWITCHED, /* asked for mysql_native_password */
	CLIENT_READY,
	CLIENT_DUMPING,
	CLIENT_OVER /* closed when everything is sent */
};

struct client {
	int fd;
	enum client_state state;
	struct buf in;
	struct wire out;
	size_t sent;
	char nonce[21];
	struct session_vars vars;
	struct dump dump;
};

struct client *client_new(struct fake *f, int fd);
void client_free(struct client *c);

/* There is something to read, room to write.  False: it is gone. */
bool client_input(struct client *c, struct fake *f);
bool client_output(struct client *c, struct fake *f);

#endif
