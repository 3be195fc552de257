/*
 * main.c: SQL statements to MaxCompute, results to stdout; mcsql(1).
 *
 * Reads a script from -e, a file or stdin; writes TSV or JSON lines; keeps
 * nothing.
 */
#include <errno.h>
#include <getopt.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/conf.h"
#include "base/io.h"
#include "base/msg.h"
#include "base/stop.h"

#include "mcsql/print.h"
#include "mcsql/script.h"

static const char help[] =
    "usage: mcsql -c JOB.conf [--json] [-s KEY=VALUE]... [-qv] [FILE]\n"
    "       mcsql -c JOB.conf [--json] [-s KEY=VALUE]... [-qv] -e SQL\n"
    "\n"
    "Runs SQL statements, one after the other, and prints their results.\n"
    "\n"
    "  -c, --config FILE    the job: endpoint, project, credentials\n"
    "  -e, --execute SQL    the script itself; else FILE, else stdin\n"
    "  -s, --set KEY=VALUE  a setting, as 'set KEY=VALUE;' in the script\n"
    "      --json           a JSON object a row, not TSV\n"
    "  -q, --quiet          errors only\n"
    "  -v, --verbose        each statement and its instance\n"
    "  -h, --help           this text\n"
    "  -V, --version        the version\n";

enum {
	OPT_JSON = 256,
	SCRIPT_MAX = 64 * 1024 * 1024,
	RESULT_ROWS = 10000, /* more are not shown by the server */
	CONNECT_SECONDS = 60 /* of patience: somebody waits */
};

static const struct option opts[] = {
	{ "config", required_argument, NULL, 'c' },
	{ "execute", required_argument, NULL, 'e' },
	{ "set", required_argument, NULL, 's' },
	{ "json", no_argument, NULL, OPT_JSON },
	{ "quiet", no_argument, NULL, 'q' },
	{ "verbose", no_argument, NULL, 'v' },
	{ "help", no_argument, NULL, 'h' },
	{ "version", no_argument, NULL, 'V' },
	{ 0 },
};

struct args {
	const char *conf, *sql, *file;
	bool json;
	struct settings settings;
};

static void
parse(struct args *a, int argc, char *argv[])
{
	int c;

	while ((c = getopt_long(argc, argv, "+c:e:s:qvhV", opts, NULL)) != -1)
		switch (c) {
		case 'c':
			a->conf = optarg;
			break;
		case 'e':
			a->sql = optarg;
			break;
		case 's':
			if (!settings_add(&a->settings, optarg, strlen(optarg)))
				diex(EX_USAGE, "'%s' is no KEY=VALUE", optarg);
			break;
		case OPT_JSON:
			a->json = true;
			break;
		case 'q':
			msg_level--;
			break;
		case 'v':
			msg_level++;
			break;
		case 'h':
			msg_print(help);
		case 'V':
			msg_print("mcsql " VERSION "\n");
		default:
			diex(EX_USAGE, "try 'mcsql --help'");
		}
	if (optind < argc)
		a->file = argv[optind++];
	if (optind < argc)
		diex(EX_USAGE, "unexpected argument '%s'", argv[optind]);
	if (a->conf == NULL)
		diex(EX_USAGE, "say -c JOB.conf\ntry 'mcsql --help'");
	if (a->sql != NULL && a->file != NULL)
		diex(EX_USAGE, "-e and a file cannot be used at the same time");
}

/* The script, and the name for messages about it. */
static const char *
read_script(const struct args *a, struct buf *text)
{
	const char *path = a->file;

	if (a->sql != NULL) {
		buf_puts(text, a->sql);
		return "-e";
	}
	if (path == NULL || strcmp(path, "-") == 0)
		path = "/dev/stdin";
	if (io_slurp(path, SCRIPT_MAX, text) == -1)
		die(EX_NOINPUT, "cannot read '%s'",
		    a->file == NULL ? "stdin" : a->file);
	return a->file == NULL ? "stdin" : a->file;
}

static void
on_notice(void *arg, const char *text)
{
	(void)arg;
	warnx("%s", text);
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
execute(struct mc_client *c, const struct args *a, const struct statement *st,
    const char *name)
{
	struct buf out = { 0 };
	struct mc_sql q = { 0 };
	long rows;

	tellx("%s:%u: %.*s", name, st->line, (int)first_line(st), st->sql);
	if (mc_sql_run(c, &q, st->sql, st->len, a->settings.item,
		a->settings.n) == -1) {
		if (stop_wanted)
			mc_sql_kill(c, &q);
		diex(c->code, "%s:%u: %s", name, st->line, c->why);
	}
	tellx("instance %s", q.id);
	rows = print_result(&out, &q, a->json);
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

int
main(int argc, char *argv[])
{
	struct args a = { 0 };
	struct buf text = { 0 };
	struct mc_client *client;
	struct statement st;
	struct script script;
	struct conf *conf;
	const char *name, *why;
	char *reason;
	int more, code, set;

	msg_init("mcsql");
	parse(&a, argc, argv);
	conf = conf_load(a.conf);
	signal(SIGPIPE, SIG_IGN);
	stop_install();
	if ((client = mc_client_new(conf, &reason, &code)) == NULL)
		diex(code, "%s", reason);
	client->notice = on_notice;
	client->heed_stop = true;
	if (client->retry_connect > CONNECT_SECONDS)
		client->retry_connect = CONNECT_SECONDS;
	name = read_script(&a, &text);

	script_init(&script, buf_str(&text), text.len);
	while ((more = script_next(&script, &st, &why)) == 1) {
		if ((set = settings_take(&a.settings, &st)) == -1)
			diex(EX_DATAERR, "%s:%u: this is no 'set KEY=VALUE;'",
			    name, st.line);
		if (set == 0)
			execute(client, &a, &st, name);
	}
	if (more == -1)
		diex(EX_DATAERR, "%s:%u: %s", name, st.line, why);

	settings_release(&a.settings);
	buf_release(&text);
	mc_client_free(client);
	conf_free(conf);
	return 0;
}
