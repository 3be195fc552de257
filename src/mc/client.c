/*
 * client.c: calls under way, their retries, the endpoints.
 *
 *   connection faults, 429   patience job.retry_connect
 *   5xx, damaged bodies      patience job.retry_other
 *   a target that has not answered since we started: five seconds, for then
 *   the address is more likely wrong than the network
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <time.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/stop.h"

#include "mc/call.h"

enum {
	FIRST_SECONDS = 5,
	HURRY_SECONDS = 20,
	PAUSE_FIRST_MS = 200,
	PAUSE_MAX_MS = 64000,
	SLICE_MS = 200,
	SEEK_TRIES = 3
};

int
mc_fail(struct mc_client *c, int code, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(c->why, sizeof(c->why), fmt, ap);
	va_end(ap);
	c->code = code;
	c->word[0] = '\0';
	return -1;
}

/* --- settings ------------------------------------------------------------ */

/* The key of the job file that is needed and not set; NULL none. */
static const char *
missing(const struct conf *conf, const struct mc_keys *k)
{
	return conf_text(conf, "target.endpoint") == NULL  ? "target.endpoint"
	       : conf_text(conf, "target.project") == NULL ? "target.project"
	       : k->id == NULL                             ? "target.access_id"
	       : k->secret == NULL ? "target.access_key_file"
				   : NULL;
}

/* An address without the slash at its end; NULL when it is none. */
static char *
address(const char *s)
{
	size_t n = strlen(s);

	if (strncmp(s, "http://", 7) != 0 && strncmp(s, "https://", 8) != 0)
		return NULL;
	while (n > 0 && s[n - 1] == '/')
		n--;
	return xstrndup(s, n);
}

struct mc_client *
mc_client_new(const struct conf *conf, char **why, int *code)
{
	const char *tunnel = conf_text(conf, "target.tunnel_endpoint");
	struct mc_keys keys = { 0 };
	struct mc_client *c;
	const char *key;

	*code = EX_CONFIG;
	mc_keys_read(conf, &keys);
	if ((key = missing(conf, &keys)) != NULL) {
		*why = xasprintf("%s: %s is not set", conf_path(conf), key);
		mc_keys_forget(&keys);
		return NULL;
	}
	c = xcalloc(1, sizeof(*c));
	c->conf = conf;
	c->keys = keys;
	key = "target.endpoint";
	if ((c->endpoint = address(conf_text(conf, key))) == NULL)
		goto err;
	key = "target.tunnel_endpoint";
	if (tunnel != NULL && (c->tunnel = address(tunnel)) == NULL)
		goto err;
	c->project = conf_text(conf, "target.project");
	c->schema = conf_text(conf, "target.schema");
	c->quota = conf_text(conf, "target.quota");
	c->retry_connect = (unsigned)conf_number(conf, "job.retry_connect");
	c->retry_other = (unsigned)conf_number(conf, "job.retry_other");
	curl_global_init(CURL_GLOBAL_DEFAULT);
	if ((c->multi = curl_multi_init()) == NULL) {
		*code = EX_OSERR;
		*why = xstrdup("libcurl has no memory");
		mc_client_free(c);
		return NULL;
	}
	return c;
err:
	*why = xasprintf("%s:%u: %s is no http:// or https:// address",
	    conf_path(conf), conf_line(conf, key), key);
	mc_client_free(c);
	return NULL;
}

void
mc_client_free(struct mc_client *c)
{
	if (c == NULL)
		return;
	while (c->calls != NULL)
		mc_abandon(c, c->calls);
	if (c->seek != NULL)
		mc_call_release(c->seek);
	free(c->seek);
	while (c->nidle > 0)
		curl_easy_cleanup(c->idle[--c->nidle]);
	if (c->multi != NULL)
		curl_multi_cleanup(c->multi);
	mc_keys_forget(&c->keys);
	free(c->endpoint);
	free(c->tunnel);
	free(c);
}

/* --- calls --------------------------------------------------------------- */

void
mc_call_init(struct mc_call *call, const char *method, unsigned flags)
{
	memset(call, 0, sizeof(*call));
	call->method = method;
	call->flags = flags;
	call->spool = -1;
}

void
mc_call_release(struct mc_call *call)
{
	size_t i;

	for (i = 0; i < call->nparams; i++)
		buf_release(&call->param[i].value);
	buf_release(&call->path);
	buf_release(&call->body);
	buf_release(&call->answer);
	call->nparams = 0;
}

void
mc_call_param(struct mc_call *call, const char *name, const char *value)
{
	if (call->nparams == MC_PARAMS)
		abort(); /* a call of ours with too many */
	call->param[call->nparams].name = name;
	call->param[call->nparams].value = (struct buf){ 0 };
	if (value != NULL)
		buf_puts(&call->param[call->nparams].value, value);
	call->nparams++;
}

void
mc_call_table(
    struct mc_call *call, const struct mc_client *c, const char *table)
{
	buf_printf(&call->path, "/projects/%s", c->project);
	if (c->schema != NULL)
		buf_printf(&call->path, "/schemas/%s", c->schema);
	buf_printf(&call->path, "/tables/%s", table);
}

/* --- the engine ----------------------------------------------------------- */

static void
put_away(struct mc_client *c, struct mc_call *call)
{
	if (call->easy == NULL)
		return;
	curl_multi_remove_handle(c->multi, call->easy);
	curl_slist_free_all(call->headers);
	call->headers = NULL;
	if (c->nidle < sizeof(c->idle) / sizeof(c->idle[0]))
		c->idle[c->nidle++] = call->easy;
	else
		curl_easy_cleanup(call->easy);
	call->easy = NULL;
}

static void
take_out(struct mc_client *c, struct mc_call *call)
{
	struct mc_call **at = &c->calls;

	while (*at != NULL && *at != call)
		at = &(*at)->next;
	if (*at != NULL)
		*at = call->next;
	call->next = NULL;
}

static void
finished(struct mc_client *c, struct mc_call *call, bool good)
{
	call->done = true;
	call->good = good;
	take_out(c, call);
}

void
mc_abandon(struct mc_client *c, struct mc_call *call)
{
	put_away(c, call);
	finished(c, call, false);
	if (call->why[0] == '\0')
		snprintf(call->why, sizeof(call->why), "given up");
	call->code = EX_TEMPFAIL;
}

static void
attempt(struct mc_client *c, struct mc_call *call)
{
	call->again = 0;
	call->tries++;
	if (mc_attempt(c, call) == -1) {
		finished(c, call, false);
		return;
	}
	curl_multi_add_handle(c->multi, call->easy);
}

/* Milliseconds until the next attempt: doubling, and between half and all of
 * it, so that many clients do not come back as one. */
static int64_t
pause_of(const struct mc_call *call)
{
	uint64_t some = (uint64_t)clock_monotonic() * UINT64_C(2654435761);
	int64_t ms = PAUSE_MAX_MS;

	if (call->tries < 9)
		ms = (int64_t)PAUSE_FIRST_MS << call->tries;
	if (ms > PAUSE_MAX_MS)
		ms = PAUSE_MAX_MS;
	ms = ms / 2 + (int64_t)((some >> 16) % (uint64_t)(ms / 2 + 1));
	if (call->retry_after > 0)
		ms = (int64_t)call->retry_after * 1000;
	if (call->error.hold > ms)
		ms = call->error.hold;
	return ms;
}

static void
notice(struct mc_client *c, const struct mc_call *call, int64_t ms)
{
	char text[MC_WHY + 64];

	if (c->notice == NULL)
		return;
	snprintf(text, sizeof(text), "%s; trying again in %.1f s", call->why,
	    (double)ms / 1000);
	c->notice(c->notice_arg, text);
}

/* Were the keys replaced on disk since they were read? */
static bool
renewed(struct mc_client *c)
{
	struct mc_keys now = { 0 };

	mc_keys_read(c->conf, &now);
	if (mc_keys_same(&now, &c->keys) || now.id == NULL ||
	    now.secret == NULL) {
		mc_keys_forget(&now);
		return false;
	}
	mc_keys_forget(&c->keys);
	c->keys = now;
	return true;
}

/* An attempt ended without success: again, or that was it. */
static void
consider(struct mc_client *c, struct mc_call *call, enum mc_class class)
{
	int64_t now = clock_monotonic(), patience, ms;

	if (class == MC_REFUSED && call->code == EX_NOPERM && renewed(c)) {
		call->again = now;
		return;
	}
	if (class == MC_REFUSED || (call->sent && call->flags & MC_ONCE) ||
	    (c->heed_stop && stop_wanted)) {
		finished(c, call, false);
		return;
	}
	patience = class == MC_BUSY ? c->retry_connect : c->retry_other;
	if (!c->answered && patience > FIRST_SECONDS)
		patience = FIRST_SECONDS;
	ms = pause_of(call);
	if (now + ms * 1000 - call->first > patience * CLOCK_SECOND) {
		finished(c, call, false);
		return;
	}
	notice(c, call, ms);
	call->again = now + ms * 1000;
	if (call->flags & MC_TUNNEL && c->found && call->unreached &&
	    call->tries >= SEEK_TRIES)
		mc_seek(c);
}

/* Take what has ended; was there something? */
static bool
collect(struct mc_client *c)
{
	struct mc_call *call;
	enum mc_class class;
	bool some = false;
	char *private;
	CURLMsg *m;
	int left;

	while ((m = curl_multi_info_read(c->multi, &left)) != NULL) {
		if (m->msg != CURLMSG_DONE)
			continue;
		curl_easy_getinfo(m->easy_handle, CURLINFO_PRIVATE, &private);
		call = (struct mc_call *)(void *)private;
		class = mc_attempted(c, call, m->data.result);
		put_away(c, call);
		if (class == MC_DONE)
			finished(c, call, true);
		else
			consider(c, call, class);
		some = true;
	}
	return some;
}

/* Start those whose pause is over; how long until the next. */
static int
restart(struct mc_client *c, int ms)
{
	struct mc_call *call, *next;
	int64_t now = clock_monotonic();

	for (call = c->calls; call != NULL; call = next) {
		next = call->next;
		if (call->again == 0)
			continue;
		if (call->again <= now)
			attempt(c, call);
		else if ((call->again - now) / 1000 + 1 < ms)
			ms = (int)((call->again - now) / 1000 + 1);
	}
	return ms;
}

void
mc_run(struct mc_client *c, int ms)
{
	int running;

	ms = restart(c, ms);
	curl_multi_perform(c->multi, &running);
	/* Behind the end of the last call nothing would wake us. */
	if (!collect(c) && ms > 0 && c->calls != NULL) {
		curl_multi_poll(c->multi, NULL, 0, ms, NULL);
		curl_multi_perform(c->multi, &running);
		collect(c);
	}
	mc_sought(c);
}

int
mc_start(struct mc_client *c, struct mc_call *call)
{
	if (call->flags & MC_TUNNEL && c->tunnel == NULL &&
	    mc_discover(c) == -1)
		return -1;
	mc_call_param(call, "curr_project", c->project);
	if (c->schema != NULL && !(call->flags & MC_NO_SCHEMA))
		mc_call_param(call, "curr_schema", c->schema);
	call->done = false;
	call->sent = false;
	call->tries = 0;
	call->first = clock_monotonic();
	call->next = c->calls;
	c->calls = call;
	attempt(c, call);
	return 0;
}

int
mc_finish(struct mc_client *c, struct mc_call *call)
{
	while (!call->done) {
		if (c->heed_stop && stop_wanted) {
			mc_abandon(c, call);
			break;
		}
		mc_run(c, SLICE_MS);
	}
	if (call->good)
		return 0;
	mc_fail(c, call->code, "%s", call->why);
	snprintf(c->word, sizeof(c->word), "%s", call->error.word);
	return -1;
}

int
mc_do(struct mc_client *c, struct mc_call *call)
{
	return mc_start(c, call) == -1 ? -1 : mc_finish(c, call);
}

void
mc_rest(struct mc_client *c, int64_t ms)
{
	int64_t end = clock_monotonic() + ms * 1000, left;

	while ((left = (end - clock_monotonic()) / 1000) > 0) {
		struct timespec t = { 0, 50 * 1000000 };

		mc_run(c, 0);
		if (left < 50)
			t.tv_nsec = (long)left * 1000000;
		nanosleep(&t, NULL);
		if (c->heed_stop && stop_wanted)
			return;
	}
}

static unsigned
at_most(unsigned seconds, unsigned limit)
{
	return seconds < limit ? seconds : limit;
}

void
mc_hurry(struct mc_client *c)
{
	struct mc_call *call;

	c->retry_connect = at_most(c->retry_connect, HURRY_SECONDS);
	c->retry_other = at_most(c->retry_other, HURRY_SECONDS);
	for (call = c->calls; call != NULL; call = call->next)
		if (call->again != 0)
			call->again = clock_monotonic();
}
