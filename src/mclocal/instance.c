/*
 * instance.c: SQL jobs over REST.  They run at once, one after another, each
 * in one transaction; the answers then tell what happened.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <jansson.h>

#include "base/clock.h"
#include "base/jsonw.h"
#include "base/mem.h"
#include "mclocal/handlers.h"
#include "mclocal/job.h"
#include "mclocal/meta_own.h"
#include "mclocal/reader.h"
#include "mclocal/result.h"
#include "mclocal/sql.h"

static const char xml[] = "<?xml version=\"1.0\"?>\n";

struct instance {
	int64_t no, rows, started, ended;
	char id[64], status[16];
	char *task, *source, *message;
};

static void
apply_settings(struct sql *q, const char *text)
{
	json_t *o = json_loads(text, 0, NULL), *v;
	const char *key;

	if (o == NULL)
		return;
	json_object_foreach(o, key, v)
	{
		if (json_is_string(v))
			sql_set(q, key, json_string_value(v));
	}
	json_decref(o);
}

/* Inside a transaction; what a failed script did is undone to a savepoint. */
static int
run_job(struct store *s, const char *project, int64_t no, const struct job *job)
{
	const char *status = "Success", *message;
	struct sql q;
	int rc;

	sql_init(&q, s, project, no);
	apply_settings(&q, job->settings);
	if (store_run(s, "SAVEPOINT job", "") == -1)
		return -1;
	if (sql_run(&q, job->query, strlen(job->query)) == -1) {
		status = "Failed";
		q.nrows = -1;
		if (store_run(s, "ROLLBACK TO job", "") == -1) {
			sql_release(&q);
			return -1;
		}
	}
	message = *status == 'F' ? q.why : buf_str(&q.text);
	rc = store_run(s, "RELEASE job", "");
	if (rc == 0)
		rc = store_run(s,
		    "UPDATE mc_instance SET status = ?2, message = ?3,"
		    " nrows = ?4, ended = ?5 WHERE no = ?1",
		    "issii", no, status, message, q.nrows,
		    clock_now() / CLOCK_SECOND);
	sql_release(&q);
	return rc;
}

static int
submit(struct store *s, const char *project, const struct job *job, char *id)
{
	store_new_id(id);
	if (store_begin(s) == -1)
		return -1;
	if (store_run(s,
		"INSERT INTO mc_instance (id, project, owner, task, source,"
		" query, status, message, nrows, started, ended)"
		" VALUES (?1,?2,'ALIYUN$local',?3,?4,?5,'Running','',-1,?6,?6)",
		"sssssi", id, project, job->name, job->source, job->query,
		clock_now() / CLOCK_SECOND) == -1 ||
	    run_job(s, project, sqlite3_last_insert_rowid(s->db), job) == -1) {
		store_undo(s);
		return -1;
	}
	return store_commit(s);
}

void
instance_submit(struct request *rq, const char *project)
{
	struct job job;
	struct buf b;
	char id[33];

	if (rq->body.fd != -1 || rq->body.mem.len == 0 ||
	    job_parse(&job, rq->body.mem.data, rq->body.mem.len) == -1) {
		reply_error(rq, 400, "MalformedXML",
		    "ODPS-0420031:Invalid xml in HTTP request body");
		return;
	}
	if (job.other != NULL) {
		reply_error(rq, 400, "NotImplemented",
		    "ODPS-0420021:Not implemented - mclocal has no %s tasks",
		    job.other);
	} else if (submit(rq->store, project, &job, id) == -1) {
		reply_broken(rq);
	} else {
		buf_init(&b);
		buf_printf(&b, "http://%s/api/projects/%s/instances/%s",
		    rq->host, project, id);
		reply(rq, 201, "application/xml");
		reply_header(rq, "Location", buf_str(&b));
		buf_release(&b);
	}
	job_release(&job);
}

/* "FROM:TO" in seconds, either of which may be missing. */
static void
date_range(const char *text, int64_t *from, int64_t *to)
{
	char *end;

	*from = strtoll(text, &end, 10);
	*to = *end == ':' && end[1] != '\0' ? strtoll(end + 1, NULL, 10)
					    : INT64_MAX;
}

/* The newest first. */
void
instance_list(struct request *rq, const char *project)
{
	const char *status = list_param(rq, "status");
	int64_t from, to;
	struct list l;
	sqlite3_stmt *q;
	char date[32];

	date_range(list_param(rq, "daterange"), &from, &to);
	q = store_query(rq->store,
	    "SELECT id, started, ended FROM mc_instance WHERE project = ?1"
	    " AND (?2 = '' OR no < (SELECT no FROM mc_instance WHERE id = ?2))"
	    " AND started BETWEEN ?3 AND ?4 AND ?5 ORDER BY no DESC",
	    "ssiii", project, list_param(rq, "marker"), from, to,
	    (int64_t)(*status == '\0' ||
		      strcasecmp(status, "terminated") == 0));
	if (q == NULL) {
		reply_broken(rq);
		return;
	}
	list_init(&l, rq);
	while (
	    sqlite3_step(q) == SQLITE_ROW && list_room(&l, store_text(q, 0))) {
		buf_printf(&l.items,
		    "<Instance><Name>%s</Name><Owner>ALIYUN$local</Owner>",
		    store_text(q, 0));
		http_date(date, sqlite3_column_int64(q, 1));
		xml_element(&l.items, "StartTime", date);
		http_date(date, sqlite3_column_int64(q, 2));
		xml_element(&l.items, "EndTime", date);
		buf_puts(&l.items, "<Status>Terminated</Status></Instance>\n");
	}
	sqlite3_finalize(q);
	list_reply(&l, rq, "Instances");
}

static bool
find_instance(struct request *rq, const char *project, const char *id,
    struct instance *in)
{
	sqlite3_stmt *q;
	bool found;

	memset(in, 0, sizeof(*in));
	q = store_query(rq->store,
	    "SELECT no, id, task, source, status, message, nrows, started,"
	    " ended FROM mc_instance WHERE id = ?1 AND project = ?2",
	    "ss", id, project);
	if (q == NULL) {
		reply_broken(rq);
		return false;
	}
	if ((found = sqlite3_step(q) == SQLITE_ROW)) {
		in->no = sqlite3_column_int64(q, 0);
		snprintf(in->id, sizeof(in->id), "%s", store_text(q, 1));
		in->task = xstrdup(store_text(q, 2));
		in->source = xstrdup(store_text(q, 3));
		snprintf(
		    in->status, sizeof(in->status), "%s", store_text(q, 4));
		in->message = xstrdup(store_text(q, 5));
		in->rows = sqlite3_column_int64(q, 6);
		in->started = sqlite3_column_int64(q, 7);
		in->ended = sqlite3_column_int64(q, 8);
	} else {
		reply_error(rq, 404, "NoSuchObject",
		    "ODPS-0420061:Instance not found - '%s'", id);
	}
	sqlite3_finalize(q);
	return found;
}

static void
release_instance(struct instance *in)
{
	free(in->task);
	free(in->source);
	free(in->message);
}

static void
put_task_head(struct buf *b, const struct instance *in)
{
	buf_puts(b, "<Tasks>\n<Task Type=\"SQL\">\n<Name>");
	xml_put(b, in->task);
	buf_puts(b, "</Name>\n");
}

static void
put_taskstatus(struct buf *b, const struct instance *in)
{
	char date[32];

	buf_printf(b, "%s<Instance>\n<Status>Terminated</Status>\n", xml);
	put_task_head(b, in);
	http_date(date, in->started);
	buf_printf(b, "<StartTime>%s</StartTime>\n", date);
	http_date(date, in->ended);
	buf_printf(b,
	    "<EndTime>%s</EndTime>\n<Status>%s</Status>\n<Histories/>\n"
	    "</Task>\n</Tasks>\n</Instance>\n",
	    date, in->status);
}

static int
put_csv(struct store *s, const struct instance *in, struct buf *csv)
{
	struct table *t = result_table(s, in->no);
	struct reader *r;
	char from[32];
	unsigned i;
	int rc;

	if (t == NULL)
		return -1;
	snprintf(from, sizeof(from), "q%lld", (long long)in->no);
	r = reader_new(s, from, t, NULL, 0);
	reader_add(r, 1, in->rows);
	for (i = 0; i < t->ncolumns; i++)
		buf_printf(
		    csv, "%s\"%s\"", i > 0 ? "," : "", t->column[i].name);
	buf_putc(csv, '\n');
	rc = reader_csv(r, csv, RESULT_SHOWN);
	reader_free(r);
	table_free(t);
	return rc;
}

static void
reply_result(struct request *rq, const struct instance *in)
{
	struct buf csv, *b;

	buf_init(&csv);
	if (in->rows >= 0 && put_csv(rq->store, in, &csv) == -1) {
		reply_broken(rq);
		buf_release(&csv);
		return;
	}
	b = reply(rq, 200, "application/xml");
	buf_printf(b, "%s<Instance>\n", xml);
	put_task_head(b, in);
	if (in->rows >= 0) {
		buf_puts(
		    b, "<Result Transform=\"Base64\" Format=\"csv\"><![CDATA[");
		jsonw_base64(b, csv.data, csv.len);
		buf_puts(b, "]]></Result>\n");
	} else {
		buf_puts(b, "<Result Format=\"text\">");
		xml_put_cdata(b, in->message, strlen(in->message));
		buf_puts(b, "</Result>\n");
	}
	buf_puts(b, "</Task>\n</Tasks>\n</Instance>\n");
	buf_release(&csv);
}

static void
put_summary(struct buf *b, const struct instance *in)
{
	char text[64];

	snprintf(text, sizeof(text), "%lld rows",
	    (long long)(in->rows < 0 ? 0 : in->rows));
	buf_puts(b, "{\"Instance\":{\"JsonSummary\":\"{}\",\"Summary\":");
	jsonw_cstr(b, text);
	buf_puts(b, "}}");
}

/* One stage, done by one worker. */
static void
put_progress(struct buf *b, const struct instance *in)
{
	long long rows = in->rows < 0 ? 0 : in->rows;

	buf_printf(b,
	    "<Progress><Stage ID=\"M1_job_0\">"
	    "<BackupWorkers>0</BackupWorkers>"
	    "<TerminatedWorkers>1</TerminatedWorkers>"
	    "<RunningWorkers>0</RunningWorkers>"
	    "<TotalWorkers>1</TotalWorkers>"
	    "<InputRecords>%lld</InputRecords>"
	    "<OutputRecords>%lld</OutputRecords>"
	    "<FinishedPercentage>100</FinishedPercentage></Stage></Progress>",
	    rows, rows);
}

static void
instance_headers(struct request *rq, const struct instance *in)
{
	char date[32];

	reply_header(rq, "x-odps-owner", "ALIYUN$local");
	http_date(date, in->started);
	reply_header(rq, "x-odps-start-time", date);
	http_date(date, in->ended);
	reply_header(rq, "x-odps-end-time", date);
	reply_header(rq, "x-odps-task-finalized", "true");
}

void
instance_get(struct request *rq, const char *project, const char *id)
{
	struct instance in;

	if (!find_instance(rq, project, id, &in)) {
		release_instance(&in);
		return;
	}
	instance_headers(rq, &in);
	if (request_param(rq, "result") != NULL)
		reply_result(rq, &in);
	else if (request_param(rq, "taskstatus") != NULL)
		put_taskstatus(reply(rq, 200, "application/xml"), &in);
	else if (request_param(rq, "source") != NULL)
		buf_puts(reply(rq, 200, "application/xml"), in.source);
	else if (request_param(rq, "instancesummary") != NULL)
		put_summary(reply(rq, 200, "application/json"), &in);
	else if (request_param(rq, "instancedetail") != NULL)
		buf_puts(reply(rq, 200, "application/json"), "{}");
	else if (request_param(rq, "instanceprogress") != NULL)
		put_progress(reply(rq, 200, "application/xml"), &in);
	else if (request_param(rq, "log") != NULL)
		reply(rq, 200, "text/plain");
	else if (request_param(rq, "detail") != NULL ||
		 request_param(rq, "instancequota") != NULL)
		buf_puts(reply(rq, 200, "application/json"), "{}");
	else if (request_param(rq, "cached") != NULL ||
		 request_param(rq, "info") != NULL)
		reply_error(rq, 400, "InvalidArgument",
		    "InstanceTypeNotSupported: the instance is no session");
	else
		buf_printf(reply(rq, 200, "application/xml"),
		    "%s<Instance>\n<Status>Terminated</Status>\n</Instance>\n",
		    xml);
	release_instance(&in);
}

/* Too late always: it has run. */
void
instance_stop(struct request *rq, const char *project, const char *id)
{
	struct instance in;

	if (find_instance(rq, project, id, &in))
		reply_error(rq, 400, "InvalidStateSetting",
		    "the instance '%s' has terminated already", id);
	release_instance(&in);
}
