/*
 * request.h: a job as the request that would configure the same DTS task
 * ("Preview OpenAPI parameters").
 */
#ifndef PXPLAN_REQUEST_H
#define PXPLAN_REQUEST_H

#include <jansson.h>

#include "base/conf.h"
#include "rec/rec.h"

struct request;

struct request *request_new(const struct conf *c);
void request_free(struct request *q);
/* Take a TABLE record that rowfilter left: one entry of DbList.  0; -1 when
 * it cannot be read: *why, static. */
int request_add(struct request *q, const struct rec *r, const char **why);
/* The whole of it; yours, json_decref. */
json_t *request_json(struct request *q);

#endif
