/*
 * answer.c: error bodies, XML from the REST side and JSON from the tunnel.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sysexits.h>

#include <jansson.h>

#include "base/buf.h"
#include "base/num.h"

#include "mc/answer.h"
#include "mc/xml.h"

enum {
	HOLD_MAX = 10000 /* milliseconds */
};

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
	{ "0410031", "RequestTimeTooSkewed" },
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
	{ "NotImplemented", MC_REFUSED, EX_UNAVAILABLE },
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
	{ "AuthenticationRequestExpired", MC_REFUSED, EX_NOPERM },
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

static void
take_hold(struct mc_error *e, const json_t *v)
{
	const char *s = json_string_value(v);
	uint64_t ms = 0;

	if (s != NULL && !num_u64(s, 0, HOLD_MAX, &ms))
		ms = HOLD_MAX;
	else if (json_is_integer(v) && json_integer_value(v) > 0)
		ms = (uint64_t)json_integer_value(v);
	e->hold = ms > HOLD_MAX ? HOLD_MAX : (unsigned)ms;
}

/* {"Code":..., "Message":..., "RequestId":..., "HoldClientMillis":...}, keys
 * in any case, each may be missing. */
static int
read_json(struct mc_error *e, const void *body, size_t n)
{
	const char *key, *s;
	json_t *root, *v;

	root = json_loadb(body, n, JSON_REJECT_DUPLICATES, NULL);
	if (!json_is_object(root)) {
		json_decref(root);
		return -1;
	}
	json_object_foreach(root, key, v)
	{
		s = json_string_value(v);
		if (strcasecmp(key, "HoldClientMillis") == 0)
			take_hold(e, v);
		else if (s == NULL)
			continue;
		else if (strcasecmp(key, "Code") == 0)
			take_word(e, s);
		else if (strcasecmp(key, "Message") == 0)
			one_line(e->text, sizeof(e->text), s, strlen(s));
		else if (strcasecmp(key, "RequestId") == 0)
			one_line(e->request, sizeof(e->request), s, strlen(s));
	}
	json_decref(root);
	return 0;
}

static void
on_element(void *arg, const char *name, const char *text)
{
	struct mc_error *e = arg;

	if (strcmp(name, "Code") == 0)
		take_word(e, text);
	else if (strcmp(name, "Message") == 0)
		one_line(e->text, sizeof(e->text), text, strlen(text));
	else if (strcmp(name, "RequestId") == 0)
		one_line(e->request, sizeof(e->request), text, strlen(text));
}

/* <Error> with Code, Message, RequestId, each may be missing. */
static int
read_xml(struct mc_error *e, const void *body, size_t n)
{
	struct mc_error got = *e;

	if (mc_xml_each(body, n, "Error", on_element, &got) == -1 ||
	    (got.word[0] == '\0' && got.text[0] == '\0'))
		return -1;
	*e = got;
	return 0;
}

void
mc_error_read(struct mc_error *e, const void *body, size_t n)
{
	const char *s = body;

	memset(e, 0, sizeof(*e));
	/* What may stand in front of either form. */
	if (n >= 3 && memcmp(s, "\xef\xbb\xbf", 3) == 0) {
		s += 3;
		n -= 3;
	}
	while (n > 0 && strchr(" \t\r\n", *s) != NULL && *s != '\0') {
		s++;
		n--;
	}
	if (n == 0)
		return;
	if ((*s != '{' || read_json(e, s, n) == -1) &&
	    (*s != '<' || read_xml(e, s, n) == -1))
		/* Something in between answered: the start of its page. */
		one_line(e->text, sizeof(e->text), s, n > 200 ? 200 : n);
	/* The number may stand in the message alone. */
	if (e->word[0] == '\0' && mc_error_odps(e->text) != NULL)
		take_word(e, e->text);
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
	if ((status >= 500 && status != 501) || status == 408)
		return MC_BROKEN;
	*code = status == 501 ? EX_UNAVAILABLE
		: status == 401 || status == 403 || status == 407 ? EX_NOPERM
		: status >= 400 && status < 500 ? EX_UNAVAILABLE
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
