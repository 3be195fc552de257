/*
 * auth.c: credentials and the check of signatures.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <openssl/crypto.h>
#include <openssl/rand.h>

#include "base/clock.h"
#include "base/io.h"
#include "base/mem.h"
#include "mclocal/auth.h"

enum {
	SKEW = 900, /* seconds a clock may be off */
	SECRET = 30
};

struct auth {
	struct buf text; /* what id and secret point into */
	const char **id, **secret;
	size_t n;
};

/* One pair, and its secret alone for target.access_key_file. */
static int
make_credentials(const char *dir, const char *path)
{
	static const char letters[] =
	    "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789";
	unsigned char r[SECRET];
	char secret[SECRET + 2], *key;
	struct buf b;
	size_t i;
	int rc;

	if (RAND_bytes(r, sizeof(r)) != 1) {
		errno = EIO;
		return -1;
	}
	for (i = 0; i < SECRET; i++)
		secret[i] = letters[r[i] % (sizeof(letters) - 1)];
	secret[SECRET] = '\n';
	secret[SECRET + 1] = '\0';
	key = xasprintf("%s/access_key", dir);
	buf_init(&b);
	buf_printf(&b, "local %s", secret);
	rc = io_replace(key, secret, SECRET + 1);
	if (rc == 0)
		rc = chmod(key, 0600);
	if (rc == 0)
		rc = io_replace(path, b.data, b.len);
	if (rc == 0)
		rc = chmod(path, 0600);
	buf_release(&b);
	free(key);
	return rc;
}

static int
parse_credentials(struct auth *a, const char *path, char **why)
{
	char *line = buf_str(&a->text), *next, *blank;
	unsigned number = 0;

	for (; line != NULL && *line != '\0'; line = next) {
		number++;
		if ((next = strchr(line, '\n')) != NULL)
			*next++ = '\0';
		if (*line == '\0' || *line == '#')
			continue;
		blank = strchr(line, ' ');
		if (blank == NULL || blank == line || blank[1] == '\0' ||
		    strchr(blank + 1, ' ') != NULL) {
			*why = xasprintf(
			    "'%s', line %u: not 'ID SECRET'", path, number);
			return -1;
		}
		*blank = '\0';
		a->id = xreallocarray(a->id, a->n + 1, sizeof(*a->id));
		a->secret =
		    xreallocarray(a->secret, a->n + 1, sizeof(*a->secret));
		a->id[a->n] = line;
		a->secret[a->n++] = blank + 1;
	}
	if (a->n > 0)
		return 0;
	*why = xasprintf("'%s' holds no credentials", path);
	return -1;
}

struct auth *
auth_open(const char *dir, const char *path, char **why)
{
	struct auth *a = xcalloc(1, sizeof(*a));
	char *own = NULL;
	struct stat st;

	if (path == NULL) {
		path = own = xasprintf("%s/credentials", dir);
		if (stat(path, &st) == -1 && errno == ENOENT &&
		    make_credentials(dir, path) == -1) {
			*why = xasprintf(
			    "cannot write '%s': %s", path, strerror(errno));
			goto err0;
		}
	}
	if (io_slurp(path, 1 << 20, &a->text) == -1) {
		*why = xasprintf("cannot read '%s': %s", path, strerror(errno));
		goto err0;
	}
	if (parse_credentials(a, path, why) == -1)
		goto err0;
	free(own);
	return a;
err0:
	free(own);
	auth_free(a);
	return NULL;
}

void
auth_free(struct auth *a)
{
	if (a == NULL)
		return;
	buf_release(&a->text);
	free(a->id);
	free(a->secret);
	free(a);
}

/* The parts of an Authorization header. */
struct claim {
	char id[256], date[16], region[128];
};

/* "ODPS ID:S", or "ODPS ID/DATE/REGION/odps/aliyun_v4_request:S". */
static bool
claim_parse(struct claim *c, const char *text)
{
	char part[512], *field[6], *p;
	size_t n = 0;
	const char *end;

	if (strncmp(text, "ODPS ", 5) != 0)
		return false;
	text += 5;
	if ((end = strrchr(text, ':')) == NULL || end - text > 500)
		return false;
	memcpy(part, text, (size_t)(end - text));
	part[end - text] = '\0';
	for (p = part; p != NULL && n < 6; n++) {
		field[n] = p;
		if ((p = strchr(p, '/')) != NULL)
			*p++ = '\0';
	}
	memset(c, 0, sizeof(*c));
	if (n != 1 && n != 5)
		return false;
	if (strlen(field[0]) >= sizeof(c->id))
		return false;
	memcpy(c->id, field[0], strlen(field[0]));
	if (n == 1)
		return true;
	if (strlen(field[1]) != 8 || strlen(field[2]) >= sizeof(c->region) ||
	    *field[2] == '\0' || strcmp(field[3], "odps") != 0 ||
	    strcmp(field[4], "aliyun_v4_request") != 0)
		return false;
	memcpy(c->date, field[1], 8);
	memcpy(c->region, field[2], strlen(field[2]));
	return true;
}

static bool
same_signature(const struct auth *a, const struct request *rq,
    const struct claim *c, const char *given)
{
	struct mc_request r = { rq->method, rq->path, rq->param, rq->nparams,
		rq->header, rq->nheaders };
	struct buf canonical, want;
	size_t i, n = strlen(given);
	bool same = false;

	buf_init(&canonical);
	buf_init(&want);
	mc_canonical(&canonical, &r);
	for (i = 0; i < a->n; i++) {
		if (strcmp(a->id[i], c->id) != 0)
			continue;
		buf_clear(&want);
		mc_authorize(&want, buf_str(&canonical), canonical.len,
		    a->id[i], a->secret[i], c->region, c->date);
		same |=
		    want.len == n && CRYPTO_memcmp(want.data, given, n) == 0;
	}
	buf_release(&canonical);
	buf_release(&want);
	return same;
}

static bool
check_date(struct request *rq)
{
	const char *text = request_header(rq, "date");
	int64_t then, now = clock_now() / CLOCK_SECOND + rq->ahead;
	char a[32], b[32];

	if (text == NULL || !http_parse_date(text, &then)) {
		reply_error(rq, 400, "InvalidParameter",
		    "ODPS-0410031:the Date header is missing or unreadable");
		return false;
	}
	if (then - now <= SKEW && now - then <= SKEW)
		return true;
	clock_rfc3339((then + SKEW) * CLOCK_SECOND, a);
	clock_rfc3339(now * CLOCK_SECOND, b);
	reply_error(rq, 400, "RequestTimeTooSkewed",
	    "ODPS-0410031:Authentication request expired - the expire time"
	    " interval exceeds the max limitation: 900000,"
	    " max_interval_date:900000,expire_date:%s,now_date:%s",
	    a, b);
	return false;
}

bool
auth_check(const struct auth *a, struct request *rq)
{
	const char *given = request_header(rq, "authorization");
	struct claim c;

	if (given == NULL || !claim_parse(&c, given)) {
		reply_error(rq, 401, "Unauthorized",
		    "The request authorization header is invalid or missing.");
		return false;
	}
	if (!same_signature(a, rq, &c, given)) {
		reply_error(rq, 401, "SignatureNotMatch",
		    "ODPS-0410042:Invalid signature value - the signature is"
		    " not the one of access id '%s' for this request",
		    c.id);
		return false;
	}
	return check_date(rq);
}
