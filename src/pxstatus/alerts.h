/*
 * alerts.h: what somebody has to be told: each alert once, and once when it is
 * over, also across restarts: status/alerts, pxsync.state(5).
 */
#ifndef PXSTATUS_ALERTS_H
#define PXSTATUS_ALERTS_H

#include <stdbool.h>

#include "base/buf.h"
#include "pxstatus/status.h"

enum alert_kind {
	ALERT_FAILURE,
	ALERT_LAG,
	ALERT_SLACK,
	ALERT_PARTITIONS,
	ALERTS
};

/* The ways to tell. */
enum {
	WAY_COMMAND,
	WAY_WEBHOOK,
	WAYS
};

struct alert {
	bool open;       /* now */
	bool kept;       /* there is something to remember */
	bool told[WAYS]; /* the newest of open and over */
	int64_t since, until;
	double value, limit;
	char text[300];
};

struct alerts {
	char *path;
	struct alert alert[ALERTS];
	bool way[WAYS]; /* set in the job file */
};

extern const char *const alert_names[ALERTS];
extern const char *const way_names[WAYS];

/* Read the file.  -1 with errno, EINVAL when it makes no sense. */
int alerts_open(struct alerts *a, const struct conf *conf, const char *dir);
void alerts_release(struct alerts *a);
/* Keep it; -1 with errno. */
int alerts_keep(const struct alerts *a);

/* Which are open now, and which are over?  true when one of them changed. */
bool alerts_judge(struct alerts *a, const struct status *s);

/* The next one to tell, and by which way; false when all are told. */
bool alerts_next(const struct alerts *a, enum alert_kind *kind, unsigned *way);
/* It was told. */
void alerts_told(struct alerts *a, enum alert_kind kind, unsigned way);

/* The alert as a JSON object. */
void alert_json(struct buf *b, const struct alerts *a, enum alert_kind kind,
    const struct status *s);

#endif
