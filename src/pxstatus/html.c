/*
 * html.c: a status as a page that stands alone.  It is well-formed XML too,
 * needs no script, fetches nothing, and follows the reader's choice of light
 * or dark.
 */
#include <inttypes.h>
#include <string.h>

#include "base/clock.h"
#include "base/utf8.h"

#include "pxstatus/html.h"
#include "pxstatus/plot.h"
#include "pxstatus/say.h"
#include "pxstatus/show.h"

static const char style[] =
    ":root{color-scheme:light dark;--ink:#1b1f24;--soft:#667;--line:#1769aa;"
    "--paper:#fff;--edge:#d5d9e0;--bad:#b3261e;--good:#1b7a43}\n"
    "@media(prefers-color-scheme:dark){:root{--ink:#e6e8eb;--soft:#99a;"
    "--line:#6cb4ee;--paper:#15181c;--edge:#353a42;--bad:#ff8a80;"
    "--good:#7bd49b}}\n"
    "body{font:16px/1.45 system-ui,sans-serif;color:var(--ink);"
    "background:var(--paper);max-width:60rem;margin:0 auto;padding:1rem}\n"
    "h1{font-size:1.5rem}h2{font-size:1.1rem;margin-top:2rem}\n"
    ".state{border:1px solid;border-radius:1rem;padding:0 .7rem;"
    "font-size:1rem;white-space:nowrap}\n"
    ".bad{color:var(--bad)}.good{color:var(--good)}\n"
    "div{overflow-x:auto}table{border-collapse:collapse}\n"
    "th,td{text-align:left;padding:.2rem .8rem .2rem 0;"
    "border-bottom:1px solid var(--edge);vertical-align:top}\n"
    ".n{text-align:right;font-variant-numeric:tabular-nums}\n"
    "figure{margin:1rem 0}figcaption,footer{color:var(--soft)}\n"
    "svg{width:100%;height:auto}svg text{fill:var(--soft);font-size:11px}\n"
    "path{fill:none;stroke:var(--line);stroke-width:1.5}\n"
    ".axis{stroke:var(--edge)}\n";

/* Characters that XML does not have become a question mark. */
void
html_text(struct buf *b, const char *s)
{
	size_t n = strlen(s), ok;

	while (n > 0) {
		for (ok = utf8_valid((const uint8_t *)s, n); ok > 0;
		     ok--, s++, n--)
			switch (*s) {
			case '&':
				buf_puts(b, "&amp;");
				break;
			case '<':
				buf_puts(b, "&lt;");
				break;
			case '>':
				buf_puts(b, "&gt;");
				break;
			case '"':
				buf_puts(b, "&quot;");
				break;
			default:
				buf_putc(b, (unsigned char)*s < ' ' ? '?' : *s);
			}
		if (n > 0) {
			buf_putc(b, '?');
			s++;
			n--;
		}
	}
}

/* --- the facts ---------------------------------------------------------- */

static void
open_row(struct buf *b, const char *name)
{
	buf_printf(b, "<tr><th>%s</th><td>", name);
}

static void
close_row(struct buf *b)
{
	buf_puts(b, "</td></tr>\n");
}

static void
put_fact(struct buf *b, const char *name, const char *text)
{
	if (text[0] == '\0')
		return;
	open_row(b, name);
	html_text(b, text);
	close_row(b);
}

static void
put_span(struct buf *b, const char *name, bool known, int64_t us)
{
	if (!known)
		return;
	open_row(b, name);
	say_span(b, us);
	close_row(b);
}

static void
put_phases(struct buf *b, const struct status *s)
{
	unsigned i;

	for (i = 0; i < PHASES; i++) {
		open_row(b, phase_names[i]);
		buf_puts(b, phase_state_names[s->phase[i].state]);
		if (i == PHASE_FULL && s->copy.begun) {
			buf_printf(b, ", %.1f %%, ", s->phase[i].percent);
			say_count(b, s->copy.rows);
			buf_puts(b, " rows");
		}
		if (i == PHASE_INCR && s->journal.total > 0) {
			buf_puts(b, s->journal.missed ? ", at least " : ", ");
			say_count(b, s->journal.total);
			buf_puts(b, " rows logged");
		}
		close_row(b);
	}
}

static void
put_facts(struct buf *b, const struct status *s)
{
	const struct source *r = &s->source;
	struct buf text = { 0 };

	buf_puts(b, "<div><table>\n");
	put_fact(b, "failed", s->why);
	put_fact(b, "stage", s->driver.stage);
	put_phases(b, s);
	put_span(b, "copy left", s->copy_left >= 0, s->copy_left);
	put_span(b, "lag", s->lag_known, s->lag);
	put_span(b, "caught up in", s->lag_left >= 0, s->lag_left);
	put_span(b, "sign of life", s->alive_known, s->alive);
	if (s->position.at.file[0] != '\0')
		buf_printf(&text, "%s:%" PRIu64, s->position.at.file,
		    s->position.at.offset);
	put_fact(b, "position", buf_str(&text));
	put_fact(b, "transaction", s->position.txid);
	put_fact(b, "source",
	    r->reached          ? r->product
	    : r->why[0] != '\0' ? r->why
				: "");
	if (r->behind_known) {
		open_row(b, "log ahead");
		say_bytes(b, (double)r->behind);
		close_row(b);
	}
	put_span(b, "log kept for", r->slack_known, r->slack);
	if (r->purged)
		put_fact(b, "log", "what is needed next was removed");
	put_fact(b, "definitions changed up to", s->driver.past);
	buf_puts(b, "</table></div>\n");
	buf_release(&text);
}

/* --- lists -------------------------------------------------------------- */

static void
put_alerts(struct buf *b, const struct alerts *a)
{
	unsigned k;

	for (k = 0; k < ALERTS; k++) {
		if (!a->alert[k].open)
			continue;
		buf_printf(b, "<p class=\"bad\">%s: ", alert_names[k]);
		html_text(b, a->alert[k].text);
		buf_puts(b, "</p>\n");
	}
}

static void
put_restarts(struct buf *b, const struct driver *d)
{
	size_t i;

	if (d->restarts == 0)
		return;
	buf_printf(b, "<h2>Restarts: %" PRIu64 "</h2>\n<ul>\n", d->restarts);
	for (i = 0; i < STATUS_RESTARTS && d->restart[i] != NULL; i++) {
		buf_puts(b, "<li>");
		html_text(b, d->restart[i]);
		buf_puts(b, "</li>\n");
	}
	buf_puts(b, "</ul>\n");
}

static void
put_flow(struct buf *b, const struct flow *f)
{
	buf_puts(b, "<td class=\"n\">");
	say_count(b, f->rows > 0 ? f->rows : f->records);
	buf_puts(b, "</td><td class=\"n\">");
	say_whole(b, f->rows > 0 ? f->rows_s : f->records_s);
	buf_puts(b, "/s</td><td class=\"n\">");
	say_bytes(b, f->bytes_s);
	buf_puts(b, "/s</td>");
}

static void
put_stages(struct buf *b, const struct status *s)
{
	size_t i;

	if (s->nstages == 0)
		return;
	buf_puts(b,
	    "<h2>Stages</h2>\n<div><table>\n<tr><th>program</th>"
	    "<th colspan=\"3\">in</th><th colspan=\"3\">out</th></tr>\n");
	for (i = 0; i < s->nstages; i++) {
		if (!s->stage[i].counts)
			continue;
		buf_printf(b, "<tr><td>%s</td>", s->stage[i].name);
		put_flow(b, &s->stage[i].in);
		put_flow(b, &s->stage[i].out);
		buf_puts(b, "</tr>\n");
	}
	buf_puts(b, "</table></div>\n");
}

/* --- plots -------------------------------------------------------------- */

static double
lag_of(const struct moment *m)
{
	return m->lag;
}

static double
rows_of(const struct moment *m)
{
	return m->rows_s;
}

static void
say_seconds(struct buf *b, double v)
{
	say_span(b, (int64_t)(v * CLOCK_SECOND));
}

static void
say_rate(struct buf *b, double v)
{
	say_whole(b, v);
	buf_puts(b, "/s");
}

/* --- the page ----------------------------------------------------------- */

static bool
is_bad(enum status_state state)
{
	return state == STATUS_FAILED || state == STATUS_INITIALIZE_FAILED ||
	       state == STATUS_PRECHECK_FAILED;
}

void
show_html(struct buf *b, const struct status *s, const struct alerts *a,
    const struct history *h)
{
	buf_puts(b,
	    "<!DOCTYPE html>\n<html xmlns=\"http://www.w3.org/1999/xhtml\" "
	    "lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n"
	    "<meta name=\"viewport\" content=\"width=device-width, "
	    "initial-scale=1\"/>\n<title>");
	html_text(b, conf_job(s->conf));
	buf_printf(b, ": %s</title>\n<style>\n%s</style>\n</head>\n<body>\n",
	    status_names[s->state], style);
	buf_puts(b, "<h1>");
	html_text(b, conf_job(s->conf));
	buf_printf(b, " <span class=\"state %s\">%s</span></h1>\n",
	    is_bad(s->state) ? "bad" : "good", status_names[s->state]);
	put_alerts(b, a);
	put_facts(b, s);
	plot(b, h, "Lag", lag_of, say_seconds);
	plot(b, h, "Rows a second", rows_of, say_rate);
	put_stages(b, s);
	html_tables(b, s);
	put_restarts(b, &s->driver);
	html_ddl(b, s);
	html_checks(b, s);
	buf_puts(b, "<footer><p>");
	say_time(b, s->now);
	buf_puts(b, "</p></footer>\n</body>\n</html>\n");
}
