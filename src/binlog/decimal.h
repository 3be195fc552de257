/*
 * decimal.h: DECIMAL as rows and JSON hold it.  Nine digits go into four
 * bytes, big-endian; what is left of the integer and of the fraction goes
 * into as few bytes as it needs.  The first bit is set for numbers >= 0, and
 * all bits of a negative one are turned over.
 */
#ifndef BINLOG_DECIMAL_H
#define BINLOG_DECIMAL_H

#include <stddef.h>
#include <stdint.h>

enum {
	DECIMAL_PRECISION_MAX = 81, /* of JSON; of columns 65 */
	DECIMAL_SCALE_MAX = 38,     /* MariaDB; MySQL 30 */
	DECIMAL_TEXT_MAX = 96
};

/* Bytes of a DECIMAL(precision, scale); 0 when there is no such type. */
size_t decimal_size(unsigned precision, unsigned scale);

/*
 * The digits of the decimal_size bytes at p into text (DECIMAL_TEXT_MAX, not
 * terminated), with all of the scale.  Returns the length; 0 when the bytes
 * are no number.
 */
size_t decimal_text(
    char *text, const uint8_t *p, unsigned precision, unsigned scale);

#endif
