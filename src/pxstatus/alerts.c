/*
 * alerts.c: see alerts.h.
 *
 *   ALERT open|over since=TIME until=TIME value=N limit=N told=WAY,... TEXT
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/io.h"
#include "base/jsonw.h"
#include "base/line.h"
#include "base/mem.h"

#include "pxstatus/alerts.h"

enum {
	TEXT = 65536,
	WORDS = 8
};

const char *const alert_names[ALERTS] = {
	[ALERT_FAILURE] = "failure",
	[ALERT_LAG] = "lag",
	[ALERT_SLACK] = "slack",
	[ALERT_PARTITIONS] = "partitions",
};

const char *const way_names[WAYS] = {
	[WAY_COMMAND] = "command",
	[WAY_WEBHOOK] = "webhook",
};

/* --- the file ----------------------------------------------------------- */

static bool
get_time(char *word, const char *key, int64_t *us)
{
	*us = 0;
	return line_is(&word, key) &&
	       (strcmp(word, "-") == 0 || clock_parse_rfc3339(word, us));
}

static bool
get_double(char *word, const char *key, double *v)
{
	char *end;

	if (!line_is(&word, key))
		return false;
	*v = strtod(word, &end);
	return end != word && *end == '\0';
}

static bool
take(struct alerts *a, char *line)
{
	char *word[WORDS + 1];
	struct alert *x;
	unsigned k, w;

	if (line_split(line, word, WORDS) != WORDS)
		return false;
	for (k = 0; k < ALERTS && strcmp(word[0], alert_names[k]) != 0; k++)
		continue;
	if (k == ALERTS || !line_is(&word[6], "told="))
		return false;
	x = &a->alert[k];
	x->kept = true;
	x->open = strcmp(word[1], "open") == 0;
	for (w = 0; w < WAYS; w++)
		x->told[w] = strstr(word[6], way_names[w]) != NULL;
	return get_time(word[2], "since=", &x->since) &&
	       get_time(word[3], "until=", &x->until) &&
	       get_double(word[4], "value=", &x->value) &&
	       get_double(word[5], "limit=", &x->limit) &&
	       line_text(word[7], x->text, sizeof(x->text));
}

int
alerts_open(struct alerts *a, const struct conf *conf, const char *dir)
{
	struct buf text = { 0 };
	char *line, *end;
	int rc = 0;

	memset(a, 0, sizeof(*a));
	a->path = xasprintf("%s/status/alerts", dir);
	a->way[WAY_COMMAND] = conf_is_set(conf, "alert.command");
	a->way[WAY_WEBHOOK] = conf_is_set(conf, "alert.webhook") ||
			      conf_is_set(conf, "alert.webhook_file");
	if (io_slurp(a->path, TEXT, &text) == -1) {
		buf_release(&text);
		return errno == ENOENT || errno == ENOTDIR ? 0 : -1;
	}
	for (line = buf_str(&text); (end = strchr(line, '\n')) != NULL;
	     line = end + 1) {
		*end = '\0';
		if (!take(a, line)) {
			errno = EINVAL;
			rc = -1;
		}
	}
	buf_release(&text);
	return rc;
}

void
alerts_release(struct alerts *a)
{
	free(a->path);
}

static void
put_time(struct buf *b, const char *key, int64_t us)
{
	char text[32] = "-";

	if (us != 0)
		clock_rfc3339(us, text);
	buf_printf(b, " %s=%s", key, text);
}

int
alerts_keep(const struct alerts *a)
{
	struct buf b = { 0 };
	unsigned k;
	int rc;

	for (k = 0; k < ALERTS; k++) {
		const struct alert *x = &a->alert[k];

		if (!x->kept)
			continue;
		buf_printf(
		    &b, "%s %s", alert_names[k], x->open ? "open" : "over");
		put_time(&b, "since", x->since);
		put_time(&b, "until", x->until);
		buf_printf(&b, " value=%.0f limit=%.0f told=%s,%s ", x->value,
		    x->limit, x->told[WAY_COMMAND] ? "command" : "-",
		    x->told[WAY_WEBHOOK] ? "webhook" : "-");
		line_put(&b, x->text);
		buf_putc(&b, '\n');
	}
	rc = io_replace(a->path, b.data, b.len);
	buf_release(&b);
	return rc;
}

/* --- telling ------------------------------------------------------------ */

bool
alerts_next(const struct alerts *a, enum alert_kind *kind, unsigned *way)
{
	unsigned k, w;

	for (w = 0; w < WAYS; w++)
		for (k = 0; k < ALERTS; k++)
			if (a->way[w] && a->alert[k].kept &&
			    !a->alert[k].told[w]) {
				*kind = (enum alert_kind)k;
				*way = w;
				return true;
			}
	return false;
}

void
alerts_told(struct alerts *a, enum alert_kind kind, unsigned way)
{
	a->alert[kind].told[way] = true;
}

static void
put_when(struct buf *b, const char *key, int64_t us)
{
	char text[32];

	if (us == 0)
		return;
	clock_rfc3339(us, text);
	buf_printf(b, ",\"%s\":\"%s\"", key, text);
}

void
alert_json(struct buf *b, const struct alerts *a, enum alert_kind kind,
    const struct status *s)
{
	const struct alert *x = &a->alert[kind];

	buf_puts(b, "{\"v\":1,\"job\":");
	jsonw_cstr(b, conf_job(s->conf));
	buf_printf(b, ",\"alert\":\"%s\",\"state\":\"%s\"", alert_names[kind],
	    x->open ? "open" : "over");
	put_when(b, "since", x->since);
	put_when(b, "until", x->until);
	if (kind != ALERT_FAILURE)
		buf_printf(
		    b, ",\"value\":%.0f,\"limit\":%.0f", x->value, x->limit);
	buf_puts(b, ",\"text\":");
	jsonw_cstr(b, x->text);
	buf_printf(b, ",\"status\":\"%s\"}", status_names[s->state]);
}
