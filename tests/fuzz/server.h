/*
 * server.h: a server of the source played from bytes, in the place of
 * libmariadb's own functions.
 *
 * Each query takes the next part of the bytes, up to a form feed: lines are
 * rows, tabs part their columns, "\N" is NULL.  "=" alone is an answer
 * without rows; "!NUMBER" an error, also behind rows.  Behind the last part
 * the connection is lost.  A row has no byte and no column more than there
 * are, so that looking for them is noticed.
 */
#ifndef TESTS_FUZZ_SERVER_H
#define TESTS_FUZZ_SERVER_H

#include <mysql.h>

#include "fuzz.h"

struct played_row {
	char **value;
	unsigned long *len;
};

struct played {
	unsigned ncolumns;
	size_t nrows, at;
	struct played_row *row;
	unsigned error; /* behind the rows */
};

static struct {
	const char *p, *end;
	const char *part;
	size_t len;
	unsigned error;
} server;

static MYSQL server_handle;

static void
server_play(const uint8_t *p, size_t n)
{
	server.p = (const char *)p;
	server.end = server.p + n;
	server.error = 0;
}

static unsigned
server_number(const char *p, size_t n)
{
	unsigned v = 0;

	while (n-- > 0 && *p >= '0' && *p <= '9' && v < 100000)
		v = v * 10 + (unsigned)(*p++ - '0');
	return v == 0 ? 2013 : v;
}

static size_t
server_columns(const char *p, size_t n)
{
	size_t columns = 1;

	for (; n > 0 && *p != '\n'; p++, n--)
		columns += *p == '\t';
	return columns;
}

static void
server_row(struct played *r, const char *p, size_t n)
{
	struct played_row *w;
	unsigned i;

	r->row = realloc(r->row, (r->nrows + 1) * sizeof(*r->row));
	assert(r->row != NULL);
	w = &r->row[r->nrows++];
	w->value = calloc(r->ncolumns, sizeof(*w->value));
	w->len = calloc(r->ncolumns, sizeof(*w->len));
	assert(w->value != NULL && w->len != NULL);
	for (i = 0; i < r->ncolumns; i++) {
		const char *tab = memchr(p, '\t', n);
		size_t len = tab == NULL ? n : (size_t)(tab - p);

		if (len != 2 || memcmp(p, "\\N", 2) != 0) {
			w->value[i] = malloc(len + 1);
			assert(w->value[i] != NULL);
			memcpy(w->value[i], p, len);
			w->value[i][len] = '\0';
			w->len[i] = len;
		}
		p += tab == NULL ? len : len + 1;
		n -= tab == NULL ? len : len + 1;
	}
}

/* --- in the place of the library's ---------------------------------------- */

int STDCALL
mysql_real_query(MYSQL *m, const char *sql, unsigned long len)
{
	const char *end;

	assert(m == &server_handle && sql != NULL && len > 0);
	server.error = 0;
	if (server.p >= server.end) {
		server.error = 2013;
		return 1;
	}
	end = memchr(server.p, '\f', (size_t)(server.end - server.p));
	server.part = server.p;
	server.len = (size_t)((end == NULL ? server.end : end) - server.p);
	server.p += server.len + 1;
	if (server.len > 0 && *server.part == '!')
		server.error = server_number(server.part + 1, server.len - 1);
	return server.error != 0;
}

unsigned int STDCALL
mysql_field_count(MYSQL *m)
{
	assert(m == &server_handle);
	if (server.len > 0 && *server.part == '=')
		return 0;
	return (unsigned)server_columns(server.part, server.len);
}

MYSQL_RES *STDCALL
mysql_store_result(MYSQL *m)
{
	const char *p = server.part, *nl, *end = p + server.len;
	struct played *r;

	if (mysql_field_count(m) == 0)
		return NULL;
	r = calloc(1, sizeof(*r));
	assert(r != NULL);
	r->ncolumns = mysql_field_count(m);
	for (; p < end; p = nl + 1) {
		if ((nl = memchr(p, '\n', (size_t)(end - p))) == NULL)
			nl = end;
		if (*p == '!') {
			r->error = server_number(p + 1, (size_t)(nl - p) - 1);
			break;
		}
		server_row(r, p, (size_t)(nl - p));
	}
	return (MYSQL_RES *)(void *)r;
}

MYSQL_RES *STDCALL
mysql_use_result(MYSQL *m)
{
	return mysql_store_result(m);
}

static struct played *
server_result(MYSQL_RES *res)
{
	return (struct played *)(void *)res;
}

MYSQL_ROW STDCALL
mysql_fetch_row(MYSQL_RES *res)
{
	struct played *r = server_result(res);

	if (r->at < r->nrows)
		return r->row[r->at++].value;
	server.error = r->error;
	return NULL;
}

unsigned long *STDCALL
mysql_fetch_lengths(MYSQL_RES *res)
{
	struct played *r = server_result(res);

	assert(r->at > 0);
	return r->row[r->at - 1].len;
}

unsigned int STDCALL
mysql_num_fields(MYSQL_RES *res)
{
	return server_result(res)->ncolumns;
}

my_ulonglong STDCALL
mysql_num_rows(MYSQL_RES *res)
{
	return server_result(res)->nrows;
}

void STDCALL
mysql_free_result(MYSQL_RES *res)
{
	struct played *r = server_result(res);

	if (r == NULL)
		return;
	for (size_t k = 0; k < r->nrows; k++) {
		for (unsigned i = 0; i < r->ncolumns; i++)
			free(r->row[k].value[i]);
		free(r->row[k].value);
		free(r->row[k].len);
	}
	free(r->row);
	free(r);
}

unsigned int STDCALL
mysql_errno(MYSQL *m)
{
	assert(m == &server_handle);
	return server.error;
}

const char *STDCALL
mysql_error(MYSQL *m)
{
	assert(m == &server_handle);
	return server.error == 0 ? "" : "what a server says";
}

unsigned long STDCALL
mysql_real_escape_string(
    MYSQL *m, char *to, const char *from, unsigned long len)
{
	unsigned long n = 0;

	assert(m == &server_handle);
	for (unsigned long i = 0; i < len; i++) {
		if (from[i] == '\'' || from[i] == '\\')
			to[n++] = '\\';
		to[n++] = from[i];
	}
	to[n] = '\0';
	return n;
}

#endif
