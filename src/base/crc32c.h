/*
 * crc32c.h: CRC-32C (Castagnoli), reflected polynomial 82f63b78, as the
 * tunnel record stream uses it (RFC 3720 B.4 has vectors).  Hardware where
 * the CPU has SSE4.2, a table of eight elsewhere; both proven equal by
 * tests/unit/crc32c.
 *
 * crc is the running value before the final inversion is undone: start with
 * 0, feed, read the result; feeding in pieces gives the same.
 */
#ifndef BASE_CRC32C_H
#define BASE_CRC32C_H

#include <stddef.h>
#include <stdint.h>

uint32_t crc32c(uint32_t crc, const void *p, size_t n);
/* The same, and the bytes copied to to. */
uint32_t crc32c_copy(uint32_t crc, void *to, const void *p, size_t n);
/* The portable one, for the test and for other machines. */
uint32_t crc32c_portable(uint32_t crc, const void *p, size_t n);

#endif
