/*
 * execute.c: see execute.h.
 */
#include <string.h>
#include <unistd.h>

#include "base/io.h"
#include "base/msg.h"
#include "base/stop.h"

#include "mcsql/execute.h"
#include "mcsql/print.h"

enum {
	SCRIPT_MAX = 64 * 1024 * 1024,
	RESULT_ROWS = 10000 /* more are not shown by the server */
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

static void
execute(struct mc_client *c, const struct settings *set, bool json,
    const struct statement *st, const char *name)
{
	struct buf out = { 0 };
	struct mc_sql q = { 0 };
	long rows;

	tellx("%s:%u: %.*s", name, st->line, (int)first_line(st), st->sql);
	if (mc_sql_run(c, &q, st->sql, st->len, set->item, set->n) == -1) {
		if (stop_wanted)
			mc_sql_kill(c, &q);
		diex(c->code, "%s:%u: %s", name, st->line, c->why);
	}
	tellx("instance %s", q.id);
	rows = print_result(&out, &q, json);
	if (rows == -1)
		diex(EX_PROTOCOL, "the result of instance %s is no csv", q.id);
	if (io_write(STDOUT_FILENO, out.data, out.len) == -1)
		die(EX_IOERR, "stdout");
	if (rows == RESULT_ROWS)
		warnx("%s:%u: the result was cut at %d rows", name, st->line,
		    RESULT_ROWS);
	buf_release(&out);
	mc_sql_release(&q);
}

void
execute_all(struct mc_client *c, struct settings *set, bool json,
    const char *name, struct buf *text)
{
	struct statement st;
	struct script script;
	const char *why;
	int more, taken;

	script_init(&script, buf_str(text), text->len);
	while ((more = script_next(&script, &st, &why)) == 1) {
		if ((taken = settings_take(set, &st)) == -1)
			diex(EX_DATAERR, "%s:%u: this is no 'set KEY=VALUE;'",
			    name, st.line);
		if (taken == 0)
			execute(c, set, json, &st, name);
	}
	if (more == -1)
		diex(EX_DATAERR, "%s:%u: %s", name, st.line, why);
}
