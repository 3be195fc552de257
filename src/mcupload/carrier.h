/*
 * carrier.h: a process that sends blocks, so that one is packed and on its way
 * while the next is made.
 *
 * It has a client of its own and one block at a time, which lies in a slot of
 * its parent (sink.h) or in a file.  It heeds no signal: it ends when its
 * parent closes the socket, or is gone.
 */
#ifndef MCUPLOAD_CARRIER_H
#define MCUPLOAD_CARRIER_H

#include "mcupload/sink.h"

/* To it. */
struct carrier_order {
	bool hurry; /* no block: finish what there is without much patience */
	int slot;   /* -1: all is in the file that comes with it */
	size_t len; /* in the slot */
	uint64_t spool_len;
	bool packed;
	bool direct; /* into a stream */
	unsigned number;
	char id[MC_SESSION_ID + 1];
	char table[JOURNAL_NAME], partition[JOURNAL_NAME];
};

/* From it. */
struct carrier_answer {
	bool good;
	int code; /* when not good, and ... */
	uint64_t sent;
	char why[MC_WHY];
};

/* What it starts with. */
struct carrier {
	const struct conf *conf;
	const struct mc_client *like; /* knows the tunnel's address */
	const struct sink *sink;
};

/* Be one, fd being the socket to the parent. */
_Noreturn void carrier_run(const struct carrier *k, int fd);

#endif
