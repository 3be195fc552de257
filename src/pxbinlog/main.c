/*
 * pxbinlog: read a binary log, from a server as a replica does, or from
 * files, and write its events as records.
 *
 * Reads the job file's [source] and the server, or log files, or stdin;
 * writes EVENT records (and MARK when the source is silent) to stdout; keeps
 * nothing.  pxbinlog(1), pxrec(5).
 */
#include <signal.h>
#include <unistd.h>

#include "base/msg.h"
#include "base/stop.h"

#include "pxbinlog/file.h"
#include "pxbinlog/net.h"
#include "pxbinlog/wish.h"

static int
run_files(struct feed *f, char *const *files, int n)
{
	struct rec_hello h = { .producer = "pxbinlog " VERSION };

	if (rec_put_hello(f->out, &h) == -1)
		die(EX_IOERR, "%s", f->out->name);
	return files_run(f, files, n);
}

static int
run_net(struct feed *f, struct wish *w)
{
	struct conf *conf = conf_load(w->config);
	int rc;

	signal(SIGPIPE, SIG_IGN); /* a broken socket is no reason to die */
	rc = net_run(f, conf, &w->origin, w->start, &w->range, w->follow);
	conf_free(conf);
	return rc;
}

static int
run_list(const struct wish *w)
{
	struct range none = { 0 };
	struct conf *conf = conf_load(w->config);
	struct feed f; /* gives the reasons only */

	signal(SIGPIPE, SIG_IGN);
	feed_init(&f, NULL, &none, false);
	if (list_run(&f, conf, w->range.has_from ? &w->range.from : NULL) == -1)
		diex(f.code, "%s", f.why);
	conf_free(conf);
	return 0;
}

int
main(int argc, char *argv[])
{
	struct rec_out out;
	struct feed f;
	struct wish w;
	char **files;
	int rc;

	msg_init("pxbinlog");
	files = wish_parse(&w, argc, argv);
	if (w.logs)
		return run_list(&w);
	rec_out_init(&out, STDOUT_FILENO, "stdout");
	stop_install();
	feed_init(&f, &out, &w.range, w.config == NULL);
	rc =
	    w.config == NULL ? run_files(&f, files, w.nfiles) : run_net(&f, &w);
	/* what is whole goes out in any case; the end only when all is */
	if (rec_flush(&out) == -1)
		die(EX_IOERR, "%s", out.name);
	if (rc == -1)
		diex(f.code, "%s", f.why);
	if (rec_finish(&out) == -1)
		die(EX_IOERR, "%s", out.name);
	feed_release(&f);
	rec_out_release(&out);
	return 0;
}
