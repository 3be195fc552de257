/*
 * crcslice.h: any reflected CRC of 32 bits, eight bytes a step by table: for
 * CPUs that have no instruction for it, and to prove those that have.
 */
#ifndef BASE_CRCSLICE_H
#define BASE_CRCSLICE_H

#include <stddef.h>
#include <stdint.h>

struct crcslice {
	uint32_t polynomial;    /* reflected */
	uint32_t table[8][256]; /* made at the first use */
};

/* crc: 0, or the result for the bytes before. */
uint32_t crcslice(struct crcslice *s, uint32_t crc, const void *p, size_t n);

#endif
