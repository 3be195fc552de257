/*
 * log.h: the logs of the server: streams of files of events, in memory, as
 * bytes that could as well lie on a disk.  Between the events stand faults,
 * each of which happens to one dump that comes by.
 */
#ifndef FAKEPX_LOG_H
#define FAKEPX_LOG_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/pos.h"

enum {
	LOG_STREAMS = 16,
	LOG_TSO = 54,    /* digits */
	LOG_VERSION = 50 /* bytes in a format description */
};

enum item_kind {
	ITEM_EVENT,
	ITEM_DROP,   /* the connection is closed */
	ITEM_TEAR,   /* ... in the middle of the next event */
	ITEM_CHANGE, /* whoever comes again gets the next event changed */
	ITEM_ERROR   /* an error packet */
};

struct item {
	enum item_kind kind;
	bool used;     /* a fault that has happened */
	size_t offset; /* of an event; of the event behind a fault */
	size_t size;
	unsigned code; /* of an error */
	char *text;
};

struct log_file {
	char name[POS_FILE_MAX + 1];
	struct buf bytes; /* from its magic on */
	struct item *item;
	size_t n, room;
	size_t visible;   /* items that dumps may send: whole transactions */
	size_t end;       /* offset behind those */
	uint32_t created; /* seconds */
	char tso[LOG_TSO + 1];
	bool purged;
};

struct stream {
	char name[64]; /* "" for the global log */
	struct log_file *file;
	size_t n;
};

struct log {
	char version[LOG_VERSION + 1];
	uint32_t server_id;
	unsigned first; /* number of a stream's first file */
	bool follower;  /* single events are visible, not transactions */
	struct stream stream[LOG_STREAMS];
	size_t nstreams;
	struct stream *now; /* where events go */
	uint32_t time;      /* of the events that come, seconds */
	char tso[LOG_TSO + 1];
};

void log_init(struct log *l);
void log_release(struct log *l);

/* The stream of a name, NULL; made when it is not there. */
struct stream *log_stream(struct log *l, const char *name, size_t len);
struct stream *log_stream_new(struct log *l, const char *name);

/* The file events go to; the first one is made with its description. */
struct log_file *log_file(struct log *l);
/* Close it with a ROTATE and begin the next one. */
void log_rotate(struct log *l);

/* From now on events have this TSO's second; false when it is none.  text is
 * 54 digits, or less: milliseconds since 1970. */
bool log_tso(struct log *l, const char *text);

/* Append an event with this body; a fault. */
void log_event(struct log *l, unsigned type, unsigned flags, struct buf *body);
struct item *log_fault(struct log *l, enum item_kind kind);
/* A transaction is complete here: dumps may send up to here. */
void log_complete(struct log *l);

#endif
