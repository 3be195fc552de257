/*
 * result.c: see result.h.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include <jansson.h>

#include "base/mem.h"

#include "mc/result.h"
#include "mc/wire.h"

static void
begin(struct mc_call *call, const struct mc_client *c, const struct mc_sql *q,
    const char *method)
{
	mc_call_init(call, method, MC_TUNNEL | MC_RESULT);
	buf_printf(&call->path, "/projects/%s/instances/%s", c->project, q->id);
	if (c->quota != NULL)
		mc_call_param(call, "quotaName", c->quota);
}

void
mc_result_release(struct mc_result *r)
{
	char *name;
	unsigned i;

	for (i = 0; i < r->ncolumns; i++) {
		memcpy(&name, &r->column[i].name, sizeof(name));
		free(name);
	}
	free(r->column);
	memset(r, 0, sizeof(*r));
}

/* The columns as the session describes them. */
static int
take_columns(struct mc_client *c, struct mc_result *r, const json_t *list)
{
	size_t i, n = json_array_size(list);

	if (n == 0 || n > ROW_DEST_MAX)
		return mc_fail(
		    c, EX_PROTOCOL, "the result's schema makes no sense");
	r->column = xcalloc(n, sizeof(r->column[0]));
	for (i = 0; i < n; i++) {
		const json_t *item = json_array_get(list, i);
		struct row_dest_column *column = &r->column[i];
		const char *name, *type;

		name = json_string_value(json_object_get(item, "name"));
		type = json_string_value(json_object_get(item, "type"));
		if (name == NULL || type == NULL || !row_mc_parse(type, column))
			return mc_fail(c, EX_UNAVAILABLE,
			    "column '%s' has type %s, which cannot be read",
			    name != NULL ? name : "?",
			    type != NULL ? type : "?");
		column->class = (uint8_t)row_mc_class(column->type);
		column->nullable = true;
		column->name = xstrdup(name);
		r->ncolumns++;
	}
	return 0;
}

int
mc_result_open(struct mc_client *c, const struct mc_sql *q, struct mc_result *r)
{
	struct mc_call call;
	json_t *root = NULL, *count;
	const char *id;
	int rc = -1;

	memset(r, 0, sizeof(*r));
	begin(&call, c, q, "POST");
	mc_call_param(&call, "downloads", NULL);
	if (mc_do(c, &call) == -1)
		goto out;
	root = json_loadb(
	    (const char *)call.answer.data, call.answer.len, 0, NULL);
	id = json_string_value(json_object_get(root, "DownloadID"));
	count = json_object_get(root, "RecordCount");
	if (id == NULL || strlen(id) >= sizeof(r->id) ||
	    !json_is_integer(count) || json_integer_value(count) < 0) {
		mc_fail(
		    c, EX_PROTOCOL, "the answer about a result makes no sense");
		goto out;
	}
	memcpy(r->id, id, strlen(id) + 1);
	r->rows = (uint64_t)json_integer_value(count);
	rc = take_columns(
	    c, r, json_object_get(json_object_get(root, "Schema"), "columns"));
	if (rc == -1)
		mc_result_release(r);
out:
	json_decref(root);
	mc_call_release(&call);
	return rc;
}

static int
decode(struct mc_client *c, const struct mc_result *r, const struct buf *body,
    uint64_t want, void (*row)(void *arg, const struct row_value *value),
    void *arg)
{
	struct mc_decoder d;
	size_t at = 0, used;
	uint64_t got = 0;
	int rc = 0;

	mc_decoder_init(&d, r->column, r->ncolumns);
	while (!d.ended && at < body->len) {
		used =
		    mc_decode(&d, body->data + at, body->len - at, MC_CELL_MAX);
		if (used == 0 || used == SIZE_MAX)
			break;
		at += used;
		if (d.ended)
			break;
		got++;
		row(arg, d.value);
	}
	if (!d.ended || at != body->len || got != want)
		rc = mc_fail(c, EX_PROTOCOL, "a part of the result is damaged");
	mc_decoder_release(&d);
	return rc;
}

int
mc_result_read(struct mc_client *c, const struct mc_sql *q,
    const struct mc_result *r, uint64_t from, uint64_t n,
    void (*row)(void *arg, const struct row_value *value), void *arg)
{
	struct mc_call call;
	char range[64];
	int rc;

	if (n > r->rows - from)
		n = r->rows - from;
	begin(&call, c, q, "GET");
	mc_call_param(&call, "data", NULL);
	mc_call_param(&call, "downloadid", r->id);
	snprintf(range, sizeof(range), "(%" PRIu64 ",%" PRIu64 ")", from, n);
	mc_call_param(&call, "rowrange", range);
	rc = mc_do(c, &call);
	if (rc == 0)
		rc = decode(c, r, &call.answer, n, row, arg);
	mc_call_release(&call);
	return rc;
}
