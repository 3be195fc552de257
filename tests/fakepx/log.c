/*
 * log.c: see log.h.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/msg.h"
#include "base/num.h"
#include "binlog/frame.h"
#include "event.h"
#include "log.h"

enum {
	TSO_SHIFT = 22,      /* bits of the counter below milliseconds */
	FILES_MAX = 999999,  /* six digits */
	TSO_TIME_DIGITS = 19 /* of the 54 */
};

static const char magic[FRAME_MAGIC] = { '\xfe', 'b', 'i', 'n' };

void
log_init(struct log *l)
{
	memset(l, 0, sizeof(*l));
	snprintf(l->version, sizeof(l->version), "5.7.25-TDDL-5.4.19-20251031");
	l->server_id = 1;
	l->first = 1;
	l->now = log_stream_new(l, "");
	log_tso(l, "1700000000000");
}

static void
file_release(struct log_file *f)
{
	for (size_t i = 0; i < f->n; i++)
		free(f->item[i].text);
	free(f->item);
	buf_release(&f->bytes);
}

void
log_release(struct log *l)
{
	for (size_t i = 0; i < l->nstreams; i++) {
		for (size_t j = 0; j < l->stream[i].n; j++)
			file_release(&l->stream[i].file[j]);
		free(l->stream[i].file);
	}
}

/* --- streams and files -------------------------------------------------- */

struct stream *
log_stream(struct log *l, const char *name, size_t len)
{
	for (size_t i = 0; i < l->nstreams; i++)
		if (strlen(l->stream[i].name) == len &&
		    memcmp(l->stream[i].name, name, len) == 0)
			return &l->stream[i];
	return NULL;
}

struct stream *
log_stream_new(struct log *l, const char *name)
{
	struct stream *s = log_stream(l, name, strlen(name));

	if (s != NULL)
		return s;
	if (l->nstreams == LOG_STREAMS || strlen(name) >= sizeof(s->name))
		return NULL;
	s = &l->stream[l->nstreams++];
	snprintf(s->name, sizeof(s->name), "%s", name);
	return s;
}

static void
name_file(const struct log *l, char *name, size_t i)
{
	const struct stream *s = l->now;

	snprintf(name, POS_FILE_MAX + 1, "%s%sbinlog.%06zu", s->name,
	    *s->name == '\0' ? "" : "_", (l->first + i - 1) % FILES_MAX + 1);
}

static void
new_file(struct log *l)
{
	struct stream *s = l->now;
	struct buf body = { 0 };
	struct log_file *f;

	s->file = xreallocarray(s->file, s->n + 1, sizeof(*f));
	f = &s->file[s->n];
	memset(f, 0, sizeof(*f));
	name_file(l, f->name, s->n++);
	f->created = l->time;
	buf_put(&f->bytes, magic, sizeof(magic));
	event_format(&body, l->version, l->time);
	log_event(l, EV_FORMAT, 0, &body);
	log_complete(l);
	*log_file(l)->tso = '\0';
	buf_release(&body);
}

struct log_file *
log_file(struct log *l)
{
	if (l->now->n == 0)
		new_file(l);
	return &l->now->file[l->now->n - 1];
}

void
log_rotate(struct log *l)
{
	char next[POS_FILE_MAX + 1];
	struct buf body = { 0 };

	(void)log_file(l);
	name_file(l, next, l->now->n);
	event_rotate(&body, FRAME_MAGIC, next);
	log_event(l, EV_ROTATE, 0, &body);
	log_complete(l);
	new_file(l);
	buf_release(&body);
}

/* --- time --------------------------------------------------------------- */

bool
log_tso(struct log *l, const char *text)
{
	char digits[TSO_TIME_DIGITS + 1];
	uint64_t v;

	if (strspn(text, "0123456789") != strlen(text))
		return false;
	if (strlen(text) == LOG_TSO) {
		memcpy(l->tso, text, LOG_TSO + 1);
	} else {
		if (!num_u64(text, 1, INT64_MAX >> TSO_SHIFT, &v))
			return false;
		snprintf(l->tso, sizeof(l->tso),
		    "%019" PRIu64 "%019" PRIu64 "%016d", v << TSO_SHIFT,
		    UINT64_C(1600000000000000000) + v, 0);
	}
	memcpy(digits, l->tso, TSO_TIME_DIGITS);
	digits[TSO_TIME_DIGITS] = '\0';
	if (!num_u64(digits, 0, INT64_MAX, &v))
		return false;
	l->time = (uint32_t)((v >> TSO_SHIFT) / 1000);
	return true;
}

/* --- items -------------------------------------------------------------- */

static struct item *
add(struct log_file *f, enum item_kind kind)
{
	struct item *it;

	if (f->n == f->room) {
		f->room = f->room * 2 + 16;
		f->item = xreallocarray(f->item, f->room, sizeof(*it));
	}
	it = &f->item[f->n++];
	memset(it, 0, sizeof(*it));
	it->kind = kind;
	it->offset = f->bytes.len;
	return it;
}

void
log_event(struct log *l, unsigned type, unsigned flags, struct buf *body)
{
	struct log_file *f = log_file(l);
	struct event_head h = { l->time, type, l->server_id, 0, flags, false };
	struct item *it = add(f, ITEM_EVENT);

	it->size = FRAME_HEADER + body->len + FRAME_CHECKSUM;
	h.next = it->offset + it->size;
	event_put(&f->bytes, &h, body->data, body->len);
	buf_clear(body);
	if (l->follower)
		log_complete(l);
}

/* Outside of transactions nothing else makes it visible. */
struct item *
log_fault(struct log *l, enum item_kind kind)
{
	struct log_file *f = log_file(l);
	struct item *it = add(f, kind);

	if (f->end == f->bytes.len)
		f->visible = f->n;
	return it;
}

void
log_complete(struct log *l)
{
	struct log_file *f = log_file(l);

	f->visible = f->n;
	f->end = f->bytes.len;
	memcpy(f->tso, l->tso, sizeof(f->tso));
}
