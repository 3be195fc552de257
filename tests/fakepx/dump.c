/*
 * dump.c: see dump.h.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/msg.h"
#include "base/num.h"
#include "binlog/frame.h"
#include "dump.h"
#include "event.h"

enum {
	AT_ONCE = 1 << 18, /* bytes on their way */
	TYPE_MAX = 0x23,   /* of an event to start at */
	ERR_REFUSED = 1236,
	ERR_PRIVILEGE = 5110
};

/* A packet of one event: a status byte before it. */
static void
put(struct wire *w, const uint8_t *event, size_t len)
{
	struct buf b = { 0 };

	buf_putc(&b, 0);
	buf_put(&b, event, len);
	wire_packet(w, b.data, b.len);
	buf_release(&b);
}

static void
put_made_up(struct wire *w, const struct event_head *h, struct buf *body)
{
	struct buf b = { 0 };

	event_put(&b, h, body->data, body->len);
	put(w, b.data, b.len);
	buf_release(&b);
	buf_release(body);
}

/* --- what is no part of the log ----------------------------------------- */

static void
put_rotate(struct wire *w, const struct fake *f, const char *file, uint64_t at,
    bool bare)
{
	struct event_head h = { 0, EV_ROTATE, f->log.server_id, 0,
		FRAME_ARTIFICIAL, bare };
	struct buf body = { 0 };

	event_rotate(&body, at, file);
	put_made_up(w, &h, &body);
}

/* The file's description, without a place. */
static void
put_format(struct wire *w, const struct log_file *file)
{
	const struct item *it = file->item;
	struct buf b = { 0 };

	while (it->kind != ITEM_EVENT)
		it++;
	buf_put(&b, file->bytes.data + it->offset, it->size);
	le32enc(b.data + 13, 0);
	le16enc(b.data + 17, 0);
	event_seal(b.data, b.len);
	put(w, b.data, b.len);
	buf_release(&b);
}

static size_t
position(const struct dump *d)
{
	const struct log_file *file = &d->stream->file[d->file];

	return d->item < file->n ? file->item[d->item].offset : file->bytes.len;
}

static void
put_heartbeat(struct wire *w, const struct dump *d, const struct fake *f)
{
	struct event_head h = { 0, EV_HEARTBEAT, f->log.server_id, position(d),
		0, false };
	struct buf body = { 0 };

	buf_puts(&body, d->stream->file[d->file].name);
	put_made_up(w, &h, &body);
}

/* --- where it starts ---------------------------------------------------- */

/* The number of a file the server still has. */
static bool
find_file(const struct stream *s, const char *name, size_t *i)
{
	for (*i = 0; *i < s->n; ++*i)
		if (!s->file[*i].purged &&
		    (*name == '\0' || strcmp(s->file[*i].name, name) == 0))
			return true;
	return false;
}

/*
 * Only a header that could stand there is asked for: so the end of a closed
 * file is refused, and the middle of a transaction is not.
 */
static bool
valid(const struct dump *d, uint64_t at)
{
	const struct log_file *file = &d->stream->file[d->file];
	struct frame_header h;

	if (d->file == d->stream->n - 1) {
		if (at == file->end)
			return true;
		if (at > file->end)
			return false;
	}
	if (at >= file->bytes.len ||
	    frame_header(file->bytes.data + at, file->bytes.len - at, &h) == -1)
		return false;
	return h.type <= TYPE_MAX && h.size == h.next - at;
}

static bool
refuse(struct wire *w, unsigned code, const char *text)
{
	sayx("refused: %u %s", code, text);
	wire_error(w, code, text);
	return false;
}

/* Text up to the last _ names the stream. */
static struct stream *
stream_of(struct fake *f, const char *file)
{
	const char *end = strrchr(file, '_');

	return log_stream(
	    &f->log, file, end == NULL ? 0 : (size_t)(end - file));
}

/* What the session has said of dumps. */
static bool
announced(struct dump *d, const struct session_vars *v)
{
	uint64_t ns = 1000000000;

	d->bare = strcmp(v->checksum, "CRC32") != 0;
	if (*v->heartbeat != '\0' && !num_u64(v->heartbeat, 0, INT64_MAX, &ns))
		return false;
	/* 0 is no wish for none */
	d->heartbeat = ns < 10000000 ? 10000 : (int64_t)(ns / 1000);
	if (*v->client_type != '\0' && strcmp(v->client_type, "DEFAULT") != 0 &&
	    strcmp(v->client_type, "COLUMNAR") != 0)
		return false;
	return *v->checksum != '\0';
}

bool
dump_start(struct dump *d, struct fake *f, const struct session_vars *v,
    struct wire *w, const uint8_t *p, size_t n)
{
	char name[POS_FILE_MAX + 1] = "";
	bool said = announced(d, v), known;
	int32_t signed_at;
	uint64_t at;

	if (n < 10 || n - 10 > POS_FILE_MAX)
		return refuse(w, ERR_REFUSED, "binlog dump error!");
	memcpy(name, p + 10, n - 10);
	signed_at = (int32_t)le32dec(p);
	at = signed_at <= 0 ? FRAME_MAGIC : (uint64_t)signed_at;
	sayx("dump %s:%" PRIu64 " flags %u id %" PRIu32 " checksum '%s' "
	     "heartbeat '%s'",
	    name, at, le16dec(p + 4), le32dec(p + 6), v->checksum,
	    v->heartbeat);
	if (f->denied)
		return refuse(w, ERR_PRIVILEGE,
		    "User does not have 'REPLICATION SLAVE' privilege");
	d->stream = stream_of(f, name);
	known = d->stream != NULL && find_file(d->stream, name, &d->file);
	/* no name is the oldest file's */
	put_rotate(
	    w, f, known ? d->stream->file[d->file].name : name, at, d->bare);
	if (fake_unready(f))
		return refuse(w, ERR_REFUSED, "please try later...");
	if (!known || !said || !valid(d, at))
		return refuse(w, ERR_REFUSED, "binlog dump error!");
	if (at > FRAME_MAGIC) {
		const struct log_file *file = &d->stream->file[d->file];

		put_format(w, file);
		while (d->item < file->n && file->item[d->item].offset < at)
			d->item++;
	}
	d->silent = clock_monotonic();
	return true;
}

/* --- on its way --------------------------------------------------------- */

/* Whole, or what the faults before it have made of it. */
static void
put_event(struct dump *d, struct wire *w, const struct log_file *file,
    const struct item *it)
{
	const uint8_t *p = file->bytes.data + it->offset;
	struct buf b = { 0 };

	buf_put(&b, p, it->size);
	if (d->change) {
		b.data[b.len - FRAME_CHECKSUM - 1] ^= 1;
		event_seal(b.data, b.len);
	}
	put(w, b.data, b.len);
	if (d->tear)
		w->buf.len -= b.len / 2;
	d->change = false;
	buf_release(&b);
}

static enum dump_state
one_item(struct dump *d, struct wire *w, const struct log_file *file)
{
	struct item *it = &file->item[d->item++];
	bool used = it->used;

	it->used = true;
	switch (it->kind) {
	case ITEM_EVENT:
		put_event(d, w, file, it);
		return d->tear ? DUMP_BROKEN : DUMP_ON;
	case ITEM_CHANGE: /* not the first one to come */
		d->change = used;
		return DUMP_ON;
	case ITEM_TEAR:
		d->tear = !used;
		return DUMP_ON;
	case ITEM_DROP:
		return used ? DUMP_ON : DUMP_BROKEN;
	case ITEM_ERROR:
		if (used)
			return DUMP_ON;
		(void)refuse(w, it->code, it->text);
		return DUMP_OVER;
	}
	return DUMP_ON;
}

enum dump_state
dump_pump(struct dump *d, struct fake *f, struct wire *w)
{
	enum dump_state state = DUMP_ON;
	int64_t now = clock_monotonic();

	while (state == DUMP_ON && w->buf.len < AT_ONCE) {
		const struct log_file *file = &d->stream->file[d->file];

		if (d->item < file->visible) {
			state = one_item(d, w, file);
		} else if (d->file + 1 < d->stream->n) {
			d->item = 0;
			file = &d->stream->file[++d->file];
			put_rotate(w, f, file->name, FRAME_MAGIC, false);
		} else {
			break;
		}
		d->silent = now;
	}
	if (state == DUMP_ON && now >= dump_due(d)) {
		put_heartbeat(w, d, f);
		d->silent = now;
	}
	return state;
}

int64_t
dump_due(const struct dump *d)
{
	return d->silent + d->heartbeat;
}
