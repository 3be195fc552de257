/*
 * words.c: see words.h.
 */
#include <string.h>

#include "words.h"

static void
skip_blanks(struct words *w)
{
	w->p += strspn(w->p, " \t");
}

static const char *
in_quotes(struct words *w)
{
	w->quoted = true;
	for (w->p++; *w->p != '\0'; w->p++) {
		if (*w->p == '\'' && w->p[1] != '\'') {
			w->p++;
			return buf_str(&w->text);
		}
		if (*w->p == '\'')
			w->p++;
		buf_putc(&w->text, *w->p);
	}
	return NULL;
}

const char *
words_next(struct words *w)
{
	size_t n;

	skip_blanks(w);
	buf_clear(&w->text);
	w->quoted = false;
	if (*w->p == '\'')
		return in_quotes(w);
	n = *w->p == '(' || *w->p == ')' ? 1 : strcspn(w->p, " \t)");
	if (n == 0)
		return NULL;
	/* the brackets of a type belong to it */
	if (n > 1 && w->p[n] == ')' && memchr(w->p, '(', n) != NULL)
		n += strcspn(w->p + n, " \t");
	buf_put(&w->text, w->p, n);
	w->p += n;
	return buf_str(&w->text);
}

const char *
words_rest(struct words *w)
{
	skip_blanks(w);
	buf_clear(&w->text);
	for (; *w->p != '\0'; w->p++) {
		if (*w->p != '\\' || w->p[1] == '\0') {
			buf_putc(&w->text, *w->p);
			continue;
		}
		w->p++;
		buf_putc(&w->text, *w->p == 'n'   ? '\n'
				   : *w->p == 't' ? '\t'
						  : *w->p);
	}
	return buf_str(&w->text);
}
