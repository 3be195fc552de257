/*
 * request.c: job file and tables become a ConfigureDtsJob request; see
 * request.h, and from.c for where its fields are written down.
 *
 * Secrets are not in it, for it is made to be shown.  Settings that DTS does
 * not have are not in it either.
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <jansson.h>

#include "base/msg.h"
#include "rec/rec.h"
#include "row/objects.h"
#include "row/table.h"

#include "pxplan/dts.h"
#include "pxplan/request.h"

struct request {
	const struct conf *c;
	struct objects *objects;
	json_t *list; /* DbList */
};

static void
put(json_t *o, const char *key, const char *text)
{
	if (text != NULL && text[0] != '\0')
		json_object_set_new(o, key, json_string(text));
}

static void
put_number(json_t *o, const char *key, uint64_t v)
{
	char text[24]; /* numbers are quoted, the pages say */

	snprintf(text, sizeof(text), "%llu", (unsigned long long)v);
	put(o, key, text);
}

/* --- objects ------------------------------------------------------------ */

static json_t *
database(struct request *q, const struct row_table *t)
{
	json_t *db = json_object_get(q->list, t->db);
	const char *project = conf_text(q->c, "target.project");

	if (db != NULL)
		return db;
	db = json_object();
	put(db, "name", project != NULL ? project : row_table_db(t));
	json_object_set_new(db, "all", json_false());
	json_object_set_new(db, "Table", json_object());
	json_object_set_new(q->list, t->db, db);
	return db;
}

static void
put_operations(const struct request *q, const struct row_table *t, json_t *o)
{
	static const struct {
		int op;
		const char *name;
	} ops[] = { { 'I', "insert" }, { 'U', "update" }, { 'D', "delete" } };
	char text[32] = "";
	size_t i, n = 0;

	for (i = 0; i < 3; i++)
		if (objects_keeps(q->objects, t->db, t->name, ops[i].op)) {
			snprintf(text + strlen(text),
			    sizeof(text) - strlen(text), "%s%s",
			    n++ == 0 ? "" : ",", ops[i].name);
		}
	if (n < 3)
		put(o, "dml_op", text);
}

/* Columns are listed only when some are renamed or left out. */
static void
put_columns(const struct row_table *t, json_t *o)
{
	json_t *columns = json_object(), *one;
	bool all = true;
	uint16_t i;

	for (i = 0; i < t->ncolumns; i++) {
		const struct row_column *c = &t->column[i];
		bool renamed = c->map != NULL && c->map[0] != '\0';

		if ((c->flags & ROW_COL_HIDDEN) != 0)
			continue;
		all = all && !renamed && (c->flags & ROW_COL_LEFT) == 0;
		if ((c->flags & ROW_COL_LEFT) != 0)
			continue;
		one = json_object();
		put(one, "name", renamed ? c->map : c->name);
		json_object_set_new(columns, c->name, one);
	}
	json_object_set_new(o, "all", json_boolean(all));
	if (!all)
		json_object_set(o, "column", columns);
	json_decref(columns);
}

static void
put_table(struct request *q, const struct rec *r)
{
	const char *why;
	struct row_table *t = row_table_parse(r, &why);
	json_t *one;
	int line;

	if (t == NULL)
		diex(EX_DATAERR, "stdin: TABLE record: %s", why);
	one = json_object();
	put(one, "name", row_table_name(t));
	put_columns(t, one);
	put_operations(q, t, one);
	line = objects_where(q->objects, t->db, t->name);
	if (line >= 0)
		put(one, "filter", objects_condition(q->objects, line));
	json_object_set_new(
	    json_object_get(database(q, t), "Table"), t->name, one);
	row_table_free(t);
}

static void
put_tables(struct request *q)
{
	struct rec_in in;
	struct rec r;
	int got;

	rec_in_init(&in, STDIN_FILENO, "stdin");
	while ((got = rec_read(&in, &r)) == 1)
		if (r.kind == REC_TABLE)
			put_table(q, &r);
	if (got == -1)
		diex(in.code, "%s: %s", in.name, in.why);
	rec_in_release(&in);
}

/* --- fields ------------------------------------------------------------- */

static void
put_source(const struct conf *c, json_t *o)
{
	const char *product = conf_text(c, "source.product");
	bool polar =
	    strcmp(product, "mysql") != 0 && strcmp(product, "mariadb") != 0;

	put(o, "SourceEndpointInstanceType", polar ? "POLARDBX20" : "OTHER");
	put(o, "SourceEndpointEngineName",
	    polar                             ? "POLARDBX20"
	    : strcmp(product, "mariadb") == 0 ? "MARIADB"
					      : "MYSQL");
	put(o, "SourceEndpointIP", conf_text(c, "source.host"));
	put_number(o, "SourceEndpointPort", conf_number(c, "source.port"));
	put(o, "SourceEndpointUserName", conf_text(c, "source.user"));
}

static void
put_target(const struct conf *c, json_t *o)
{
	put(o, "DestinationEndpointEngineName", "ODPS");
	put(o, "DestinationEndpointRegion", conf_text(c, "target.region"));
	put(o, "DestinationEndpointDataBaseName",
	    conf_text(c, "target.project"));
	put(o, "DestinationEndpointUserName", conf_text(c, "target.access_id"));
}

static void
put_phases(const struct conf *c, json_t *o)
{
	static const char *const names[][2] = { { "schema",
						    "StructureInitialization" },
		{ "full", "DataInitialization" },
		{ "incr", "DataSynchronization" } };
	const char *phases = conf_text(c, "job.phases");
	size_t i;

	for (i = 0; i < 3; i++)
		json_object_set_new(o, names[i][1],
		    json_boolean(strstr(phases, names[i][0]) != NULL));
}

static json_t *
reserve(const struct conf *c)
{
	const char *s = conf_text(c, "shape.case");
	const struct dts_word *w;
	json_t *o = json_object();

	put(o, "targetTableMode", "0");
	put(o, "autoStartModulesAfterConfig", "none");
	for (w = dts_cases; w->ours != NULL; w++)
		if (strcmp(s, w->ours) == 0)
			put(o, "dbListCaseChangeMode", w->theirs);
	put_number(o, "maxRetryTime", conf_number(c, "job.retry_connect"));
	put_number(o, "retry.blind.seconds", conf_number(c, "job.retry_other"));
	s = conf_text(c, "source.tls");
	put(o, "srcSSL",
	    strcmp(s, "required") == 0 || strcmp(s, "verify") == 0 ? "1" : "0");
	return o;
}

/* DbList and Reserve are strings that hold JSON. */
static void
put_wrapped(json_t *o, const char *key, json_t *v)
{
	char *text = json_dumps(v, JSON_COMPACT);

	put(o, key, text);
	free(text);
}

void
request_of(const struct conf *c, struct buf *out)
{
	struct request q = { c, objects_new(), json_object() };
	json_t *o = json_object(), *r = reserve(c);
	char *text;

	if (objects_add_conf(q.objects, c) == -1)
		diex(EX_CONFIG, "%s", objects_why(q.objects));
	put_tables(&q);
	put(o, "Action", "ConfigureDtsJob");
	put(o, "JobType", "SYNC");
	put(o, "DtsJobName", conf_job(c));
	put_source(c, o);
	put_target(c, o);
	put_phases(c, o);
	put_wrapped(o, "DbList", q.list);
	put_wrapped(o, "Reserve", r);
	text = json_dumps(o, JSON_INDENT(2));
	buf_printf(out, "%s\n", text);
	free(text);
	json_decref(r);
	json_decref(o);
	json_decref(q.list);
	objects_free(q.objects);
}
