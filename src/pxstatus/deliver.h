/*
 * deliver.h: tell one alert, by a command of the user's or by a webhook.  A
 * child process does it, so that nobody waits; one at a time.
 */
#ifndef PXSTATUS_DELIVER_H
#define PXSTATUS_DELIVER_H

#include <stdbool.h>
#include <sys/types.h>

#include "pxstatus/alerts.h"

struct delivery {
	pid_t pid; /* 0: none on its way */
	enum alert_kind kind;
	unsigned way;
	int64_t started; /* monotonic */
};

enum delivered {
	DELIVER_BUSY,
	DELIVER_OK,
	DELIVER_FAILED
};

/* Send it on its way.  0; -1 with errno. */
int deliver_start(struct delivery *d, const struct alerts *a,
    const struct status *s, enum alert_kind kind, unsigned way);
/* How it went; with wait, only when it has ended.  A child that takes too long
 * is killed. */
enum delivered deliver_look(struct delivery *d, bool wait);

/* hook.c: POST the JSON text.  0; -1 with why. */
int hook_post(
    const struct conf *conf, const struct buf *json, char *why, size_t size);

#endif
