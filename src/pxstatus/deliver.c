/*
 * deliver.c: see deliver.h.
 */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/io.h"
#include "base/msg.h"

#include "pxstatus/deliver.h"

enum {
	PATIENCE = 30, /* seconds */
	SLICE = 20     /* milliseconds */
};

static void
set_time(const char *name, int64_t us)
{
	char text[32] = "";

	if (us != 0)
		clock_rfc3339(us, text);
	(void)setenv(name, text, 1);
}

static void
set_number(const char *name, double v)
{
	char text[40];

	snprintf(text, sizeof(text), "%.0f", v);
	(void)setenv(name, text, 1);
}

static void
set_environment(
    const struct alerts *a, const struct status *s, enum alert_kind kind)
{
	const struct alert *x = &a->alert[kind];

	(void)setenv("PX_ALERT_JOB", conf_job(s->conf), 1);
	(void)setenv("PX_ALERT_NAME", alert_names[kind], 1);
	(void)setenv("PX_ALERT_STATE", x->open ? "open" : "over", 1);
	(void)setenv("PX_ALERT_STATUS", status_names[s->state], 1);
	(void)setenv("PX_ALERT_TEXT", x->text, 1);
	set_time("PX_ALERT_SINCE", x->since);
	set_time("PX_ALERT_UNTIL", x->until);
	set_number("PX_ALERT_VALUE", x->value);
	set_number("PX_ALERT_LIMIT", x->limit);
}

/* The user's words: the alert is on stdin, what they say goes to stderr. */
static _Noreturn void
run_command(const char *command, const struct buf *json)
{
	int fd = io_spool(NULL);

	if (fd == -1 || io_write(fd, json->data, json->len) == -1 ||
	    lseek(fd, 0, SEEK_SET) == -1 || dup2(fd, STDIN_FILENO) == -1 ||
	    dup2(STDERR_FILENO, STDOUT_FILENO) == -1)
		die(EX_IOERR, "alert.command");
	signal(SIGTERM, SIG_DFL);
	signal(SIGINT, SIG_DFL);
	signal(SIGHUP, SIG_DFL);
	signal(SIGPIPE, SIG_DFL);
	execl("/bin/sh", "sh", "-c", command, (char *)NULL);
	die(EX_OSERR, "alert.command");
}

static _Noreturn void
work(const struct alerts *a, const struct status *s, enum alert_kind kind,
    unsigned way)
{
	struct buf json = { 0 };
	char why[300];

	(void)setpgid(0, 0);
	alert_json(&json, a, kind, s);
	buf_putc(&json, '\n');
	set_environment(a, s, kind);
	if (way == WAY_COMMAND)
		run_command(conf_text(s->conf, "alert.command"), &json);
	if (hook_post(s->conf, &json, why, sizeof(why)) == -1)
		diex(EX_TEMPFAIL, "alert.webhook: %s", why);
	_exit(0);
}

int
deliver_start(struct delivery *d, const struct alerts *a,
    const struct status *s, enum alert_kind kind, unsigned way)
{
	pid_t pid = fork();

	if (pid == -1)
		return -1;
	if (pid == 0)
		work(a, s, kind, way);
	d->pid = pid;
	d->kind = kind;
	d->way = way;
	d->started = clock_monotonic();
	return 0;
}

enum delivered
deliver_look(struct delivery *d, bool wait)
{
	int status;
	pid_t got;

	for (;;) {
		got = waitpid(d->pid, &status, WNOHANG);
		if (got == d->pid)
			break;
		if (clock_monotonic() - d->started > PATIENCE * CLOCK_SECOND)
			(void)kill(-d->pid, SIGKILL);
		else if (!wait)
			return DELIVER_BUSY;
		(void)poll(NULL, 0, SLICE);
	}
	d->pid = 0;
	if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
		return DELIVER_OK;
	if (d->way == WAY_COMMAND && WIFEXITED(status))
		warnx("alert.command: exit %d", WEXITSTATUS(status));
	else if (WIFSIGNALED(status))
		warnx("alert.%s: killed by signal %d", way_names[d->way],
		    WTERMSIG(status));
	return DELIVER_FAILED;
}
