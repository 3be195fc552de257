/*
 * from.h: a request of Alibaba Cloud DTS becomes a job file.
 *
 * What is read (the pages of DTS on ConfigureDtsJob, Reserve and "objects of
 * DTS tasks"; the older ConfigureSynchronizationJob): a JSON object of
 * request fields, in which DbList and Reserve may be JSON or JSON in a
 * string; or an object list alone, as an object keyed by database or as the
 * older array.
 */
#ifndef PXPLAN_FROM_H
#define PXPLAN_FROM_H

#include <jansson.h>

#include "pxplan/draft.h"

/* All of the request into d; draft_refuse where an object or the product
 * cannot be told in a job file. */
void from_request(struct draft *d, json_t *request);
/* The object list of either form. */
void from_objects(struct draft *d, json_t *list);

/* The text of a string, number or boolean, NULL of others; borrowed from v
 * or kept in room. */
const char *from_text(json_t *v, char room[32]);

#endif
