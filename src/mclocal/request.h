/*
 * request.h: one HTTP request on its way through mclocal, and its answer.
 */
#ifndef MCLOCAL_REQUEST_H
#define MCLOCAL_REQUEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "mc/sign.h"
#include "mclocal/body.h"
#include "mclocal/store.h"

enum {
	REQUEST_HEADERS = 8
};

/*
 * Makes an answer piece by piece: append about a megabyte to out.  1 when
 * more will come, 0 at the end, -1 when it cannot go on.
 */
struct source {
	int (*more)(void *p, struct buf *out);
	void (*free)(void *p);
	void *p;
};

struct request {
	struct store *store;
	const char *method;
	const char *path; /* decoded, without the base path */
	const char *host; /* where the client found us: host:port */
	struct mc_pair *param;
	size_t nparams;
	struct mc_pair *header;
	size_t nheaders;
	struct body body;
	bool tunnel;   /* errors as JSON */
	int64_t ahead; /* our clock, in seconds, by a fault */

	unsigned status; /* the answer */
	const char *type;
	struct buf out;
	struct source source;                  /* more NULL: out is all of it */
	struct mc_pair extra[REQUEST_HEADERS]; /* values are owned */
	unsigned nextra;
	char id[33]; /* x-odps-request-id */
};

/* The value of a parameter, "" when it has none, NULL when it is absent. */
const char *request_param(const struct request *rq, const char *name);
/* The value of a header, any case; NULL. */
const char *request_header(const struct request *rq, const char *name);

/* Set a header of the answer. */
void reply_header(struct request *rq, const char *name, const char *value);
/* Answer with what will be put into rq->out. */
struct buf *reply(struct request *rq, unsigned status, const char *type);
/* An error in the form of its service. */
void reply_error(struct request *rq, unsigned status, const char *code,
    const char *fmt, ...) __attribute__((format(printf, 4, 5)));
/* SQLite failed: 500, and what it said. */
void reply_broken(struct request *rq);

/* Text for XML, outside and inside of CDATA; NAME quoted for an attribute. */
void xml_put(struct buf *b, const char *text);
void xml_put_cdata(struct buf *b, const void *p, size_t n);
/* "Tue, 02 Jan 2024 03:04:05 GMT"; text holds 32 bytes. */
void http_date(char *text, int64_t seconds);
bool http_parse_date(const char *text, int64_t *seconds);

#endif
