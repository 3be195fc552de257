/* uses: base */
/*
 * fuzz_conf.c: a job file.
 */
#include "base/conf.c"

#include "fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct conf *c = xcalloc(1, sizeof(*c));
	struct buf text = { 0 };
	struct buf dump = { 0 };

	c->value = xcalloc(conf_nkeys, sizeof(c->value[0]));
	set_names(c, "dir/fuzz.conf");
	buf_put(&text, data, size);
	parse(c, &text);
	if (c->why == NULL) {
		set_defaults(c);
		conf_dump(c, &dump);
		assert(conf_job(c)[0] != '\0');
		assert(conf_text(c, "source.host") == NULL ||
		       conf_line(c, "source.host") > 0 ||
		       !conf_is_set(c, "source.host"));
	}
	buf_release(&text);
	buf_release(&dump);
	conf_free(c);
	return 0;
}
