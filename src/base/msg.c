/*
 * msg.c: one line, one write; see msg.h.  The JSON form is in pxlog(5).
 */
#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/io.h"
#include "base/jsonw.h"
#include "base/msg.h"
#include "base/utf8.h"

int msg_level;

static const char *prog = "px";
static bool as_json;

void
msg_init(const char *name)
{
	const char *form = getenv("PX_LOG");

	prog = name;
	as_json = form != NULL && strcmp(form, "json") == 0;
}

const char *
msg_prog(void)
{
	return prog;
}

/* Append text, control characters and broken UTF-8 as \xNN. */
static void
put_escaped(struct buf *out, const char *s, size_t n)
{
	size_t good;

	while (n > 0) {
		good = utf8_valid((const uint8_t *)s, n);
		if (good > 0 && (unsigned char)*s >= 0x20 && *s != 0x7f) {
			buf_putc(out, *s);
		} else {
			buf_printf(out, "\\x%02x", (unsigned)(uint8_t)*s);
		}
		/* the rest of a character that was found good */
		for (s++, n--; good > 1 && n > 0 && (*s & 0xc0) == 0x80;
		     s++, n--)
			buf_putc(out, *s);
	}
}

static void
put_json(struct buf *out, const char *level, int code, const char *text,
    size_t n, const char *hint)
{
	char now[32];

	clock_rfc3339(clock_now(), now);
	buf_printf(out,
	    "{\"v\":1,\"ts\":\"%s\",\"level\":\"%s\",\"prog\":", now, level);
	jsonw_cstr(out, prog);
	buf_puts(out, ",\"msg\":");
	jsonw_str(out, text, n);
	if (hint != NULL) {
		buf_puts(out, ",\"hint\":");
		jsonw_cstr(out, hint);
	}
	if (code != 0)
		buf_printf(out, ",\"code\":%d", code);
	buf_puts(out, "}\n");
}

__attribute__((format(printf, 4, 0))) static void
emit(const char *level, int code, int error, const char *fmt, va_list ap)
{
	struct buf text = { 0 }, out = { 0 };
	const char *hint = NULL;
	char *nl;
	size_t n;

	buf_vprintf(&text, fmt, ap);
	if (error != 0 && memchr(text.data, '\n', text.len) == NULL)
		buf_printf(&text, ": %s", strerror(error));
	buf_str(&text);
	n = text.len;
	if ((nl = memchr(text.data, '\n', text.len)) != NULL) {
		n = (size_t)(nl - (char *)text.data);
		hint = nl + 1;
	}
	if (as_json) {
		put_json(&out, level, code, (char *)text.data, n, hint);
	} else {
		buf_printf(&out, "%s: ", prog);
		put_escaped(&out, (char *)text.data, n);
		buf_putc(&out, '\n');
		if (hint != NULL) {
			buf_puts(&out, "hint: ");
			put_escaped(&out, hint, strlen(hint));
			buf_putc(&out, '\n');
		}
	}
	(void)io_write(STDERR_FILENO, out.data, out.len);
	buf_release(&text);
	buf_release(&out);
}

void
die(int code, const char *fmt, ...)
{
	va_list ap;
	int e = errno;

	va_start(ap, fmt);
	emit("error", code, e, fmt, ap);
	va_end(ap);
	_exit(code);
}

void
diex(int code, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	emit("error", code, 0, fmt, ap);
	va_end(ap);
	_exit(code);
}

void
warnx(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	emit("warning", 0, 0, fmt, ap);
	va_end(ap);
}

void
sayx(const char *fmt, ...)
{
	va_list ap;

	if (msg_level < 0)
		return;
	va_start(ap, fmt);
	emit("info", 0, 0, fmt, ap);
	va_end(ap);
}

void
tellx(const char *fmt, ...)
{
	va_list ap;

	if (msg_level < 1)
		return;
	va_start(ap, fmt);
	emit("debug", 0, 0, fmt, ap);
	va_end(ap);
}

void
msg_print(const char *text)
{
	if (io_write(STDOUT_FILENO, text, strlen(text)) == -1)
		die(EX_IOERR, "stdout");
	_exit(0);
}
