/*
 * plan.c: TABLE record in, plan and destination tables out.
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sysexits.h>

#include "base/mem.h"
#include "mcpartition/plan.h"

#define HINT_SCHEMA "\ngive rowdecode the definitions with --schema"
#define HINT_RENAME \
	"\nrename it (objects.map) or leave the table out (objects.exclude)"

/* What can be refused by looking at the source definition alone. */
static char *
check_source(const struct row_table *t, int *code)
{
	*code = EX_CONFIG;
	if (t->flags & ROW_TAB_NAMELESS)
		return xasprintf("'%s.%s': names of its columns are not "
				 "known" HINT_SCHEMA,
		    t->db, t->name);
	if (t->flags & ROW_TAB_VIEW)
		return xasprintf(
		    "'%s.%s' is a view" HINT_RENAME, t->db, t->name);
	for (unsigned i = 0; i < t->ncolumns; i++) {
		const struct row_column *c = &t->column[i];

		if (c->flags & ROW_COL_HIDDEN)
			continue;
		if (c->flags & (ROW_COL_NAMELESS | ROW_COL_UNSURE))
			return xasprintf("'%s.%s.%s': name, sign, charset or "
					 "members are not known" HINT_SCHEMA,
			    t->db, t->name, c->name);
		if ((c->type == ROW_ENUM || c->type == ROW_SET) &&
		    c->nmembers == 0)
			return xasprintf("'%s.%s.%s': its members are not "
					 "known" HINT_SCHEMA,
			    t->db, t->name, c->name);
		if (c->class != row_class_of(c->type, c->flags, c->charset)) {
			*code = EX_DATAERR;
			return xasprintf("'%s.%s.%s': class %u does not go "
					 "with its type",
			    t->db, t->name, c->name, c->class);
		}
	}
	return NULL;
}

/* Two names that differ only in case are one for the target. */
static char *
check_columns(
    const struct shape *s, const struct row_table *t, const struct row_dest *d)
{
	struct names names = { 0 };
	const char *why, *other;
	char *bad = NULL;

	for (unsigned i = 0; i < d->nparts; i++)
		names_take(&names, d->part[i], "a partition column of the log");
	for (unsigned i = 0; i < d->ncolumns && bad == NULL; i++) {
		const struct row_dest_column *c = &d->column[i];
		bool ours = c->source == ROW_DEST_ADDED;
		const char *owner = ours ? "a column added to the log"
					 : t->column[c->source].name;

		if ((why = names_check_column(c->name)) != NULL)
			bad = xasprintf("'%s.%s.%s': the name %s" HINT_RENAME,
			    t->db, t->name, owner, why);
		else if ((other = names_take(&names, c->name, owner)) == NULL)
			continue;
		else if (other[0] == 'a' && other[1] == ' ')
			bad = xasprintf("'%s.%s.%s' is also the name of "
					"%s\nuse the other rule, --names %s",
			    t->db, t->name, owner, other,
			    s->previous ? "new" : "previous");
		else
			bad = xasprintf("'%s.%s': columns '%s' and '%s' "
					"differ only in case" HINT_RENAME,
			    t->db, t->name, other, owner);
	}
	names_release(&names);
	return bad;
}

static void
add_column(const struct shape *s, struct row_dest *d, unsigned which,
    enum row_mc_type type)
{
	d->column[d->ncolumns++] = (struct row_dest_column){
		.name = names_added(s, which),
		.type = (uint8_t)type,
		.class = (uint8_t)row_mc_class(type),
		.nullable = true,
		.source = ROW_DEST_ADDED,
	};
}

/* The five columns stand in front of the source's, as in the vendor's log. */
static void
add_columns(const struct shape *s, struct row_table *t, struct row_dest *d)
{
	add_column(s, d, NAMES_RECORD_ID, ROW_MC_BIGINT);
	add_column(s, d, NAMES_OPERATION_FLAG, ROW_MC_STRING);
	add_column(s, d, NAMES_UTC_TIMESTAMP, ROW_MC_BIGINT);
	add_column(s, d, NAMES_BEFORE_FLAG, ROW_MC_STRING);
	add_column(s, d, NAMES_AFTER_FLAG, ROW_MC_STRING);
	d->part = row_table_alloc(t, SHAPE_LEVELS, sizeof(d->part[0]));
	for (unsigned i = 0; i < s->levels; i++)
		d->part[d->nparts++] = names_added(s, NAMES_MODIFYTIME + i);
}

/* The destination of t in this role; fills column[] the same way for both. */
static char *
make_dest(const struct shape *s, struct plan *p, enum row_role role)
{
	struct row_table *t = row_table_copy(p->source);
	struct row_dest *d = row_table_alloc(t, 1, sizeof(*d));
	const char *name = names_fold(t, s, row_table_name(t)), *why;
	char *full = row_table_alloc(t, strlen(name) + 6, 1);

	p->dest[role].table = t;
	t->dest = d;
	d->role = (uint8_t)role;
	memcpy(full, name, strlen(name));
	memcpy(full + strlen(name), role == ROW_BASE ? "_base" : "_log",
	    role == ROW_BASE ? 6 : 5);
	d->table = full;
	if ((why = names_check_table(full)) != NULL)
		return xasprintf("'%s.%s': the name of '%s' %s" HINT_RENAME,
		    t->db, t->name, full, why);
	d->column = row_table_alloc(
	    t, (size_t)t->ncolumns + NAMES_ADDED, sizeof(d->column[0]));
	if (role == ROW_LOG)
		add_columns(s, t, d);
	p->kept = 0;
	for (unsigned i = 0; i < t->ncolumns; i++) {
		struct row_dest_column *c = &d->column[d->ncolumns];

		p->column[i].class = t->column[i].class;
		p->column[i].act = (uint8_t)type_map(s, &t->column[i], c);
		if (p->column[i].act == TYPE_DROP)
			continue;
		c->name = names_fold(t, s, row_column_name(&t->column[i]));
		c->source = (uint16_t)i;
		p->column[i].dest = (uint16_t)p->kept++;
		d->ncolumns++;
	}
	if (d->ncolumns + d->nparts > NAMES_COLUMNS)
		return xasprintf("'%s.%s': '%s' would have %u columns, 1200 "
				 "are allowed" HINT_RENAME,
		    t->db, t->name, full, d->ncolumns + d->nparts);
	return check_columns(s, t, d);
}

struct plan *
plan_new(const struct shape *s, const struct rec *r, char **why, int *code)
{
	struct plan *p = xcalloc(1, sizeof(*p));
	const char *text;

	if ((p->source = row_table_parse(r, &text)) == NULL) {
		*why = xstrdup(text);
		*code = EX_DATAERR;
		goto bad;
	}
	if (p->source->dest != NULL) {
		*why = xstrdup("the stream has been through mcpartition "
			       "already");
		*code = EX_DATAERR;
		goto bad;
	}
	if ((*why = check_source(p->source, code)) != NULL)
		goto bad;
	p->raw = xmalloc(r->len);
	memcpy(p->raw, r->data, r->len);
	p->raw_len = r->len;
	p->column = xcalloc(p->source->ncolumns, sizeof(p->column[0]));
	*code = EX_CONFIG;
	if ((*why = make_dest(s, p, ROW_BASE)) != NULL ||
	    (*why = make_dest(s, p, ROW_LOG)) != NULL)
		goto bad;
	p->straight = p->kept == p->source->ncolumns;
	p->whole = p->straight;
	for (unsigned i = 0; i < p->source->ncolumns; i++)
		if (p->column[i].act != TYPE_COPY)
			p->whole = false;
	p->zero_null = s->zero == SHAPE_ZERO_NULL;
	parts_init(&p->parts, s->levels);
	return p;
bad:
	plan_free(p);
	return NULL;
}

void
plan_free(struct plan *p)
{
	if (p == NULL)
		return;
	row_table_free(p->source);
	row_table_free(p->dest[ROW_BASE].table);
	row_table_free(p->dest[ROW_LOG].table);
	parts_release(&p->parts);
	free(p->column);
	free(p->raw);
	free(p);
}
