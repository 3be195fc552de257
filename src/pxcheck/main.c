/*
 * pxcheck: check a job before it runs; print its effective values.
 *
 * Reads the job file and the files it names; writes a line for each check,
 * or the values, to stdout; keeps nothing.  See pxcheck(1), pxsync.conf(5).
 */
#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/conf.h"
#include "base/conf_keys.h"
#include "base/io.h"
#include "base/msg.h"

#include "pxcheck/check.h"

static const char help[] =
    "usage: pxcheck -c JOB.conf [--print [KEY]...]\n"
    "Check a job file and the files it names, a line for each check.\n\n"
    "  -c, --config FILE    the job file\n"
    "      --print          print the effective values as KEY=VALUE; with\n"
    "                       KEYs only their values, a line for each\n"
    "  -h, --help           print this and exit\n"
    "  -V, --version        print the version and exit\n\n"
    "Example: pxcheck -c shop.conf --print target.project\n"
    "See pxcheck(1), pxsync.conf(5).\n";

static void
flush(struct buf *b)
{
	if (io_write(STDOUT_FILENO, b->data, b->len) == -1)
		die(EX_IOERR, "stdout");
	buf_release(b);
}

static void
put_value(struct buf *out, const struct conf *c, const char *key)
{
	const char *s;
	size_t i;

	for (i = 0; i < conf_nkeys; i++)
		if (strcmp(conf_keys[i].name, key) == 0)
			break;
	if (i == conf_nkeys)
		diex(EX_USAGE, "unknown key '%s'", key);
	if (conf_keys[i].kind == CONF_LINES) {
		for (i = 0; i < conf_count(c, key); i++)
			buf_printf(out, "%s\n", conf_item(c, key, i));
		return;
	}
	s = strcmp(key, "job.name") == 0 ? conf_job(c) : conf_text(c, key);
	buf_printf(out, "%s\n", s == NULL ? "" : s);
}

static void
check_all(const struct conf *c)
{
	struct buf out = { 0 };
	unsigned failed = 0;
	size_t i;
	char *why;

	buf_puts(&out, "ok job file\n");
	for (i = 0; i < nchecks; i++) {
		if ((why = checks[i].run(c)) == NULL) {
			buf_printf(&out, "ok %s\n", checks[i].name);
			continue;
		}
		failed++;
		buf_printf(&out, "not ok %s: %s\n", checks[i].name, why);
		free(why);
	}
	flush(&out);
	if (failed > 0)
		diex(EX_CONFIG, "'%s': %u of %zu checks failed", conf_path(c),
		    failed, nchecks + 1);
}

int
main(int argc, char *argv[])
{
	static const struct option opts[] = {
		{ "config", required_argument, NULL, 'c' },
		{ "print", no_argument, NULL, 'P' },
		{ "help", no_argument, NULL, 'h' },
		{ "version", no_argument, NULL, 'V' },
		{ NULL, 0, NULL, 0 },
	};
	const char *path = NULL;
	struct conf *conf;
	struct buf out = { 0 };
	bool print = false;
	int c;

	msg_init("pxcheck");
	while ((c = getopt_long(argc, argv, "+c:hV", opts, NULL)) != -1)
		switch (c) {
		case 'c':
			path = optarg;
			break;
		case 'P':
			print = true;
			break;
		case 'h':
			msg_print(help);
		case 'V':
			msg_print("pxcheck " VERSION "\n");
		default:
			msg_usage(argv);
		}
	if (path == NULL)
		diex(EX_USAGE, "which job?\ngive -c JOB.conf");
	if (optind < argc && !print)
		diex(EX_USAGE, "unexpected argument '%s'", argv[optind]);

	conf = conf_load(path);
	if (!print) {
		check_all(conf);
	} else if (optind == argc) {
		conf_dump(conf, &out);
		flush(&out);
	} else {
		for (; optind < argc; optind++)
			put_value(&out, conf, argv[optind]);
		flush(&out);
	}
	conf_free(conf);
	return 0;
}
