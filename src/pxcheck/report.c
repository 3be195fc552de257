/*
 * report.c: gathering, counting and printing what was found.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/jsonw.h"
#include "base/mem.h"
#include "pxcheck/report.h"

enum {
	SHOWN_MAX = 10 /* findings of an item in the text; JSON has all */
};

static const char *const words[] = { "NONE", "SKIP", "PASS", "PASS", "WARN",
	"FAIL" };

/* --- gathering ----------------------------------------------------------- */

/* Names come from outside: control characters are shown, not sent.  A hint
 * behind a newline is left out: the item has its cure. */
static void
put_plain(struct buf *b, const char *s)
{
	for (; *s != '\0' && *s != '\n'; s++)
		if ((unsigned char)*s < ' ' || *s == 127)
			buf_printf(b, "\\x%02x", (unsigned char)*s);
		else
			buf_putc(b, *s);
}

static void
clear(struct result *x)
{
	while (x->n > 0)
		free(x->found[--x->n]);
}

static void __attribute__((format(printf, 2, 0)))
add(struct result *x, const char *fmt, va_list ap)
{
	struct buf raw = { 0 }, text = { 0 };

	buf_vprintf(&raw, fmt, ap);
	put_plain(&text, buf_str(&raw));
	x->found = xreallocarray(x->found, x->n + 1, sizeof(*x->found));
	x->found[x->n++] = xstrdup(buf_str(&text));
	buf_release(&raw);
	buf_release(&text);
}

void
report_pass(struct report *r, enum item i, const char *fmt, ...)
{
	va_list ap;

	clear(&r->item[i]);
	r->item[i].level = PASSED;
	va_start(ap, fmt);
	add(&r->item[i], fmt, ap);
	va_end(ap);
}

void
report_skip(struct report *r, enum item i, const char *fmt, ...)
{
	va_list ap;

	clear(&r->item[i]);
	r->item[i].level = SKIPPED;
	va_start(ap, fmt);
	add(&r->item[i], fmt, ap);
	va_end(ap);
}

/* The first finding takes the place of what a pass said. */
static void
raise_to(struct result *x, enum level level)
{
	if (x->level <= PASSED)
		clear(x);
	if (x->level < level)
		x->level = level;
}

void
report_warn(struct report *r, enum item i, const char *fmt, ...)
{
	struct result *x = &r->item[i];
	va_list ap;

	raise_to(x, x->allow ? ALLOWED : WARNING);
	va_start(ap, fmt);
	add(x, fmt, ap);
	va_end(ap);
}

void
report_fail(struct report *r, enum item i, const char *fmt, ...)
{
	va_list ap;

	raise_to(&r->item[i], FAILED);
	va_start(ap, fmt);
	add(&r->item[i], fmt, ap);
	va_end(ap);
}

bool
report_allow(struct report *r, const char *id)
{
	for (size_t i = 0; i < ITEMS; i++)
		if (strcmp(items[i].id, id) == 0) {
			r->item[i].allow = true;
			return true;
		}
	return false;
}

void
report_release(struct report *r)
{
	for (size_t i = 0; i < ITEMS; i++) {
		clear(&r->item[i]);
		free(r->item[i].found);
	}
}

/* --- counting and printing ----------------------------------------------- */

struct report_sum
report_sum(const struct report *r)
{
	struct report_sum s = { 0 };

	for (size_t i = 0; i < ITEMS; i++) {
		enum level level = r->item[i].level;

		s.made += level != SKIPPED;
		s.passed += level == PASSED || level == ALLOWED;
		s.warned += level == WARNING;
		s.failed += level == FAILED || level == NOT_MADE;
	}
	s.percent = s.made == 0 ? 100 : s.passed * 100 / s.made;
	return s;
}

void
report_names(const struct report *r, struct buf *out, bool strict)
{
	size_t n = 0;

	for (size_t i = 0; i < ITEMS; i++)
		if (r->item[i].level == FAILED ||
		    (strict && r->item[i].level == WARNING))
			buf_printf(
			    out, "%s%s", n++ > 0 ? ", " : "", items[i].id);
}

static void
put_item(const struct result *x, const struct item_text *t, struct buf *out)
{
	size_t shown = x->n > SHOWN_MAX ? SHOWN_MAX : x->n;

	buf_printf(out, "%s %-22s %s%s\n", words[x->level], t->id,
	    x->level == ALLOWED    ? "allowed: "
	    : x->level == NOT_MADE ? "not made, see what failed"
				   : "",
	    x->n > 0 ? x->found[0] : "");
	for (size_t i = 1; i < shown; i++)
		buf_printf(out, "%-27s %s\n", "", x->found[i]);
	if (x->n > shown)
		buf_printf(out, "%-27s and %zu more\n", "", x->n - shown);
	if (x->level < ALLOWED)
		return;
	buf_printf(out, "     why: %s\n     cure: %s\n", t->why, t->cure);
}

void
report_text(const struct report *r, struct buf *out, bool all)
{
	struct report_sum s = report_sum(r);

	for (size_t i = 0; i < ITEMS; i++)
		if (all || r->item[i].level == WARNING ||
		    r->item[i].level == FAILED)
			put_item(&r->item[i], &items[i], out);
	buf_printf(out, "%u of %u passed (%u %%), %u warned, %u failed\n",
	    s.passed, s.made, s.percent, s.warned, s.failed);
}

void
report_json(const struct report *r, struct buf *out, const char *job)
{
	static const char *const status[] = { "none", "skip", "pass", "allow",
		"warn", "fail" };
	struct report_sum s = report_sum(r);

	buf_puts(out, "{\"job\":");
	jsonw_cstr(out, job);
	buf_printf(out,
	    ",\"made\":%u,\"passed\":%u,\"warned\":%u,\"failed\":%u,"
	    "\"percent\":%u,\"checks\":[",
	    s.made, s.passed, s.warned, s.failed, s.percent);
	for (size_t i = 0; i < ITEMS; i++) {
		const struct result *x = &r->item[i];

		buf_printf(out, "%s\n{\"id\":\"%s\",\"status\":\"%s\"",
		    i > 0 ? "," : "", items[i].id, status[x->level]);
		buf_puts(out, ",\"found\":[");
		for (size_t k = 0; k < x->n; k++) {
			if (k > 0)
				buf_putc(out, ',');
			jsonw_cstr(out, x->found[k]);
		}
		buf_puts(out, "],\"why\":");
		jsonw_cstr(out, items[i].why);
		buf_puts(out, ",\"cure\":");
		jsonw_cstr(out, items[i].cure);
		buf_putc(out, '}');
	}
	buf_puts(out, "\n]}\n");
}
