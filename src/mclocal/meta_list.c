/*
 * meta_list.c: lists of projects, tables and partitions, piece by piece.
 */
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <expat.h>

#include "base/mem.h"
#include "base/num.h"
#include "mclocal/handlers.h"
#include "mclocal/meta_own.h"

enum {
	LIST_MAX = 1000
};

const char *
list_param(const struct request *rq, const char *name)
{
	const char *text = request_param(rq, name);

	return text == NULL ? "" : text;
}

void
list_init(struct list *l, const struct request *rq)
{
	const char *text = request_param(rq, "maxitems");

	memset(l, 0, sizeof(*l));
	if (text == NULL || !num_u64(text, 1, LIST_MAX, &l->max))
		l->max = LIST_MAX;
}

bool
list_room(struct list *l, const char *name)
{
	if (l->n++ == l->max) {
		l->more = true;
		return false;
	}
	free(l->last);
	l->last = xstrdup(name);
	return true;
}

void
list_reply(struct list *l, struct request *rq, const char *kind)
{
	struct buf *b = reply(rq, 200, "application/xml");

	buf_printf(b, "<?xml version=\"1.0\"?>\n<%s>\n", kind);
	xml_element(b, "Marker", l->more ? l->last : "");
	buf_printf(
	    b, "<MaxItems>%llu</MaxItems>\n", (unsigned long long)l->max);
	buf_put(b, l->items.data, l->items.len);
	buf_printf(b, "</%s>\n", kind);
	buf_release(&l->items);
	free(l->last);
}

void
meta_projects(struct request *rq)
{
	struct list l;
	sqlite3_stmt *q;

	q = store_query(rq->store,
	    "SELECT name FROM mc_project WHERE name > ?1"
	    " AND substr(name, 1, length(?2)) = ?2 ORDER BY name",
	    "ss", list_param(rq, "marker"), list_param(rq, "name"));
	if (q == NULL) {
		reply_broken(rq);
		return;
	}
	list_init(&l, rq);
	while (
	    sqlite3_step(q) == SQLITE_ROW && list_room(&l, store_text(q, 0))) {
		buf_puts(&l.items, "<Project>");
		xml_element(&l.items, "Name", store_text(q, 0));
		buf_puts(&l.items,
		    "<Type>managed</Type><Owner>ALIYUN$local</Owner><Comment/>"
		    "<State>AVAILABLE</State></Project>\n");
	}
	sqlite3_finalize(q);
	list_reply(&l, rq, "Projects");
}

/* All tables are managed ones, and ours. */
static bool
has_tables(const struct request *rq)
{
	const char *owner = list_param(rq, "owner");
	const char *type = list_param(rq, "type");

	return (*owner == '\0' || strcasecmp(owner, "ALIYUN$local") == 0) &&
	       (*type == '\0' || strcasecmp(type, "MANAGED_TABLE") == 0);
}

static void
put_listed(
    struct list *l, struct request *rq, const char *project, const char *name)
{
	struct table *t;

	if (request_param(rq, "extended") != NULL) {
		if ((t = table_find(rq->store, project, name)) != NULL)
			meta_put_table(&l->items, rq->store, t);
		table_free(t);
		return;
	}
	buf_puts(&l->items, "<Table>");
	xml_element(&l->items, "Project", project);
	xml_element(&l->items, "Name", name);
	xml_element(&l->items, "Owner", "ALIYUN$local");
	buf_puts(&l->items, "<Type>MANAGED_TABLE</Type></Table>\n");
}

void
meta_tables(struct request *rq, const char *project)
{
	struct list l;
	sqlite3_stmt *q;

	q = store_query(rq->store,
	    "SELECT name FROM mc_table WHERE project = ?1 AND name > ?2"
	    " AND substr(name, 1, length(?3)) = lower(?3) AND ?4"
	    " ORDER BY name",
	    "sssi", project, list_param(rq, "marker"), list_param(rq, "name"),
	    (int64_t)has_tables(rq));
	if (q == NULL) {
		reply_broken(rq);
		return;
	}
	list_init(&l, rq);
	while (sqlite3_step(q) == SQLITE_ROW && list_room(&l, store_text(q, 0)))
		put_listed(&l, rq, project, store_text(q, 0));
	sqlite3_finalize(q);
	list_reply(&l, rq, "Tables");
}

/* --- tables by their names ------------------------------------------------ */

struct names {
	struct request *rq;
	const char *project; /* where the body says none */
	struct buf text, name, in;
	struct list *l;
};

static void XMLCALL
on_start(void *data, const XML_Char *name, const XML_Char **attributes)
{
	struct names *n = data;

	(void)attributes;
	buf_clear(&n->text);
	if (strcmp(name, "Table") == 0) {
		buf_clear(&n->name);
		buf_clear(&n->in);
	}
}

static void XMLCALL
on_text(void *data, const XML_Char *s, int len)
{
	struct names *n = data;

	buf_put(&n->text, s, (size_t)len);
}

static void XMLCALL
on_end(void *data, const XML_Char *name)
{
	struct names *n = data;
	struct table *t;

	if (strcmp(name, "Name") == 0)
		buf_puts(&n->name, buf_str(&n->text));
	else if (strcmp(name, "Project") == 0)
		buf_puts(&n->in, buf_str(&n->text));
	if (strcmp(name, "Table") != 0)
		return;
	t = table_find(n->rq->store,
	    n->in.len > 0 ? buf_str(&n->in) : n->project, buf_str(&n->name));
	if (t != NULL)
		meta_put_table(&n->l->items, n->rq->store, t);
	table_free(t);
}

void
meta_query(struct request *rq, const char *project)
{
	XML_Parser parser = XML_ParserCreate(NULL);
	struct names n = { .rq = rq, .project = project };
	struct buf *body = &rq->body.mem;
	struct list l;

	list_init(&l, rq);
	n.l = &l;
	XML_SetUserData(parser, &n);
	XML_SetElementHandler(parser, on_start, on_end);
	XML_SetCharacterDataHandler(parser, on_text);
	if (rq->body.fd != -1 || body->len > INT_MAX ||
	    XML_Parse(parser, (const char *)body->data, (int)body->len, 1) !=
		XML_STATUS_OK) {
		reply_error(rq, 400, "MalformedXML",
		    "ODPS-0420031:Invalid xml in HTTP request body");
		buf_release(&l.items);
	} else {
		list_reply(&l, rq, "Tables");
	}
	XML_ParserFree(parser);
	buf_release(&n.text);
	buf_release(&n.name);
	buf_release(&n.in);
}

/* --- partitions ----------------------------------------------------------- */

static void
put_partition(
    struct buf *b, struct store *s, const struct table *t, sqlite3_stmt *q)
{
	int64_t id = sqlite3_column_int64(q, 0);
	int64_t created = sqlite3_column_int64(q, 2);
	int64_t modified = sqlite3_column_int64(q, 3);
	unsigned i;

	buf_puts(b, "<Partition>\n");
	for (i = 0; i < t->nparts; i++) {
		buf_printf(b, "<Column Name=\"");
		xml_put(b, t->column[t->ncolumns + i].name);
		buf_puts(b, "\" Value=\"");
		xml_put(b, store_text(q, 4 + (int)i));
		buf_puts(b, "\"/>\n");
	}
	buf_printf(b,
	    "<CreationTime>%lld</CreationTime>\n"
	    "<LastDDLTime>%lld</LastDDLTime>\n"
	    "<LastModifiedTime>%lld</LastModifiedTime>\n"
	    "<PartitionSize>%lld</PartitionSize>\n"
	    "<PartitionRecordCount>%lld</PartitionRecordCount>\n"
	    "</Partition>\n",
	    (long long)created, (long long)created, (long long)modified,
	    meta_size(s, t, id), (long long)table_rows(s, t, id));
}

/* Does the partition of this row begin with the levels asked for? */
static bool
has_prefix(sqlite3_stmt *q, const struct spec *prefix)
{
	unsigned i;

	for (i = 0; i < prefix->n; i++)
		if (strcmp(store_text(q, 4 + (int)i), prefix->value[i]) != 0)
			return false;
	return true;
}

static bool
partition_prefix(struct request *rq, const struct table *t, struct spec *prefix)
{
	const char *text = list_param(rq, "partition"), *why;

	prefix->n = 0;
	if (t->nparts == 0) {
		reply_error(rq, 400, "InvalidParameter",
		    "the table '%s' has no partitions", t->name);
		return false;
	}
	if (*text == '\0' || (why = spec_parse(t, text, prefix)) == NULL)
		return true;
	reply_error(rq, 400, "InvalidPartitionSpec", "%s", why);
	return false;
}

void
meta_partitions(struct request *rq, const struct table *t)
{
	const char *marker = list_param(rq, "marker");
	bool back = request_param(rq, "reverse") != NULL;
	struct spec prefix;
	struct list l;
	sqlite3_stmt *q;

	if (!partition_prefix(rq, t, &prefix))
		return;
	q = store_query(rq->store,
	    back ? "SELECT id, spec, created, modified, v0, v1, v2, v3, v4, v5"
		   " FROM mc_partition WHERE tbl = ?1"
		   " AND (?2 = '' OR spec < ?2) ORDER BY spec DESC"
		 : "SELECT id, spec, created, modified, v0, v1, v2, v3, v4, v5"
		   " FROM mc_partition WHERE tbl = ?1 AND spec > ?2"
		   " ORDER BY spec",
	    "is", t->id, marker);
	if (q == NULL) {
		reply_broken(rq);
		return;
	}
	list_init(&l, rq);
	if (request_param(rq, "name") != NULL) /* all of them, names alone */
		l.max = INT32_MAX;
	while (sqlite3_step(q) == SQLITE_ROW) {
		if (!has_prefix(q, &prefix))
			continue;
		if (!list_room(&l, store_text(q, 1)))
			break;
		if (request_param(rq, "name") == NULL) {
			put_partition(&l.items, rq->store, t, q);
			continue;
		}
		buf_puts(&l.items, "<Partition>");
		xml_element(&l.items, "Name", store_text(q, 1));
		buf_puts(&l.items, "</Partition>\n");
	}
	sqlite3_finalize(q);
	list_reply(&l, rq, "Partitions");
}
