/*
 * retention.c: does the server keep its log long enough?
 */
#include "base/clock.h"
#include "mysql/retention.h"
#include "pxcheck/check.h"

enum {
	HOUR = 3600,
	HOURS_FOLLOW = 24,  /* changes alone */
	HOURS_COPY = 7 * 24 /* a copy first */
};

static void
check_by_size(struct check *k, int64_t oldest, unsigned want)
{
	int64_t hours;

	if (oldest == 0) {
		report_warn(k->r, SOURCE_RETENTION,
		    "the age of the oldest log cannot be learnt; %u h wanted",
		    want);
		return;
	}
	hours = (clock_now() - oldest) / CLOCK_SECOND / HOUR;
	report_pass(k->r, SOURCE_RETENTION, "the oldest event is %lld h old",
	    (long long)hours);
	if (hours < want)
		report_warn(k->r, SOURCE_RETENTION,
		    "the oldest event is %lld h old, %u h wanted; logs are "
		    "removed by size",
		    (long long)hours, want);
}

void
check_retention(struct check *k)
{
	unsigned want = k->full ? HOURS_COPY : HOURS_FOLLOW;
	struct retention r;

	if (!k->incr) {
		report_skip(k->r, SOURCE_RETENTION, "no changes are followed");
		return;
	}
	retention_read(&r, &k->conn);
	if (r.kind == RETENTION_SIZE)
		check_by_size(k, r.oldest, want);
	else if (r.kind == RETENTION_UNKNOWN)
		report_warn(k->r, SOURCE_RETENTION,
		    "the server does not say; %u h wanted", want);
	else if (r.kind == RETENTION_NEVER)
		report_pass(k->r, SOURCE_RETENTION, "logs are never removed");
	else if (r.seconds >= want * (double)HOUR)
		report_pass(k->r, SOURCE_RETENTION, "logs are kept %.0f h",
		    r.seconds / HOUR);
	else
		report_fail(k->r, SOURCE_RETENTION,
		    "logs are kept %.1f h, %u h wanted", r.seconds / HOUR,
		    want);
}
