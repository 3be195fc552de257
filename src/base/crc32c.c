/*
 * crc32c.c: CRC-32C; see crc32c.h.
 */
#include <stdbool.h>
#include <string.h>

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

/* The copy is hidden behind the latency of the sums. */
__attribute__((target("sse4.2"))) static uint32_t
copy_sse42(uint32_t crc, uint8_t *to, const uint8_t *s, size_t n)
{
	uint64_t c = (uint32_t)~crc, v;

	for (; n >= 8; s += 8, to += 8, n -= 8) {
		v = le64dec(s);
		le64enc(to, v);
		c = _mm_crc32_u64(c, v);
	}
	if (n >= 4) {
		uint32_t w = le32dec(s);

		le32enc(to, w);
		c = _mm_crc32_u32((uint32_t)c, w);
		s += 4;
		to += 4;
		n -= 4;
	}
	while (n-- > 0) {
		*to++ = *s;
		c = _mm_crc32_u8((uint32_t)c, *s++);
	}
	return ~(uint32_t)c;
}

static bool
have_sse42(void)
{
	static int have = -1;

	if (have == -1)
		have = __builtin_cpu_supports("sse4.2") ? 1 : 0;
	return have != 0;
}

uint32_t
crc32c(uint32_t crc, const void *p, size_t n)
{
	return have_sse42() ? with_sse42(crc, p, n)
			    : crc32c_portable(crc, p, n);
}

uint32_t
crc32c_copy(uint32_t crc, void *to, const void *p, size_t n)
{
	if (have_sse42())
		return copy_sse42(crc, to, p, n);
	if (n != 0)
		memcpy(to, p, n);
	return crc32c_portable(crc, p, n);
}
#else
uint32_t
crc32c_copy(uint32_t crc, void *to, const void *p, size_t n)
{
	if (n != 0)
		memcpy(to, p, n);
	return crc32c_portable(crc, p, n);
}

uint32_t
crc32c(uint32_t crc, const void *p, size_t n)
{
	return crc32c_portable(crc, p, n);
}
#endif
