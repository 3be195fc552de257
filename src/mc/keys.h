/*
 * keys.h: who we are: AccessKey ID and secret, and a token where they are
 * temporary.
 */
#ifndef MC_KEYS_H
#define MC_KEYS_H

#include <stdbool.h>

#include "base/conf.h"

struct mc_keys {
	char *id, *secret, *token; /* token: NULL without STS */
};

/*
 * The keys as [target] and its files have them now; what is not set is NULL.
 * Temporary ones change all at once, so the file of the token may hold the
 * three of them, parted by blanks.  Dies as conf_secret does.
 */
void mc_keys_read(const struct conf *conf, struct mc_keys *k);
void mc_keys_forget(struct mc_keys *k);
bool mc_keys_same(const struct mc_keys *a, const struct mc_keys *b);

#endif
