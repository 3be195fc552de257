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
#include <sys/stat.h>

#include <ini.h>

#include "base/conf_keys.h"
#include "base/io.h"
#include "base/mem.h"
#include "base/msg.h"
#include "base/num.h"

struct item {
	char *text;
	unsigned line;
};

struct value {
	struct item *item;
	size_t n;
	uint64_t number; /* NUMBER, SIZE, SECONDS, BOOL */
};

struct conf {
	char *path;
	char *dir; /* with the slash, "" when none */
	char *job;
	struct value *value; /* as conf_keys[] */
	char *why;
	unsigned line;
};

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

static const struct conf_key *
key_of(const char *name)
{
	size_t i;

	for (i = 0; i < conf_nkeys; i++)
		if (strcmp(conf_keys[i].name, name) == 0)
			return &conf_keys[i];
	return NULL;
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
take(struct conf *c, const char *section, const char *name, const char *text,
    unsigned line)
{
	const struct conf_key *k;
	struct value *v;
	const char *near;
	char full[128], *why;

	snprintf(full, sizeof(full), "%s.%s", section, name);
	if ((k = key_of(full)) == NULL) {
		near = nearest(full);
		return refuse(c, line,
		    near == NULL
			? xasprintf("unknown key '%s'", full)
			: xasprintf("unknown key '%s'\ndid you mean '%s'?",
			      full, near));
	}
	v = &c->value[k - conf_keys];
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

/* One line at a time for inih, so that we know the number of each. */
struct lines {
	struct conf *c;
	char *next;
	unsigned line;
	struct buf open; /* the value so far, of lines that end in '\\' */
	char key[128];   /* whose it is */
	unsigned first;  /* the line it began in */
};

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
	ok = take(l->c, section, name, buf_str(&l->open), l->first);
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

void
conf_free(struct conf *c)
{
	size_t i, j;

	if (c == NULL)
		return;
	for (i = 0; i < conf_nkeys; i++) {
		for (j = 0; j < c->value[i].n; j++)
			free(c->value[i].item[j].text);
		free(c->value[i].item);
	}
	free(c->value);
	free(c->path);
	free(c->dir);
	free(c->job);
	free(c->why);
	free(c);
}

const char *
conf_path(const struct conf *c)
{
	return c->path;
}

const char *
conf_job(const struct conf *c)
{
	return c->job;
}

static const struct value *
value_of(const struct conf *c, const char *key, const struct conf_key **k)
{
	*k = key_of(key);
	assert(*k != NULL);
	return &c->value[*k - conf_keys];
}

const char *
conf_text(const struct conf *c, const char *key)
{
	const struct conf_key *k;
	const struct value *v = value_of(c, key, &k);

	assert(k->kind != CONF_LINES);
	return v->n > 0 ? v->item[0].text : k->fallback;
}

uint64_t
conf_number(const struct conf *c, const char *key)
{
	const struct conf_key *k;
	const struct value *v = value_of(c, key, &k);

	assert(k->kind == CONF_NUMBER || k->kind == CONF_SIZE ||
	       k->kind == CONF_SECONDS);
	return v->number;
}

bool
conf_bool(const struct conf *c, const char *key)
{
	const struct conf_key *k;
	const struct value *v = value_of(c, key, &k);

	assert(k->kind == CONF_BOOL);
	return v->number != 0;
}

bool
conf_is_set(const struct conf *c, const char *key)
{
	const struct conf_key *k;

	return value_of(c, key, &k)->n > 0;
}

unsigned
conf_line(const struct conf *c, const char *key)
{
	const struct conf_key *k;
	const struct value *v = value_of(c, key, &k);

	return v->n > 0 ? v->item[0].line : 0;
}

size_t
conf_count(const struct conf *c, const char *key)
{
	const struct conf_key *k;

	return value_of(c, key, &k)->n;
}

const char *
conf_item(const struct conf *c, const char *key, size_t i)
{
	const struct conf_key *k;
	const struct value *v = value_of(c, key, &k);

	assert(i < v->n);
	return v->item[i].text;
}

unsigned
conf_item_line(const struct conf *c, const char *key, size_t i)
{
	const struct conf_key *k;
	const struct value *v = value_of(c, key, &k);

	assert(i < v->n);
	return v->item[i].line;
}

char *
conf_secret(const struct conf *c, const char *key)
{
	const char *path = conf_text(c, key);
	struct buf text = { 0 };
	struct stat st;
	char *line;

	if (path == NULL)
		return NULL;
	if (stat(path, &st) == -1)
		die(EX_CONFIG, "%s:%u: %s: cannot read '%s'", c->path,
		    conf_line(c, key), key, path);
	if (S_ISREG(st.st_mode) && (st.st_mode & 077) != 0)
		diex(EX_CONFIG,
		    "%s:%u: %s: '%s' can be read by others\nchmod 600 '%s'",
		    c->path, conf_line(c, key), key, path, path);
	if (io_slurp(path, 65536, &text) == -1)
		die(EX_CONFIG, "%s:%u: %s: cannot read '%s'", c->path,
		    conf_line(c, key), key, path);
	line = buf_str(&text);
	line[strcspn(line, "\r\n")] = '\0';
	return line; /* the buf's memory is the caller's now */
}

void
conf_dump(const struct conf *c, struct buf *out)
{
	size_t i, j;

	for (i = 0; i < conf_nkeys; i++) {
		const struct value *v = &c->value[i];

		for (j = 0; j < v->n; j++)
			buf_printf(
			    out, "%s=%s\n", conf_keys[i].name, v->item[j].text);
		if (v->n == 0 && strcmp(conf_keys[i].name, "job.name") == 0)
			buf_printf(out, "job.name=%s\n", c->job);
		else if (v->n == 0 && conf_keys[i].fallback != NULL)
			buf_printf(out, "%s=%s\n", conf_keys[i].name,
			    conf_keys[i].fallback);
	}
}
