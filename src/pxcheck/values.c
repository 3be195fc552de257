/*
 * values.c: effective values of the job file.
 */
#include <string.h>

#include "base/conf_keys.h"
#include "base/msg.h"

#include "pxcheck/values.h"

static void
put_value(struct buf *out, const struct conf *c, const char *key)
{
	const char *s;
	size_t i;

	for (i = 0; i < conf_nkeys; i++)
		if (strcmp(conf_keys[i].name, key) == 0)
			break;
	if (i == conf_nkeys)
		diex(EX_USAGE, "unknown key '%s'", key);
	if (conf_keys[i].kind == CONF_LINES) {
		for (i = 0; i < conf_count(c, key); i++)
			buf_printf(out, "%s\n", conf_item(c, key, i));
		return;
	}
	s = strcmp(key, "job.name") == 0 ? conf_job(c) : conf_text(c, key);
	buf_printf(out, "%s\n", s == NULL ? "" : s);
}

void
print_values(const struct conf *c, char *const *keys, struct buf *out)
{
	if (*keys == NULL)
		conf_dump(c, out);
	for (; *keys != NULL; keys++)
		put_value(out, c, *keys);
}
