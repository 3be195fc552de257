/*
 * num.c: text to number with bounds; see num.h.
 */
#include "base/num.h"

const char num_pairs[201] = "00010203040506070809"
			    "10111213141516171819"
			    "20212223242526272829"
			    "30313233343536373839"
			    "40414243444546474849"
			    "50515253545556575859"
			    "60616263646566676869"
			    "70717273747576777879"
			    "80818283848586878889"
			    "90919293949596979899";

/* Digits at *s; moves *s behind them.  false: none, or too large. */
static bool
digits(const char **s, uint64_t *v)
{
	const char *p = *s;

	if (*p < '0' || *p > '9')
		return false;
	for (*v = 0; *p >= '0' && *p <= '9'; p++)
		if (__builtin_mul_overflow(*v, 10, v) ||
		    __builtin_add_overflow(*v, (uint64_t)(*p - '0'), v))
			return false;
	*s = p;
	return true;
}

bool
num_u64(const char *s, uint64_t min, uint64_t max, uint64_t *v)
{
	uint64_t u;

	if (!digits(&s, &u) || *s != '\0' || u < min || u > max)
		return false;
	*v = u;
	return true;
}

bool
num_i64(const char *s, int64_t min, int64_t max, int64_t *v)
{
	bool minus = *s == '-';
	uint64_t u;
	int64_t i;

	if (minus)
		s++;
	if (!digits(&s, &u) || *s != '\0')
		return false;
	if (u > (uint64_t)INT64_MAX + (minus ? 1 : 0))
		return false;
	i = minus ? (int64_t)(0 - u) : (int64_t)u;
	if (i < min || i > max)
		return false;
	*v = i;
	return true;
}

bool
num_size(const char *s, uint64_t min, uint64_t max, uint64_t *v)
{
	uint64_t u, unit = 1;

	if (!digits(&s, &u))
		return false;
	switch (*s) {
	case 'k':
	case 'K':
		unit = 1024;
		s++;
		break;
	case 'm':
	case 'M':
		unit = 1024 * 1024;
		s++;
		break;
	case 'g':
	case 'G':
		unit = 1024 * 1024 * 1024;
		s++;
		break;
	default:
		break;
	}
	if (*s != '\0' || __builtin_mul_overflow(u, unit, &u))
		return false;
	if (u < min || u > max)
		return false;
	*v = u;
	return true;
}
