/* uses: pxstatus mysql row rec base */
/*
 * fuzz_status.c: the files of a job's state, in all forms that are made of
 * them.  The input is a file for each byte of 1 and a character that says
 * which.
 */
#include <stdio.h>
#include <sys/stat.h>

#include <jansson.h>

#include "base/io.h"
#include "pxstatus/history.h"
#include "pxstatus/show.h"

#include "fuzz.h"

static const char *const files[] = { "position", "copy", "chunks", "journal",
	"status/driver", "status/history", "status/alerts", "status/tables",
	"run/mcupload.stat", "check.json", "ddl" };

enum {
	FILES = sizeof(files) / sizeof(files[0])
};

static char dir[] = "/tmp/pxfuzz.XXXXXX";
static struct conf *conf;

static const char *
path_of(const char *name)
{
	static char path[256];

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	return path;
}

static void
tidy(void)
{
	size_t i;

	for (i = 0; i < FILES; i++)
		unlink(path_of(files[i]));
	unlink(path_of("job.conf"));
	unlink(path_of("run/mcupload.pid"));
	rmdir(path_of("status"));
	rmdir(path_of("run"));
	rmdir(dir);
	conf_free(conf);
}

static void
begin(void)
{
	static const char text[] = "[alert]\ncommand = :\nlag = 1s\n"
				   "[shape]\npartition = year,month,day,hour\n";
	char *why;
	int code;

	assert(mkdtemp(dir) != NULL);
	assert(mkdir(path_of("status"), 0700) == 0);
	assert(mkdir(path_of("run"), 0700) == 0);
	assert(io_renew(path_of("run/mcupload.pid"), "1\n", 2, 0600) == 0);
	assert(
	    io_renew(path_of("job.conf"), text, sizeof(text) - 1, 0600) == 0);
	conf = conf_read(path_of("job.conf"), &why, &code);
	assert(conf != NULL);
	atexit(tidy);
}

/* The files that the input does not have are not there. */
static void
write_files(const uint8_t *data, size_t size)
{
	const uint8_t *end = data + size, *next;
	size_t i;

	for (i = 0; i < FILES; i++)
		unlink(path_of(files[i]));
	while (end - data >= 2) {
		next = memchr(data + 1, 1, (size_t)(end - data - 1));
		if (next == NULL)
			next = end;
		i = (size_t)(data[1] + 7) % FILES; /* "0" is the first */
		if (data[0] == 1 && next - data >= 2)
			assert(io_renew(path_of(files[i]), data + 2,
				   (size_t)(next - data - 2), 0600) == 0);
		data = next;
	}
}

static void
show_all(
    const struct status *s, const struct alerts *a, const struct history *h)
{
	struct buf b = { 0 };
	json_t *root;

	show_json(&b, s, a);
	root = json_loadb((const char *)b.data, b.len, 0, NULL);
	assert(root != NULL);
	json_decref(root);
	buf_clear(&b);
	show_text(&b, s, a);
	assert(memchr(b.data, '\033', b.len) == NULL);
	show_prom(&b, s, a);
	show_html(&b, s, a, h);
	buf_release(&b);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct history h;
	struct alerts a;
	struct status s;
	char why[300];
	int code;

	if (conf == NULL)
		begin();
	write_files(data, size);
	status_init(&s, conf, dir);
	(void)alerts_open(&a, conf, dir);
	history_open(&h, dir);
	if (status_read(&s, why, sizeof(why), &code) == 0) {
		status_judge(&s);
		history_judge(&h, &s);
		status_judge(&s);
		(void)alerts_judge(&a, &s);
		show_all(&s, &a, &h);
	}
	history_release(&h);
	alerts_release(&a);
	status_release(&s);
	return 0;
}
