/*
 * le.h: integers in wire bytes, little-endian unless the name says be.
 * memcpy instead of casts: no alignment is assumed of the bytes.
 */
#ifndef BASE_LE_H
#define BASE_LE_H

#include <stdint.h>
#include <string.h>

#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define LE_SWAP16(x) (x)
#define LE_SWAP32(x) (x)
#define LE_SWAP64(x) (x)
#define BE_SWAP32(x) __builtin_bswap32(x)
#define BE_SWAP64(x) __builtin_bswap64(x)
#else
#define LE_SWAP16(x) __builtin_bswap16(x)
#define LE_SWAP32(x) __builtin_bswap32(x)
#define LE_SWAP64(x) __builtin_bswap64(x)
#define BE_SWAP32(x) (x)
#define BE_SWAP64(x) (x)
#endif

static inline uint16_t
le16dec(const uint8_t *p)
{
	uint16_t v;

	memcpy(&v, p, sizeof(v));
	return LE_SWAP16(v);
}

static inline uint32_t
le24dec(const uint8_t *p)
{
	return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16;
}

static inline uint32_t
le32dec(const uint8_t *p)
{
	uint32_t v;

	memcpy(&v, p, sizeof(v));
	return LE_SWAP32(v);
}

static inline uint64_t
le48dec(const uint8_t *p)
{
	return (uint64_t)le32dec(p) | (uint64_t)le16dec(p + 4) << 32;
}

static inline uint64_t
le64dec(const uint8_t *p)
{
	uint64_t v;

	memcpy(&v, p, sizeof(v));
	return LE_SWAP64(v);
}

static inline void
le16enc(uint8_t *p, uint16_t v)
{
	v = LE_SWAP16(v);
	memcpy(p, &v, sizeof(v));
}

static inline void
le32enc(uint8_t *p, uint32_t v)
{
	v = LE_SWAP32(v);
	memcpy(p, &v, sizeof(v));
}

static inline void
le64enc(uint8_t *p, uint64_t v)
{
	v = LE_SWAP64(v);
	memcpy(p, &v, sizeof(v));
}

static inline uint16_t
be16dec(const uint8_t *p)
{
	return (uint16_t)(p[0] << 8 | p[1]);
}

static inline uint32_t
be24dec(const uint8_t *p)
{
	return (uint32_t)p[0] << 16 | (uint32_t)p[1] << 8 | (uint32_t)p[2];
}

static inline uint32_t
be32dec(const uint8_t *p)
{
	uint32_t v;

	memcpy(&v, p, sizeof(v));
	return BE_SWAP32(v);
}

static inline uint64_t
be64dec(const uint8_t *p)
{
	uint64_t v;

	memcpy(&v, p, sizeof(v));
	return BE_SWAP64(v);
}

#endif
