/*
 * instance.c: instances that run or have run: stop, progress, log view.
 */
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "base/num.h"

#include "mc/sql.h"
#include "mc/xml.h"

#define LOGVIEW "http://logview.odps.aliyun.com"

int
mc_sql_kill(struct mc_client *c, const struct mc_sql *q)
{
	struct mc_call call;
	bool heed = c->heed_stop;
	int rc;

	if (q->id[0] == '\0')
		return 0;
	c->heed_stop = false;
	mc_call_init(&call, "PUT", MC_ONCE);
	buf_printf(&call.path, "/projects/%s/instances/%s", c->project, q->id);
	call.type = "application/xml";
	buf_puts(&call.body,
	    "<?xml version=\"1.0\"?>\n"
	    "<Instance><Status>Terminated</Status></Instance>");
	rc = mc_do(c, &call);
	/* The word is one of two, depending on the age of the service. */
	if (rc == -1 && (strcmp(c->word, "InvalidStateSetting") == 0 ||
			    strcmp(c->word, "InvalidStatusSetting") == 0))
		rc = 1;
	mc_call_release(&call);
	c->heed_stop = heed;
	return rc;
}

static unsigned
number_of(const char *s)
{
	uint64_t v;

	return num_u64(s, 0, 10000000, &v) ? (unsigned)v : 0;
}

/* What stands in one element of one stage. */
static void
on_stage(void *arg, const char *name, const char *text)
{
	struct mc_progress *p = arg;

	if (strcmp(name, "TotalWorkers") == 0) {
		p->stages++;
		p->total += number_of(text);
	} else if (strcmp(name, "TerminatedWorkers") == 0)
		p->done += number_of(text);
	else if (strcmp(name, "RunningWorkers") == 0)
		p->running += number_of(text);
}

int
mc_sql_progress(
    struct mc_client *c, const struct mc_sql *q, struct mc_progress *p)
{
	struct mc_call call;
	int rc;

	memset(p, 0, sizeof(*p));
	mc_call_init(&call, "GET", 0);
	buf_printf(&call.path, "/projects/%s/instances/%s", c->project, q->id);
	mc_call_param(&call, "instanceprogress", MC_SQL_TASK);
	mc_call_param(&call, "taskname", MC_SQL_TASK);
	if ((rc = mc_do(c, &call)) == 0 &&
	    mc_xml_each(call.answer.data, call.answer.len, "Progress/Stage",
		on_stage, p) == -1)
		rc = mc_fail(c, EX_PROTOCOL,
		    "the progress of instance %s is no XML", q->id);
	mc_call_release(&call);
	return rc;
}

/* A token with which its bearer may read the instance for a day. */
static int
ask_token(struct mc_client *c, const struct mc_sql *q, struct buf *token)
{
	struct mc_call call;
	int rc;

	mc_call_init(&call, "POST", MC_NO_SCHEMA);
	buf_printf(&call.path, "/projects/%s/authorization", c->project);
	mc_call_param(&call, "sign_bearer_token", NULL);
	call.type = "application/json";
	buf_printf(&call.body,
	    "{\"expires_in_hours\":24,\"policy\":{\"Version\":\"1\","
	    "\"Statement\":[{\"Action\":[\"odps:Read\"],\"Effect\":\"Allow\","
	    "\"Resource\":\"acs:odps:*:projects/%s/instances/%s\"}]}}",
	    c->project, q->id);
	if ((rc = mc_do(c, &call)) == 0 &&
	    mc_xml_get(call.answer.data, call.answer.len,
		"Authorization/Result", token, NULL, NULL) != 1)
		rc = mc_fail(c, EX_PROTOCOL, "the answer holds no token");
	mc_call_release(&call);
	return rc;
}

int
mc_sql_logview(struct mc_client *c, const struct mc_sql *q, struct buf *url)
{
	unsigned connect = c->retry_connect, other = c->retry_other;
	struct buf token = { 0 };
	int rc;

	/* It is only an extra: one attempt. */
	c->retry_connect = c->retry_other = 0;
	if ((rc = ask_token(c, q, &token)) == 0) {
		buf_puts(url, LOGVIEW "/logview/?h=");
		buf_puts(url, c->endpoint);
		buf_printf(url, "&p=%s&i=%s&token=%s", c->project, q->id,
		    buf_str(&token));
	}
	c->retry_connect = connect;
	c->retry_other = other;
	buf_release(&token);
	return rc;
}
