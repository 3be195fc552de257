/*
 * pos.h: a place in a binlog, "FILE:OFFSET" in text.
 *
 * file is the log's name as the server says it (no directory); offset counts
 * bytes from the start of that file, 64 bits, as sums of event sizes.
 */
#ifndef BASE_POS_H
#define BASE_POS_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

enum {
	POS_FILE_MAX = 255
};

struct pos {
	char file[POS_FILE_MAX + 1];
	uint64_t offset;
};

/* What there is of it: most names are short. */
static inline void
pos_copy(struct pos *to, const struct pos *from)
{
	memcpy(to->file, from->file, strlen(from->file) + 1);
	to->offset = from->offset;
}

/* "FILE:OFFSET", offset >= 4; false when it is something else. */
bool pos_parse(const char *s, struct pos *pos);
/* The number at the end of the file name ("mysql-bin.000012" -> 12); false
 * when there is none or it does not fit 27 bits (see record_id, pxrec(5)). */
bool pos_file_number(const char *file, uint32_t *n);
/* How a record_id is made: stream << 56 | file << 36 | offset, pxrec(5). */
enum {
	POS_FILE_SHIFT = 36,
	POS_STREAM_SHIFT = 56,
	POS_STREAM_MAX = 127
};

/* The number at the end of the name of a stream, len bytes ("group1_stream_3"
 * -> 3); false when there is none or it is above POS_STREAM_MAX. */
bool pos_stream_number(const char *name, size_t len, uint64_t *n);
/*
 * The record_id of a row at this place: the number of the stream, which stands
 * before the last '_' of the file's name (0 without), << 56, the number of the
 * file << 36, the offset.  False when a part of it does not fit.
 */
bool pos_record_id(const struct pos *pos, uint64_t *id);
/* Order in the log, by file number, then offset: <0, 0, >0.  Files whose
 * stem differs are compared by name. */
int pos_cmp(const struct pos *a, const struct pos *b);

#endif
