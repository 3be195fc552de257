/* uses: mc row rec base */
/*
 * sign.c: canonical strings and signatures against those of other clients.
 */
#include "base/buf.h"
#include "mc/sign.h"

#include "../tap.h"
#include "vectors/sign.h"

static size_t
pairs(const struct mc_pair *pair, size_t max)
{
	size_t n = 0;

	while (n < max && pair[n].name != NULL)
		n++;
	return n;
}

int
main(void)
{
	struct buf canonical = { 0 }, authorization = { 0 };
	struct mc_request r;
	size_t i;

	for (i = 0; i < sizeof(sign_cases) / sizeof(sign_cases[0]); i++) {
		r.method = sign_cases[i].method;
		r.path = sign_cases[i].path;
		r.param = sign_cases[i].param;
		r.nparams = pairs(r.param, SIGN_PAIRS);
		r.header = sign_cases[i].header;
		r.nheaders = pairs(r.header, SIGN_PAIRS + 2);
		buf_clear(&canonical);
		buf_clear(&authorization);
		mc_canonical(&canonical, &r);
		ok(strcmp(buf_str(&canonical), sign_cases[i].canonical) == 0,
		    "%s: canonical string", sign_cases[i].name);
		mc_authorize(&authorization, buf_str(&canonical), canonical.len,
		    sign_cases[i].id, sign_cases[i].secret,
		    sign_cases[i].region, sign_cases[i].date);
		ok(strcmp(buf_str(&authorization),
		       sign_cases[i].authorization) == 0,
		    "%s: signature", sign_cases[i].name);
	}
	buf_release(&canonical);
	buf_release(&authorization);
	return done();
}
