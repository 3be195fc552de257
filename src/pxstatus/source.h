/*
 * source.h: what only the source knows: how far its log goes, and how long it
 * is kept.
 */
#ifndef PXSTATUS_SOURCE_H
#define PXSTATUS_SOURCE_H

#include "pxstatus/status.h"

/* Fill in s->source; a source that cannot be reached in time says so there. */
void source_ask(struct status *s);

#endif
