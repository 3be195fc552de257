/*
 * table.c: describe and compare.  The description is XML around JSON.
 */
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sysexits.h>

#include <jansson.h>

#include "mc/table.h"
#include "mc/xml.h"

static const char *
text_of(const json_t *object, const char *key)
{
	const char *s = json_string_value(json_object_get(object, key));

	return s == NULL ? "" : s;
}

/* Does the text name the same type?  In the old type system INT reads as
 * BIGINT: that is another type. */
static bool
same_type(const struct row_dest_column *want, const char *text)
{
	struct row_dest_column got = { 0 };

	if (!row_mc_parse(text, &got) || got.type != want->type)
		return false;
	if (got.type == ROW_MC_DECIMAL)
		return got.precision == want->precision &&
		       got.scale == want->scale;
	if (got.type == ROW_MC_CHAR || got.type == ROW_MC_VARCHAR)
		return got.length == want->length;
	return true;
}

static int
compare_column(struct mc_client *c, const struct row_dest *d, unsigned i,
    const json_t *column)
{
	const struct row_dest_column *want = &d->column[i];
	const json_t *nullable = json_object_get(column, "isNullable");
	const char *name = text_of(column, "name");
	const char *type = text_of(column, "type");
	char text[32];

	if (strcasecmp(name, want->name) != 0)
		return mc_fail(c, EX_CONFIG,
		    "column %u of '%s' is '%s' in MaxCompute and '%s' in the "
		    "stream",
		    i + 1, d->table, name, want->name);
	row_mc_text(want, text);
	if (!same_type(want, type))
		return mc_fail(c, EX_CONFIG,
		    "column '%s' of '%s' is %s in MaxCompute and %s in the "
		    "stream",
		    want->name, d->table, type, text);
	if (json_is_false(nullable) && want->nullable)
		return mc_fail(c, EX_CONFIG,
		    "column '%s' of '%s' is NOT NULL in MaxCompute only",
		    want->name, d->table);
	return 0;
}

static int
compare(struct mc_client *c, const struct row_dest *d, const json_t *root)
{
	const json_t *columns = json_object_get(root, "columns");
	const json_t *parts = json_object_get(root, "partitionKeys");
	size_t i, n = json_array_size(columns);

	if (!json_is_array(columns))
		return mc_fail(c, EX_PROTOCOL,
		    "the description of '%s' makes no sense", d->table);
	for (i = 0; i < d->ncolumns && i < n; i++)
		if (compare_column(
			c, d, (unsigned)i, json_array_get(columns, i)) == -1)
			return -1;
	if (n < d->ncolumns)
		return mc_fail(c, EX_CONFIG,
		    "column '%s' of '%s' is not in MaxCompute",
		    d->column[n].name, d->table);
	if (n > d->ncolumns)
		return mc_fail(c, EX_CONFIG,
		    "column '%s' of '%s' is not in the stream",
		    text_of(json_array_get(columns, d->ncolumns), "name"),
		    d->table);
	n = json_array_size(parts);
	for (i = 0; i < n || i < d->nparts; i++) {
		const char *got = text_of(json_array_get(parts, i), "name");
		const char *want = i < d->nparts ? d->part[i] : "";

		if (strcasecmp(got, want) != 0)
			return mc_fail(c, EX_CONFIG,
			    "partition column %zu of '%s' is '%s' in "
			    "MaxCompute and '%s' in the stream",
			    i + 1, d->table, got, want);
	}
	return 0;
}

int
mc_table_compare(
    struct mc_client *c, const struct row_dest *d, const void *json, size_t n)
{
	json_t *root = json_loadb(json, n, 0, NULL);
	int rc;

	rc = compare(c, d, root);
	json_decref(root);
	return rc;
}

int
mc_table_check(struct mc_client *c, const struct row_dest *d)
{
	struct buf schema = { 0 };
	struct mc_call call;
	char why[MC_WHY];
	int rc;

	mc_call_init(&call, "GET", 0);
	mc_call_table(&call, c, d->table);
	if ((rc = mc_do(c, &call)) == 0) {
		if (mc_xml_get(call.answer.data, call.answer.len,
			"Table/Schema", &schema, NULL, NULL) != 1)
			rc = mc_fail(c, EX_PROTOCOL,
			    "the description of '%s' makes no sense", d->table);
		else
			rc = mc_table_compare(
			    c, d, buf_str(&schema), schema.len);
	} else {
		snprintf(why, sizeof(why), "%s", c->why);
		snprintf(c->why, sizeof(c->why),
		    "cannot describe table '%s': %.1400s", d->table, why);
	}
	mc_call_release(&call);
	buf_release(&schema);
	return rc;
}
