/*
 * pxstatus: say where a job stands, once or all the time.
 *
 * Reads the job file, the job's state directory and asks the source; writes
 * text, JSON or a page to stdout or a file, and, when it watches, the files
 * status/metrics.prom, history, tables and alerts of the state directory.
 * See pxstatus(1), pxsync.state(5).
 */
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/io.h"
#include "base/mem.h"
#include "base/msg.h"
#include "base/state.h"

#include "pxstatus/history.h"
#include "pxstatus/options.h"
#include "pxstatus/show.h"
#include "pxstatus/source.h"
#include "pxstatus/watch.h"

/* Look once, and print it. */
static void
print_status(const struct conf *conf, const char *dir, const struct options *o)
{
	struct history history;
	struct alerts alerts;
	struct status s;
	struct buf b = { 0 };
	char why[300];
	int code;

	status_init(&s, conf, dir);
	if (status_read(&s, why, sizeof(why), &code) == -1)
		diex(code, "%s", why);
	source_ask(&s);
	history_open(&history, dir);
	if (alerts_open(&alerts, conf, dir) == -1)
		warnx("cannot read '%s'", alerts.path);
	status_judge(&s);
	history_judge(&history, &s);
	status_judge(&s); /* again, with what the past says */
	(void)alerts_judge(&alerts, &s);
	if (o->mode == MODE_HTML) {
		show_html(&b, &s, &alerts, &history);
		if (io_renew(o->html, b.data, b.len, 0644) == -1)
			die(EX_IOERR, "cannot write '%s'", o->html);
	} else {
		(o->mode == MODE_JSON ? show_json : show_text)(&b, &s, &alerts);
		if (io_write(STDOUT_FILENO, b.data, b.len) == -1)
			die(EX_IOERR, "stdout");
	}
	buf_release(&b);
	alerts_release(&alerts);
	history_release(&history);
	status_release(&s);
}

int
main(int argc, char *argv[])
{
	struct options o = { 0 };
	struct conf *conf;
	char *dir;
	int code = 0;

	msg_init("pxstatus");
	signal(SIGPIPE, SIG_IGN);
	options_read(&o, argc, argv);
	conf = conf_load(o.path);
	dir = o.state != NULL ? xstrdup(o.state) : state_dir(conf);
	if (dir == NULL)
		diex(EX_CONFIG, "HOME is not set: say --state DIR");
	if (o.mode == MODE_WATCH)
		watch(conf, dir);
	else if (o.mode == MODE_ALERT)
		code = watch_once(conf, dir) ? 0 : EX_TEMPFAIL;
	else
		print_status(conf, dir, &o);
	free(dir);
	conf_free(conf);
	return code;
}
