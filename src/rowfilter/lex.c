/*
 * lex.c: words of row filters and scripts; see lex.h.
 */
#include <string.h>
#include <strings.h>

#include "base/utf8.h"
#include "rowfilter/lex.h"

void
lex_init(struct lex *l, const char *source, bool script)
{
	size_t n = strlen(source);

	memset(l, 0, sizeof(*l));
	l->p = l->line_at = source;
	l->line_now = 1;
	l->script = script;
	if (utf8_valid((const uint8_t *)source, n) != n)
		l->why = "the text is not UTF-8";
}

void
lex_release(struct lex *l)
{
	buf_release(&l->text);
}

static bool
is_digit(int c)
{
	return c >= '0' && c <= '9';
}

static bool
is_name(int c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       is_digit(c) || c == '_' || c == '$' || (c & 0x80) != 0;
}

static void
skip_blanks(struct lex *l)
{
	for (;; l->p++) {
		if (*l->p == '#' && l->script)
			l->p += strcspn(l->p, "\n");
		if (*l->p == '\n') {
			l->line_now++;
			l->line_at = l->p + 1;
		} else if (*l->p == '\0' || strchr(" \t\r", *l->p) == NULL) {
			return;
		}
	}
}

/* Columns are counted in characters. */
static unsigned
column_of(const struct lex *l)
{
	unsigned n = 1;

	for (const char *s = l->line_at; s < l->p; s++)
		n += ((unsigned char)*s & 0xc0) != 0x80;
	return n;
}

static void
bad(struct lex *l, const char *why)
{
	l->kind = LEX_BAD;
	l->why = why;
}

static int
hex_digit(int c)
{
	const char *digits = "0123456789abcdef", *at;

	c = c >= 'A' && c <= 'F' ? c - 'A' + 'a' : c;
	return c != '\0' && (at = strchr(digits, c)) != NULL
		   ? (int)(at - digits)
		   : -1;
}

/* uHHHH of a script, below the surrogates; p is left on its last digit. */
static bool
escape_code(struct lex *l)
{
	uint32_t c = 0;
	int d;

	for (int i = 1; i <= 4; i++) {
		if ((d = hex_digit(l->p[i])) == -1)
			return false;
		c = c << 4 | (uint32_t)d;
	}
	if (c == 0 || c >= 0xd800)
		return false;
	l->p += 4;
	if (c < 0x80) {
		buf_putc(&l->text, (int)c);
		return true;
	}
	if (c >= 0x800)
		buf_putc(&l->text, (int)(0xe0 | c >> 12));
	buf_putc(&l->text,
	    (int)(c >= 0x800 ? 0x80 | (c >> 6 & 0x3f) : 0xc0 | c >> 6));
	buf_putc(&l->text, (int)(0x80 | (c & 0x3f)));
	return true;
}

/* Of scripts: regular expressions are texts, so \d stays \d. */
static void
escape_script(struct lex *l)
{
	static const char from[] = "nrt\\'\"", to[] = "\n\r\t\\'\"";
	const char *at = strchr(from, *l->p);

	if (*l->p == 'u' && escape_code(l))
		return;
	if (at == NULL)
		buf_putc(&l->text, '\\');
	buf_putc(&l->text, at != NULL ? to[at - from] : *l->p);
}

/* One escaped character of a text, as MySQL has them: '\%' and '\_' keep
 * their backslash, for LIKE. */
static void
escape(struct lex *l)
{
	static const char from[] = "0bnrtZ", to[] = "\0\b\n\r\t\032";
	const char *at;
	int c = *++l->p;

	if (l->script) {
		escape_script(l);
		return;
	}
	if (c == '%' || c == '_')
		buf_putc(&l->text, '\\');
	else if ((at = strchr(from, c)) != NULL)
		c = to[at - from];
	buf_putc(&l->text, c);
}

static void
quoted(struct lex *l, char quote)
{
	l->kind = quote == '`' ? LEX_QUOTED : LEX_TEXT;
	for (l->p++; *l->p != '\0'; l->p++) {
		if (*l->p == quote && *++l->p != quote) {
			if (l->kind == LEX_QUOTED && l->text.len == 0)
				bad(l, "an empty name");
			return;
		}
		if (*l->p == '\n') {
			l->line_now++;
			l->line_at = l->p + 1;
		}
		if (*l->p == '\\' && quote != '`' && l->p[1] != '\0')
			escape(l);
		else
			buf_putc(&l->text, *l->p);
	}
	bad(l, quote == '`' ? "the name has no end" : "the text has no end");
}

static void
number(struct lex *l)
{
	const char *s = l->p;

	while (is_digit(*s))
		s++;
	if (*s == '.')
		for (s++; is_digit(*s); s++)
			;
	if ((*s == 'e' || *s == 'E') &&
	    is_digit(s[strchr("+-", s[1]) && s[1] != '\0' ? 2 : 1]))
		for (s += 2; is_digit(*s); s++)
			;
	buf_put(&l->text, l->p, (size_t)(s - l->p));
	l->kind = LEX_NUMBER;
	l->p = s;
	if (is_name(*s))
		bad(l, "neither number nor name");
}

static void
sign(struct lex *l)
{
	static const char *const two[] = { "<=", ">=", "!=", "<>", "&&", "||",
		"==" };

	l->kind = LEX_SIGN;
	for (size_t i = 0; i < sizeof(two) / sizeof(two[0]); i++)
		if (strncmp(l->p, two[i], 2) == 0) {
			buf_put(&l->text, l->p, 2);
			l->p += 2;
			return;
		}
	buf_putc(&l->text, *l->p);
	if (*l->p == '"')
		bad(l, "texts stand in single quotes");
	else if (*l->p == ';')
		bad(l, "no semicolon here");
	else if (strchr("=<>(),+-*/%?:", *l->p) == NULL)
		bad(l, "a sign that has no meaning here");
	l->p++;
}

void
lex_next(struct lex *l)
{
	buf_clear(&l->text);
	skip_blanks(l);
	l->line = l->line_now;
	l->column = column_of(l);
	if (l->why != NULL)
		l->kind = LEX_BAD;
	else if (*l->p == '\0')
		l->kind = LEX_END;
	else if (is_digit(*l->p) || (*l->p == '.' && is_digit(l->p[1])))
		number(l);
	else if (*l->p == '`' || *l->p == '\'' || (*l->p == '"' && l->script))
		quoted(l, *l->p);
	else if (is_name(*l->p)) {
		l->kind = LEX_NAME;
		for (; is_name(*l->p); l->p++)
			buf_putc(&l->text, *l->p);
	} else
		sign(l);
	buf_str(&l->text);
}

bool
lex_is(const struct lex *l, const char *sign_text)
{
	return l->kind == LEX_SIGN &&
	       strcmp((const char *)l->text.data, sign_text) == 0;
}

bool
lex_is_word(const struct lex *l, const char *name)
{
	return l->kind == LEX_NAME &&
	       strcasecmp((const char *)l->text.data, name) == 0;
}
