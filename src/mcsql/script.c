/*
 * script.c: cutting at ';' outside of quotes and comments.
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"

#include "mcsql/script.h"

void
script_init(struct script *s, const char *text, size_t n)
{
	s->p = text;
	s->end = text + n;
	s->line = 1;
}

static bool
at(const struct script *s, const char *what)
{
	size_t n = strlen(what);

	return (size_t)(s->end - s->p) >= n && memcmp(s->p, what, n) == 0;
}

static void
step(struct script *s)
{
	if (*s->p++ == '\n')
		s->line++;
}

/* Over a comment, if one is here: 1, 0 none, -1 not closed. */
static int
comment(struct script *s)
{
	if (at(s, "--")) {
		while (s->p < s->end && *s->p != '\n')
			s->p++;
		return 1;
	}
	if (!at(s, "/*"))
		return 0;
	for (s->p += 2; !at(s, "*/"); step(s))
		if (s->p == s->end)
			return -1;
	s->p += 2;
	return 1;
}

/* Over a text in quotes; a backslash takes the next one with it, but not in
 * back quotes.  false: not closed. */
static bool
quoted(struct script *s)
{
	char quote = *s->p++;

	while (s->p < s->end && *s->p != quote) {
		if (*s->p == '\\' && quote != '`' && s->p + 1 < s->end)
			step(s);
		step(s);
	}
	if (s->p == s->end)
		return false;
	s->p++;
	return true;
}

/* Blanks, comments and empty statements. */
static int
skip(struct script *s)
{
	int rc = 1;

	while (rc == 1)
		if (s->p < s->end &&
		    (strchr(" \t\r\n\f;", *s->p) != NULL && *s->p != '\0'))
			step(s);
		else
			rc = comment(s);
	return rc;
}

int
script_next(struct script *s, struct statement *st, const char **why)
{
	const char *end;
	int more, rc;

	*why = "a comment is not closed";
	more = skip(s);
	st->line = s->line;
	if (more == -1)
		return -1;
	if (s->p == s->end)
		return 0;
	st->sql = end = s->p;
	while (s->p < s->end && *s->p != ';') {
		if ((rc = comment(s)) == -1)
			return -1;
		if (rc == 1)
			continue;
		if (*s->p == '\'' || *s->p == '"' || *s->p == '`') {
			*why = "a quote is not closed";
			if (!quoted(s))
				return -1;
			*why = "a comment is not closed";
			end = s->p;
			continue;
		}
		if (strchr(" \t\r\n\f", *s->p) == NULL || *s->p == '\0')
			end = s->p + 1;
		step(s);
	}
	st->len = (size_t)(end - st->sql);
	return 1;
}

/* --- settings ----------------------------------------------------------------
 */

/* Texts of ours, behind a type that says that others only read. */
static void
forget(const struct mc_setting *item)
{
	char *text[2];

	memcpy(&text[0], &item->name, sizeof(text[0]));
	memcpy(&text[1], &item->value, sizeof(text[1]));
	free(text[0]);
	free(text[1]);
}

void
settings_release(struct settings *s)
{
	size_t i;

	for (i = 0; i < s->n; i++)
		forget(&s->item[i]);
	free(s->item);
	memset(s, 0, sizeof(*s));
}

static char *
trimmed(const char *s, const char *end)
{
	while (s < end && strchr(" \t\r\n", *s) != NULL)
		s++;
	while (s < end && strchr(" \t\r\n", end[-1]) != NULL)
		end--;
	return xstrndup(s, (size_t)(end - s));
}

bool
settings_add(struct settings *s, const char *text, size_t n)
{
	const char *equal = memchr(text, '=', n);
	char *name, *value;
	size_t i;

	if (equal == NULL)
		return false;
	name = trimmed(text, equal);
	value = trimmed(equal + 1, text + n);
	if (*name == '\0' || strpbrk(name, " \t\r\n") != NULL) {
		free(name);
		free(value);
		return false;
	}
	for (i = 0; i < s->n; i++)
		if (strcmp(s->item[i].name, name) == 0)
			break;
	if (i == s->n) {
		s->item = xreallocarray(s->item, s->n + 1, sizeof(s->item[0]));
		s->n++;
	} else
		forget(&s->item[i]);
	s->item[i] = (struct mc_setting){ name, value };
	return true;
}

int
settings_take(struct settings *s, const struct statement *st)
{
	if (st->len < 4 || strncasecmp(st->sql, "set", 3) != 0 ||
	    strchr(" \t\r\n", st->sql[3]) == NULL)
		return 0;
	return settings_add(s, st->sql + 4, st->len - 4) ? 1 : -1;
}
