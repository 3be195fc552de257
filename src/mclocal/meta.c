/*
 * meta.c: projects, tables and partitions over REST: XML around JSON.
 */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/jsonw.h"
#include "base/mem.h"
#include "base/num.h"
#include "mclocal/handlers.h"

static const char xml[] = "<?xml version=\"1.0\"?>\n";

enum {
	LIST_MAX = 1000
};

static void
element(struct buf *b, const char *name, const char *text)
{
	buf_printf(b, "<%s>", name);
	xml_put(b, text);
	buf_printf(b, "</%s>\n", name);
}

static void
owner_headers(struct request *rq, int64_t created, int64_t modified)
{
	char date[32];

	reply_header(rq, "x-odps-owner", "ALIYUN$local");
	http_date(date, created);
	reply_header(rq, "x-odps-creation-time", date);
	http_date(date, modified);
	reply_header(rq, "Last-Modified", date);
}

void
meta_project(struct request *rq, const char *project)
{
	struct buf *b = reply(rq, 200, "application/xml");

	owner_headers(rq, 0, 0);
	buf_puts(b, xml);
	buf_puts(b, "<Project>\n");
	element(b, "Name", project);
	buf_puts(b,
	    "<Type>managed</Type>\n<Comment/>\n<State>AVAILABLE</State>\n"
	    "<Region>local</Region>\n<Properties>\n"
	    "<Property><Name>odps.schema.model.enabled</Name>"
	    "<Value>false</Value></Property>\n"
	    "<Property><Name>odps.sql.type.system.odps2</Name>"
	    "<Value>true</Value></Property>\n"
	    "<Property><Name>odps.sql.timezone</Name>"
	    "<Value>UTC</Value></Property>\n</Properties>\n</Project>\n");
}

void
meta_tunnel(struct request *rq)
{
	buf_puts(reply(rq, 200, "text/plain"), rq->host);
}

void
meta_authorization(struct request *rq)
{
	buf_printf(reply(rq, 200, "application/xml"),
	    "%s<Authorization><Result>none</Result></Authorization>\n", xml);
}

/* How many to list, and from where: "marker" is the last name shown. */
static uint64_t
list_size(const struct request *rq)
{
	const char *text = request_param(rq, "maxitems");
	uint64_t n;

	if (text == NULL || !num_u64(text, 1, LIST_MAX, &n))
		n = LIST_MAX;
	return n;
}

static const char *
param_or(const struct request *rq, const char *name, const char *other)
{
	const char *text = request_param(rq, name);

	return text == NULL ? other : text;
}

void
meta_tables(struct request *rq, const char *project)
{
	uint64_t n = 0, max = list_size(rq);
	struct buf list, *b;
	sqlite3_stmt *q;
	bool more = false;
	char *last = NULL;

	q = store_query(rq->store,
	    "SELECT name FROM mc_table WHERE project = ?1 AND name > ?2"
	    " AND substr(name, 1, length(?3)) = lower(?3) ORDER BY name",
	    "sss", project, param_or(rq, "marker", ""),
	    param_or(rq, "name", ""));
	if (q == NULL) {
		reply_broken(rq);
		return;
	}
	buf_init(&list);
	while (sqlite3_step(q) == SQLITE_ROW) {
		if (n++ == max) {
			more = true;
			break;
		}
		free(last);
		last = xstrdup(store_text(q, 0));
		buf_puts(&list, "<Table>");
		element(&list, "Name", store_text(q, 0));
		element(&list, "Owner", "ALIYUN$local");
		buf_puts(&list, "<Type>MANAGED_TABLE</Type></Table>\n");
	}
	sqlite3_finalize(q);
	b = reply(rq, 200, "application/xml");
	buf_puts(b, xml);
	buf_puts(b, "<Tables>\n");
	element(b, "Marker", more && last != NULL ? last : "");
	buf_printf(b, "<MaxItems>%llu</MaxItems>\n", (unsigned long long)max);
	buf_put(b, list.data, list.len);
	buf_puts(b, "</Tables>\n");
	buf_release(&list);
	free(last);
}

static void
put_columns(struct buf *b, const struct table *t, unsigned from, unsigned to)
{
	char type[32];
	unsigned i;

	for (i = from; i < to; i++) {
		const struct table_column *c = &t->column[i];

		row_mc_text(&c->type, type);
		buf_puts(b, i > from ? ",{\"name\":" : "{\"name\":");
		jsonw_cstr(b, c->name);
		buf_printf(b, ",\"type\":\"%s\",\"comment\":", type);
		jsonw_cstr(b, c->comment);
		buf_printf(b, ",\"label\":\"\",\"isNullable\":%s}",
		    c->type.nullable ? "true" : "false");
	}
}

/* Bytes: a guess, but none for nothing and more for more. */
static long long
size_of(struct store *s, const struct table *t, int64_t part)
{
	return (long long)table_rows(s, t, part) * 8 * (long long)t->ncolumns;
}

static void
put_describe(struct buf *b, struct store *s, const struct table *t)
{
	buf_puts(b, "{\"tableName\":");
	jsonw_cstr(b, t->name);
	buf_puts(b, ",\"comment\":");
	jsonw_cstr(b, t->comment);
	buf_puts(b, ",\"columns\":[");
	put_columns(b, t, 0, t->ncolumns);
	buf_puts(b, "],\"partitionKeys\":[");
	put_columns(b, t, t->ncolumns, t->ncolumns + t->nparts);
	buf_printf(b,
	    "],\"owner\":\"ALIYUN$local\",\"createTime\":%lld,"
	    "\"lastDDLTime\":%lld,\"lastModifiedTime\":%lld,"
	    "\"lastAccessTime\":%lld,\"lifecycle\":%lld,\"hubLifecycle\":-1,"
	    "\"isVirtualView\":false,\"isExternal\":false,"
	    "\"isMaterializedView\":false,\"shardExist\":false,"
	    "\"tableLabel\":\"\",\"size\":%lld,\"recordNum\":%lld}",
	    (long long)t->created, (long long)t->ddl, (long long)t->modified,
	    (long long)t->modified, (long long)t->lifecycle, size_of(s, t, 0),
	    (long long)table_rows(s, t, 0));
}

/* JSON in a text of JSON. */
static void
put_reserved(struct buf *b, const struct table *t)
{
	struct buf in;
	unsigned i;

	buf_init(&in);
	buf_puts(&in, "{\"schema_version\":\"0\"");
	if (table_is(t, "transactional"))
		buf_puts(&in, ",\"Transactional\":\"true\"");
	for (i = 0; i < t->nkeys; i++) {
		buf_puts(&in, i == 0 ? ",\"PrimaryKey\":[" : ",");
		jsonw_cstr(&in, t->column[t->key[i]].name);
	}
	buf_puts(&in, t->nkeys > 0 ? "]}" : "}");
	jsonw_cstr(b, buf_str(&in));
	buf_release(&in);
}

static void
put_extended(struct buf *b, struct store *s, const struct table *t)
{
	buf_printf(b,
	    "{\"IsArchived\":false,\"PhysicalSize\":%lld,\"FileNum\":1,"
	    "\"location\":\"\",\"storageHandler\":\"\",\"tableProperties\":",
	    size_of(s, t, 0));
	jsonw_cstr(b, t->properties);
	buf_puts(b, ",\"Reserved\":");
	put_reserved(b, t);
	buf_putc(b, '}');
}

static void
put_table(struct buf *b, const struct table *t, const char *json)
{
	char date[32];

	buf_puts(b, "<Table>\n");
	element(b, "Name", t->name);
	buf_printf(
	    b, "<TableId>%032llx</TableId>\n", (unsigned long long)t->id);
	element(b, "Owner", "ALIYUN$local");
	http_date(date, t->created);
	element(b, "CreationTime", date);
	http_date(date, t->modified);
	element(b, "LastModifiedTime", date);
	element(b, "LastAccessTime", date);
	element(b, "Comment", t->comment);
	buf_puts(b, "<Type>MANAGED_TABLE</Type>\n<TableLabel/>\n"
		    "<Schema format=\"Json\">");
	xml_put_cdata(b, json, strlen(json));
	buf_puts(b, "</Schema>\n</Table>\n");
}

void
meta_table(struct request *rq, const struct table *t)
{
	struct buf json, *b;

	buf_init(&json);
	if (request_param(rq, "extended") != NULL)
		put_extended(&json, rq->store, t);
	else
		put_describe(&json, rq->store, t);
	b = reply(rq, 200, "application/xml");
	owner_headers(rq, t->created, t->modified);
	buf_puts(b, xml);
	put_table(b, t, buf_str(&json));
	buf_release(&json);
}

/* --- partitions ----------------------------------------------------------- */

static void
put_partition(
    struct buf *b, struct store *s, const struct table *t, sqlite3_stmt *q)
{
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
	    size_of(s, t, sqlite3_column_int64(q, 0)),
	    (long long)table_rows(s, t, sqlite3_column_int64(q, 0)));
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

void
meta_partitions(struct request *rq, const struct table *t)
{
	const char *text = request_param(rq, "partition"), *why;
	uint64_t n = 0, max = list_size(rq);
	struct spec prefix = { .n = 0 };
	struct buf list, *b, last;
	sqlite3_stmt *q;
	bool more = false;

	if (t->nparts == 0) {
		reply_error(rq, 400, "InvalidParameter",
		    "the table '%s' has no partitions", t->name);
		return;
	}
	if (text != NULL && *text != '\0' &&
	    (why = spec_parse(t, text, &prefix)) != NULL) {
		reply_error(rq, 400, "InvalidPartitionSpec", "%s", why);
		return;
	}
	q = store_query(rq->store,
	    "SELECT id, spec, created, modified, v0, v1, v2, v3, v4, v5"
	    " FROM mc_partition WHERE tbl = ?1 AND spec > ?2 ORDER BY spec",
	    "is", t->id, param_or(rq, "marker", ""));
	if (q == NULL) {
		reply_broken(rq);
		return;
	}
	buf_init(&list);
	buf_init(&last);
	while (sqlite3_step(q) == SQLITE_ROW) {
		if (!has_prefix(q, &prefix))
			continue;
		if (n++ == max) {
			more = true;
			break;
		}
		buf_clear(&last);
		buf_puts(&last, store_text(q, 1));
		put_partition(&list, rq->store, t, q);
	}
	sqlite3_finalize(q);
	b = reply(rq, 200, "application/xml");
	buf_puts(b, xml);
	buf_puts(b, "<Partitions>\n");
	element(b, "Marker", more ? buf_str(&last) : "");
	buf_printf(b, "<MaxItems>%llu</MaxItems>\n", (unsigned long long)max);
	buf_put(b, list.data, list.len);
	buf_puts(b, "</Partitions>\n");
	buf_release(&list);
	buf_release(&last);
}

/* The partition a request names; 0 none is needed; -1 the answer is set. */
int64_t
handler_partition(struct request *rq, const struct table *t, bool create)
{
	const char *text = request_param(rq, "partition"), *why;
	struct spec spec;
	int64_t id;

	if (text != NULL && *text == '\0')
		text = NULL;
	if (t->nparts == 0 && text == NULL)
		return 0;
	if (text == NULL) {
		reply_error(rq, 400, "MissingPartitionSpec",
		    "You need to specify a partitionspec along with the"
		    " specified table.");
		return -1;
	}
	why = t->nparts == 0 ? "the table has no partitions"
			     : spec_parse(t, text, &spec);
	if (why == NULL && spec.n < t->nparts)
		why = "a level is missing";
	if (why != NULL) {
		reply_error(
		    rq, 400, "InvalidPartitionSpec", "'%s': %s", text, why);
		return -1;
	}
	if ((id = partition_find(rq->store, t, &spec)) != 0)
		return id;
	if (!create) {
		if (rq->tunnel)
			reply_error(rq, 404, "NoSuchPartition",
			    "The specified partition does not exist.");
		else
			reply_error(rq, 404, "NoSuchPartition",
			    "ODPS-0130271:Partition does not exist - %s", text);
		return -1;
	}
	if ((id = partition_add(rq->store, t, &spec)) == 0) {
		reply_error(
		    rq, 400, "InvalidPartitionSpec", "%s", rq->store->why);
		return -1;
	}
	return id;
}

void
meta_partition(struct request *rq, const struct table *t)
{
	int64_t id = handler_partition(rq, t, false), created, modified;
	struct buf json, *b;

	if (id <= 0) {
		if (id == 0)
			meta_table(rq, t);
		return;
	}
	created = store_number(rq->store, 0,
	    "SELECT created FROM mc_partition WHERE id = ?1", "i", id);
	modified = store_number(rq->store, 0,
	    "SELECT modified FROM mc_partition WHERE id = ?1", "i", id);
	buf_init(&json);
	if (request_param(rq, "extended") != NULL)
		buf_printf(&json,
		    "{\"IsArchived\":false,\"IsExstore\":false,"
		    "\"LifeCycle\":-1,\"PhysicalSize\":%lld,\"FileNum\":1,"
		    "\"Reserved\":\"{}\"}",
		    size_of(rq->store, t, id));
	else
		buf_printf(&json,
		    "{\"createTime\":%lld,\"lastDDLTime\":%lld,"
		    "\"lastModifiedTime\":%lld,\"lastAccessTime\":%lld,"
		    "\"partitionSize\":%lld,\"partitionRecordNum\":%lld}",
		    (long long)created, (long long)created, (long long)modified,
		    (long long)modified, size_of(rq->store, t, id),
		    (long long)table_rows(rq->store, t, id));
	b = reply(rq, 200, "application/xml");
	buf_puts(b, xml);
	buf_puts(b, "<Partition>\n<Schema>");
	xml_put_cdata(b, json.data, json.len);
	buf_puts(b, "</Schema>\n</Partition>\n");
	buf_release(&json);
}
