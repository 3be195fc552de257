/*
 * crc32c.h: CRC-32C (Castagnoli), reflected polynomial 82f63b78, as the
 * tunnel record stream uses it (RFC 3720 B.4 has vectors).  Hardware where
 * the CPU has it (SSE4.2; CRC of ARMv8), a table of eight elsewhere; both
 * proven equal by tests/unit/crc32c.
 *
 * crc is the running value before the final inversion is undone: start with
 * 0, feed, read the result; feeding in pieces gives the same.
 */
#ifndef BASE_CRC32C_H
#define BASE_CRC32C_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/le.h"

uint32_t crc32c(uint32_t crc, const void *p, size_t n);
/* The same, and the bytes copied to to. */
uint32_t crc32c_copy(uint32_t crc, void *to, const void *p, size_t n);
/* The portable one, for the test and for other machines. */
uint32_t crc32c_portable(uint32_t crc, const void *p, size_t n);

/* Has this CPU the instruction? */
bool crc32c_by_cpu(void);

/*
 * The lowest n bytes of v (n: the constant 1, 2, 4 or 8), for code that has
 * many small values in registers.  c is the crc inverted, as the instruction
 * takes and gives it, in its lower half; cpu is what crc32c_by_cpu() said,
 * asked once.
 */
static inline uint64_t
crc32c_value(bool cpu, uint64_t c, uint64_t v, unsigned n)
{
	uint8_t le[8];

#if defined(__x86_64__)
#define CRC32C_STEP(x86, arm) __asm__(x86 : "+r"(c) : "rm"(v))
#elif defined(__aarch64__)
#define CRC32C_STEP(x86, arm) \
	__asm__(".arch_extension crc\n\t" arm : "+r"(c) : "r"(v))
#endif
#ifdef CRC32C_STEP
	if (cpu) {
		if (n == 8)
			CRC32C_STEP("crc32q %1, %0", "crc32cx %w0, %w0, %x1");
		else if (n == 4)
			CRC32C_STEP("crc32l %k1, %k0", "crc32cw %w0, %w0, %w1");
		else if (n == 2)
			CRC32C_STEP("crc32w %w1, %k0", "crc32ch %w0, %w0, %w1");
		else
			CRC32C_STEP("crc32b %b1, %k0", "crc32cb %w0, %w0, %w1");
		return c;
	}
#else
	(void)cpu;
#endif
	le64enc(le, v);
	return ~crc32c_portable(~(uint32_t)c, le, n);
}

#endif
