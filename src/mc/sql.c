/*
 * sql.c: submit, wait, fetch.
 */
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sysexits.h>
#include <time.h>

#include <openssl/evp.h>

#include "base/clock.h"
#include "base/jsonw.h"
#include "base/stop.h"

#include "mc/sql.h"
#include "mc/xml.h"

enum {
	POLL_FIRST_MS = 50,
	POLL_MAX_MS = 5000,
	POLL_SHOWN_MS = 1000 /* somebody looks at the progress */
};

void
mc_sql_release(struct mc_sql *q)
{
	buf_release(&q->result);
}

static void
put_property(struct buf *b, const char *name, const char *value, size_t n)
{
	buf_printf(b, "<Property><Name>%s</Name><Value>", name);
	mc_xml_put(b, value, n);
	buf_puts(b, "</Value></Property>");
}

static void
put_setting(struct buf *json, const char *name, const char *value)
{
	buf_putc(json, json->len == 0 ? '{' : ',');
	jsonw_cstr(json, name);
	buf_putc(json, ':');
	jsonw_cstr(json, value);
}

static void
put_job(struct buf *b, const char *schema, const char *sql, size_t n,
    const struct mc_setting *setting, size_t nsettings)
{
	struct buf json = { 0 };
	size_t i;

	buf_puts(b,
	    "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
	    "<Instance><Job><Priority>9</"
	    "Priority><Tasks><SQL><Name>" MC_SQL_TASK "</Name><Config>");
	if (schema != NULL) {
		put_setting(&json, "odps.sql.allow.namespace.schema", "true");
		put_setting(&json, "odps.namespace.schema", "true");
		put_setting(&json, "odps.default.schema", schema);
	}
	for (i = 0; i < nsettings; i++)
		put_setting(&json, setting[i].name, setting[i].value);
	if (json.len > 0) {
		buf_putc(&json, '}');
		put_property(b, "settings", buf_str(&json), json.len);
	}
	buf_release(&json);
	buf_puts(b, "</Config><Query>");
	mc_xml_put(b, sql, n);
	buf_puts(b,
	    ";</Query></SQL></Tasks><DAG><RunMode>Sequence</RunMode></DAG>"
	    "</Job></Instance>");
}

/* The id behind the last '/' of the Location header. */
static int
take_id(struct mc_client *c, struct mc_sql *q, const struct mc_call *call)
{
	const char *slash = strrchr(call->location, '/');

	if (slash == NULL || slash[1] == '\0' ||
	    strlen(slash + 1) >= sizeof(q->id))
		return mc_fail(c, EX_PROTOCOL, "the answer names no instance");
	memcpy(q->id, slash + 1, strlen(slash));
	q->id[strcspn(q->id, "?")] = '\0';
	return 0;
}

static int
submit(struct mc_client *c, struct mc_sql *q, const char *sql, size_t n,
    const struct mc_setting *setting, size_t nsettings)
{
	struct mc_call call;
	int rc;

	mc_call_init(&call, "POST", MC_ONCE | MC_FRESH);
	buf_printf(&call.path, "/projects/%s/instances", c->project);
	call.type = "application/xml";
	put_job(&call.body, c->schema, sql, n, setting, nsettings);
	rc = mc_do(c, &call);
	if (rc == 0)
		rc = take_id(c, q, &call);
	mc_call_release(&call);
	return rc;
}

/* GET .../instances/ID?what: the text at path of the answer. */
static int
ask(struct mc_client *c, const struct mc_sql *q, const char *what,
    const char *path, struct buf *text, const char *attr, struct buf *value)
{
	struct mc_call call;
	int rc, found;

	mc_call_init(&call, "GET", 0);
	buf_printf(&call.path, "/projects/%s/instances/%s", c->project, q->id);
	if (what != NULL)
		mc_call_param(&call, what, NULL);
	if ((rc = mc_do(c, &call)) == 0) {
		buf_clear(text);
		found = mc_xml_get(
		    call.answer.data, call.answer.len, path, text, attr, value);
		if (found == -1)
			rc = mc_fail(c, EX_PROTOCOL,
			    "the answer about instance %s is no XML", q->id);
		/* The format stands in a second attribute. */
		if (value != NULL && found == 1) {
			struct buf again = { 0 }, format = { 0 };

			mc_xml_get(call.answer.data, call.answer.len, path,
			    &again, "Format", &format);
			buf_putc(value, '/');
			buf_put(value, format.data, format.len);
			buf_release(&again);
			buf_release(&format);
		}
	}
	mc_call_release(&call);
	return rc;
}

/* Tell how far it is; what cannot be learnt is no failure. */
static void
tell_progress(struct mc_client *c, struct mc_sql *q)
{
	struct mc_progress p;

	if (q->progress == NULL)
		return;
	if (mc_sql_progress(c, q, &p) == -1)
		memset(&p, 0, sizeof(p));
	q->progress(q->progress_arg, q, &p);
}

static int
wait_end(struct mc_client *c, struct mc_sql *q)
{
	int64_t ms = POLL_FIRST_MS, now;
	int64_t longest = q->progress == NULL ? POLL_MAX_MS : POLL_SHOWN_MS;
	struct buf text = { 0 };
	int rc;

	for (;;) {
		rc = ask(c, q, NULL, "Instance/Status", &text, NULL, NULL);
		if (rc == -1 || strcasecmp(buf_str(&text), "Terminated") == 0)
			break;
		tell_progress(c, q);
		for (now = clock_monotonic();
		     clock_monotonic() - now < ms * 1000;) {
			struct timespec t = { 0, 25 * 1000000 };

			if (c->heed_stop && stop_wanted) {
				rc = mc_fail(c, EX_TEMPFAIL, "stopped");
				goto out;
			}
			nanosleep(&t, NULL);
		}
		if ((ms = ms * 3 / 2) > longest)
			ms = longest;
	}
out:
	buf_release(&text);
	return rc;
}

/* Base64 in place. */
static int
unbase64(struct mc_client *c, struct buf *b)
{
	struct buf out = { 0 };
	size_t i, n = 0;
	int len;

	for (i = 0; i < b->len; i++)
		if (b->data[i] > ' ')
			b->data[n++] = b->data[i];
	b->len = n;
	if (n % 4 != 0 || n > 0x7fffffff)
		return mc_fail(c, EX_PROTOCOL, "the result is no base64");
	buf_reserve(&out, n / 4 * 3 + 4);
	len = n == 0 ? 0 : EVP_DecodeBlock(out.data, b->data, (int)n);
	if (len < 0) {
		buf_release(&out);
		return mc_fail(c, EX_PROTOCOL, "the result is no base64");
	}
	out.len = (size_t)len;
	for (i = 0; i < 2 && n > i && b->data[n - 1 - i] == '='; i++)
		out.len--;
	buf_release(b);
	*b = out;
	return 0;
}

static int
fetch(struct mc_client *c, struct mc_sql *q)
{
	struct buf how = { 0 };
	int rc;

	rc = ask(c, q, "result", "Instance/Tasks/Task/Result", &q->result,
	    "Transform", &how);
	if (rc == 0 && strncasecmp(buf_str(&how), "base64/", 7) == 0)
		rc = unbase64(c, &q->result);
	q->csv = how.len >= 4 &&
		 strcasecmp(buf_str(&how) + how.len - 4, "/csv") == 0;
	buf_release(&how);
	return rc;
}

/* The SQL failed: its text, on one line. */
static int
failed(struct mc_client *c, struct mc_sql *q, const char *state)
{
	const char *text = buf_str(&q->result), *word = mc_error_odps(text);
	char line[MC_WORD + 1100];
	struct mc_error e = { 0 };
	int code = EX_DATAERR;

	if (word != NULL && (strcmp(word, "NoPermission") == 0 ||
				strncmp(word, "Internal", 8) == 0)) {
		snprintf(e.word, sizeof(e.word), "%s", word);
		mc_error_class(&e, 400, &code);
	}
	text += strspn(text, " \r\n");
	if (*text == '<') { /* an error body in the place of a text */
		mc_error_read(&e, text, strlen(text));
		snprintf(line, sizeof(line), "%s%s%s", e.word,
		    e.text[0] != '\0' && e.word[0] != '\0' ? ": " : "", e.text);
		text = line;
	}
	mc_fail(c, code, "%.*s (instance %s)", (int)strcspn(text, "\r\n"),
	    *text != '\0' ? text : state, q->id);
	if (word != NULL)
		snprintf(c->word, sizeof(c->word), "%s", word);
	return -1;
}

int
mc_sql_wait(struct mc_client *c, struct mc_sql *q)
{
	struct buf state = { 0 };
	int rc = -1;

	buf_clear(&q->result);
	if (wait_end(c, q) == -1 ||
	    ask(c, q, "taskstatus", "Instance/Tasks/Task/Status", &state, NULL,
		NULL) == -1 ||
	    fetch(c, q) == -1)
		goto out;
	if (strcasecmp(buf_str(&state), "Success") == 0)
		rc = 0;
	else
		failed(c, q, buf_str(&state));
out:
	buf_release(&state);
	return rc;
}

int
mc_sql_run(struct mc_client *c, struct mc_sql *q, const char *sql, size_t n,
    const struct mc_setting *setting, size_t nsettings)
{
	q->id[0] = '\0';
	q->csv = false;
	if (submit(c, q, sql, n, setting, nsettings) == -1)
		return -1;
	return mc_sql_wait(c, q);
}

int
mc_csv_field(const char **p, const char *end, struct buf *field,
    enum mc_csv *kind, bool *last)
{
	const char *s = *p;

	buf_clear(field);
	if (s == end)
		return 0;
	if (*s == '"') {
		*kind = MC_CSV_QUOTED;
		for (s++;; s++) {
			if (s == end)
				return -1;
			if (*s == '"' && (s + 1 == end || s[1] != '"'))
				break;
			s += *s == '"';
			buf_putc(field, *s);
		}
		s++;
	} else {
		for (; s < end && *s != ',' && *s != '\n' && *s != '\r'; s++)
			buf_putc(field, *s);
		*kind = field->len == 2 && memcmp(field->data, "\\N", 2) == 0
			    ? MC_CSV_NULL
			    : MC_CSV_BARE;
	}
	*last = true;
	if (s < end && *s == '\r')
		s++;
	if (s < end && *s != ',' && *s != '\n')
		return -1;
	if (s < end)
		*last = *s++ == '\n';
	*p = s;
	return 1;
}
