/*
 * json.h: records as JSON lines.  Keys in the order of pxrec(1); a key whose
 * value is the usual one (0, empty, none) may be left out.
 */
#ifndef PXREC_JSON_H
#define PXREC_JSON_H

#include "base/buf.h"
#include "rec/rec.h"

#include "pxrec/names.h"
#include "pxrec/view.h"

/*
 * Append r as one line.  The view has already been fed r.  0; -1 with
 * v->why when the bytes make no sense.
 */
int json_put(struct buf *b, struct view *v, const struct rec *r);

/* The parts of it. */
int json_put_table(struct buf *b, struct view *v, const struct rec *r);
int json_put_row(struct buf *b, struct view *v, const struct rec *r);
int json_put_part(struct buf *b, struct view *v, const struct rec *r);

/* ,"key":"text" and ,"key":number; nothing when "" or 0. */
void json_text(struct buf *b, const char *key, const char *s);
void json_number(struct buf *b, const char *key, uint64_t v);
/* ,"key":["name",...] of the bits set; nothing when none is. */
void json_flags(
    struct buf *b, const char *key, const struct name *names, unsigned flags);
/* "FILE:OFFSET", null without a file and offset; RFC 3339 time, null for 0 */
void json_pos(struct buf *b, const struct pos *at);
void json_time(struct buf *b, int64_t us);

#endif
