/*
 * html_list.c: the long lists of the page.
 */
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "base/io.h"
#include "base/mem.h"

#include "pxstatus/html.h"
#include "pxstatus/say.h"

enum {
	LIST_MAX = 16 * 1024 * 1024 /* the longest file */
};

/* --- tables ------------------------------------------------------------- */

/* Names of base and log table of one source table differ at their ends. */
static size_t
stem(const char *name)
{
	const char *end = strrchr(name, '_');

	return end != NULL &&
		       (strcmp(end, "_base") == 0 || strcmp(end, "_log") == 0)
		   ? (size_t)(end - name)
		   : strlen(name);
}

static bool
same(const char *a, const char *b)
{
	return stem(a) == stem(b) && memcmp(a, b, stem(a)) == 0;
}

static void
put_count(struct buf *b, const uint64_t *n)
{
	buf_puts(b, "<td class=\"n\">");
	if (n != NULL)
		say_count(b, *n);
	buf_puts(b, "</td>");
}

static void
put_row(struct buf *b, const char *name, const uint64_t *copied,
    const uint64_t *logged)
{
	char *text = xstrndup(name, stem(name));

	buf_puts(b, "<tr><td>");
	html_text(b, text);
	buf_puts(b, "</td>");
	put_count(b, copied);
	put_count(b, logged);
	buf_puts(b, "</tr>\n");
	free(text);
}

void
html_tables(struct buf *b, const struct status *s)
{
	const struct copy *c = &s->copy;
	const struct journal *j = &s->journal;
	size_t i, k;

	if (c->ntables + j->ntables == 0)
		return;
	buf_puts(b, "<h2>Tables</h2>\n<div><table>\n<tr><th>table</th>"
		    "<th>rows copied</th><th>rows logged</th></tr>\n");
	for (i = 0; i < c->ntables; i++) {
		for (k = 0; k < j->ntables; k++)
			if (same(c->table[i].name, j->table[k].name))
				break;
		put_row(b, c->table[i].name, &c->table[i].rows,
		    k < j->ntables ? &j->table[k].rows : NULL);
	}
	for (k = 0; k < j->ntables; k++) {
		for (i = 0; i < c->ntables; i++)
			if (same(c->table[i].name, j->table[k].name))
				break;
		if (i == c->ntables)
			put_row(b, j->table[k].name, NULL, &j->table[k].rows);
	}
	buf_puts(b, "</table></div>\n");
}

/* --- changes of definitions ---------------------------------------------- */

/* Place, time, what was done, kind, tables, statement; pxsync.state(5). */
static void
put_ddl(struct buf *b, char *line)
{
	char *cell[6] = { line }, *at = line;
	size_t i, n = 1;

	while (n < 6 && (at = strchr(at, ' ')) != NULL) {
		*at++ = '\0';
		cell[n++] = at;
	}
	if (n < 6)
		return;
	buf_puts(b, "<tr>");
	for (i = 1; i < 6; i++) {
		buf_puts(b, "<td>");
		html_text(b, cell[i]);
		buf_puts(b, "</td>");
	}
	buf_puts(b, "</tr>\n");
}

void
html_ddl(struct buf *b, const struct status *s)
{
	char *path = xasprintf("%s/ddl", s->dir), *line, *end;
	struct buf text = { 0 };

	if (io_slurp(path, LIST_MAX, &text) == 0 && text.len > 0) {
		buf_puts(b, "<h2>Changes of definitions</h2>\n"
			    "<div><table>\n");
		for (line = buf_str(&text); (end = strchr(line, '\n')) != NULL;
		     line = end + 1) {
			*end = '\0';
			put_ddl(b, line);
		}
		buf_puts(b, "</table></div>\n");
	}
	buf_release(&text);
	free(path);
}

/* --- checks ------------------------------------------------------------- */

static const char *
text_of(const json_t *o, const char *key)
{
	const char *s = json_string_value(json_object_get(o, key));

	return s != NULL ? s : "";
}

static void
put_check(struct buf *b, const json_t *o)
{
	const json_t *found = json_object_get(o, "found");
	const char *status = text_of(o, "status");
	bool bad = strcmp(status, "fail") == 0 || strcmp(status, "warn") == 0;
	size_t i;

	buf_printf(b, "<tr><td%s>", bad ? " class=\"bad\"" : "");
	html_text(b, status);
	buf_puts(b, "</td><td>");
	html_text(b, text_of(o, "id"));
	buf_puts(b, "</td><td>");
	for (i = 0; i < json_array_size(found); i++) {
		const char *s = json_string_value(json_array_get(found, i));

		buf_puts(b, i > 0 ? "<br/>" : "");
		html_text(b, s != NULL ? s : "");
	}
	buf_puts(b, "</td></tr>\n");
}

void
html_checks(struct buf *b, const struct status *s)
{
	char *path = xasprintf("%s/check.json", s->dir);
	struct buf text = { 0 };
	json_t *root = NULL, *checks;
	size_t i;

	if (io_slurp(path, LIST_MAX, &text) == 0)
		root = json_loadb((const char *)text.data, text.len, 0, NULL);
	checks = json_object_get(root, "checks");
	if (json_array_size(checks) > 0) {
		buf_puts(b, "<h2>Checks</h2>\n<div><table>\n");
		for (i = 0; i < json_array_size(checks); i++)
			put_check(b, json_array_get(checks, i));
		buf_puts(b, "</table></div>\n");
	}
	json_decref(root);
	buf_release(&text);
	free(path);
}
