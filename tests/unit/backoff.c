/* uses: pxbinlog mysql binlog row rec base */
/*
 * backoff.c: how long pauses are, and when they end.  Nothing is waited for:
 * a stop that was asked for ends each pause at once.
 */
#include "base/clock.h"
#include "base/stop.h"
#include "pxbinlog/pause.h"
#include "../tap.h"

int
main(void)
{
	struct backoff b;
	int64_t want = CLOCK_SECOND;
	unsigned i;

	stop_wanted = 1;
	backoff_init(&b, 600);
	for (i = 0; i < 8; i++) {
		ok(b.next == want, "pause %u is %lld s at most", i + 1,
		    (long long)(want / CLOCK_SECOND));
		ok(backoff_pause(&b), "... and within the time");
		want *= 2;
		if (want > 60 * CLOCK_SECOND)
			want = 60 * CLOCK_SECOND;
	}
	ok(b.since != 0, "the clock runs from the first on");
	b.since = clock_monotonic() - 599 * CLOCK_SECOND;
	ok(backoff_pause(&b), "one second before the end there is one more");
	b.since = clock_monotonic() - 600 * CLOCK_SECOND;
	ok(!backoff_pause(&b), "then it is over");
	backoff_reset(&b);
	ok(b.since == 0 && b.next == CLOCK_SECOND, "success starts it anew");
	ok(backoff_pause(&b), "... for the whole time");
	return done();
}
