/*
 * script.h: an SQL script, statement by statement.
 */
#ifndef MCSQL_SCRIPT_H
#define MCSQL_SCRIPT_H

#include <stdbool.h>
#include <stddef.h>

#include "mc/sql.h"

struct statement {
	const char *sql; /* borrowed from the script, without comments around */
	size_t len;
	unsigned line; /* where it begins */
};

struct script {
	const char *p, *end;
	unsigned line;
};

void script_init(struct script *s, const char *text, size_t n);
/* The next statement that is not empty: 1; 0 at the end; -1 when a quote or
 * comment is not closed: *why. */
int script_next(struct script *s, struct statement *st, const char **why);

/* Settings in force.  Owns its texts. */
struct settings {
	struct mc_setting *item;
	size_t n;
};

void settings_release(struct settings *s);
/* "name=value", blanks around both are dropped; false when it is not that. */
bool settings_add(struct settings *s, const char *text, size_t n);
/* Is the statement "set name=value"?  1 and it is taken; 0 no; -1 it is
 * one, but not well formed. */
int settings_take(struct settings *s, const struct statement *st);

#endif
