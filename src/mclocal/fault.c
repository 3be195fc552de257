/*
 * fault.c: faults; see fault.h.
 */
#include <string.h>

#include "base/num.h"
#include "mclocal/fault.h"
#include "mclocal/store.h"

enum {
	SKEW = 3600,      /* seconds */
	SLOW_MAX = 600000 /* milliseconds */
};

static const char *const places[] = { "create", "block", "status", "commit",
	"download", "sql", "meta", "session", "auth", "*" };

/* "5s", "200ms" */
static bool
parse_wait(char *text, uint64_t *ms)
{
	size_t n = strlen(text);
	uint64_t unit = 1000;

	if (n < 2 || text[--n] != 's')
		return false;
	if (text[n - 1] == 'm') {
		unit = 1;
		n--;
	}
	text[n] = '\0';
	if (!num_u64(text, 1, SLOW_MAX / unit, ms))
		return false;
	*ms *= unit;
	return true;
}

/* What a session or a clock can have. */
static bool
parse_special(struct fault *f, const char *what, const char *at)
{
	if (f->where == FAULT_AUTH) {
		f->what = FAULT_SKEW;
		f->n = SKEW;
		return strcmp(what, "skew") == 0 && at == NULL;
	}
	f->what = FAULT_AGE;
	f->n = STORE_SESSION_SECONDS;
	if (strcmp(what, "expire") == 0)
		return at == NULL;
	return strcmp(what, "age") == 0 && at != NULL &&
	       num_u64(at, 1, 366 * 86400, &f->n);
}

/* *rest: what stands behind the next colon; slow takes it. */
static bool
parse_what(struct fault *f, char *what, char **rest)
{
	char *at = strchr(what, '@'), *wait;

	if (at != NULL)
		*at++ = '\0';
	if (f->where == FAULT_SESSION || f->where == FAULT_AUTH)
		return parse_special(f, what, at);
	if (strcmp(what, "reset") == 0) {
		f->what = FAULT_RESET;
		return at == NULL || num_size(at, 0, UINT64_MAX, &f->n);
	}
	if (at != NULL)
		return false;
	if (strcmp(what, "slow") == 0 && *rest != NULL) {
		f->what = FAULT_SLOW;
		wait = *rest;
		if ((*rest = strchr(wait, ':')) != NULL)
			*(*rest)++ = '\0';
		return parse_wait(wait, &f->n);
	}
	f->what = strcmp(what, "drop-reply") == 0 ? FAULT_DROP : FAULT_REPLY;
	return f->what == FAULT_DROP || num_u64(what, 400, 599, &f->n);
}

/* "0.1", "0.025": to 1/10000. */
static bool
parse_fraction(struct fault *f, const char *text)
{
	char digits[5] = "0000";
	size_t n = strlen(text);

	f->when = FAULT_SHARE;
	if (n == 0 || n > 4)
		return false;
	memcpy(digits, text, n);
	return num_u64(digits, 0, 9999, &f->of);
}

static bool
parse_when(struct fault *f, char *when)
{
	size_t n;

	f->of = 1;
	if (when == NULL)
		return true;
	n = strlen(when);
	if (strncmp(when, "0.", 2) == 0)
		return parse_fraction(f, when + 2);
	if (*when == '=') {
		f->when = FAULT_NTH;
		when++;
	} else if (n > 1 && when[n - 1] == '%') {
		f->when = FAULT_SHARE;
		when[n - 1] = '\0';
		if (!num_u64(when, 0, 100, &f->of))
			return false;
		f->of *= 100;
		return true;
	}
	return num_u64(when, 1, UINT64_MAX, &f->of);
}

bool
fault_parse(struct fault *f, const char *spec)
{
	char text[128], *what, *when;
	int i;

	memset(f, 0, sizeof(*f));
	f->random = 2463534242;
	if (strlen(spec) >= sizeof(text))
		return false;
	memcpy(text, spec, strlen(spec) + 1);
	if ((what = strchr(text, ':')) == NULL)
		return false;
	*what++ = '\0';
	if ((when = strchr(what, ':')) != NULL)
		*when++ = '\0';
	for (i = FAULT_CREATE; i <= FAULT_ANY; i++)
		if (strcmp(text, places[i]) == 0)
			break;
	if (i > FAULT_ANY)
		return false;
	f->where = (enum fault_where)i;
	return parse_what(f, what, &when) && parse_when(f, when);
}

static bool
hits(struct fault *f)
{
	f->seen++;
	if (f->when == FAULT_FIRST)
		return f->seen <= f->of;
	if (f->when == FAULT_NTH)
		return f->seen == f->of;
	f->random ^= f->random << 13;
	f->random ^= f->random >> 17;
	f->random ^= f->random << 5;
	return f->random % 10000 < f->of;
}

const struct fault *
fault_take(struct fault *f, size_t n, enum fault_where where, bool session)
{
	const struct fault *hit = NULL;
	size_t i;

	for (i = 0; i < n; i++)
		if ((f[i].where == where || f[i].where >= FAULT_AUTH ||
			(f[i].where == FAULT_SESSION && session)) &&
		    hits(&f[i]) && hit == NULL)
			hit = &f[i];
	return hit;
}
