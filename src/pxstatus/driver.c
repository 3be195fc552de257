/*
 * driver.c: what pxsync says of the job: key=value lines in status/driver.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/io.h"
#include "base/mem.h"
#include "base/num.h"

#include "pxstatus/status.h"

enum {
	TEXT = 1024 * 1024
};

void
driver_release(struct driver *d)
{
	free(d->text);
	memset(d, 0, sizeof(*d));
}

static void
take_restart(struct driver *d, const char *number, const char *value)
{
	uint64_t n;

	if (num_u64(number, 1, STATUS_RESTARTS, &n))
		d->restart[n - 1] = value;
}

static void
take(struct driver *d, const char *key, const char *value)
{
	const struct {
		const char *key, **text;
	} texts[] = {
		{ "state", &d->state },
		{ "phase", &d->phase },
		{ "reason", &d->reason },
		{ "stage", &d->stage },
		{ "since", &d->since },
		{ "past", &d->past },
	};
	bool is_done = strcmp(value, "done") == 0;
	uint64_t v;
	size_t i;

	for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		if (strcmp(key, texts[i].key) == 0)
			*texts[i].text = value;
	if (strcmp(key, "checks") == 0)
		d->checked = is_done;
	else if (strcmp(key, "schema") == 0)
		d->schema = is_done;
	else if (strcmp(key, "full") == 0)
		d->full = is_done;
	else if (strcmp(key, "exit") == 0 && num_u64(value, 0, 255, &v))
		d->code = (unsigned)v;
	else if (strcmp(key, "restarts") == 0 &&
		 num_u64(value, 0, UINT64_MAX, &v))
		d->restarts = v;
	else if (strncmp(key, "restart.", 8) == 0)
		take_restart(d, key + 8, value);
}

int
driver_read(struct driver *d, const char *dir)
{
	char *path = xasprintf("%s/status/driver", dir);
	char *line, *end, *value;
	struct buf text = { 0 };
	int rc = 0;

	driver_release(d);
	if (io_slurp(path, TEXT, &text) == -1 && errno != ENOENT &&
	    errno != ENOTDIR)
		rc = -1;
	free(path);
	d->state = d->phase = d->reason = d->stage = d->since = d->past = "";
	d->text = xstrdup(buf_str(&text));
	buf_release(&text);
	for (line = d->text; (end = strchr(line, '\n')) != NULL;
	     line = end + 1) {
		*end = '\0';
		if ((value = strchr(line, '=')) == NULL)
			continue;
		*value = '\0';
		take(d, line, value + 1);
	}
	return rc;
}
