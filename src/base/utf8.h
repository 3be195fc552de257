/*
 * utf8.h: is it text?  UTF-8 as RFC 3629 has it: no overlong forms, no
 * surrogates, nothing above U+10FFFF.
 */
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* How many bytes from the start are plain ASCII (fast, eight at a time). */
size_t utf8_ascii(const uint8_t *p, size_t n);

/* How many bytes from the start are valid UTF-8; n when all are. */
size_t utf8_valid(const uint8_t *p, size_t n);

#endif
