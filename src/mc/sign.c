/*
 * sign.c: the canonical string of a request, and its signature.
 *
 *   METHOD
 *   content-md5 value, or nothing
 *   content-type value, or nothing
 *   date value
 *   x-odps-...:value          headers and parameters of that name, sorted
 *   /path?a&b=value           decoded, sorted by name; only the name when
 *                             the value is empty
 */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "base/jsonw.h"
#include "base/mem.h"

#include "mc/sign.h"

static int
by_name(const void *a, const void *b)
{
	const struct mc_pair *const *x = a, *const *y = b;
	int order = strcasecmp((*x)->name, (*y)->name);

	return order != 0 ? order : strcmp((*x)->value, (*y)->value);
}

static int
by_bytes(const void *a, const void *b)
{
	const struct mc_pair *const *x = a, *const *y = b;
	int order = strcmp((*x)->name, (*y)->name);

	return order != 0 ? order : strcmp((*x)->value, (*y)->value);
}

static bool
is_odps(const struct mc_pair *pair)
{
	return strncasecmp(pair->name, "x-odps-", 7) == 0;
}

static void
put_value(struct buf *out, const struct mc_request *r, const char *name)
{
	size_t i;

	for (i = 0; i < r->nheaders; i++)
		if (strcasecmp(r->header[i].name, name) == 0) {
			buf_puts(out, r->header[i].value);
			break;
		}
	buf_putc(out, '\n');
}

static void
put_lower(struct buf *out, const char *s)
{
	for (; *s != '\0'; s++)
		buf_putc(out, *s >= 'A' && *s <= 'Z' ? *s + 32 : *s);
}

static void
put_odps(
    struct buf *out, const struct mc_request *r, const struct mc_pair **sorted)
{
	size_t i, n = 0;

	for (i = 0; i < r->nheaders; i++)
		if (is_odps(&r->header[i]))
			sorted[n++] = &r->header[i];
	for (i = 0; i < r->nparams; i++)
		if (is_odps(&r->param[i]))
			sorted[n++] = &r->param[i];
	qsort(sorted, n, sizeof(sorted[0]), by_name);
	for (i = 0; i < n; i++) {
		put_lower(out, sorted[i]->name);
		buf_putc(out, ':');
		buf_puts(out, sorted[i]->value);
		buf_putc(out, '\n');
	}
}

static void
put_resource(
    struct buf *out, const struct mc_request *r, const struct mc_pair **sorted)
{
	size_t i;

	buf_puts(out, r->path);
	for (i = 0; i < r->nparams; i++)
		sorted[i] = &r->param[i];
	qsort(sorted, r->nparams, sizeof(sorted[0]), by_bytes);
	for (i = 0; i < r->nparams; i++) {
		buf_putc(out, i == 0 ? '?' : '&');
		buf_puts(out, sorted[i]->name);
		if (sorted[i]->value[0] != '\0') {
			buf_putc(out, '=');
			buf_puts(out, sorted[i]->value);
		}
	}
}

void
mc_canonical(struct buf *out, const struct mc_request *r)
{
	const struct mc_pair **sorted;

	sorted = xcalloc(r->nheaders + r->nparams + 1, sizeof(sorted[0]));
	buf_puts(out, r->method);
	buf_putc(out, '\n');
	put_value(out, r, "content-md5");
	put_value(out, r, "content-type");
	put_value(out, r, "date");
	put_odps(out, r, sorted);
	put_resource(out, r, sorted);
	free(sorted);
}

/* HMAC of text under key; the digest's length. */
static size_t
hmac(const EVP_MD *md, const void *key, size_t key_len, const void *text,
    size_t n, unsigned char *digest)
{
	unsigned len = 0;

	if (HMAC(md, key, (int)key_len, text, n, digest, &len) == NULL)
		return 0;
	return len;
}

/* The key of a day, a region and this service (version 4). */
static size_t
derive(const char *secret, const char *region, const char *date,
    unsigned char *key)
{
	static const char service[] = "odps", end[] = "aliyun_v4_request";
	const EVP_MD *md = EVP_sha256();
	struct buf first = { 0 };
	size_t n;

	buf_puts(&first, "aliyun_v4");
	buf_puts(&first, secret);
	n = hmac(md, first.data, first.len, date, strlen(date), key);
	n = hmac(md, key, n, region, strlen(region), key);
	n = hmac(md, key, n, service, sizeof(service) - 1, key);
	n = hmac(md, key, n, end, sizeof(end) - 1, key);
	memset(first.data, 0, first.len);
	buf_release(&first);
	return n;
}

void
mc_authorize(struct buf *out, const char *canonical, size_t n, const char *id,
    const char *secret, const char *region, const char *date)
{
	unsigned char key[EVP_MAX_MD_SIZE], digest[EVP_MAX_MD_SIZE];
	size_t len;

	buf_puts(out, "ODPS ");
	buf_puts(out, id);
	if (region != NULL && region[0] != '\0') {
		buf_printf(out, "/%s/%s/odps/aliyun_v4_request", date, region);
		len = derive(secret, region, date, key);
		len = hmac(EVP_sha1(), key, len, canonical, n, digest);
	} else
		len = hmac(
		    EVP_sha1(), secret, strlen(secret), canonical, n, digest);
	buf_putc(out, ':');
	jsonw_base64(out, digest, len);
}
