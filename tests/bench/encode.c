/*
 * encode: how fast rows become records of the tunnel, on one core.
 *
 *   encode TITLE <ROUTED-ROWS     routed rows of one table, in memory first
 *
 * Prints bytes of records made a second of CPU: encoding alone, the same
 * with each compression, and how fast the checksum alone goes over as much,
 * by the CPU's instruction and by the portable table.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/crc32c.h"
#include "base/mem.h"
#include "base/msg.h"
#include "mc/wire.h"
#include "mcupload/pack.h"
#include "row/row.h"

enum {
	BLOCK = 8 * 1024 * 1024,
	ROWS_MAX = 10000000
};

struct image {
	uint64_t at;
	uint32_t len;
};

static struct row_tables tables;
static const struct row_dest *dest;
static struct buf bytes;
static struct image *image;
static size_t nimages;
static uint64_t volatile sum; /* so that nothing is left out */

static double
cpu(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void
take(const struct rec *r)
{
	struct row row;
	const char *why;

	if (r->kind == REC_TABLE) {
		if (row_tables_add(&tables, r, &why) == NULL)
			diex(EX_DATAERR, "%s", why);
	} else if (r->kind == REC_ROW && row_parse(r, &row) == 0) {
		if (nimages == ROWS_MAX)
			diex(EX_DATAERR, "too many rows");
		dest = row_tables_get(&tables, row.table)->dest;
		if (nimages % 65536 == 0)
			image = xreallocarray(
			    image, nimages + 65536, sizeof(*image));
		image[nimages++] =
		    (struct image){ bytes.len, (uint32_t)row.after_len };
		buf_put(&bytes, row.after, row.after_len);
	}
}

/* All rows in blocks, packed; how many bytes before that. */
static uint64_t
encode_all(enum pack_kind kind)
{
	struct buf block = { 0 }, packed = { 0 };
	struct mc_encoder e;
	struct pack p;
	const char *why;
	unsigned bad;
	uint64_t n = 0;
	size_t i;

	pack_init(&p, kind);
	mc_encoder_init(&e, dest->column, dest->ncolumns);
	for (i = 0; i < nimages; i++) {
		if (mc_encode_image(&e, &block, bytes.data + image[i].at,
			image[i].len, &why, &bad) == -1)
			diex(EX_DATAERR, "row %zu: %s", i, why);
		if (block.len < BLOCK && i + 1 < nimages)
			continue;
		mc_encode_end(&e, &block);
		if (kind != PACK_NONE)
			pack_put(&p, &packed, block.data, block.len, 1);
		n += block.len;
		sum += block.data[block.len / 2];
		buf_clear(&block);
		buf_clear(&packed);
		mc_encoder_init(&e, dest->column, dest->ncolumns);
	}
	pack_release(&p);
	buf_release(&block);
	buf_release(&packed);
	return n;
}

static void
say(const char *title, const char *what, uint64_t n, double seconds)
{
	printf(
	    "%-12s %-24s %8.2f GB/s\n", title, what, (double)n / 1e9 / seconds);
	fflush(stdout);
}

/* Until a second of CPU is used; the fastest round counts. */
static void
bench_encode(const char *title, const char *what, enum pack_kind kind)
{
	double from = cpu(), at, best = 1e9, took;
	uint64_t n;

	encode_all(kind);
	do {
		at = cpu();
		n = encode_all(kind);
		took = cpu() - at;
		best = took < best ? took : best;
	} while (cpu() - from < 1);
	say(title, what, n, best);
}

static void
bench_crc(const char *title, const char *what,
    uint32_t (*crc)(uint32_t, const void *, size_t))
{
	double from = cpu(), at, best = 1e9, took;
	size_t i;

	do {
		at = cpu();
		for (i = 0; i < nimages; i++)
			sum += crc(0, bytes.data + image[i].at, image[i].len);
		took = cpu() - at;
		best = took < best ? took : best;
	} while (cpu() - from < 0.5);
	say(title, what, bytes.len, best);
}

int
main(int argc, char *argv[])
{
	struct rec_in in;
	struct rec r;
	int more;

	msg_init("encode");
	if (argc != 2)
		diex(EX_USAGE, "usage: encode TITLE <ROUTED-ROWS");
	rec_in_init(&in, STDIN_FILENO, "stdin");
	while ((more = rec_read(&in, &r)) == 1)
		take(&r);
	if (more == -1)
		diex(in.code, "%s: %s", in.name, in.why);
	if (nimages == 0)
		diex(EX_DATAERR, "no rows");
	bench_encode(argv[1], "records and checksums", PACK_NONE);
	bench_encode(argv[1], "... and zstd", PACK_ZSTD);
	bench_encode(argv[1], "... and deflate", PACK_DEFLATE);
	bench_crc(argv[1], "CRC-32C by the CPU", crc32c);
	bench_crc(argv[1], "CRC-32C by tables", crc32c_portable);
	return 0;
}
