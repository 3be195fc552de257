/*
 * target.c: see target.h.
 */
#include <stdlib.h>
#include <strings.h>

#include "base/mem.h"
#include "row/target.h"

char *
target_read(struct target *g, int fd, const char *path)
{
	struct row_table *t;
	struct rec_in in;
	struct rec r;
	const char *why = NULL;
	char *bad = NULL;
	int more;

	rec_in_init(&in, fd, path);
	while ((more = rec_read(&in, &r)) == 1) {
		if (r.kind == REC_HELLO && rec_get_hello(&r, &g->hello) == -1) {
			why = "hello makes no sense";
			break;
		}
		if (r.kind != REC_TABLE)
			continue;
		if ((t = row_table_parse(&r, &why)) == NULL)
			break;
		g->table =
		    xreallocarray(g->table, g->n + 1, sizeof(g->table[0]));
		g->table[g->n++] = t;
	}
	if (more != 0)
		bad = xasprintf("%s: %s", path, why != NULL ? why : in.why);
	rec_in_release(&in);
	return bad;
}

void
target_release(struct target *g)
{
	for (size_t i = 0; i < g->n; i++)
		row_table_free(g->table[i]);
	free(g->table);
	*g = (struct target){ 0 };
}

const struct row_table *
target_find(const struct target *g, const char *db, const char *table)
{
	for (size_t i = 0; g != NULL && i < g->n; i++)
		if (strcasecmp(g->table[i]->db, db) == 0 &&
		    (table == NULL ||
			strcasecmp(g->table[i]->name, table) == 0))
			return g->table[i];
	return NULL;
}
