/*
 * conf.c: reading the job file; see conf.h.  The syntax is inih's; what keys
 * mean is checked here, against conf_keys.c.
 */
#include <assert.h>
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <ini.h>

#include "base/conf_own.h"
#include "base/io.h"
#include "base/mem.h"
#include "base/msg.h"

/* Edit distance of two short names, for "did you mean". */
static size_t
distance(const char *a, const char *b)
{
	size_t row[64], la = strlen(a), lb = strlen(b), i, j, left, diag, up;

	if (la >= 64 || lb >= 64)
		return 64;
	for (j = 0; j <= lb; j++)
		row[j] = j;
	for (i = 1; i <= la; i++) {
		diag = row[0];
		row[0] = i;
		for (j = 1; j <= lb; j++) {
			up = row[j];
			left = row[j - 1];
			row[j] = diag + (a[i - 1] == b[j - 1] ? 0 : 1);
			if (up + 1 < row[j])
				row[j] = up + 1;
			if (left + 1 < row[j])
				row[j] = left + 1;
			diag = up;
		}
	}
	return row[lb];
}

static const char *
nearest(const char *name)
{
	size_t i, best = SIZE_MAX, d;
	const char *found = NULL;

	for (i = 0; i < conf_nkeys; i++)
		if ((d = distance(name, conf_keys[i].name)) < best) {
			best = d;
			found = conf_keys[i].name;
		}
	return best <= strlen(name) / 2 ? found : NULL;
}

/* A path relative to the job file's directory. */
static char *
absolute(const struct conf *c, const char *path)
{
	if (path[0] == '/')
		return xstrdup(path);
	return xasprintf("%s%s", c->dir, path);
}

static int
refuse(struct conf *c, unsigned line, char *why)
{
	c->why = why;
	c->line = line;
	return 0; /* inih: stop */
}

static int
unknown(struct conf *c, const char *full, unsigned line)
{
	const char *near = nearest(full);

	return refuse(c, line,
	    near == NULL ? xasprintf("unknown key '%s'", full)
			 : xasprintf("unknown key '%s'\ndid you mean '%s'?",
			       full, near));
}

/* value: of the whole job, or of the section of a table. */
static int
take(struct conf *c, struct value *value, const char *full, const char *text,
    unsigned line)
{
	const struct conf_key *k = conf_key_of(full);
	struct value *v;
	char *why;

	if (k == NULL)
		return unknown(c, full, line);
	v = &value[k - conf_keys];
	if (v->n > 0 && k->kind != CONF_LINES)
		return refuse(c, line,
		    xasprintf("'%s' was already given in "
			      "line %u",
			full, v->item[0].line));
	if (text[0] == '\0')
		return refuse(c, line, xasprintf("'%s' has no value", full));
	if ((why = conf_check(k, text, &v->number)) != NULL) {
		char *whole = xasprintf("%s: %s", full, why);

		free(why);
		return refuse(c, line, whole);
	}
	v->item = xreallocarray(v->item, v->n + 1, sizeof(v->item[0]));
	v->item[v->n].line = line;
	v->item[v->n++].text =
	    k->kind == CONF_FILE ? absolute(c, text) : xstrdup(text);
	return 1;
}

/* In the section of a table stand keys of [shape], for that table. */
static int
take_pair(struct conf *c, const char *section, const char *name,
    const char *text, unsigned line)
{
	struct value *value = c->value;
	char full[128];

	if (strcmp(section, CONF_TABLE) == 0) {
		if (c->ntables == 0)
			return refuse(c, line,
			    xasprintf("[table] of which table?\nwrite "
				      "[table \"db.table\"]"));
		value = c->table[c->ntables - 1].value;
		section = "shape";
	}
	snprintf(full, sizeof(full), "%s.%s", section, name);
	return take(c, value, full, text, line);
}

/* One line at a time for inih, so that we know the number of each. */
struct lines {
	struct conf *c;
	char *next;
	unsigned line;
	struct buf open; /* the value so far, of lines that end in '\\' */
	char key[128];   /* whose it is */
	unsigned first;  /* the line it began in */
};

/*
 * [table "db.t"]: inih would cut the name, so it is taken here, and the line
 * left to inih is [table].
 */
static void
begin_table(struct lines *l, char *s)
{
	size_t n = strlen(CONF_TABLE);
	struct conf *c = l->c;
	struct conf_table *t;
	char *name, *end;

	if (*s != '[' || strncmp(s + 1, CONF_TABLE, n) != 0 ||
	    strchr(" \t", s[1 + n]) == NULL || (end = strrchr(s, ']')) == NULL)
		return;
	name = s + 1 + n + strspn(s + 1 + n, " \t");
	while (end > name && strchr(" \t", end[-1]) != NULL)
		end--;
	if (end - name >= 2 && *name == '"' && end[-1] == '"') {
		name++;
		end--;
	}
	if (name >= end)
		return;
	c->table = xreallocarray(c->table, c->ntables + 1, sizeof(c->table[0]));
	t = &c->table[c->ntables++];
	t->name = xstrndup(name, (size_t)(end - name));
	t->line = l->line;
	t->value = xcalloc(conf_nkeys, sizeof(t->value[0]));
	memcpy(s + 1 + n, "]", 2);
}

static char *
next_line(char *s, int size, void *arg)
{
	struct lines *l = arg;
	size_t n = strcspn(l->next, "\n");

	if (l->next[0] == '\0' || l->c->why != NULL)
		return NULL;
	l->line++;
	if (n >= (size_t)size - 1) {
		refuse(l->c, l->line,
		    xasprintf("longer than 198 bytes\nend it in a backslash "
			      "and go on in an indented line"));
		return NULL;
	}
	memcpy(s, l->next, n);
	s[n] = '\0';
	l->next += n + (l->next[n] == '\n' ? 1 : 0);
	begin_table(l, s);
	return s;
}

/* inih knows no lines that go on, but gives an indented line the key of the
 * line above: a value that ends in a backslash waits for it. */
static int
on_pair(void *arg, const char *section, const char *name, const char *text)
{
	struct lines *l = arg;
	size_t n = strlen(text);
	char key[sizeof(l->key)];
	int ok;

	if (l->c->why != NULL) /* inih goes on after an error */
		return 0;
	snprintf(key, sizeof(key), "%s.%s", section, name);
	if (l->first != 0 && strcmp(key, l->key) != 0)
		return refuse(l->c, l->first,
		    xasprintf("ends in a backslash, but does not go on in "
			      "an indented line"));
	if (l->first == 0)
		l->first = l->line;
	memcpy(l->key, key, sizeof(key));
	buf_put(&l->open, text, n);
	if (n > 0 && text[n - 1] == '\\') {
		l->open.len--;
		return 1;
	}
	ok = take_pair(l->c, section, name, buf_str(&l->open), l->first);
	l->open.len = 0;
	l->first = 0;
	return ok;
}

static void
set_defaults(struct conf *c)
{
	char *why;
	size_t i;

	for (i = 0; i < conf_nkeys; i++) {
		struct value *v = &c->value[i];

		if (v->n > 0 || conf_keys[i].fallback == NULL)
			continue;
		why = conf_check(
		    &conf_keys[i], conf_keys[i].fallback, &v->number);
		assert(why == NULL);
	}
}

static void
set_names(struct conf *c, const char *path)
{
	const char *slash = strrchr(path, '/');
	const char *base = slash == NULL ? path : slash + 1;
	const char *dot;

	c->path = xstrdup(path);
	c->dir = xstrndup(path, (size_t)(base - path));
	dot = strrchr(base, '.');
	c->job = dot == NULL || dot == base
		     ? xstrdup(base)
		     : xstrndup(base, (size_t)(dot - base));
}

/* Job names become directory names and stand in messages. */
static bool
name_ok(const char *s)
{
	const char *p;

	if (s[0] == '\0' || s[0] == '.' || s[0] == '-' || strlen(s) > 64)
		return false;
	for (p = s; *p != '\0'; p++)
		if (!isalnum((unsigned char)*p) && strchr("._-", *p) == NULL)
			return false;
	return true;
}

static void
parse(struct conf *c, struct buf *text)
{
	struct lines l = { .c = c, .next = buf_str(text) };
	const char *name;
	int bad;

	if (memchr(text->data, '\0', text->len) != NULL) {
		refuse(c, 1, xasprintf("not a text file"));
		return;
	}
	bad = ini_parse_stream(next_line, &l, on_pair, &l);
	buf_release(&l.open);
	if (c->why == NULL && bad == 0 && l.first != 0)
		refuse(c, l.first, xasprintf("the file ends in its middle"));
	if (c->why == NULL && bad != 0)
		refuse(c, (unsigned)(bad > 0 ? bad : 0),
		    xasprintf("neither '[section]' nor 'key = value'"));
	if (c->why != NULL)
		return;
	if ((name = conf_text(c, "job.name")) != NULL) {
		free(c->job);
		c->job = xstrdup(name);
	}
	if (!name_ok(c->job))
		refuse(c, conf_line(c, "job.name"),
		    xasprintf(
			"'%s' cannot be a job's name\nletters, digits, . _ -, "
			"at most 64; set [job] name",
			c->job));
}

struct conf *
conf_read(const char *path, char **why, int *code)
{
	struct conf *c = xcalloc(1, sizeof(*c));
	struct buf text = { 0 };

	c->value = xcalloc(conf_nkeys, sizeof(c->value[0]));
	set_names(c, path);
	if (io_slurp(path, 1u << 20, &text) == -1) {
		*why = xasprintf(
		    "cannot read job file '%s': %s", path, strerror(errno));
		*code = EX_CONFIG;
		goto bad;
	}
	parse(c, &text);
	if (c->why != NULL) {
		*why = xasprintf("%s:%u: %s", path, c->line, c->why);
		*code = EX_CONFIG;
		goto bad;
	}
	set_defaults(c);
	buf_release(&text);
	return c;
bad:
	buf_release(&text);
	conf_free(c);
	return NULL;
}

struct conf *
conf_load(const char *path)
{
	struct conf *c;
	char *why;
	int code;

	if ((c = conf_read(path, &why, &code)) == NULL)
		diex(code, "%s", why);
	return c;
}

static void
free_values(struct value *v)
{
	size_t i, j;

	for (i = 0; i < conf_nkeys; i++) {
		for (j = 0; j < v[i].n; j++)
			free(v[i].item[j].text);
		free(v[i].item);
	}
	free(v);
}

void
conf_free(struct conf *c)
{
	size_t i;

	if (c == NULL)
		return;
	free_values(c->value);
	for (i = 0; i < c->ntables; i++) {
		free_values(c->table[i].value);
		free(c->table[i].name);
	}
	free(c->table);
	free(c->path);
	free(c->dir);
	free(c->job);
	free(c->why);
	free(c);
}
