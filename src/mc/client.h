/*
 * client.h: requests to MaxCompute: signed, repeated where that is safe,
 * several at a time over connections that are kept.
 *
 * Settings come from [target] of the job file, patience from [job].  Each
 * attempt is signed anew.  Nothing is printed: a retry is told to notice().
 */
#ifndef MC_CLIENT_H
#define MC_CLIENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/conf.h"
#include "mc/answer.h"
#include "mc/keys.h"
#include "mc/sign.h"

enum {
	MC_PARAMS = 12,
	MC_SERVER = 128,
	MC_WHY = 1600
};

enum mc_call_flag {
	MC_TUNNEL = 1,    /* goes to the tunnel endpoint */
	MC_ONCE = 2,      /* repeat only if it cannot have arrived */
	MC_CHUNKED = 4,   /* the body goes as HTTP chunks */
	MC_NO_SCHEMA = 8, /* no curr_schema parameter */
	MC_FRESH = 16,    /* on a new connection: libcurl repeats by itself what
			     an old one swallowed */
	MC_RESULT = 32    /* of the tunnel: about an instance, not a table */
};

struct mc_call {
	/* what is asked; set before mc_start */
	const char *method;
	unsigned flags;
	struct buf path; /* decoded, "/projects/..." */
	struct {
		const char *name;
		struct buf value;
	} param[MC_PARAMS];
	size_t nparams;
	const char *type;     /* Content-Type, NULL none */
	const char *encoding; /* Content-Encoding, NULL none */
	/* streams and upserts: who is meant, of how many */
	char server[MC_SERVER]; /* "" nobody in particular */
	unsigned slots, slot;
	struct buf body;
	int spool; /* a file that comes before body, or -1 */
	uint64_t spool_len;

	/* the answer, when done */
	bool done;
	bool good;   /* 2xx */
	bool sent;   /* the server may have acted on it */
	long status; /* of HTTP, 0 none */
	struct mc_error error;
	struct buf answer;
	char location[512];
	char now_server[MC_SERVER], now_slots[16]; /* "": not said */
	char why[MC_WHY];                          /* when not good */
	int code;

	/* own */
	void *easy; /* while under way */
	void *headers;
	uint64_t body_at;
	int64_t first, again; /* monotonic; again: when to try, 0 = now */
	unsigned tries;
	long retry_after;
	bool unreached; /* no connection came about */
	char stamp[32]; /* the date of our request ... */
	char date[32];  /* ... and of the answer */
	struct mc_call *next;
};

struct mc_client {
	char why[MC_WHY];   /* after -1: the reason, one line */
	int code;           /* ... and the exit code */
	char word[MC_WORD]; /* ... and MaxCompute's code, or "" */

	/* Told of each retry; may be NULL. */
	void (*notice)(void *arg, const char *text);
	void *notice_arg;
	/* Seconds of patience; a target that never answered gets less. */
	unsigned retry_connect, retry_other;

	const char *project, *schema, *quota; /* borrowed from conf */
	/* own */
	const struct conf *conf;
	char *endpoint, *tunnel; /* tunnel: NULL until discovered */
	bool found;              /* tunnel was discovered, and may move */
	struct mc_call *seek;    /* it is asked for again */
	struct mc_keys keys;
	void *multi;
	void *idle[8]; /* easy handles to use again */
	unsigned nidle;
	struct mc_call *calls;
	bool answered;  /* the target was there once */
	bool heed_stop; /* end waits when base/stop.h says so */
};

/* NULL when [target] is not usable: *why (yours), *code. */
struct mc_client *mc_client_new(const struct conf *conf, char **why, int *code);
void mc_client_free(struct mc_client *c);

void mc_call_init(struct mc_call *call, const char *method, unsigned flags);
void mc_call_release(struct mc_call *call);
/* Add a parameter; value NULL or "" = only the name. */
void mc_call_param(struct mc_call *call, const char *name, const char *value);
/* Append "/projects/P[/schemas/S]/tables/T" to the path. */
void mc_call_table(
    struct mc_call *call, const struct mc_client *c, const char *table);

/* (discover.c) The call that asks for the address of the tunnel, with the name
 * of the quota. */
void mc_tunnel_call(struct mc_call *call, const struct mc_client *c);

/* Set a call going.  It must stay where it is until done. */
int mc_start(struct mc_client *c, struct mc_call *call);
/* Let the calls go on, at most ms milliseconds. */
void mc_run(struct mc_client *c, int ms);
/* Wait until call is done.  0 when good; -1 with why, code, word. */
int mc_finish(struct mc_client *c, struct mc_call *call);
/* Start and finish. */
int mc_do(struct mc_client *c, struct mc_call *call);
/* Give up calls under way. */
void mc_abandon(struct mc_client *c, struct mc_call *call);

/* Let time pass; calls under way go on.  A wish to stop ends it. */
void mc_rest(struct mc_client *c, int64_t ms);

/* From now on 20 seconds of patience, or what is less; calls that wait for
 * their next attempt do not wait any more. */
void mc_hurry(struct mc_client *c);

/* Keep a reason in c; -1. */
int mc_fail(struct mc_client *c, int code, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

#endif
