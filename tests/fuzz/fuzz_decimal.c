/* uses: binlog row rec base */
/*
 * fuzz_decimal.c: precision, scale and the bytes of a DECIMAL.  The text has
 * as many digits as the type says.
 */
#include "binlog/decimal.h"
#include "fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char text[DECIMAL_TEXT_MAX];
	size_t need, n, i = 0, digits = 0;
	unsigned precision, scale;

	if (size < 2)
		return 0;
	precision = data[0];
	scale = data[1];
	need = decimal_size(precision, scale);
	if (need == 0 || need > size - 2)
		return 0;
	n = decimal_text(text, data + 2, precision, scale);
	assert(n <= sizeof(text));
	if (n == 0)
		return 0;
	i = text[0] == '-';
	for (; i < n && text[i] != '.'; i++, digits++)
		assert(text[i] >= '0' && text[i] <= '9');
	assert(digits >= 1);
	assert(digits <= (precision > scale ? precision - scale : 1));
	assert(scale == 0 ? i == n : n - i == scale + 1);
	for (i++; i < n; i++)
		assert(text[i] >= '0' && text[i] <= '9');
	return 0;
}
