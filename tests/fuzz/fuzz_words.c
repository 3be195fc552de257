/* uses: mclocal mcsql pxsnapshot mysql mc row rec base */
/*
 * fuzz_words.c: small texts from outside: numbers, sizes, positions, times,
 * dates of HTTP, words of state files, faults, scripts of SQL, bounds.  The
 * first byte says which.  What is a value has a text that gives it again.
 */
#include <inttypes.h>
#include <stdio.h>

#include "base/clock.h"
#include "base/line.h"
#include "base/num.h"
#include "base/pos.h"
#include "base/utf8.h"
#include "fuzz.h"
#include "mc/call.h"
#include "mclocal/fault.h"
#include "mclocal/request.h"
#include "mcsql/script.h"
#include "pxsnapshot/bound.h"

static void
numbers(const char *s)
{
	char text[32];
	uint64_t u;
	int64_t i;

	if (num_u64(s, 0, UINT64_MAX, &u)) {
		snprintf(text, sizeof(text), "%" PRIu64, u);
		s += strspn(s, "0");
		assert(strcmp(text, *s == '\0' ? "0" : s) == 0);
	}
	if (num_i64(s, -1000, 1000, &i))
		assert(i >= -1000 && i <= 1000);
	if (num_size(s, 1, 1 << 20, &u))
		assert(u >= 1 && u <= 1 << 20);
}

static void
positions(const char *s)
{
	struct pos p, q;
	char text[POS_FILE_MAX + 32];
	uint32_t n;

	if (!pos_parse(s, &p))
		return;
	snprintf(text, sizeof(text), "%s:%" PRIu64, p.file, p.offset);
	assert(pos_parse(text, &q) && pos_cmp(&p, &q) == 0);
	if (pos_file_number(p.file, &n))
		assert(n < 1u << 27);
}

static void
times(const char *s)
{
	char text[32], day[16];
	int64_t us, again;

	if (clock_parse_rfc3339(s, &us)) {
		clock_rfc3339(us, text);
		assert(clock_parse_rfc3339(text, &again) && again == us);
	}
	if (http_parse_date(s, &us) && us >= 0) {
		http_date(text, us);
		assert(http_parse_date(text, &again) && again == us);
		mc_http_date(us * CLOCK_SECOND, text, day);
		assert(http_parse_date(text, &again) && again == us);
	}
	assert(mc_retry_after(s) >= 0);
}

static void
lines(char *s)
{
	char *word[8], text[64], again[64];
	struct buf out = { 0 };
	size_t i, n = line_split(s, word, 8);

	for (i = 0; i < n && i < 8; i++) {
		if (!line_text(word[i], text, sizeof(text)))
			continue;
		buf_clear(&out);
		line_put(&out, text);
		assert(line_text(buf_str(&out), again, sizeof(again)));
		assert(strcmp(text, again) == 0);
	}
	buf_release(&out);
}

static void
scripts(const char *s, size_t n)
{
	struct settings settings = { 0 };
	struct statement st;
	struct script script;
	const char *why = NULL;
	int more;

	script_init(&script, s, n);
	while ((more = script_next(&script, &st, &why)) == 1) {
		assert(st.sql >= s && st.sql + st.len <= s + n);
		assert(st.len > 0 && st.line > 0);
		settings_take(&settings, &st);
	}
	assert(more != -1 || why != NULL);
	settings_release(&settings);
}

static void
bounds(char *s)
{
	char *max = strchr(s, ' '), text[24];
	struct bound_split split;

	if (max == NULL)
		return;
	*max++ = '\0';
	if (bound_split(&split, s, max, 10, 100)) {
		assert(split.n > 0 && split.n <= 100);
		bound_split_text(&split, split.n - 1, text);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct buf text = { 0 };
	struct fault f;
	size_t ascii, valid;

	if (size == 0)
		return 0;
	ascii = utf8_ascii(data, size);
	valid = utf8_valid(data, size);
	assert(ascii <= valid && valid <= size);
	buf_put(&text, data + 1, size - 1);
	switch (data[0] & 7) {
	case 0:
		numbers(buf_str(&text));
		break;
	case 1:
		positions(buf_str(&text));
		break;
	case 2:
		times(buf_str(&text));
		break;
	case 3:
		lines(buf_str(&text));
		break;
	case 4:
		scripts(buf_str(&text), text.len);
		break;
	case 5:
		bounds(buf_str(&text));
		break;
	default:
		fault_parse(&f, buf_str(&text));
		break;
	}
	buf_release(&text);
	return 0;
}
