/*
 * watch.h: look at a job again and again, and tell whoever wants to know.
 */
#ifndef PXSTATUS_WATCH_H
#define PXSTATUS_WATCH_H

#include "pxstatus/status.h"

/* Until told to stop, or until whoever started us is gone. */
void watch(const struct conf *conf, const char *dir);
/* Once: alerts that are due are told.  false when one could not be. */
bool watch_once(const struct conf *conf, const char *dir);

#endif
