/*
 * conn.c: connecting to the source by libmariadb; see conn.h.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "base/mem.h"
#include "mysql/conn.h"

enum {
	READ_TIMEOUT = 3600, /* seconds; a long query says nothing meanwhile */
	WRITE_TIMEOUT = 600,
	PACKET_MAX = 1 << 30 /* the protocol's own limit */
};

static int
fail(struct conn *c, int code, const char *why)
{
	c->code = code;
	snprintf(c->whybuf, sizeof(c->whybuf), "%s", why);
	c->why = c->whybuf;
	return -1;
}

int
conn_fail(struct conn *c, const char *what)
{
	unsigned err = mysql_errno(c->mysql);
	const char *text = mysql_error(c->mysql);

	c->code = conn_code_of(err);
	/* PolarDB-X numbers its transaction errors in the library's range:
	 * the library then shows 2027 instead. */
	if (err == 2027 && c->product == CONN_POLARDBX)
		c->code = EX_TEMPFAIL;
	/* TLS that broke down halfway is a matter of the network. */
	if (err == 2026 &&
	    (strstr(text, "ertificate") != NULL ||
		strstr(text, "ssl") != NULL || strstr(text, "not support")))
		c->code = EX_NOPERM;
	snprintf(c->whybuf, sizeof(c->whybuf), "%s: %s (%u)", what, text, err);
	c->why = c->whybuf;
	return -1;
}

/* --- settings ----------------------------------------------------------- */

static void
set_tls(struct conn *c, const struct conf *conf)
{
	const char *tls = conf_text(conf, "source.tls");
	my_bool on = 1, verify = strcmp(tls, "verify") == 0;
	const char *s;

	/* Through a local socket nothing but a demand makes TLS useful. */
	if (strcmp(tls, "off") == 0 ||
	    (strcmp(tls, "preferred") == 0 &&
		conf_text(conf, "source.socket") != NULL))
		return;
	mysql_optionsv(c->mysql, MYSQL_OPT_SSL_ENFORCE, &on);
	mysql_optionsv(c->mysql, MYSQL_OPT_SSL_VERIFY_SERVER_CERT, &verify);
	if ((s = conf_text(conf, "source.tls_ca")) != NULL)
		mysql_optionsv(c->mysql, MYSQL_OPT_SSL_CA, s);
	if ((s = conf_text(conf, "source.tls_cert")) != NULL)
		mysql_optionsv(c->mysql, MYSQL_OPT_SSL_CERT, s);
	if ((s = conf_text(conf, "source.tls_key")) != NULL)
		mysql_optionsv(c->mysql, MYSQL_OPT_SSL_KEY, s);
}

static void
set_options(struct conn *c, const struct conf *conf, unsigned read_timeout,
    conn_wait *wait)
{
	unsigned connect, write = WRITE_TIMEOUT;
	size_t packet = PACKET_MAX;
	my_bool reconnect = 0;

	connect = (unsigned)conf_number(conf, "source.connect_timeout");
	if (read_timeout == 0)
		read_timeout = READ_TIMEOUT;
	mysql_optionsv(c->mysql, MYSQL_OPT_CONNECT_TIMEOUT, &connect);
	mysql_optionsv(c->mysql, MYSQL_OPT_READ_TIMEOUT, &read_timeout);
	mysql_optionsv(c->mysql, MYSQL_OPT_WRITE_TIMEOUT, &write);
	mysql_optionsv(c->mysql, MYSQL_OPT_MAX_ALLOWED_PACKET, &packet);
	mysql_optionsv(c->mysql, MYSQL_OPT_RECONNECT, &reconnect);
	mysql_optionsv(c->mysql, MYSQL_SET_CHARSET_NAME, "utf8mb4");
	if (wait != NULL)
		mysql_optionsv(c->mysql, MARIADB_OPT_IO_WAIT, wait);
	set_tls(c, conf);
}

/* --- the session -------------------------------------------------------- */

static unsigned
version_of(const char *s)
{
	unsigned long part[3] = { 0, 0, 0 };
	char *end;
	int i;

	for (i = 0; i < 3; i++) {
		part[i] = strtoul(s, &end, 10) % 100;
		if (end == s || *end != '.')
			break;
		s = end + 1;
	}
	return (unsigned)(part[0] * 10000 + part[1] * 100 + part[2]);
}

static enum conn_product
product_of(const char *server, const struct conf *conf)
{
	const char *told = conf_text(conf, "source.product");

	if (strcmp(told, "mysql") == 0)
		return CONN_MYSQL;
	if (strcmp(told, "mariadb") == 0)
		return CONN_MARIADB;
	if (strcmp(told, "polardbx") == 0)
		return CONN_POLARDBX;
	if (strstr(server, "-TDDL-") != NULL || strstr(server, "-PXC-") != NULL)
		return CONN_POLARDBX;
	if (strstr(server, "MariaDB") != NULL)
		return CONN_MARIADB;
	return CONN_MYSQL;
}

/* The handshake's version is only a prefix on PolarDB-X: ask. */
static int
session(struct conn *c, const struct conf *conf)
{
	MYSQL_RES *res;
	MYSQL_ROW row;

	if ((res = conn_query(c, "SELECT VERSION()")) == NULL)
		return -1;
	row = mysql_fetch_row(res);
	snprintf(c->server, sizeof(c->server), "%s",
	    row != NULL && row[0] != NULL ? row[0] : "");
	mysql_free_result(res);
	c->version = version_of(c->server);
	c->product = product_of(c->server, conf);
	return conn_run(c, "SET time_zone = '+00:00'");
}

static int
connect_now(struct conn *c, const struct conf *conf)
{
	const char *socket = conf_text(conf, "source.socket");
	const char *host = conf_text(conf, "source.host");
	const char *user = conf_text(conf, "source.user");
	const char *tls = conf_text(conf, "source.tls");
	unsigned port = (unsigned)conf_number(conf, "source.port");
	char *password, what[300];
	MYSQL *ok;

	if (user == NULL)
		return fail(c, EX_CONFIG, "source.user is not set");
	if (socket != NULL)
		snprintf(what, sizeof(what), "cannot connect to '%s'", socket);
	else
		snprintf(what, sizeof(what), "cannot connect to '%s:%u'", host,
		    port);
	password = conf_secret(conf, "source.password_file");
	ok = mysql_real_connect(c->mysql, socket != NULL ? "localhost" : host,
	    user, password, NULL, socket != NULL ? 0 : port, socket, 0);
	if (password != NULL)
		memset(password, 0, strlen(password));
	free(password);
	if (ok == NULL)
		return conn_fail(c, what);
	if ((strcmp(tls, "required") == 0 || strcmp(tls, "verify") == 0) &&
	    mysql_get_ssl_cipher(c->mysql) == NULL)
		return fail(c, EX_NOPERM,
		    "the server offers no TLS, but source.tls demands it");
	return 0;
}

int
conn_open(struct conn *c, const struct conf *conf)
{
	return conn_open_waiting(c, conf, 0, NULL);
}

int
conn_open_waiting(struct conn *c, const struct conf *conf,
    unsigned read_timeout, conn_wait *wait)
{
	memset(c, 0, sizeof(*c));
	if ((c->mysql = mysql_init(NULL)) == NULL)
		return fail(c, EX_OSERR, "out of memory");
	set_options(c, conf, read_timeout, wait);
	if (connect_now(c, conf) == -1)
		return -1;
	return session(c, conf);
}

void
conn_close(struct conn *c)
{
	if (c->mysql != NULL)
		mysql_close(c->mysql);
	c->mysql = NULL;
}

/* --- statements --------------------------------------------------------- */

/* "cannot run 'SHOW ...'": enough of it to be recognised. */
static int
fail_sql(struct conn *c, const char *sql, size_t len)
{
	char what[120];

	if (len > 80)
		snprintf(what, sizeof(what), "cannot run '%.80s...'", sql);
	else
		snprintf(
		    what, sizeof(what), "cannot run '%.*s'", (int)len, sql);
	return conn_fail(c, what);
}

static int __attribute__((format(printf, 2, 0))) send_sql(
    struct conn *c, const char *fmt, va_list ap, bool *rows, MYSQL_RES **res)
{
	struct buf sql = { 0 };
	int rc = 0;

	buf_vprintf(&sql, fmt, ap);
	if (mysql_real_query(c->mysql, (const char *)sql.data, sql.len) != 0)
		rc = fail_sql(c, buf_str(&sql), sql.len);
	if (rc == 0) {
		*rows = mysql_field_count(c->mysql) != 0;
		*res = mysql_store_result(c->mysql);
		if (*res == NULL && *rows)
			rc = fail_sql(c, buf_str(&sql), sql.len);
	}
	buf_release(&sql);
	return rc;
}

int
conn_run(struct conn *c, const char *fmt, ...)
{
	MYSQL_RES *res = NULL;
	bool rows;
	va_list ap;
	int rc;

	va_start(ap, fmt);
	rc = send_sql(c, fmt, ap, &rows, &res);
	va_end(ap);
	if (res != NULL)
		mysql_free_result(res);
	return rc;
}

MYSQL_RES *
conn_query(struct conn *c, const char *fmt, ...)
{
	MYSQL_RES *res = NULL;
	bool rows = false;
	va_list ap;
	int rc;

	va_start(ap, fmt);
	rc = send_sql(c, fmt, ap, &rows, &res);
	va_end(ap);
	if (rc == 0 && !rows)
		fail(c, EX_PROTOCOL, "a query was answered without rows");
	return res;
}

MYSQL_RES *
conn_stream(struct conn *c, const char *sql, size_t len)
{
	MYSQL_RES *res;

	if (mysql_real_query(c->mysql, sql, len) != 0 ||
	    (res = mysql_use_result(c->mysql)) == NULL) {
		fail_sql(c, sql, len);
		return NULL;
	}
	return res;
}

int
conn_strange(struct conn *c)
{
	return fail(c, EX_PROTOCOL, "the answer to a query makes no sense");
}

MYSQL_RES *
conn_columns(struct conn *c, MYSQL_RES *res, unsigned n)
{
	if (res == NULL || mysql_num_fields(res) >= n)
		return res;
	mysql_free_result(res);
	conn_strange(c);
	return NULL;
}

int
conn_fetched(struct conn *c)
{
	if (mysql_errno(c->mysql) == 0)
		return 0;
	return conn_fail(c, "the result broke off");
}

void
conn_put_name(struct buf *b, const char *name)
{
	buf_putc(b, '`');
	for (; *name != '\0'; name++) {
		if (*name == '`')
			buf_putc(b, '`');
		buf_putc(b, *name);
	}
	buf_putc(b, '`');
}

void
conn_put_text(struct conn *c, struct buf *b, const char *s, size_t n)
{
	char *to;

	buf_putc(b, '\'');
	to = (char *)buf_reserve(b, 2 * n + 1);
	b->len += mysql_real_escape_string(c->mysql, to, s, n);
	buf_putc(b, '\'');
}

const char *
conn_product_name(enum conn_product p)
{
	switch (p) {
	case CONN_MYSQL:
		return "mysql";
	case CONN_MARIADB:
		return "mariadb";
	case CONN_POLARDBX:
		return "polardbx";
	}
	return "";
}
