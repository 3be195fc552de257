/*
 * made.c: the definitions that the target's tables were made for, as the
 * job's state has them: schema/target.rec, pxsync.state(5).
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <strings.h>
#include <unistd.h>

#include "base/mem.h"
#include "pxcheck/made.h"
#include "rec/body.h"

void
made_read(struct made *m, const char *state)
{
	struct row_table *t;
	struct rec_in in;
	struct rec r;
	const char *why;
	char *path;
	int fd;

	*m = (struct made){ 0 };
	path = xasprintf("%s/schema/target.rec", state);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd != -1) {
		rec_in_init(&in, fd, path);
		while (rec_read(&in, &r) == 1) {
			if (r.kind != REC_TABLE ||
			    (t = row_table_parse(&r, &why)) == NULL)
				continue;
			m->table = xreallocarray(
			    m->table, m->n + 1, sizeof(m->table[0]));
			m->table[m->n++] = t;
		}
		rec_in_release(&in);
		close(fd);
	}
	free(path);
}

const struct row_table *
made_of(const struct made *m, const struct row_table *t)
{
	for (size_t i = 0; i < m->n; i++)
		if (strcasecmp(m->table[i]->db, t->db) == 0 &&
		    strcasecmp(m->table[i]->name, t->name) == 0)
			return m->table[i];
	return t;
}

void
made_release(struct made *m)
{
	for (size_t i = 0; i < m->n; i++)
		row_table_free(m->table[i]);
	free(m->table);
}
