/*
 * reader.h: rows of a table or of a result as a stream of the tunnel or as
 * csv, range of row numbers by range.
 */
#ifndef MCLOCAL_READER_H
#define MCLOCAL_READER_H

#include "mclocal/body.h"
#include "mclocal/request.h"
#include "mclocal/table.h"

struct reader;

/*
 * from is the SQLite table with the rows ("r7", "q3"); t gives the columns,
 * pick their indexes in the wanted order (NULL: all data columns).  A result
 * has columns c0, c1... whatever their names.  t may go away afterwards.
 */
struct reader *reader_new(struct store *s, const char *from,
    const struct table *t, const unsigned *pick, unsigned npick);
/* Add rows lo..hi. */
void reader_add(struct reader *r, int64_t lo, int64_t hi);
/* Keep only count rows from the start-th on. */
void reader_cut(struct reader *r, uint64_t start, uint64_t count);
uint64_t reader_rows(const struct reader *r);
void reader_free(void *r);

/* The stream ends in failure once the table's generation is another. */
void reader_pin(struct reader *r, int64_t table, int64_t generation);
/* Answer with the record stream; takes r. */
void reader_send(struct reader *r, struct request *rq);
/* The same as Arrow batches, in the tunnel's chunks; wide: see arrow.h. */
void reader_send_arrow(struct reader *r, struct request *rq, bool wide);
/* Append at most max rows as csv lines. */
int reader_csv(struct reader *r, struct buf *out, uint64_t max);

#endif
