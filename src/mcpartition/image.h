/*
 * image.h: a source image to a routed one.
 */
#ifndef MCPARTITION_IMAGE_H
#define MCPARTITION_IMAGE_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "mcpartition/plan.h"

/* The columns in front. */
struct image_head {
	uint64_t record_id;
	int64_t second;
	char op;
	char before, after; /* 'Y' or 'N' */
	struct buf more;    /* values of shape.metadata, borrowed */
};

/* A value that the target cannot hold, or an image that makes no sense. */
struct image_fault {
	const char *why;        /* static */
	unsigned column;        /* of the source; ncolumns: the whole image */
	struct row_value value; /* borrowed from the image */
};

/* How many values were made shorter, or NULL, for they were longer than a
 * cell (shape.long_value). */
extern uint64_t image_shortened;

/*
 * Append the routed image of the len bytes at image to b: for the log with a
 * head, for the base without (NULL).  0; -1 with *f.
 */
int image_put(struct buf *b, const struct plan *p,
    const struct image_head *head, const uint8_t *image, size_t len,
    struct image_fault *f);

#endif
