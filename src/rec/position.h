/*
 * position.h: the line that says where the job stands; pxsync.state(5).
 */
#ifndef REC_POSITION_H
#define REC_POSITION_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/pos.h"
#include "rec/body.h"

struct position {
	struct pos at;     /* file "" = not known */
	struct pos resume; /* where to read from, at or before at */
	int64_t time;
	int64_t alive;
	char txid[REC_TXID_MAX + 1];
	char origin[REC_ORIGIN_MAX + 1]; /* see rec/body.h */
};

void position_of_mark(struct position *p, const struct rec_mark *m);

/* FILE:OFFSET as a word of base/line.h, "-" when it is not known. */
void position_put_place(struct buf *out, const struct pos *pos);
bool position_get_place(const char *word, struct pos *pos);

/* "pxpos 1 ... crc=..." without line end. */
void position_put(struct buf *out, const struct position *p);
/* false when the n bytes are no such line, or damaged. */
bool position_parse(struct position *p, const char *s, size_t n);

/* 1 read, 0 there is none, -1 with errno (EINVAL: damaged). */
int position_read(struct position *p, const char *path);
/* Replace the file; -1 with errno. */
int position_write(const struct position *p, const char *path);

#endif
