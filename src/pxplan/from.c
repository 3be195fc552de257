/*
 * from.c: the fields of a DTS request; see from.h.
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/num.h"

#include "pxplan/dts.h"
#include "pxplan/from.h"

const char *
from_text(json_t *v, char room[32])
{
	if (json_is_string(v))
		return json_string_value(v);
	if (json_is_integer(v))
		snprintf(room, 32, "%lld", (long long)json_integer_value(v));
	else if (json_is_boolean(v))
		snprintf(room, 32, json_is_true(v) ? "true" : "false");
	else
		return NULL;
	return room;
}

/* --- fields that need thought ------------------------------------------- */

static void
take_engine(struct draft *d, const char *field, const char *s)
{
	static const char *const names[][2] = { { "POLARDBX20", "polardbx" },
		{ "MYSQL", "mysql" }, { "PolarDB", "mysql" },
		{ "MARIADB", "mariadb" } };
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strcasecmp(s, names[i][0]) == 0) {
			draft_put(d, DRAFT_SOURCE, "product", names[i][1]);
			return;
		}
	draft_refuse(d, "%s: '%s' is no source of pxsync", field, s);
}

static void
take_target(struct draft *d, const char *field, const char *s)
{
	if (strcasecmp(s, "ODPS") != 0)
		draft_refuse(d, "%s: '%s' is not MaxCompute (ODPS)", field, s);
}

static void
take_region(struct draft *d, const char *field, const char *s)
{
	struct buf b = { 0 };

	(void)field;
	buf_printf(&b, "https://service.%s.maxcompute.aliyun.com/api", s);
	draft_put(d, DRAFT_TARGET, "endpoint", buf_str(&b));
	draft_put(d, DRAFT_TARGET, "region", s);
	buf_release(&b);
}

/* A name that people chose, as the name of a job. */
static void
take_name(struct draft *d, const char *field, const char *s)
{
	char name[65];
	size_t i, n = 0;

	for (i = 0; s[i] != '\0' && n < sizeof(name) - 1; i++) {
		bool fine = (s[i] >= '0' && s[i] <= '9') ||
			    (s[i] >= 'a' && s[i] <= 'z') ||
			    (s[i] >= 'A' && s[i] <= 'Z') ||
			    (n > 0 && strchr("._-", s[i]) != NULL);

		if (fine || n > 0)
			name[n++] = fine ? s[i] : '_';
	}
	name[n] = '\0';
	if (n == 0 || strcmp(name, s) != 0)
		draft_note(d, field, "'%s' cannot be a job's name", s);
	draft_put(d, DRAFT_JOB, "name", name);
}

/* Unix seconds. */
static void
take_checkpoint(struct draft *d, const char *field, const char *s)
{
	char text[40];
	uint64_t v;

	if (!num_u64(s, 0, UINT64_C(253402300799), &v)) {
		draft_note(d, field, "'%s' is no time in seconds", s);
		return;
	}
	clock_rfc3339((int64_t)v * CLOCK_SECOND, text);
	draft_put(d, DRAFT_SOURCE, "start", text);
}

static void
take_case(struct draft *d, const char *field, const char *s)
{
	const struct dts_word *w;

	for (w = dts_cases; w->theirs != NULL; w++)
		if (strcmp(s, w->theirs) == 0) {
			draft_put(d, DRAFT_SHAPE, "case", w->ours);
			return;
		}
	draft_note(d, field, "'%s' is not known; shape.case is lower", s);
}

/* Seconds, within the bounds of the key. */
static void
take_seconds(struct draft *d, const char *field, const char *s,
    enum draft_section section, const char *key, uint64_t low)
{
	char text[32];
	uint64_t v;

	if (!num_u64(s, 0, UINT64_MAX, &v)) {
		draft_note(d, field, "'%s' is no number of seconds", s);
		return;
	}
	if (v < low || v > 86400)
		draft_note(d, field, "%s is out of bounds, %s was taken", s,
		    v < low ? "the least" : "the most");
	v = v < low ? low : v > 86400 ? 86400 : v;
	snprintf(text, sizeof(text), "%us", (unsigned)v);
	draft_put(d, section, key, text);
}

static void
take_retry(struct draft *d, const char *field, const char *s)
{
	take_seconds(d, field, s, DRAFT_JOB, "retry_connect", 600);
}

static void
take_other_retry(struct draft *d, const char *field, const char *s)
{
	take_seconds(d, field, s, DRAFT_JOB, "retry_other", 60);
}

static void
take_lag(struct draft *d, const char *field, const char *s)
{
	take_seconds(d, field, s, DRAFT_ALERT, "lag", 1);
}

static void
take_tls(struct draft *d, const char *field, const char *s)
{
	(void)field;
	if (strcmp(s, "0") != 0 && strcasecmp(s, "false") != 0)
		draft_put(d, DRAFT_SOURCE, "tls", "required");
}

static void
take_existing(struct draft *d, const char *field, const char *s)
{
	if (strcmp(s, "2") == 0)
		draft_note(d, field,
		    "tables that are there are found by 'pxsync check'; "
		    "allow it with --allow");
}

static void
take_password(struct draft *d, const char *field, const char *s)
{
	bool source = strncmp(field, "Source", 6) == 0;

	(void)s;
	draft_put(d, source ? DRAFT_SOURCE : DRAFT_TARGET,
	    source ? "password_file" : "access_key_file",
	    source ? "source.password" : "target.access_key");
	draft_note(d, field, "put it into %s, closed to others (mode 600)",
	    source ? "source.password" : "target.access_key");
}

/* --- the fields --------------------------------------------------------- */

struct field {
	const char *name;
	enum draft_section section;
	const char *key; /* its value goes there as it is */
	void (*take)(struct draft *d, const char *field, const char *s);
	bool ours; /* nothing to say: it holds by itself, or elsewhere */
};

#define AS_IS(n, s, k)                                  \
	{                                               \
		.name = (n), .section = (s), .key = (k) \
	}
#define BY(n, f)                         \
	{                                \
		.name = (n), .take = (f) \
	}
#define FINE(n)                           \
	{                                 \
		.name = (n), .ours = true \
	}

static const struct field fields[] = {
	BY("DtsJobName", take_name),
	BY("SynchronizationJobName", take_name),
	BY("SourceEndpointEngineName", take_engine),
	AS_IS("SourceEndpointIP", DRAFT_SOURCE, "host"),
	AS_IS("SourceEndpointPort", DRAFT_SOURCE, "port"),
	AS_IS("SourceEndpointUserName", DRAFT_SOURCE, "user"),
	BY("SourceEndpointPassword", take_password),
	BY("DestinationEndpointEngineName", take_target),
	BY("DestinationEndpointRegion", take_region),
	AS_IS("DestinationEndpointDataBaseName", DRAFT_TARGET, "project"),
	AS_IS("DestinationEndpointDatabaseName", DRAFT_TARGET, "project"),
	AS_IS("DestinationEndpointUserName", DRAFT_TARGET, "access_id"),
	BY("DestinationEndpointPassword", take_password),
	BY("Checkpoint", take_checkpoint),
	BY("DelayRuleTime", take_lag),
	BY("dbListCaseChangeMode", take_case),
	BY("maxRetryTime", take_retry),
	BY("retry.blind.seconds", take_other_retry),
	BY("srcSSL", take_tls),
	BY("targetTableMode", take_existing),
	AS_IS("dts.datamove.source.rps.max", DRAFT_COPY, "max_rows"),
	AS_IS("dts.datamove.source.bps.max", DRAFT_COPY, "max_bytes"),
	FINE("Action"),
	FINE("SourceEndpointInstanceType"),
	FINE("DestinationEndpointInstanceType"),
	FINE("RegionId"),
	FINE("JobType"),
	FINE("SynchronizationDirection"),
	FINE("DbList"),
	FINE("Reserve"),
	FINE("Reserved"),
	FINE("PartitionKey"),
	FINE("StructureInitialization"),
	FINE("DataInitialization"),
	FINE("DataSynchronization"),
	FINE("autoStartModulesAfterConfig"),
	FINE("useJobTask"),
	FINE("a2aFlag"),
};

/* false: field is not known. */
static bool
take_field(struct draft *d, const char *name, json_t *v)
{
	char room[32];
	const char *s = from_text(v, room);
	size_t i, n = sizeof(fields) / sizeof(fields[0]);

	for (i = 0; i < n && strcmp(fields[i].name, name) != 0;)
		i++;
	if (i == n || (s == NULL && !fields[i].ours))
		return false;
	if (fields[i].ours || s == NULL || s[0] == '\0')
		return true;
	if (fields[i].take != NULL)
		fields[i].take(d, name, s);
	else
		draft_put(d, fields[i].section, fields[i].key, s);
	return true;
}

static void
take_fields(struct draft *d, json_t *o)
{
	const char *name, *s;
	char room[32];
	json_t *v;

	json_object_foreach(o, name, v)
	{
		if (strncmp(name, "PartitionKey", 12) == 0 ||
		    take_field(d, name, v))
			continue;
		s = from_text(v, room);
		draft_note(d, name, "%s", s == NULL ? "not known" : s);
	}
}

/* DbList and Reserve: JSON, or JSON in a string.  Yours. */
static json_t *
unwrapped(struct draft *d, json_t *o, const char *name)
{
	json_t *v = json_object_get(o, name), *inner;
	json_error_t e;

	if (!json_is_string(v))
		return v == NULL ? NULL : json_incref(v);
	if (json_string_length(v) == 0)
		return NULL;
	inner = json_loads(json_string_value(v), JSON_REJECT_DUPLICATES, &e);
	if (inner == NULL)
		draft_refuse(d, "%s: line %d, column %d: %s", name, e.line,
		    e.column, e.text);
	return inner;
}

static bool
wanted(json_t *o, const char *name)
{
	char room[32];
	const char *s = from_text(json_object_get(o, name), room);

	return s == NULL || strcasecmp(s, "false") != 0;
}

static void
take_phases(struct draft *d, json_t *o)
{
	struct buf b = { 0 };

	if (wanted(o, "StructureInitialization"))
		buf_puts(&b, "schema ");
	if (wanted(o, "DataInitialization"))
		buf_puts(&b, "full ");
	if (wanted(o, "DataSynchronization"))
		buf_puts(&b, "incr");
	if (b.len == 0)
		draft_refuse(d, "the request asks for no phase at all");
	else
		draft_put(d, DRAFT_JOB, "phases", buf_str(&b));
	buf_release(&b);
}

/* ModifyTime_Year to _Minute of the older API, each true or false; ours are
 * the first so many of them. */
static void
take_partition(struct draft *d, json_t *o)
{
	static const char *const level[] = { "Year", "Month", "Day", "Hour",
		"Minute" };
	static const char *const ours[] = { "none", "year", "year,month",
		"year,month,day", "year,month,day,hour",
		"year,month,day,hour,minute" };
	json_t *key = json_object_get(o, "PartitionKey");
	bool on[5], any = false;
	char name[64], room[32];
	const char *s;
	size_t i, n = 0;

	for (i = 0; i < 5; i++) {
		snprintf(
		    name, sizeof(name), "PartitionKey.ModifyTime_%s", level[i]);
		s = from_text(json_object_get(o, name), room);
		if (s == NULL)
			s = from_text(
			    json_object_get(key, strchr(name, '.') + 1), room);
		any = any || s != NULL;
		on[i] = s != NULL && strcasecmp(s, "true") == 0;
	}
	if (!any)
		return;
	while (n < 5 && on[n])
		n++;
	for (i = n; i < 5; i++)
		if (on[i])
			draft_note(d, "PartitionKey",
			    "ModifyTime_%s without those above it", level[i]);
	draft_put(d, DRAFT_SHAPE, "partition", ours[n]);
}

/* A request that is an object list alone has no field we know. */
static bool
is_list(json_t *o)
{
	const char *name;
	json_t *v;

	if (json_is_array(o))
		return true;
	json_object_foreach(o, name,
	    v) if (!json_is_object(v) ||
		   (json_object_get(v, "all") == NULL &&
		       json_object_get(v, "Table") == NULL)) return false;
	return json_object_size(o) > 0;
}

void
from_request(struct draft *d, json_t *o)
{
	json_t *list, *reserve;

	if (is_list(o)) {
		from_objects(d, o);
		return;
	}
	if (!json_is_object(o)) {
		draft_refuse(d, "the request is no JSON object");
		return;
	}
	take_phases(d, o);
	take_fields(d, o);
	take_partition(d, o);
	reserve = unwrapped(d, o, "Reserve");
	if (reserve == NULL)
		reserve = unwrapped(d, o, "Reserved");
	take_fields(d, reserve);
	json_decref(reserve);
	if ((list = unwrapped(d, o, "DbList")) != NULL)
		from_objects(d, list);
	else
		draft_refuse(d, "the request has no DbList");
	json_decref(list);
}
