/*
 * show.c: the loops of pxrec; see show.h.
 *
 * What was understood is printed before anything is said about the rest: who
 * looks at a broken stream wants to see how far it goes.
 */
#include <unistd.h>

#include "base/io.h"
#include "base/msg.h"

#include "pxrec/back.h"
#include "pxrec/count.h"
#include "pxrec/json.h"
#include "pxrec/lines.h"
#include "pxrec/show.h"
#include "pxrec/text.h"

enum {
	FLUSH_SIZE = 64 * 1024
};

static void
flush(struct buf *b)
{
	if (io_write(STDOUT_FILENO, b->data, b->len) == -1)
		die(EX_IOERR, "stdout");
	buf_clear(b);
}

struct shown {
	enum show_form form;
	const bool *kinds;
	struct view view;
	struct count count;
	struct buf text;
};

static int
show_one(struct shown *s, const struct rec *r)
{
	if (view_feed(&s->view, r) == -1)
		return -1;
	if (s->kinds != NULL && (r->kind >= REC_KINDS || !s->kinds[r->kind]))
		return 0;
	switch (s->form) {
	case SHOW_JSON:
		return json_put(&s->text, &s->view, r);
	case SHOW_COUNT:
		return count_add(&s->count, &s->view, r);
	default:
		return text_put(&s->text, &s->view, r);
	}
}

static void
refuse(struct shown *s, const struct rec_in *in, const struct rec *r, size_t n)
{
	s->text.len = n; /* without the half line */
	flush(&s->text);
	diex(EX_DATAERR, "%s: record %llu: %s", in->name,
	    (unsigned long long)r->seq, s->view.why);
}

void
show(int fd, const char *name, enum show_form form, const bool *kinds)
{
	struct shown s = { .form = form, .kinds = kinds };
	struct rec_in in;
	struct rec r;
	size_t n;
	int more;

	rec_in_init(&in, fd, name);
	view_init(&s.view);
	count_init(&s.count);
	do {
		/* the end record is given out with 0 */
		more = rec_read(&in, &r);
		n = s.text.len;
		if (more != -1 && show_one(&s, &r) == -1)
			refuse(&s, &in, &r, n);
		if (s.text.len >= FLUSH_SIZE ||
		    (s.text.len > 0 && rec_wait(&in, 0) == 0))
			flush(&s.text);
	} while (more == 1);
	if (form == SHOW_COUNT)
		count_put(&s.text, &s.count);
	flush(&s.text);
	if (more == -1)
		diex(in.code, "%s: %s", in.name, in.why);
	buf_release(&s.text);
	count_release(&s.count);
	view_release(&s.view);
	rec_in_release(&in);
}

void
show_back(int fd, const char *name)
{
	struct rec_out out;
	struct lines in;
	struct back back;
	json_t *line;
	int more;

	rec_out_init(&out, STDOUT_FILENO, "stdout");
	lines_init(&in, fd, name);
	back_init(&back, &out);
	while ((more = lines_next(&in, &line)) == 1) {
		if (back_put(&back, line) == -1) {
			if (back.bad)
				diex(EX_DATAERR, "%s:%llu: %s", name,
				    (unsigned long long)in.number, back.why);
			die(EX_IOERR, "%s", out.name);
		}
		json_decref(line);
	}
	if (more == -1)
		diex(in.code, "%s:%llu: %s", name,
		    (unsigned long long)in.number, in.why);
	if (!back.ended)
		diex(EX_NOINPUT, "%s: cut after line %llu: no end", name,
		    (unsigned long long)in.number);
	back_release(&back);
	lines_release(&in);
	rec_out_release(&out);
}
