/*
 * route.c: from a path to its handler; see route.h.
 */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "mclocal/handlers.h"
#include "mclocal/route.h"

enum {
	LEVELS = 9,
	SQL_MAX = 4 << 20 /* MaxCompute takes 2 MB; XML may double it */
};

/* projects/P[/schemas/S]/KIND[/NAME[/MORE]], S left out. */
struct place {
	char *mem;
	const char *project, *kind, *name, *more;
	bool odd; /* deeper than anything we know */
};

static void
place_parse(struct place *pl, const char *path)
{
	char *p = pl->mem = xstrdup(path), *level[LEVELS] = { NULL };
	size_t n = 0, at = 2;

	while (n < LEVELS && p != NULL) {
		while (*p == '/')
			p++;
		if (*p == '\0')
			break;
		level[n++] = p;
		if ((p = strchr(p, '/')) != NULL)
			*p++ = '\0';
	}
	pl->project = pl->kind = pl->name = pl->more = NULL;
	if (n == 0 || strcmp(level[0], "projects") != 0) {
		pl->kind = n > 0 ? level[0] : "";
		pl->odd = n != 1;
		return;
	}
	pl->project = level[1];
	if (n > 3 && strcmp(level[2], "schemas") == 0)
		at = 4;
	pl->kind = at < n ? level[at] : NULL;
	pl->name = at + 1 < n ? level[at + 1] : NULL;
	pl->more = at + 2 < n ? level[at + 2] : NULL;
	pl->odd = n > at + 3;
}

static bool
has(const struct request *rq, const char *name)
{
	return request_param(rq, name) != NULL;
}

/* HEAD is GET: the answer's body stays here. */
static bool
is(const struct request *rq, const char *method)
{
	return strcmp(rq->method, method) == 0 ||
	       (strcmp(rq->method, "HEAD") == 0 && strcmp(method, "GET") == 0);
}

enum fault_where
route_place(struct request *rq)
{
	bool instances = strstr(rq->path, "/instances") != NULL;
	const char *last = strrchr(rq->path, '/');
	bool streams = last != NULL && strcmp(last, "/streams") == 0;
	bool upserts = last != NULL && strcmp(last, "/upserts") == 0;
	bool preview = last != NULL && strcmp(last, "/preview") == 0;

	rq->tunnel = has(rq, "uploads") || has(rq, "uploadid") ||
		     has(rq, "downloads") || has(rq, "downloadid") || streams ||
		     upserts || preview;
	if (has(rq, "uploadid") || has(rq, "upsertid"))
		return is(rq, "PUT")                ? FAULT_BLOCK
		       : is(rq, "POST") && !streams ? FAULT_COMMIT
						    : FAULT_STATUS;
	if (has(rq, "uploads") || streams || upserts)
		return FAULT_CREATE;
	if (has(rq, "downloads") || has(rq, "downloadid") || preview)
		return FAULT_DOWNLOAD;
	return instances ? FAULT_SQL : FAULT_META;
}

const char *
route_session(const struct request *rq)
{
	static const char *const names[] = { "uploadid", "upsertid",
		"downloadid" };
	const char *id = NULL;
	size_t i;

	for (i = 0; id == NULL && i < sizeof(names) / sizeof(names[0]); i++)
		id = request_param(rq, names[i]);
	return id;
}

uint64_t
route_body_max(const struct request *rq)
{
	return has(rq, "uploadid") || has(rq, "upsertid") ? UINT64_C(100) << 30
							  : SQL_MAX;
}

static void
unknown(struct request *rq)
{
	reply_error(rq, 404, "NoSuchObject", "unknown %s", rq->path);
}

/* What else projects of MaxCompute hold. */
static bool
is_lacking(const char *kind)
{
	static const char *const lacks[] = { "resources", "registration",
		"functions", "volumes", "offlinemodels", "models", "xflows",
		"schemas", "streams", "users", "roles", "policy", "security",
		"matrices", "shares", "externalproject" };
	size_t i;

	for (i = 0; i < sizeof(lacks) / sizeof(lacks[0]); i++)
		if (strcmp(lacks[i], kind) == 0)
			return true;
	return false;
}

static void
not_allowed(struct request *rq)
{
	reply_error(rq, 405, "MethodNotAllowed",
	    "the method %s is not allowed here", rq->method);
}

static void
route_upload(struct request *rq, const struct table *t)
{
	if (is(rq, "POST") && has(rq, "uploads"))
		upload_create(rq, t);
	else if (is(rq, "PUT"))
		upload_block(rq, t);
	else if (is(rq, "POST"))
		upload_commit(rq, t);
	else if (is(rq, "GET"))
		upload_status(rq, t);
	else
		not_allowed(rq);
}

static void
route_stream(struct request *rq, const struct table *t)
{
	if (is(rq, "POST") && !has(rq, "uploadid"))
		stream_create(rq, t);
	else if (!has(rq, "uploadid"))
		not_allowed(rq);
	else if (is(rq, "PUT"))
		stream_pack(rq, t);
	else if (is(rq, "POST") || is(rq, "GET"))
		stream_status(rq, t);
	else
		not_allowed(rq);
}

static void
route_upsert(struct request *rq, const struct table *t)
{
	if (is(rq, "POST") && !has(rq, "upsertid"))
		upsert_create(rq, t);
	else if (!has(rq, "upsertid"))
		not_allowed(rq);
	else if (is(rq, "PUT"))
		upsert_bucket(rq, t);
	else if (is(rq, "POST"))
		upsert_commit(rq, t);
	else if (is(rq, "GET"))
		upsert_status(rq, t);
	else if (is(rq, "DELETE"))
		upsert_abort(rq, t);
	else
		not_allowed(rq);
}

/* Behind the name of a table. */
static void
route_more(struct request *rq, const struct table *t, const char *more)
{
	if (strcmp(more, "streams") == 0)
		route_stream(rq, t);
	else if (strcmp(more, "upserts") == 0)
		route_upsert(rq, t);
	else if (strcmp(more, "preview") == 0)
		preview(rq, t);
	else
		unknown(rq);
}

static void
route_table(struct request *rq, const struct place *pl)
{
	struct table *t = table_find(rq->store, pl->project, pl->name);

	if (t == NULL && rq->store->why[0] != '\0')
		reply_broken(rq);
	else if (t == NULL && rq->tunnel)
		reply_error(rq, 404, "NoSuchTable",
		    "The specified table '%s.%s' does not exist.", pl->project,
		    pl->name);
	else if (t == NULL)
		reply_error(rq, 404, "NoSuchObject",
		    "ODPS-0130131:Table not found - table %s.%s cannot be"
		    " resolved",
		    pl->project, pl->name);
	else if (pl->more != NULL)
		route_more(rq, t, pl->more);
	else if (has(rq, "uploads") || has(rq, "uploadid"))
		route_upload(rq, t);
	else if (has(rq, "downloads") && is(rq, "POST"))
		download_create(rq, t);
	else if (!is(rq, "GET"))
		not_allowed(rq);
	else if (has(rq, "downloadid") && has(rq, "data"))
		download_data(rq, t);
	else if (has(rq, "downloadid"))
		download_status(rq, t);
	else if (has(rq, "data"))
		download_head(rq, t);
	else if (has(rq, "partitions"))
		meta_partitions(rq, t);
	else if (has(rq, "partition"))
		meta_partition(rq, t);
	else
		meta_table(rq, t);
	table_free(t);
}

static void
route_tables(struct request *rq, const struct place *pl)
{
	if (is(rq, "GET"))
		meta_tables(rq, pl->project);
	else if (is(rq, "POST") && has(rq, "query"))
		meta_query(rq, pl->project);
	else
		not_allowed(rq);
}

static void
route_instance(struct request *rq, const struct place *pl)
{
	if (pl->name == NULL && is(rq, "POST"))
		instance_submit(rq, pl->project);
	else if (pl->name == NULL && is(rq, "GET"))
		instance_list(rq, pl->project);
	else if (pl->name == NULL)
		not_allowed(rq);
	else if (has(rq, "downloads") && is(rq, "POST"))
		result_create(rq, pl->project, pl->name);
	else if (is(rq, "PUT"))
		instance_stop(rq, pl->project, pl->name);
	else if (!is(rq, "GET"))
		not_allowed(rq);
	else if (has(rq, "data"))
		result_data(rq, pl->project, pl->name);
	else if (has(rq, "downloadid"))
		result_status(rq, pl->project, pl->name);
	else
		instance_get(rq, pl->project, pl->name);
}

static void
route_project(struct request *rq, const struct place *pl)
{
	if (!store_has_project(rq->store, pl->project))
		reply_error(rq, 404, "NoSuchProject",
		    "ODPS-0420111:Project not found - '%s'", pl->project);
	else if (pl->kind == NULL)
		meta_project(rq, pl->project);
	else if (strcmp(pl->kind, "tunnel") == 0)
		meta_tunnel(rq);
	else if (strcmp(pl->kind, "logs") == 0)
		reply(rq, 200, "text/plain");
	else if (strcmp(pl->kind, "authorization") == 0)
		meta_authorization(rq);
	else if (strcmp(pl->kind, "tables") == 0 && pl->name == NULL)
		route_tables(rq, pl);
	else if (strcmp(pl->kind, "tables") == 0)
		route_table(rq, pl);
	else if (strcmp(pl->kind, "instances") == 0 && pl->more == NULL)
		route_instance(rq, pl);
	else if (is_lacking(pl->kind))
		reply_error(rq, 400, "NotImplemented",
		    "ODPS-0420021:Not implemented - mclocal has no %s",
		    pl->kind);
	else
		unknown(rq);
}

void
route(struct request *rq)
{
	struct place pl;

	place_parse(&pl, rq->path);
	if (pl.project == NULL && strcmp(rq->path, "/projects") == 0 &&
	    is(rq, "GET"))
		meta_projects(rq);
	else if (pl.project == NULL || pl.odd)
		unknown(rq);
	else
		route_project(rq, &pl);
	free(pl.mem);
}
