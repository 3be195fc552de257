/*
 * back_get.c: the getters of back.h, and base64.
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/num.h"

#include "pxrec/back.h"
#include "pxrec/lines.h"

void
back_fail(struct back *k, const char *fmt, ...)
{
	va_list ap;

	if (k->bad)
		return;
	k->bad = true;
	va_start(ap, fmt);
	vsnprintf(k->why, sizeof(k->why), fmt, ap);
	va_end(ap);
}

static bool
is_among(const char *key, const char *keys)
{
	size_t n = strlen(key), len;

	for (; *keys != '\0'; keys += len + (keys[len] == ' ' ? 1 : 0)) {
		len = strcspn(keys, " ");
		if (len == n && memcmp(keys, key, n) == 0)
			return true;
	}
	return false;
}

void
back_only(struct back *k, json_t *o, const char *keys)
{
	const char *key;
	json_t *value;

	json_object_foreach(o, key, value) if (!is_among(key, keys))
	    back_fail(k, "unknown key '%s'", key);
}

const char *
back_bytes(struct back *k, json_t *o, const char *key, size_t most, size_t *n)
{
	const json_t *v = json_object_get(o, key);

	*n = 0;
	if (v == NULL)
		return "";
	if (!json_is_string(v)) {
		back_fail(k, "'%s' is not a text", key);
		return "";
	}
	if (json_string_length(v) > most) {
		back_fail(k, "'%s' is longer than %zu bytes", key, most);
		return "";
	}
	*n = json_string_length(v);
	return json_string_value(v);
}

const char *
back_text(struct back *k, json_t *o, const char *key, size_t most)
{
	size_t n;
	const char *s = back_bytes(k, o, key, most, &n);

	if (strlen(s) != n)
		back_fail(k, "'%s' has a NUL in it", key);
	return s;
}

void
back_field(struct back *k, json_t *o, const char *key, char *field, size_t size)
{
	const char *s = back_text(k, o, key, size - 1);

	memcpy(field, s, strlen(s) + 1);
}

uint64_t
back_number(struct back *k, json_t *o, const char *key, uint64_t most)
{
	const json_t *v = json_object_get(o, key);
	uint64_t number = 0;
	char text[32];

	if (v == NULL)
		return 0;
	if (!lines_number(v, text, sizeof(text)) ||
	    !num_u64(text, 0, most, &number))
		back_fail(k, "'%s' is not a number from 0 to %llu", key,
		    (unsigned long long)most);
	return number;
}

int64_t
back_time(struct back *k, json_t *o, const char *key)
{
	const json_t *v = json_object_get(o, key);
	int64_t us = 0;
	char text[32];

	if (v == NULL || json_is_null(v))
		return 0;
	if (json_is_string(v)) {
		if (!clock_parse_rfc3339(json_string_value(v), &us))
			back_fail(k, "'%s' is not a time", key);
	} else if (!lines_number(v, text, sizeof(text)) ||
		   !num_i64(text, INT64_MIN, INT64_MAX, &us)) {
		back_fail(k, "'%s' is not a time", key);
	}
	return us;
}

void
back_pos(struct back *k, json_t *o, const char *key, struct pos *at)
{
	const json_t *v = json_object_get(o, key);
	const char *s, *colon;

	*at = (struct pos){ "", 0 };
	if (v == NULL || json_is_null(v))
		return;
	s = back_text(k, o, key, POS_FILE_MAX + 21);
	colon = strrchr(s, ':');
	if (colon == NULL || colon - s > POS_FILE_MAX ||
	    !num_u64(colon + 1, 0, UINT64_MAX, &at->offset)) {
		back_fail(k, "'%s' is not FILE:OFFSET", key);
		return;
	}
	memcpy(at->file, s, (size_t)(colon - s));
}

unsigned
back_word(struct back *k, json_t *o, const char *key, const struct name *names)
{
	const char *s = back_text(k, o, key, 64);
	unsigned value = 0;

	if (!names_value(names, s, &value))
		back_fail(k, "'%s' is not a known '%s'", s, key);
	return value;
}

unsigned
back_flags(struct back *k, json_t *o, const char *key, const struct name *names,
    unsigned most)
{
	json_t *a = back_array(k, o, key, 32), *v;
	unsigned flags = 0, bit = 0;
	uint64_t number;
	char text[32];
	size_t i;

	for (i = 0; i < json_array_size(a); i++) {
		v = json_array_get(a, i);
		if (json_is_string(v) &&
		    names_value(names, json_string_value(v), &bit)) {
			flags |= bit;
		} else if (lines_number(v, text, sizeof(text)) &&
			   num_u64(text, 0, most, &number)) {
			flags |= (unsigned)number;
		} else {
			back_fail(k, "unknown word in '%s'", key);
		}
	}
	return flags;
}

json_t *
back_array(struct back *k, json_t *o, const char *key, size_t most)
{
	json_t *a = json_object_get(o, key);

	if (a == NULL)
		return NULL;
	if (json_is_array(a) && json_array_size(a) <= most)
		return a;
	back_fail(k, "'%s' is not an array of at most %zu", key, most);
	return NULL;
}

static int
digit(char c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	return c == '+' ? 62 : c == '/' ? 63 : -1;
}

bool
back_b64(struct back *k, const json_t *v)
{
	const json_t *text = json_object_get(v, "b64");
	const char *s = json_string_value(text);
	size_t n = json_string_length(text), i;
	uint32_t word = 0;
	int d;

	buf_clear(&k->bytes);
	if (s == NULL || json_object_size(v) != 1 || n % 4 != 0)
		return false;
	if (n > 0 && s[n - 1] == '=')
		n -= s[n - 2] == '=' ? 2 : 1;
	for (i = 0; i < n; i++) {
		if ((d = digit(s[i])) == -1)
			return false;
		word = word << 6 | (uint32_t)d;
		if (i % 4 != 0) /* the bits that make the next byte whole */
			buf_putc(
			    &k->bytes, (int)(word >> (6 - 2 * (i % 4)) & 0xff));
	}
	return true;
}
