/*
 * call.c: one attempt of a call: address, headers, signature, body.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/num.h"

#include "mc/call.h"

enum {
	ANSWER_MAX = 256 * 1024 * 1024, /* of one answer */
	CONNECT_SECONDS = 30,
	HEADERS_MAX = 16
};

/* Percent-encode all but the unreserved characters and those in keep. */
static void
put_encoded(struct buf *out, const char *s, const char *keep)
{
	for (; *s != '\0'; s++)
		if ((*s >= 'a' && *s <= 'z') || (*s >= 'A' && *s <= 'Z') ||
		    (*s >= '0' && *s <= '9') || strchr("-_.~", *s) != NULL ||
		    strchr(keep, *s) != NULL)
			buf_putc(out, *s);
		else
			buf_printf(out, "%%%02X", (unsigned char)*s);
}

static size_t
on_body(char *p, size_t size, size_t n, void *arg)
{
	struct mc_call *call = arg;

	n *= size;
	if (n > ANSWER_MAX - call->answer.len)
		return 0;
	buf_put(&call->answer, p, n);
	return n;
}

/* The value of header line p when it is called name; its length. */
static size_t
header_value(const char **p, size_t n, const char *name)
{
	size_t len = strlen(name);
	const char *s = *p;

	if (n <= len || s[len] != ':' || strncasecmp(s, name, len) != 0)
		return 0;
	s += len + 1;
	n -= len + 1;
	while (n > 0 && (*s == ' ' || *s == '\t')) {
		s++;
		n--;
	}
	while (n > 0 && (unsigned char)s[n - 1] <= ' ')
		n--;
	*p = s;
	return n;
}

/* Take the value of the header called name; false when it is another. */
static bool
take_header(const char *line, size_t n, const char *name, char *to, size_t size)
{
	size_t len = header_value(&line, n, name);

	if (len == 0 || len >= size)
		return false;
	memcpy(to, line, len);
	to[len] = '\0';
	return true;
}

static size_t
on_header(char *line, size_t size, size_t n, void *arg)
{
	struct mc_call *call = arg;
	char when[32];

	n *= size;
	if (take_header(line, n, "odps-tunnel-routed-server", call->now_server,
		sizeof(call->now_server)) ||
	    take_header(line, n, "odps-tunnel-slot-num", call->now_slots,
		sizeof(call->now_slots)))
		return n;
	if (take_header(line, n, "Retry-After", when, sizeof(when)))
		call->retry_after = mc_retry_after(when);
	else if (!take_header(line, n, "Location", call->location,
		     sizeof(call->location)) &&
		 !take_header(line, n, "x-odps-request-id", call->error.request,
		     sizeof(call->error.request)))
		take_header(line, n, "Date", call->date, sizeof(call->date));
	return n;
}

static size_t
on_send(char *to, size_t size, size_t n, void *arg)
{
	struct mc_call *call = arg;
	uint64_t at = call->body_at, left;
	ssize_t got;

	n *= size;
	if (call->spool != -1 && at < call->spool_len) {
		left = call->spool_len - at;
		got = pread(
		    call->spool, to, n < left ? n : (size_t)left, (off_t)at);
		if (got <= 0)
			return CURL_READFUNC_ABORT;
		call->body_at += (uint64_t)got;
		return (size_t)got;
	}
	at -= call->spool != -1 ? call->spool_len : 0;
	left = call->body.len - at;
	if (n > left)
		n = (size_t)left;
	if (n != 0)
		memcpy(to, call->body.data + at, n);
	call->body_at += n;
	return n;
}

static int
on_seek(void *arg, curl_off_t offset, int origin)
{
	struct mc_call *call = arg;

	if (origin != SEEK_SET || offset != 0)
		return CURL_SEEKFUNC_CANTSEEK;
	call->body_at = 0;
	return CURL_SEEKFUNC_OK;
}

/* Those of the tunnel alone; slots: memory for a number of 16 bytes. */
static size_t
tunnel_headers(const struct mc_call *call, struct mc_pair *header, char *slots)
{
	size_t n = 0;

	header[n++] = (struct mc_pair){ "x-odps-tunnel-version", "6" };
	if (call->flags & MC_RESULT)
		return n;
	header[n++] = (struct mc_pair){ "odps-tunnel-date-transform", "v1" };
	header[n++] =
	    (struct mc_pair){ "odps-tunnel-sdk-support-schema-evolution",
		    "true" };
	if (call->server[0] != '\0')
		header[n++] = (struct mc_pair){ "odps-tunnel-routed-server",
			call->server };
	if (call->slots != 0) {
		snprintf(slots, 16, "%u", call->slots);
		header[n++] = (struct mc_pair){ "odps-tunnel-slot-num", slots };
	}
	return n;
}

/* The headers of this attempt, the signature among them. */
static struct curl_slist *
headers(struct mc_client *c, struct mc_call *call)
{
	struct mc_pair header[HEADERS_MAX], param[MC_PARAMS];
	struct mc_request r = { .method = call->method,
		.header = header,
		.param = param,
		.nparams = call->nparams };
	struct buf canonical = { 0 }, line = { 0 };
	struct curl_slist *list = NULL;
	char date[32], day[9], slots[16];
	size_t i, n = 0;

	mc_http_date(clock_now(), date, day);
	memcpy(call->stamp, date, sizeof(date));
	header[n++] = (struct mc_pair){ "Date", date };
	header[n++] =
	    (struct mc_pair){ "x-odps-user-agent", "pxsync/" VERSION };
	if (call->type != NULL)
		header[n++] = (struct mc_pair){ "Content-Type", call->type };
	if (call->encoding != NULL)
		header[n++] =
		    (struct mc_pair){ "Content-Encoding", call->encoding };
	if (call->flags & MC_TUNNEL)
		n += tunnel_headers(call, header + n, slots);
	r.path = buf_str(&call->path);
	r.nheaders = n;
	for (i = 0; i < call->nparams; i++)
		param[i] = (struct mc_pair){ call->param[i].name,
			buf_str(&call->param[i].value) };
	mc_canonical(&canonical, &r);
	buf_puts(&line, "Authorization: ");
	mc_authorize(&line, buf_str(&canonical), canonical.len, c->keys.id,
	    c->keys.secret, conf_text(c->conf, "target.region"), day);
	list = curl_slist_append(list, buf_str(&line));
	for (i = 0; i < n; i++) {
		buf_clear(&line);
		buf_printf(&line, "%s: %s", header[i].name, header[i].value);
		list = curl_slist_append(list, buf_str(&line));
	}
	if (c->keys.token != NULL) {
		buf_clear(&line);
		buf_printf(&line, "authorization-sts-token: %s", c->keys.token);
		list = curl_slist_append(list, buf_str(&line));
	}
	/* What libcurl would add by itself. */
	if (call->type == NULL)
		list = curl_slist_append(list, "Content-Type:");
	list = curl_slist_append(list, "Accept:");
	list = curl_slist_append(list, "Expect:");
	/* Blocks are answered with nothing; other answers are wanted plain. */
	list = curl_slist_append(list, call->flags & MC_CHUNKED
					   ? "Transfer-Encoding: chunked"
					   : "Accept-Encoding: identity");
	buf_release(&canonical);
	buf_release(&line);
	return list;
}

static void
put_url(struct buf *url, struct mc_client *c, struct mc_call *call)
{
	size_t i;

	buf_puts(url, call->flags & MC_TUNNEL ? c->tunnel : c->endpoint);
	put_encoded(url, buf_str(&call->path), "/");
	for (i = 0; i < call->nparams; i++) {
		buf_putc(url, i == 0 ? '?' : '&');
		put_encoded(url, call->param[i].name, "");
		if (call->param[i].value.len != 0) {
			buf_putc(url, '=');
			put_encoded(url, buf_str(&call->param[i].value), "");
		}
	}
}

static void
set_body(CURL *easy, struct mc_call *call)
{
	bool get = strcmp(call->method, "GET") == 0;

	call->body_at = 0;
	if (call->flags & MC_CHUNKED) {
		curl_easy_setopt(easy, CURLOPT_UPLOAD, 1L);
		curl_easy_setopt(easy, CURLOPT_READFUNCTION, on_send);
		curl_easy_setopt(easy, CURLOPT_READDATA, call);
		curl_easy_setopt(easy, CURLOPT_SEEKFUNCTION, on_seek);
		curl_easy_setopt(easy, CURLOPT_SEEKDATA, call);
		curl_easy_setopt(easy, CURLOPT_UPLOAD_BUFFERSIZE, 524288L);
	} else if (!get) {
		curl_easy_setopt(easy, CURLOPT_POSTFIELDS,
		    call->body.len != 0 ? (char *)call->body.data : "");
		curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE,
		    (curl_off_t)call->body.len);
	}
	if (!get)
		curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, call->method);
}

static void
set_options(CURL *easy, struct mc_client *c)
{
	const char *ca = conf_text(c->conf, "target.ca_file");
	const char *proxy = conf_text(c->conf, "target.proxy");
	long timeout = (long)conf_number(c->conf, "target.timeout");

	curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(
	    easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
	curl_easy_setopt(easy, CURLOPT_USERAGENT, "pxsync/" VERSION);
	curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT,
	    timeout < CONNECT_SECONDS ? timeout : (long)CONNECT_SECONDS);
	/* The deadline: nothing moved for so long. */
	curl_easy_setopt(easy, CURLOPT_LOW_SPEED_LIMIT, 1L);
	curl_easy_setopt(easy, CURLOPT_LOW_SPEED_TIME, timeout);
	curl_easy_setopt(easy, CURLOPT_TCP_KEEPALIVE, 1L);
	curl_easy_setopt(easy, CURLOPT_BUFFERSIZE, 262144L);
	if (ca != NULL)
		curl_easy_setopt(easy, CURLOPT_CAINFO, ca);
	if (proxy != NULL)
		curl_easy_setopt(easy, CURLOPT_PROXY, proxy);
}

int
mc_attempt(struct mc_client *c, struct mc_call *call)
{
	struct buf url = { 0 };
	CURL *easy = c->nidle > 0 ? c->idle[--c->nidle] : curl_easy_init();

	if (easy == NULL) {
		snprintf(call->why, sizeof(call->why), "libcurl has no memory");
		call->code = EX_OSERR;
		return -1;
	}
	curl_easy_reset(easy);
	set_options(easy, c);
	if (call->flags & MC_FRESH)
		curl_easy_setopt(easy, CURLOPT_FRESH_CONNECT, 1L);
	set_body(easy, call);
	put_url(&url, c, call);
	curl_easy_setopt(easy, CURLOPT_URL, buf_str(&url));
	buf_release(&url);
	call->headers = headers(c, call);
	curl_easy_setopt(easy, CURLOPT_HTTPHEADER, call->headers);
	curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, on_body);
	curl_easy_setopt(easy, CURLOPT_WRITEDATA, call);
	curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, on_header);
	curl_easy_setopt(easy, CURLOPT_HEADERDATA, call);
	curl_easy_setopt(easy, CURLOPT_PRIVATE, call);
	buf_clear(&call->answer);
	call->location[0] = '\0';
	call->date[0] = '\0';
	call->now_server[0] = '\0';
	call->now_slots[0] = '\0';
	call->retry_after = 0;
	call->unreached = false;
	call->error.request[0] = '\0';
	call->easy = easy;
	return 0;
}

/* No answer came: whose fault, and can the server have acted? */
static enum mc_class
no_answer(struct mc_client *c, struct mc_call *call, CURLcode result)
{
	curl_off_t sent = 0;

	curl_easy_getinfo(call->easy, CURLINFO_PRETRANSFER_TIME_T, &sent);
	if (sent != 0)
		call->sent = true;
	else
		call->unreached = true;
	snprintf(call->why, sizeof(call->why), "%s: %s",
	    call->flags & MC_TUNNEL ? c->tunnel : c->endpoint,
	    result == CURLE_OPERATION_TIMEDOUT ? "no answer in time"
					       : curl_easy_strerror(result));
	call->code = EX_TEMPFAIL;
	switch (result) {
	case CURLE_SSL_CACERT_BADFILE:
		snprintf(call->why, sizeof(call->why),
		    "target.ca_file: cannot use '%s'",
		    conf_text(c->conf, "target.ca_file"));
		call->code = EX_CONFIG;
		return MC_REFUSED;
	case CURLE_PEER_FAILED_VERIFICATION:
	case CURLE_SSL_CERTPROBLEM:
	case CURLE_SSL_ISSUER_ERROR:
		call->code = EX_NOPERM;
		return MC_REFUSED;
	case CURLE_URL_MALFORMAT:
	case CURLE_UNSUPPORTED_PROTOCOL:
		call->code = EX_CONFIG;
		return MC_REFUSED;
	case CURLE_WRITE_ERROR:
	case CURLE_WEIRD_SERVER_REPLY:
		call->code = EX_PROTOCOL;
		return MC_REFUSED;
	case CURLE_ABORTED_BY_CALLBACK:
	case CURLE_READ_ERROR:
		call->code = EX_IOERR;
		return MC_REFUSED;
	default:
		return MC_BUSY;
	}
}

/* Whose clock is wrong a person must find out: show both. */
static void
tell_clocks(struct mc_call *call)
{
	size_t n = strlen(call->why);

	if (strcmp(call->error.word, "RequestTimeTooSkewed") != 0 &&
	    strcmp(call->error.word, "AuthenticationRequestExpired") != 0 &&
	    strstr(call->error.text, "ODPS-0410031") == NULL)
		return;
	snprintf(call->why + n, sizeof(call->why) - n,
	    "; this machine's clock says %s, MaxCompute's %s\nset the clock",
	    call->stamp, call->date[0] != '\0' ? call->date : "nothing");
}

enum mc_class
mc_attempted(struct mc_client *c, struct mc_call *call, CURLcode result)
{
	char request[sizeof(call->error.request)];
	enum mc_class class;

	curl_easy_getinfo(call->easy, CURLINFO_RESPONSE_CODE, &call->status);
	/* An early refusal may come with the connection closed under our
	 * body: the answer counts. */
	if (result == CURLE_SEND_ERROR && call->status >= 400)
		result = CURLE_OK;
	if (result != CURLE_OK)
		return no_answer(c, call, result);
	c->answered = true;
	if (call->status >= 200 && call->status < 300)
		return MC_DONE;
	memcpy(request, call->error.request, sizeof(request));
	mc_error_read(&call->error, call->answer.data, call->answer.len);
	if (call->error.request[0] == '\0')
		memcpy(call->error.request, request, sizeof(request));
	mc_error_line(&call->error, call->status, call->why, sizeof(call->why));
	tell_clocks(call);
	class = mc_error_class(&call->error, call->status, &call->code);
	/* The slot has moved. */
	if (call->status == 308 && call->server[0] != '\0') {
		if (call->now_server[0] != '\0')
			memcpy(call->server, call->now_server,
			    sizeof(call->server));
		class = MC_BUSY;
	}
	/* The same job is being submitted: not now. */
	if (call->status == 409 && call->retry_after > 0)
		class = MC_BUSY;
	if (class == MC_BROKEN)
		call->sent = true;
	return class;
}
