/*
 * xml.c: reading by expat, see xml.h.
 */
#include <stdbool.h>
#include <string.h>

#include <expat.h>

#include "mc/xml.h"

enum {
	DEPTH_MAX = 64
};

struct walk {
	XML_Parser parser;
	const char *want, *attr;
	struct buf path; /* of the element we are in */
	struct buf *text, *value;
	unsigned depth;
	bool inside, found;
	/* for mc_xml_each */
	void (*each)(void *arg, const char *name, const char *text);
	void *arg;
};

static void
on_start(void *arg, const XML_Char *name, const XML_Char **attr)
{
	struct walk *w = arg;

	if (++w->depth > DEPTH_MAX) {
		XML_StopParser(w->parser, XML_FALSE);
		return;
	}
	if (w->path.len != 0)
		buf_putc(&w->path, '/');
	buf_puts(&w->path, name);
	if (w->each != NULL) {
		buf_clear(w->text);
		w->inside = true;
		return;
	}
	if (w->found || strcmp(buf_str(&w->path), w->want) != 0)
		return;
	w->inside = true;
	w->found = true;
	if (w->attr == NULL || w->value == NULL)
		return;
	for (; attr[0] != NULL; attr += 2)
		if (strcmp(attr[0], w->attr) == 0)
			buf_puts(w->value, attr[1]);
}

static void
on_end(void *arg, const XML_Char *name)
{
	struct walk *w = arg;
	size_t n = strlen(name);

	w->depth--;
	if (w->each != NULL) {
		w->path.len -= w->path.len > n ? n + 1 : n;
		if (strcmp(buf_str(&w->path), w->want) == 0)
			w->each(w->arg, name, buf_str(w->text));
		return;
	}
	if (w->inside && strcmp(buf_str(&w->path), w->want) == 0)
		w->inside = false;
	w->path.len -= w->path.len > n ? n + 1 : n;
}

static void
on_text(void *arg, const XML_Char *s, int n)
{
	struct walk *w = arg;

	if (w->inside)
		buf_put(w->text, s, (size_t)n);
}

/* Answers have no business declaring entities. */
static void
on_doctype(void *arg, const XML_Char *name, const XML_Char *system,
    const XML_Char *public, int internal)
{
	struct walk *w = arg;

	(void)name;
	(void)system;
	(void)public;
	(void)internal;
	XML_StopParser(w->parser, XML_FALSE);
}

static int
walk(struct walk *w, const void *p, size_t n)
{
	bool good;

	if (n > 0x7fffffff || (w->parser = XML_ParserCreate("UTF-8")) == NULL)
		return -1;
	XML_SetUserData(w->parser, w);
	XML_SetElementHandler(w->parser, on_start, on_end);
	XML_SetCharacterDataHandler(w->parser, on_text);
	XML_SetStartDoctypeDeclHandler(w->parser, on_doctype);
	good = XML_Parse(w->parser, p, (int)n, 1) == XML_STATUS_OK;
	XML_ParserFree(w->parser);
	buf_release(&w->path);
	return good ? 0 : -1;
}

int
mc_xml_get(const void *p, size_t n, const char *path, struct buf *text,
    const char *attr, struct buf *value)
{
	struct walk w = {
		.want = path, .attr = attr, .text = text, .value = value
	};

	if (walk(&w, p, n) == -1)
		return -1;
	return w.found ? 1 : 0;
}

int
mc_xml_each(const void *p, size_t n, const char *path,
    void (*each)(void *arg, const char *name, const char *text), void *arg)
{
	struct buf text = { 0 };
	struct walk w = {
		.want = path, .text = &text, .each = each, .arg = arg
	};
	int rc = walk(&w, p, n);

	buf_release(&text);
	return rc;
}

void
mc_xml_put(struct buf *out, const char *s, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		switch (s[i]) {
		case '<':
			buf_puts(out, "&lt;");
			break;
		case '>':
			buf_puts(out, "&gt;");
			break;
		case '&':
			buf_puts(out, "&amp;");
			break;
		case '\r':
			buf_puts(out, "&#13;");
			break;
		default:
			buf_putc(out, s[i]);
		}
}
