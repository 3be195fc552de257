/* uses: mc row rec base */
/*
 * fuzz_answer.c: bodies of answers, XML or JSON.
 */
#include "fuzz.h"
#include "mc/answer.h"
#include "mc/xml.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct buf text = { 0 }, value = { 0 };
	struct mc_error e;
	char line[2048];
	int code = 0;

	mc_error_read(&e, data, size);
	assert(memchr(e.word, '\0', sizeof(e.word)) != NULL);
	assert(memchr(e.text, '\0', sizeof(e.text)) != NULL);
	assert(memchr(e.request, '\0', sizeof(e.request)) != NULL);
	mc_error_odps(e.text);
	mc_error_class(&e, size % 2 ? 400 : 503, &code);
	mc_error_line(&e, 400, line, sizeof(line));
	mc_error_line(&e, 400, line, 8);
	mc_xml_get(
	    data, size, "Instance/Tasks/Task/Status", &text, "Type", &value);
	buf_clear(&value);
	mc_xml_put(&value, (const char *)text.data, text.len);
	buf_release(&text);
	buf_release(&value);
	return 0;
}
