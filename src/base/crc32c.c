/*
 * crc32c.c: CRC-32C; see crc32c.h.
 *
 * The instruction takes eight bytes a cycle but gives its result three cycles
 * later.  So a long text is cut in three, whose sums are made side by side; a
 * sum is moved on over the n bytes behind it by multiplying with x^(8n).  The
 * product of two reflected remainders is short of one x, and the instruction,
 * which brings it back below P, multiplies by x^32: the factor is x^(8n-33).
 */
#include <stdbool.h>
#include <string.h>

#include "base/crc32c.h"
#include "base/crcslice.h"

#if defined(__x86_64__)
#include <nmmintrin.h>
#include <wmmintrin.h>
#define BY_CPU __attribute__((target("sse4.2,pclmul")))
#elif defined(__aarch64__)
#include <arm_neon.h>
#include <sys/auxv.h>
#define BY_CPU __attribute__((target("+crc+crypto")))
#endif

uint32_t
crc32c_portable(uint32_t crc, const void *p, size_t n)
{
	static struct crcslice s = { .polynomial = 0x82f63b78 };

	return crcslice(&s, crc, p, n);
}

#ifdef BY_CPU
enum {
	LANES_MIN = 96, /* bytes for which it pays */
	WORDS_MAX = 64  /* of eight bytes, in each of the three */
};

/* x^(64n-33) of n words. */
static uint32_t power[2 * WORDS_MAX + 1];

static void
make_powers(void)
{
	uint32_t x = 0x80000000; /* reflected 1 */
	unsigned n = 0, bit;

	for (bit = 1; bit <= 64 * 2 * WORDS_MAX - 33; bit++) {
		x = x >> 1 ^ (x & 1 ? 0x82f63b78 : 0);
		if (bit % 64 == 64 - 33)
			power[++n] = x;
	}
}

/* 0: the instruction is not there; 1: it is; 2: and so is the product. */
#if defined(__x86_64__)
static int
find(void)
{
	return !__builtin_cpu_supports("sse4.2")  ? 0
	       : __builtin_cpu_supports("pclmul") ? 2
						  : 1;
}

/* The lower half of a product without carry. */
BY_CPU static inline uint64_t
product(uint64_t a, uint32_t b)
{
	return (uint64_t)_mm_cvtsi128_si64(_mm_clmulepi64_si128(
	    _mm_cvtsi64_si128((long long)a), _mm_cvtsi64_si128(b), 0));
}
#else
static int
find(void)
{
	unsigned long has = getauxval(AT_HWCAP);

	return !(has & HWCAP_CRC32) ? 0 : has & HWCAP_PMULL ? 2 : 1;
}

BY_CPU static inline uint64_t
product(uint64_t a, uint32_t b)
{
	return (uint64_t)vmull_p64(a, b);
}
#endif

static int
have(void)
{
	static int found = -1;

	if (found == -1) {
		make_powers();
		found = find();
	}
	return found;
}

bool
crc32c_by_cpu(void)
{
	return have() != 0;
}

BY_CPU static inline uint64_t
move_on(uint64_t c, unsigned words)
{
	return crc32c_value(true, 0, product(c, power[words]), 8);
}

/* Eight bytes of each lane in turn; to: where they are copied, or NULL. */
__attribute__((always_inline)) BY_CPU static inline uint64_t
lanes(uint64_t c, uint8_t *to, const uint8_t *s, unsigned words)
{
	const size_t lane = 8 * (size_t)words;
	uint64_t d = 0, e = 0, v, w, x;
	size_t i;

	for (i = 0; i < lane; i += 8) {
		v = le64dec(s + i);
		w = le64dec(s + lane + i);
		x = le64dec(s + 2 * lane + i);
		if (to != NULL) {
			le64enc(to + i, v);
			le64enc(to + lane + i, w);
			le64enc(to + 2 * lane + i, x);
		}
		c = crc32c_value(true, c, v, 8);
		d = crc32c_value(true, d, w, 8);
		e = crc32c_value(true, e, x, 8);
	}
	return move_on(c, 2 * words) ^ move_on(d, words) ^ e;
}

__attribute__((always_inline)) BY_CPU static inline uint32_t
sum(uint32_t crc, uint8_t *to, const uint8_t *s, size_t n)
{
	uint64_t c = (uint32_t)~crc, v;
	unsigned words;
	size_t i;

	while (n >= LANES_MIN && have() == 2) {
		words = n >= (size_t)24 * WORDS_MAX ? WORDS_MAX
						    : (unsigned)(n / 24);
		c = lanes(c, to, s, words);
		s += 24 * words;
		n -= 24 * words;
		if (to != NULL)
			to += 24 * words;
	}
	for (i = 0; i + 8 <= n; i += 8) {
		v = le64dec(s + i);
		if (to != NULL)
			le64enc(to + i, v);
		c = crc32c_value(true, c, v, 8);
	}
	for (; i < n; i++) {
		if (to != NULL)
			to[i] = s[i];
		c = crc32c_value(true, c, s[i], 1);
	}
	return ~(uint32_t)c;
}

BY_CPU static uint32_t
with_cpu(uint32_t crc, const uint8_t *s, size_t n)
{
	return sum(crc, NULL, s, n);
}

/* The copy is hidden behind the latency of the sums. */
BY_CPU static uint32_t
copy_with_cpu(uint32_t crc, uint8_t *to, const uint8_t *s, size_t n)
{
	return sum(crc, to, s, n);
}

uint32_t
crc32c(uint32_t crc, const void *p, size_t n)
{
	return have() != 0 ? with_cpu(crc, p, n) : crc32c_portable(crc, p, n);
}

uint32_t
crc32c_copy(uint32_t crc, void *to, const void *p, size_t n)
{
	if (have() != 0)
		return copy_with_cpu(crc, to, p, n);
	if (n != 0)
		memcpy(to, p, n);
	return crc32c_portable(crc, p, n);
}
#else
bool
crc32c_by_cpu(void)
{
	return false;
}

uint32_t
crc32c(uint32_t crc, const void *p, size_t n)
{
	return crc32c_portable(crc, p, n);
}

uint32_t
crc32c_copy(uint32_t crc, void *to, const void *p, size_t n)
{
	if (n != 0)
		memcpy(to, p, n);
	return crc32c_portable(crc, p, n);
}
#endif
