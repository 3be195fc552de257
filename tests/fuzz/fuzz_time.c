/* uses: binlog row rec base */
/*
 * fuzz_time.c: bytes of every date and time form, the first says which and
 * the second how many digits.  What is a value has a text that reads back as
 * the same value; and any text either does that, too, or is refused.
 */
#include "binlog/temporal.h"
#include "fuzz.h"
#include "row/table.h"
#include "row/time.h"

static void
both_ways(unsigned type, unsigned fsp, int64_t v)
{
	char text[32];
	size_t n = row_time_text(text, type, fsp, v);
	int64_t again = 0;

	assert(n < sizeof(text) && text[n] == '\0');
	/* logs may hold more digits than the column has */
	n = row_time_text(text, type, 6, v);
	assert(n < sizeof(text) && text[n] == '\0');
	assert(row_time_parse(type, text, n, &again));
	assert(again == v);
}

static void
from_text(unsigned type, const uint8_t *p, size_t n)
{
	int64_t v;

	if (row_time_parse(type, (const char *)p, n, &v))
		both_ways(type, 6, v);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint8_t p[8] = { 0 };
	unsigned form, fsp;
	int64_t v;

	if (size < 2)
		return 0;
	form = data[0] % 12;
	fsp = data[1] % 7;
	memcpy(p, data + 2, size - 2 < 8 ? size - 2 : 8);
	if (form == 0 && temporal_date(p, &v))
		both_ways(ROW_DATE, 0, v);
	else if (form == 1 && temporal_time2(p, fsp, &v))
		both_ways(ROW_TIME, fsp, v);
	else if (form == 2 && temporal_datetime2(p, fsp, &v))
		both_ways(ROW_DATETIME, fsp, v);
	else if (form == 3 && temporal_timestamp2(p, fsp, &v))
		both_ways(ROW_TIMESTAMP, fsp, v);
	else if (form == 4 && temporal_time_old(p, &v))
		both_ways(ROW_TIME, 0, v);
	else if (form == 5 && temporal_datetime_old(p, &v))
		both_ways(ROW_DATETIME, 0, v);
	else if (form == 6 && temporal_timestamp_old(p, &v))
		both_ways(ROW_TIMESTAMP, 0, v);
	else if (form == 7 && temporal_json_time((int64_t)le64dec(p), &v))
		both_ways(ROW_TIME, 6, v);
	else if (form == 8 && temporal_json_datetime((int64_t)le64dec(p), &v))
		both_ways(ROW_DATETIME, 6, v);
	else if (form == 9)
		from_text(ROW_DATE, data + 2, size - 2);
	else if (form == 10)
		from_text(ROW_TIME, data + 2, size - 2);
	else if (form == 11)
		from_text(ROW_DATETIME, data + 2, size - 2);
	return 0;
}
