/*
 * image.h: table maps and row images, from words.
 */
#ifndef FAKEPX_IMAGE_H
#define FAKEPX_IMAGE_H

#include "words.h"

enum {
	IMAGE_COLUMNS = 64
};

struct image_column {
	uint8_t type; /* on the wire */
	uint16_t size;
	bool nullable;
};

struct image_table {
	uint64_t id;
	unsigned n;
	bool hidden; /* the last column is a key the server made up */
	struct image_column column[IMAGE_COLUMNS];
};

/*
 * The body of a TABLE_MAP from "ID DB.NAME TYPE...": t is filled, its id
 * first.  NULL, or the word that makes no sense.
 */
const char *image_map(struct buf *b, struct image_table *t, struct words *w);

/*
 * The body of a rows event from "(VALUE...) (VALUE...)...": one image for
 * each bracket, or two for each row of an UPDATE.  NULL, or the word that
 * makes no sense.
 */
const char *image_rows(
    struct buf *b, const struct image_table *t, bool update, struct words *w);

#endif
