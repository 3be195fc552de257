/*
 * draft.c: writing a job file; see draft.h, and pxsync.conf(5) for what a
 * line can hold.
 */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#include "pxplan/draft.h"

enum {
	LINE = 77 /* what people like to read; a line may have 198 */
};

static const char *const titles[DRAFT_SECTIONS] = { "job", "source", "objects",
	"shape", "copy", "target", "alert" };

void
draft_release(struct draft *d)
{
	size_t i;

	for (i = 0; i < DRAFT_SECTIONS; i++)
		buf_release(&d->section[i]);
	buf_release(&d->notes);
	free(d->why);
}

/* Where a line can end before max, so that the next begins with something
 * that is neither a blank nor the sign of a comment: behind a blank or a
 * comma, else anywhere; 0 when nowhere. */
static size_t
cut(const char *s, size_t n, size_t max)
{
	size_t i, good = 0, any = 0;

	if (n <= max)
		return n;
	for (i = 1; i <= max; i++) {
		if (strchr(" \t#;", s[i]) != NULL)
			continue;
		any = i;
		if (s[i - 1] == ' ' || s[i - 1] == ',')
			good = i;
	}
	return good != 0 ? good : any;
}

/* " ;" begins a comment, and a backslash at the end goes on: a value with
 * them cannot be written. */
static const char *
unwritable(const char *s)
{
	const char *p;
	size_t n = strlen(s);

	for (p = s; *p != '\0'; p++) {
		if ((unsigned char)*p < ' ')
			return "a control character";
		if (p[0] == ' ' && p[1] == ';')
			return "a semicolon behind a blank";
	}
	return n > 0 && s[n - 1] == '\\' ? "a backslash at its end" : NULL;
}

void
draft_put(
    struct draft *d, enum draft_section s, const char *key, const char *value)
{
	struct buf *b = &d->section[s];
	const char *bad;
	size_t n, left, room = LINE - strlen(key) - 3;

	while (*value == ' ' || *value == '\t')
		value++;
	left = strlen(value);
	while (left > 0 && (value[left - 1] == ' ' || value[left - 1] == '\t'))
		left--;
	if ((bad = unwritable(value)) != NULL) {
		draft_refuse(
		    d, "%s: no job file can hold %s in '%s'", key, bad, value);
		return;
	}
	if (left == 0)
		return;
	buf_printf(b, "%s = ", key);
	while ((n = cut(value, left, room)) < left && n > 0) {
		buf_put(b, value, n);
		buf_puts(b, "\\\n    ");
		value += n;
		left -= n;
		room = LINE - 4;
	}
	buf_put(b, value, left);
	buf_putc(b, '\n');
}

/* What stands in a comment must not leave it. */
static void
tame(char *s)
{
	for (; *s != '\0'; s++)
		if ((unsigned char)*s < ' ')
			*s = ' ';
}

void
draft_note(struct draft *d, const char *setting, const char *fmt, ...)
{
	size_t begin = d->notes.len;
	va_list ap;

	buf_printf(&d->notes, "%s: ", setting);
	va_start(ap, fmt);
	buf_vprintf(&d->notes, fmt, ap);
	va_end(ap);
	tame(buf_str(&d->notes) + begin);
	buf_putc(&d->notes, '\n');
	d->nnotes++;
}

void
draft_refuse(struct draft *d, const char *fmt, ...)
{
	struct buf b = { 0 };
	va_list ap;

	if (d->why != NULL)
		return;
	va_start(ap, fmt);
	buf_vprintf(&b, fmt, ap);
	va_end(ap);
	d->why = xstrdup(buf_str(&b));
	buf_release(&b);
}

void
draft_print(const struct draft *d, const char *title, struct buf *out)
{
	const char *p, *end;
	size_t i;

	buf_printf(out, "# %s\n", title);
	for (i = 0; i < DRAFT_SECTIONS; i++) {
		if (d->section[i].len == 0)
			continue;
		buf_printf(out, "\n[%s]\n", titles[i]);
		buf_put(out, d->section[i].data, d->section[i].len);
	}
	if (d->notes.len == 0)
		return;
	buf_puts(out, "\n# Without a counterpart here:\n");
	p = (const char *)d->notes.data;
	for (end = p + d->notes.len; p < end;) {
		const char *eol = memchr(p, '\n', (size_t)(end - p));

		buf_puts(out, "#   ");
		buf_put(out, p, (size_t)(eol + 1 - p));
		p = eol + 1;
	}
}

void
draft_name(struct buf *b, const char *name)
{
	const char *p;

	if (name[strcspn(name, " \t,.=:`*?")] == '\0') {
		buf_puts(b, name);
		return;
	}
	buf_putc(b, '`');
	for (p = name; *p != '\0'; p++) {
		if (*p == '`')
			buf_putc(b, '`');
		buf_putc(b, *p);
	}
	buf_putc(b, '`');
}
