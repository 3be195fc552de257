/*
 * msg.c: one line, one write; see msg.h.  The JSON form is in pxlog(5).
 */
#include <errno.h>
#include <getopt.h>
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
	opterr = 0; /* what getopt finds wrong msg_usage says */
	as_json = form != NULL && strcmp(form, "json") == 0;
}

const char *
msg_prog(void)
{
	return prog;
}

/* Append text; control characters and bytes that are not UTF-8 as \xNN. */
static void
put_escaped(struct buf *out, const char *s, size_t n)
{
	size_t good = 0, i;

	for (i = 0; i < n; i++) {
		if (i >= good) /* a run is looked at once */
			good = i + utf8_valid((const uint8_t *)s + i, n - i);
		if (i < good && (unsigned char)s[i] >= 0x20 && s[i] != 0x7f)
			buf_putc(out, s[i]);
		else
			buf_printf(out, "\\x%02x", (unsigned)(uint8_t)s[i]);
	}
}

static void
put_json(struct buf *out, const char *level, int code, const struct buf *text,
    const char *hint)
{
	char now[32];

	clock_rfc3339(clock_now(), now);
	buf_printf(out,
	    "{\"v\":1,\"ts\":\"%s\",\"level\":\"%s\",\"prog\":", now, level);
	jsonw_cstr(out, prog);
	buf_puts(out, ",\"msg\":");
	jsonw_str(out, text->data, text->len);
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
	struct buf text = { 0 }, first = { 0 }, out = { 0 };
	const char *hint = NULL;
	char *nl;
	size_t n;

	buf_vprintf(&text, fmt, ap);
	buf_str(&text);
	n = text.len;
	if ((nl = memchr(text.data, '\n', text.len)) != NULL) {
		n = (size_t)(nl - (char *)text.data);
		hint = nl + 1;
	}
	buf_put(&first, text.data, n);
	if (error != 0)
		buf_printf(&first, ": %s", strerror(error));
	if (as_json) {
		put_json(&out, level, code, &first, hint);
	} else {
		buf_printf(&out, "%s: ", prog);
		put_escaped(&out, (char *)first.data, first.len);
		buf_putc(&out, '\n');
		if (hint != NULL) {
			buf_puts(&out, "hint: ");
			put_escaped(&out, hint, strlen(hint));
			buf_putc(&out, '\n');
		}
	}
	(void)io_write(STDERR_FILENO, out.data, out.len);
	buf_release(&text);
	buf_release(&first);
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

void
msg_usage(char *const argv[])
{
	const char *given = argv[optind - 1];

	if (optopt != 0 && strncmp(given, "--", 2) != 0)
		diex(EX_USAGE,
		    "option '-%c' is unknown or lacks its value\n"
		    "try '%s --help'",
		    optopt, prog);
	diex(EX_USAGE,
	    "option '%s' is unknown, ambiguous, or lacks its value\n"
	    "try '%s --help'",
	    given, prog);
}
