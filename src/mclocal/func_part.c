/*
 * func_part.c: functions that look into texts: places, pieces, padding.
 * Places count characters from 1.
 */
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "base/num.h"
#include "mclocal/func_own.h"

enum {
	TEXT_MAX = 8388608
};

static bool
is_start(const char *p)
{
	return ((unsigned char)*p & 0xc0) != 0x80;
}

/* How many characters begin in n bytes. */
static int64_t
count(const char *p, size_t n)
{
	int64_t c = 0;
	size_t i;

	for (i = 0; i < n; i++)
		c += is_start(p + i);
	return c;
}

/* The byte where character c (from 0) begins, or n. */
static size_t
place(const char *p, size_t n, int64_t c)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (is_start(p + i) && c-- == 0)
			break;
	return i;
}

static size_t
find(const char *p, size_t n, size_t from, const char *sub, size_t m)
{
	for (; from + m <= n; from++)
		if (memcmp(p + from, sub, m) == 0)
			return from;
	return SIZE_MAX;
}

static void
f_ascii(sqlite3_context *ctx, int n, sqlite3_value **v)
{
	size_t len;
	const char *p = func_text(v[0], &len);

	(void)n;
	if (p != NULL)
		sqlite3_result_int(ctx, len == 0 ? 0 : (unsigned char)*p);
}

/* char_matchcount(a, b): how many characters of a stand in b */
static void
f_matchcount(sqlite3_context *ctx, int n, sqlite3_value **v)
{
	size_t la, lb, i, len;
	const char *a = func_text(v[0], &la), *b = func_text(v[1], &lb);
	int64_t c = 0;

	if (func_null(n, v))
		return;
	for (i = 0; i < la; i += len) {
		for (len = 1; i + len < la && !is_start(a + i + len); len++)
			continue;
		c += find(b, lb, 0, a + i, len) != SIZE_MAX;
	}
	sqlite3_result_int64(ctx, c);
}

static void
f_find_in_set(sqlite3_context *ctx, int n, sqlite3_value **v)
{
	size_t la, lb, ld = 1, at = 0, next;
	const char *a = func_text(v[0], &la), *b = func_text(v[1], &lb);
	const char *d = n > 2 ? func_text(v[2], &ld) : ",";
	int64_t i;

	if (func_null(n, v) || ld == 0)
		return;
	for (i = 1;; i++) {
		next = find(b, lb, at, d, ld);
		if (next == SIZE_MAX)
			next = lb;
		if (next - at == la && memcmp(b + at, a, la) == 0)
			break;
		if (next == lb) {
			i = 0;
			break;
		}
		at = next + ld;
	}
	sqlite3_result_int64(ctx, i);
}

/* mc_instr(text, part [, start [, which]]); a start below 0 looks back. */
static void
f_instr(sqlite3_context *ctx, int n, sqlite3_value **v)
{
	size_t la, lb, at;
	const char *a = func_text(v[0], &la), *b = func_text(v[1], &lb);
	int64_t start = n > 2 ? sqlite3_value_int64(v[2]) : 1;
	int64_t which = n > 3 ? sqlite3_value_int64(v[3]) : 1;
	bool back = start < 0;

	if (func_null(n, v))
		return;
	if (start == 0 || which < 1) {
		sqlite3_result_error(ctx, "instr: places begin with 1", -1);
		return;
	}
	if (back)
		start = count(a, la) + start + 1;
	at = start < 1 ? SIZE_MAX : place(a, la, start - 1);
	while (at != SIZE_MAX) {
		if (at + lb <= la && memcmp(a + at, b, lb) == 0 && --which == 0)
			break;
		if (back)
			at = at == 0 ? SIZE_MAX : at - 1;
		else
			at = at >= la ? SIZE_MAX : at + 1;
	}
	sqlite3_result_int64(ctx, at == SIZE_MAX ? 0 : count(a, at) + 1);
}

static void
f_locate(sqlite3_context *ctx, int n, sqlite3_value **v)
{
	sqlite3_value *w[3] = { v[1], v[0], n > 2 ? v[2] : v[0] };

	f_instr(ctx, n, w);
}

static void
f_initcap(sqlite3_context *ctx, int n, sqlite3_value **v)
{
	size_t len, i;
	const char *p = func_text(v[0], &len);
	bool first = true;
	struct buf b;

	(void)n;
	if (p == NULL)
		return;
	buf_init(&b);
	for (i = 0; i < len; i++) {
		int c = (unsigned char)p[i];

		if (first && c >= 'a' && c <= 'z')
			c -= 32;
		else if (!first && c >= 'A' && c <= 'Z')
			c += 32;
		first = c == ' ';
		buf_putc(&b, c);
	}
	func_give(ctx, &b);
}

static void
pad(sqlite3_context *ctx, int n, sqlite3_value **v, bool left)
{
	size_t la, lb, at;
	const char *a = func_text(v[0], &la), *b = func_text(v[2], &lb);
	int64_t want = sqlite3_value_int64(v[1]), have, chars, i;
	struct buf out;

	if (func_null(n, v) || want < 0 || want > TEXT_MAX)
		return;
	have = count(a, la);
	chars = count(b, lb);
	buf_init(&out);
	if (!left || have >= want)
		buf_put(&out, a, place(a, la, want));
	for (i = 0; i < want - have && chars > 0; i++) {
		at = place(b, lb, i % chars);
		buf_put(&out, b + at, place(b, lb, i % chars + 1) - at);
	}
	if (left && have < want)
		buf_put(&out, a, la);
	func_give(ctx, &out);
}

static void
f_lpad(sqlite3_context *ctx, int n, sqlite3_value **v)
{
	pad(ctx, n, v, true);
}

static void
f_rpad(sqlite3_context *ctx, int n, sqlite3_value **v)
{
	pad(ctx, n, v, false);
}

static void
f_repeat(sqlite3_context *ctx, int n, sqlite3_value **v)
{
	size_t len;
	const char *p = func_text(v[0], &len);
	int64_t times = sqlite3_value_int64(v[1]);
	struct buf b;

	if (func_null(n, v) || times < 0)
		return;
	if (len > 0 && times > (int64_t)(TEXT_MAX / len)) {
		sqlite3_result_error(ctx, "the text is longer than 8 MB", -1);
		return;
	}
	buf_init(&b);
	for (; times > 0; times--)
		buf_put(&b, p, len);
	func_give(ctx, &b);
}

/* split_part(text, separator, start [, end]) */
static void
f_split_part(sqlite3_context *ctx, int n, sqlite3_value **v)
{
	size_t la, lb, at = 0, from = SIZE_MAX, next = 0;
	const char *a = func_text(v[0], &la), *b = func_text(v[1], &lb);
	int64_t start = sqlite3_value_int64(v[2]);
	int64_t end = n > 3 ? sqlite3_value_int64(v[3]) : start, i;

	if (func_null(n, v))
		return;
	if (start < 1 || end < start) {
		sqlite3_result_error(
		    ctx, "split_part: the parts are counted from 1", -1);
		return;
	}
	if (lb == 0) {
		sqlite3_result_value(ctx, v[0]);
		return;
	}
	for (i = 1; i <= end; i++, at = next + lb) {
		if (i == start)
			from = at;
		if ((next = find(a, la, at, b, lb)) == SIZE_MAX) {
			next = la;
			break;
		}
	}
	if (from == SIZE_MAX)
		from = next;
	sqlite3_result_text64(
	    ctx, a + from, next - from, SQLITE_TRANSIENT, SQLITE_UTF8);
}

/* Everything in front of the n-th separator, from the end if n < 0. */
static void
f_substring_index(sqlite3_context *ctx, int n, sqlite3_value **v)
{
	size_t la, lb, at;
	const char *a = func_text(v[0], &la), *b = func_text(v[1], &lb);
	int64_t which = sqlite3_value_int64(v[2]);

	if (func_null(n, v))
		return;
	if (lb == 0 || which == 0) {
		sqlite3_result_text(ctx, "", 0, SQLITE_STATIC);
		return;
	}
	if (which > 0) {
		for (at = 0; (at = find(a, la, at, b, lb)) != SIZE_MAX;
		     at += lb)
			if (--which == 0)
				break;
		if (at != SIZE_MAX)
			la = at;
	} else {
		for (at = la; at > 0; at--)
			if (at >= lb && memcmp(a + at - lb, b, lb) == 0 &&
			    ++which == 0)
				break;
		a += at;
		la -= at;
	}
	sqlite3_result_text64(ctx, a, la, SQLITE_TRANSIENT, SQLITE_UTF8);
}

static void
f_translate(sqlite3_context *ctx, int n, sqlite3_value **v)
{
	size_t la, lb, lc, i, at, len, to;
	const char *a = func_text(v[0], &la), *b = func_text(v[1], &lb);
	const char *c = func_text(v[2], &lc);
	struct buf out;

	if (func_null(n, v))
		return;
	buf_init(&out);
	for (i = 0; i < la; i += len) {
		for (len = 1; i + len < la && !is_start(a + i + len); len++)
			continue;
		if ((at = find(b, lb, 0, a + i, len)) == SIZE_MAX) {
			buf_put(&out, a + i, len);
			continue;
		}
		to = place(c, lc, count(b, at));
		buf_put(&out, c + to, place(c, lc, count(b, at) + 1) - to);
	}
	func_give(ctx, &out);
}

/* keyvalue(text, [pairs, parts,] key) */
static void
f_keyvalue(sqlite3_context *ctx, int n, sqlite3_value **v)
{
	size_t la, lk, lp = 1, lq = 1, at, end, next;
	const char *a = func_text(v[0], &la), *p = ";", *q = ":";
	const char *k = func_text(v[n - 1], &lk);

	if (func_null(n, v) || n == 3)
		return;
	if (n == 4) {
		p = func_text(v[1], &lp);
		q = func_text(v[2], &lq);
	}
	for (at = 0; at < la && lp > 0 && lq > 0; at = next + lp) {
		if ((next = find(a, la, at, p, lp)) == SIZE_MAX)
			next = la;
		end = find(a, next, at, q, lq);
		if (end != SIZE_MAX && end - at == lk &&
		    memcmp(a + at, k, lk) == 0) {
			sqlite3_result_text64(ctx, a + end + lq,
			    next - end - lq, SQLITE_TRANSIENT, SQLITE_UTF8);
			return;
		}
	}
}

/* --- JSON ----------------------------------------------------------------- */

/* One step of a path, ".name" or "[3]"; NULL when it leads nowhere. */
static const json_t *
json_step(const json_t *o, const char **p)
{
	char name[256];
	uint64_t i;
	size_t n;

	if (**p == '.') {
		n = strcspn(++*p, ".[");
		if (n == 0 || n >= sizeof(name))
			return NULL;
		memcpy(name, *p, n);
		name[n] = '\0';
		*p += n;
		return json_object_get(o, name);
	}
	n = strcspn(*p, "]");
	if (**p != '[' || (*p)[n] != ']' || n < 2 || n >= sizeof(name))
		return NULL;
	memcpy(name, *p + 1, n - 1);
	name[n - 1] = '\0';
	*p += n + 1;
	if (*name == '\'' && n > 3) {
		name[n - 2] = '\0';
		return json_object_get(o, name + 1);
	}
	return num_u64(name, 0, UINT32_MAX, &i) ? json_array_get(o, i) : NULL;
}

static void
f_json(sqlite3_context *ctx, int n, sqlite3_value **v)
{
	size_t la, lb;
	const char *a = func_text(v[0], &la), *p = func_text(v[1], &lb);
	const json_t *o;
	json_t *root;
	char *text;

	if (func_null(n, v) || *p++ != '$')
		return;
	if (strstr(p, "[*]") != NULL) {
		sqlite3_result_error(
		    ctx, "mclocal has no [*] in get_json_object", -1);
		return;
	}
	root = json_loadb(a, la, JSON_DECODE_ANY, NULL);
	for (o = root; o != NULL && *p != '\0';)
		o = json_step(o, &p);
	if (json_is_string(o)) {
		sqlite3_result_text(ctx, json_string_value(o),
		    (int)json_string_length(o), SQLITE_TRANSIENT);
	} else if (o != NULL && !json_is_null(o)) {
		text = json_dumps(o, JSON_COMPACT | JSON_ENCODE_ANY |
					 JSON_PRESERVE_ORDER |
					 JSON_REAL_PRECISION(15));
		sqlite3_result_text(ctx, text, -1, SQLITE_TRANSIENT);
		free(text);
	}
	json_decref(root);
}

int
func_register_parts(sqlite3 *db)
{
	static const struct func f[] = {
		{ "ascii", 1, f_ascii },
		{ "char_matchcount", 2, f_matchcount },
		{ "find_in_set", -1, f_find_in_set },
		{ "mc_instr", -1, f_instr },
		{ "locate", -1, f_locate },
		{ "initcap", 1, f_initcap },
		{ "lpad", 3, f_lpad },
		{ "rpad", 3, f_rpad },
		{ "repeat", 2, f_repeat },
		{ "split_part", -1, f_split_part },
		{ "substring_index", 3, f_substring_index },
		{ "translate", 3, f_translate },
		{ "keyvalue", -1, f_keyvalue },
		{ "get_json_object", 2, f_json },
	};

	return func_add(db, f, sizeof(f) / sizeof(f[0]), true);
}
