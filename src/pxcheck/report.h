/*
 * report.h: what was found for each item.
 */
#ifndef PXCHECK_REPORT_H
#define PXCHECK_REPORT_H

#include <stdbool.h>

#include "base/buf.h"
#include "pxcheck/items.h"

enum level {
	NOT_MADE, /* something before it failed */
	SKIPPED,  /* does not apply to this job */
	PASSED,
	ALLOWED, /* a warning that --allow named */
	WARNING,
	FAILED
};

struct result {
	enum level level;
	bool allow;
	char **found; /* texts */
	size_t n;
};

struct report {
	struct result item[ITEMS];
	int code; /* exit code of a side that cannot be had, else 0 */
};

void report_release(struct report *r);

/* It was checked and is well, so far; says what there is. */
void report_pass(struct report *r, enum item i, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
/* It does not apply; says why. */
void report_skip(struct report *r, enum item i, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
/* Something was found; may be called again and again. */
void report_warn(struct report *r, enum item i, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
void report_fail(struct report *r, enum item i, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

static inline bool
report_well(const struct report *r, enum item i)
{
	return r->item[i].level != FAILED && r->item[i].level != NOT_MADE;
}

/* Take the item of this id as allowed when it warns; false: no such id. */
bool report_allow(struct report *r, const char *id);

struct report_sum {
	unsigned made, passed, warned, failed; /* skipped ones left out */
	unsigned percent; /* passed of made, rounded down */
};

struct report_sum report_sum(const struct report *r);

/* "source.keys, target.tables": what failed; strict: or warned. */
void report_names(const struct report *r, struct buf *out, bool strict);
/* Print it; all: also what passed.  One JSON document with job's name. */
void report_text(const struct report *r, struct buf *out, bool all);
void report_json(const struct report *r, struct buf *out, const char *job);

#endif
