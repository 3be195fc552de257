/*
 * compare.c: sums against sums; see compare.h.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/io.h"
#include "base/msg.h"
#include "pxverify/compare.h"
#include "pxverify/sums.h"

static bool
same_part(const struct sums_part *a, const struct sums_part *b)
{
	return a->rows == b->rows && a->sum.high == b->sum.high &&
	       a->sum.low == b->sum.low;
}

/* A table of one side or both; its parts that differ go to b.  How many. */
static unsigned
compare_table(struct buf *b, const struct sums_table *x,
    const struct sums_table *y, const char *name)
{
	static const struct sums_part none;
	unsigned n = 0;

	for (unsigned k = 0; k < SUMS_PARTS; k++) {
		const struct sums_part *p = x != NULL ? &x->part[k] : &none;
		const struct sums_part *q = y != NULL ? &y->part[k] : &none;

		if (same_part(p, q))
			continue;
		if (n++ == 0)
			buf_printf(b, "table 0 %s\n", name);
		buf_printf(b, "part %u\n", k);
	}
	return n;
}

static void
tell(const struct sums_table *x, const struct sums_table *y, const char *name,
    unsigned n)
{
	uint64_t source = x != NULL ? x->rows : 0;
	uint64_t target = y != NULL ? y->rows : 0;

	if (n == 0)
		sayx("'%s': %" PRIu64 " rows, equal", name, source);
	else
		tellx("'%s': %" PRIu64 " rows in the source, %" PRIu64
		      " in the target, %u of %d parts differ",
		    name, source, target, n, SUMS_PARTS);
}

bool
compare_sums(const char *source, const char *target)
{
	struct sums a, b;
	struct buf out = { 0 };
	bool equal = true;

	if (sums_read(&a, source, false) == -1)
		diex(EX_DATAERR, "%s", a.why);
	if (sums_read(&b, target, false) == -1)
		diex(EX_DATAERR, "%s", b.why);
	buf_printf(&out, "pxparts 1 %d\n", SUMS_PARTS);
	for (size_t i = 0; i < a.n + b.n; i++) {
		const char *name =
		    i < a.n ? a.table[i]->name : b.table[i - a.n]->name;
		const struct sums_table *x = sums_find(&a, name);
		const struct sums_table *y = sums_find(&b, name);
		unsigned n;

		if (i >= a.n && x != NULL)
			continue;
		if ((x != NULL && x->keyless) || (y != NULL && y->keyless)) {
			warnx("'%s' has no key: not verified", name);
			continue;
		}
		n = compare_table(&out, x, y, name);
		tell(x, y, name, n);
		equal = equal && n == 0;
	}
	buf_puts(&out, "end\n");
	if (io_write(STDOUT_FILENO, out.data, out.len) == -1)
		die(EX_IOERR, "stdout");
	buf_release(&out);
	sums_release(&a);
	sums_release(&b);
	return equal;
}
