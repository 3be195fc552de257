/*
 * decoder.c: reasons, places, and the ends of transactions; see decoder.h.
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

/* The stream's share of each record_id.  False when its name has no number
 * for it. */
static bool
set_stream(struct decoder *d, const char *name, size_t len)
{
	uint64_t n;

	if (!pos_stream_number(name, len, &n))
		return false;
	d->stream_id = n << POS_STREAM_SHIFT;
	return true;
}

int
decoder_hello(struct decoder *d, const struct rec_hello *h)
{
	size_t len = strlen(h->stream);

	memcpy(d->stream, h->stream, len + 1);
	memcpy(d->server, h->server, sizeof(d->server));
	if (len == 0 || set_stream(d, h->stream, len))
		return 0;
	snprintf(d->why, sizeof(d->why),
	    "stream '%s': its name must end in a number up to %d, which "
	    "record_id needs",
	    h->stream, POS_STREAM_MAX);
	d->code = EX_CONFIG;
	return -1;
}

/* The files of a stream have its name in front, the global ones nothing. */
int
decoder_stream(struct decoder *d)
{
	const char *end = strrchr(d->at.file, '_');
	size_t len = end == NULL ? 0 : (size_t)(end - d->at.file);

	if (*d->stream != '\0' && (strlen(d->stream) != len ||
				      memcmp(d->stream, d->at.file, len) != 0))
		return decoder_fail(d, EX_CONFIG,
		    "this file is not of the stream '%s'", d->stream);
	/* offline only the name tells, and people give files other names */
	if (*d->stream == '\0' && !set_stream(d, d->at.file, len))
		d->stream_id = 0;
	return 0;
}

/* A file is recognised by its description, in pxbinlog's normal form. */
static void
set_origin(struct decoder *d, const struct rec_event *e)
{
	d->origin[0] = '\0';
	if (e->len < FRAME_HEADER + (size_t)e->crc || e->data[4] != EV_FORMAT)
		return;
	snprintf(d->origin, sizeof(d->origin), "%.64s,%08lx",
	    d->server[0] != '\0' ? d->server : "-",
	    (unsigned long)frame_crc(e->data, e->len - e->crc));
}

static int
put_mark(struct decoder *d, const struct pos *at)
{
	const struct pos *oldest = txn_oldest(&d->txn);

	/* that of the file to read from, which stays for a while */
	if (oldest == NULL || strcmp(oldest->file, at->file) == 0)
		memcpy(d->mark.origin, d->origin, sizeof(d->origin));
	else if (strcmp(oldest->file, d->mark.resume.file) != 0)
		d->mark.origin[0] = '\0';
	pos_copy(&d->mark.at, at);
	pos_copy(&d->mark.resume, oldest == NULL ? at : oldest);
	d->mark.flags = 0;
	d->marked = true;
	if (d->done.file[0] != '\0' && pos_cmp(at, &d->done) <= 0)
		return 0;
	return rec_put_mark(d->out, &d->mark) == -1 ? decoder_broken(d) : 0;
}

/* A log alone may have any name; its number is 0 then. */
static bool
has_number(const char *file)
{
	size_t n = strlen(file);

	return n > 0 && isdigit((unsigned char)file[n - 1]);
}

/* The first event of another file. */
static int
new_file(struct decoder *d, const struct rec_event *e)
{
	bool first = d->at.file[0] == '\0';
	struct pos at, start;
	uint32_t n = 0;

	rec_event_at(e, &at);
	start = at;
	if (d->txn.open) {
		warnx("%s:%llu: transaction left open by a server that "
		      "crashed; it never was, its rows are dropped",
		    d->txn.start.file, (unsigned long long)d->txn.start.offset);
		if (txn_discard(&d->txn) == -1)
			return decoder_txn_failed(d);
	}
	if (!first && (!has_number(d->at.file) || !has_number(at.file))) {
		d->at = at;
		return decoder_fail(d, EX_DATAERR,
		    "one of several logs has no number at the end of its "
		    "name, which record_id needs");
	}
	d->at = at;
	d->file_len = e->file_len;
	d->formatted = false;
	d->numbered = (!has_number(at.file) || pos_file_number(at.file, &n)) &&
		      (d->stream_id == 0 ||
			  n < 1u << (POS_STREAM_SHIFT - POS_FILE_SHIFT));
	d->file_id = (uint64_t)n << POS_FILE_SHIFT;
	tables_forget(&d->tables);
	set_origin(d, e);
	if (first)
		return 0;
	start.offset = FRAME_MAGIC;
	return put_mark(d, &start);
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
	struct pos end;

	pos_copy(&end, &d->at);
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

	if ((e->file_len != d->file_len ||
		memcmp(e->file, d->at.file, e->file_len) != 0) &&
	    new_file(d, e) == -1)
		return -1;
	d->at.offset = e->offset;
	d->size = e->len;
	d->end = e->offset + e->len;
	if (e->len < FRAME_HEADER + (size_t)e->crc ||
	    frame_header(e->data, e->len, &h) == -1 || h.size != e->len)
		return decoder_fail(d, EX_DATAERR, "event makes no sense");
	if (!d->formatted && h.type != EV_FORMAT)
		return decoder_fail(
		    d, EX_DATAERR, "event before the format description");
	if (event_take(d, &h, e->data, len) == -1)
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
		memcpy(m.origin, d->mark.origin, sizeof(m.origin));
	} else if (strcmp(m.resume.file, d->at.file) == 0) {
		memcpy(m.origin, d->origin, sizeof(m.origin));
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
