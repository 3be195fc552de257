/* uses: mc row rec base */
/*
 * mc_answer.c: error bodies in both forms, what they mean, and the small
 * readers of XML and csv.
 */
#include <sysexits.h>

#include "mc/answer.h"
#include "mc/sql.h"
#include "mc/xml.h"

#include "../tap.h"

static void
error(const char *body, long status, const char *line, enum mc_class class,
    int code)
{
	struct mc_error e;
	char text[2048];
	int got = -1;

	mc_error_read(&e, body, strlen(body));
	mc_error_line(&e, status, text, sizeof(text));
	if (!ok(strcmp(text, line) == 0, "%s", line))
		printf("# got %s\n", text);
	ok(mc_error_class(&e, status, &got) == class && got == code,
	    "... class and exit code");
}

static void
errors(void)
{
	error("<?xml version=\"1.0\"?>\n<Error>\n <Code>NoSuchObject</Code>\n"
	      " <Message><![CDATA[Table\n not  found]]></Message>"
	      "<RequestId>r1</RequestId><HostId>h</HostId></Error>",
	    404, "HTTP 404 NoSuchObject: Table not found (request r1)",
	    MC_REFUSED, EX_UNAVAILABLE);
	error("{\"Code\":\"NoPermission\",\"Message\":\"no\"}", 403,
	    "HTTP 403 NoPermission: no", MC_REFUSED, EX_NOPERM);
	error("{\"Code\":\"FlowExceeded\",\"Message\":\"quota\"}", 429,
	    "HTTP 429 FlowExceeded: quota", MC_BUSY, EX_TEMPFAIL);
	error("{\"Code\":\"CorruptedDataStream\",\"Message\":\"crc\"}", 400,
	    "HTTP 400 CorruptedDataStream: crc", MC_BROKEN, EX_TEMPFAIL);
	error("{\"Code\":\"ODPS-0420411: Invalid argument - \","
	      "\"Message\":\"x\"}",
	    400, "HTTP 400 InvalidArgument: x", MC_REFUSED, EX_UNAVAILABLE);
	error("<html>bad gateway</html>", 502,
	    "HTTP 502: <html>bad gateway</html>", MC_BROKEN, EX_TEMPFAIL);
	error("", 503, "HTTP 503", MC_BROKEN, EX_TEMPFAIL);
	error("{not json", 401, "HTTP 401: {not json", MC_REFUSED, EX_NOPERM);
	error(" \r\n{\"message\":\"odd\",\"code\":\"NoPermission\"}", 403,
	    "HTTP 403 NoPermission: odd", MC_REFUSED, EX_NOPERM);
	error("\xef\xbb\xbf<?xml version=\"1.0\"?>\n<Error><Message>"
	      "ODPS-0130013:no</Message></Error>",
	    403, "HTTP 403 NoPermission: ODPS-0130013:no", MC_REFUSED,
	    EX_NOPERM);
	error("<Error><RequestId>r</RequestId></Error>", 500,
	    "HTTP 500: <Error><RequestId>r</RequestId></Error>", MC_BROKEN,
	    EX_TEMPFAIL);
	error("<Error><Code>ServiceUnavailable</Code></Error>", 503,
	    "HTTP 503 ServiceUnavailable", MC_BROKEN, EX_TEMPFAIL);
	error("{\"Message\":\"ODPS-0410031:expired\"}", 403,
	    "HTTP 403 RequestTimeTooSkewed: ODPS-0410031:expired", MC_REFUSED,
	    EX_NOPERM);
	error(" \n", 502, "HTTP 502", MC_BROKEN, EX_TEMPFAIL);
	error("{\"Code\":1,\"Message\":[]}", 418, "HTTP 418", MC_REFUSED,
	    EX_UNAVAILABLE);
}

static void
hold(void)
{
	static const struct {
		const char *body;
		unsigned ms;
	} c[] = {
		{ "{\"HoldClientMillis\":1500}", 1500 },
		{ "{\"HoldClientMillis\":\"250\"}", 250 },
		{ "{\"HoldClientMillis\":99999999}", 10000 },
		{ "{\"HoldClientMillis\":-5}", 0 },
	};
	struct mc_error e;
	size_t i;

	for (i = 0; i < sizeof(c) / sizeof(c[0]); i++) {
		mc_error_read(&e, c[i].body, strlen(c[i].body));
		ok(e.hold == c[i].ms, "%s", c[i].body);
	}
}

static void
join(void *arg, const char *name, const char *text)
{
	struct buf *out = arg;

	buf_printf(out, "%s=%s;", name, text);
}

static int
xml(const char *text, const char *path, struct buf *out)
{
	buf_clear(out);
	return mc_xml_get(text, strlen(text), path, out, NULL, NULL);
}

static void
xmls(void)
{
	struct buf out = { 0 }, value = { 0 };
	const char *s;

	ok(xml("<a><b>1</b><b>2</b></a>", "a/b", &out) == 1 &&
		strcmp(buf_str(&out), "1") == 0,
	    "the first of two elements");
	ok(xml("<a><bb/><b>x&lt;<![CDATA[<y>]]></b></a>", "a/b", &out) == 1 &&
		strcmp(buf_str(&out), "x<<y>") == 0,
	    "references and CDATA");
	ok(xml("<a><c><b>1</b></c></a>", "a/b", &out) == 0,
	    "an element elsewhere is not it");
	ok(xml("<a><b>1</a>", "a/b", &out) == -1, "what is no XML");
	ok(xml("<!DOCTYPE a [<!ENTITY e \"e\">]><a>&e;</a>", "a", &out) == -1,
	    "declarations are refused");
	s = "<a><b t=\"1\" u=\"2\">x</b></a>";
	buf_clear(&out);
	ok(mc_xml_get(s, strlen(s), "a/b", &out, "u", &value) == 1 &&
		strcmp(buf_str(&value), "2") == 0,
	    "an attribute");
	buf_clear(&out);
	s = "<a><b><c>1</c><d/></b><c>no</c><b><c>2</c></b></a>";
	ok(mc_xml_each(s, strlen(s), "a/b", join, &out) == 0 &&
		strcmp(buf_str(&out), "c=1;d=;c=2;") == 0,
	    "all elements of all that are at a path");
	buf_clear(&out);
	mc_xml_put(&out, "a<b>&\r", 6);
	ok(strcmp(buf_str(&out), "a&lt;b&gt;&amp;&#13;") == 0, "escaping");
	buf_release(&out);
	buf_release(&value);
}

static void
csv(void)
{
	const char *s = "\"a\"\"b\",\\N,\"\\N\",1.5\r\n,\n\"x\ny\"";
	const char *p = s, *end = s + strlen(s);
	static const struct {
		const char *text;
		enum mc_csv kind;
		bool last;
	} want[] = {
		{ "a\"b", MC_CSV_QUOTED, false },
		{ "\\N", MC_CSV_NULL, false },
		{ "\\N", MC_CSV_QUOTED, false },
		{ "1.5", MC_CSV_BARE, true },
		{ "", MC_CSV_BARE, false },
		{ "", MC_CSV_BARE, true },
		{ "x\ny", MC_CSV_QUOTED, true },
	};
	struct buf field = { 0 };
	enum mc_csv kind;
	bool last;
	size_t i;

	for (i = 0; i < sizeof(want) / sizeof(want[0]); i++)
		ok(mc_csv_field(&p, end, &field, &kind, &last) == 1 &&
			strcmp(buf_str(&field), want[i].text) == 0 &&
			kind == want[i].kind && last == want[i].last,
		    "csv field %zu", i);
	ok(mc_csv_field(&p, end, &field, &kind, &last) == 0, "the end");
	p = "\"open";
	ok(mc_csv_field(&p, p + 5, &field, &kind, &last) == -1,
	    "a quote that is not closed");
	p = "\"a\"b";
	ok(mc_csv_field(&p, p + 4, &field, &kind, &last) == -1,
	    "something behind a quote");
	buf_release(&field);
}

int
main(void)
{
	errors();
	hold();
	xmls();
	csv();
	return done();
}
