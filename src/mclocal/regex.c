/*
 * regex.c: regular expressions, by PCRE2; see regex.h.
 */
#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <stdlib.h>

#include "base/mem.h"
#include "mclocal/regex.h"

enum {
	STEPS = 10000000 /* of one search */
};

struct regex {
	pcre2_code *code;
	pcre2_match_data *data;
	pcre2_match_context *limit;
	unsigned groups;
};

struct regex *
regex_new(const char *pattern, size_t n, char *why, size_t size)
{
	struct regex *re = xcalloc(1, sizeof(*re));
	uint32_t groups = 0;
	size_t at;
	int e;

	re->code = pcre2_compile((PCRE2_SPTR)pattern, n,
	    PCRE2_UTF | PCRE2_MATCH_INVALID_UTF | PCRE2_DOLLAR_ENDONLY, &e, &at,
	    NULL);
	if (re->code == NULL) {
		pcre2_get_error_message(e, (PCRE2_UCHAR *)why, size);
		regex_free(re);
		return NULL;
	}
	re->data = pcre2_match_data_create_from_pattern(re->code, NULL);
	re->limit = pcre2_match_context_create(NULL);
	if (re->data == NULL || re->limit == NULL)
		abort(); /* as where memory is out */
	pcre2_set_match_limit(re->limit, STEPS);
	pcre2_pattern_info(re->code, PCRE2_INFO_CAPTURECOUNT, &groups);
	re->groups = groups;
	return re;
}

void
regex_free(void *p)
{
	struct regex *re = p;

	if (re == NULL)
		return;
	pcre2_match_context_free(re->limit);
	pcre2_match_data_free(re->data);
	pcre2_code_free(re->code);
	free(re);
}

unsigned
regex_groups(const struct regex *re)
{
	return re->groups;
}

int
regex_find(const struct regex *re, const char *text, size_t n, size_t from,
    struct regex_span span[REGEX_GROUPS])
{
	const size_t *at;
	int i, found;

	found = pcre2_match(
	    re->code, (PCRE2_SPTR)text, n, from, 0, re->data, re->limit);
	if (found < 0 && found != PCRE2_ERROR_NOMATCH)
		return -1;
	at = pcre2_get_ovector_pointer(re->data);
	for (i = 0; i < REGEX_GROUPS; i++) {
		span[i].p = NULL;
		span[i].n = 0;
		if (i < found && at[i * 2] != PCRE2_UNSET &&
		    at[i * 2 + 1] >= at[i * 2]) {
			span[i].p = text + at[i * 2];
			span[i].n = at[i * 2 + 1] - at[i * 2];
		}
	}
	return found >= 0;
}
