/*
 * keys.c: see keys.h.
 */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#include "mc/keys.h"

static void
wipe(char *s)
{
	if (s != NULL)
		memset(s, 0, strlen(s));
	free(s);
}

void
mc_keys_forget(struct mc_keys *k)
{
	free(k->id);
	wipe(k->secret);
	wipe(k->token);
	*k = (struct mc_keys){ 0 };
}

void
mc_keys_read(const struct conf *conf, struct mc_keys *k)
{
	char *line = conf_secret(conf, "target.sts_token_file");
	size_t id = line == NULL ? 0 : strcspn(line, " \t");
	size_t secret = line == NULL || line[id] == '\0'
			    ? 0
			    : strcspn(line + id + 1, " \t");

	if (secret != 0 && line[id + 1 + secret] != '\0') {
		k->id = xstrndup(line, id);
		k->secret = xstrndup(line + id + 1, secret);
		k->token = xstrdup(line + id + secret + 2);
		wipe(line);
		return;
	}
	k->token = line;
	k->secret = conf_secret(conf, "target.access_key_file");
	if (conf_text(conf, "target.access_id") != NULL)
		k->id = xstrdup(conf_text(conf, "target.access_id"));
}

static bool
same_text(const char *a, const char *b)
{
	return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

bool
mc_keys_same(const struct mc_keys *a, const struct mc_keys *b)
{
	return same_text(a->id, b->id) && same_text(a->secret, b->secret) &&
	       same_text(a->token, b->token);
}
