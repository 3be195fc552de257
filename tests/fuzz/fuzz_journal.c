/* uses: mcupload mc row rec base */
/*
 * fuzz_journal.c: files of a job's state that mcupload reads: the position,
 * and the journal.  Checksums, which no fuzzer hits, are made right first.
 * What was read can be written, and is the same again.
 */
#include "mcupload/journal.c"

#include "fuzz.h"

static void
put_crc(struct buf *out, size_t from)
{
	buf_printf(out, " crc=%08" PRIx32 "\n",
	    crc32c(0, out->data + from, out->len - from));
}

/* The lines, each "pxpos" and each "ready" with its checksum. */
static void
sealed(struct buf *out, const char *p, const char *end)
{
	const char *nl;
	size_t batch = 0, line;

	for (; p < end; p = nl + 1) {
		if ((nl = memchr(p, '\n', (size_t)(end - p))) == NULL) {
			buf_put(out, p, (size_t)(end - p));
			break;
		}
		line = out->len;
		if (nl - p > 6 && memcmp(p, "batch ", 6) == 0)
			batch = line;
		if (nl - p > 6 && memcmp(p, "ready ", 6) == 0) {
			uint32_t crc =
			    crc32c(0, buf_str(out) + batch, line - batch);

			buf_put(out, p, (size_t)(nl - p));
			buf_printf(out, " crc=%08" PRIx32 "\n", crc);
			continue;
		}
		buf_put(out, p, (size_t)(nl - p));
		if (nl - p > 6 && memcmp(p, "pxpos ", 6) == 0)
			put_crc(out, line);
		else
			buf_putc(out, '\n');
	}
}

static void
same_position(const struct position *p)
{
	struct position q;
	struct buf text = { 0 };

	position_put(&text, p);
	assert(position_parse(&q, (char *)text.data, text.len));
	assert(memcmp(&p->at, &q.at, sizeof(q.at)) == 0);
	assert(memcmp(&p->resume, &q.resume, sizeof(q.resume)) == 0);
	assert(p->time == q.time && p->alive == q.alive);
	assert(strcmp(p->txid, q.txid) == 0);
	buf_release(&text);
}

static void
same_batch(const struct journal *j)
{
	const struct journal_batch *b = &j->batch, *c;
	struct journal again = { .fd = -1 };
	struct journal_batch copy = *b;
	struct buf text = { 0 };
	char path[32];
	size_t whole, i;
	int fd[2], rc;

	/* through a pipe: files would be synced to the disk */
	rc = pipe(fd);
	assert(rc == 0);
	again.fd = fd[1];
	again.last = b->number - 1;
	(void)journal_begin(&again, &copy); /* a pipe cannot be synced */
	close(fd[1]);
	snprintf(path, sizeof(path), "/dev/fd/%d", fd[0]);
	rc = io_slurp(path, 1 << 20, &text);
	assert(rc == 0);
	close(fd[0]);
	again.fd = -1;
	again.open = false;
	rc = parse(&again, &text, &whole);
	assert(rc == 0 && whole == text.len && again.open);
	c = &again.batch;
	assert(c->number == b->number && c->nsessions == b->nsessions);
	assert(memcmp(&b->from, &c->from, sizeof(c->from)) == 0);
	assert(memcmp(&b->to, &c->to, sizeof(c->to)) == 0);
	for (i = 0; i < b->nsessions; i++)
		assert(memcmp(&b->session[i], &c->session[i],
			   sizeof(b->session[i])) == 0);
	journal_batch_release(&again.batch);
	buf_release(&text);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *p = (const char *)data;
	struct journal j = { .fd = -1 };
	struct position position;
	struct buf text = { 0 };
	size_t whole;

	(void)position_parse(&position, p, size);
	sealed(&text, p, p + size);
	if (text.len > 0 &&
	    position_parse(&position, (char *)text.data, text.len - 1))
		same_position(&position);
	if (parse(&j, &text, &whole) == -1)
		assert(j.why[0] != '\0' && j.code != 0);
	assert(whole <= text.len);
	if (j.open) {
		same_position(&j.batch.to);
		/* more of them than a pipe takes */
		if (j.batch.nsessions < 10 && j.batch.number > 0)
			same_batch(&j);
	}
	journal_batch_release(&j.batch);
	buf_release(&text);
	return 0;
}
