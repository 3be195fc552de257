/*
 * mirror.h: with --upsert: rows applied to tables with a primary key, so
 * that each is what its source is.
 *
 * What was logged becomes an upsert of the new image, or a delete by the old
 * one, in the base table.  All of a batch is seen with one commit a table.  A
 * batch that is applied again ends with the same rows, so the position needs
 * no journal.
 */
#ifndef MCUPLOAD_MIRROR_H
#define MCUPLOAD_MIRROR_H

#include "mcupload/upload.h"

struct mirror *mirror_new(void);
void mirror_free(struct upload *up);
/* The definition of a table is another one from here on. */
int mirror_renew(struct upload *up, const char *dest);
int mirror_row(
    struct upload *up, const struct row_table *t, const struct row *row);
int mirror_copy_mark(struct upload *up, const struct rec_mark *m);
/* Send what is left and commit; the number of tables, or -1. */
int mirror_commit(struct upload *up);
/* Give up what is not committed. */
void mirror_abandon(struct upload *up);
/* Rows behind the last MARK? */
bool mirror_torn(const struct upload *up);
/* Let calls go on. */
int mirror_step(struct upload *up);

#endif
