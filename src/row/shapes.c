/*
 * shapes.c: the shape of each table, out of the job file; see shape.h.
 */
#include <stdlib.h>

#include "base/mem.h"
#include "row/objects.h"
#include "row/shape.h"

static const char *const keys[] = { "shape.names", "shape.case", "shape.types",
	"shape.partition", "shape.zero_date", "shape.long_value",
	"shape.lifecycle", "shape.on_ddl", "shape.metadata" };

enum {
	KEYS = sizeof(keys) / sizeof(keys[0]),
	PREFIX = sizeof("shape.") - 1
};

static char *
wrong(const struct conf *c, unsigned line, const char *key, const char *why)
{
	return xasprintf("%s:%u: %s: %s", conf_path(c), line, key, why);
}

static char *
take_table(struct shapes *s, const struct conf *c, size_t i)
{
	struct shape_of *t = &s->table[i];
	unsigned line;
	const char *name = conf_table(c, i, &line), *text, *why;

	t->shape = s->all;
	t->pattern = objects_new();
	s->n++;
	if (objects_add(t->pattern, OBJECTS_INCLUDE, name) == -1)
		return wrong(c, line, "[table]", objects_why(t->pattern));
	for (size_t k = 0; k < KEYS; k++)
		if ((text = conf_table_text(c, i, keys[k], &line)) != NULL &&
		    (why = shape_set(&t->shape, keys[k] + PREFIX, text)) !=
			NULL)
			return wrong(c, line, keys[k], why);
	return NULL;
}

char *
shapes_from_conf(struct shapes *s, const struct conf *c)
{
	const char *why;
	char *bad;

	for (size_t k = 0; k < KEYS; k++)
		if ((why = shape_set(&s->all, keys[k] + PREFIX,
			 conf_text(c, keys[k]))) != NULL)
			return wrong(c, conf_line(c, keys[k]), keys[k], why);
	s->table = xcalloc(conf_tables(c) + 1, sizeof(s->table[0]));
	for (size_t i = 0; i < conf_tables(c); i++)
		if ((bad = take_table(s, c, i)) != NULL)
			return bad;
	return NULL;
}

const char *
shapes_set(struct shapes *s, const char *key, const char *text)
{
	const char *why = shape_set(&s->all, key, text);

	for (size_t i = 0; i < s->n && why == NULL; i++)
		why = shape_set(&s->table[i].shape, key, text);
	return why;
}

const char *
shapes_check(const struct shapes *s)
{
	const char *why = shape_check(&s->all);

	for (size_t i = 0; i < s->n && why == NULL; i++)
		why = shape_check(&s->table[i].shape);
	return why;
}

const struct shape *
shapes_of(const struct shapes *s, const char *db, const char *table)
{
	for (size_t i = 0; i < s->n; i++)
		if (objects_chosen(s->table[i].pattern, db, table))
			return &s->table[i].shape;
	return &s->all;
}

void
shapes_release(struct shapes *s)
{
	for (size_t i = 0; i < s->n; i++)
		objects_free(s->table[i].pattern);
	free(s->table);
	s->table = NULL;
	s->n = 0;
}
