/*
 * throttle.c: see throttle.h.
 *
 * For rows and for bytes there is one moment at which all that was read so
 * far would have been read at the allowed rate.  It lies in memory that the
 * readers share; each moves it on by what it read and waits until it is
 * there.  A pause of the source is not made up for: the moment never lags
 * behind now.
 */
#include <stdatomic.h>
#include <stddef.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/io.h"
#include "base/msg.h"

#include "pxsnapshot/throttle.h"

enum {
	STEP = 20000,  /* microseconds of reading that are paid for at once */
	SLICE = 250000 /* between two questions whether to stop */
};

struct rate {
	atomic_llong due; /* monotonic, microseconds */
	uint64_t limit;   /* a second; 0: none */
	uint64_t step;    /* pay when so much was read */
};

struct throttle {
	struct rate rows, bytes;
};

/* Read, not paid for: of this process alone, not of all that share. */
static uint64_t open_rows, open_bytes;

static void
set(struct rate *r, uint64_t limit)
{
	r->limit = limit;
	r->step = limit / (1000000 / STEP) + 1;
}

struct throttle *
throttle_new(uint64_t rows, uint64_t bytes)
{
	struct throttle *t = NULL;
	int fd;

	if (rows == 0 && bytes == 0)
		return NULL;
	if ((fd = io_spool(NULL)) == -1 || ftruncate(fd, sizeof(*t)) == -1)
		die(EX_IOERR, "cannot make a temporary file");
	t = mmap(NULL, sizeof(*t), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (t == MAP_FAILED)
		die(EX_OSERR, "no memory to share");
	close(fd);
	set(&t->rows, rows);
	set(&t->bytes, bytes);
	return t;
}

void
throttle_free(struct throttle *t)
{
	if (t != NULL)
		munmap(t, sizeof(*t));
}

/* Move r on by n; the moment it is at then. */
static int64_t
move(struct rate *r, uint64_t n)
{
	int64_t cost = (int64_t)((double)n * 1e6 / (double)r->limit);
	long long was = atomic_load(&r->due), from;
	int64_t now = clock_monotonic();

	do
		from = was > now ? was : now;
	while (!atomic_compare_exchange_weak(&r->due, &was, from + cost));
	return from + cost;
}

static void
wait_until(int64_t due, bool (*stop)(void))
{
	int64_t left;

	while ((left = due - clock_monotonic()) > 0 && !stop()) {
		struct timespec t = { 0,
			(left < SLICE ? left : SLICE) * INT64_C(1000) };

		nanosleep(&t, NULL);
	}
}

static void
pay(struct rate *r, uint64_t *open, bool (*stop)(void))
{
	uint64_t n = *open;

	if (r->limit == 0 || n < r->step)
		return;
	*open = 0;
	wait_until(move(r, n), stop);
}

void
throttle_row(struct throttle *t, uint64_t bytes, bool (*stop)(void))
{
	open_rows++;
	open_bytes += bytes;
	pay(&t->rows, &open_rows, stop);
	pay(&t->bytes, &open_bytes, stop);
}
