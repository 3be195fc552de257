/*
 * events.c: what each kind of event means for the transaction being read.
 */
#include <string.h>
#include <sysexits.h>

#include "binlog/body.h"
#include "rowdecode/parts.h"

static int
format_event(struct decoder *d, const uint8_t *event)
{
	const char *why;

	/* its length tells whether a checksum follows: the whole event */
	if (frame_format(event, d->size, &d->format, &why) == -1)
		return decoder_fail(d, EX_DATAERR, "%s", why);
	d->formatted = true;
	d->tables.product = d->format.product;
	if (d->format.product == FRAME_POLARDBX)
		return decoder_stream(d);
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
	d->no_change = g.alter & (BODY_START_ALTER | BODY_ROLLBACK_ALTER);
	if (g.flags & BODY_STANDALONE)
		return 0;
	if (txn_open(&d->txn, &d->at, (g.flags & BODY_PREPARED_XA) != 0) == -1)
		return decoder_txn_failed(d);
	return 0;
}

/* The numbers only grow, also over the place where reading began. */
static int
check_tso(struct decoder *d, const char *tso)
{
	int order = strcmp(tso, d->tso);

	if (order < 0 || (order == 0 && strcmp(tso, d->txn.txid) != 0))
		return decoder_fail(d, EX_DATAERR,
		    "TSO %s is not above %s, the one before it: the log was "
		    "made anew, or is another one",
		    tso, d->tso);
	if (d->after[0] == '\0' || decoder_is_done(d))
		return 0;
	if (strcmp(tso, d->after) <= 0)
		return decoder_fail(d, EX_DATAERR,
		    "TSO %s is not above %s, up to which the changes before "
		    "this place are known: the log service has made its files "
		    "anew since\n"
		    "places in the log mean nothing any more: begin with a "
		    "new copy (pxsync reset)",
		    tso, d->after);
	d->after[0] = '\0';
	return 0;
}

/*
 * PolarDB-X says the transaction's time before its rows ("# CTS::") and once
 * more at its end.
 */
static int
cts_event(struct decoder *d, const uint8_t *event, size_t len)
{
	const char *tso = frame_cts(event, len);
	char text[FRAME_CTS + 1];

	if (d->format.product != FRAME_POLARDBX || tso == NULL)
		return 0;
	memcpy(text, tso, FRAME_CTS);
	text[FRAME_CTS] = '\0';
	if (check_tso(d, text) == -1)
		return -1;
	memcpy(d->tso, text, sizeof(text));
	txn_name(&d->txn, text, frame_tso_time(text), &d->at);
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
		if (event_take(d, &h, inner, n) == -1)
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
	unsigned post = d->format.post[EV_TABLE_MAP];

	if (txn_open(&d->txn, &d->at, false) == -1)
		return decoder_txn_failed(d);
	if (decoder_is_done(d) && !d->txn.xa)
		return 0;
	if (tables_map(&d->tables, p, len, post, &d->at) == -1)
		return decoder_fail(d, d->tables.code, "%s", d->tables.why);
	return 0;
}

/* A server that crashed writes no end of its file: this is half a transaction
 * whose rest is elsewhere. */
static int
closing_event(struct decoder *d)
{
	if (!d->boundary.begun)
		return 0;
	return decoder_fail(d, EX_DATAERR,
	    "the file ends inside a transaction\n"
	    "relay logs may do so: read the source's log");
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

int
event_take(struct decoder *d, const struct frame_header *h, const uint8_t *p,
    size_t len)
{
	if (body_is_rows(h->type))
		return rows_event(d, h, p, len);
	if (h->type >= EV_WRITE_ROWS_V0 && h->type <= EV_DELETE_ROWS_V0)
		return decoder_fail(d, EX_DATAERR,
		    "rows in the form of an alpha release of MySQL 5.1: it "
		    "depends on how the table was stored there");
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
	case EV_STOP:
	case EV_ROTATE:
		return closing_event(d);
	case EV_XID:
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
