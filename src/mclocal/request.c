/*
 * request.c: parameters, headers, and the forms of answers: XML errors from
 * REST, JSON errors from the tunnel.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/clock.h"
#include "base/jsonw.h"
#include "base/mem.h"
#include "mclocal/request.h"

const char *
request_param(const struct request *rq, const char *name)
{
	size_t i;

	for (i = 0; i < rq->nparams; i++)
		if (strcmp(rq->param[i].name, name) == 0)
			return rq->param[i].value;
	return NULL;
}

const char *
request_header(const struct request *rq, const char *name)
{
	size_t i;

	for (i = 0; i < rq->nheaders; i++)
		if (strcasecmp(rq->header[i].name, name) == 0)
			return rq->header[i].value;
	return NULL;
}

void
reply_header(struct request *rq, const char *name, const char *value)
{
	if (rq->nextra == REQUEST_HEADERS)
		return;
	rq->extra[rq->nextra].name = name;
	rq->extra[rq->nextra++].value = xstrdup(value);
}

struct buf *
reply(struct request *rq, unsigned status, const char *type)
{
	rq->status = status;
	rq->type = type;
	buf_clear(&rq->out);
	return &rq->out;
}

void
xml_put(struct buf *b, const char *text)
{
	for (; *text != '\0'; text++)
		switch (*text) {
		case '<':
			buf_puts(b, "&lt;");
			break;
		case '>':
			buf_puts(b, "&gt;");
			break;
		case '&':
			buf_puts(b, "&amp;");
			break;
		case '"':
			buf_puts(b, "&quot;");
			break;
		default:
			/* XML 1.0 has no place for most control characters */
			if ((unsigned char)*text < 32 && *text != '\n' &&
			    *text != '\t')
				buf_putc(b, '?');
			else
				buf_putc(b, *text);
			break;
		}
}

void
xml_put_cdata(struct buf *b, const void *p, size_t n)
{
	const char *s = p;
	size_t i;

	buf_puts(b, "<![CDATA[");
	for (i = 0; i < n; i++) {
		if (s[i] == '>' && i >= 2 && s[i - 1] == ']' && s[i - 2] == ']')
			buf_puts(b, "]]><![CDATA[");
		if ((unsigned char)s[i] < 32 && s[i] != '\n' && s[i] != '\t')
			buf_putc(b, '?');
		else
			buf_putc(b, s[i]);
	}
	buf_puts(b, "]]>");
}

void
reply_error(
    struct request *rq, unsigned status, const char *code, const char *fmt, ...)
{
	struct buf text, *b;
	va_list ap;

	buf_init(&text);
	va_start(ap, fmt);
	buf_vprintf(&text, fmt, ap);
	va_end(ap);
	b = reply(
	    rq, status, rq->tunnel ? "application/json" : "application/xml");
	if (rq->tunnel) {
		buf_puts(b, "{\"Code\":");
		jsonw_cstr(b, code);
		buf_puts(b, ",\"Message\":");
		jsonw_cstr(b, buf_str(&text));
		buf_puts(b, ",\"RequestId\":");
		jsonw_cstr(b, rq->id);
		buf_puts(b, ",\"HostId\":");
		jsonw_cstr(b, rq->host);
		buf_puts(b, "}");
	} else {
		buf_puts(b, "<?xml version=\"1.0\"?>\n<Error>\n  <Code>");
		xml_put(b, code);
		buf_puts(b, "</Code>\n  <Message>");
		xml_put_cdata(b, text.data, text.len);
		buf_printf(
		    b, "</Message>\n  <RequestId>%s</RequestId>\n", rq->id);
		buf_puts(b, "  <HostId>");
		xml_put(b, rq->host);
		buf_puts(b, "</HostId>\n</Error>\n");
	}
	buf_release(&text);
}

void
reply_broken(struct request *rq)
{
	reply_error(rq, 500, "InternalServerError", "the store failed: %s",
	    rq->store->why);
}

static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
	"Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };

void
http_date(char *text, int64_t seconds)
{
	static const char *const days[] = { "Thu", "Fri", "Sat", "Sun", "Mon",
		"Tue", "Wed" };
	struct clock_civil c;

	clock_civil(seconds * CLOCK_SECOND, &c);
	snprintf(text, 32, "%s, %02u %s %04u %02u:%02u:%02u GMT",
	    days[seconds / 86400 % 7], (unsigned)c.day % 100,
	    months[(c.month - 1) % 12], (unsigned)c.year % 10000,
	    (unsigned)c.hour % 100, (unsigned)c.minute % 100,
	    (unsigned)c.second % 100);
}

static int
number(const char *p, size_t n)
{
	int v = 0;

	while (n-- > 0) {
		if (*p < '0' || *p > '9')
			return -1;
		v = v * 10 + (*p++ - '0');
	}
	return v;
}

bool
http_parse_date(const char *text, int64_t *seconds)
{
	struct clock_civil c;
	int i;

	/* Tue, 02 Jan 2024 03:04:05 GMT */
	if (strlen(text) != 29 || strcmp(text + 25, " GMT") != 0)
		return false;
	memset(&c, 0, sizeof(c));
	for (i = 0; i < 12; i++)
		if (strncmp(text + 8, months[i], 3) == 0)
			c.month = i + 1;
	c.day = number(text + 5, 2);
	c.year = number(text + 12, 4);
	c.hour = number(text + 17, 2);
	c.minute = number(text + 20, 2);
	c.second = number(text + 23, 2);
	if (!clock_date_exists(c.year, c.month, c.day) || c.hour < 0 ||
	    c.hour > 23 || c.minute < 0 || c.minute > 59 || c.second < 0 ||
	    c.second > 60)
		return false;
	*seconds = clock_us(&c) / CLOCK_SECOND;
	return true;
}
