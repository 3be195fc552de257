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

/* An executable comment loses only its marks and the version in it. */
static void
skip_comment(struct sqlscan *s)
{
	s->p += 2;
	if (starts(s, "!") || starts(s, "M!")) {
		s->p += *s->p == 'M' ? 2 : 1;
		while (s->p < s->end && *s->p >= '0' && *s->p <= '9')
			s->p++;
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

static void
quoted(struct sqlscan *s, char quote)
{
	for (s->p++; s->p < s->end; s->p++) {
		if (*s->p == '\\' && quote != '`' && s->end - s->p > 1) {
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
sqlscan_init(struct sqlscan *s, const char *sql, size_t len)
{
	memset(s, 0, sizeof(*s));
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
