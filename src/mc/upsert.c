/*
 * upsert.c: see upsert.h.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sysexits.h>

#include <jansson.h>

#include "base/clock.h"

#include "mc/upsert.h"

enum {
	COMMIT_SECONDS = 120,
	COMMIT_MAX_MS = 16000
};

static void
begin(struct mc_call *call, const struct mc_client *c, const char *method,
    const char *table, const struct mc_upsert *u)
{
	mc_call_init(call, method, MC_TUNNEL);
	mc_call_table(call, c, table);
	buf_puts(&call->path, "/upserts");
	if (u != NULL)
		mc_call_param(call, "upsertid", u->id);
	if (c->quota != NULL)
		mc_call_param(call, "quotaName", c->quota);
}

static int
fail(struct mc_client *c, const char *what, const char *table)
{
	char why[MC_WHY];

	snprintf(why, sizeof(why), "%s", c->why);
	snprintf(c->why, sizeof(c->why), "cannot %s '%s': %.1200s", what, table,
	    why);
	return -1;
}

static bool
take_text(char *to, size_t n, const json_t *v)
{
	const char *s = json_string_value(v);

	if (s == NULL || *s == '\0' || strlen(s) >= n ||
	    strpbrk(s, " \r\n") != NULL)
		return false;
	memcpy(to, s, strlen(s) + 1);
	return true;
}

/* [{"slot_id":"0","buckets":[0,1],"worker_addr":"10.0.0.1:3128"},...]; the
 * buckets of all are 0 to n - 1. */
static bool
take_slots(struct mc_upsert *u, const json_t *list)
{
	bool seen[MC_UPSERT_BUCKETS] = { false };
	size_t i, k, n;

	u->nbuckets = 0;
	u->nslots = 0;
	for (i = 0; i < json_array_size(list) && i < MC_UPSERT_SLOTS; i++) {
		const json_t *item = json_array_get(list, i);
		const json_t *buckets = json_object_get(item, "buckets");

		if (!take_text(u->slot[i].id, sizeof(u->slot[i].id),
			json_object_get(item, "slot_id")) ||
		    !take_text(u->slot[i].server, sizeof(u->slot[i].server),
			json_object_get(item, "worker_addr")))
			return false;
		for (k = 0, n = json_array_size(buckets); k < n; k++) {
			const json_t *v = json_array_get(buckets, k);
			json_int_t b = json_integer_value(v);

			if (!json_is_integer(v) || b < 0 ||
			    b >= MC_UPSERT_BUCKETS || seen[b])
				return false;
			seen[b] = true;
			u->of[b] = (uint8_t)i;
			u->nbuckets++;
		}
		u->nslots++;
	}
	for (i = 0; i < u->nbuckets; i++)
		if (!seen[i])
			return false;
	return u->nbuckets > 0 && u->nslots == json_array_size(list);
}

static bool
take(struct mc_upsert *u, const json_t *root, char *status, size_t n)
{
	const json_t *keys = json_object_get(root, "hash_key");
	const char *hasher = json_string_value(json_object_get(root, "hasher"));
	size_t i;

	u->nkeys = (unsigned)json_array_size(keys);
	if (u->nkeys == 0 || u->nkeys > MC_UPSERT_KEYS)
		return false;
	for (i = 0; i < u->nkeys; i++)
		if (!take_text(
			u->key[i], sizeof(u->key[i]), json_array_get(keys, i)))
			return false;
	if (hasher != NULL && strcmp(hasher, "legacy") == 0)
		u->legacy = true;
	else if (hasher != NULL && strcmp(hasher, "default") != 0)
		return false;
	return take_text(u->id, sizeof(u->id), json_object_get(root, "id")) &&
	       take_text(status, n, json_object_get(root, "status")) &&
	       take_slots(u, json_object_get(root, "slots"));
}

int
mc_upsert_open(struct mc_client *c, const char *table, struct mc_upsert *u)
{
	struct mc_call call;
	char status[32];
	json_t *root;
	int rc;

	memset(u, 0, sizeof(*u));
	begin(&call, c, "POST", table, NULL);
	mc_call_param(&call, "slotnum", "1");
	if ((rc = mc_do(c, &call)) == 0) {
		root = json_loadb(
		    (char *)call.answer.data, call.answer.len, 0, NULL);
		if (!take(u, root, status, sizeof(status)))
			rc = mc_fail(c, EX_PROTOCOL,
			    "the answer about upserts makes no sense");
		else if (strcasecmp(status, "normal") != 0)
			rc = mc_fail(
			    c, EX_TEMPFAIL, "the session is %s", status);
		json_decref(root);
	}
	mc_call_release(&call);
	return rc == 0 ? 0 : fail(c, "open upsert session for", table);
}

void
mc_bucket_call(struct mc_call *call, const struct mc_client *c,
    const char *table, const struct mc_upsert *u, unsigned bucket,
    uint64_t rows, const char *encoding)
{
	unsigned slot = u->of[bucket];
	char number[24];

	begin(call, c, "PUT", table, u);
	snprintf(number, sizeof(number), "%u", bucket);
	mc_call_param(call, "bucketid", number);
	mc_call_param(call, "slotid", u->slot[slot].id);
	snprintf(number, sizeof(number), "%" PRIu64, rows);
	mc_call_param(call, "record_count", number);
	call->encoding = encoding;
	memcpy(call->server, u->slot[slot].server, sizeof(call->server));
}

/* 1 committed, 0 ask again, -1. */
static int
try_commit(struct mc_client *c, const char *table, const struct mc_upsert *u,
    bool asked)
{
	struct mc_call call;
	char status[32] = "";
	json_t *root;
	int rc;

	begin(&call, c, "POST", table, u);
	memcpy(call.server, u->slot[u->of[0]].server, sizeof(call.server));
	if ((rc = mc_do(c, &call)) == 0) {
		root = json_loadb(
		    (char *)call.answer.data, call.answer.len, 0, NULL);
		take_text(
		    status, sizeof(status), json_object_get(root, "status"));
		json_decref(root);
		if (strcasecmp(status, "committed") == 0)
			rc = 1;
		else if (strcasecmp(status, "normal") != 0 &&
			 strcasecmp(status, "committing") != 0)
			rc = mc_fail(
			    c, EX_TEMPFAIL, "the session is %s", status);
	} else if (strcmp(c->word, "UpsertSessionNotFound") == 0 &&
		   (asked || call.tries > 1))
		rc = 1; /* what is committed is forgotten */
	mc_call_release(&call);
	return rc;
}

int
mc_upsert_commit(
    struct mc_client *c, const char *table, const struct mc_upsert *u)
{
	int64_t end = clock_monotonic() + COMMIT_SECONDS * CLOCK_SECOND;
	int64_t ms = 1000;
	bool asked = false;
	int rc;

	while ((rc = try_commit(c, table, u, asked)) == 0) {
		if (clock_monotonic() > end) {
			rc = mc_fail(
			    c, EX_TEMPFAIL, "the commit goes on for too long");
			break;
		}
		asked = true;
		mc_rest(c, ms);
		ms = ms * 2 > COMMIT_MAX_MS ? COMMIT_MAX_MS : ms * 2;
	}
	return rc == 1 ? 0 : fail(c, "commit upserts of", table);
}

void
mc_upsert_abort(
    struct mc_client *c, const char *table, const struct mc_upsert *u)
{
	unsigned connect = c->retry_connect, other = c->retry_other;
	bool heed = c->heed_stop;
	struct mc_call call;

	c->retry_connect = c->retry_other = 0;
	c->heed_stop = false;
	begin(&call, c, "DELETE", table, u);
	mc_do(c, &call);
	mc_call_release(&call);
	c->retry_connect = connect;
	c->retry_other = other;
	c->heed_stop = heed;
}
