/*
 * fault.c: faults; see fault.h.
 */
#include <string.h>

#include "base/num.h"
#include "mclocal/fault.h"

static const char *const places[] = { "create", "block", "status", "commit",
	"download", "sql", "meta", "*" };

static bool
parse_what(struct fault *f, char *what)
{
	char *at = strchr(what, '@');
	uint64_t v;

	if (at != NULL) {
		*at++ = '\0';
		if (!num_size(at, 0, UINT64_MAX, &f->bytes))
			return false;
	}
	f->reset = strcmp(what, "reset") == 0;
	f->drop_reply = strcmp(what, "drop-reply") == 0;
	if (f->reset || f->drop_reply)
		return at == NULL || f->reset;
	if (at != NULL || !num_u64(what, 400, 599, &v))
		return false;
	f->status = (unsigned)v;
	return true;
}

static bool
parse_when(struct fault *f, char *when)
{
	size_t n;

	f->n = 1;
	if (when == NULL)
		return true;
	n = strlen(when);
	if (*when == '=') {
		f->when = FAULT_NTH;
		when++;
	} else if (n > 1 && when[n - 1] == '%') {
		f->when = FAULT_SHARE;
		when[n - 1] = '\0';
		return num_u64(when, 0, 100, &f->n);
	}
	return num_u64(when, 1, UINT64_MAX, &f->n);
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
	return parse_what(f, what) && parse_when(f, when);
}

static bool
hits(struct fault *f)
{
	f->seen++;
	if (f->when == FAULT_FIRST)
		return f->seen <= f->n;
	if (f->when == FAULT_NTH)
		return f->seen == f->n;
	f->random ^= f->random << 13;
	f->random ^= f->random >> 17;
	f->random ^= f->random << 5;
	return f->random % 100 < f->n;
}

const struct fault *
fault_take(struct fault *f, size_t n, enum fault_where where)
{
	const struct fault *hit = NULL;
	size_t i;

	for (i = 0; i < n; i++)
		if ((f[i].where == where || f[i].where == FAULT_ANY) &&
		    hits(&f[i]) && hit == NULL)
			hit = &f[i];
	return hit;
}
