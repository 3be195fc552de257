/*
 * mcsql: SQL statements to MaxCompute, results to stdout; mcsql(1).
 *
 * Reads a script from -e, a file or stdin; writes TSV, CSV or JSON
 * lines; keeps nothing.
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

#include "mcsql/execute.h"

static const char help[] =
    "usage: mcsql -c JOB.conf [--csv|--json] [-s KEY=VALUE]... [-qv] [FILE]\n"
    "       mcsql -c JOB.conf [--csv|--json] [-s KEY=VALUE]... [-qv] -e SQL\n"
    "\n"
    "Runs SQL statements, one after the other, and prints their results.\n"
    "\n"
    "  -c, --config FILE    the job: endpoint, project, credentials\n"
    "  -e, --execute SQL    the script itself; else FILE, else stdin\n"
    "  -s, --set KEY=VALUE  a setting, as 'set KEY=VALUE;' in the script\n"
    "      --csv            results as CSV, not TSV\n"
    "      --json           a JSON object a row, not TSV\n"
    "  -q, --quiet          errors only\n"
    "  -v, --verbose        each statement and its instance\n"
    "  -h, --help           this text\n"
    "  -V, --version        the version\n";

enum {
	OPT_CSV = 256,
	OPT_JSON,
	CONNECT_SECONDS = 60 /* of patience: somebody waits */
};

static const struct option opts[] = {
	{ "config", required_argument, NULL, 'c' },
	{ "execute", required_argument, NULL, 'e' },
	{ "set", required_argument, NULL, 's' },
	{ "csv", no_argument, NULL, OPT_CSV },
	{ "json", no_argument, NULL, OPT_JSON },
	{ "quiet", no_argument, NULL, 'q' },
	{ "verbose", no_argument, NULL, 'v' },
	{ "help", no_argument, NULL, 'h' },
	{ "version", no_argument, NULL, 'V' },
	{ 0 },
};

struct args {
	const char *conf, *sql, *file;
	enum form form;
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
		case OPT_CSV:
		case OPT_JSON:
			if (a->form != FORM_TSV)
				diex(EX_USAGE, "--csv and --json exclude each "
					       "other, and are said once");
			a->form = c == OPT_CSV ? FORM_CSV : FORM_JSON;
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
			msg_usage(argv);
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

static void
on_notice(void *arg, const char *text)
{
	(void)arg;
	warnx("%s", text);
}

int
main(int argc, char *argv[])
{
	struct args a = { 0 };
	struct buf text = { 0 };
	struct mc_client *client;
	struct conf *conf;
	const char *name;
	char *reason;
	int code;

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
	name = read_script(a.sql, a.file, &text);

	execute_all(client, &a.settings, a.form, name, &text);

	settings_release(&a.settings);
	buf_release(&text);
	mc_client_free(client);
	conf_free(conf);
	return 0;
}
