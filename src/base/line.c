/*
 * line.c: see line.h.
 */
#include <stdio.h>
#include <string.h>

#include "base/num.h"

#include "base/line.h"

void
line_put(struct buf *out, const char *text)
{
	if (text[0] == '\0' || strcmp(text, "-") == 0) {
		buf_puts(out, text[0] == '\0' ? "-" : "%2D");
		return;
	}
	for (; *text != '\0'; text++)
		if ((unsigned char)*text <= ' ' || *text == '%' ||
		    *text == 0x7f)
			buf_printf(out, "%%%02X", (unsigned char)*text);
		else
			buf_putc(out, *text);
}

size_t
line_split(char *line, char **word, size_t max)
{
	size_t n = 0;

	while (*line != '\0') {
		if (n == max)
			return max + 1;
		word[n++] = line;
		line += strcspn(line, " ");
		if (*line != '\0')
			*line++ = '\0';
	}
	return n;
}

bool
line_is(char **word, const char *name)
{
	size_t n = strlen(name);

	if (strncmp(*word, name, n) != 0)
		return false;
	*word += n;
	return true;
}

static int
hex(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

bool
line_text(const char *word, char *text, size_t size)
{
	size_t n = 0;

	if (strcmp(word, "-") == 0)
		word++;
	for (; *word != '\0'; word++) {
		if (n + 1 >= size)
			return false;
		text[n++] = *word;
		if (*word != '%')
			continue;
		if (hex(word[1]) < 0 || hex(word[2]) < 0)
			return false;
		text[n - 1] = (char)(hex(word[1]) << 4 | hex(word[2]));
		if (text[n - 1] == '\0')
			return false;
		word += 2;
	}
	text[n] = '\0';
	return true;
}

bool
line_number(char *word, const char *name, uint64_t max, uint64_t *v)
{
	return line_is(&word, name) && num_u64(word, 0, max, v);
}
