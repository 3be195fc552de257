/*
 * crc32.c: CRC-32; see crc32.h.
 *
 * Without an instruction for it: a message is a polynomial over bits, the CRC
 * its remainder by P.  Bytes far from the end may be replaced by anything of
 * the same remainder nearer to it: 128 bits times x^n are folded onto the 128
 * bits n further on, by two multiplications with remainders of powers of x.
 * What is left at last, 128 bits, is divided by multiplying with the reciprocal
 * of P (Barrett). Everything is reflected: the first byte's lowest bit is the
 * highest power.
 */
#include <string.h>

#include "base/crc32.h"
#include "base/crcslice.h"
#include "base/le.h"

#if defined(__x86_64__)
#include <emmintrin.h>
#include <smmintrin.h>
#include <wmmintrin.h>
#endif

uint32_t
crc32_ieee_portable(uint32_t crc, const void *p, size_t n)
{
	static struct crcslice s = { .polynomial = 0xedb88320 };

	return crcslice(&s, crc, p, n);
}

#if defined(__x86_64__)
/* Remainders of powers of x by P, reflected, one bit to the left; the low one
 * is for the first eight bytes of a block. */
#define FOLD_64  _mm_set_epi64x(0x1c6e41596, 0x154442bd4) /* x^480, x^544 */
#define FOLD_16  _mm_set_epi64x(0x0ccaa009e, 0x1751997d0) /* x^96, x^160 */
#define FOLD_4   _mm_set_epi64x(0, 0x163cd6124)           /* x^64 */
#define P_AND_1P _mm_set_epi64x(0x1f7011641, 0x1db710641) /* x^64 / P, P */

#define CLMUL __attribute__((target("pclmul,sse4.1,ssse3")))

CLMUL static inline __m128i
load(const uint8_t *p)
{
	__m128i x;

	memcpy(&x, p, sizeof(x));
	return x;
}

CLMUL static inline __m128i
fold(__m128i x, __m128i by, __m128i onto)
{
	return _mm_xor_si128(
	    onto, _mm_xor_si128(_mm_clmulepi64_si128(x, by, 0x00),
		      _mm_clmulepi64_si128(x, by, 0x11)));
}

/* The remainder of 128 bits times x^32. */
CLMUL static inline uint32_t
divide(__m128i x)
{
	const __m128i low = _mm_set_epi32(0, 0, 0, -1);
	__m128i q;

	x = _mm_xor_si128(
	    _mm_srli_si128(x, 8), _mm_clmulepi64_si128(x, FOLD_16, 0x10));
	x = _mm_xor_si128(_mm_srli_si128(x, 4),
	    _mm_clmulepi64_si128(_mm_and_si128(x, low), FOLD_4, 0x00));
	q = _mm_clmulepi64_si128(_mm_and_si128(x, low), P_AND_1P, 0x10);
	q = _mm_clmulepi64_si128(_mm_and_si128(q, low), P_AND_1P, 0x00);
	return (uint32_t)_mm_extract_epi32(_mm_xor_si128(x, q), 1);
}

/*
 * Sixteen bytes or more.  Zeros in front of a message do not change what
 * remains of it, so the first block is filled up in front where the length is
 * odd; the CRC so far goes onto the message's first four bytes.
 */
CLMUL static uint32_t
with_clmul(uint32_t crc, const uint8_t *p, size_t n)
{
	/* Shuffled by what is at shift + k, a block's first k bytes move to
	 * its end, by shift + 16 + k they fall off and the others move up. */
	static const uint8_t shift[48] = { 128, 128, 128, 128, 128, 128, 128,
		128, 128, 128, 128, 128, 128, 128, 128, 128, 0, 1, 2, 3, 4, 5,
		6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 128, 128, 128, 128, 128,
		128, 128, 128, 128, 128, 128, 128, 128, 128, 128, 128 };
	__m128i start = _mm_cvtsi32_si128((int)~crc), x, y[3];
	size_t odd = n % 16;

	x = _mm_shuffle_epi8(_mm_xor_si128(load(p), start), load(shift + odd));
	start = _mm_shuffle_epi8(start, load(shift + 16 + odd));
	p += odd;
	n -= odd;
	x = fold(x, FOLD_16, _mm_xor_si128(load(p), start));
	if (n >= 128) {
		y[0] = load(p + 16);
		y[1] = load(p + 32);
		y[2] = load(p + 48);
		for (p += 64, n -= 64; n >= 64; p += 64, n -= 64) {
			x = fold(x, FOLD_64, load(p));
			y[0] = fold(y[0], FOLD_64, load(p + 16));
			y[1] = fold(y[1], FOLD_64, load(p + 32));
			y[2] = fold(y[2], FOLD_64, load(p + 48));
		}
		x = fold(x, FOLD_16, y[0]);
		x = fold(x, FOLD_16, y[1]);
		x = fold(x, FOLD_16, y[2]);
	} else {
		p += 16;
		n -= 16;
	}
	for (; n > 0; p += 16, n -= 16)
		x = fold(x, FOLD_16, load(p));
	return ~divide(x);
}

uint32_t
crc32_ieee(uint32_t crc, const void *p, size_t n)
{
	static int have = -1;

	if (have == -1)
		have = __builtin_cpu_supports("pclmul") &&
			       __builtin_cpu_supports("sse4.1") &&
			       __builtin_cpu_supports("ssse3")
			   ? 1
			   : 0;
	return n >= 16 && have ? with_clmul(crc, p, n)
			       : crc32_ieee_portable(crc, p, n);
}
#elif defined(__aarch64__)
#include <sys/auxv.h>

/* ARMv8 has an instruction for this polynomial. */
static uint32_t
with_instruction(uint32_t crc, const uint8_t *p, size_t n)
{
	uint32_t c = ~crc;

	for (; n >= 8; p += 8, n -= 8)
		__asm__(".arch_extension crc\n\tcrc32x %w0, %w0, %x1"
			: "+r"(c)
			: "r"(le64dec(p)));
	for (; n > 0; p++, n--)
		__asm__(".arch_extension crc\n\tcrc32b %w0, %w0, %w1"
			: "+r"(c)
			: "r"((uint32_t)*p));
	return ~c;
}

uint32_t
crc32_ieee(uint32_t crc, const void *p, size_t n)
{
	static int have = -1;

	if (have == -1)
		have = (getauxval(AT_HWCAP) & HWCAP_CRC32) != 0;
	return have ? with_instruction(crc, p, n)
		    : crc32_ieee_portable(crc, p, n);
}
#else
uint32_t
crc32_ieee(uint32_t crc, const void *p, size_t n)
{
	return crc32_ieee_portable(crc, p, n);
}
#endif
