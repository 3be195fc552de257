/*
 * sqlscan.c: see sqlscan.h.
 */
#include <string.h>
#include <strings.h>

#include "binlog/sqlscan.h"

static bool
blank(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static bool
letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9') || c == '_' || c == '$' ||
	       (c & 0x80) != 0;
}

static bool
starts(const struct sqlscan *s, const char *text)
{
	size_t n = strlen(text);

	return (size_t)(s->end - s->p) >= n && memcmp(s->p, text, n) == 0;
}

static void
skip_line(struct sqlscan *s)
{
	while (s->p < s->end && *s->p != '\n')
		s->p++;
}

/*
 * Behind the mark of an executable comment: does the server run it?  Its
 * version, of five digits or six, is stepped over.  MariaDB leaves those
 * to MySQL that came after the two had parted.
 */
static bool
runs(struct sqlscan *s, bool own)
{
	const struct sqlscan_how *how = &s->how;
	unsigned version = 0, n = 0;

	while (s->p + n < s->end && n < 6 && s->p[n] >= '0' && s->p[n] <= '9')
		version = version * 10 + (unsigned)(s->p[n++] - '0');
	if (n < 5)
		return true;
	s->p += n;
	if (how->version == 0)
		return true;
	return version <= how->version &&
	       (!how->mariadb || own || version < 50700 || version > 99999);
}

/* An executable comment loses only its marks and the version in it. */
static void
skip_comment(struct sqlscan *s)
{
	bool own;

	s->p += 2;
	own = starts(s, "M!") && (s->how.mariadb || s->how.version == 0);
	if (own || starts(s, "!")) {
		s->p += own ? 2 : 1;
		if (runs(s, own))
			return;
	}
	while (s->p < s->end && !starts(s, "*/"))
		s->p++;
	if (s->p < s->end)
		s->p += 2;
}

static void
skip(struct sqlscan *s)
{
	for (;;) {
		while (s->p < s->end && (blank(*s->p) || *s->p == '\0'))
			s->p++;
		if (starts(s, "#"))
			skip_line(s);
		else if (starts(s, "--") &&
			 (s->end - s->p == 2 || blank(s->p[2])))
			skip_line(s);
		else if (starts(s, "/*"))
			skip_comment(s);
		else if (starts(s, "*/"))
			s->p += 2;
		else
			return;
	}
}

static bool
escapes(const struct sqlscan *s, char quote)
{
	uint64_t mode = s->how.mode;

	return quote != '`' && !(mode & SQLSCAN_NO_BACKSLASH) &&
	       !(quote == '"' && (mode & SQLSCAN_ANSI_QUOTES));
}

static void
quoted(struct sqlscan *s, char quote)
{
	bool escape = escapes(s, quote);

	for (s->p++; s->p < s->end; s->p++) {
		if (*s->p == '\\' && escape && s->end - s->p > 1) {
			s->p++;
			continue;
		}
		if (*s->p != quote)
			continue;
		if (s->end - s->p > 1 && s->p[1] == quote) {
			s->p++;
			continue;
		}
		s->p++;
		return;
	}
}

void
sqlscan_next(struct sqlscan *s)
{
	skip(s);
	s->token = s->p;
	if (s->p == s->end) {
		s->kind = SQLSCAN_END;
	} else if (letter(*s->p)) {
		s->kind = SQLSCAN_WORD;
		while (s->p < s->end && letter(*s->p))
			s->p++;
	} else if (*s->p == '`' || *s->p == '"') {
		s->kind = SQLSCAN_QUOTED;
		quoted(s, *s->p);
	} else if (*s->p == '\'') {
		s->kind = SQLSCAN_STRING;
		quoted(s, '\'');
	} else {
		s->kind = SQLSCAN_SIGN;
		s->p++;
	}
	s->len = (size_t)(s->p - s->token);
}

void
sqlscan_init(struct sqlscan *s, const struct sqlscan_how *how, const char *sql,
    size_t len)
{
	memset(s, 0, sizeof(*s));
	s->how = *how;
	s->p = sql;
	s->end = sql + len;
	sqlscan_next(s);
}

bool
sqlscan_is(const struct sqlscan *s, const char *word)
{
	return (s->kind == SQLSCAN_WORD || s->kind == SQLSCAN_SIGN) &&
	       s->len == strlen(word) &&
	       strncasecmp(s->token, word, s->len) == 0;
}

bool
sqlscan_is_name(const struct sqlscan *s, const char *name)
{
	struct sqlscan inner = *s;

	if (s->kind == SQLSCAN_QUOTED && s->len >= 2) {
		inner.kind = SQLSCAN_WORD;
		inner.token++;
		inner.len -= 2;
	}
	return inner.kind == SQLSCAN_WORD && sqlscan_is(&inner, name);
}

bool
sqlscan_take(struct sqlscan *s, const char *word)
{
	if (!sqlscan_is(s, word))
		return false;
	sqlscan_next(s);
	return true;
}

bool
sqlscan_name(struct sqlscan *s, struct buf *out)
{
	size_t i;

	if (s->kind == SQLSCAN_WORD) {
		buf_put(out, s->token, s->len);
	} else if (s->kind == SQLSCAN_QUOTED && s->len >= 2) {
		for (i = 1; i < s->len - 1; i++) {
			if (s->token[i] == s->token[0])
				i++;
			buf_putc(out, s->token[i]);
		}
	} else {
		return false;
	}
	sqlscan_next(s);
	return true;
}

static const char *
digits(const struct sqlscan *s, const char *p)
{
	while (p < s->end && *p >= '0' && *p <= '9')
		p++;
	return p;
}

bool
sqlscan_number(struct sqlscan *s)
{
	const char *p = digits(s, s->token), *e;
	bool whole = p == s->end || *p != '.';

	if (!whole)
		p = digits(s, p + 1);
	if (p == s->token || (p == s->token + 1 && *s->token == '.'))
		return false;
	if (p < s->end && (*p == 'e' || *p == 'E')) {
		e = p + 1;
		if (e < s->end && (*e == '+' || *e == '-'))
			e++;
		if (digits(s, e) > e)
			p = digits(s, e);
	}
	while (whole && p < s->end && letter(*p)) /* 0x1f */
		p++;
	s->p = p;
	sqlscan_next(s);
	return true;
}

/* What a backslash and c stand for.  Of a sign that LIKE knows the servers
 * keep both. */
static void
escaped(struct buf *out, char c)
{
	static const char pairs[] = "0\0n\nt\tr\rb\bZ\032";
	size_t i;

	for (i = 0; i + 1 < sizeof(pairs); i += 2)
		if (pairs[i] == c)
			c = pairs[i + 1];
	if (c == '%' || c == '_')
		buf_putc(out, '\\');
	buf_putc(out, c);
}

bool
sqlscan_text(struct sqlscan *s, struct buf *out)
{
	bool any = false;
	size_t i;

	while (s->len >= 2 && (s->token[0] == '\'' || s->token[0] == '"')) {
		for (i = 1; i < s->len - 1; i++) {
			if (s->token[i] == '\\' && escapes(s, s->token[0])) {
				escaped(out, s->token[++i]);
				continue;
			}
			if (s->token[i] == s->token[0])
				i++;
			buf_putc(out, s->token[i]);
		}
		sqlscan_next(s);
		any = true;
	}
	return any;
}

void
sqlscan_parens(struct sqlscan *s)
{
	unsigned depth = 0;

	do {
		if (sqlscan_is(s, "("))
			depth++;
		else if (sqlscan_is(s, ")"))
			depth--;
		sqlscan_next(s);
	} while (depth > 0 && s->kind != SQLSCAN_END);
}
