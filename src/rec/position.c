/*
 * position.c: one line with a checksum, replaced as a whole.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/crc32c.h"
#include "base/io.h"
#include "base/line.h"
#include "rec/position.h"

enum {
	LINE_MAX_BYTES = 4096
};

void
position_of_mark(struct position *p, const struct rec_mark *m)
{
	p->at = m->at;
	p->resume = m->resume.file[0] != '\0' ? m->resume : m->at;
	p->time = m->time;
	p->alive = m->alive;
	memcpy(p->txid, m->txid, sizeof(p->txid));
	memcpy(p->origin, m->origin, sizeof(p->origin));
}

void
position_put_place(struct buf *out, const struct pos *pos)
{
	if (pos->file[0] == '\0') {
		buf_putc(out, '-');
		return;
	}
	line_put(out, pos->file);
	buf_printf(out, ":%" PRIu64, pos->offset);
}

static void
put_time(struct buf *out, int64_t us)
{
	char text[32] = "-";

	if (us != 0)
		clock_rfc3339(us, text);
	buf_puts(out, text);
}

void
position_put(struct buf *out, const struct position *p)
{
	size_t at = out->len;
	uint32_t crc;

	buf_puts(out, "pxpos 1 ");
	position_put_place(out, &p->at);
	buf_puts(out, " resume=");
	position_put_place(out, &p->resume);
	buf_puts(out, " time=");
	put_time(out, p->time);
	buf_puts(out, " alive=");
	put_time(out, p->alive);
	buf_puts(out, " txid=");
	line_put(out, p->txid);
	buf_puts(out, " origin=");
	line_put(out, p->origin);
	crc = crc32c(0, out->data + at, out->len - at);
	buf_printf(out, " crc=%08" PRIx32, crc);
}

bool
position_get_place(const char *word, struct pos *pos)
{
	char text[POS_FILE_MAX + 32];

	memset(pos, 0, sizeof(*pos));
	return strcmp(word, "-") == 0 ||
	       (line_text(word, text, sizeof(text)) && pos_parse(text, pos));
}

static bool
get_time(const char *s, int64_t *us)
{
	*us = 0;
	return strcmp(s, "-") == 0 || clock_parse_rfc3339(s, us);
}

/* The checksum at the end is right; it is cut off. */
static bool
check_crc(char *line)
{
	char *crc = strstr(line, " crc="), *end;

	if (crc == NULL || strlen(crc) != 13 ||
	    strtoul(crc + 5, &end, 16) !=
		crc32c(0, line, (size_t)(crc - line)) ||
	    *end != '\0')
		return false;
	*crc = '\0';
	return true;
}

bool
position_parse(struct position *p, const char *s, size_t n)
{
	char line[LINE_MAX_BYTES], *word[9];
	size_t words;

	memset(p, 0, sizeof(*p));
	if (n >= sizeof(line) || memchr(s, '\0', n) != NULL)
		return false;
	memcpy(line, s, n);
	line[n] = '\0';
	if (!check_crc(line))
		return false;
	/* the first ones that were written had no origin */
	words = line_split(line, word, 9);
	if ((words != 7 && words != 8) || strcmp(word[0], "pxpos") != 0 ||
	    strcmp(word[1], "1") != 0)
		return false;
	if (words == 8 &&
	    (!line_is(&word[7], "origin=") ||
		!line_text(word[7], p->origin, sizeof(p->origin))))
		return false;
	return position_get_place(word[2], &p->at) &&
	       line_is(&word[3], "resume=") &&
	       position_get_place(word[3], &p->resume) &&
	       line_is(&word[4], "time=") && get_time(word[4], &p->time) &&
	       line_is(&word[5], "alive=") && get_time(word[5], &p->alive) &&
	       line_is(&word[6], "txid=") &&
	       line_text(word[6], p->txid, sizeof(p->txid));
}

int
position_read(struct position *p, const char *path)
{
	struct buf text = { 0 };
	int rc = 1;

	memset(p, 0, sizeof(*p));
	if (io_slurp(path, LINE_MAX_BYTES, &text) == -1) {
		rc = errno == ENOENT ? 0 : -1;
	} else if (text.len == 0 || text.data[text.len - 1] != '\n' ||
		   !position_parse(p, (char *)text.data, text.len - 1)) {
		errno = EINVAL;
		rc = -1;
	}
	buf_release(&text);
	return rc;
}

int
position_write(const struct position *p, const char *path)
{
	struct buf text = { 0 };
	int rc;

	position_put(&text, p);
	buf_putc(&text, '\n');
	rc = io_replace(path, text.data, text.len);
	buf_release(&text);
	return rc;
}
