/*
 * stream.c: see stream.h.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sysexits.h>

#include <jansson.h>

#include "base/num.h"

#include "mc/stream.h"

enum {
	INIT_TRIES = 60
};

static void
begin(struct mc_call *call, const struct mc_client *c, const char *method,
    const char *table, const char *partition)
{
	mc_call_init(call, method, MC_TUNNEL);
	mc_call_table(call, c, table);
	buf_puts(&call->path, "/streams");
	if (partition[0] != '\0')
		mc_call_param(call, "partition", partition);
	if (c->quota != NULL)
		mc_call_param(call, "quotaName", c->quota);
}

/* [[0,"10.0.0.1:3128"],...] */
static bool
take_slots(struct mc_stream *s, const json_t *list)
{
	size_t i, n = json_array_size(list);
	const json_t *item, *id;
	const char *server;

	s->nslots = 0;
	for (i = 0; i < n && s->nslots < MC_SLOTS; i++) {
		item = json_array_get(list, i);
		id = json_array_get(item, 0);
		server = json_string_value(json_array_get(item, 1));
		if (!json_is_integer(id) || json_integer_value(id) < 0 ||
		    server == NULL || strlen(server) >= MC_SERVER ||
		    strpbrk(server, " \r\n") != NULL)
			return false;
		s->slot[s->nslots].id = (uint64_t)json_integer_value(id);
		memcpy(s->slot[s->nslots++].server, server, strlen(server) + 1);
	}
	return s->nslots > 0;
}

static void
take_version(struct mc_stream *s, const json_t *v)
{
	s->version[0] = '\0';
	if (json_is_integer(v))
		snprintf(s->version, sizeof(s->version),
		    "%" JSON_INTEGER_FORMAT, json_integer_value(v));
}

/* 0 ready, 1 not yet, -1. */
static int
take(struct mc_client *c, struct mc_stream *s, const struct buf *answer)
{
	const char *id, *status;
	json_t *root;
	int rc = 0;

	root = json_loadb((const char *)answer->data, answer->len, 0, NULL);
	id = json_string_value(json_object_get(root, "session_name"));
	take_version(s, json_object_get(root, "schema_version"));
	status = json_string_value(json_object_get(root, "status"));
	if (id == NULL || *id == '\0' || strlen(id) > MC_SESSION_ID ||
	    strpbrk(id, " \r\n") != NULL || status == NULL)
		rc = mc_fail(
		    c, EX_PROTOCOL, "the answer about a stream makes no sense");
	else
		memcpy(s->id, id, strlen(id) + 1);
	if (rc == 0 && strcasecmp(status, "init") == 0)
		rc = 1;
	else if (rc == 0 && strcasecmp(status, "normal") != 0)
		rc = mc_fail(
		    c, EX_TEMPFAIL, "stream %s is %.40s", s->id, status);
	else if (rc == 0 && !take_slots(s, json_object_get(root, "slots")))
		rc = mc_fail(c, EX_PROTOCOL, "stream %s has no slots", s->id);
	json_decref(root);
	return rc;
}

/* Ask until it is ready; create: the first time. */
static int
make_ready(struct mc_client *c, const char *table, const char *partition,
    struct mc_stream *s, bool create)
{
	struct mc_call call;
	char why[MC_WHY];
	unsigned tries;
	int rc = 1;

	for (tries = 0; rc == 1 && tries < INIT_TRIES; tries++) {
		begin(&call, c, create ? "POST" : "GET", table, partition);
		if (!create)
			mc_call_param(&call, "uploadid", s->id);
		else if (partition[0] != '\0')
			mc_call_param(&call, "create_partition", NULL);
		/* Columns are compared before, and a stream that is over is
		 * opened anew. */
		if (create)
			mc_call_param(&call, "check_latest_schema", "false");
		if (tries > 0)
			mc_rest(c, 1000);
		rc = mc_do(c, &call);
		if (rc == 0)
			rc = take(c, s, &call.answer);
		mc_call_release(&call);
		create = false;
	}
	if (rc == 0) {
		s->next = 0;
		s->stale = false;
		return 0;
	}
	snprintf(
	    why, sizeof(why), "%s", rc == 1 ? "it does not get ready" : c->why);
	if (rc == 1)
		c->code = EX_TEMPFAIL;
	snprintf(c->why, sizeof(c->why),
	    "cannot open stream for '%s%s%s': "
	    "%.1200s",
	    table, partition[0] != '\0' ? "/" : "", partition, why);
	return -1;
}

int
mc_stream_open(struct mc_client *c, const char *table, const char *partition,
    struct mc_stream *s)
{
	memset(s, 0, sizeof(*s));
	return make_ready(c, table, partition, s, true);
}

int
mc_stream_reload(struct mc_client *c, const char *table, const char *partition,
    struct mc_stream *s)
{
	return make_ready(c, table, partition, s, false);
}

void
mc_pack_call(struct mc_call *call, const struct mc_client *c, const char *table,
    const char *partition, struct mc_stream *s, const char *encoding)
{
	unsigned i = s->next++ % s->nslots;
	char number[24];

	begin(call, c, "PUT", table, partition);
	call->flags |= MC_CHUNKED;
	mc_call_param(call, "uploadid", s->id);
	snprintf(number, sizeof(number), "%" PRIu64, s->slot[i].id);
	mc_call_param(call, "slotid", number);
	if (s->version[0] != '\0')
		mc_call_param(call, "schema_version", s->version);
	mc_call_param(call, "check_latest_schema", "false");
	call->type = "application/octet-stream";
	call->encoding = encoding;
	memcpy(call->server, s->slot[i].server, sizeof(call->server));
	call->slots = s->nslots;
	call->slot = i;
}

void
mc_pack_done(struct mc_stream *s, const struct mc_call *call)
{
	uint64_t n;

	if (call->now_slots[0] != '\0' &&
	    (!num_u64(call->now_slots, 1, UINT32_MAX, &n) || n != call->slots))
		s->stale = true;
	else if (call->now_server[0] != '\0' && call->slot < s->nslots)
		memcpy(s->slot[call->slot].server, call->now_server,
		    sizeof(call->now_server));
}

bool
mc_stream_over(const struct mc_call *call)
{
	return strcmp(call->error.word, "StreamSessionNotFound") == 0 ||
	       strcmp(call->error.word, "NoSuchUpload") == 0 ||
	       strcmp(call->error.word, "StatusConflict") == 0;
}
