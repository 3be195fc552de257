/*
 * call.h: one attempt of a call; between call.c and client.c.
 */
#ifndef MC_CALL_H
#define MC_CALL_H

#include <curl/curl.h>

#include "mc/client.h"

/* Make call->easy ready for a new attempt.  -1 with call->why and code. */
int mc_attempt(struct mc_client *c, struct mc_call *call);
/*
 * An attempt is over: take the answer.  The class says how to go on; sent
 * tells whether the server can have acted.
 */
enum mc_class mc_attempted(
    struct mc_client *c, struct mc_call *call, CURLcode result);

/* --- date.c --------------------------------------------------------------- */

/* "Tue, 02 Jan 2024 03:04:05 GMT" (32 bytes) and "20240102" (9 bytes). */
void mc_http_date(int64_t us, char *date, char *day);
/* Seconds of a Retry-After, which is a number or a date; 0 when neither. */
long mc_retry_after(const char *s);

/* --- discover.c ----------------------------------------------------------- */

/* Learn where the tunnel is: c->tunnel.  -1 with why. */
int mc_discover(struct mc_client *c);
/* Ask again, beside the calls under way. */
void mc_seek(struct mc_client *c);
/* Take the answer to that, if it is there; a failure changes nothing. */
void mc_sought(struct mc_client *c);

#endif
