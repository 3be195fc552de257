/*
 * say.c: see say.h.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"

#include "pxstatus/say.h"

enum {
	MINUTE = 60,
	HOUR = 3600,
	DAY = 86400
};

void
say_span(struct buf *b, int64_t us)
{
	int64_t s = us > 0 ? us / CLOCK_SECOND : 0;

	if (s < 2 * MINUTE)
		buf_printf(b, "%" PRId64 " s", s);
	else if (s < HOUR)
		buf_printf(b, "%" PRId64 " min", s / MINUTE);
	else if (s < DAY)
		buf_printf(b, "%" PRId64 " h %" PRId64 " min", s / HOUR,
		    s % HOUR / MINUTE);
	else
		buf_printf(
		    b, "%" PRId64 " d %" PRId64 " h", s / DAY, s % DAY / HOUR);
}

void
say_count(struct buf *b, uint64_t n)
{
	char text[32];
	size_t len, i;

	len = (size_t)snprintf(text, sizeof(text), "%" PRIu64, n);
	for (i = 0; i < len; i++) {
		if (i > 0 && (len - i) % 3 == 0)
			buf_putc(b, ',');
		buf_putc(b, text[i]);
	}
}

void
say_whole(struct buf *b, double n)
{
	say_count(b, n < 1e18 ? (uint64_t)n : (uint64_t)1e18);
}

void
say_bytes(struct buf *b, double n)
{
	static const char *const unit[] = { "B", "kB", "MB", "GB", "TB" };
	size_t i = 0;

	while (n >= 1000 && i < 4) {
		n /= 1000;
		i++;
	}
	buf_printf(b, i == 0 || n >= 100 ? "%.0f %s" : "%.1f %s", n, unit[i]);
}

void
say_time(struct buf *b, int64_t us)
{
	char text[32];

	clock_rfc3339(us, text);
	buf_printf(b, "%.10s %.8s UTC", text, text + 11);
}

void
say_safe(struct buf *b, const char *s)
{
	for (; *s != '\0'; s++)
		if ((unsigned char)*s < ' ' || *s == 0x7f)
			buf_printf(b, "\\x%02x", (unsigned char)*s);
		else
			buf_putc(b, *s);
}
