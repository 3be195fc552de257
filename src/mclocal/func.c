/*
 * func.c: the collation of decimals, CAST, and what all functions share.
 */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "mclocal/cell.h"
#include "mclocal/func.h"
#include "mclocal/func_own.h"

/* Digits in front of the point without leading zeros; *fraction behind. */
static size_t
split(const char **p, size_t n, const char **fraction, size_t *nfraction)
{
	const char *point;
	size_t whole;

	point = memchr(*p, '.', n);
	whole = point == NULL ? n : (size_t)(point - *p);
	*fraction = point == NULL ? *p + n : point + 1;
	*nfraction = point == NULL ? 0 : n - whole - 1;
	while (*nfraction > 0 && (*fraction)[*nfraction - 1] == '0')
		--*nfraction;
	while (whole > 0 && **p == '0') {
		++*p;
		whole--;
	}
	return whole;
}

int
func_decimal_cmp(const char *a, size_t na, const char *b, size_t nb)
{
	const char *fa, *fb;
	size_t wa, wb, nfa, nfb;
	bool ma = na > 0 && *a == '-', mb = nb > 0 && *b == '-';
	int r;

	a += ma;
	na -= ma;
	b += mb;
	nb -= mb;
	wa = split(&a, na, &fa, &nfa);
	wb = split(&b, nb, &fb, &nfb);
	if (ma != mb) /* there is no -0 among stored decimals */
		return ma ? -1 : 1;
	if (wa != wb)
		r = wa < wb ? -1 : 1;
	else if ((r = memcmp(a, b, wa)) == 0 &&
		 (r = memcmp(fa, fb, nfa < nfb ? nfa : nfb)) == 0)
		r = nfa < nfb ? -1 : nfa > nfb;
	return ma ? -r : r;
}

static int
collate_decimal(void *unused, int na, const void *a, int nb, const void *b)
{
	(void)unused;
	return func_decimal_cmp(a, (size_t)na, b, (size_t)nb);
}

static void
free_type(void *p)
{
	free(p);
}

/* mc_cast(value, 'type') */
static void
f_cast(sqlite3_context *ctx, int n, sqlite3_value **v)
{
	struct row_dest_column *to = sqlite3_get_auxdata(ctx, 1);
	struct cell c;

	(void)n;
	if (to == NULL) {
		to = xcalloc(1, sizeof(*to));
		if (!row_mc_parse((const char *)sqlite3_value_text(v[1]), to)) {
			free(to);
			sqlite3_result_error(ctx, "no such type", -1);
			return;
		}
		sqlite3_set_auxdata(ctx, 1, to, free_type);
		/* where SQLite keeps nothing, it is gone already */
		if ((to = sqlite3_get_auxdata(ctx, 1)) == NULL) {
			sqlite3_result_error_nomem(ctx);
			return;
		}
	}
	cell_of_value(&c, v[0]);
	cell_cast(&c, to);
	cell_result(ctx, &c);
}

/* A value as text, into b; false when it is NULL. */
bool
func_put_text(struct buf *b, sqlite3_value *v)
{
	struct row_dest_column plain = { .type = ROW_MC_STRING };
	struct cell c;

	cell_of_value(&c, v);
	if (c.type == SQLITE_NULL)
		return false;
	if (c.type == SQLITE_BLOB)
		c.type = SQLITE_TEXT;
	cell_show(b, &c, &plain, false);
	return true;
}

const char *
func_text(sqlite3_value *v, size_t *n)
{
	const char *p = (const char *)sqlite3_value_text(v);

	*n = p == NULL ? 0 : (size_t)sqlite3_value_bytes(v);
	return p;
}

void
func_give(sqlite3_context *ctx, struct buf *b)
{
	sqlite3_result_text64(
	    ctx, buf_str(b), b->len, SQLITE_TRANSIENT, SQLITE_UTF8);
	buf_release(b);
}

bool
func_null(int n, sqlite3_value **v)
{
	while (n-- > 0)
		if (sqlite3_value_type(v[n]) == SQLITE_NULL)
			return true;
	return false;
}

int
func_add(sqlite3 *db, const struct func *f, size_t n, bool steady)
{
	const int how = SQLITE_UTF8 | (steady ? SQLITE_DETERMINISTIC : 0);

	for (; n > 0; n--, f++)
		if (sqlite3_create_function(db, f->name, f->args, how, NULL,
			f->call, NULL, NULL) != SQLITE_OK)
			return -1;
	return 0;
}

/* mc_row(a, b, ...): one text for several values, NULL if one is NULL. */
static void
f_row(sqlite3_context *ctx, int n, sqlite3_value **v)
{
	struct buf b, one;
	int i;

	if (func_null(n, v))
		return;
	buf_init(&b);
	buf_init(&one);
	for (i = 0; i < n; i++) {
		buf_clear(&one);
		func_put_text(&one, v[i]);
		buf_printf(&b, "%zu:", one.len);
		buf_put(&b, one.data, one.len);
	}
	buf_release(&one);
	func_give(ctx, &b);
}

/* mc_join(separator, rows): texts of mc_row, one value each, that
 * group_concat put commas between, with the separator instead. */
static void
f_join(sqlite3_context *ctx, int n, sqlite3_value **v)
{
	size_t lsep, lrows, len;
	const char *sep = func_text(v[0], &lsep), *p = func_text(v[1], &lrows);
	const char *first = p, *end = p + lrows;
	struct buf b;

	if (func_null(n, v))
		return;
	buf_init(&b);
	while (p < end) {
		if (p > first) {
			buf_put(&b, sep, lsep);
			p++;
		}
		for (len = 0; *p != ':'; p++)
			len = len * 10 + (size_t)(*p - '0');
		buf_put(&b, ++p, len);
		p += len;
	}
	func_give(ctx, &b);
}

int
func_register(sqlite3 *db)
{
	static const struct func f[] = { { "mc_cast", 2, f_cast },
		{ "mc_row", -1, f_row }, { "mc_join", 2, f_join } };

	if (sqlite3_create_collation(
		db, "DECIMAL", SQLITE_UTF8, NULL, collate_decimal) != SQLITE_OK)
		return -1;
	if (func_add(db, f, sizeof(f) / sizeof(f[0]), true) == -1 ||
	    func_register_texts(db) == -1 || func_register_parts(db) == -1 ||
	    func_register_regex(db) == -1 || func_register_numbers(db) == -1 ||
	    func_register_sums(db) == -1 || func_register_times(db) == -1)
		return -1;
	return func_register_dates(db);
}
