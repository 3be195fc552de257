/*
 * mirror_table.c: the tables of a mirror: their columns, their sessions, and
 * the buckets in which rows go there.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sysexits.h>

#include "base/mem.h"
#include "mc/hash.h"
#include "mc/table.h"
#include "row/names.h"

#include "mcupload/mirror_own.h"

enum {
	BUCKET_BYTES = 1024 * 1024,    /* a bucket is sent */
	HELD_BYTES = 16 * 1024 * 1024, /* all are */
	CALLS = 4,                     /* on their way at a time */
	STEP_MS = 200
};

struct mirror *
mirror_new(void)
{
	struct mirror *m = xcalloc(1, sizeof(*m));

	m->seq = UINT64_MAX;
	return m;
}

int
mirror_client_fail(struct upload *up)
{
	struct mc_client *c = sink_client(up->sink);

	return up_fail(up, c->code, "%s", c->why);
}

/* --- tables ----------------------------------------------------------------
 */

void
mirror_close(struct upload *up, struct mtable *t)
{
	unsigned i;

	for (i = 0; t->open && i < t->session.nbuckets; i++) {
		struct bucket *b = &t->bucket[i];

		if (b->sending) {
			if (!b->call.done)
				mc_abandon(sink_client(up->sink), &b->call);
			mc_call_release(&b->call);
			up->mirror->calls--;
		}
		up->mirror->held -= b->raw.len;
		buf_release(&b->raw);
	}
	free(t->bucket);
	t->bucket = NULL;
	t->open = false;
	t->has_old = false;
	t->rows = 0;
}

static void
free_table(struct upload *up, struct mtable *t)
{
	char *name;
	unsigned i;

	mirror_close(up, t);
	/* they are found again */
	for (i = 0; i < up->mirror->nknown; i++)
		up->mirror->known[i] = NULL;
	for (i = 0; i < t->ncolumns; i++) {
		memcpy(&name, &t->column[i].name, sizeof(name));
		free(name);
	}
	free(t->column);
	free(t->value);
	free(t->other);
	buf_release(&t->old);
	free(t->name);
	free(t);
}

void
mirror_free(struct upload *up)
{
	struct mtable *t;

	if (up->mirror == NULL)
		return;
	while ((t = up->mirror->tables) != NULL) {
		up->mirror->tables = t->next;
		free_table(up, t);
	}
	free(up->mirror->known);
	free(up->mirror);
	up->mirror = NULL;
}

/* "orders_base" of "orders_log". */
static char *
base_name(const struct row_dest *d)
{
	size_t n = strlen(d->table);

	if (d->role == ROW_BASE || n < 4 ||
	    strcasecmp(d->table + n - 4, "_log") != 0)
		return xstrdup(d->table);
	return xasprintf("%.*s_base", (int)(n - 4), d->table);
}

/* Is the target there, with these columns?  NOT NULL does not matter: its
 * key must be, and a NULL is refused by the encoder. */
static int
check(struct upload *up, const struct mtable *t)
{
	struct row_dest_column *column;
	struct row_dest d = { .role = ROW_BASE, .table = t->name };
	unsigned i;
	int rc;

	column = xcalloc(t->ncolumns + 1, sizeof(*column));
	for (i = 0; i < t->ncolumns; i++) {
		column[i] = t->column[i];
		column[i].nullable = false;
	}
	d.ncolumns = (uint16_t)t->ncolumns;
	d.column = column;
	rc = mc_table_check(sink_client(up->sink), &d);
	free(column);
	return rc == -1 ? mirror_client_fail(up) : 0;
}

static struct mtable *
make_table(struct upload *up, const struct row_dest *d, char *name)
{
	struct mtable *t = xcalloc(1, sizeof(*t));
	unsigned i;

	t->name = name;
	/* others without a source are columns that only the target has */
	while (d->role == ROW_LOG && t->skip < d->ncolumns &&
	       d->column[t->skip].source == ROW_DEST_ADDED &&
	       (t->skip < NAMES_ADDED ||
		   names_is_metadata(d->column[t->skip].name)))
		t->skip++;
	t->ncolumns = d->ncolumns - t->skip;
	t->column = xcalloc(t->ncolumns + 1, sizeof(t->column[0]));
	for (i = 0; i < t->ncolumns; i++) {
		t->column[i] = d->column[t->skip + i];
		t->column[i].name = xstrdup(d->column[t->skip + i].name);
	}
	t->value = xcalloc(d->ncolumns + 1, sizeof(t->value[0]));
	t->other = xcalloc(d->ncolumns + 1, sizeof(t->other[0]));
	if (check(up, t) == -1) {
		free_table(up, t);
		return NULL;
	}
	t->next = up->mirror->tables;
	up->mirror->tables = t;
	return t;
}

static struct mtable *
find_table(struct upload *up, const struct row_dest *d)
{
	char *name = base_name(d);
	struct mtable *t;

	for (t = up->mirror->tables; t != NULL; t = t->next)
		if (strcmp(t->name, name) == 0)
			break;
	if (t == NULL)
		return make_table(up, d, name);
	free(name);
	return t;
}

struct mtable *
mirror_table(struct upload *up, const struct row_table *table)
{
	struct mirror *m = up->mirror;
	size_t n = table->ref + 1;

	if (n > m->nknown) {
		m->known = xreallocarray(m->known, n, sizeof(m->known[0]));
		memset(m->known + m->nknown, 0,
		    (n - m->nknown) * sizeof(m->known[0]));
		m->nknown = n;
	}
	if (m->known[table->ref] == NULL)
		m->known[table->ref] = find_table(up, table->dest);
	return m->known[table->ref];
}

/* The columns of the key, by the names that the session says. */
static int
take_key(struct upload *up, struct mtable *t)
{
	unsigned k, i;

	for (k = 0; k < t->session.nkeys; k++) {
		const char *name = t->session.key[k];

		for (i = 0; i < t->ncolumns; i++)
			if (strcasecmp(t->column[i].name, name) == 0)
				break;
		if (i == t->ncolumns || !mc_hash_knows(&t->column[i]))
			return up_fail(up, EX_CONFIG,
			    "the key column '%s' of '%s' cannot be used", name,
			    t->name);
		t->key[k] = i;
		t->column[i].nullable = false;
	}
	return 0;
}

int
mirror_open(struct upload *up, struct mtable *t)
{
	unsigned i;

	if (t->open)
		return 0;
	if (mc_upsert_open(sink_client(up->sink), t->name, &t->session) == -1)
		return mirror_client_fail(up);
	if (take_key(up, t) == -1)
		return -1;
	t->bucket = xcalloc(t->session.nbuckets, sizeof(t->bucket[0]));
	for (i = 0; i < t->session.nbuckets; i++)
		mc_encoder_init(&t->bucket[i].encoder, t->column, t->ncolumns);
	t->open = true;
	return 0;
}

/* --- buckets ---------------------------------------------------------------
 */

/* Take what is answered. */
static int
reap(struct upload *up, int ms)
{
	struct mtable *t;
	unsigned i;

	mc_run(sink_client(up->sink), ms);
	for (t = up->mirror->tables; t != NULL; t = t->next)
		for (i = 0; t->open && i < t->session.nbuckets; i++) {
			struct bucket *b = &t->bucket[i];

			if (!b->sending || !b->call.done)
				continue;
			if (!b->call.good)
				return up_fail(up, b->call.code,
				    "cannot send bucket %u of '%s': %s", i,
				    t->name, b->call.why);
			up->sink->sent += b->call.body.len;
			mc_call_release(&b->call);
			b->sending = false;
			up->mirror->calls--;
		}
	return 0;
}

int
mirror_step(struct upload *up)
{
	return up->mirror->calls == 0 ? 0 : reap(up, 0);
}

/* Send a bucket; the one of it before must be there first. */
static int
send_bucket(struct upload *up, struct mtable *t, unsigned i)
{
	struct bucket *b = &t->bucket[i];
	uint64_t rows = b->encoder.count;

	if (rows == 0)
		return 0;
	while (b->sending || up->mirror->calls >= CALLS)
		if (reap(up, STEP_MS) == -1)
			return -1;
	up->mirror->held -= b->raw.len;
	mc_encode_end(&b->encoder, &b->raw);
	up->bytes += b->raw.len;
	mc_bucket_call(&b->call, sink_client(up->sink), t->name, &t->session, i,
	    rows, pack_encoding(up->pack.kind));
	pack_put(&up->pack, &b->call.body, b->raw.data, b->raw.len, 1);
	buf_clear(&b->raw);
	mc_encoder_init(&b->encoder, t->column, t->ncolumns);
	if (mc_start(sink_client(up->sink), &b->call) == -1) {
		mc_call_release(&b->call);
		return mirror_client_fail(up);
	}
	b->sending = true;
	up->mirror->calls++;
	return reap(up, 0);
}

int
mirror_send(struct upload *up)
{
	struct mtable *t;
	unsigned i;

	for (t = up->mirror->tables; t != NULL; t = t->next)
		for (i = 0; t->open && i < t->session.nbuckets; i++)
			if (send_bucket(up, t, i) == -1)
				return -1;
	return 0;
}

int
mirror_put(struct upload *up, struct mtable *t, int op, uint64_t record_id)
{
	const struct row_value *v = t->value + t->skip;
	const char *why;
	struct bucket *b;
	int32_t sum = 0;
	unsigned k, n, bad;
	size_t before;

	for (k = 0; k < t->session.nkeys; k++)
		sum =
		    mc_hash_add(sum, mc_hash_value(t->session.legacy,
					 &t->column[t->key[k]], &v[t->key[k]]));
	n = mc_hash_bucket(sum, t->session.nbuckets);
	b = &t->bucket[n];
	before = b->raw.len;
	if (mc_encode_upsert(&b->encoder, &b->raw, v, op, &why, &bad) == -1)
		return up_fail(up, EX_DATAERR,
		    "cannot encode a row of '%s' (record_id %" PRIu64
		    "): column '%s': %s",
		    t->name, record_id, t->column[bad].name, why);
	up->mirror->held += b->raw.len - before;
	up->batch_held += b->raw.len - before;
	t->rows++;
	if (b->raw.len >= BUCKET_BYTES)
		return send_bucket(up, t, n);
	return up->mirror->held >= HELD_BYTES ? mirror_send(up) : 0;
}

int
mirror_drain(struct upload *up)
{
	while (up->mirror->calls > 0)
		if (reap(up, STEP_MS) == -1)
			return -1;
	return 0;
}

int
mirror_renew(struct upload *up, const char *dest)
{
	struct row_dest d = { .role = ROW_LOG, .table = dest };
	struct mtable **at, *t;
	char *name = base_name(&d);

	for (at = &up->mirror->tables; *at != NULL; at = &(*at)->next)
		if (strcmp((*at)->name, name) == 0)
			break;
	free(name);
	if ((t = *at) == NULL)
		return 0;
	if (t->open && (mirror_torn(up) || batch_commit(up) == -1))
		return mirror_torn(up)
			   ? up_fail(up, EX_DATAERR,
				 "the definition of '%s' changed within a "
				 "transaction",
				 t->name)
			   : -1;
	*at = t->next;
	free_table(up, t);
	return 0;
}
