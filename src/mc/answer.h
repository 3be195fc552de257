/*
 * answer.h: what a refusal says, whichever form it comes in.
 */
#ifndef MC_ANSWER_H
#define MC_ANSWER_H

#include <stddef.h>

enum mc_class {
	MC_DONE = 0, /* a good answer */
	MC_REFUSED,  /* trying again would not help */
	MC_BUSY,     /* throttled, or no connection: patience */
	MC_BROKEN    /* the server failed: a few more tries */
};

enum {
	MC_WORD = 64
};

struct mc_error {
	char word[MC_WORD]; /* "NoSuchTable", or "" */
	char text[1024];    /* message, control characters as blanks */
	char request[128];  /* request id, or "" */
	unsigned hold;      /* milliseconds the server asks us to wait */
};

/* Read the body of an answer that is no success. */
void mc_error_read(struct mc_error *e, const void *body, size_t n);
/* "NoSuchTable" of "ODPS-0130131:Table not found", or NULL. */
const char *mc_error_odps(const char *text);
/* How to take it, and the exit code (sysexits) if it stays so. */
enum mc_class mc_error_class(const struct mc_error *e, long status, int *code);
/* One line: "HTTP 403 NoPermission: text (request id)". */
void mc_error_line(const struct mc_error *e, long status, char *to, size_t n);

#endif
