/*
 * script.c: the language of README.md, line by line.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/num.h"
#include "verbs.h"

static const char *
set_text(char **to, const char *text)
{
	if (text == NULL)
		return "";
	free(*to);
	*to = xstrdup(text);
	return NULL;
}

/* --- what goes wrong ---------------------------------------------------- */

static const char *
do_fault(struct fake *f, struct words *w)
{
	const char *word = words_next(w);
	struct item *it;
	uint64_t code;

	if (word == NULL)
		return "";
	if (strcmp(word, "drop") == 0) {
		log_fault(&f->log, ITEM_DROP);
	} else if (strcmp(word, "tear") == 0) {
		log_fault(&f->log, ITEM_TEAR);
	} else if (strcmp(word, "change") == 0) {
		log_fault(&f->log, ITEM_CHANGE);
	} else if (num_u64(word, 1, 65535, &code)) {
		it = log_fault(&f->log, ITEM_ERROR);
		it->code = (unsigned)code;
		it->text = xstrdup(words_rest(w));
	} else {
		return word;
	}
	return NULL;
}

static const char *
do_purge(struct fake *f, struct words *w)
{
	const char *word = words_next(w), *bad = word == NULL ? "" : word;

	for (size_t i = 0; word != NULL && i < f->log.nstreams; i++)
		for (size_t j = 0; j < f->log.stream[i].n; j++) {
			struct log_file *file = &f->log.stream[i].file[j];

			if (strcmp(file->name, word) != 0)
				continue;
			file->purged = true;
			bad = NULL;
		}
	return bad;
}

static const char *
do_unready(struct fake *f, struct words *w)
{
	const char *word = words_next(w);
	uint64_t v;

	if (word == NULL || !num_u64(word, 0, 1000, &v))
		return word == NULL ? "" : word;
	f->unready = (unsigned)v;
	return NULL;
}

/* --- what it is --------------------------------------------------------- */

static const char *
do_version(struct fake *f, struct words *w)
{
	const char *word = words_next(w);

	if (word == NULL || strlen(word) > LOG_VERSION)
		return word == NULL ? "" : word;
	snprintf(f->log.version, sizeof(f->log.version), "%s", word);
	return NULL;
}

static const char *
do_user(struct fake *f, struct words *w)
{
	const char *bad = set_text(&f->user, words_next(w));

	return bad != NULL ? bad : set_text(&f->password, words_next(w));
}

static const char *
do_plugin(struct fake *f, struct words *w)
{
	return set_text(&f->plugin, words_next(w));
}

static const char *
do_clock(struct fake *f, struct words *w)
{
	return set_text(&f->clock, words_next(w));
}

static const char *
do_deny(struct fake *f, struct words *w)
{
	f->denied = true;
	return words_next(w);
}

static const char *
do_follower(struct fake *f, struct words *w)
{
	f->log.follower = true;
	return words_next(w);
}

static const char *
do_server_id(struct fake *f, struct words *w)
{
	const char *word = words_next(w);
	uint64_t v;

	if (word == NULL || !num_u64(word, 0, UINT32_MAX, &v))
		return word == NULL ? "" : word;
	f->log.server_id = (uint32_t)v;
	return NULL;
}

static const char *
do_first(struct fake *f, struct words *w)
{
	const char *word = words_next(w);
	uint64_t v;

	if (word == NULL || !num_u64(word, 1, 999999, &v))
		return word == NULL ? "" : word;
	f->log.first = (unsigned)v;
	return NULL;
}

static const char *
do_stream(struct fake *f, struct words *w)
{
	const char *word = words_next(w);
	struct stream *s;

	if ((s = log_stream_new(&f->log, word == NULL ? "" : word)) == NULL)
		return word;
	f->log.now = s;
	(void)log_file(&f->log);
	return NULL;
}

/* --- canned answers ----------------------------------------------------- */

static const char *
do_query(struct fake *f, struct words *w)
{
	struct canned *c;

	f->canned =
	    xreallocarray(f->canned, f->ncanned + 1, sizeof(*f->canned));
	c = &f->canned[f->ncanned++];
	memset(c, 0, sizeof(*c));
	c->text = xstrdup(words_rest(w));
	c->columns = xstrdup("");
	return NULL;
}

static const char *
do_columns(struct fake *f, struct words *w)
{
	if (f->ncanned == 0)
		return "";
	return set_text(&f->canned[f->ncanned - 1].columns, words_rest(w));
}

static const char *
do_row(struct fake *f, struct words *w)
{
	struct canned *c;

	if (f->ncanned == 0)
		return "";
	c = &f->canned[f->ncanned - 1];
	c->row = xreallocarray(c->row, c->nrows + 1, sizeof(*c->row));
	/* as it stands: its tabs and \N have their meaning later */
	c->row[c->nrows++] = xstrdup(w->p + strspn(w->p, " "));
	return NULL;
}

static const char *
do_error(struct fake *f, struct words *w)
{
	const char *word = words_next(w);
	uint64_t v;

	if (f->ncanned == 0 || word == NULL || !num_u64(word, 1, 65535, &v))
		return word == NULL ? "" : word;
	f->canned[f->ncanned - 1].code = (unsigned)v;
	return set_text(&f->canned[f->ncanned - 1].error, words_rest(w));
}

/* ------------------------------------------------------------------------- */

static const struct {
	const char *name;
	verb *run;
} verbs[] = {
	{ "version", do_version },
	{ "user", do_user },
	{ "plugin", do_plugin },
	{ "server-id", do_server_id },
	{ "first", do_first },
	{ "clock", do_clock },
	{ "deny", do_deny },
	{ "follower", do_follower },
	{ "unready", do_unready },
	{ "query", do_query },
	{ "columns", do_columns },
	{ "row", do_row },
	{ "error", do_error },
	{ "stream", do_stream },
	{ "begin", do_begin },
	{ "cts", do_cts },
	{ "rows-query", do_rows_query },
	{ "table", do_table },
	{ "write", do_write },
	{ "update", do_update },
	{ "delete", do_delete },
	{ "xid", do_xid },
	{ "ddl", do_ddl },
	{ "heartbeat-txn", do_heartbeat_txn },
	{ "heartbeat", do_heartbeat },
	{ "configchange", do_configchange },
	{ "flushlog", do_flushlog },
	{ "rotate", do_rotate },
	{ "fault", do_fault },
	{ "purge", do_purge },
};

int
script_line(struct fake *f, const char *line, char *why, size_t size)
{
	struct words w = { .p = line };
	const char *bad = NULL, *word = words_next(&w);
	size_t i, n = sizeof(verbs) / sizeof(verbs[0]);
	int rc = 0;

	if (word == NULL || *word == '#')
		goto out;
	for (i = 0; i < n; i++)
		if (strcmp(verbs[i].name, word) == 0)
			break;
	bad = i == n ? word : verbs[i].run(f, &w);
	if (bad == NULL)
		goto out;
	rc = -1;
	if (*bad == '\0')
		snprintf(why, size, "something is missing");
	else
		snprintf(why, size, "'%s' makes no sense here", bad);
out:
	buf_release(&w.text);
	return rc;
}
