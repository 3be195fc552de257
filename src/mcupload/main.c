/*
 * mcupload: routed rows to MaxCompute; mcupload(1).
 *
 * Reads what mcpartition writes, on stdin.  Writes upload sessions, and, as
 * the only program that does, the position of the job (pxsync.state(5)).
 */
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/msg.h"
#include "base/state.h"
#include "base/stop.h"

#include "mcupload/mirror.h"
#include "mcupload/options.h"
#include "mcupload/show.h"

int
main(int argc, char *argv[])
{
	struct options a;
	struct conf *conf = NULL;
	char *state = NULL;
	struct upload up;
	struct rec_in in;
	struct sink *sink;
	int code;

	msg_init("mcupload");
	options_read(&a, argc, argv);
	if (a.conf != NULL) {
		conf = conf_load(a.conf);
		options_take(&a, conf);
	}
	if (a.to_dir == NULL)
		state = a.state != NULL ? xstrdup(a.state) : state_dir(conf);
	if (a.to_dir == NULL && state == NULL)
		diex(EX_CONFIG, "HOME is not set: say --state DIR");
	if (a.show)
		show(state);
	signal(SIGPIPE, SIG_IGN);
	stop_install();
	make_directory(a.to_dir != NULL ? a.to_dir : state);
	sink = a.to_dir != NULL ? sink_directory(a.to_dir, conf)
				: sink_tunnel(conf, a.mode == MODE_STREAM);

	rec_in_init(&in, STDIN_FILENO, "stdin");
	upload_init(&up, conf, sink, state);
	up.yields = !a.told;
	if (a.mode == MODE_UPSERT)
		up.mirror = mirror_new();
	if ((code = run(&up, &in)) != 0)
		diex(code, "%s", up.why);
	upload_release(&up);
	sink->ops->free(sink);
	rec_in_release(&in);
	free(state);
	conf_free(conf);
	return 0;
}
