/*
 * conf_check.c: does a text fit a key of the job file?  See conf_keys.h.
 */
#include <string.h>

#include "base/conf_keys.h"
#include "base/mem.h"
#include "base/num.h"

static bool
parse_seconds(const struct conf_key *k, const char *text, uint64_t *v)
{
	size_t n = strlen(text);
	uint64_t unit = 1;
	char digits[24];

	if (n == 0 || n >= sizeof(digits))
		return false;
	memcpy(digits, text, n + 1);
	switch (digits[n - 1]) {
	case 's':
		digits[n - 1] = '\0';
		break;
	case 'm':
		unit = 60;
		digits[n - 1] = '\0';
		break;
	case 'h':
		unit = 3600;
		digits[n - 1] = '\0';
		break;
	case 'd':
		unit = 86400;
		digits[n - 1] = '\0';
		break;
	default:
		break;
	}
	if (!num_u64(digits, 0, UINT64_MAX / 86400, v))
		return false;
	*v *= unit;
	return *v >= k->low && *v <= k->high;
}

static bool
is_word_of(const char *text, const char *words)
{
	size_t n = strlen(text), len;

	for (; *words != '\0'; words += len + (words[len] == ' ' ? 1 : 0)) {
		len = strcspn(words, " ");
		if (len == n && memcmp(words, text, n) == 0)
			return true;
	}
	return false;
}

char *
conf_check(const struct conf_key *k, const char *text, uint64_t *v)
{
	*v = 0;
	switch (k->kind) {
	case CONF_NUMBER:
		if (num_u64(text, k->low, k->high, v))
			return NULL;
		return xasprintf("'%s' is not a number from %llu to %llu", text,
		    (unsigned long long)k->low, (unsigned long long)k->high);
	case CONF_SIZE:
		if (num_size(text, k->low, k->high, v))
			return NULL;
		return xasprintf("'%s' is not a size from %llu to %llu bytes",
		    text, (unsigned long long)k->low,
		    (unsigned long long)k->high);
	case CONF_SECONDS:
		if (parse_seconds(k, text, v))
			return NULL;
		return xasprintf("'%s' is not a time from %llus to %llus", text,
		    (unsigned long long)k->low, (unsigned long long)k->high);
	case CONF_WORD:
		if (is_word_of(text, k->words))
			return NULL;
		return xasprintf("'%s' is none of: %s", text, k->words);
	case CONF_TEXT:
	case CONF_FILE:
	case CONF_LINES:
		break;
	}
	return NULL;
}
