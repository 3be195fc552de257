/*
 * conf_own.h: what the files behind conf.h share.
 */
#ifndef BASE_CONF_OWN_H
#define BASE_CONF_OWN_H

#include "base/conf_keys.h"

#define CONF_TABLE "table" /* the section of a table begins so */

struct item {
	char *text;
	unsigned line;
};

struct value {
	struct item *item;
	size_t n;
	uint64_t number; /* NUMBER, SIZE, SECONDS */
};

/* [table "db.t"] */
struct conf_table {
	char *name;
	unsigned line;
	struct value *value; /* as conf_keys[], of [shape] */
};

struct conf {
	char *path;
	char *dir; /* with the slash, "" when none */
	char *job;
	struct value *value; /* as conf_keys[] */
	struct conf_table *table;
	size_t ntables;
	char *why;
	unsigned line;
};

/* The key of a name, or NULL. */
const struct conf_key *conf_key_of(const char *name);

#endif
