/*
 * meta.c: a project, a table, a partition over REST: XML around JSON.
 */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/jsonw.h"
#include "base/mem.h"
#include "mclocal/handlers.h"
#include "mclocal/meta_own.h"

static const char xml[] = "<?xml version=\"1.0\"?>\n";

void
xml_element(struct buf *b, const char *name, const char *text)
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
	xml_element(b, "Name", project);
	buf_puts(b,
	    "<Type>managed</Type>\n<Owner>ALIYUN$local</Owner>\n<Comment/"
	    ">\n<State>AVAILABLE</State>\n"
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

long long
meta_size(struct store *s, const struct table *t, int64_t part)
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
	    (long long)t->modified, (long long)t->lifecycle, meta_size(s, t, 0),
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
	    meta_size(s, t, 0));
	jsonw_cstr(b, t->properties);
	buf_puts(b, ",\"Reserved\":");
	put_reserved(b, t);
	buf_putc(b, '}');
}

/* What a list or a single answer says of a table. */
static void
put_table(struct buf *b, const struct table *t, const char *json)
{
	char date[32];

	buf_puts(b, "<Table>\n");
	xml_element(b, "Project", t->project);
	xml_element(b, "Name", t->name);
	buf_printf(
	    b, "<TableId>%032llx</TableId>\n", (unsigned long long)t->id);
	xml_element(b, "Owner", "ALIYUN$local");
	http_date(date, t->created);
	xml_element(b, "CreationTime", date);
	http_date(date, t->modified);
	xml_element(b, "LastModifiedTime", date);
	xml_element(b, "LastAccessTime", date);
	xml_element(b, "Comment", t->comment);
	buf_puts(b, "<Type>MANAGED_TABLE</Type>\n<TableLabel/>\n"
		    "<Schema format=\"Json\">");
	xml_put_cdata(b, json, strlen(json));
	buf_puts(b, "</Schema>\n</Table>\n");
}

void
meta_put_table(struct buf *b, struct store *s, const struct table *t)
{
	struct buf json;

	buf_init(&json);
	put_describe(&json, s, t);
	put_table(b, t, buf_str(&json));
	buf_release(&json);
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
		    meta_size(rq->store, t, id));
	else
		buf_printf(&json,
		    "{\"createTime\":%lld,\"lastDDLTime\":%lld,"
		    "\"lastModifiedTime\":%lld,\"lastAccessTime\":%lld,"
		    "\"partitionSize\":%lld,\"partitionRecordNum\":%lld}",
		    (long long)created, (long long)created, (long long)modified,
		    (long long)modified, meta_size(rq->store, t, id),
		    (long long)table_rows(rq->store, t, id));
	b = reply(rq, 200, "application/xml");
	buf_puts(b, xml);
	buf_puts(b, "<Partition>\n<Schema>");
	xml_put_cdata(b, json.data, json.len);
	buf_puts(b, "</Schema>\n</Partition>\n");
	buf_release(&json);
}
