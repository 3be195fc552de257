/*
 * date.c: dates of HTTP.
 */
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/num.h"

#include "mc/call.h"

enum {
	RETRY_AFTER_MAX = 86400
};

void
mc_http_date(int64_t us, char *date, char *day)
{
	static const char *const week[] = { "Thu", "Fri", "Sat", "Sun", "Mon",
		"Tue", "Wed" };
	static const char *const month[] = { "Jan", "Feb", "Mar", "Apr", "May",
		"Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
	struct clock_civil t;

	clock_civil(us, &t);
	snprintf(date, 32, "%s, %02u %s %04u %02u:%02u:%02u GMT",
	    week[us / CLOCK_DAY % 7], (unsigned)t.day & 31,
	    month[(t.month - 1) % 12], (unsigned)t.year % 10000,
	    (unsigned)t.hour & 31, (unsigned)t.minute & 63,
	    (unsigned)t.second & 63);
	snprintf(day, 9, "%04u%02u%02u", (unsigned)t.year % 10000,
	    (unsigned)t.month & 15, (unsigned)t.day & 31);
}

/* Seconds since 1970 of such a date, -1 when it is none. */
static int64_t
http_time(const char *s)
{
	static const char month[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	uint64_t day, year, hour, minute, second;
	char text[30], *found;
	size_t i;

	/* "Tue, 02 Jan 2024 03:04:05 GMT" */
	if (strlen(s) != 29 || strcmp(s + 25, " GMT") != 0)
		return -1;
	memcpy(text, s, sizeof(text));
	for (i = 4; i < 29; i++)
		if (text[i] == ' ' || text[i] == ':')
			text[i] = '\0';
	found = strstr(month, text + 8);
	if (found == NULL || strlen(text + 8) != 3 ||
	    (found - month) % 3 != 0 || !num_u64(text + 5, 1, 31, &day) ||
	    !num_u64(text + 12, 1970, 9999, &year) ||
	    !num_u64(text + 17, 0, 23, &hour) ||
	    !num_u64(text + 20, 0, 59, &minute) ||
	    !num_u64(text + 23, 0, 60, &second))
		return -1;
	return clock_days((int)year, (int)(found - month) / 3 + 1, (int)day) *
		   86400 +
	       (int64_t)(hour * 3600 + minute * 60 + second);
}

long
mc_retry_after(const char *s)
{
	int64_t at = http_time(s), now = clock_now() / CLOCK_SECOND;
	uint64_t v;

	if (num_u64(s, 0, RETRY_AFTER_MAX, &v))
		return (long)v;
	if (at <= now)
		return 0;
	return at - now > RETRY_AFTER_MAX ? RETRY_AFTER_MAX : (long)(at - now);
}
