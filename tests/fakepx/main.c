/*
 * fakepx: a PolarDB-X compute node, played from a script; README.md.
 *
 * Reads the script, then stdin for more of it; says its port on stdout, and
 * what clients ask for on stderr.  Keeps nothing, but with -w writes its logs
 * as files and ends.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/io.h"
#include "base/mem.h"
#include "base/msg.h"
#include "server.h"

enum {
	SCRIPT_MAX = 1 << 26
};

/* Whole lines of b; what is left stays.  One that ends in \ goes on in the
 * next. */
static void
take_lines(struct fake *f, struct buf *b, const char *name, unsigned *line)
{
	char why[256], *text = buf_str(b), *next = text, *end;
	size_t done = 0;

	while ((end = strchr(next, '\n')) != NULL) {
		next = end + 1;
		++*line;
		if (end > text + done && end[-1] == '\\') {
			end[-1] = end[0] = ' ';
			continue;
		}
		*end = '\0';
		if (script_line(f, text + done, why, sizeof(why)) == -1)
			diex(EX_DATAERR, "%s:%u: %s", name, *line, why);
		done = (size_t)(next - text);
	}
	b->len -= done;
	memmove(b->data, b->data + done, b->len);
}

static void
load(struct fake *f, const char *path)
{
	struct buf b = { 0 };
	unsigned line = 0;

	if (io_slurp(path, SCRIPT_MAX, &b) == -1)
		die(EX_NOINPUT, "cannot read '%s'", path);
	buf_putc(&b, '\n');
	take_lines(f, &b, path, &line);
	buf_release(&b);
}

/* False when there will be no more. */
static bool
more_script(struct fake *f)
{
	static struct buf b;
	static unsigned line;
	ssize_t n = io_read(STDIN_FILENO, buf_reserve(&b, 4096), 4096);

	if (n <= 0) {
		buf_release(&b);
		return false;
	}
	b.len += (size_t)n;
	take_lines(f, &b, "stdin", &line);
	return true;
}

static void
write_logs(const struct fake *f, const char *dir)
{
	for (size_t i = 0; i < f->log.nstreams; i++)
		for (size_t j = 0; j < f->log.stream[i].n; j++) {
			const struct log_file *l = &f->log.stream[i].file[j];
			char *path = xasprintf("%s/%s", dir, l->name);

			if (io_replace(path, l->bytes.data, l->end) == -1)
				die(EX_IOERR, "cannot write '%s'", path);
			free(path);
		}
}

int
main(int argc, char *argv[])
{
	const char *dir = NULL;
	struct fake f;
	int c;

	msg_init("fakepx");
	while ((c = getopt(argc, argv, "w:")) != -1)
		if (c == 'w')
			dir = optarg;
		else
			diex(EX_USAGE, "usage: fakepx [-w DIR] SCRIPT");
	if (optind + 1 != argc)
		diex(EX_USAGE, "usage: fakepx [-w DIR] SCRIPT");
	fake_init(&f);
	load(&f, argv[optind]);
	if (dir == NULL)
		server_run(&f, more_script);
	write_logs(&f, dir);
	fake_release(&f);
	return 0;
}
