/*
 * rows.c: lines against lines, as side.c wrote them and sort(1) put them in
 * order: a walk over both at once; see compare.h.
 */
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/io.h"
#include "base/jsonw.h"
#include "base/msg.h"
#include "pxverify/compare.h"

enum {
	FLUSH_BYTES = 65536,
	READ_BYTES = 65536
};

/* A file of lines. */
struct lines {
	int fd;
	const char *path;
	struct buf buf;
	size_t at;    /* what follows the line */
	char *line;   /* in buf; NULL at the end */
	size_t table; /* bytes of the table's name */
	size_t key;   /* bytes up to the end of the key, its tab included */
};

/* What is known of the table under way. */
struct found {
	struct buf name, low, high; /* keys */
	uint64_t missing, extra, different;
};

/* More of the file behind what is not looked at yet.  False: there is none. */
static bool
refill(struct lines *l)
{
	ssize_t n;

	l->buf.len -= l->at;
	if (l->buf.len > 0)
		memmove(l->buf.data, l->buf.data + l->at, l->buf.len);
	l->at = 0;
	n = io_read(l->fd, buf_reserve(&l->buf, READ_BYTES), READ_BYTES);
	if (n == -1)
		die(EX_IOERR, "%s", l->path);
	l->buf.len += (size_t)n;
	return n > 0;
}

/* The line that begins at l->at, without its end; NULL behind the last. */
static char *
take_line(struct lines *l)
{
	size_t seen = 0, left;
	uint8_t *end;
	char *line;

	for (;;) {
		left = l->buf.len - l->at;
		end = left == seen ? NULL
				   : memchr(l->buf.data + l->at + seen, '\n',
					 left - seen);
		if (end != NULL)
			break;
		seen = left;
		if (refill(l))
			continue;
		if (left != 0)
			diex(EX_DATAERR, "%s: the last line is cut", l->path);
		return NULL;
	}
	*end = '\0';
	line = (char *)l->buf.data + l->at;
	l->at = (size_t)(end - l->buf.data) + 1;
	return line;
}

static void
next(struct lines *l)
{
	const char *tab, *end;

	do
		if ((l->line = take_line(l)) == NULL)
			return;
	while (l->line[0] == '\t'); /* the place */
	if ((tab = strchr(l->line, '\t')) == NULL ||
	    (end = strchr(tab + 1, '\t')) == NULL)
		diex(EX_DATAERR, "%s: this is no line of a row", l->path);
	l->table = (size_t)(tab - l->line);
	l->key = (size_t)(end - l->line) + 1;
}

/* Which comes first: that of x <0, of y >0, both 0. */
static int
order(const struct lines *x, const struct lines *y)
{
	size_t n;
	int c;

	if (x->line == NULL || y->line == NULL)
		return (x->line == NULL) - (y->line == NULL);
	n = x->key < y->key ? x->key : y->key;
	if ((c = memcmp(x->line, y->line, n)) != 0)
		return c;
	return x->key < y->key ? -1 : x->key > y->key;
}

/* --- what is found ------------------------------------------------------- */

/* Keys of one table: by number where they begin with one. */
static int
key_cmp(const char *a, const char *b)
{
	const char *x = strchr(a, ':'), *y = strchr(b, ':');

	if (x != NULL && y != NULL && strchr("-0123456789", x[1]) != NULL &&
	    strchr("-0123456789", y[1]) != NULL) {
		long double p = strtold(x + 1, NULL), q = strtold(y + 1, NULL);

		if (p != q)
			return p < q ? -1 : 1;
	}
	return strcmp(a, b);
}

static void
finish(struct found *f)
{
	if (f->name.len == 0)
		return;
	warnx("'%s': %" PRIu64 " rows differ: %" PRIu64 " missing, %" PRIu64
	      " extra, %" PRIu64 " different; keys %s .. %s",
	    buf_str(&f->name), f->missing + f->extra + f->different, f->missing,
	    f->extra, f->different, buf_str(&f->low), buf_str(&f->high));
	buf_clear(&f->name);
	f->missing = f->extra = f->different = 0;
}

/* Remember the row of this line, and begin its object. */
static void
begin(struct found *f, struct buf *out, const struct lines *l, const char *kind)
{
	struct buf key = { 0 };

	if (f->name.len != l->table ||
	    memcmp(f->name.data, l->line, l->table) != 0) {
		finish(f);
		buf_clear(&f->low);
		buf_put(&f->name, l->line, l->table);
	}
	buf_put(&key, l->line + l->table + 1, l->key - l->table - 2);
	if (f->low.len == 0 || key_cmp(buf_str(&key), buf_str(&f->low)) < 0) {
		if (f->low.len == 0) {
			buf_clear(&f->high);
			buf_put(&f->high, key.data, key.len);
		}
		buf_clear(&f->low);
		buf_put(&f->low, key.data, key.len);
	}
	if (key_cmp(buf_str(&key), buf_str(&f->high)) > 0) {
		buf_clear(&f->high);
		buf_put(&f->high, key.data, key.len);
	}
	buf_puts(out, "{\"table\":");
	jsonw_str(out, l->line, l->table);
	buf_printf(out, ",\"kind\":\"%s\",\"key\":%s", kind, buf_str(&key));
	buf_release(&key);
}

/* The columns whose hashes differ: "NAME=HASH" in both, in one order. */
static void
put_columns(struct buf *out, const char *a, const char *b)
{
	const char *comma = "";

	buf_puts(out, ",\"columns\":[");
	a = strchr(a, '\t');
	b = strchr(b, '\t');
	while (a != NULL && b != NULL) {
		size_t n = strcspn(++a, "\t"), m = strcspn(++b, "\t");
		const char *end = memchr(a, '=', n);

		if (end != NULL && (n != m || memcmp(a, b, n) != 0)) {
			buf_puts(out, comma);
			jsonw_str(out, a, (size_t)(end - a));
			comma = ",";
		}
		a = strchr(a, '\t');
		b = strchr(b, '\t');
	}
	buf_putc(out, ']');
}

static void
flush(struct buf *out, size_t least)
{
	if (out->len <= least)
		return;
	if (io_write(STDOUT_FILENO, out->data, out->len) == -1)
		die(EX_IOERR, "stdout");
	buf_clear(out);
}

static void
open_lines(struct lines *l, const char *path)
{
	*l = (struct lines){ .path = path };
	if ((l->fd = open(path, O_RDONLY | O_CLOEXEC)) == -1)
		die(EX_NOINPUT, "cannot read '%s'", path);
	next(l);
}

static void
close_lines(struct lines *l)
{
	close(l->fd);
	buf_release(&l->buf);
}

bool
compare_rows(const char *source, const char *target)
{
	struct found f = { 0 };
	struct buf out = { 0 };
	struct lines x, y;
	bool equal = true;
	int c;

	open_lines(&x, source);
	open_lines(&y, target);
	while (x.line != NULL || y.line != NULL) {
		c = order(&x, &y);
		if (c == 0 && strcmp(x.line + x.key, y.line + y.key) == 0) {
			next(&x);
			next(&y);
			continue;
		}
		equal = false;
		begin(&f, &out, c <= 0 ? &x : &y,
		    c < 0   ? "missing"
		    : c > 0 ? "extra"
			    : "different");
		if (c == 0)
			put_columns(&out, x.line + x.key, y.line + y.key);
		f.missing += c < 0;
		f.extra += c > 0;
		f.different += c == 0;
		buf_puts(&out, "}\n");
		flush(&out, FLUSH_BYTES);
		if (c <= 0)
			next(&x);
		if (c >= 0)
			next(&y);
	}
	finish(&f);
	flush(&out, 0);
	close_lines(&x);
	close_lines(&y);
	buf_release(&out);
	buf_release(&f.name);
	buf_release(&f.low);
	buf_release(&f.high);
	return equal;
}
