/*
 * back_value.c: a JSON value to a value of an image.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/num.h"
#include "row/time.h"

#include "pxrec/back.h"
#include "pxrec/lines.h"

enum {
	NUMBER_MAX = 400 /* digits of the longest double, written out */
};

static bool
get_i64(json_t *v, int64_t *i)
{
	char text[NUMBER_MAX];

	return lines_number(v, text, sizeof(text)) &&
	       num_i64(text, INT64_MIN, INT64_MAX, i);
}

static bool
get_u64(json_t *v, uint64_t *u)
{
	char text[NUMBER_MAX];

	return lines_number(v, text, sizeof(text)) &&
	       num_u64(text, 0, UINT64_MAX, u);
}

/* The number's text, or one of the words that stand for what JSON lacks. */
static bool
float_text(json_t *v, char *text, size_t size)
{
	const char *s = json_string_value(v);

	if (s == NULL)
		return lines_number(v, text, size);
	if (strcmp(s, "NaN") != 0 && strcmp(s, "Infinity") != 0 &&
	    strcmp(s, "-Infinity") != 0)
		return false;
	memcpy(text, s, strlen(s) + 1);
	return true;
}

static bool
put_float(struct buf *b, const struct view_column *c, json_t *v)
{
	char text[NUMBER_MAX], *end;
	double d;
	float f;

	if (!float_text(v, text, sizeof(text)))
		return false;
	if (c->form == VIEW_FLOAT) {
		f = strtof(text, &end);
		row_put_float(b, f);
	} else {
		d = strtod(text, &end);
		row_put_double(b, d);
	}
	return *end == '\0';
}

static bool
is_decimal(const char *s, size_t n)
{
	size_t i = n > 0 && s[0] == '-' ? 1 : 0, digits = 0, points = 0;

	for (; i < n; i++)
		if (s[i] >= '0' && s[i] <= '9')
			digits++;
		else if (s[i] == '.')
			points++;
		else
			return false;
	return digits > 0 && points <= 1 && n <= UINT8_MAX;
}

static bool
put_time(struct buf *b, const struct view_column *c, json_t *v)
{
	const char *s = json_string_value(v);
	int64_t t;

	if (s == NULL) {
		if (!get_i64(v, &t))
			return false;
	} else if (!row_time_parse(c->type, s, json_string_length(v), &t)) {
		return false;
	}
	row_put_int(b, t);
	return true;
}

/* Labels, the digits of a year, or the bare number. */
static bool
put_labels(struct buf *b, const struct view_column *c, json_t *v)
{
	const char *s = json_string_value(v);
	uint64_t u;

	if (s == NULL) {
		if (!get_u64(v, &u))
			return false;
	} else if (c->form == VIEW_YEAR) {
		if (!num_u64(s, 0, 9999, &u))
			return false;
	} else if (!view_label(c, s, json_string_length(v), &u)) {
		return false;
	}
	row_put_uint(b, u);
	return true;
}

static bool
put_bytes(struct back *k, struct buf *b, const struct view_column *c, json_t *v)
{
	size_t n = json_string_length(v);

	if (c->form == VIEW_TEXT && json_is_string(v)) {
		if (n > REC_MAX)
			return false;
		row_put_bytes(b, json_string_value(v), n);
		return true;
	}
	if (!back_b64(k, v) || k->bytes.len > REC_MAX)
		return false;
	row_put_bytes(b, k->bytes.data, k->bytes.len);
	return true;
}

static bool
put_value(struct back *k, struct buf *b, const struct view_column *c, json_t *v)
{
	uint64_t u;
	int64_t i;

	switch (c->form) {
	case VIEW_INT:
		if (!get_i64(v, &i))
			return false;
		row_put_int(b, i);
		return true;
	case VIEW_UINT:
		if (!get_u64(v, &u))
			return false;
		row_put_uint(b, u);
		return true;
	case VIEW_FLOAT:
	case VIEW_DOUBLE:
		return put_float(b, c, v);
	case VIEW_DECIMAL:
		if (!json_is_string(v) ||
		    !is_decimal(json_string_value(v), json_string_length(v)))
			return false;
		row_put_decimal(b, json_string_value(v), json_string_length(v));
		return true;
	case VIEW_TIME:
		return put_time(b, c, v);
	case VIEW_YEAR:
	case VIEW_ENUM:
	case VIEW_SET:
		return put_labels(b, c, v);
	default:
		return put_bytes(k, b, c, v);
	}
}

bool
back_value(
    struct back *k, struct buf *image, const struct view_column *c, json_t *v)
{
	if (put_value(k, image, c, v))
		return true;
	back_fail(k, "column '%s': not a value of its type", c->name);
	return false;
}
