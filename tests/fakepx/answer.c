/*
 * answer.c: see answer.h.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "answer.h"
#include "base/mem.h"
#include "base/num.h"

enum {
	COLUMNS_MAX = 64,
	ERR_PARSER = 1064,
	ERR_DUMP_LOG = 1236
};

static bool
starts(const char **sql, const char *with)
{
	size_t n = strlen(with);

	if (strncasecmp(*sql, with, n) != 0)
		return false;
	*sql += n;
	return true;
}

/* --- logs --------------------------------------------------------------- */

/* " WITH 'stream'", or nothing for the global log. */
static struct stream *
stream_of(struct fake *f, const char *rest)
{
	size_t n;

	if (*rest == '\0')
		return log_stream(&f->log, "", 0);
	if (!starts(&rest, " WITH '"))
		return NULL;
	n = strcspn(rest, "'");
	return strcmp(rest + n, "'") == 0 ? log_stream(&f->log, rest, n) : NULL;
}

static void
master_status(struct fake *f, struct wire *w, const struct stream *s, bool full)
{
	static const char *const name[] = { "File", "Position", "Binlog_Do_DB",
		"Binlog_Ignore_DB", "Executed_Gtid_Set" };
	static const char *const name_full[] = { "File", "Position", "LastTso",
		"DelayTimeMs", "AvgRevEps", "AvgRevBps", "AvgWriteEps",
		"AvgWriteBps", "AvgWriteTps", "AvgUploadBps", "AvgDumpBps",
		"ExtInfo" };
	const char *row[12] = { "", "", "", "", "" };
	bool ready = !fake_unready(f);
	char position[24] = "4";

	if (s->n > 0) {
		const struct log_file *last = &s->file[s->n - 1];

		row[0] = last->name;
		if (ready)
			snprintf(position, sizeof(position), "%zu", last->end);
		if (full && ready)
			row[2] = last->tso;
	}
	row[1] = position;
	for (size_t i = 3; full && i < 11; i++)
		row[i] = "0";
	row[11] = "";
	wire_columns(w, full ? name_full : name, full ? 12 : 5);
	wire_row(w, row, full ? 12 : 5);
	wire_end(w);
}

static void
binary_logs(struct fake *f, struct wire *w, const struct stream *s, bool full)
{
	static const char *const name[] = { "Log_name", "File_size",
		"Create_time", "Last_modify_time", "First_event_time",
		"Last_event_time", "Last_tso", "Upload_status", "File_location",
		"ExtInfo" };
	const char *row[10] = { NULL };
	char size[24], created[24];
	bool ready = !fake_unready(f);

	wire_columns(w, name, full ? 10 : 2);
	for (size_t i = 0; ready && i < s->n; i++) {
		const struct log_file *l = &s->file[i];

		if (l->purged)
			continue;
		row[0] = l->name;
		snprintf(size, sizeof(size), "%zu", l->end);
		snprintf(created, sizeof(created), "%" PRIu32, l->created);
		row[1] = size;
		row[2] = row[3] = row[4] = row[5] = created;
		row[6] = l->tso;
		row[7] = row[8] = row[9] = "";
		wire_row(w, row, full ? 10 : 2);
	}
	wire_end(w);
}

static void
binary_streams(struct fake *f, struct wire *w)
{
	static const char *const name[] = { "Group", "Stream", "File",
		"Position" };
	char position[24];
	const char *row[4];

	wire_columns(w, name, 4);
	for (size_t i = 0; i < f->log.nstreams; i++) {
		const struct stream *s = &f->log.stream[i];

		if (*s->name == '\0' || s->n == 0)
			continue;
		snprintf(
		    position, sizeof(position), "%zu", s->file[s->n - 1].end);
		row[0] = "group1";
		row[1] = s->name;
		row[2] = s->file[s->n - 1].name;
		row[3] = position;
		wire_row(w, row, 4);
	}
	wire_end(w);
}

/* Not among the statements that SHOW logs: false. */
static bool
show(struct fake *f, struct wire *w, const char *sql)
{
	struct stream *s;
	bool full, status;

	if (!starts(&sql, "SHOW "))
		return false;
	if (starts(&sql, "BINARY STREAMS")) {
		binary_streams(f, w);
		return true;
	}
	full = starts(&sql, "FULL ");
	status = starts(&sql, "MASTER STATUS");
	if (!status && !starts(&sql, "BINARY LOGS") &&
	    !starts(&sql, "MASTER LOGS"))
		return false;
	if ((s = stream_of(f, sql)) == NULL)
		wire_error(w, ERR_PARSER, "stream is not existing");
	else if (status)
		master_status(f, w, s, full);
	else
		binary_logs(f, w, s, full);
	return true;
}

/* --- the rest ----------------------------------------------------------- */

static void
one_value(struct wire *w, const char *name, const char *value)
{
	wire_columns(w, &name, 1);
	wire_row(w, &value, 1);
	wire_end(w);
}

/* The instance's clock is ahead of its log. */
static void
tso_timestamp(struct fake *f, struct wire *w)
{
	char text[LOG_TSO + 1];
	uint64_t v;

	snprintf(text, sizeof(text), "%s", f->log.tso);
	text[19] = '\0';
	if (num_u64(text, 0, INT64_MAX, &v))
		snprintf(text, sizeof(text), "%" PRIu64, v + 1);
	one_value(w, "TSO_TIMESTAMP()", f->clock != NULL ? f->clock : text);
}

/* SET @name = value, ...: of the user's variables those are kept that a dump
 * looks at; names are not sensitive to case. */
static void
set(struct session_vars *v, const char *p)
{
	struct {
		const char *name;
		char *to;
		size_t size;
	} const vars[] = {
		{ "@master_binlog_checksum", v->checksum, sizeof(v->checksum) },
		{ "@master_heartbeat_period", v->heartbeat,
		    sizeof(v->heartbeat) },
		{ "@client_type", v->client_type, sizeof(v->client_type) },
	};
	size_t i, n;

	for (;;) {
		p += strspn(p, " ");
		for (i = 0; i < 3; i++) {
			n = strlen(vars[i].name);
			if (strncasecmp(p, vars[i].name, n) == 0 &&
			    strchr(" =:", p[n]) != NULL)
				break;
		}
		if (i < 3) {
			p += n + strspn(p + n, " =:'");
			snprintf(vars[i].to, vars[i].size, "%.*s",
			    (int)strcspn(p, "', "), p);
		}
		if ((p = strchr(p, ',')) == NULL)
			return;
		p++;
	}
}

/* Cut text at a separator, in place. */
static unsigned
cut(char *text, const char *at, const char **part)
{
	unsigned n = 0;
	char *end;

	while (n < COLUMNS_MAX) {
		part[n] = strncmp(text, "\\N", 2) == 0 ? NULL : text;
		n++;
		if ((end = strpbrk(text, at)) == NULL)
			break;
		*end = '\0';
		text = end + 1;
	}
	return n;
}

static bool
canned(struct fake *f, struct wire *w, const char *sql)
{
	const char *part[COLUMNS_MAX];
	const struct canned *c = f->canned;
	unsigned n, have;
	char *text;
	size_t i;

	for (i = 0; i < f->ncanned && strstr(sql, c->text) == NULL; i++)
		c++;
	if (i == f->ncanned)
		return false;
	if (c->error != NULL) {
		wire_error(w, c->code, c->error);
		return true;
	}
	text = xstrdup(c->columns);
	n = cut(text, " ", part);
	wire_columns(w, part, n);
	free(text);
	for (i = 0; i < c->nrows; i++) {
		text = xstrdup(c->row[i]);
		for (have = cut(text, "\t", part); have < n; have++)
			part[have] = "";
		wire_row(w, part, n);
		free(text);
	}
	wire_end(w);
	return true;
}

void
answer_statement(
    struct fake *f, struct session_vars *v, struct wire *w, const char *sql)
{
	static const char *const variable[] = { "Variable_name", "Value" };
	static const char *const polarx[] = { "polarx_released", "ON" };
	static const char like[] = "SHOW GLOBAL VARIABLES LIKE '";

	if (canned(f, w, sql) || show(f, w, sql))
		return;
	if (strcasecmp(sql, "SELECT VERSION()") == 0) {
		one_value(w, "VERSION()", f->log.version);
	} else if (strcasecmp(sql, "SELECT TSO_TIMESTAMP()") == 0) {
		tso_timestamp(f, w);
	} else if (strncasecmp(sql, like, sizeof(like) - 1) == 0) {
		wire_columns(w, variable, 2);
		if (strncmp(sql + sizeof(like) - 1, "polarx\\_%'", 10) == 0)
			wire_row(w, polarx, 2);
		wire_end(w);
	} else if (strncasecmp(sql, "SET ", 4) == 0) {
		set(v, sql + 4);
		wire_ok(w);
	} else {
		wire_error(w, ERR_PARSER, "not a statement of the script");
	}
}
