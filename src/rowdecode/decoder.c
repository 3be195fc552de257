/*
 * decoder.c: event after event; see decoder.h.
 */
#include <ctype.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "base/clock.h"
#include "base/msg.h"
#include "binlog/body.h"
#include "rowdecode/parts.h"

enum {
	FILE_SHIFT = 36,
	STREAM_SHIFT = 56,
	STREAM_MAX = 127
};

void
decoder_init(struct decoder *d, struct rec_out *out)
{
	memset(d, 0, sizeof(*d));
	d->out = out;
	tables_init(&d->tables);
	txn_init(&d->txn, out);
	frame_boundary_init(&d->boundary);
}

void
decoder_release(struct decoder *d)
{
	txn_release(&d->txn);
	tables_release(&d->tables);
	unpack_payload_free(d->payload);
	buf_release(&d->block);
	buf_release(&d->text);
	ddl_release(&d->ddl);
}

/* --- reasons -------------------------------------------------------------- */

int
decoder_fail(struct decoder *d, int code, const char *fmt, ...)
{
	va_list ap;
	int n;

	n = snprintf(d->why, sizeof(d->why), "%s:%llu: ", d->at.file,
	    (unsigned long long)d->at.offset);
	va_start(ap, fmt);
	vsnprintf(d->why + n, sizeof(d->why) - (size_t)n, fmt, ap);
	va_end(ap);
	d->code = code;
	return -1;
}

int
decoder_txn_failed(struct decoder *d)
{
	return decoder_fail(d, d->txn.code, "%s", d->txn.why);
}

int
decoder_broken(struct decoder *d)
{
	snprintf(d->why, sizeof(d->why), "%s: %s", d->txn.out->name,
	    strerror(errno));
	d->code = EX_IOERR;
	return -1;
}

/* --- places --------------------------------------------------------------- */

bool
decoder_is_done(const struct decoder *d)
{
	return d->done.file[0] != '\0' && pos_cmp(&d->at, &d->done) < 0;
}

/* "group1_stream_3" is stream 3; the global log is 0. */
int
decoder_hello(struct decoder *d, const struct rec_hello *h)
{
	const char *s = h->stream + strlen(h->stream);
	unsigned long n;

	if (h->stream[0] == '\0')
		return 0;
	while (s > h->stream && isdigit((unsigned char)s[-1]))
		s--;
	n = *s == '\0' ? STREAM_MAX + 1 : strtoul(s, NULL, 10);
	if (n > STREAM_MAX) {
		snprintf(d->why, sizeof(d->why),
		    "stream '%s': its name must end in a number up to %d, "
		    "which record_id needs",
		    h->stream, STREAM_MAX);
		d->code = EX_CONFIG;
		return -1;
	}
	d->stream_id = (uint64_t)n << STREAM_SHIFT;
	return 0;
}

static int
put_mark(struct decoder *d, const struct pos *at)
{
	const struct pos *oldest = txn_oldest(&d->txn);

	d->mark.at = *at;
	d->mark.resume = oldest == NULL ? *at : *oldest;
	d->mark.flags = 0;
	d->marked = true;
	if (d->done.file[0] != '\0' && pos_cmp(at, &d->done) <= 0)
		return 0;
	return rec_put_mark(d->out, &d->mark) == -1 ? decoder_broken(d) : 0;
}

/* The first event of another file. */
static int
new_file(struct decoder *d, const struct pos *at)
{
	bool first = d->at.file[0] == '\0';
	struct pos start = *at;
	uint32_t n = 0;

	if (d->txn.open) {
		warnx("%s:%llu: transaction left open by a server that "
		      "crashed; it never was, its rows are dropped",
		    d->txn.start.file, (unsigned long long)d->txn.start.offset);
		if (txn_discard(&d->txn) == -1)
			return decoder_txn_failed(d);
	}
	d->at = *at;
	d->formatted = false;
	d->numbered =
	    pos_file_number(at->file, &n) &&
	    (d->stream_id == 0 || n < 1u << (STREAM_SHIFT - FILE_SHIFT));
	d->file_id = (uint64_t)n << FILE_SHIFT;
	tables_forget(&d->tables);
	if (first)
		return 0;
	start.offset = FRAME_MAGIC;
	return put_mark(d, &start);
}

/* --- events --------------------------------------------------------------- */

static int
format_event(struct decoder *d, const uint8_t *event)
{
	const char *why;

	/* its length tells whether a checksum follows: the whole event */
	if (frame_format(event, d->size, &d->format, &why) == -1)
		return decoder_fail(d, EX_DATAERR, "%s", why);
	d->formatted = true;
	d->tables.product = d->format.product;
	return 0;
}

static int
gtid_event(struct decoder *d, unsigned type, const uint8_t *event, size_t len)
{
	struct body_gtid g;

	if ((type == EV_GTID_TAGGED ? body_gtid_tagged(event, len, &g)
				    : body_gtid(event, len, &g)) == -1)
		return decoder_fail(d, EX_DATAERR, "GTID makes no sense");
	txn_name(&d->txn, g.text, g.committed, &d->at);
	return 0;
}

static int
mariadb_gtid_event(struct decoder *d, const uint8_t *event, size_t len)
{
	struct body_mariadb_gtid g;

	if (body_mariadb_gtid(event, len, &g) == -1)
		return decoder_fail(d, EX_DATAERR, "GTID makes no sense");
	txn_name(&d->txn, g.text, 0, &d->at);
	if (g.flags & BODY_STANDALONE)
		return 0;
	if (txn_open(&d->txn, &d->at, (g.flags & BODY_PREPARED_XA) != 0) == -1)
		return decoder_txn_failed(d);
	return 0;
}

/*
 * PolarDB-X says the transaction's time before its rows ("# CTS::") and once
 * more at its end; the numbers only grow.
 */
static int
cts_event(struct decoder *d, const uint8_t *event, size_t len)
{
	const char *tso = frame_cts(event, len);
	char text[FRAME_CTS + 1];
	uint64_t v = 0;
	unsigned i;
	int order;

	if (d->format.product != FRAME_POLARDBX || tso == NULL)
		return 0;
	memcpy(text, tso, FRAME_CTS);
	text[FRAME_CTS] = '\0';
	order = strcmp(text, d->tso);
	if (order < 0 || (order == 0 && !d->txn.open))
		return decoder_fail(d, EX_DATAERR,
		    "TSO %s is not above the one before it: the log was "
		    "made anew, or is another one",
		    text);
	memcpy(d->tso, text, sizeof(text));
	for (i = 0; i < 19; i++)
		v = v * 10 + (uint64_t)(text[i] - '0');
	txn_name(&d->txn, text, (int64_t)(v >> 22) * 1000, &d->at);
	return 0;
}

static int
prepare_event(struct decoder *d, const uint8_t *event, size_t len)
{
	bool one_phase;

	if (body_xa_prepare(event, len, &d->txn.xid, &one_phase) == -1)
		return decoder_fail(d, EX_DATAERR, "XA PREPARE makes no sense");
	/* a branch without rows is remembered too: its end will come */
	if (!d->txn.open && txn_open(&d->txn, &d->at, true) == -1)
		return decoder_txn_failed(d);
	if (!one_phase && !d->txn.xa)
		return decoder_fail(d, EX_DATAERR,
		    "XA PREPARE of a transaction that began without XA START");
	d->txn.prepared = !one_phase;
	return 0;
}

static int
incident_event(struct decoder *d, const uint8_t *event, size_t len)
{
	const char *text;
	unsigned number;
	size_t n;

	if (body_incident(event, len, &number, &text, &n) == -1) {
		number = 0;
		text = "";
		n = 0;
	}
	return decoder_fail(d, EX_DATAERR,
	    "the server lost changes here (incident %u): %.*s\n"
	    "start again with a new copy",
	    number, (int)n, text);
}

static int event(struct decoder *d, const struct frame_header *h,
    const uint8_t *p, size_t len);

/* The events of a compressed transaction, all at the place of the one. */
static int
payload_event(struct decoder *d, const uint8_t *p, size_t len)
{
	const uint8_t *inner;
	const char *why;
	struct frame_header h;
	size_t n;
	int more;

	if (d->payload == NULL)
		d->payload = unpack_payload_new();
	if (unpack_payload_open(
		d->payload, p + FRAME_HEADER, len - FRAME_HEADER, &why) == -1)
		return decoder_fail(d, EX_DATAERR, "%s", why);
	d->packed = true;
	d->ordinal = 0;
	while (
	    (more = unpack_payload_next(d->payload, &inner, &n, &why)) == 1) {
		if (frame_header(inner, n, &h) == -1 ||
		    h.type == EV_TRANSACTION_PAYLOAD || h.type == EV_FORMAT)
			return decoder_fail(
			    d, EX_DATAERR, "event in payload makes no sense");
		if (event(d, &h, inner, n) == -1)
			return -1;
	}
	d->packed = false;
	if (more == -1)
		return decoder_fail(d, EX_DATAERR, "%s", why);
	return 0;
}

static int
map_event(struct decoder *d, const uint8_t *p, size_t len)
{
	unsigned id_size = d->format.post[EV_TABLE_MAP] == 6 ? 4 : 6;

	if (txn_open(&d->txn, &d->at, false) == -1)
		return decoder_txn_failed(d);
	if (decoder_is_done(d) && !d->txn.xa)
		return 0;
	if (tables_map(&d->tables, p, len, id_size, &d->at) == -1)
		return decoder_fail(d, d->tables.code, "%s", d->tables.why);
	return 0;
}

static int
unknown_event(struct decoder *d, const struct frame_header *h)
{
	const char *name = frame_type_name(h->type);

	if (h->flags & FRAME_IGNORABLE)
		return 0;
	if (name == NULL)
		return decoder_fail(
		    d, EX_DATAERR, "event of unknown type %u", h->type);
	return decoder_fail(d, EX_DATAERR,
	    "event %s: a change was logged as a statement or in a form of "
	    "old servers, its rows are not in the log",
	    name);
}

static int
event(struct decoder *d, const struct frame_header *h, const uint8_t *p,
    size_t len)
{
	if (body_is_rows(h->type))
		return rows_event(d, h, p, len);
	switch (h->type) {
	case EV_TABLE_MAP:
		return map_event(d, p, len);
	case EV_QUERY:
	case EV_QUERY_COMPRESSED:
		return statement_event(d, h, p, len);
	case EV_GTID:
	case EV_ANONYMOUS_GTID:
	case EV_GTID_TAGGED:
		return gtid_event(d, h->type, p, len);
	case EV_MARIADB_GTID:
		return mariadb_gtid_event(d, p, len);
	case EV_ROWS_QUERY:
		return cts_event(d, p, len);
	case EV_XA_PREPARE:
		return prepare_event(d, p, len);
	case EV_TRANSACTION_PAYLOAD:
		return payload_event(d, p, len);
	case EV_INCIDENT:
		return incident_event(d, p, len);
	case EV_FORMAT:
		return format_event(d, p);
	case EV_XID:
	case EV_STOP:
	case EV_ROTATE:
	case EV_INTVAR: /* these three go before a statement, which stops */
	case EV_RAND:
	case EV_USER_VAR:
	case EV_BEGIN_LOAD_QUERY:
	case EV_APPEND_BLOCK:
	case EV_DELETE_FILE:
	case EV_HEARTBEAT:
	case EV_HEARTBEAT_V2:
	case EV_IGNORABLE:
	case EV_PREVIOUS_GTIDS:
	case EV_TRANSACTION_CONTEXT:
	case EV_VIEW_CHANGE:
	case EV_CONSENSUS:
	case EV_PREVIOUS_CONSENSUS_INDEX:
	case EV_CONSENSUS_CLUSTER_INFO:
	case EV_CONSENSUS_EMPTY:
	case EV_GCN:
	case EV_ANNOTATE_ROWS:
	case EV_BINLOG_CHECKPOINT:
	case EV_GTID_LIST:
		return 0;
	default:
		return unknown_event(d, h);
	}
}

/* --- boundaries ----------------------------------------------------------- */

/* Of the events at a boundary, these end something. */
static bool
ends(unsigned type)
{
	switch (type) {
	case EV_QUERY:
	case EV_QUERY_COMPRESSED:
	case EV_XID:
	case EV_XA_PREPARE:
	case EV_TRANSACTION_PAYLOAD:
	case EV_ROWS_QUERY:
		return true;
	default:
		return body_is_rows(type);
	}
}

static int
boundary(struct decoder *d, const struct frame_header *h)
{
	struct pos end = d->at;

	end.offset = d->end;
	if (txn_end(&d->txn, decoder_is_done(d)) == -1)
		return decoder_txn_failed(d);
	tables_forget(&d->tables);
	d->mark.time = d->txn.time != 0 ? d->txn.time : h->time * CLOCK_SECOND;
	memcpy(d->mark.txid, d->txn.txid, sizeof(d->mark.txid));
	txn_name(&d->txn, "", 0, &end);
	d->txn.start.file[0] = '\0';
	return put_mark(d, &end);
}

static int
feed_event(struct decoder *d, const struct rec_event *e)
{
	struct frame_header h;
	size_t len = e->len - e->crc;

	if (strcmp(e->at.file, d->at.file) != 0 && new_file(d, &e->at) == -1)
		return -1;
	d->at.offset = e->at.offset;
	d->size = e->len;
	d->end = e->at.offset + e->len;
	if (e->len < FRAME_HEADER + (size_t)e->crc ||
	    frame_header(e->data, e->len, &h) == -1 || h.size != e->len)
		return decoder_fail(d, EX_DATAERR, "event makes no sense");
	if (!d->formatted && h.type != EV_FORMAT)
		return decoder_fail(
		    d, EX_DATAERR, "event before the format description");
	if (event(d, &h, e->data, len) == -1)
		return -1;
	if (frame_boundary_feed(&d->boundary, &d->format, &h, e->data, len) ==
	    -1)
		return decoder_fail(d, EX_DATAERR, "%s", d->boundary.why);
	if (d->boundary.at && ends(h.type))
		return boundary(d, &h);
	return 0;
}

/* A sign of life from the source: the position stays. */
static int
heartbeat(struct decoder *d, const struct rec *r)
{
	struct rec_mark m;

	if (rec_get_mark(r, &m) == -1)
		return decoder_fail(d, EX_DATAERR, "mark makes no sense");
	d->mark.alive = m.alive;
	if (d->marked) {
		m.at = d->mark.at;
		m.resume = d->mark.resume;
		m.time = d->mark.time;
		memcpy(m.txid, d->mark.txid, sizeof(m.txid));
	}
	m.flags |= REC_MARK_HEARTBEAT;
	/* while records are held nothing can go past them */
	if (d->txn.open && !d->txn.xa)
		return 0;
	return rec_put_mark(d->out, &m) == -1 ? decoder_broken(d) : 0;
}

int
decoder_feed(struct decoder *d, const struct rec *r)
{
	struct rec_event e;

	switch (r->kind) {
	case REC_EVENT:
		if (rec_get_event(r, &e) == -1)
			return decoder_fail(
			    d, EX_DATAERR, "event record makes no sense");
		return feed_event(d, &e);
	case REC_MARK:
		return heartbeat(d, r);
	case REC_STAT:
		break;
	default:
		if (!(r->flags & REC_MAY_SKIP))
			return decoder_fail(d, EX_DATAERR,
			    "record of kind '%s' where events are expected",
			    rec_kind_name(r->kind));
		break;
	}
	if (d->txn.open && !d->txn.xa)
		return 0; /* a held stream takes its own records only */
	return rec_pass(d->out, r) == -1 ? decoder_broken(d) : 0;
}

int
decoder_end(struct decoder *d)
{
	if (d->txn.open && txn_discard(&d->txn) == -1)
		return decoder_txn_failed(d);
	return 0;
}
