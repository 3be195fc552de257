/*
 * sha1.h: the digest of RFC 3174, which mysql_native_password is made of.
 */
#ifndef FAKEPX_SHA1_H
#define FAKEPX_SHA1_H

#include <stddef.h>
#include <stdint.h>

enum {
	SHA1_SIZE = 20
};

/* Of short texts: at most 119 bytes. */
void sha1(const void *p, size_t n, uint8_t out[SHA1_SIZE]);

#endif
