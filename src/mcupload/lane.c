/*
 * lane.c: see lane.h.
 */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#include "mcupload/lane.h"

void
lanes_free(struct lane *list)
{
	struct lane *next;

	for (; list != NULL; list = next) {
		next = list->next;
		free(list->table);
		free(list->partition);
		free(list);
	}
}

int
lane_renew(struct lane *l, struct mc_client *c)
{
	return mc_stream_open(c, l->table, l->partition, &l->stream);
}

struct lane *
lane_find(struct lane **list, struct mc_client *c, const char *table,
    const char *partition)
{
	struct mc_stream stream;
	struct lane *l;

	for (l = *list; l != NULL; l = l->next)
		if (strcmp(l->table, table) == 0 &&
		    strcmp(l->partition, partition) == 0)
			return l;
	if (mc_stream_open(c, table, partition, &stream) == -1)
		return NULL;
	l = xcalloc(1, sizeof(*l));
	l->table = xstrdup(table);
	l->partition = xstrdup(partition);
	l->stream = stream;
	l->next = *list;
	*list = l;
	return l;
}

int
lane_call(struct lane *l, struct mc_call *call, struct mc_client *c,
    const char *encoding)
{
	if (l->stream.stale &&
	    mc_stream_reload(c, l->table, l->partition, &l->stream) == -1)
		return -1;
	mc_pack_call(call, c, l->table, l->partition, &l->stream, encoding);
	return 0;
}
