/*
 * target.c: see target.h.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "base/mem.h"
#include "mcpartition/target.h"

char *
target_load(struct target *g, const char *path)
{
	struct row_table *t;
	struct rec_in in;
	struct rec r;
	const char *why = NULL;
	char *bad = NULL;
	int fd, more;

	if ((fd = open(path, O_RDONLY | O_CLOEXEC)) == -1)
		return xasprintf("cannot open '%s': %s", path, strerror(errno));
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
	close(fd);
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
