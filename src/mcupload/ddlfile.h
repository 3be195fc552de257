/*
 * ddlfile.h: the file "ddl" of a job: what changed definitions on the way,
 * and what was made of it; pxsync.state(5).
 */
#ifndef MCUPLOAD_DDLFILE_H
#define MCUPLOAD_DDLFILE_H

#include "rec/body.h"

struct ddlfile {
	char *path;
	struct pos last; /* of the last line there */
	/* lines whose end is not committed yet */
	struct ddlfile_line {
		struct pos at;
		char *text;
	} * line;
	size_t n;
};

/* Takes path.  -1 with errno. */
int ddlfile_open(struct ddlfile *f, char *path);
void ddlfile_release(struct ddlfile *f);
/* Remember a statement that says what was made of it. */
void ddlfile_take(struct ddlfile *f, const struct rec_ddl *d);
/* Everything before at is committed: append what stands there and is new,
 * and sync.  -1 with errno. */
int ddlfile_save(struct ddlfile *f, const struct pos *at);

#endif
