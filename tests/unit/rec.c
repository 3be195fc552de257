/* uses: rec base */
/*
 * rec.c: the stream, written and read back: every payload, cut at every
 * byte, held back and undone, shared, waited for.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/io.h"
#include "rec/body.h"
#include "rec/rec.h"
#include "../tap.h"

static FILE *file;
static int fd;
static const char *server = ""; /* of the hello */

/* An empty file to write to. */
static void
start(struct rec_out *out)
{
	struct rec_hello h = { "t 1", "job", "", "mysql", "" };

	if (file != NULL)
		fclose(file);
	file = tmpfile();
	fd = fileno(file);
	rec_out_init(out, fd, "file");
	snprintf(h.server, sizeof(h.server), "%s", server);
	rec_put_hello(out, &h);
}

/* From its beginning. */
static void
again(struct rec_in *in)
{
	lseek(fd, 0, SEEK_SET);
	rec_in_init(in, fd, "file");
}

/* Read to the end; how many records came before it, -1 when it failed. */
static long
read_all(int *code)
{
	struct rec_in in;
	struct rec r;
	long n = 0;
	int more;

	again(&in);
	while ((more = rec_read(&in, &r)) == 1)
		n++;
	if (code != NULL)
		*code = in.code;
	rec_in_release(&in);
	return more == -1 ? -1 : n;
}

/* --- payloads ------------------------------------------------------------ */

static const struct pos event = { "bin.1", 256 };
static const struct rec_begin_body begin = { { "bin.1", 4 }, -5, "0-1-7" };
static const struct rec_mark mark = { .at = { "bin.2", 9 },
	.resume = { "bin.1", 8 },
	.time = 1,
	.alive = 2,
	.flags = REC_MARK_HEARTBEAT,
	.txid = "x" };
static const struct rec_chunk chunk = { 7, 1, 2, REC_CHUNK_DONE, 99, "a", "bc",
	1, 2 };
static const struct rec_stat stats[] = { { "rows", UINT64_MAX }, { "", 0 } };
static struct rec_ddl ddl = { .at = { "bin.1", 77 },
	.time = 3,
	.kind = REC_DDL_RENAME,
	.db = "d",
	.db_len = 1,
	.sql = "rename",
	.sql_len = 6,
	.ntables = 2,
	.table = { { "d", "old", 1, 3 }, { "e", "", 1, 0 } } };

/* Does the record say what was put?  -1: its bytes make no sense. */
static int
compare(const struct rec *r)
{
	static struct rec_ddl d;
	struct rec_hello h;
	struct rec_event e;
	struct pos at;
	struct rec_begin_body b;
	struct rec_mark m;
	struct rec_chunk c;
	struct rec_stat s[2];
	unsigned n;

	switch (r->kind) {
	case REC_HELLO:
		return rec_get_hello(r, &h) == -1
			   ? -1
			   : strcmp(h.producer, "t 1") == 0 &&
				 strcmp(h.source, "mysql") == 0;
	case REC_EVENT:
		if (rec_get_event(r, &e) == -1)
			return -1;
		rec_event_at(&e, &at);
		return pos_cmp(&at, &event) == 0 && e.crc == 4 && e.len == 3 &&
		       memcmp(e.data, "\1\0\2", 3) == 0;
	case REC_BEGIN:
		return rec_get_begin(r, &b) == -1
			   ? -1
			   : b.time == -5 && b.at.offset == 4 &&
				 strcmp(b.txid, "0-1-7") == 0;
	case REC_MARK:
		return rec_get_mark(r, &m) == -1
			   ? -1
			   : m.at.offset == 9 && m.resume.offset == 8 &&
				 m.time == 1 && m.alive == 2 &&
				 m.flags == mark.flags &&
				 strcmp(m.resume.file, "bin.1") == 0;
	case REC_CHUNK:
		return rec_get_chunk(r, &c) == -1
			   ? -1
			   : c.table == 7 && c.number == 1 && c.total == 2 &&
				 c.rows == 99 && c.lower_len == 1 &&
				 memcmp(c.upper, "bc", 2) == 0;
	case REC_DDL:
		return rec_get_ddl(r, &d) == -1
			   ? -1
			   : d.kind == REC_DDL_RENAME && d.ntables == 2 &&
				 d.table[0].name_len == 3 && d.sql_len == 6 &&
				 memcmp(d.sql, "rename", 6) == 0;
	default:
		return rec_get_stat(r, s, 2, &n) == -1
			   ? -1
			   : n == 2 && s[0].value == UINT64_MAX &&
				 s[1].name[0] == '\0';
	}
}

static void
put_all(struct rec_out *out)
{
	rec_put_event(out, &event, 4, (const uint8_t *)"\1\0\2", 3);
	rec_put_begin(out, &begin);
	rec_put_mark(out, &mark);
	rec_put_chunk(out, &chunk);
	rec_put_ddl(out, &ddl);
	rec_put_stat(out, stats, 2);
}

/* Every shorter payload must be refused, and one that is longer; an event
 * alone may have any length behind its head. */
static unsigned
accepted_wrongly(const struct rec *r)
{
	uint8_t *copy = malloc(r->len + 1);
	struct rec cut = *r;
	unsigned wrong = 0;

	for (cut.len = 0; cut.len <= r->len + 1; cut.len++) {
		if (cut.len == r->len ||
		    (r->kind == REC_EVENT && cut.len >= r->len - 3))
			continue;
		/* exactly so long, for the address sanitizer */
		free(copy);
		copy = calloc(1, cut.len + (cut.len == 0 ? 1 : 0));
		memcpy(copy, r->data, cut.len < r->len ? cut.len : r->len);
		cut.data = copy;
		wrong += compare(&cut) != -1;
	}
	free(copy);
	return wrong;
}

static void
test_bodies(void)
{
	struct rec_out out;
	struct rec_in in;
	struct rec r;
	unsigned n = 0;

	start(&out);
	put_all(&out);
	ok(rec_finish(&out) == 0, "written");
	rec_out_release(&out);
	again(&in);
	while (rec_read(&in, &r) == 1) {
		ok(compare(&r) == 1, "%s reads back", rec_kind_name(r.kind));
		ok(accepted_wrongly(&r) == 0, "%s of another length is refused",
		    rec_kind_name(r.kind));
		n++;
		ok(r.seq == n, "it is record %u", n);
	}
	ok(in.ended && n == 7, "up to the end");
	ok(rec_read(&in, &r) == 0, "which stays the end");
	rec_in_release(&in);
}

/* What stands at the end since a server has an identity. */
static void
test_origin(void)
{
	struct rec_hello h;
	struct rec_mark whose = { .txid = "x", .origin = "s-1,1a2b3c4d" }, m;
	struct rec_out out;
	struct rec_in in;
	struct rec r;

	server = "s-1";
	start(&out);
	server = "";
	rec_put_mark(&out, &whose);
	rec_put_mark(&out, &mark);
	rec_finish(&out);
	rec_out_release(&out);
	again(&in);
	ok(rec_read(&in, &r) == 1 && rec_get_hello(&r, &h) == 0 &&
		strcmp(h.server, "s-1") == 0,
	    "a hello with a server");
	ok(rec_read(&in, &r) == 1 && rec_get_mark(&r, &m) == 0 &&
		strcmp(m.origin, whose.origin) == 0,
	    "a mark with its origin");
	ok(rec_read(&in, &r) == 1 && rec_get_mark(&r, &m) == 0 &&
		m.origin[0] == '\0',
	    "a mark without");
	rec_in_release(&in);
}

/* Random bytes changed: never a crash, and mostly a refusal. */
static void
test_noise(void)
{
	struct rec_out out;
	struct buf good = { 0 };
	uint8_t *p;
	struct rec_in in;
	struct rec r;
	unsigned i, j, bad = 0;
	int more;

	start(&out);
	put_all(&out);
	rec_finish(&out);
	rec_out_release(&out);
	p = malloc((size_t)lseek(fd, 0, SEEK_END));
	lseek(fd, 0, SEEK_SET);
	good.len = (size_t)io_read(fd, p, 1 << 20);
	good.data = p;
	srand(7);
	for (i = 0; i < 3000; i++) {
		struct buf b = { 0 };

		buf_put(&b, good.data, good.len);
		for (j = 0; j < 1 + i % 3; j++)
			b.data[(size_t)rand() % b.len] = (uint8_t)rand();
		lseek(fd, 0, SEEK_SET);
		io_write(fd, b.data, b.len);
		again(&in);
		while ((more = rec_read(&in, &r)) == 1)
			compare(&r);
		bad += more == -1;
		rec_in_release(&in);
		buf_release(&b);
	}
	ok(bad > 300, "changed bytes: %u of 3000 refused, none crashed", bad);
	free(p);
}

/* --- holding back -------------------------------------------------------- */

static void
put_rows(struct rec_out *out, unsigned n, size_t size)
{
	static uint8_t row[1 << 16];
	struct buf *b;

	while (n-- > 0) {
		b = rec_begin(out, REC_ROW, 0);
		buf_put(b, row, size);
		rec_end(out);
	}
}

static void
test_hold(unsigned rows, size_t size, const char *how)
{
	struct rec_point empty, some;
	struct rec_out out;

	start(&out);
	put_rows(&out, 3, 10);
	rec_hold(&out);
	rec_tell(&out, &empty);
	put_rows(&out, rows, size);
	rec_tell(&out, &some);
	put_rows(&out, rows, size);
	ok(rec_cut(&out, &some) == 0, "%s: the last rows are undone", how);
	put_rows(&out, 1, size);
	ok(rec_let_go(&out) == 0, "%s: the others are sent", how);
	put_rows(&out, 1, 10);

	rec_hold(&out);
	rec_tell(&out, &empty);
	put_rows(&out, rows, size);
	ok(rec_cut(&out, &empty) == 0 && rec_let_go(&out) == 0,
	    "%s: all is undone", how);
	rec_finish(&out);
	rec_out_release(&out);
	ok(read_all(NULL) == 1 + 3 + (long)rows + 1 + 1,
	    "%s: exactly what was left arrives", how);
}

static void
test_drop(void)
{
	struct rec_out out;

	start(&out);
	buf_puts(rec_begin(&out, REC_ROW, 0), "half a row");
	rec_drop(&out);
	put_rows(&out, 1, 1);
	rec_finish(&out);
	rec_out_release(&out);
	ok(read_all(NULL) == 2, "a record given up is not there");
}

/* --- faults -------------------------------------------------------------- */

static void
test_full(void)
{
	struct rec_out out;
	int full = open("/dev/full", O_WRONLY | O_CLOEXEC);

	rec_out_init(&out, full, "full");
	put_rows(&out, 100, 60000);
	ok(rec_finish(&out) == -1 && errno == ENOSPC, "a full disk is told");
	errno = 0;
	ok(rec_flush(&out) == -1 && errno == ENOSPC, "and told again");
	rec_out_release(&out);
	close(full);
}

static void
test_cut(void)
{
	struct rec_out out;
	off_t n;
	int code, wrong = 0;

	start(&out);
	put_rows(&out, 2, 5);
	rec_finish(&out);
	rec_out_release(&out);
	for (n = lseek(fd, 0, SEEK_END); n-- > 0;) {
		if (ftruncate(fd, n) == -1)
			break;
		wrong += read_all(&code) != -1 || code != EX_NOINPUT;
	}
	ok(wrong == 0, "cut at any byte it is no stream: 66");
}

static void
test_share(void)
{
	static const uint64_t counts[REC_KINDS] = { [REC_ROW] = 2000 };
	struct rec_out out;
	int status = 0, i;

	start(&out);
	ok(rec_out_share(&out) == 0, "shared");
	for (i = 0; i < 2; i++)
		if (fork() == 0) {
			put_rows(&out, 1000, 3000);
			_exit(rec_flush(&out) == 0 ? 0 : 1);
		}
	while (wait(&status) != -1)
		ok(status == 0, "a child wrote its rows");
	rec_add_counts(&out, counts);
	rec_finish(&out);
	rec_out_release(&out);
	ok(read_all(NULL) == 2001, "two writers: every record whole");
}

static void
test_wait(void)
{
	struct rec_hello h = { "t 1", "", "", "", "" };
	struct rec_out out;
	struct rec_in in;
	struct rec r;
	int p[2];

	if (pipe(p) == -1)
		return;
	rec_in_init(&in, p[0], "pipe");
	ok(rec_wait(&in, 0) == 0, "nothing to read yet");
	rec_out_init(&out, p[1], "pipe");
	rec_put_hello(&out, &h);
	put_rows(&out, 1, 4);
	rec_flush(&out);
	ok(rec_wait(&in, 1000) == 1 && rec_read(&in, &r) == 1, "a record");
	ok(rec_wait(&in, 0) == 1 && rec_read(&in, &r) == 1 && r.kind == REC_ROW,
	    "the next one is there already");
	ok(rec_wait(&in, 0) == 0, "then there is nothing again");
	close(p[1]);
	ok(rec_wait(&in, 1000) == 1 && rec_read(&in, &r) == -1 &&
		in.code == EX_NOINPUT,
	    "the end of the pipe is something to read");
	rec_in_release(&in);
	rec_out_release(&out);
	close(p[0]);
}

int
main(void)
{
	unsigned k;

	test_bodies();
	test_origin();
	test_noise();
	test_drop();
	test_hold(5, 100, "in memory");
	test_hold(600, 60000, "spilled");
	test_hold(0, 0, "nothing");
	test_full();
	test_cut();
	test_share();
	test_wait();
	for (k = 1; k < REC_KINDS; k++)
		if (rec_kind_of(rec_kind_name(k)) != k)
			break;
	ok(k == REC_KINDS && rec_kind_of("rows") == 0 &&
		rec_kind_name(0) == NULL && rec_kind_name(200) == NULL,
	    "names of kinds");
	fclose(file);
	return done();
}
