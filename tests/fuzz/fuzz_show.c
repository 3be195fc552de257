/* uses: pxrec row rec base */
/*
 * fuzz_show.c: a record stream shown in every form.
 */
#include "fuzz.h"
#include "pxrec/count.h"
#include "pxrec/json.h"
#include "pxrec/text.h"
#include "pxrec/view.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct buf text, kept;
	struct count count;
	struct rec_in in;
	struct view view;
	struct rec r;
	int more;

	rec_in_init(&in, fuzz_null(), "fuzz");
	in.buf = kept; /* it is large */
	buf_clear(&in.buf);
	buf_put(&in.buf, data, size);
	view_init(&view);
	count_init(&count);
	do {
		more = rec_read(&in, &r);
		buf_clear(&text);
		if (more == -1 || view_feed(&view, &r) == -1 ||
		    json_put(&text, &view, &r) == -1)
			break;
		assert(text.data[text.len - 1] == '\n');
		if (text_put(&text, &view, &r) == -1 ||
		    count_add(&count, &view, &r) == -1)
			break;
	} while (more == 1);
	count_put(&text, &count);
	count_release(&count);
	view_release(&view);
	kept = in.buf;
	return 0;
}
