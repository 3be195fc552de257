/*
 * sink.c: what both sinks share.
 */
#include <stdarg.h>
#include <stdio.h>

#include "mcupload/sink.h"

enum {
	STEP_MS = 200
};

int
sink_fail(struct sink *s, int code, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(s->why, sizeof(s->why), fmt, ap);
	va_end(ap);
	s->code = code;
	return -1;
}

int
sink_drain(struct sink *s)
{
	while (s->ops->busy(s))
		if (s->ops->step(s, STEP_MS) == -1)
			return -1;
	return 0;
}
