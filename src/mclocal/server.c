/*
 * server.c: libmicrohttpd's callbacks around requests.
 *
 * A request is judged when its headers are there (signature, faults), but
 * an early verdict is answered only after the body was read: clients that
 * are still sending would see a reset instead of the answer.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <unistd.h>

#include <microhttpd.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/msg.h"
#include "base/num.h"
#include "base/stop.h"
#include "mclocal/request.h"
#include "mclocal/route.h"
#include "mclocal/server.h"

enum {
	IDLE = 120, /* seconds, as the tunnel has it */
	POOL = 1 << 18,
	PIECE = 1 << 18
};

struct visit {
	struct request rq;
	const struct fault *fault;
	uint64_t body_max;
	bool judged; /* the answer is set already */
	/* made to wait: until when, on which connection */
	int64_t until;
	struct MHD_Connection *mc;
	struct visit *next;
};

int
server_listen(struct server *sv, const char *where, char **why, int *code)
{
	struct sockaddr_in sin;
	socklen_t len = sizeof(sin);
	const char *colon = strrchr(where, ':');
	char host[32];
	uint64_t port;
	int one = 1;

	*code = EX_USAGE;
	memset(&sin, 0, sizeof(sin));
	sin.sin_family = AF_INET;
	if (colon == NULL || (size_t)(colon - where) >= sizeof(host) ||
	    !num_u64(colon + 1, 0, 65535, &port)) {
		*why = xasprintf("'%s' is not ADDRESS:PORT", where);
		return -1;
	}
	memcpy(host, where, (size_t)(colon - where));
	host[colon - where] = '\0';
	sin.sin_port = htons((uint16_t)port);
	if (inet_pton(AF_INET, host, &sin.sin_addr) != 1) {
		*why = xasprintf("'%s' is no IPv4 address", host);
		return -1;
	}
	*code = EX_TEMPFAIL;
	sv->fd = socket(AF_INET, SOCK_STREAM, 0);
	if (sv->fd == -1 || fcntl(sv->fd, F_SETFD, FD_CLOEXEC) == -1 ||
	    setsockopt(sv->fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one)) ==
		-1 ||
	    bind(sv->fd, (struct sockaddr *)&sin, sizeof(sin)) == -1 ||
	    listen(sv->fd, 64) == -1 ||
	    getsockname(sv->fd, (struct sockaddr *)&sin, &len) == -1) {
		*why = xasprintf(
		    "cannot listen at '%s': %s", where, strerror(errno));
		return -1;
	}
	snprintf(sv->addr, sizeof(sv->addr), "%s:%u", host,
	    (unsigned)ntohs(sin.sin_port));
	return 0;
}

/* --- taking a request ----------------------------------------------------- */

struct pairs {
	struct mc_pair *pair;
	size_t n;
};

static enum MHD_Result
add_pair(
    void *cls, enum MHD_ValueKind kind, const char *name, const char *value)
{
	struct pairs *p = cls;

	(void)kind;
	p->pair = xreallocarray(p->pair, p->n + 1, sizeof(*p->pair));
	p->pair[p->n].name = name;
	p->pair[p->n++].value = value == NULL ? "" : value;
	return MHD_YES;
}

static struct visit *
visit_new(struct server *sv, struct MHD_Connection *mc, const char *url,
    const char *method)
{
	struct visit *v = xcalloc(1, sizeof(*v));
	struct request *rq = &v->rq;
	struct pairs p = { NULL, 0 };
	const char *host;

	rq->store = sv->store;
	rq->method = method;
	rq->path = url;
	if (strncmp(url, "/api/", 5) == 0)
		rq->path = url + 4;
	store_new_id(rq->id);
	body_init(&rq->body, sv->store->dir);
	MHD_get_connection_values(mc, MHD_HEADER_KIND, add_pair, &p);
	rq->header = p.pair;
	rq->nheaders = p.n;
	p.pair = NULL;
	p.n = 0;
	MHD_get_connection_values(mc, MHD_GET_ARGUMENT_KIND, add_pair, &p);
	rq->param = p.pair;
	rq->nparams = p.n;
	host = request_header(rq, "host");
	rq->host = host != NULL && *host != '\0' ? host : sv->addr;
	return v;
}

static const char *
throttle_code(unsigned status)
{
	switch (status) {
	case 401:
		return "Unauthorized";
	case 403:
		return "NoPermission";
	case 404:
		return "NoSuchObject";
	case 409:
		return "StatusConflict";
	case 429:
		return "FlowExceeded";
	case 500:
		return "InternalServerError";
	case 503:
		return "ServiceUnavailable";
	default:
		return status < 500 ? "InvalidArgument" : "RequestTimeOut";
	}
}

static bool
hit_by(const struct visit *v, enum fault_what what)
{
	return v->fault != NULL && v->fault->what == what;
}

/* The session that a request names grows older. */
static void
visit_age(struct visit *v, const char *id)
{
	static const char *const of[] = {
		"UPDATE mc_upload SET created = created - ?2 WHERE id = ?1",
		"UPDATE mc_download SET created = created - ?2 WHERE id = ?1",
		"UPDATE mc_session SET created = created - ?2 WHERE id = ?1",
	};
	size_t i;

	for (i = 0; i < sizeof(of) / sizeof(of[0]); i++)
		if (store_run(v->rq.store, of[i], "si", id,
			(int64_t)v->fault->n) == -1) {
			reply_broken(&v->rq);
			v->judged = true;
			return;
		}
}

static void
visit_judge(struct server *sv, struct visit *v)
{
	struct request *rq = &v->rq;
	enum fault_where where = route_place(rq);
	const char *session = route_session(rq);

	v->body_max = route_body_max(rq);
	v->fault = fault_take(sv->fault, sv->nfaults, where, session != NULL);
	if (hit_by(v, FAULT_SKEW))
		rq->ahead = (int64_t)v->fault->n;
	if (hit_by(v, FAULT_REPLY)) {
		reply_error(rq, (unsigned)v->fault->n,
		    throttle_code((unsigned)v->fault->n),
		    "a fault that was asked for");
		v->judged = true;
	} else if (!auth_check(sv->auth, rq)) {
		v->judged = true;
	} else if (hit_by(v, FAULT_AGE)) {
		visit_age(v, session);
	}
}

/* MHD_NO hangs up. */
static enum MHD_Result
visit_body(struct visit *v, const char *p, size_t n)
{
	struct request *rq = &v->rq;

	if (hit_by(v, FAULT_RESET) && rq->body.len + n >= v->fault->n)
		return MHD_NO;
	if (v->judged)
		return MHD_YES;
	if (rq->body.len + n > v->body_max) {
		reply_error(rq, 413, "EntityTooLarge", "the body is too large");
		v->judged = true;
	} else if (body_add(&rq->body, p, n) == -1) {
		reply_error(rq, 500, "DataStoreError",
		    "cannot keep the body: %s", strerror(errno));
		v->judged = true;
	}
	return MHD_YES;
}

/* --- answering ------------------------------------------------------------ */

struct flow {
	struct source source;
	struct buf buf;
	size_t used;
	bool ended;
};

static ssize_t
flow_read(void *cls, uint64_t pos, char *to, size_t max)
{
	struct flow *f = cls;
	size_t n;
	int rc;

	(void)pos;
	while (f->used == f->buf.len) {
		if (f->ended)
			return MHD_CONTENT_READER_END_OF_STREAM;
		buf_clear(&f->buf);
		f->used = 0;
		rc = f->source.more(f->source.p, &f->buf);
		if (rc == -1)
			return MHD_CONTENT_READER_END_WITH_ERROR;
		f->ended = rc == 0;
	}
	n = f->buf.len - f->used;
	if (n > max)
		n = max;
	memcpy(to, f->buf.data + f->used, n);
	f->used += n;
	return (ssize_t)n;
}

static void
flow_free(void *cls)
{
	struct flow *f = cls;

	f->source.free(f->source.p);
	buf_release(&f->buf);
	free(f);
}

static struct MHD_Response *
visit_response(struct request *rq)
{
	struct MHD_Response *r;
	struct flow *f;

	if (rq->source.more == NULL) {
		r = MHD_create_response_from_buffer(
		    rq->out.len, rq->out.data, MHD_RESPMEM_MUST_COPY);
	} else {
		f = xcalloc(1, sizeof(*f));
		f->source = rq->source;
		rq->source.more = NULL;
		r = MHD_create_response_from_callback(
		    MHD_SIZE_UNKNOWN, PIECE, flow_read, f, flow_free);
	}
	return r;
}

static enum MHD_Result
visit_answer(struct visit *v, struct MHD_Connection *mc)
{
	struct request *rq = &v->rq;
	struct MHD_Response *r;
	enum MHD_Result rc;
	unsigned i;

	if (!v->judged)
		route(rq);
	tellx("%s %s %u", rq->method, rq->path, rq->status);
	if (hit_by(v, FAULT_DROP) || hit_by(v, FAULT_RESET))
		return MHD_NO;
	if ((r = visit_response(rq)) == NULL)
		return MHD_NO;
	if (rq->type != NULL)
		MHD_add_response_header(r, "Content-Type", rq->type);
	MHD_add_response_header(r, "x-odps-request-id", rq->id);
	if (rq->status == 429)
		MHD_add_response_header(r, "Retry-After", "1");
	for (i = 0; i < rq->nextra; i++)
		MHD_add_response_header(
		    r, rq->extra[i].name, rq->extra[i].value);
	rc = MHD_queue_response(mc, rq->status, r);
	MHD_destroy_response(r);
	return rc;
}

/* --- waiting -------------------------------------------------------------- */

static void
visit_wait(struct server *sv, struct visit *v, struct MHD_Connection *mc)
{
	v->mc = mc;
	v->until = clock_monotonic() + (int64_t)v->fault->n * 1000;
	v->next = sv->slow;
	sv->slow = v;
	MHD_suspend_connection(mc);
}

/* Go on with those whose time has come (all: with every one), and say how
 * many milliseconds the next one has, at most max. */
static MHD_UNSIGNED_LONG_LONG
waits(struct server *sv, MHD_UNSIGNED_LONG_LONG max, bool all)
{
	struct visit **at = &sv->slow, *v;
	int64_t left;

	while ((v = *at) != NULL) {
		left = (v->until - clock_monotonic() + 999) / 1000;
		if (left <= 0 || all) {
			*at = v->next;
			MHD_resume_connection(v->mc);
			max = 0;
			continue;
		}
		if ((MHD_UNSIGNED_LONG_LONG)left < max)
			max = (MHD_UNSIGNED_LONG_LONG)left;
		at = &v->next;
	}
	return max;
}

static enum MHD_Result
on_request(void *cls, struct MHD_Connection *mc, const char *url,
    const char *method, const char *version, const char *data, size_t *size,
    void **state)
{
	struct server *sv = cls;
	struct visit *v = *state;
	enum MHD_Result rc;

	(void)version;
	if (v == NULL) {
		v = *state = visit_new(sv, mc, url, method);
		visit_judge(sv, v);
		return MHD_YES;
	}
	if (*size > 0) {
		rc = visit_body(v, data, *size);
		*size = 0;
		return rc;
	}
	if (hit_by(v, FAULT_SLOW) && v->mc == NULL) {
		visit_wait(sv, v, mc);
		return MHD_YES;
	}
	return visit_answer(v, mc);
}

static void
on_completed(void *cls, struct MHD_Connection *mc, void **state,
    enum MHD_RequestTerminationCode why)
{
	struct visit *v = *state;
	unsigned i;

	(void)cls;
	(void)mc;
	(void)why;
	if (v == NULL)
		return;
	if (v->rq.source.more != NULL)
		v->rq.source.free(v->rq.source.p);
	for (i = 0; i < v->rq.nextra; i++)
		free((void *)(uintptr_t)v->rq.extra[i].value);
	free(v->rq.param);
	free(v->rq.header);
	body_release(&v->rq.body);
	buf_release(&v->rq.out);
	free(v);
	*state = NULL;
}

/* --- the loop ------------------------------------------------------------- */

/* TERM comes through only while we wait, so that none is missed. */
static void
serve(struct server *sv, struct MHD_Daemon *d, int fd)
{
	int64_t expire = clock_monotonic();
	struct timespec ts;
	sigset_t block, open;
	MHD_UNSIGNED_LONG_LONG ms;
	fd_set set;

	sigemptyset(&block);
	sigaddset(&block, SIGTERM);
	sigaddset(&block, SIGINT);
	sigaddset(&block, SIGHUP);
	sigprocmask(SIG_BLOCK, &block, &open);
	while (!stop_wanted) {
		if (MHD_get_timeout(d, &ms) != MHD_YES || ms > 60000)
			ms = 60000;
		ms = waits(sv, ms, false);
		ts.tv_sec = (time_t)(ms / 1000);
		ts.tv_nsec = (long)(ms % 1000) * 1000000;
		FD_ZERO(&set);
		FD_SET(fd, &set);
		pselect(fd + 1, &set, NULL, NULL, &ts, &open);
		MHD_run(d);
		if (clock_monotonic() - expire > 3600 * CLOCK_SECOND) {
			expire = clock_monotonic();
			if (store_expire(sv->store) == -1)
				warnx("cannot expire sessions: %s",
				    sv->store->why);
		}
	}
	sigprocmask(SIG_SETMASK, &open, NULL);
	waits(sv, 0, true);
}

int
server_run(struct server *sv, char **why)
{
	const union MHD_DaemonInfo *info;
	struct MHD_Daemon *d;

	d = MHD_start_daemon(MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME, 0, NULL,
	    NULL, on_request, sv, MHD_OPTION_LISTEN_SOCKET, sv->fd,
	    MHD_OPTION_NOTIFY_COMPLETED, on_completed, NULL,
	    MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)IDLE,
	    MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)POOL, MHD_OPTION_END);
	if (d == NULL) {
		*why = xstrdup("cannot start the HTTP server");
		return -1;
	}
	info = MHD_get_daemon_info(d, MHD_DAEMON_INFO_EPOLL_FD);
	serve(sv, d, info->epoll_fd);
	MHD_stop_daemon(d);
	return 0;
}
