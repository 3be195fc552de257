/*
 * group.c: what a SELECT with groups may name.
 *
 * Outside of aggregates only what GROUP BY names has one value in a group.
 * SQLite takes any row's value for the rest; MaxCompute refuses it, and so
 * do we.  Names are noted while they are read, those inside of aggregates
 * forgotten again, and the others compared with the keys at the end.
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "mclocal/query_own.h"

struct use {
	const struct token *at;
	const char *table; /* NULL: of several, joined by USING */
	const char *name;
	struct use *next;
};

struct key {
	const struct token *from, *to;
	const struct use *use; /* when it is a column alone */
	struct key *next;
};

struct item {
	const struct token *from, *to;
	const char *name;
	size_t place;
	struct item *next;
};

struct group {
	bool grouped;
	const struct token *from; /* the list begins here */
	struct use *use;
	struct key *key;
	struct item *item;
};

/* VALUES have no scope at all. */
static struct group *
group_of(const struct scope *sc)
{
	return sc == NULL ? NULL : sc->group;
}

struct group *
group_new(struct query *t)
{
	struct group *g = query_alloc(t, sizeof(*g));

	g->from = sql_token(t->q);
	return g;
}

void
group_use(struct query *t, const struct scope *sc, const struct token *at,
    const char *table, const char *name)
{
	struct use *u;

	if (sc->group == NULL)
		return;
	u = query_alloc(t, sizeof(*u));
	u->at = at;
	u->table = table;
	u->name = name;
	u->next = sc->group->use;
	sc->group->use = u;
}

const struct use *
group_mark(const struct scope *sc)
{
	struct group *g = group_of(sc);

	return g == NULL ? NULL : g->use;
}

void
group_forget(const struct scope *sc, const struct use *mark)
{
	struct group *g = group_of(sc);

	while (g != NULL && g->use != mark)
		g->use = g->use->next;
}

void
group_aggregate(const struct scope *sc, const struct use *mark)
{
	struct group *g = group_of(sc);

	group_forget(sc, mark);
	if (g != NULL)
		g->grouped = true;
}

void
group_item(struct query *t, const struct scope *sc, const struct token *from,
    const struct token *to, const char *name, size_t place)
{
	struct item *i = query_alloc(t, sizeof(*i));

	i->from = from;
	i->to = to;
	i->name = name;
	i->place = place;
	i->next = sc->group->item;
	sc->group->item = i;
}

void
group_key(struct query *t, const struct scope *sc, const struct token *from,
    const struct expr *e, const struct use *mark)
{
	struct group *g = sc->group;
	struct key *k = query_alloc(t, sizeof(*k));
	bool place = t->q->group_places && expr_is_place(e);
	const struct item *i;

	k->from = from;
	k->to = sql_token(t->q);
	if (e->column != NULL && g->use != mark)
		k->use = g->use;
	/* a name of the list, or a place in it, stands for its expression */
	for (i = g->item; i != NULL; i = i->next)
		if (place ? strtoul(from->text, NULL, 10) == i->place
			  : e->column != NULL && g->use == mark &&
				strcasecmp(i->name, e->column) == 0) {
			k->from = i->from;
			k->to = i->to;
		}
	group_aggregate(sc, mark);
	k->next = g->key;
	g->key = k;
}

/* Of "a.b.c" only c counts, for the other side may have it bare. */
static const struct token *
bare(const struct token *k)
{
	while ((k->kind == LEX_WORD || k->kind == LEX_NAME) &&
	       token_is(k + 1, "."))
		k += 2;
	return k;
}

static bool
is_name(const struct token *k)
{
	return k->kind == LEX_WORD || k->kind == LEX_NAME;
}

/* Does the key stand word for word around a name? */
static bool
stands(const struct group *g, const struct key *key, const struct token *name)
{
	const struct token *from, *a, *b;

	for (from = g->from; from <= name; from++) {
		for (a = from, b = key->from; b < key->to; a++, b++) {
			a = bare(a);
			b = bare(b);
			if ((a->kind != b->kind &&
				!(is_name(a) && is_name(b))) ||
			    a->textlen != b->textlen ||
			    memcmp(a->text, b->text, a->textlen) != 0)
				break;
		}
		if (b >= key->to && name < a)
			return true;
	}
	return false;
}

static bool
is_key(const struct group *g, const struct use *u)
{
	const struct key *k;

	for (k = g->key; k != NULL; k = k->next) {
		if (u->at >= k->from && u->at < k->to)
			return true;
		if (k->use == NULL
			? stands(g, k, u->at)
			: strcmp(k->use->name, u->name) == 0 &&
			      (k->use->table == NULL || u->table == NULL ||
				  strcmp(k->use->table, u->table) == 0))
			return true;
	}
	return false;
}

int
group_check(struct query *t, const struct scope *sc)
{
	const struct group *g = sc->group;
	const struct use *u, *first = NULL;

	if (g == NULL || !g->grouped)
		return 0;
	for (u = g->use; u != NULL; u = u->next)
		if (!is_key(g, u))
			first = u;
	if (first == NULL)
		return 0;
	return sql_fail(t->q, first->at, SQL_SEMANTIC,
	    "Semantic analysis exception - column reference %s%s%s should"
	    " appear in GROUP BY key",
	    first->table == NULL ? "" : first->table,
	    first->table == NULL ? "" : ".", first->name);
}
