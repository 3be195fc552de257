/*
 * temporal.c: see temporal.h.
 */
#include "base/clock.h"
#include "base/le.h"
#include "binlog/temporal.h"
#include "row/time.h"

/* Fraction bytes are big-endian hundreds, ten-thousands or millionths. */
static bool
fraction(const uint8_t *p, unsigned fsp, int *micro)
{
	uint32_t v = 0;

	switch (temporal_frac_size(fsp)) {
	case 0:
		break;
	case 1:
		v = p[0] * UINT32_C(10000);
		break;
	case 2:
		v = be16dec(p) * UINT32_C(100);
		break;
	default:
		v = be24dec(p);
		break;
	}
	*micro = (int)v;
	return v < 1000000;
}

/* Ranges only: dates that do not exist are kept as they are. */
static bool
make(const struct clock_civil *c, int64_t *v)
{
	if (c->year > 9999 || c->month > 12 || c->day > 31 || c->hour > 23 ||
	    c->minute > 59 || c->second > 59)
		return false;
	*v = row_time_make(c);
	return true;
}

static bool
make_time(uint32_t fields, int micro, bool minus, int64_t *v)
{
	unsigned hour = fields >> 12 & 0x3ff, minute = fields >> 6 & 63,
		 second = fields & 63;

	if (hour > 838 || minute > 59 || second > 59)
		return false;
	*v = (int64_t)(hour * 3600 + minute * 60 + second) * CLOCK_SECOND +
	     micro;
	if (minus)
		*v = -*v;
	return true;
}

static bool
make_datetime(uint64_t fields, int micro, int64_t *v)
{
	uint32_t hms = (uint32_t)(fields & 0x1ffff);
	uint64_t ymd = fields >> 17, ym = ymd >> 5;
	struct clock_civil c;

	if (ym / 13 > 9999)
		return false;
	c.year = (int)(ym / 13);
	c.month = (int)(ym % 13);
	c.day = (int)(ymd & 31);
	c.hour = (int)(hms >> 12);
	c.minute = (int)(hms >> 6 & 63);
	c.second = (int)(hms & 63);
	c.micro = micro;
	return make(&c, v);
}

bool
temporal_date(const uint8_t *p, int64_t *v)
{
	uint32_t x = le24dec(p);
	struct clock_civil c = { .year = (int)(x >> 9),
		.month = (int)(x >> 5 & 15),
		.day = (int)(x & 31) };

	return make(&c, v);
}

bool
temporal_time2(const uint8_t *p, unsigned fsp, int64_t *v)
{
	unsigned i, nfrac = temporal_frac_size(fsp), n = 3 + nfrac;
	uint8_t b[3] = { 0, 0, 0 };
	uint64_t raw = 0, zero = UINT64_C(1) << (8 * n - 1);
	bool minus;
	int micro;

	for (i = 0; i < n; i++)
		raw = raw << 8 | p[i];
	/* The sign belongs to the whole, fraction included. */
	minus = raw < zero;
	raw = minus ? zero - raw : raw - zero;
	for (i = nfrac; i-- > 0; raw >>= 8)
		b[i] = (uint8_t)(raw & 0xff);
	return fraction(b, fsp, &micro) &&
	       make_time((uint32_t)raw, micro, minus, v);
}

bool
temporal_datetime2(const uint8_t *p, unsigned fsp, int64_t *v)
{
	uint64_t raw = (uint64_t)p[0] << 32 | be32dec(p + 1);
	int micro;

	if (raw < UINT64_C(0x8000000000) || !fraction(p + 5, fsp, &micro))
		return false;
	return make_datetime(raw - UINT64_C(0x8000000000), micro, v);
}

static bool
instant(uint32_t seconds, int micro, int64_t *v)
{
	static const struct clock_civil zero;

	if (seconds == 0 && micro == 0)
		*v = row_time_make(&zero);
	else
		*v = (int64_t)seconds * CLOCK_SECOND + micro;
	return true;
}

bool
temporal_timestamp2(const uint8_t *p, unsigned fsp, int64_t *v)
{
	int micro;

	return fraction(p + 4, fsp, &micro) && instant(be32dec(p), micro, v);
}

bool
temporal_time_old(const uint8_t *p, int64_t *v)
{
	uint32_t x = le24dec(p), a;
	bool minus = (x & 0x800000) != 0;

	a = minus ? 0x1000000 - x : x;
	return make_time(a / 10000 << 12 | a / 100 % 100 << 6 | a % 100, 0,
		   minus, v) &&
	       a / 10000 <= 838;
}

bool
temporal_datetime_old(const uint8_t *p, int64_t *v)
{
	uint64_t x = le64dec(p), ymd = x / 1000000, hms = x % 1000000;
	struct clock_civil c = { .month = (int)(ymd / 100 % 100),
		.day = (int)(ymd % 100),
		.hour = (int)(hms / 10000),
		.minute = (int)(hms / 100 % 100),
		.second = (int)(hms % 100) };

	if (ymd / 10000 > 9999)
		return false;
	c.year = (int)(ymd / 10000);
	return make(&c, v);
}

bool
temporal_timestamp_old(const uint8_t *p, int64_t *v)
{
	return instant(le32dec(p), 0, v);
}

bool
temporal_json_time(int64_t packed, int64_t *v)
{
	bool minus = packed < 0;
	uint64_t a = minus ? -(uint64_t)packed : (uint64_t)packed;
	int micro = (int)(a & 0xffffff);

	return micro < 1000000 && a >> 24 < 1 << 22 &&
	       make_time((uint32_t)(a >> 24), micro, minus, v);
}

bool
temporal_json_datetime(int64_t packed, int64_t *v)
{
	uint64_t a = (uint64_t)packed;
	int micro = (int)(a & 0xffffff);

	return packed >= 0 && micro < 1000000 &&
	       make_datetime(a >> 24, micro, v);
}
