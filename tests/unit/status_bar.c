/* uses: pxstatus mysql row rec base */
/*
 * status_bar.c: numbers as people read them, the bar, and a file that is
 * followed while it grows and is replaced.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/io.h"
#include "pxstatus/bar.h"
#include "pxstatus/say.h"
#include "pxstatus/tail.h"
#include "../tap.h"

static struct buf b;

static bool
is(const char *want)
{
	bool same = strcmp(buf_str(&b), want) == 0;

	if (!same)
		printf("# %s\n# %s\n", buf_str(&b), want);
	buf_clear(&b);
	return same;
}

static void
test_say(void)
{
	static const struct {
		int64_t seconds;
		const char *text;
	} spans[] = { { -5, "0 s" }, { 119, "119 s" }, { 120, "2 min" },
		{ 3599, "59 min" }, { 3600, "1 h 0 min" },
		{ 86399, "23 h 59 min" }, { 90000, "1 d 1 h" } };
	size_t i;

	for (i = 0; i < sizeof(spans) / sizeof(spans[0]); i++) {
		say_span(&b, spans[i].seconds * CLOCK_SECOND);
		ok(is(spans[i].text), "%s", spans[i].text);
	}
	say_count(&b, 1234567);
	ok(is("1,234,567"), "a count");
	say_count(&b, 999);
	ok(is("999"), "a small one");
	say_whole(&b, 1e300);
	ok(is("1,000,000,000,000,000,000"), "a rate that cannot be");
	say_bytes(&b, 999);
	ok(is("999 B"), "bytes");
	say_bytes(&b, 12345678);
	ok(is("12.3 MB"), "more");
	say_bytes(&b, 2e18);
	ok(is("2000000 TB"), "and more");
	say_time(&b, 0);
	ok(is("1970-01-01 00:00:00 UTC"), "a time");
	say_safe(&b, "a\033[2J\x7f");
	ok(is("a\\x1b[2J\\x7f"), "what a terminal would obey");
}

static void
test_bar(struct status *s)
{
	char half[40];

	s->running = true;
	bar_text(&b, s, 79);
	ok(is(""), "no bar without a pipeline");
	s->nstages = 1;
	s->stage[0].counts = true;
	s->stage[0].in.rows_s = 12345;
	s->stage[0].in.bytes_s = 2.5e6;
	s->driver.phase = "full";
	s->copy.begun = true;
	s->copy.rows = 1234567;
	s->phase[PHASE_FULL].percent = 50;
	s->copy_left = 90 * CLOCK_SECOND;
	bar_text(&b, s, 120);
	ok(is("shop [############............] 50.0 %, 1,234,567 rows, "
	      "12,345 rows/s, 2.5 MB/s, 90 s left"),
	    "the copy");
	bar_text(&b, s, 39);
	memcpy(half, "shop [############............] 50.0 %,", 39);
	half[39] = '\0';
	ok(is(half), "as much of it as fits");
	s->driver.phase = "incr";
	s->state = STATUS_SYNCHRONIZING;
	s->lag_known = true;
	s->lag = 7200 * CLOCK_SECOND;
	s->lag_left = 600 * CLOCK_SECOND;
	bar_text(&b, s, 120);
	ok(is("shop lag 2 h 0 min, 12,345 rows/s, 2.5 MB/s, 10 min left"),
	    "catching up");
	s->source.caught_up = true;
	s->lag_left = -1;
	bar_text(&b, s, 120);
	ok(is("shop in step, 12,345 rows/s, 2.5 MB/s"), "caught up");
	s->driver.phase = "schema";
	s->state = STATUS_INITIALIZING;
	bar_text(&b, s, 120);
	ok(is(""), "nothing to say of the schema");
}

static void
take(void *arg, char *line)
{
	(void)arg;
	buf_puts(&b, line != NULL ? line : "new");
	buf_putc(&b, '|');
}

static void
test_tail(void)
{
	char dir[] = "pxtail.XXXXXX", path[64];
	struct tail t;

	ok(mkdtemp(dir) != NULL, "a directory");
	snprintf(path, sizeof(path), "%s/f", dir);
	tail_init(&t, dir, "f");
	ok(tail_read(&t, take, NULL) == 0 && is(""), "no file");
	ok(io_renew(path, "a\nb\nha", 6, 0600) == 0 &&
		tail_read(&t, take, NULL) == 0 && is("a|b|"),
	    "whole lines");
	ok(truncate(path, 4) == 0 && tail_read(&t, take, NULL) == 0 &&
		is("new|a|b|"),
	    "a shorter file is another one");
	ok(tail_read(&t, take, NULL) == 0 && is(""), "nothing new");
	ok(io_renew(path, "c\n", 2, 0600) == 0 &&
		tail_read(&t, take, NULL) == 0 && is("new|c|"),
	    "replaced");
	ok(unlink(path) == 0 && tail_read(&t, take, NULL) == 0 && is("new|"),
	    "gone");
	ok(tail_read(&t, take, NULL) == 0 && is(""), "once");
	tail_release(&t);
	rmdir(dir);
}

int
main(void)
{
	struct status s;
	struct conf *conf;
	char dir[] = "pxbar.XXXXXX", path[64], *why;
	int code;

	ok(mkdtemp(dir) != NULL, "a directory");
	snprintf(path, sizeof(path), "%s/shop.conf", dir);
	ok(io_renew(path, "[job]\n", 6, 0600) == 0, "a job file");
	conf = conf_read(path, &why, &code);
	unlink(path);
	rmdir(dir);
	if (!ok(conf != NULL, "can be read"))
		return done();
	status_init(&s, conf, ".");
	test_say();
	test_bar(&s);
	test_tail();
	status_release(&s);
	conf_free(conf);
	buf_release(&b);
	return done();
}
