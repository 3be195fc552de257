/*
 * jsonw.c: writing JSON text; see jsonw.h.
 */
#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/jsonw.h"
#include "base/utf8.h"

static void
put_escape(struct buf *b, uint8_t c)
{
	static const char hex[] = "0123456789abcdef";
	char u[6] = { '\\', 'u', '0', '0', hex[c >> 4], hex[c & 15] };

	switch (c) {
	case '"':
		buf_put(b, "\\\"", 2);
		break;
	case '\\':
		buf_put(b, "\\\\", 2);
		break;
	case '\n':
		buf_put(b, "\\n", 2);
		break;
	case '\r':
		buf_put(b, "\\r", 2);
		break;
	case '\t':
		buf_put(b, "\\t", 2);
		break;
	default:
		buf_put(b, u, 6);
		break;
	}
}

void
jsonw_str(struct buf *b, const void *p, size_t n)
{
	const uint8_t *s = p;
	size_t i, from, good;

	buf_putc(b, '"');
	while (n > 0) {
		good = utf8_valid(s, n);
		for (i = from = 0; i < good; i++) {
			if (s[i] >= 0x20 && s[i] != '"' && s[i] != '\\' &&
			    s[i] != 0x7f)
				continue;
			buf_put(b, s + from, i - from);
			put_escape(b, s[i]);
			from = i + 1;
		}
		buf_put(b, s + from, good - from);
		s += good;
		n -= good;
		if (n > 0) { /* one bad byte */
			buf_put(b, "\xef\xbf\xbd", 3);
			s++;
			n--;
		}
	}
	buf_putc(b, '"');
}

void
jsonw_cstr(struct buf *b, const char *s)
{
	jsonw_str(b, s, strlen(s));
}

void
jsonw_base64(struct buf *b, const void *p, size_t n)
{
	static const char digit[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "abcdefghijklmnopqrstuvwxyz0123456789+/";
	const uint8_t *s = p;
	uint8_t *d = buf_reserve(b, (n + 2) / 3 * 4);
	uint32_t v;

	for (; n >= 3; s += 3, n -= 3) {
		v = be24dec(s);
		*d++ = (uint8_t)digit[v >> 18];
		*d++ = (uint8_t)digit[v >> 12 & 63];
		*d++ = (uint8_t)digit[v >> 6 & 63];
		*d++ = (uint8_t)digit[v & 63];
	}
	if (n > 0) {
		v = (uint32_t)s[0] << 16 | (n > 1 ? (uint32_t)s[1] << 8 : 0);
		*d++ = (uint8_t)digit[v >> 18];
		*d++ = (uint8_t)digit[v >> 12 & 63];
		*d++ = n > 1 ? (uint8_t)digit[v >> 6 & 63] : '=';
		*d++ = '=';
	}
	b->len = (size_t)(d - b->data);
}

void
jsonw_b64(struct buf *b, const void *p, size_t n)
{
	buf_puts(b, "{\"b64\":\"");
	jsonw_base64(b, p, n);
	buf_puts(b, "\"}");
}

/* JSON has no words for these; texts that our reader understands. */
static int
put_odd(struct buf *b, double v)
{
	if (isnan(v))
		buf_puts(b, "\"NaN\"");
	else if (isinf(v))
		buf_puts(b, v < 0 ? "\"-Infinity\"" : "\"Infinity\"");
	else
		return 0;
	return 1;
}

void
jsonw_double(struct buf *b, double v)
{
	char text[40];
	int digits;

	if (put_odd(b, v))
		return;
	/* below DBL_MIN a number has fewer digits than 15 */
	for (digits = fabs(v) < DBL_MIN ? 1 : 15; digits <= 17; digits++) {
		snprintf(text, sizeof(text), "%.*g", digits, v);
		if (strtod(text, NULL) == v)
			break;
	}
	buf_puts(b, text);
}

void
jsonw_float(struct buf *b, float v)
{
	char text[40];
	int digits;

	if (put_odd(b, (double)v))
		return;
	for (digits = fabsf(v) < FLT_MIN ? 1 : 6; digits <= 9; digits++) {
		snprintf(text, sizeof(text), "%.*g", digits, (double)v);
		if (strtof(text, NULL) == v)
			break;
	}
	buf_puts(b, text);
}
