/*
 * answer.c: error bodies, XML from the REST side and JSON from the tunnel.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include <jansson.h>

#include "base/buf.h"
#include "base/num.h"

#include "mc/answer.h"
#include "mc/xml.h"

/* Codes by number, where a text carries only that. */
static const struct {
	const char *number, *word;
} numbers[] = {
	{ "0010000", "InternalServerError" },
	{ "0420153", "InternalServerError" },
	{ "0110141", "DataVersionError" },
	{ "0123055", "ScriptError" },
	{ "0130013", "NoPermission" },
	{ "0130131", "NoSuchTable" },
	{ "0130161", "ParseError" },
	{ "0420411", "InvalidArgument" },
	{ "0430055", "InternalConnectionError" },
};

static const struct {
	const char *word;
	enum mc_class class;
	int code;
} words[] = {
	{ "NoSuchObject", MC_REFUSED, EX_UNAVAILABLE },
	{ "NoSuchProject", MC_REFUSED, EX_CONFIG },
	{ "NoSuchSchema", MC_REFUSED, EX_CONFIG },
	{ "FlowExceeded", MC_BUSY, EX_TEMPFAIL },
	{ "SlotExceeded", MC_BUSY, EX_TEMPFAIL },
	{ "QPSExceeded", MC_BUSY, EX_TEMPFAIL },
	{ "RequestQuotaExceeded", MC_BUSY, EX_TEMPFAIL },
	{ "CorruptedDataStream", MC_BROKEN, EX_TEMPFAIL },
	{ "IncompleteBody", MC_BROKEN, EX_TEMPFAIL },
	{ "InternalServerError", MC_BROKEN, EX_TEMPFAIL },
	{ "InternalConnectionError", MC_BROKEN, EX_TEMPFAIL },
	{ "ServiceUnavailable", MC_BROKEN, EX_TEMPFAIL },
	{ "NoPermission", MC_REFUSED, EX_NOPERM },
	{ "Unauthorized", MC_REFUSED, EX_NOPERM },
	{ "AccessDenied", MC_REFUSED, EX_NOPERM },
	{ "Forbidden", MC_REFUSED, EX_NOPERM },
	{ "InvalidAccessKeyId", MC_REFUSED, EX_NOPERM },
	{ "SignatureNotMatch", MC_REFUSED, EX_NOPERM },
	{ "SignatureDoesNotMatch", MC_REFUSED, EX_NOPERM },
	{ "ExpiredToken", MC_REFUSED, EX_NOPERM },
	{ "InvalidStsToken", MC_REFUSED, EX_NOPERM },
	{ "RequestTimeTooSkewed", MC_REFUSED, EX_NOPERM },
	{ "ParseError", MC_REFUSED, EX_DATAERR },
};

const char *
mc_error_odps(const char *text)
{
	size_t i;

	for (; (text = strstr(text, "ODPS-")) != NULL; text++)
		for (i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
			if (strncmp(text + 5, numbers[i].number, 7) == 0)
				return numbers[i].word;
	return NULL;
}

/* At most n - 1 bytes of s, on one line. */
static void
one_line(char *to, size_t n, const char *s, size_t len)
{
	size_t i, out = 0;

	for (i = 0; i < len && out + 1 < n; i++) {
		char c = s[i];

		if ((unsigned char)c < 0x20 || c == 0x7f)
			c = ' ';
		if (c == ' ' && (out == 0 || to[out - 1] == ' '))
			continue;
		to[out++] = c;
	}
	while (out > 0 && to[out - 1] == ' ')
		out--;
	to[out] = '\0';
}

static void
take_word(struct mc_error *e, const char *s)
{
	const char *odps = mc_error_odps(s);

	if (odps != NULL)
		s = odps;
	one_line(e->word, sizeof(e->word), s, strcspn(s, " :\r\n"));
}

static int
read_json(struct mc_error *e, const void *body, size_t n)
{
	json_t *root, *hold;
	const char *s;

	root = json_loadb(body, n, JSON_REJECT_DUPLICATES, NULL);
	if (!json_is_object(root)) {
		json_decref(root);
		return -1;
	}
	if ((s = json_string_value(json_object_get(root, "Code"))) != NULL)
		take_word(e, s);
	if ((s = json_string_value(json_object_get(root, "Message"))) != NULL)
		one_line(e->text, sizeof(e->text), s, strlen(s));
	s = json_string_value(json_object_get(root, "RequestId"));
	if (s != NULL)
		one_line(e->request, sizeof(e->request), s, strlen(s));
	hold = json_object_get(root, "HoldClientMillis");
	if (json_is_integer(hold) && json_integer_value(hold) > 0) {
		json_int_t ms = json_integer_value(hold);

		e->hold = ms > 10000 ? 10000 : (unsigned)ms;
	} else if ((s = json_string_value(hold)) != NULL) {
		uint64_t ms;

		e->hold = num_u64(s, 0, 10000, &ms) ? (unsigned)ms : 10000;
	}
	json_decref(root);
	return 0;
}

static int
read_xml(struct mc_error *e, const void *body, size_t n)
{
	struct buf text = { 0 };

	if (mc_xml_get(body, n, "Error/Code", &text, NULL, NULL) != 1) {
		buf_release(&text);
		return -1;
	}
	take_word(e, buf_str(&text));
	buf_clear(&text);
	mc_xml_get(body, n, "Error/Message", &text, NULL, NULL);
	one_line(e->text, sizeof(e->text), buf_str(&text), text.len);
	buf_clear(&text);
	mc_xml_get(body, n, "Error/RequestId", &text, NULL, NULL);
	one_line(e->request, sizeof(e->request), buf_str(&text), text.len);
	buf_release(&text);
	return 0;
}

void
mc_error_read(struct mc_error *e, const void *body, size_t n)
{
	const char *s = body;

	memset(e, 0, sizeof(*e));
	if (n == 0)
		return;
	if (s[0] == '{' && read_json(e, body, n) == 0)
		return;
	if (read_xml(e, body, n) == 0)
		return;
	/* Something in between answered: the start of its page. */
	one_line(e->text, sizeof(e->text), s, n > 200 ? 200 : n);
}

enum mc_class
mc_error_class(const struct mc_error *e, long status, int *code)
{
	size_t i;

	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strcmp(e->word, words[i].word) == 0) {
			*code = words[i].code;
			return words[i].class;
		}
	*code = EX_TEMPFAIL;
	if (status == 429)
		return MC_BUSY;
	if (status >= 500 || status == 408)
		return MC_BROKEN;
	*code = status == 401 || status == 403 || status == 407 ? EX_NOPERM
		: status >= 400 && status < 500                 ? EX_UNAVAILABLE
								: EX_PROTOCOL;
	return MC_REFUSED;
}

void
mc_error_line(const struct mc_error *e, long status, char *to, size_t n)
{
	snprintf(to, n, "HTTP %ld%s%s%s%s%s%s%s", status,
	    e->word[0] != '\0' ? " " : "", e->word,
	    e->text[0] != '\0' ? ": " : "", e->text,
	    e->request[0] != '\0' ? " (request " : "", e->request,
	    e->request[0] != '\0' ? ")" : "");
}
