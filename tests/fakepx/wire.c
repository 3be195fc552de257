/*
 * wire.c: see wire.h.
 */
#include <string.h>

#include "wire.h"

enum {
	PIECE_MAX = 0xffffff,
	STATUS_AUTOCOMMIT = 2,
	TYPE_VAR_STRING = 253,
	COLLATION_UTF8MB4 = 45
};

void
wire_packet(struct wire *w, const void *p, size_t n)
{
	const uint8_t *from = p;
	size_t piece;

	do {
		piece = n < PIECE_MAX ? n : PIECE_MAX;
		buf_put16(&w->buf, (uint16_t)piece);
		buf_putc(&w->buf, (int)(piece >> 16));
		buf_putc(&w->buf, w->seq++);
		buf_put(&w->buf, from, piece);
		from += piece;
		n -= piece;
	} while (n > 0);
}

void
wire_ok(struct wire *w)
{
	static const uint8_t ok[] = { 0, 0, 0, STATUS_AUTOCOMMIT, 0, 0, 0 };

	wire_packet(w, ok, sizeof(ok));
}

void
wire_error(struct wire *w, unsigned code, const char *text)
{
	struct buf b = { 0 };

	buf_putc(&b, 0xff);
	buf_put16(&b, (uint16_t)code);
	buf_puts(&b, "#HY000");
	buf_puts(&b, text);
	wire_packet(w, b.data, b.len);
	buf_release(&b);
}

static void
put_lenenc(struct buf *b, const char *s)
{
	size_t n = strlen(s);

	if (n < 251) {
		buf_putc(b, (int)n);
	} else {
		buf_putc(b, 252);
		buf_put16(b, (uint16_t)n);
	}
	buf_put(b, s, n);
}

void
wire_columns(struct wire *w, const char *const *name, unsigned n)
{
	struct buf b = { 0 };
	unsigned i;

	buf_putc(&b, (int)n);
	wire_packet(w, b.data, b.len);
	for (i = 0; i < n; i++) {
		buf_clear(&b);
		put_lenenc(&b, "def");
		put_lenenc(&b, ""); /* schema, table, its own name */
		put_lenenc(&b, "");
		put_lenenc(&b, "");
		put_lenenc(&b, name[i]);
		put_lenenc(&b, name[i]);
		buf_putc(&b, 12); /* bytes that follow */
		buf_put16(&b, COLLATION_UTF8MB4);
		buf_put32(&b, 1020); /* length */
		buf_putc(&b, TYPE_VAR_STRING);
		buf_put32(&b, 0); /* flags, decimals, filler */
		buf_putc(&b, 0);
		wire_packet(w, b.data, b.len);
	}
	wire_end(w);
	buf_release(&b);
}

void
wire_row(struct wire *w, const char *const *text, unsigned n)
{
	struct buf b = { 0 };
	unsigned i;

	for (i = 0; i < n; i++)
		if (text[i] == NULL)
			buf_putc(&b, 251);
		else
			put_lenenc(&b, text[i]);
	wire_packet(w, b.data, b.len);
	buf_release(&b);
}

void
wire_end(struct wire *w)
{
	static const uint8_t end[] = { 0xfe, 0, 0, STATUS_AUTOCOMMIT, 0 };

	wire_packet(w, end, sizeof(end));
}
