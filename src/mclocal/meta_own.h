/*
 * meta_own.h: between meta.c, meta_list.c and instance.c.
 */
#ifndef MCLOCAL_META_OWN_H
#define MCLOCAL_META_OWN_H

#include "mclocal/request.h"
#include "mclocal/table.h"

/* <name>text</name> */
void xml_element(struct buf *b, const char *name, const char *text);
/* Bytes: a guess, but none for nothing and more for more. */
long long meta_size(struct store *s, const struct table *t, int64_t part);
/* <Table> with everything. */
void meta_put_table(struct buf *b, struct store *s, const struct table *t);

/* A list in pieces: what has been put, and whether more would come. */
struct list {
	struct buf items;
	char *last; /* its name is the marker of the next piece */
	uint64_t n, max;
	bool more;
};

/* How many the client wants. */
void list_init(struct list *l, const struct request *rq);
/* Is there room for one more, called so? */
bool list_room(struct list *l, const char *name);
/* The answer, <kind>...</kind>; releases l. */
void list_reply(struct list *l, struct request *rq, const char *kind);
/* The value of a parameter, or "". */
const char *list_param(const struct request *rq, const char *name);

#endif
