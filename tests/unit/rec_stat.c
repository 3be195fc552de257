/* uses: rec base */
/*
 * rec_stat.c: what a stage leaves in PX_STAT: sums at the end, of a process
 * and of its children, and nothing where nobody asked.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/io.h"
#include "base/msg.h"
#include "rec/body.h"
#include "rec/stat.h"
#include "../tap.h"

static char dir[] = "pxstat.XXXXXX";

static void
put_rows(struct rec_out *out, unsigned n)
{
	while (n-- > 0) {
		buf_put(rec_begin(out, REC_ROW, 0), "row", 3);
		rec_end(out);
	}
}

/* A line of DIR/NAME; "" when it is not there. */
static const char *
line_of(const char *name, const char *key)
{
	static char text[256];
	struct buf b = { 0 };
	char path[300], *at;

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	text[0] = '\0';
	if (io_slurp(path, 4096, &b) == 0 &&
	    (at = strstr(buf_str(&b), key)) != NULL)
		snprintf(
		    text, sizeof(text), "%.*s", (int)strcspn(at, "\n"), at);
	buf_release(&b);
	return text;
}

/* A stage: 3 rows of its own, 4 of a child; the child's pid. */
static void
stage(int report)
{
	struct rec_hello h = { "t 1", "job", "", "mysql", "" };
	uint64_t count[REC_KINDS] = { 0 };
	struct rec_out out;
	pid_t child;

	rec_out_init(&out, STDOUT_FILENO, "stdout");
	rec_put_hello(&out, &h);
	put_rows(&out, 3);
	rec_out_share(&out);
	if ((child = fork()) == 0) {
		rec_stat_child(&out);
		put_rows(&out, 4);
		rec_flush(&out);
		rec_stat_end(&out);
		_exit(0);
	}
	waitpid(child, NULL, 0);
	(void)io_write(report, &child, sizeof(child));
	count[REC_ROW] = 4;
	rec_add_counts(&out, count);
	rec_finish(&out);
	_exit(0);
}

static pid_t
run(void)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC), report[2];
	pid_t pid, child = 0;

	if (pipe(report) == -1)
		return 0;
	fflush(stdout);
	if ((pid = fork()) == 0) {
		dup2(null, STDOUT_FILENO);
		stage(report[1]);
	}
	waitpid(pid, NULL, 0);
	(void)io_read(report[0], &child, sizeof(child));
	close(null);
	return child;
}

int
main(void)
{
	char child[64];
	pid_t pid;

	msg_init("stage");
	ok(mkdtemp(dir) != NULL, "a directory");
	run();
	ok(rmdir(dir) == 0, "nobody asked: nothing is left");
	ok(mkdir(dir, 0700) == 0 && setenv("PX_STAT", dir, 1) == 0, "asked");
	pid = run();
	snprintf(child, sizeof(child), "stage-%ld.stat", (long)pid);
	/* hello, 3 rows, end; 8 bytes of header for each */
	ok(strncmp(line_of("stage.stat", "out="), "out=5 3 ", 8) == 0,
	    "the sums of the parent: %s", line_of("stage.stat", "out="));
	ok(strcmp(line_of(child, "out="), "out=4 4 44") == 0,
	    "and of the child, alone: %s", line_of(child, "out="));
	ok(strcmp(line_of(child, "in="), "in=0 0 0") == 0, "nothing was read");
	ok(line_of("stage.stat", "since=20")[0] != '\0' &&
		line_of("stage.stat", "before=20")[0] != '\0',
	    "with times");
	snprintf(child, sizeof(child), "%s/stage-%ld.stat", dir, (long)pid);
	unlink(child);
	snprintf(child, sizeof(child), "%s/stage.stat", dir);
	unlink(child);
	ok(rmdir(dir) == 0, "no temporary file is left");
	return done();
}
