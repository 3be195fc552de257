/*
 * conf_value.c: what the job file said, asked for by key; see conf.h.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/conf_own.h"
#include "base/io.h"
#include "base/msg.h"

const struct conf_key *
conf_key_of(const char *name)
{
	size_t i;

	for (i = 0; i < conf_nkeys; i++)
		if (strcmp(conf_keys[i].name, name) == 0)
			return &conf_keys[i];
	return NULL;
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
	*k = conf_key_of(key);
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

size_t
conf_tables(const struct conf *c)
{
	return c->ntables;
}

const char *
conf_table(const struct conf *c, size_t i, unsigned *line)
{
	assert(i < c->ntables);
	*line = c->table[i].line;
	return c->table[i].name;
}

const char *
conf_table_text(const struct conf *c, size_t i, const char *key, unsigned *line)
{
	const struct conf_key *k = conf_key_of(key);
	const struct value *v;

	assert(i < c->ntables && k != NULL);
	v = &c->table[i].value[k - conf_keys];
	*line = v->n > 0 ? v->item[0].line : 0;
	return v->n > 0 ? v->item[0].text : NULL;
}

static void
dump_tables(const struct conf *c, struct buf *out)
{
	size_t i, k;

	for (i = 0; i < c->ntables; i++)
		for (k = 0; k < conf_nkeys; k++)
			if (c->table[i].value[k].n > 0)
				buf_printf(out, CONF_TABLE " \"%s\".%s=%s\n",
				    c->table[i].name,
				    strchr(conf_keys[k].name, '.') + 1,
				    c->table[i].value[k].item[0].text);
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
	dump_tables(c, out);
}
