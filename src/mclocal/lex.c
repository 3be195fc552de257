/*
 * lex.c: the tokenizer; see lex.h.
 */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "mclocal/lex.h"

struct scan {
	const char *p, *end, *line_start;
	unsigned line;
	struct lex *lex;
};

static bool
is_digit(int c)
{
	return c >= '0' && c <= '9';
}

static bool
is_word(int c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
	       c == '$' || is_digit(c) || (c & 0x80) != 0;
}

static char
lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static void
skip_line(struct scan *s)
{
	while (s->p < s->end && *s->p != '\n')
		s->p++;
}

/* Blanks and comments.  false when a comment does not end. */
static bool
skip_blanks(struct scan *s)
{
	while (s->p < s->end) {
		if (*s->p == '\n') {
			s->line++;
			s->line_start = ++s->p;
		} else if (*s->p == ' ' || *s->p == '\t' || *s->p == '\r' ||
			   *s->p == '\f') {
			s->p++;
		} else if (s->end - s->p > 1 && s->p[0] == '-' &&
			   s->p[1] == '-') {
			skip_line(s);
		} else if (s->end - s->p > 1 && s->p[0] == '/' &&
			   s->p[1] == '*') {
			for (s->p += 2; s->end - s->p > 1; s->p++) {
				if (s->p[0] == '*' && s->p[1] == '/')
					break;
				if (*s->p == '\n') {
					s->line++;
					s->line_start = s->p + 1;
				}
			}
			if (s->end - s->p < 2)
				return false;
			s->p += 2;
		} else {
			break;
		}
	}
	return true;
}

static struct token *
lex_add(struct scan *s, enum lex_kind kind)
{
	struct lex *l = s->lex;
	struct token *t;

	l->t = xreallocarray(l->t, l->n + 1, sizeof(*l->t));
	t = &l->t[l->n++];
	memset(t, 0, sizeof(*t));
	t->kind = kind;
	t->p = s->p;
	t->line = s->line;
	t->col = (unsigned)(s->p - s->line_start) + 1;
	return t;
}

static void
lex_set(struct token *t, struct scan *s, const char *text, size_t n)
{
	t->text = xmalloc(n + 1);
	if (n > 0)
		memcpy(t->text, text, n);
	t->text[n] = '\0';
	t->textlen = n;
	t->n = (size_t)(s->p - t->p);
}

/* What a backslash and this letter mean. */
static char
unescape(char c)
{
	switch (c) {
	case 'n':
		return '\n';
	case 't':
		return '\t';
	case 'r':
		return '\r';
	case 'b':
		return '\b';
	case '0':
		return '\0';
	default:
		return c;
	}
}

/* '…', "…" with backslashes, `…` with none and doubled ones. */
static bool
lex_quoted(struct scan *s)
{
	char quote = *s->p;
	struct token *t = lex_add(s, quote == '`' ? LEX_NAME : LEX_STRING);
	struct buf b;
	bool closed = false;

	buf_init(&b);
	for (s->p++; s->p < s->end && !closed; s->p++) {
		if (*s->p == '\n') {
			s->line++;
			s->line_start = s->p + 1;
		}
		if (*s->p == quote) {
			if (s->end - s->p > 1 && s->p[1] == quote)
				s->p++;
			else {
				closed = true;
				continue;
			}
		} else if (*s->p == '\\' && quote != '`' && s->end - s->p > 1) {
			s->p++;
			/* these two stay escaped: LIKE patterns need them */
			if (*s->p == '%' || *s->p == '_')
				buf_putc(&b, '\\');
			buf_putc(&b, unescape(*s->p));
			continue;
		}
		buf_putc(&b, quote == '`' ? lower(*s->p) : *s->p);
	}
	lex_set(t, s, buf_str(&b), b.len);
	buf_release(&b);
	return closed;
}

static void
lex_word(struct scan *s)
{
	struct token *t = lex_add(s, LEX_WORD);
	size_t i;

	while (s->p < s->end && is_word((unsigned char)*s->p))
		s->p++;
	lex_set(t, s, t->p, (size_t)(s->p - t->p));
	for (i = 0; i < t->textlen; i++)
		t->text[i] = lower(t->text[i]);
}

/* Digits, point, exponent, and a letter or two for the type. */
static void
lex_number(struct scan *s)
{
	struct token *t = lex_add(s, LEX_NUMBER);

	while (s->p < s->end && (is_digit(*s->p) || *s->p == '.'))
		s->p++;
	if (s->end - s->p > 1 && (*s->p == 'e' || *s->p == 'E') &&
	    (is_digit(s->p[1]) ||
		(s->end - s->p > 2 && (s->p[1] == '-' || s->p[1] == '+') &&
		    is_digit(s->p[2]))))
		for (s->p += 2; s->p < s->end && is_digit(*s->p);)
			s->p++;
	while (s->p < s->end && is_word((unsigned char)*s->p))
		s->p++;
	lex_set(t, s, t->p, (size_t)(s->p - t->p));
}

static void
lex_op(struct scan *s)
{
	static const char *const ops[] = { "<=>", "<>",
		"!=", "<=", ">=", "==", "||", "&&" };
	struct token *t = lex_add(s, LEX_OP);
	size_t i, n = 1;

	for (i = 0; i < sizeof(ops) / sizeof(ops[0]); i++) {
		size_t len = strlen(ops[i]);

		if ((size_t)(s->end - s->p) >= len &&
		    memcmp(s->p, ops[i], len) == 0) {
			n = len;
			break;
		}
	}
	s->p += n;
	lex_set(t, s, t->p, n);
}

static bool
lex_next(struct scan *s)
{
	int c = (unsigned char)*s->p;

	if (c == '\'' || c == '"' || c == '`')
		return lex_quoted(s);
	if (is_digit(c) ||
	    (c == '.' && s->end - s->p > 1 && is_digit(s->p[1]) &&
		(s->lex->n == 0 || s->lex->t[s->lex->n - 1].kind == LEX_OP)))
		lex_number(s);
	else if (is_word(c))
		lex_word(s);
	else
		lex_op(s);
	return true;
}

int
lex_all(struct lex *l, const char *script, size_t n)
{
	struct scan s = { script, script + n, script, 1, l };

	memset(l, 0, sizeof(*l));
	for (;;) {
		if (!skip_blanks(&s)) {
			l->why = "a comment does not end";
			break;
		}
		if (s.p == s.end) {
			lex_set(lex_add(&s, LEX_END), &s, "", 0);
			return 0;
		}
		if (!lex_next(&s)) {
			l->why = "a quote does not end";
			break;
		}
	}
	l->line = l->n > 0 ? l->t[l->n - 1].line : 1;
	l->col = l->n > 0 ? l->t[l->n - 1].col : 1;
	return -1;
}

void
lex_release(struct lex *l)
{
	size_t i;

	for (i = 0; i < l->n; i++)
		free(l->t[i].text);
	free(l->t);
	memset(l, 0, sizeof(*l));
}
