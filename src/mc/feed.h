/*
 * feed.h: what a record's checksum covers, gathered so that the CRC gets it
 * in one call and not in two for each field.
 */
#ifndef MC_FEED_H
#define MC_FEED_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/crc32c.h"
#include "base/le.h"

enum {
	MC_FEED = 2048
};

struct mc_feed {
	uint32_t crc;
	size_t n;
	uint8_t data[MC_FEED];
};

static inline uint32_t
mc_feed_end(struct mc_feed *f)
{
	f->crc = crc32c(f->crc, f->data, f->n);
	f->n = 0;
	return f->crc;
}

/* Room for n <= MC_FEED bytes. */
static inline uint8_t *
mc_feed_room(struct mc_feed *f, size_t n)
{
	uint8_t *p;

	if (n > MC_FEED - f->n)
		mc_feed_end(f);
	p = f->data + f->n;
	f->n += n;
	return p;
}

/* A field's number and eight bytes of value. */
static inline void
mc_feed_64(struct mc_feed *f, unsigned field, uint64_t v)
{
	uint8_t *p = mc_feed_room(f, 12);

	le32enc(p, field);
	le64enc(p + 4, v);
}

/* A field's number, and n bytes of value, which are copied to to as well. */
static inline void
mc_feed_copy(
    struct mc_feed *f, unsigned field, uint8_t *to, const void *p, size_t n)
{
	le32enc(mc_feed_room(f, 4), field);
	mc_feed_end(f);
	f->crc = crc32c_copy(f->crc, to, p, n);
}

static inline void
mc_feed_bytes(struct mc_feed *f, unsigned field, const void *p, size_t n)
{
	if (n <= MC_FEED - 4) {
		uint8_t *to = mc_feed_room(f, 4 + n);

		le32enc(to, field);
		if (n != 0)
			memcpy(to + 4, p, n);
		return;
	}
	le32enc(mc_feed_room(f, 4), field);
	mc_feed_end(f);
	f->crc = crc32c(f->crc, p, n);
}

#endif
