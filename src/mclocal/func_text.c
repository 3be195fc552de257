/*
 * func_text.c: functions of whole texts and of bytes.
 */
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include <openssl/evp.h>

#include "base/jsonw.h"
#include "mclocal/func_own.h"

static void
give(sqlite3_context *ctx, struct buf *b, bool null)
{
	if (null)
		buf_release(b);
	else
		func_give(ctx, b);
}

static void
f_concat(sqlite3_context *ctx, int n, sqlite3_value **v)
{
	struct buf b;
	bool null = false;
	int i;

	buf_init(&b);
	for (i = 0; i < n && !null; i++)
		null = !func_put_text(&b, v[i]);
	give(ctx, &b, null);
}

static void
f_concat_ws(sqlite3_context *ctx, int n, sqlite3_value **v)
{
	struct buf b;
	bool any = false;
	int i;

	buf_init(&b);
	for (i = 1; i < n; i++) {
		if (sqlite3_value_type(v[i]) == SQLITE_NULL)
			continue;
		if (any)
			func_put_text(&b, v[0]);
		func_put_text(&b, v[i]);
		any = true;
	}
	give(ctx, &b, sqlite3_value_type(v[0]) == SQLITE_NULL);
}

static void
f_lengthb(sqlite3_context *ctx, int n, sqlite3_value **v)
{
	struct buf b;

	(void)n;
	buf_init(&b);
	if (func_put_text(&b, v[0]))
		sqlite3_result_int64(ctx, (int64_t)b.len);
	buf_release(&b);
}

static int
nibble(int ch)
{
	if (ch >= '0' && ch <= '9')
		return ch - '0';
	ch |= 0x20;
	return ch >= 'a' && ch <= 'f' ? ch - 'a' + 10 : -1;
}

static void
f_unhex(sqlite3_context *ctx, int n, sqlite3_value **v)
{
	const unsigned char *p = sqlite3_value_text(v[0]);
	size_t i, len = (size_t)sqlite3_value_bytes(v[0]);
	struct buf b;

	(void)n;
	if (p == NULL || len % 2 != 0)
		return;
	buf_init(&b);
	for (i = 0; i < len; i += 2) {
		int h = nibble(p[i]), l = nibble(p[i + 1]);

		if (h < 0 || l < 0)
			break;
		buf_putc(&b, h << 4 | l);
	}
	if (i == len)
		sqlite3_result_blob64(
		    ctx, buf_str(&b), b.len, SQLITE_TRANSIENT);
	buf_release(&b);
}

static void
f_base64(sqlite3_context *ctx, int n, sqlite3_value **v)
{
	const void *p = sqlite3_value_blob(v[0]);
	struct buf b;

	(void)n;
	buf_init(&b);
	if (p != NULL)
		jsonw_base64(&b, p, (size_t)sqlite3_value_bytes(v[0]));
	give(ctx, &b, sqlite3_value_type(v[0]) == SQLITE_NULL);
}

static void
f_reverse(sqlite3_context *ctx, int n, sqlite3_value **v)
{
	const char *p = (const char *)sqlite3_value_text(v[0]);
	size_t len = (size_t)sqlite3_value_bytes(v[0]), end = len;
	struct buf b;

	(void)n;
	buf_init(&b);
	while (p != NULL && len > 0)
		if (((unsigned char)p[--len] & 0xc0) != 0x80) {
			buf_put(&b, p + len, end - len);
			end = len;
		}
	give(ctx, &b, p == NULL);
}

static int
value64(int ch)
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				      "abcdefghijklmnopqrstuvwxyz0123456789+/";
	const char *p = ch == '\0' ? NULL : strchr(letters, ch);

	return p == NULL ? -1 : (int)(p - letters);
}

static void
f_unbase64(sqlite3_context *ctx, int n, sqlite3_value **v)
{
	unsigned bits = 0, have = 0;
	struct buf b;
	size_t i, len;
	const char *p = func_text(v[0], &len);
	int c;

	(void)n;
	if (p == NULL)
		return;
	buf_init(&b);
	for (i = 0; i < len && p[i] != '='; i++) {
		if ((c = value64((unsigned char)p[i])) == -1) {
			buf_release(&b);
			return;
		}
		bits = bits << 6 | (unsigned)c;
		if ((have += 6) >= 8) {
			have -= 8;
			buf_putc(&b, (int)(bits >> have & 255));
		}
	}
	sqlite3_result_blob64(ctx, buf_str(&b), b.len, SQLITE_TRANSIENT);
	buf_release(&b);
}

static void
digest(sqlite3_context *ctx, sqlite3_value *v, const EVP_MD *md)
{
	unsigned char sum[EVP_MAX_MD_SIZE];
	const void *p = sqlite3_value_blob(v);
	unsigned i, n = 0;
	struct buf b;

	if (sqlite3_value_type(v) == SQLITE_NULL || md == NULL ||
	    EVP_Digest(p == NULL ? "" : p, (size_t)sqlite3_value_bytes(v), sum,
		&n, md, NULL) != 1)
		return;
	buf_init(&b);
	for (i = 0; i < n; i++)
		buf_printf(&b, "%02x", sum[i]);
	func_give(ctx, &b);
}

static void
f_md5(sqlite3_context *ctx, int n, sqlite3_value **v)
{
	(void)n;
	digest(ctx, v[0], EVP_md5());
}

static void
f_sha1(sqlite3_context *ctx, int n, sqlite3_value **v)
{
	(void)n;
	digest(ctx, v[0], EVP_sha1());
}

static void
f_sha2(sqlite3_context *ctx, int n, sqlite3_value **v)
{
	(void)n;
	switch (sqlite3_value_int(v[1])) {
	case 0:
	case 256:
		digest(ctx, v[0], EVP_sha256());
		break;
	case 224:
		digest(ctx, v[0], EVP_sha224());
		break;
	case 384:
		digest(ctx, v[0], EVP_sha384());
		break;
	case 512:
		digest(ctx, v[0], EVP_sha512());
		break;
	default:
		break;
	}
}

static void
f_crc32(sqlite3_context *ctx, int n, sqlite3_value **v)
{
	const void *p = sqlite3_value_blob(v[0]);

	(void)n;
	if (sqlite3_value_type(v[0]) != SQLITE_NULL)
		sqlite3_result_int64(
		    ctx, (int64_t)crc32(0, p == NULL ? (const void *)"" : p,
			     (uInt)sqlite3_value_bytes(v[0])));
}

/* A number in base 16, or the bytes of a text. */
static void
f_hex(sqlite3_context *ctx, int n, sqlite3_value **v)
{
	const unsigned char *p;
	struct buf b;
	int i, len;

	(void)n;
	if (sqlite3_value_type(v[0]) == SQLITE_NULL)
		return;
	buf_init(&b);
	if (sqlite3_value_type(v[0]) == SQLITE_INTEGER) {
		buf_printf(
		    &b, "%llX", (unsigned long long)sqlite3_value_int64(v[0]));
	} else {
		p = sqlite3_value_blob(v[0]);
		len = sqlite3_value_bytes(v[0]);
		for (i = 0; i < len; i++)
			buf_printf(&b, "%02X", p[i]);
	}
	func_give(ctx, &b);
}

/* What is no letter of ASCII and no digit: %XX, blanks as '+'. */
static void
f_url_encode(sqlite3_context *ctx, int n, sqlite3_value **v)
{
	struct buf b;
	size_t i, len;
	const char *p = func_text(v[0], &len);

	(void)n;
	if (p == NULL)
		return;
	buf_init(&b);
	for (i = 0; i < len; i++) {
		unsigned char c = (unsigned char)p[i];

		if ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
		    (c >= 'A' && c <= 'Z') ||
		    (c != '\0' && strchr(".-*_", c) != NULL))
			buf_putc(&b, c);
		else if (c == ' ')
			buf_putc(&b, '+');
		else
			buf_printf(&b, "%%%02X", c);
	}
	func_give(ctx, &b);
}

static void
f_url_decode(sqlite3_context *ctx, int n, sqlite3_value **v)
{
	struct buf b;
	size_t i, len;
	const char *p = func_text(v[0], &len);

	(void)n;
	if (p == NULL)
		return;
	buf_init(&b);
	for (i = 0; i < len; i++) {
		int h = -1, l = -1;

		if (p[i] == '%' && len - i > 2) {
			h = nibble(p[i + 1]);
			l = nibble(p[i + 2]);
		}
		if (h >= 0 && l >= 0) {
			buf_putc(&b, h << 4 | l);
			i += 2;
		} else {
			buf_putc(&b, p[i] == '+' ? ' ' : p[i]);
		}
	}
	func_give(ctx, &b);
}

int
func_register_texts(sqlite3 *db)
{
	static const struct func f[] = {
		{ "concat", -1, f_concat },
		{ "concat_ws", -1, f_concat_ws },
		{ "lengthb", 1, f_lengthb },
		{ "unhex", 1, f_unhex },
		{ "base64", 1, f_base64 },
		{ "unbase64", 1, f_unbase64 },
		{ "reverse", 1, f_reverse },
		{ "md5", 1, f_md5 },
		{ "sha1", 1, f_sha1 },
		{ "sha2", 2, f_sha2 },
		{ "crc32", 1, f_crc32 },
		{ "mc_hex", 1, f_hex },
		{ "url_encode", 1, f_url_encode },
		{ "url_decode", 1, f_url_decode },
	};

	return func_add(db, f, sizeof(f) / sizeof(f[0]), true);
}
