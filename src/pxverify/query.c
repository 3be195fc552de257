/*
 * query.c: a file of statements, one a table; see query.h.
 *
 *   -- db.table
 *   -- key `a`, `b`          or: -- no key to merge by
 *   set KEY=VALUE;
 *   select ...;
 *
 * Lines are enough to part it: no text in it has a line end of its own.
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sysexits.h>

#include "base/io.h"
#include "base/mem.h"
#include "base/msg.h"
#include "base/stop.h"
#include "mc/result.h"
#include "mc/sql.h"
#include "pxverify/query.h"

enum {
	FILE_BYTES = 1 << 30,
	SETTINGS = 8,
	RANGE_FIRST = 1000, /* rows asked for; then so many bytes */
	RANGE_BYTES = 16 * 1024 * 1024,
	RANGE_MOST = 500000,
	CONNECT_SECONDS = 60
};

struct query {
	struct side *side;
	struct mc_client *client;
	const char *name, *key; /* of the table; key "" none */
	struct mc_setting setting[SETTINGS];
	size_t nsettings;
	const char *sql;
	/* while its rows come */
	struct side_table table;
	uint64_t bytes; /* of the last range, roughly */
};

static void
on_notice(void *arg, const char *text)
{
	(void)arg;
	warnx("%s", text);
}

static _Noreturn void
failed(const struct query *q)
{
	if (stop_wanted)
		diex(EX_TEMPFAIL, "stopped before the end");
	diex(q->client->code, "cannot read '%s' in MaxCompute: %s", q->name,
	    q->client->why);
}

static void
on_row(void *arg, const struct row_value *value)
{
	struct query *q = arg;

	side_row(q->side, &q->table, value);
	q->bytes += q->side->value.len;
}

/* The indexes of the columns named in "`a`, `b`". */
static void
find_key(struct query *q, const struct mc_result *r)
{
	struct side_table *t = &q->table;
	const char *s = q->key, *end;

	t->key = xcalloc(r->ncolumns, sizeof(*t->key));
	while ((s = strchr(s, '`')) != NULL &&
	       (end = strchr(s + 1, '`')) != NULL) {
		size_t n = (size_t)(end - s) - 1;
		unsigned i = 0;

		while (i < r->ncolumns &&
		       (strncasecmp(r->column[i].name, s + 1, n) != 0 ||
			   r->column[i].name[n] != '\0'))
			i++;
		if (i == r->ncolumns || t->nkeys == r->ncolumns)
			diex(EX_PROTOCOL,
			    "the result for '%s' lacks column "
			    "'%.*s'",
			    q->name, (int)n, s + 1);
		t->key[t->nkeys++] = i;
		s = end + 1;
	}
}

static void
read_result(struct query *q, struct mc_sql *sql)
{
	struct mc_result r;
	uint64_t at = 0, n = RANGE_FIRST;

	if (mc_result_open(q->client, sql, &r) == -1)
		failed(q);
	q->table.column = r.column;
	q->table.ncolumns = r.ncolumns;
	find_key(q, &r);
	if (side_table(q->side, &q->table, q->name))
		for (; at < r.rows; at += n) {
			if (at > 0)
				n = RANGE_BYTES / (q->bytes / n + 1);
			n = n == 0 ? 1 : n > RANGE_MOST ? RANGE_MOST : n;
			if (n > r.rows - at)
				n = r.rows - at;
			q->bytes = 0;
			if (mc_result_read(
				q->client, sql, &r, at, n, on_row, q) == -1)
				failed(q);
		}
	free(q->table.key);
	mc_result_release(&r);
}

static void
run(struct query *q)
{
	struct mc_sql sql = { 0 };

	memset(&q->table, 0, sizeof(q->table));
	q->bytes = 0;
	if (q->key == NULL) {
		sums_add(&q->side->sums, q->name)->keyless = true;
		return;
	}
	if (q->side->wanted != NULL &&
	    sums_find(q->side->wanted, q->name) == NULL)
		return;
	tellx("'%s': asking MaxCompute", q->name);
	if (mc_sql_run(q->client, &sql, q->sql, strlen(q->sql), q->setting,
		q->nsettings) == -1)
		failed(q);
	read_result(q, &sql);
	mc_sql_release(&sql);
}

/* "set KEY=VALUE;" without its end. */
static void
take_setting(struct query *q, char *line)
{
	char *value = strchr(line, '=');

	if (value == NULL || q->nsettings == SETTINGS)
		diex(EX_DATAERR, "'%s' is no setting", line);
	*value++ = '\0';
	value[strcspn(value, ";")] = '\0';
	q->setting[q->nsettings++] =
	    (struct mc_setting){ .name = line, .value = value };
}

/* The text of one table, without its first line. */
static void
take_table(struct query *q, char *s)
{
	char *end, *semicolon;

	q->key = NULL;
	q->nsettings = 0;
	while ((end = strchr(s, '\n')) != NULL) {
		if (strncmp(s, "-- key ", 7) == 0)
			q->key = s + 7;
		else if (strncmp(s, "set ", 4) == 0)
			take_setting(q, s + 4);
		else if (strncmp(s, "-- ", 3) != 0)
			break;
		*end = '\0';
		s = end + 1;
	}
	q->sql = s;
	if ((semicolon = strrchr(s, ';')) != NULL)
		*semicolon = '\0';
	if (q->key != NULL && semicolon == NULL)
		diex(EX_DATAERR, "'%s' has no statement", q->name);
	run(q);
}

static void
take_file(struct query *q, char *s)
{
	char *next, *end;

	while (s != NULL && strncmp(s, "-- ", 3) == 0) {
		if ((end = strchr(s, '\n')) == NULL)
			break;
		*end = '\0';
		q->name = s + 3;
		s = end + 1;
		/* an empty line stands before each but the first */
		if ((next = strstr(s, "\n\n-- ")) != NULL) {
			next[1] = '\0';
			next += 2;
		}
		take_table(q, s);
		s = next;
	}
	if (s != NULL && *s != '\0')
		diex(EX_DATAERR, "these are no statements of mcpartition "
				 "--as select");
}

void
query_read(struct side *side, const struct conf *conf, const char *path)
{
	struct query q = { .side = side };
	struct buf text = { 0 };
	char *why;
	int code;

	if (io_slurp(path, FILE_BYTES, &text) == -1)
		die(EX_NOINPUT, "cannot read '%s'", path);
	if ((q.client = mc_client_new(conf, &why, &code)) == NULL)
		diex(code, "%s", why);
	q.client->notice = on_notice;
	q.client->heed_stop = true;
	if (q.client->retry_connect > CONNECT_SECONDS)
		q.client->retry_connect = CONNECT_SECONDS;
	take_file(&q, buf_str(&text));
	mc_client_free(q.client);
	buf_release(&text);
}
