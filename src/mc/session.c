/*
 * session.c: create, put, ask, commit.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sysexits.h>

#include <jansson.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/stop.h"

#include "mc/session.h"

enum {
	CLOSING_MS = 500,
	COMMIT_TRIES = 8,
	COMMITS = 16, /* at a time; a table takes 32 */
	OPENS = 8,
	RUN_MS = 200
};

static void
begin(struct mc_call *call, const struct mc_client *c, const char *method,
    unsigned flags, const char *table, const char *partition)
{
	mc_call_init(call, method, flags | MC_TUNNEL);
	mc_call_table(call, c, table);
	if (partition[0] != '\0')
		mc_call_param(call, "partition", partition);
	if (c->quota != NULL)
		mc_call_param(call, "quotaName", c->quota);
}

/* Put "what 'table/partition': " in front of the reason. */
static int
fail(struct mc_client *c, const char *what, const char *table,
    const char *partition)
{
	char why[MC_WHY];

	snprintf(why, sizeof(why), "%s", c->why);
	snprintf(c->why, sizeof(c->why), "cannot %s '%s%s%s': %.1200s", what,
	    table, partition[0] != '\0' ? "/" : "", partition, why);
	return -1;
}

static void
create_call(struct mc_call *call, const struct mc_client *c, const char *table,
    const char *partition)
{
	begin(call, c, "POST", 0, table, partition);
	mc_call_param(call, "uploads", NULL);
	if (partition[0] != '\0')
		mc_call_param(call, "create_partition", "true");
}

/* The answer to one that is done. */
static int
take_id(struct mc_client *c, struct mc_call *call, const char *table,
    const char *partition, char *id)
{
	json_t *root = NULL;
	const char *s;
	int rc = mc_finish(c, call);

	if (rc == 0) {
		root = json_loadb(
		    (const char *)call->answer.data, call->answer.len, 0, NULL);
		s = json_string_value(json_object_get(root, "UploadID"));
		if (s == NULL || *s == '\0' || strlen(s) > MC_SESSION_ID ||
		    strpbrk(s, " \t\r\n") != NULL)
			rc = mc_fail(
			    c, EX_PROTOCOL, "the answer has no UploadID");
		else
			memcpy(id, s, strlen(s) + 1);
		json_decref(root);
	}
	return rc == 0 ? 0
		       : fail(c, "open upload session for", table, partition);
}

int
mc_session_create(struct mc_client *c, const char *table, const char *partition,
    char id[MC_SESSION_ID + 1])
{
	struct mc_opening one = { table, partition, id };

	return mc_session_create_all(c, &one, 1);
}

/* The oldest of them is waited for; the others go on meanwhile. */
int
mc_session_create_all(struct mc_client *c, struct mc_opening *list, size_t n)
{
	struct mc_call *call = xcalloc(OPENS, sizeof(*call));
	size_t begun = 0, ended = 0;
	int rc = 0;

	while (ended < n && rc == 0) {
		struct mc_opening *o = &list[ended];

		while (begun < n && begun - ended < OPENS) {
			struct mc_call *next = &call[begun % OPENS];

			create_call(
			    next, c, list[begun].table, list[begun].partition);
			begun++;
			if (mc_start(c, next) == -1) {
				next->done = true;
				snprintf(
				    next->why, sizeof(next->why), "%s", c->why);
				next->code = c->code;
			}
		}
		rc = take_id(
		    c, &call[ended % OPENS], o->table, o->partition, o->id);
		mc_call_release(&call[ended++ % OPENS]);
	}
	for (; ended < begun; ended++) {
		if (!call[ended % OPENS].done)
			mc_abandon(c, &call[ended % OPENS]);
		mc_call_release(&call[ended % OPENS]);
	}
	free(call);
	return rc;
}

void
mc_block_call(struct mc_call *call, const struct mc_client *c,
    const char *table, const char *partition, const char *id, unsigned block,
    const char *encoding)
{
	char number[16];

	begin(call, c, "PUT", MC_CHUNKED, table, partition);
	mc_call_param(call, "uploadid", id);
	snprintf(number, sizeof(number), "%u", block);
	mc_call_param(call, "blockid", number);
	call->type = "application/octet-stream";
	call->encoding = encoding;
}

static enum mc_state
state_of(const char *word)
{
	if (strcasecmp(word, "normal") == 0)
		return MC_S_NORMAL;
	if (strcasecmp(word, "closing") == 0 ||
	    strcasecmp(word, "committing") == 0)
		return MC_S_CLOSING;
	if (strcasecmp(word, "closed") == 0)
		return MC_S_CLOSED;
	return MC_S_GONE;
}

static bool
is_gone(const char *word)
{
	return strcmp(word, "NoSuchUpload") == 0 ||
	       strcmp(word, "NoSuchObject") == 0 ||
	       strcmp(word, "NoSuchTable") == 0 ||
	       strcmp(word, "NoSuchPartition") == 0;
}

static int
read_status(struct mc_client *c, const struct buf *answer, enum mc_state *state,
    struct buf *blocks)
{
	json_t *root, *list, *number;
	const char *word;
	size_t i;
	int rc = -1;

	root = json_loadb((const char *)answer->data, answer->len, 0, NULL);
	word = json_string_value(json_object_get(root, "Status"));
	if (word == NULL) {
		mc_fail(c, EX_PROTOCOL, "the answer has no Status");
		goto out;
	}
	*state = state_of(word);
	list = json_object_get(root, "UploadedBlockList");
	for (i = 0; blocks != NULL && i < json_array_size(list); i++) {
		number = json_object_get(json_array_get(list, i), "BlockID");
		if (!json_is_integer(number) ||
		    json_integer_value(number) < 0 ||
		    json_integer_value(number) > UINT32_MAX) {
			mc_fail(c, EX_PROTOCOL, "a BlockID makes no sense");
			goto out;
		}
		buf_put32(blocks, (uint32_t)json_integer_value(number));
	}
	rc = 0;
out:
	json_decref(root);
	return rc;
}

int
mc_session_status(struct mc_client *c, const char *table, const char *partition,
    const char *id, enum mc_state *state, struct buf *blocks)
{
	struct mc_call call;
	int rc;

	begin(&call, c, "GET", 0, table, partition);
	mc_call_param(&call, "uploadid", id);
	if (mc_do(c, &call) == 0) {
		rc = read_status(c, &call.answer, state, blocks);
	} else if (is_gone(c->word)) {
		*state = MC_S_GONE;
		rc = 0;
	} else
		rc = -1;
	mc_call_release(&call);
	return rc == 0 ? 0
		       : fail(c, "ask for upload session of", table, partition);
}

static void
commit_call(
    struct mc_call *call, const struct mc_client *c, const struct mc_commit *k)
{
	begin(call, c, "POST", MC_ONCE | MC_FRESH, k->table, k->partition);
	mc_call_param(call, "uploadid", k->id);
}

/* What an attempt says.  0 with k->state when the server said it; 1 when it
 * must be asked; -1 refused. */
static int
judge(struct mc_client *c, const struct mc_call *call, struct mc_commit *k)
{
	if (call->good)
		return read_status(c, &call->answer, &k->state, NULL) == 0 ? 0
									   : 1;
	if (call->sent || strcmp(call->error.word, "StatusConflict") == 0 ||
	    is_gone(call->error.word))
		return 1;
	mc_fail(c, call->code, "%s", call->why);
	return fail(c, "commit upload session of", k->table, k->partition);
}

static int
try_commit(struct mc_client *c, struct mc_commit *k)
{
	struct mc_call call;
	int rc;

	commit_call(&call, c, k);
	rc = mc_start(c, &call);
	if (rc == 0) {
		mc_finish(c, &call);
		rc = judge(c, &call, k);
	}
	mc_call_release(&call);
	return rc;
}

static int
ask(struct mc_client *c, struct mc_commit *k)
{
	return mc_session_status(
	    c, k->table, k->partition, k->id, &k->state, NULL);
}

/* The first attempt left open what became of it: ask, and try again. */
static int
settle(struct mc_client *c, struct mc_commit *k)
{
	int64_t end = clock_monotonic() + c->retry_other * CLOCK_SECOND;
	unsigned tries = 1;
	int rc;

	if (k->state == MC_S_NORMAL && ask(c, k) == -1)
		return -1;
	while (k->state != MC_S_CLOSED && k->state != MC_S_GONE) {
		if (clock_monotonic() > end || tries == COMMIT_TRIES) {
			mc_fail(
			    c, EX_TEMPFAIL, "the commit goes on for too long");
			return fail(c, "commit upload session of", k->table,
			    k->partition);
		}
		if (k->state == MC_S_NORMAL) {
			if (tries++ > 1)
				mc_rest(c, (int64_t)CLOSING_MS << (tries - 3));
			rc = try_commit(c, k);
		} else {
			mc_rest(c, CLOSING_MS);
			rc = 1;
		}
		if (rc == -1 || (rc == 1 && ask(c, k) == -1))
			return -1;
	}
	return 0;
}

/* Commits under way: first attempts, one for each session. */
struct first {
	struct mc_call call;
	struct mc_commit *of; /* NULL: free */
};

/* Take what is answered.  -1 when one was refused. */
static int
reap(struct mc_client *c, struct first *f, size_t *busy)
{
	int rc = 0;
	size_t i;

	for (i = 0; i < COMMITS; i++) {
		if (f[i].of == NULL || !f[i].call.done)
			continue;
		/* NORMAL: to be asked. */
		f[i].of->state = MC_S_NORMAL;
		if (judge(c, &f[i].call, f[i].of) == -1)
			rc = -1;
		mc_call_release(&f[i].call);
		f[i].of = NULL;
		--*busy;
	}
	return rc;
}

static int
first_attempts(struct mc_client *c, struct mc_commit *list, size_t n)
{
	struct first *f = xcalloc(COMMITS, sizeof(*f));
	size_t next = 0, busy = 0, i;
	int rc = 0;

	while (busy > 0 || (next < n && rc == 0)) {
		for (i = 0; i < COMMITS && next < n && rc == 0; i++) {
			if (f[i].of != NULL)
				continue;
			commit_call(&f[i].call, c, &list[next]);
			if (mc_start(c, &f[i].call) == -1) {
				mc_call_release(&f[i].call);
				rc = -1;
				break;
			}
			f[i].of = &list[next++];
			busy++;
		}
		for (i = 0; i < COMMITS && c->heed_stop && stop_wanted; i++)
			if (f[i].of != NULL && !f[i].call.done)
				mc_abandon(c, &f[i].call);
		if (busy > 0)
			mc_run(c, RUN_MS);
		if (reap(c, f, &busy) == -1)
			rc = -1;
	}
	free(f);
	return rc;
}

int
mc_session_commit(struct mc_client *c, struct mc_commit *list, size_t n)
{
	size_t i;

	if (first_attempts(c, list, n) == -1)
		return -1;
	for (i = 0; i < n; i++)
		if (settle(c, &list[i]) == -1)
			return -1;
	return 0;
}
