/*
 * fake.c: see fake.h.
 */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "fake.h"

void
fake_init(struct fake *f)
{
	memset(f, 0, sizeof(*f));
	log_init(&f->log);
	f->user = xstrdup("px");
	f->password = xstrdup("secret");
	f->plugin = xstrdup("mysql_native_password");
}

void
fake_release(struct fake *f)
{
	size_t i, j;

	for (i = 0; i < f->ncanned; i++) {
		for (j = 0; j < f->canned[i].nrows; j++)
			free(f->canned[i].row[j]);
		free(f->canned[i].row);
		free(f->canned[i].text);
		free(f->canned[i].columns);
		free(f->canned[i].error);
	}
	free(f->canned);
	free(f->table);
	free(f->user);
	free(f->password);
	free(f->plugin);
	free(f->clock);
	log_release(&f->log);
}

bool
fake_unready(struct fake *f)
{
	if (f->unready == 0)
		return false;
	f->unready--;
	return true;
}
