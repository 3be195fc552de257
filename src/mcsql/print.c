/*
 * print.c: see print.h.
 *
 * TSV: a line of names, then the rows; NULL is \N; tabs, line ends and
 * backslashes in values are \t, \n, \r and \\.
 * CSV: RFC 4180 with bare line feeds; texts are quoted always, so that NULL,
 * which is nothing at all, is not an empty text.
 */
#include <string.h>

#include "base/jsonw.h"

#include "mcsql/print.h"
#include "mcsql/value.h"

static void
put_tsv(struct buf *out, const struct buf *field)
{
	size_t i;

	for (i = 0; i < field->len; i++)
		switch (field->data[i]) {
		case '\t':
			buf_puts(out, "\\t");
			break;
		case '\n':
			buf_puts(out, "\\n");
			break;
		case '\r':
			buf_puts(out, "\\r");
			break;
		case '\\':
			buf_puts(out, "\\\\");
			break;
		default:
			buf_putc(out, field->data[i]);
		}
}

static void
put_csv(struct buf *out, struct buf *field, enum mc_csv kind)
{
	size_t i;

	if (kind == MC_CSV_BARE && field->len != 0 &&
	    strpbrk(buf_str(field), ",\"\r\n") == NULL) {
		buf_put(out, field->data, field->len);
		return;
	}
	buf_putc(out, '"');
	for (i = 0; i < field->len; i++) {
		if (field->data[i] == '"')
			buf_putc(out, '"');
		buf_putc(out, field->data[i]);
	}
	buf_putc(out, '"');
}

/* By the grammar of JSON: -?(0|[1-9]\d*)(\.\d+)?([eE][-+]?\d+)? */
static bool
is_number(char *s)
{
	static const char digits[] = "0123456789";
	size_t n;

	s += *s == '-';
	n = strspn(s, digits);
	if (n == 0 || (n > 1 && *s == '0'))
		return false;
	s += n;
	if (*s == '.') {
		if ((n = strspn(++s, digits)) == 0)
			return false;
		s += n;
	}
	if (*s == 'e' || *s == 'E') {
		s++;
		s += *s == '-' || *s == '+';
		if ((n = strspn(s, digits)) == 0)
			return false;
		s += n;
	}
	return *s == '\0';
}

static void
put_json(struct buf *out, struct buf *field, enum mc_csv kind)
{
	if (kind == MC_CSV_BARE &&
	    (is_number(buf_str(field)) || strcmp(buf_str(field), "true") == 0 ||
		strcmp(buf_str(field), "false") == 0))
		buf_put(out, field->data, field->len);
	else
		jsonw_str(out, field->data, field->len);
}

/* The value of column i. */
static void
put_field(struct buf *out, enum form form, size_t i, struct buf *field,
    enum mc_csv kind)
{
	static const char *const null[] = { "\\N", "", "null" };

	if (i != 0 && form != FORM_JSON)
		buf_putc(out, form == FORM_CSV ? ',' : '\t');
	if (kind == MC_CSV_NULL)
		buf_puts(out, null[form]);
	else if (form == FORM_JSON)
		put_json(out, field, kind);
	else if (form == FORM_CSV)
		put_csv(out, field, kind);
	else
		put_tsv(out, field);
}

/* The first line: names.  As JSON keys, one "name": after the other in
 * names, with the places where they begin in at. */
static int
take_names(const char **p, const char *end, struct buf *out, struct buf *names,
    struct buf *at, enum form form)
{
	struct buf field = { 0 };
	enum mc_csv kind;
	bool last = false;
	size_t i;

	for (i = 0; !last; i++) {
		if (mc_csv_field(p, end, &field, &kind, &last) != 1)
			break;
		buf_put64(at, names->len);
		jsonw_str(names, field.data, field.len);
		buf_putc(names, ':');
		if (form != FORM_JSON)
			put_field(out, form, i, &field, MC_CSV_BARE);
	}
	if (form != FORM_JSON)
		buf_putc(out, '\n');
	buf_put64(at, names->len);
	buf_release(&field);
	return last ? 0 : -1;
}

static int
put_row(const char **p, const char *end, struct buf *out,
    const struct buf *names, const struct buf *at, enum form form)
{
	struct buf field = { 0 };
	enum mc_csv kind;
	bool last = false;
	uint64_t from, to;
	size_t i;

	for (i = 0; !last; i++) {
		if (mc_csv_field(p, end, &field, &kind, &last) != 1 ||
		    (i + 2) * 8 > at->len) {
			buf_release(&field);
			return -1;
		}
		if (form == FORM_JSON) {
			from = le64dec(at->data + i * 8);
			to = le64dec(at->data + i * 8 + 8);
			buf_putc(out, i == 0 ? '{' : ',');
			buf_put(out, names->data + from, to - from);
		}
		put_field(out, form, i, &field, kind);
	}
	buf_puts(out, form == FORM_JSON ? "}\n" : "\n");
	buf_release(&field);
	return (i + 1) * 8 == at->len ? 0 : -1;
}

static void
put_text(struct buf *out, struct mc_sql *q, enum form form)
{
	size_t n = q->result.len;

	while (n > 0 &&
	       (q->result.data[n - 1] == '\n' || q->result.data[n - 1] == ' '))
		n--;
	if (n == 0)
		return;
	if (form == FORM_JSON) {
		buf_puts(out, "{\"text\":");
		jsonw_str(out, q->result.data, n);
		buf_putc(out, '}');
	} else
		buf_put(out, q->result.data, n);
	buf_putc(out, '\n');
}

long
print_result(struct buf *out, struct mc_sql *q, enum form form)
{
	struct buf names = { 0 }, at = { 0 };
	const char *p = buf_str(&q->result), *end = p + q->result.len;
	long rows = 0;

	if (!q->csv) {
		put_text(out, q, form);
		return 0;
	}
	if (p < end && take_names(&p, end, out, &names, &at, form) == -1)
		rows = -1;
	while (rows >= 0 && p < end)
		rows = put_row(&p, end, out, &names, &at, form) == -1
			   ? -1
			   : rows + 1;
	buf_release(&names);
	buf_release(&at);
	return rows;
}

void
print_names(struct buf *out, const struct mc_result *r, enum form form)
{
	struct buf field = { 0 };
	unsigned i;

	for (i = 0; form != FORM_JSON && i < r->ncolumns; i++) {
		buf_clear(&field);
		buf_puts(&field, r->column[i].name);
		put_field(out, form, i, &field, MC_CSV_BARE);
	}
	if (form != FORM_JSON)
		buf_putc(out, '\n');
	buf_release(&field);
}

void
print_row(struct buf *out, const struct mc_result *r, enum form form,
    const struct row_value *value)
{
	struct buf field = { 0 };
	enum mc_csv kind;
	unsigned i;

	for (i = 0; i < r->ncolumns; i++) {
		buf_clear(&field);
		kind = value_text(&field, &r->column[i], &value[i]);
		if (form == FORM_JSON) {
			buf_putc(out, i == 0 ? '{' : ',');
			jsonw_cstr(out, r->column[i].name);
			buf_putc(out, ':');
		}
		put_field(out, form, i, &field, kind);
	}
	buf_puts(out, form == FORM_JSON ? "}\n" : "\n");
	buf_release(&field);
}
