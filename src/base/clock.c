/*
 * clock.c: UTC time; see clock.h.  The calendar arithmetic counts days from
 * 0000-03-01 in eras of 400 years, so that leap days come last.
 */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"

int64_t
clock_days(int year, int month, int day)
{
	int64_t y = month <= 2 ? (int64_t)year - 1 : year;
	int64_t era = (y >= 0 ? y : y - 399) / 400;
	int64_t yoe = y - era * 400;
	int64_t doy = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;

	return era * 146097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719468;
}

bool
clock_date_exists(int year, int month, int day)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30,
		31 };
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	if (month < 1 || month > 12 || day < 1)
		return false;
	return day <= days[month - 1] + (month == 2 && leap ? 1 : 0);
}

void
clock_civil(int64_t us, struct clock_civil *c)
{
	int64_t days = us / CLOCK_DAY, rest = us % CLOCK_DAY;
	int64_t era, doe, yoe, doy, mp;

	if (rest < 0) {
		rest += CLOCK_DAY;
		days--;
	}
	days += 719468;
	era = (days >= 0 ? days : days - 146096) / 146097;
	doe = days - era * 146097;
	yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	mp = (5 * doy + 2) / 153;
	c->day = (int)(doy - (153 * mp + 2) / 5 + 1);
	c->month = (int)(mp < 10 ? mp + 3 : mp - 9);
	c->year = (int)(yoe + era * 400 + (c->month <= 2 ? 1 : 0));
	c->hour = (int)(rest / (3600 * CLOCK_SECOND));
	c->minute = (int)(rest / (60 * CLOCK_SECOND) % 60);
	c->second = (int)(rest / CLOCK_SECOND % 60);
	c->micro = (int)(rest % CLOCK_SECOND);
}

int64_t
clock_us(const struct clock_civil *c)
{
	int64_t seconds = clock_days(c->year, c->month, c->day) * 86400 +
			  c->hour * 3600 + c->minute * 60 + c->second;

	return seconds * CLOCK_SECOND + c->micro;
}

static int64_t
now_of(clockid_t id)
{
	struct timespec ts;

	clock_gettime(id, &ts);
	return (int64_t)ts.tv_sec * CLOCK_SECOND + ts.tv_nsec / 1000;
}

int64_t
clock_now(void)
{
	return now_of(CLOCK_REALTIME);
}

int64_t
clock_monotonic(void)
{
	return now_of(CLOCK_MONOTONIC);
}

void
clock_rfc3339(int64_t us, char *text)
{
	struct clock_civil c;

	clock_civil(us, &c);
	snprintf(text, 32, "%04d-%02d-%02dT%02d:%02d:%02d.%06dZ",
	    c.year % 10000, c.month, c.day, c.hour, c.minute, c.second,
	    c.micro);
}

/* n digits at *s to *v; moves on. */
static bool
field(const char **s, int n, int *v)
{
	for (*v = 0; n > 0; n--, (*s)++) {
		if (**s < '0' || **s > '9')
			return false;
		*v = *v * 10 + (**s - '0');
	}
	return true;
}

static bool
expect(const char **s, char want)
{
	return *(*s)++ == want;
}

bool
clock_parse_rfc3339(const char *s, int64_t *us)
{
	struct clock_civil c = { 0 };
	int unit = 100000;

	if (!field(&s, 4, &c.year) || !expect(&s, '-') ||
	    !field(&s, 2, &c.month) || !expect(&s, '-') ||
	    !field(&s, 2, &c.day))
		return false;
	if (*s != 'T' && *s != 't' && *s != ' ')
		return false;
	s++;
	if (!field(&s, 2, &c.hour) || !expect(&s, ':') ||
	    !field(&s, 2, &c.minute) || !expect(&s, ':') ||
	    !field(&s, 2, &c.second))
		return false;
	if (*s == '.')
		for (s++; *s >= '0' && *s <= '9'; s++, unit /= 10)
			c.micro += (*s - '0') * unit;
	if ((*s != 'Z' && *s != 'z') || s[1] != '\0')
		return false;
	if (!clock_date_exists(c.year, c.month, c.day) || c.hour > 23 ||
	    c.minute > 59 || c.second > 59)
		return false;
	*us = clock_us(&c);
	return true;
}
