/*
 * lines.c: JSON lines in; see lines.h.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "base/io.h"
#include "rec/rec.h"

#include "pxrec/lines.h"

enum {
	READ_SIZE = 256 * 1024,
	DIGITS_KEPT = 18 /* jansson's integers hold them all */
};

/* Every byte of the largest record as an escape of six. */
#define LINE_MAX_LEN ((size_t)REC_MAX * 6)

void
lines_init(struct lines *l, int fd, const char *name)
{
	memset(l, 0, sizeof(*l));
	l->fd = fd;
	l->name = name;
}

void
lines_release(struct lines *l)
{
	buf_release(&l->buf);
	buf_release(&l->kept);
}

static int
fail(struct lines *l, int code, const char *why)
{
	if (why != l->whybuf)
		snprintf(l->whybuf, sizeof(l->whybuf), "%s", why);
	l->why = l->whybuf;
	l->code = code;
	return -1;
}

/* The next line without its newline.  1, 0 at the end, -1. */
static int
next_line(struct lines *l, const uint8_t **line, size_t *n)
{
	struct buf *b = &l->buf;
	const uint8_t *nl;
	ssize_t got;

	for (;;) {
		nl = b->len == l->looked ? NULL
					 : memchr(b->data + l->looked, '\n',
					       b->len - l->looked);
		if (nl != NULL || (l->eof && b->len > l->at))
			break;
		if (l->eof)
			return 0;
		l->looked = b->len;
		if (b->len - l->at > LINE_MAX_LEN)
			return fail(l, EX_DATAERR, "line is too long");
		if (l->at > 0) {
			b->len -= l->at;
			memmove(b->data, b->data + l->at, b->len);
			l->looked -= l->at;
			l->at = 0;
		}
		got = io_read(l->fd, buf_reserve(b, READ_SIZE), READ_SIZE);
		if (got == -1)
			return fail(l, EX_IOERR, strerror(errno));
		l->eof = got == 0;
		b->len += (size_t)got;
	}
	*line = b->data + l->at;
	*n = nl == NULL ? b->len - l->at : (size_t)(nl - *line);
	l->at = l->looked = l->at + *n + (nl != NULL ? 1 : 0);
	l->number++;
	return 1;
}

/* Is the number of n bytes one that jansson gives back as it is written? */
static bool
is_kept(const uint8_t *p, size_t n)
{
	size_t i;

	if (n > DIGITS_KEPT || (n == 2 && p[0] == '-' && p[1] == '0'))
		return false;
	for (i = 0; i < n; i++)
		if (p[i] != '-' && (p[i] < '0' || p[i] > '9'))
			return false;
	return true;
}

static size_t
string_len(const uint8_t *p, size_t n)
{
	size_t i;

	for (i = 1; i < n && p[i] != '"'; i++)
		if (p[i] == '\\')
			i++;
	return i < n ? i + 1 : n;
}

/* The same line, numbers that would be changed wrapped.  What is not JSON
 * stays so. */
static void
keep_numbers(struct buf *out, const uint8_t *p, size_t n)
{
	size_t i = 0, len;

	buf_clear(out);
	while (i < n) {
		if (p[i] == '"') {
			len = string_len(p + i, n - i);
		} else if (p[i] == '-' || (p[i] >= '0' && p[i] <= '9')) {
			for (len = 1; i + len < n; len++)
				if (memchr("0123456789+-.eE", p[i + len], 15) ==
				    NULL)
					break;
			if (!is_kept(p + i, len)) {
				buf_puts(out, "{\"n\":\"");
				buf_put(out, p + i, len);
				buf_puts(out, "\"}");
				i += len;
				continue;
			}
		} else {
			len = 1;
		}
		buf_put(out, p + i, len);
		i += len;
	}
}

static bool
is_blank(const uint8_t *p, size_t n)
{
	for (; n > 0; p++, n--)
		if (*p != ' ' && *p != '\t' && *p != '\r')
			return false;
	return true;
}

int
lines_next(struct lines *l, json_t **v)
{
	json_error_t error;
	const uint8_t *line;
	size_t n;
	int more;

	do
		if ((more = next_line(l, &line, &n)) != 1)
			return more;
	while (is_blank(line, n));
	keep_numbers(&l->kept, line, n);
	*v = json_loadb((char *)l->kept.data, l->kept.len,
	    JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, &error);
	if (*v == NULL)
		return fail(l, EX_DATAERR, error.text);
	if (!json_is_object(*v)) {
		json_decref(*v);
		return fail(l, EX_DATAERR, "not a JSON object");
	}
	return 1;
}

bool
lines_number(const json_t *v, char *text, size_t size)
{
	const json_t *n;

	if (json_is_integer(v)) {
		snprintf(text, size, "%lld", json_integer_value(v));
		return true;
	}
	if (!json_is_object(v) || json_object_size(v) != 1 ||
	    (n = json_object_get(v, "n")) == NULL || !json_is_string(n) ||
	    json_string_length(n) >= size)
		return false;
	memcpy(text, json_string_value(n), json_string_length(n) + 1);
	return true;
}
