/*
 * status.h: all that is known of a job at one moment.  Gathered from its state
 * directory (pxsync.state(5)) and its source, judged, and shown in many ways.
 */
#ifndef PXSTATUS_STATUS_H
#define PXSTATUS_STATUS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/conf.h"
#include "base/pos.h"
#include "mysql/retention.h"
#include "pxstatus/copy.h"
#include "pxstatus/journal.h"
#include "rec/position.h"

enum {
	STATUS_STAGES = 8,
	STATUS_RESTARTS = 10,
	STATUS_PARTITIONS = 60000 /* of a table, the most */
};

/* Names as DTS has them, see status_names. */
enum status_state {
	STATUS_NOT_STARTED,
	STATUS_PRECHECKING,
	STATUS_PRECHECK_FAILED,
	STATUS_INITIALIZING,
	STATUS_INITIALIZE_FAILED,
	STATUS_SYNCHRONIZING,
	STATUS_FAILED,
	STATUS_SUSPENDING,
	STATUS_MODIFYING,
	STATUS_FINISHED
};

enum phase_state {
	PHASE_NOT_STARTED,
	PHASE_MIGRATING,
	PHASE_FAILED,
	PHASE_FINISHED
};

enum {
	PHASE_SCHEMA,
	PHASE_FULL,
	PHASE_INCR,
	PHASES
};

extern const char *const status_names[];      /* by enum status_state */
extern const char *const phase_state_names[]; /* by enum phase_state */
extern const char *const phase_names[PHASES]; /* schema full incremental */

/* What went through one side of a stage; rates are of the last seconds. */
struct flow {
	uint64_t records, rows, bytes;
	double records_s, rows_s, bytes_s;
};

struct stage {
	char name[32];
	pid_t pid;   /* 0 = unknown */
	int code;    /* of its end, -1 = it lives */
	bool counts; /* in and out are known */
	struct flow in, out;
};

/* What the driver says; texts are "" where it says nothing. */
struct driver {
	char *text; /* the file */
	const char *state, *phase, *reason, *stage, *since, *past;
	unsigned code;
	bool checked, schema, full;
	uint64_t restarts;
	const char *restart[STATUS_RESTARTS]; /* "TIME REASON", newest first */
};

struct source {
	bool asked, reached;
	char why[512]; /* when not reached */
	const char *product;
	struct pos newest;
	bool caught_up; /* everything in the log is committed */
	bool purged;    /* what is needed next is not there any more */
	bool behind_known;
	uint64_t behind; /* bytes of log */
	struct retention kept;
	bool slack_known;
	int64_t slack; /* microseconds until the next needed file may go */
};

struct phase {
	enum phase_state state;
	bool chosen;       /* in job.phases */
	double percent;    /* < 0: there is none */
	uint64_t progress; /* tables, rows, log rows */
};

struct status {
	const struct conf *conf;
	const char *dir;
	int64_t now;
	bool running; /* the lock is held */
	struct driver driver;
	struct position position; /* at.file "" = none yet */
	struct copy copy;
	struct journal journal;
	struct stage stage[STATUS_STAGES];
	size_t nstages;
	struct source source;
	/* judged */
	enum status_state state;
	const char *why; /* of a failure, "" */
	struct phase phase[PHASES];
	bool lag_known, alive_known;
	int64_t lag, delay, alive; /* microseconds */
	double copy_rows_s;
	int64_t copy_left;   /* microseconds, -1 = not known */
	int64_t lag_left;    /* until caught up, -1 = not known */
	uint64_t partitions; /* the most a log table can have, 0 = not known */
	double partition_days; /* until the limit, < 0 = never or not known */
	int64_t first;         /* of the first change that can be in a log, 0 */
};

void status_init(struct status *s, const struct conf *conf, const char *dir);
void status_release(struct status *s);

/* Read what changed in the state directory.  0; -1 with why and the exit code
 * in *code. */
int status_read(struct status *s, char *why, size_t size, int *code);

/* What follows from all that; after status_read and source_ask. */
void status_judge(struct status *s);

/* A forecast as microseconds; -1 when nobody will wait for it. */
int64_t status_forecast(double seconds);

/* driver.c: 0, -1 with errno. */
int driver_read(struct driver *d, const char *dir);
void driver_release(struct driver *d);

/* stages.c: those of the current phase. */
void stages_read(struct status *s);

#endif
