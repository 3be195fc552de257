/*
 * arrow_ipc.c: the messages: schemas and record batches.
 *
 * Their metadata is a flat buffer, written from the front: a table with holes
 * for what follows, then that, and the holes are filled.
 */
#include <string.h>

#include "base/le.h"
#include "mclocal/arrow_own.h"

enum {
	/* kinds of messages and types, as the format numbers them */
	VERSION_5 = 4,
	MESSAGE_SCHEMA = 1,
	MESSAGE_BATCH = 3,
	TYPE_INT = 2,
	TYPE_FLOAT = 3,
	TYPE_BINARY = 4,
	TYPE_UTF8 = 5,
	TYPE_BOOL = 6,
	TYPE_DECIMAL = 7,
	TYPE_DATE = 8,
	TYPE_TIMESTAMP = 10,
	TYPE_STRUCT = 13
};

static void
align(struct buf *b, size_t to)
{
	while (b->len % to != 0)
		buf_putc(b, 0);
}

/* Let the hole at "at" point to what comes next. */
static void
fill(struct buf *b, size_t at)
{
	align(b, 4);
	le32enc(b->data + at, (uint32_t)(b->len - at));
}

/*
 * A table: widths has the bytes of each field, 0 for none; where[] gets the
 * places of the fields.
 */
static void
table(struct buf *b, const char *widths, size_t *where)
{
	size_t n = strlen(widths), at = 4, i, start;

	align(b, 2);
	start = b->len;
	buf_put16(b, (uint16_t)(4 + n * 2));
	buf_put16(b, 0);
	for (i = 0; i < n; i++)
		buf_put16(b, 0);
	align(b, 8);
	buf_put32(b, (uint32_t)(b->len - start));
	for (i = 0; i < n; i++) {
		size_t w = (size_t)(widths[i] - '0');

		if (w == 0)
			continue;
		while (at % w != 0) {
			buf_putc(b, 0);
			at++;
		}
		le16enc(b->data + start + 4 + i * 2, (uint16_t)at);
		where[i] = b->len;
		at += w;
		for (; w > 0; w--)
			buf_putc(b, 0);
	}
	le16enc(b->data + start + 2, (uint16_t)at);
}

/* The table that the hole at "from" points to: its vtable stands first. */
static void
child(struct buf *b, size_t from, const char *widths, size_t *where)
{
	size_t n = strlen(widths);

	/* where the table itself will begin */
	align(b, 2);
	while ((b->len + 4 + n * 2) % 8 != 0)
		buf_putc(b, 0);
	le32enc(b->data + from, (uint32_t)(b->len + 4 + n * 2 - from));
	table(b, widths, where);
}

static void
put_name(struct buf *b, size_t from, const char *name)
{
	fill(b, from);
	buf_put32(b, (uint32_t)strlen(name));
	buf_put(b, name, strlen(name) + 1);
}

/* The message: what stands in meta, padded, behind its length. */
static void
put_message(struct buf *out, struct buf *meta)
{
	align(meta, 8);
	buf_put32(out, 0xffffffff);
	buf_put32(out, (uint32_t)meta->len);
	buf_put(out, meta->data, meta->len);
	buf_release(meta);
}

/* Version, kind of header, header, length of the body. */
static size_t
begin_message(struct buf *b, unsigned kind, int64_t body)
{
	size_t f[4];

	buf_init(b);
	buf_put32(b, 0);
	child(b, 0, "2148", f);
	le16enc(b->data + f[0], VERSION_5);
	b->data[f[1]] = (uint8_t)kind;
	le64enc(b->data + f[3], (uint64_t)body);
	return f[2];
}

/* --- the schema ----------------------------------------------------------- */

static unsigned
type_number(const struct row_dest_column *t)
{
	switch (t->class) {
	case ROW_C_INT:
	case ROW_C_UINT:
		return t->type == ROW_MC_BOOLEAN ? TYPE_BOOL : TYPE_INT;
	case ROW_C_FLOAT:
	case ROW_C_DOUBLE:
		return TYPE_FLOAT;
	case ROW_C_DECIMAL:
		return TYPE_DECIMAL;
	case ROW_C_TIME:
		return t->type == ROW_MC_DATE ? TYPE_DATE : TYPE_TIMESTAMP;
	case ROW_C_BYTES:
		return TYPE_BINARY;
	default:
		return TYPE_UTF8;
	}
}

static void
put_type(struct buf *b, size_t from, const struct row_dest_column *t)
{
	size_t f[3];

	switch (type_number(t)) {
	case TYPE_INT:
		child(b, from, "41", f);
		le32enc(b->data + f[0], arrow_int_bytes(t->type) * 8);
		b->data[f[1]] = 1;
		break;
	case TYPE_FLOAT:
		child(b, from, "2", f);
		le16enc(b->data + f[0], t->class == ROW_C_FLOAT ? 1 : 2);
		break;
	case TYPE_DECIMAL:
		child(b, from, "444", f);
		le32enc(b->data + f[0], t->precision);
		le32enc(b->data + f[1], t->scale);
		le32enc(b->data + f[2], 128);
		break;
	case TYPE_DATE: /* days */
		child(b, from, "2", f);
		break;
	case TYPE_TIMESTAMP: /* milliseconds, nanoseconds */
		child(b, from, "2", f);
		le16enc(b->data + f[0], t->type == ROW_MC_DATETIME ? 1 : 3);
		break;
	default:
		child(b, from, "", f);
		break;
	}
}

/* Offsets to n fields; the place of the first. */
static size_t
begin_fields(struct buf *b, size_t from, unsigned n)
{
	size_t at;
	unsigned i;

	fill(b, from);
	buf_put32(b, n);
	at = b->len;
	for (i = 0; i < n; i++)
		buf_put32(b, 0);
	return at;
}

static void
put_field(
    struct buf *b, size_t from, const struct row_dest_column *t, bool wide)
{
	static const struct row_dest_column parts[] = {
		{ .name = "sec", .type = ROW_MC_BIGINT, .class = ROW_C_INT },
		{ .name = "nano", .type = ROW_MC_INT, .class = ROW_C_INT }
	};
	size_t f[6], at;

	child(b, from, "411404", f);
	b->data[f[1]] = 1;
	b->data[f[2]] = (uint8_t)(wide ? TYPE_STRUCT : type_number(t));
	put_name(b, f[0], t->name);
	if (!wide) {
		put_type(b, f[3], t);
		begin_fields(b, f[5], 0);
		return;
	}
	child(b, f[3], "", NULL);
	at = begin_fields(b, f[5], 2);
	put_field(b, at, &parts[0], false);
	put_field(b, at + 4, &parts[1], false);
}

void
arrow_schema(const struct arrow *a, struct buf *out)
{
	struct buf b;
	size_t header = begin_message(&b, MESSAGE_SCHEMA, 0), f[2], at;
	unsigned i;

	child(&b, header, "24", f);
	at = begin_fields(&b, f[1], a->n);
	for (i = 0; i < a->n; i++)
		put_field(&b, at + i * 4, &a->type[i], arrow_wide(a, i));
	put_message(out, &b);
}

void
arrow_end(struct buf *out)
{
	buf_put32(out, 0xffffffff);
	buf_put32(out, 0);
}

/* --- a batch -------------------------------------------------------------- */

/* The buffers of a column, in their order; those of a struct are three
 * columns. */
static unsigned
buffers(const struct arrow *a, unsigned i, const struct buf *b[5])
{
	const struct arrow_column *c = &a->column[i];

	b[0] = b[1] = b[3] = &c->valid;
	if (arrow_wide(a, i)) {
		b[2] = &c->data;
		b[4] = &c->offset;
		return 5;
	}
	b[1] = a->type[i].class >= ROW_C_TEXT ? &c->offset : &c->data;
	b[2] = &c->data;
	return a->type[i].class >= ROW_C_TEXT ? 3 : 2;
}

/* A buffer of the body: its place and length, without the padding. */
static void
note_buffer(struct buf *b, size_t n, int64_t *at)
{
	buf_put64(b, (uint64_t)*at);
	buf_put64(b, n);
	*at += (int64_t)((n + 7) / 8 * 8);
}

static void
put_buffer(struct buf *out, const struct buf *b)
{
	buf_put(out, b->data, b->len);
	for (size_t n = b->len; n % 8 != 0; n++)
		buf_putc(out, 0);
}

/* The vectors of a batch hold numbers of eight bytes. */
static void
begin_vector(struct buf *b, size_t from, unsigned n)
{
	align(b, 4);
	if (b->len % 8 == 0)
		buf_put32(b, 0);
	fill(b, from);
	buf_put32(b, n);
}

void
arrow_batch(struct arrow *a, struct buf *out)
{
	const struct buf *part[5];
	struct buf b;
	size_t header, f[3];
	int64_t size = 0;
	unsigned i, k, n, nodes = 0, parts = 0;

	if (a->rows == 0)
		return;
	for (i = 0; i < a->n; i++) {
		n = buffers(a, i, part);
		for (k = 0; k < n; k++)
			size += (int64_t)((part[k]->len + 7) / 8 * 8);
		parts += n;
		nodes += n == 5 ? 3 : 1;
	}
	header = begin_message(&b, MESSAGE_BATCH, size);
	child(&b, header, "844", f);
	le64enc(b.data + f[0], (uint64_t)a->rows);
	begin_vector(&b, f[1], nodes);
	for (i = 0; i < a->n; i++)
		for (k = arrow_wide(a, i) ? 3 : 1; k > 0; k--) {
			buf_put64(&b, (uint64_t)a->rows);
			buf_put64(&b, (uint64_t)a->column[i].nulls);
		}
	begin_vector(&b, f[2], parts);
	for (size = 0, i = 0; i < a->n; i++) {
		n = buffers(a, i, part);
		for (k = 0; k < n; k++)
			note_buffer(&b, part[k]->len, &size);
	}
	put_message(out, &b);
	for (i = 0; i < a->n; i++) {
		n = buffers(a, i, part);
		for (k = 0; k < n; k++)
			put_buffer(out, part[k]);
	}
	arrow_clear(a);
}
