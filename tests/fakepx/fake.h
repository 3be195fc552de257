/*
 * fake.h: what the server is: its logs, its account, its canned answers.
 */
#ifndef FAKEPX_FAKE_H
#define FAKEPX_FAKE_H

#include "image.h"
#include "log.h"

/* The answer to any statement with this text in it. */
struct canned {
	char *text;
	char *columns; /* names with blanks between */
	char **row;    /* values with tabs between, \N is NULL */
	size_t nrows;
	unsigned code; /* ... or the number of an error, and */
	char *error;
};

struct fake {
	struct log log;
	char *user, *password;
	char *plugin;     /* named in the greeting */
	bool denied;      /* no privilege to dump */
	unsigned unready; /* questions until the log service is there */
	char *clock;      /* SELECT TSO_TIMESTAMP(); NULL: behind the log */
	struct canned *canned;
	size_t ncanned;
	/* the script's */
	bool open; /* between BEGIN and XID */
	uint64_t ddl_id;
	struct image_table *table;
	size_t ntables;
};

void fake_init(struct fake *f);
void fake_release(struct fake *f);

/* Is the log service not there, for this one question? */
bool fake_unready(struct fake *f);

/* One line of a script.  0; -1 with why, of at most size bytes. */
int script_line(struct fake *f, const char *line, char *why, size_t size);

#endif
