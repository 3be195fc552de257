/*
 * crc32c.c: CRC-32C; see crc32c.h.
 */
#include "base/crc32c.h"
#include "base/crcslice.h"
#include "base/le.h"

#if defined(__x86_64__)
#include <nmmintrin.h>
#endif

uint32_t
crc32c_portable(uint32_t crc, const void *p, size_t n)
{
	static struct crcslice s = { .polynomial = 0x82f63b78 };

	return crcslice(&s, crc, p, n);
}

#if defined(__x86_64__)
__attribute__((target("sse4.2"))) static uint32_t
with_sse42(uint32_t crc, const uint8_t *s, size_t n)
{
	uint64_t c = (uint32_t)~crc;

	for (; n >= 8; s += 8, n -= 8)
		c = _mm_crc32_u64(c, le64dec(s));
	if (n >= 4) {
		c = _mm_crc32_u32((uint32_t)c, le32dec(s));
		s += 4;
		n -= 4;
	}
	while (n-- > 0)
		c = _mm_crc32_u8((uint32_t)c, *s++);
	return ~(uint32_t)c;
}

uint32_t
crc32c(uint32_t crc, const void *p, size_t n)
{
	static int have = -1;

	if (have == -1)
		have = __builtin_cpu_supports("sse4.2") ? 1 : 0;
	return have ? with_sse42(crc, p, n) : crc32c_portable(crc, p, n);
}
#else
uint32_t
crc32c(uint32_t crc, const void *p, size_t n)
{
	return crc32c_portable(crc, p, n);
}
#endif
