/*
 * func_regex.c: functions of regular expressions, and parse_url.
 */
#include <stdlib.h>
#include <string.h>

#include "mclocal/func_own.h"
#include "mclocal/regex.h"

/* The pattern in argument i, kept while the statement runs; NULL: the error
 * is given. */
static const struct regex *
pattern(sqlite3_context *ctx, sqlite3_value **v, int i)
{
	struct regex *re = sqlite3_get_auxdata(ctx, i);
	char why[120] = "";
	const char *p;
	size_t n;

	if (re != NULL)
		return re;
	p = func_text(v[i], &n);
	if ((re = regex_new(p, n, why, sizeof(why))) == NULL) {
		sqlite3_result_error(ctx, why, -1);
		return NULL;
	}
	sqlite3_set_auxdata(ctx, i, re, regex_free);
	/* where SQLite keeps nothing, it is gone already */
	if ((re = sqlite3_get_auxdata(ctx, i)) == NULL)
		sqlite3_result_error_nomem(ctx);
	return re;
}

/* A search through a text, match after match. */
struct search {
	sqlite3_context *ctx;
	const struct regex *re;
	const char *p;
	size_t n, at;
	struct regex_span span[REGEX_GROUPS];
};

/* false: the answer is given, NULL or an error. */
static bool
begin(struct search *s, sqlite3_context *ctx, int n, sqlite3_value **v)
{
	memset(s, 0, sizeof(*s));
	s->ctx = ctx;
	if (func_null(n, v) || (s->re = pattern(ctx, v, 1)) == NULL)
		return false;
	s->p = func_text(v[0], &s->n);
	return true;
}

/* 1, 0 there is none, -1 the error is given. */
static int
next(struct search *s)
{
	int rc;

	if (s->at > s->n)
		return 0;
	rc = regex_find(s->re, s->p, s->n, s->at, s->span);
	if (rc == -1)
		sqlite3_result_error(s->ctx, "the search takes too long", -1);
	if (rc != 1)
		return rc;
	s->at = (size_t)(s->span[0].p - s->p) + s->span[0].n;
	if (s->span[0].n == 0) /* on to the next character */
		do
			s->at++;
		while (s->at < s->n &&
		       ((unsigned char)s->p[s->at] & 0xc0) == 0x80);
	return 1;
}

static int64_t
characters(const char *p, size_t n)
{
	int64_t c = 0;

	while (n-- > 0)
		c += ((unsigned char)p[n] & 0xc0) != 0x80;
	return c;
}

/* Begin at character "start", from 1; false: there is none. */
static bool
skip(struct search *s, int64_t start)
{
	if (start < 1)
		return false;
	for (; start > 1 && s->at < s->n; start--)
		do
			s->at++;
		while (s->at < s->n &&
		       ((unsigned char)s->p[s->at] & 0xc0) == 0x80);
	return true;
}

static void
give_span(sqlite3_context *ctx, const struct regex_span *g)
{
	if (g->p == NULL)
		sqlite3_result_text(ctx, "", 0, SQLITE_STATIC);
	else
		sqlite3_result_text64(
		    ctx, g->p, g->n, SQLITE_TRANSIENT, SQLITE_UTF8);
}

static void
f_rlike(sqlite3_context *ctx, int n, sqlite3_value **v)
{
	struct search s;
	int rc;

	if (begin(&s, ctx, n, v) && (rc = next(&s)) != -1)
		sqlite3_result_int(ctx, rc);
}

/* regexp_extract(text, pattern [, group]) */
static void
f_extract(sqlite3_context *ctx, int n, sqlite3_value **v)
{
	int64_t group = n > 2 ? sqlite3_value_int64(v[2]) : 1;
	struct search s;
	int rc;

	if (!begin(&s, ctx, n, v))
		return;
	if (n < 3 && regex_groups(s.re) == 0)
		group = 0;
	if (group < 0 || group >= REGEX_GROUPS ||
	    group > (int64_t)regex_groups(s.re)) {
		sqlite3_result_error(
		    ctx, "regexp_extract: there is no such group", -1);
		return;
	}
	if ((rc = next(&s)) == 1)
		give_span(ctx, &s.span[group]);
	else if (rc == 0)
		sqlite3_result_text(ctx, "", 0, SQLITE_STATIC);
}

static void
f_count(sqlite3_context *ctx, int n, sqlite3_value **v)
{
	struct search s;
	int64_t count = 0;
	int rc;

	if (!begin(&s, ctx, n, v) ||
	    !skip(&s, n > 2 ? sqlite3_value_int64(v[2]) : 1))
		return;
	while ((rc = next(&s)) == 1)
		count++;
	if (rc == 0)
		sqlite3_result_int64(ctx, count);
}

/* The match of this number from start on. */
static int
nth(struct search *s, int n, sqlite3_value **v)
{
	int64_t which = n > 3 ? sqlite3_value_int64(v[3]) : 1;
	int rc = 0;

	if (!skip(s, n > 2 ? sqlite3_value_int64(v[2]) : 1) || which < 1)
		return 0;
	while (which-- > 0)
		if ((rc = next(s)) != 1)
			break;
	return rc;
}

/* regexp_instr(text, pattern [, start [, which [, 1: behind it]]]) */
static void
f_instr(sqlite3_context *ctx, int n, sqlite3_value **v)
{
	struct search s;
	const char *at;
	int rc;

	if (!begin(&s, ctx, n, v) || (rc = nth(&s, n, v)) == -1)
		return;
	at = s.span[0].p;
	if (rc == 1 && n > 4 && sqlite3_value_int64(v[4]) == 1)
		at += s.span[0].n;
	sqlite3_result_int64(
	    ctx, rc == 0 ? 0 : characters(s.p, (size_t)(at - s.p)) + 1);
}

static void
f_substr(sqlite3_context *ctx, int n, sqlite3_value **v)
{
	struct search s;

	if (begin(&s, ctx, n, v) && nth(&s, n, v) == 1)
		give_span(ctx, &s.span[0]);
}

/* The new text, \1 being the first group. */
static void
put_new(struct buf *b, const struct search *s, const char *p, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++) {
		if (p[i] == '\\' && i + 1 < n) {
			i++;
			if (p[i] >= '0' && p[i] <= '9') {
				const struct regex_span *g =
				    &s->span[p[i] - '0'];

				buf_put(b, g->p, g->n);
				continue;
			}
		}
		buf_putc(b, p[i]);
	}
}

/* regexp_replace(text, pattern, new [, which]); 0: all of them */
static void
f_replace(sqlite3_context *ctx, int n, sqlite3_value **v)
{
	int64_t which = n > 3 ? sqlite3_value_int64(v[3]) : 0, i;
	struct search s;
	size_t len, done = 0;
	const char *text;
	struct buf b;
	int rc;

	if (!begin(&s, ctx, n, v))
		return;
	text = func_text(v[2], &len);
	buf_init(&b);
	for (i = 1; (rc = next(&s)) == 1; i++) {
		if (which != 0 && which != i)
			continue;
		buf_put(&b, s.p + done, (size_t)(s.span[0].p - s.p) - done);
		put_new(&b, &s, text, len);
		done = (size_t)(s.span[0].p - s.p) + s.span[0].n;
	}
	buf_put(&b, s.p + done, s.n - done);
	if (rc == 0)
		func_give(ctx, &b);
	else
		buf_release(&b);
}

/* --- addresses ------------------------------------------------------------ */

/* The parts of an address; false when it has none. */
static bool
url_parts(const char *p, size_t len, struct regex_span span[REGEX_GROUPS])
{
	/* scheme, authority, path, query, fragment */
	static const char url[] = "^(?:([a-zA-Z][a-zA-Z0-9+.-]*):)?"
				  "(?://([^/?#]*))?([^?#]*)"
				  "(?:\\?([^#]*))?(?:#(.*))?$";
	char why[16];
	struct regex *re = regex_new(url, sizeof(url) - 1, why, sizeof(why));
	bool found = re != NULL && regex_find(re, p, len, 0, span) == 1;

	regex_free(re);
	return found;
}

/* Of user@host:port the host, or the user; false when there is no user. */
static bool
url_authority(struct regex_span *g, bool host)
{
	const char *at = memchr(g->p, '@', g->n), *colon;

	if (!host) {
		g->n = at == NULL ? 0 : (size_t)(at - g->p);
		return at != NULL;
	}
	if (at != NULL) {
		g->n -= (size_t)(at + 1 - g->p);
		g->p = at + 1;
	}
	if ((colon = memchr(g->p, ':', g->n)) != NULL)
		g->n = (size_t)(colon - g->p);
	return true;
}

/* The value of a key in a=1&b=2. */
static void
give_key(sqlite3_context *ctx, struct regex_span g, sqlite3_value *v)
{
	struct regex_span key;
	const char *at;
	size_t k;

	key.p = func_text(v, &key.n);
	for (; g.n > 0; g.p += k, g.n -= k) {
		at = memchr(g.p, '&', g.n);
		k = at == NULL ? g.n : (size_t)(at - g.p);
		if (k > key.n && memcmp(g.p, key.p, key.n) == 0 &&
		    g.p[key.n] == '=') {
			g.p += key.n + 1;
			g.n = k - key.n - 1;
			give_span(ctx, &g);
			return;
		}
		k += at != NULL;
	}
}

/* parse_url(url, part [, key]) */
static void
f_parse_url(sqlite3_context *ctx, int n, sqlite3_value **v)
{
	static const struct {
		const char *part;
		unsigned group;
	} parts[] = { { "PROTOCOL", 1 }, { "AUTHORITY", 2 }, { "HOST", 2 },
		{ "USERINFO", 2 }, { "PATH", 3 }, { "FILE", 3 }, { "QUERY", 4 },
		{ "REF", 5 } };
	struct regex_span span[REGEX_GROUPS], g;
	const char *p, *part;
	size_t len, i;

	if (func_null(n, v))
		return;
	p = func_text(v[0], &len);
	part = (const char *)sqlite3_value_text(v[1]);
	for (i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
		if (strcmp(parts[i].part, part) == 0)
			break;
	if (i == sizeof(parts) / sizeof(parts[0]) || !url_parts(p, len, span))
		return;
	g = span[parts[i].group];
	if (g.p == NULL)
		return;
	if ((strcmp(part, "HOST") == 0 && !url_authority(&g, true)) ||
	    (strcmp(part, "USERINFO") == 0 && !url_authority(&g, false)))
		return;
	if (strcmp(part, "FILE") == 0 && span[4].p != NULL)
		g.n += span[4].n + 1;
	if (n < 3)
		give_span(ctx, &g);
	else
		give_key(ctx, g, v[2]);
}

int
func_register_regex(sqlite3 *db)
{
	static const struct func f[] = {
		{ "mc_rlike", 2, f_rlike },
		{ "regexp_extract", -1, f_extract },
		{ "regexp_count", -1, f_count },
		{ "regexp_instr", -1, f_instr },
		{ "regexp_substr", -1, f_substr },
		{ "regexp_replace", -1, f_replace },
		{ "parse_url", -1, f_parse_url },
	};

	return func_add(db, f, sizeof(f) / sizeof(f[0]), true);
}
