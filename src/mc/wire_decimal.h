/*
 * wire_decimal.h: the texts of decimals that come over the tunnel.
 */
#ifndef MC_WIRE_DECIMAL_H
#define MC_WIRE_DECIMAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	MC_DECIMAL_IN = 128 /* longest text taken */
};

/*
 * Digits, a point, a sign, an exponent: to plain digits at to, which holds
 * 255 bytes.  n is at most MC_DECIMAL_IN.  The length; 0 when it is no
 * decimal.
 */
size_t mc_decimal_plain(const uint8_t *p, size_t n, uint8_t *to);

/*
 * Does the text fit decimal(precision,scale)?  Zeros in front and behind do
 * not count.  One with an exponent is taken: the server makes it plain.
 */
bool mc_decimal_fits(
    const uint8_t *p, size_t n, unsigned precision, unsigned scale);

#endif
