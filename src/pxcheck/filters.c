/*
 * filters.c: the job's conditions, columns and scripts, tried on its tables.
 *
 * The judge is rowfilter itself, on the definitions alone: what it takes here
 * it takes in the copy, and a mistake is found before a table is made.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/io.h"
#include "base/msg.h"
#include "pxcheck/check.h"
#include "rec/body.h"

enum {
	SAID_MAX = 4096,
	NOT_FOUND = 127
};

static bool
has_filters(const struct conf *c)
{
	return conf_count(c, "objects.where") > 0 ||
	       conf_count(c, "objects.columns") > 0 ||
	       conf_count(c, "objects.map") > 0 ||
	       conf_is_set(c, "objects.etl");
}

/* A stream of the definitions, from its start; -1 with errno. */
static int
spool_tables(const struct check *k)
{
	struct rec_hello h = { .producer = "pxcheck " VERSION };
	struct rec_out out;
	int fd = io_spool(NULL), rc;

	if (fd == -1)
		return -1;
	rec_out_init(&out, fd, "the definitions");
	rc = rec_put_hello(&out, &h);
	for (size_t i = 0; i < k->tables.n && rc == 0; i++) {
		k->tables.table[i].def->ref = (uint32_t)i + 1;
		rc = row_table_put(&out, k->tables.table[i].def);
	}
	if (rc == -1 || rec_finish(&out) == -1 ||
	    lseek(fd, 0, SEEK_SET) == -1) {
		rec_out_release(&out);
		close(fd);
		return -1;
	}
	rec_out_release(&out);
	return fd;
}

/* In the child: never back. */
static _Noreturn void
run(const struct check *k, int in, int err)
{
	int null = open("/dev/null", O_WRONLY | O_CLOEXEC);

	if (null == -1 || dup2(in, STDIN_FILENO) == -1 ||
	    dup2(null, STDOUT_FILENO) == -1 || dup2(err, STDERR_FILENO) == -1)
		_exit(EX_OSERR);
	unsetenv("PX_LOG"); /* for people, as all of what we print */
	execlp(
	    "rowfilter", "rowfilter", "-c", conf_path(k->conf), (char *)NULL);
	_exit(NOT_FOUND);
}

/* What it says, to *said; its exit status. */
static int
judge(const struct check *k, int in, struct buf *said)
{
	int err[2], status = 0;
	ssize_t n = 1;
	pid_t pid;

	if (pipe(err) == -1 || (pid = fork()) == -1)
		die(EX_OSERR, "cannot start rowfilter");
	if (pid == 0)
		run(k, in, err[1]);
	close(err[1]);
	while (n > 0) {
		n = io_read(err[0], buf_reserve(said, SAID_MAX), SAID_MAX);
		said->len += n > 0 && said->len < SAID_MAX ? (size_t)n : 0;
	}
	close(err[0]);
	while (waitpid(pid, &status, 0) == -1 && errno == EINTR)
		;
	return WIFEXITED(status) ? WEXITSTATUS(status) : EX_TEMPFAIL;
}

void
check_filters(struct check *k)
{
	static const char name[] = "rowfilter: ";
	struct buf said = { 0 };
	char *text;
	int in, code;

	if (!has_filters(k->conf)) {
		report_pass(k->r, SOURCE_FILTERS, "there are none");
		return;
	}
	if ((in = spool_tables(k)) == -1)
		die(EX_IOERR, "cannot make a temporary file");
	code = judge(k, in, &said);
	close(in);
	text = buf_str(&said);
	text[strcspn(text, "\n")] = '\0';
	if (strncmp(text, name, strlen(name)) == 0)
		text += strlen(name);
	if (code == 0)
		report_pass(k->r, SOURCE_FILTERS, "fit their tables");
	else if (code == NOT_FOUND)
		report_fail(k->r, SOURCE_FILTERS, "rowfilter is not found");
	else
		report_fail(k->r, SOURCE_FILTERS, "%s", text);
	buf_release(&said);
}
