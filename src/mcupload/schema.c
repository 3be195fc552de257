/*
 * schema.c: see schema.h.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/crc32c.h"
#include "base/io.h"
#include "base/mem.h"
#include "rec/body.h"

#include "mcupload/schema.h"

void
schema_release(struct schema *s)
{
	size_t i;

	for (i = 0; i < s->n; i++) {
		row_table_free(s->table[i]);
		row_table_free(s->before[i]);
	}
	free(s->table);
	free(s->before);
	free(s->written);
	free(s->sum);
	memset(s, 0, sizeof(*s));
}

static size_t
find(const struct schema *s, const struct row_table *t)
{
	size_t i;

	for (i = 0; i < s->n; i++)
		if (strcmp(s->table[i]->db, t->db) == 0 &&
		    strcmp(s->table[i]->name, t->name) == 0)
			break;
	return i;
}

void
schema_take(struct schema *s, const struct rec *r, const struct row_table *t)
{
	uint32_t sum = crc32c(0, r->data, r->len);
	size_t i = find(s, t);

	if (i < s->n && s->sum[i] == sum)
		return;
	if (i == s->n) {
		s->n++;
		s->table = xreallocarray(s->table, s->n, sizeof(s->table[0]));
		s->sum = xreallocarray(s->sum, s->n, sizeof(s->sum[0]));
		s->before =
		    xreallocarray(s->before, s->n, sizeof(s->before[0]));
		s->written =
		    xreallocarray(s->written, s->n, sizeof(s->written[0]));
		s->before[i] = NULL;
	} else if (s->written[i]) {
		row_table_free(s->before[i]);
		s->before[i] = s->table[i];
	} else
		row_table_free(s->table[i]);
	s->written[i] = false;
	s->table[i] = row_table_copy(t);
	s->table[i]->ref = (uint32_t)i;
	s->sum[i] = sum;
	s->changed = true;
}

int
schema_load(struct schema *s, const char *path, const char **why)
{
	struct row_table *t;
	struct rec_in in;
	struct rec r;
	int fd, more;

	if ((fd = open(path, O_RDONLY | O_CLOEXEC)) == -1) {
		*why = strerror(errno);
		return errno == ENOENT ? 0 : -1;
	}
	rec_in_init(&in, fd, path);
	while ((more = rec_read(&in, &r)) == 1) {
		if (r.kind != REC_TABLE)
			continue;
		if ((t = row_table_parse(&r, why)) == NULL) {
			more = -1;
			break;
		}
		/* of two of one table the second is the newer one */
		if (find(s, t) == s->n || s->written[find(s, t)]) {
			schema_take(s, &r, t);
			s->written[find(s, t)] = true;
			s->changed = false;
		}
		row_table_free(t);
	}
	if (more == -1 && *why == NULL)
		*why = "it is no complete record stream";
	rec_in_release(&in);
	close(fd);
	return more;
}

static int
write_all(const struct schema *s, int fd, const char *name)
{
	struct rec_hello hello = { .producer = "mcupload " VERSION };
	struct rec_out out;
	size_t i;
	int rc;

	rec_out_init(&out, fd, name);
	rc = rec_put_hello(&out, &hello);
	for (i = 0; i < s->n && rc == 0; i++) {
		if (s->before[i] != NULL && !s->written[i])
			rc = row_table_put(&out, s->before[i]);
		if (rc == 0)
			rc = row_table_put(&out, s->table[i]);
	}
	if (rc == 0)
		rc = rec_finish(&out);
	rec_out_release(&out);
	return rc;
}

int
schema_save(struct schema *s, const char *path)
{
	char *temp = xasprintf("%s.tmp", path);
	char *dir = xstrndup(path, (size_t)(strrchr(path, '/') - path));
	int fd = -1, rc = -1;
	size_t i;

	if (mkdir(dir, 0700) == 0) {
		if (io_sync_dir_of(dir) == -1)
			goto out;
	} else if (errno != EEXIST)
		goto out;
	fd = open(temp, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (fd == -1 || write_all(s, fd, temp) == -1 || fsync(fd) == -1 ||
	    rename(temp, path) == -1 || io_sync_dir_of(path) == -1)
		goto out;
	for (i = 0; i < s->n; i++)
		s->written[i] = true;
	s->changed = false;
	rc = 0;
out:
	if (fd != -1)
		close(fd);
	free(temp);
	free(dir);
	return rc;
}
