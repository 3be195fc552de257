/*
 * verbs_log.c: the verbs of a script that append events.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/num.h"
#include "binlog/frame.h"
#include "event.h"
#include "verbs.h"

/* --- events ------------------------------------------------------------- */

static void
put(struct fake *f, unsigned type, unsigned flags, struct buf *body)
{
	log_event(&f->log, type, flags, body);
	buf_release(body);
}

static void
put_text(struct fake *f, const char *before, const char *after)
{
	char *text = xasprintf("%s%s%s", before, f->log.tso, after);
	struct buf b = { 0 };

	event_rows_query(&b, text);
	put(f, EV_ROWS_QUERY, 0, &b);
	free(text);
}

static void
put_begin(struct fake *f)
{
	struct buf b = { 0 };

	event_begin(&b);
	put(f, EV_QUERY, 0x0008, &b);
	f->open = true;
}

static void
put_xid(struct fake *f, uint64_t number)
{
	struct buf b = { 0 };

	buf_put64(&b, number);
	put(f, EV_XID, 0, &b);
	f->open = false;
	f->ntables = 0;
}

/* The mark behind everything that is complete. */
static void
put_cts(struct fake *f, const char *after)
{
	put_text(f, "CTS::", after);
	log_complete(&f->log);
}

static const char *
take_tso(struct fake *f, struct words *w)
{
	const char *word = words_next(w);

	if (word == NULL)
		return "";
	return log_tso(&f->log, word) ? NULL : word;
}

const char *
do_begin(struct fake *f, struct words *w)
{
	const char *bad = take_tso(f, w);

	if (bad == NULL)
		put_begin(f);
	return bad;
}

const char *
do_cts(struct fake *f, struct words *w)
{
	const char *word = words_next(w), *after = "";

	/* another TSO than its BEGIN's is a fault, too */
	if (word != NULL && *word != ':') {
		if (!log_tso(&f->log, word))
			return word;
		word = words_next(w);
	}
	if (word != NULL)
		after = word;
	if (f->open)
		put_text(f, "# CTS::", after);
	else
		put_cts(f, after);
	return NULL;
}

/* The text of people, with the TSO where it says %t. */
const char *
do_rows_query(struct fake *f, struct words *w)
{
	const char *text = words_rest(w), *t = strstr(text, "%t");
	struct buf b = { 0 };
	char *before;

	if (t == NULL) {
		event_rows_query(&b, text);
		put(f, EV_ROWS_QUERY, 0, &b);
		return NULL;
	}
	before = xstrndup(text, (size_t)(t - text));
	put_text(f, before, t + 2);
	free(before);
	return NULL;
}

const char *
do_xid(struct fake *f, struct words *w)
{
	const char *word = words_next(w);
	uint64_t v;

	if (word == NULL || !num_u64(word, 0, UINT64_MAX, &v))
		return word == NULL ? "" : word;
	put_xid(f, v);
	return NULL;
}

const char *
do_heartbeat_txn(struct fake *f, struct words *w)
{
	struct buf b = { 0 };
	const char *bad = take_tso(f, w);

	if (bad != NULL)
		return bad;
	put_begin(f);
	event_rows_query(&b, "# TSO HEARTBEAT TXN");
	put(f, EV_ROWS_QUERY, 0, &b);
	put_xid(f, 1);
	put_cts(f, "");
	return NULL;
}

const char *
do_heartbeat(struct fake *f, struct words *w)
{
	const char *bad = take_tso(f, w);

	if (bad == NULL)
		put_cts(f, "");
	return bad;
}

const char *
do_configchange(struct fake *f, struct words *w)
{
	const char *bad = take_tso(f, w);

	if (bad == NULL)
		put_cts(f, "::ConfigChange");
	return bad;
}

const char *
do_flushlog(struct fake *f, struct words *w)
{
	const char *bad = take_tso(f, w);

	if (bad != NULL)
		return bad;
	put_cts(f, "::FlushLog");
	log_rotate(&f->log);
	return NULL;
}

const char *
do_rotate(struct fake *f, struct words *w)
{
	const char *word = words_next(w);

	if (word == NULL)
		log_rotate(&f->log);
	return word;
}

/* --- rows --------------------------------------------------------------- */

const char *
do_table(struct fake *f, struct words *w)
{
	struct image_table t;
	struct buf b = { 0 };
	const char *bad = image_map(&b, &t, w);

	if (bad != NULL) {
		buf_release(&b);
		return bad;
	}
	f->table = xreallocarray(f->table, f->ntables + 1, sizeof(*f->table));
	f->table[f->ntables++] = t;
	put(f, EV_TABLE_MAP, 0, &b);
	return NULL;
}

static const char *
rows(struct fake *f, unsigned type, struct words *w)
{
	const char *word = words_next(w), *bad;
	struct buf b = { 0 };
	uint64_t id;
	size_t i;

	if (word == NULL || !num_u64(word, 1, UINT64_MAX, &id))
		return word == NULL ? "" : word;
	for (i = f->ntables; i > 0 && f->table[i - 1].id != id; i--)
		continue;
	if (i == 0)
		return word;
	bad = image_rows(&b, &f->table[i - 1], type == EV_UPDATE_ROWS, w);
	if (bad == NULL)
		put(f, type, 0, &b);
	else
		buf_release(&b);
	return bad;
}

const char *
do_write(struct fake *f, struct words *w)
{
	return rows(f, EV_WRITE_ROWS, w);
}

const char *
do_update(struct fake *f, struct words *w)
{
	return rows(f, EV_UPDATE_ROWS, w);
}

const char *
do_delete(struct fake *f, struct words *w)
{
	return rows(f, EV_DELETE_ROWS, w);
}

/* --- DDL ---------------------------------------------------------------- */

static void
put_base64(struct buf *b, const char *s)
{
	static const char digit[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklm"
				    "nopqrstuvwxyz0123456789+/";
	size_t n = strlen(s), i, k;

	for (i = 0; i < n; i += 3) {
		uint32_t v = 0;

		for (k = 0; k < 3; k++)
			v = v << 8 | (i + k < n ? (uint8_t)s[i + k] : 0);
		for (k = 0; k < 4; k++)
			buf_putc(
			    b, i + k > n ? '=' : digit[v >> (18 - 6 * k) & 63]);
	}
}

/* "ORIGIN => SQL": what the user said, and what is left of it for MySQL. */
const char *
do_ddl(struct fake *f, struct words *w)
{
	struct buf sql = { 0 }, b = { 0 };
	const char *word = words_next(w), *bad = NULL, *left;
	char *db, *origin, *arrow;

	if (word == NULL || strlen(word) > 63)
		return word == NULL ? "" : word;
	db = xstrdup(word);
	if ((bad = take_tso(f, w)) != NULL) {
		free(db);
		return bad;
	}
	origin = xstrdup(words_rest(w));
	left = origin;
	if ((arrow = strstr(origin, " =>")) != NULL) {
		*arrow = '\0';
		left = arrow + 3 + strspn(arrow + 3, " \t");
	}
	if (strchr(origin, '\n') != NULL) {
		buf_puts(&sql, "# POLARX_ORIGIN_SQL_ENCODE=BASE64\n"
			       "# POLARX_ORIGIN_SQL=");
		put_base64(&sql, origin);
	} else {
		buf_printf(&sql, "# POLARX_ORIGIN_SQL=%s", origin);
	}
	buf_printf(&sql, "\n# POLARX_TSO=%s\n# POLARX_DDL_ID=%" PRIu64 "\n%s",
	    f->log.tso, ++f->ddl_id, left);
	event_ddl(&b, db, buf_str(&sql));
	put(f, EV_QUERY, 0x0001, &b);
	put_cts(f, "");
	buf_release(&sql);
	free(origin);
	free(db);
	return NULL;
}
