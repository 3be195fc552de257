/* uses: mysql row rec base */
/*
 * chunk_plan.c: the plan of a copy, written and read again, and plans that
 * make no sense.
 */
#include <unistd.h>

#include "pxsnapshot/plan.c"

#include "../tap.h"

#define HEAD "pxchunks 1 bin.000007:1234\n"

static void
test_round_trip(void)
{
	char path[] = "/tmp/plan.XXXXXX";
	struct plan p = { 0 }, q = { 0 };
	struct buf b = { 0 };
	bool same = true;

	close(mkstemp(path));
	ok(pos_parse("bin.000007:1234", &p.start), "a position");
	plan_add_table(&p, "shop", "t-1_$");
	plan_add_chunk(&p, "", "`id` <= 10");
	plan_add_chunk(&p, "`id` > 10", "`id` <= 20");
	plan_add_chunk(&p, "`id` > 20", "");
	p.chunk[1].done = true;
	plan_add_table(&p, "a.b", "c` d\xc3\xa9");
	plan_add_chunk(&p, "", "");
	ok(plan_write(&p, path) == 0, "written");
	ok(io_slurp(path, 4096, &b) == 0, "read");
	ok(strcmp(buf_str(&b),
	       HEAD "shop.t-1_$\t0\t3\t\t`id` <= 10\n"
		    "shop.t-1_$\t1\t3\t`id` > 10\t`id` <= 20\tdone\n"
		    "shop.t-1_$\t2\t3\t`id` > 20\t\n"
		    "`a.b`.`c`` d\xc3\xa9`\t0\t1\t\t\n") == 0,
	    "as the page says");
	ok(plan_parse(&q, buf_str(&b), b.len) == 0, "parsed: %s", q.why);
	ok(pos_cmp(&p.start, &q.start) == 0, "the position");
	ok(q.ntables == 2 && q.nchunks == 4 && q.table[0].chunks == 3 &&
		strcmp(q.table[1].db, "a.b") == 0 &&
		strcmp(q.table[1].name, "c` d\xc3\xa9") == 0,
	    "tables");
	for (size_t i = 0; i < q.nchunks && i < p.nchunks; i++)
		same = same && p.chunk[i].table == q.chunk[i].table &&
		       p.chunk[i].number == q.chunk[i].number &&
		       p.chunk[i].done == q.chunk[i].done &&
		       strcmp(p.chunk[i].lower, q.chunk[i].lower) == 0 &&
		       strcmp(p.chunk[i].upper, q.chunk[i].upper) == 0;
	ok(same, "chunks");
	unlink(path);
	buf_release(&b);
	plan_release(&p);
	plan_release(&q);
}

static void
test_done(void)
{
	char text[] = HEAD "a.t\t0\t2\t\tx\n"
			   "a.t\t1\t2\ty\t\n"
			   "a.u\t0\t2\t\tx\n"
			   "a.u\t1\t2\ty\t\n"
			   "a.u\t1\t2\ty\t\tdone\n"
			   "a.t\t0\t2\t\tx\tdone\n"
			   "a.t\t0\t2\t\tx\n"
			   "a.u\t0\t2\t\t\tdone\n"
			   "a.u\t0\t2\t\t\tagain\n"
			   "a.t\t1\t2\ty\t\tdo";
	struct plan p = { 0 };

	ok(plan_parse(&p, text, strlen(text)) == 0, "marks appended: %s",
	    p.why);
	ok(p.nchunks == 4 && p.chunk[0].done && !p.chunk[1].done &&
		!p.chunk[2].done && p.chunk[3].done,
	    "mark their chunks, the last one counts, half a line does not");
	plan_release(&p);
}

static void
test_refused(void)
{
	static const struct {
		const char *what, *text;
	} v[] = {
		{ "empty", "" },
		{ "head alone", HEAD },
		{ "other version", "pxchunks 2 bin.1:4\na.t\t0\t1\t\t\n" },
		{ "no position", "pxchunks 1 \na.t\t0\t1\t\t\n" },
		{ "cut line", HEAD "a.t\t0\t1\t\t" },
		{ "cut table", HEAD "a.t\t0\t2\t\tx\n" },
		{ "cut table in between",
		    HEAD "a.t\t0\t2\t\tx\na.u\t0\t1\t\t\n" },
		{ "gap", HEAD "a.t\t1\t2\t\tx\n" },
		{ "gap later", HEAD "a.t\t0\t3\t\tx\na.t\t2\t3\t\tx\n" },
		{ "other total", HEAD "a.t\t0\t2\t\tx\na.t\t1\t3\t\tx\n" },
		{ "number beyond total", HEAD "a.t\t1\t1\t\t\n" },
		{ "no number", HEAD "a.t\tx\t1\t\t\n" },
		{ "no name", HEAD "t\t0\t1\t\t\n" },
		{ "half a name", HEAD "`t.x\t0\t1\t\t\n" },
		{ "three names", HEAD "a.`b`.c\t0\t1\t\t\n" },
		{ "too few fields", HEAD "a.t\t0\t1\t\n" },
		{ "too many fields", HEAD "a.t\t0\t1\t\t\tdone\t\n" },
		{ "other mark", HEAD "a.t\t0\t1\t\t\tDone\n" },
		{ "empty line", HEAD "\na.t\t0\t1\t\t\n" },
	};

	for (size_t i = 0; i < sizeof(v) / sizeof(v[0]); i++) {
		struct plan p = { 0 };
		char *text = xstrdup(v[i].text);

		ok(plan_parse(&p, text, strlen(text)) == -1, "%s: %s",
		    v[i].what, p.why);
		free(text);
		plan_release(&p);
	}
}

int
main(void)
{
	test_round_trip();
	test_done();
	test_refused();
	return done();
}
