/*
 * execute.c: see execute.h.
 */
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/io.h"
#include "base/msg.h"
#include "base/stop.h"

#include "mcsql/execute.h"

enum {
	SCRIPT_MAX = 64 * 1024 * 1024,
	RANGE_FIRST = 1000,            /* rows of a large result asked for */
	RANGE_BYTES = 8 * 1024 * 1024, /* then so much at a time */
	RANGE_ROWS = 1000000,
	BAR = 20
};

struct run {
	struct mc_client *client;
	const struct settings *set;
	const struct statement *st;
	enum form form;
	const char *name; /* of the script */
	struct mc_sql q;
	struct buf out;
	struct mc_result *result; /* while its rows come */
	int64_t started, shown;
	bool asked; /* the instance to end */
};

const char *
read_script(const char *sql, const char *file, struct buf *text)
{
	const char *path = file;

	if (sql != NULL) {
		buf_puts(text, sql);
		return "-e";
	}
	if (path == NULL || strcmp(path, "-") == 0)
		path = "/dev/stdin";
	if (io_slurp(path, SCRIPT_MAX, text) == -1)
		die(EX_NOINPUT, "cannot read '%s'",
		    file == NULL ? "stdin" : file);
	return file == NULL ? "stdin" : file;
}

/* Bytes of it that a message shows. */
static size_t
first_line(const struct statement *st)
{
	size_t n = 0;

	while (n < st->len && n < 60 && st->sql[n] != '\n')
		n++;
	return n;
}

/* --- what people see ------------------------------------------------------ */

/* One line on a terminal, once a second; NULL takes it away. */
static void
on_progress(void *arg, const struct mc_sql *q, const struct mc_progress *p)
{
	struct buf line = { 0 };
	struct run *r = arg;
	int64_t now = clock_monotonic();
	unsigned i, full;

	(void)q;
	if (p == NULL ? r->shown == 0
		      : r->shown != 0 && now - r->shown < CLOCK_SECOND)
		return;
	buf_puts(&line, "\r\033[K");
	r->shown = p == NULL ? 0 : now;
	if (p != NULL) {
		full = p->total == 0
			   ? 0
			   : (unsigned)((uint64_t)p->done * BAR / p->total);
		buf_putc(&line, '[');
		for (i = 0; i < BAR; i++)
			buf_putc(&line, i < full ? '#' : '.');
		buf_printf(&line,
		    "] %s:%u: %u of %u workers done, %u run, %.0f s", r->name,
		    r->st->line, p->done, p->total, p->running,
		    (double)(now - r->started) / 1e6);
	}
	(void)io_write(STDERR_FILENO, line.data, line.len);
	buf_release(&line);
}

/* The end: the reason, and where a person can look closer. */
static _Noreturn void
failed(struct run *r)
{
	struct mc_client *c = r->client;
	char why[MC_WHY];
	struct buf url = { 0 };
	int code = c->code;

	if (stop_wanted)
		diex(EX_TEMPFAIL, "%s:%u: stopped%s%s", r->name, r->st->line,
		    r->asked ? "; asked to end: instance " : "",
		    r->asked ? r->q.id : "");
	memcpy(why, c->why, sizeof(why));
	if (r->q.id[0] == '\0' || mc_sql_logview(c, &r->q, &url) == -1)
		diex(code, "%s:%u: %s", r->name, r->st->line, why);
	diex(code, "%s:%u: %s\nlog view: %s", r->name, r->st->line, why,
	    buf_str(&url));
}

/* --- results -------------------------------------------------------------- */

static void
flush(struct run *r)
{
	if (io_write(STDOUT_FILENO, r->out.data, r->out.len) == -1)
		die(EX_IOERR, "stdout");
	buf_clear(&r->out);
}

static void
on_row(void *arg, const struct row_value *value)
{
	struct run *r = arg;

	print_row(&r->out, r->result, r->form, value);
}

/* A result that the instance shows in part, through the tunnel.  -1 when
 * that cannot be, and nothing is written yet. */
static int
whole(struct run *r)
{
	uint64_t at = 0, n = RANGE_FIRST;
	struct mc_result result;

	if (mc_result_open(r->client, &r->q, &result) == -1)
		return -1;
	buf_clear(&r->out);
	r->result = &result;
	print_names(&r->out, &result, r->form);
	while (at < result.rows) {
		if (n > result.rows - at)
			n = result.rows - at;
		if (mc_result_read(
			r->client, &r->q, &result, at, n, on_row, r) == -1)
			failed(r);
		at += n;
		n = RANGE_BYTES / (r->out.len / n + 1);
		n = n == 0 ? 1 : n > RANGE_ROWS ? RANGE_ROWS : n;
		flush(r);
	}
	flush(r);
	mc_result_release(&result);
	return 0;
}

static void
print(struct run *r)
{
	long rows;

	rows = print_result(&r->out, &r->q, r->form);
	if (rows == -1)
		diex(EX_PROTOCOL, "the result of instance %s is no csv",
		    r->q.id);
	if (rows == MC_SQL_SHOWN) {
		if (whole(r) == 0)
			return;
		warnx("%s:%u: the result was cut at %ld rows: %s", r->name,
		    r->st->line, rows, r->client->why);
	}
	flush(r);
}

/* A stop was asked for: so has the instance been, unless it had ended; then
 * its result counts. */
static int
stop(struct run *r)
{
	int rc = r->q.id[0] == '\0' ? -1 : mc_sql_kill(r->client, &r->q);

	r->asked = rc == 0;
	if (rc != 1)
		return -1;
	r->client->heed_stop = false;
	return mc_sql_wait(r->client, &r->q);
}

static void
execute(struct run *r)
{
	const struct statement *st = r->st;
	int rc;

	tellx("%s:%u: %.*s", r->name, st->line, (int)first_line(st), st->sql);
	r->started = clock_monotonic();
	if (msg_level >= 0 && isatty(STDERR_FILENO) == 1)
		r->q.progress = on_progress;
	r->q.progress_arg = r;
	rc = mc_sql_run(
	    r->client, &r->q, st->sql, st->len, r->set->item, r->set->n);
	on_progress(r, &r->q, NULL);
	if (rc == -1 && stop_wanted)
		rc = stop(r);
	if (rc == -1)
		failed(r);
	tellx("instance %s", r->q.id);
	print(r);
	buf_release(&r->out);
	mc_sql_release(&r->q);
}

void
execute_all(struct mc_client *c, struct settings *set, enum form form,
    const char *name, struct buf *text)
{
	struct statement st;
	struct script script;
	const char *why;
	int more, taken;

	script_init(&script, buf_str(text), text->len);
	while ((more = script_next(&script, &st, &why)) == 1) {
		struct run r = { .client = c,
			.set = set,
			.st = &st,
			.form = form,
			.name = name };

		if (stop_wanted)
			diex(EX_TEMPFAIL, "%s:%u: stopped", name, st.line);
		if ((taken = settings_take(set, &st)) == -1)
			diex(EX_DATAERR, "%s:%u: this is no 'set KEY=VALUE;'",
			    name, st.line);
		if (taken == 0)
			execute(&r);
	}
	if (more == -1)
		diex(EX_DATAERR, "%s:%u: %s", name, st.line, why);
}
