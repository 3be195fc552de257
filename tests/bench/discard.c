/*
 * discard: a MaxCompute that answers upload sessions and swallows the blocks:
 * what a sink costs when its target costs nothing.
 *
 *   discard DIR     DIR/TABLE.json describes each table, as the JSON inside
 *                   the answer to a describe call
 *
 * Says its endpoint on stdout, serves until TERM, then says what it swallowed.
 * Signatures are not checked, nothing is kept.
 */
#include <netinet/in.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <microhttpd.h>

#include "base/buf.h"
#include "base/io.h"
#include "base/mem.h"
#include "base/msg.h"
#include "base/num.h"
#include "base/stop.h"

enum {
	SESSIONS = 65536,
	BLOCKS = 20000,
	DESCRIPTION_MAX = 1 << 20
};

struct session {
	uint8_t *block; /* a bit for each id, NULL while there is none */
	bool closed;
};

static const char *dir;
static struct session session[SESSIONS];
static unsigned nsessions;
static uint64_t nblocks, nbytes;

static enum MHD_Result
answer(struct MHD_Connection *c, unsigned status, const char *type,
    struct buf *body)
{
	struct MHD_Response *r;
	enum MHD_Result rc;

	r = MHD_create_response_from_buffer(
	    body->len, body->data, MHD_RESPMEM_MUST_COPY);
	MHD_add_response_header(r, "Content-Type", type);
	MHD_add_response_header(r, "x-odps-request-id", "discard");
	rc = MHD_queue_response(c, status, r);
	MHD_destroy_response(r);
	buf_release(body);
	return rc;
}

static enum MHD_Result
refuse(struct MHD_Connection *c, unsigned status, const char *code)
{
	struct buf b = { 0 };

	buf_printf(&b, "{\"Code\":\"%s\",\"Message\":\"discard\"}", code);
	return answer(c, status, "application/json", &b);
}

static enum MHD_Result
describe(struct MHD_Connection *c, const char *table)
{
	struct buf json = { 0 }, xml = { 0 };
	char *path = xasprintf("%s/%s.json", dir, table);
	bool found = io_slurp(path, DESCRIPTION_MAX, &json) == 0;

	free(path);
	if (!found)
		return refuse(c, MHD_HTTP_NOT_FOUND, "NoSuchObject");
	buf_printf(&xml,
	    "<?xml version=\"1.0\"?><Table><Name>%s</Name>"
	    "<Schema format=\"Json\"><![CDATA[%s]]></Schema></Table>",
	    table, buf_str(&json));
	buf_release(&json);
	return answer(c, MHD_HTTP_OK, "application/xml", &xml);
}

static enum MHD_Result
tell(struct MHD_Connection *c, unsigned id)
{
	const struct session *s = &session[id];
	struct buf b = { 0 };
	const char *comma = "";
	unsigned i;

	buf_printf(&b,
	    "{\"UploadID\":\"%u\",\"Status\":\"%s\",\"MaxFieldSize\":8388608,"
	    "\"UploadedBlockList\":[",
	    id, s->closed ? "closed" : "normal");
	for (i = 0; s->block != NULL && i < BLOCKS; i++)
		if ((s->block[i / 8] >> i % 8 & 1) != 0) {
			buf_printf(&b, "%s{\"BlockID\":%u}", comma, i);
			comma = ",";
		}
	buf_puts(&b, "]}");
	return answer(c, MHD_HTTP_OK, "application/json", &b);
}

static enum MHD_Result
put(struct MHD_Connection *c, struct session *s)
{
	const char *text =
	    MHD_lookup_connection_value(c, MHD_GET_ARGUMENT_KIND, "blockid");
	struct buf none = { 0 };
	uint64_t id;

	if (text == NULL || !num_u64(text, 0, BLOCKS - 1, &id) || s->closed)
		return refuse(c, MHD_HTTP_BAD_REQUEST, "InvalidBlockID");
	if (s->block == NULL)
		s->block = xcalloc(BLOCKS / 8, 1);
	s->block[id / 8] |= (uint8_t)(1U << id % 8);
	nblocks++;
	return answer(c, MHD_HTTP_OK, "text/plain", &none);
}

static enum MHD_Result
serve(struct MHD_Connection *c, const char *table, const char *method)
{
	const char *text =
	    MHD_lookup_connection_value(c, MHD_GET_ARGUMENT_KIND, "uploadid");
	uint64_t id;

	if (text == NULL && strcmp(method, "GET") == 0)
		return describe(c, table);
	if (text == NULL && strcmp(method, "POST") == 0) {
		if (nsessions == SESSIONS)
			return refuse(c, 500, "InternalServerError");
		return tell(c, nsessions++);
	}
	if (text == NULL || nsessions == 0 ||
	    !num_u64(text, 0, nsessions - 1, &id))
		return refuse(c, MHD_HTTP_NOT_FOUND, "NoSuchUpload");
	if (strcmp(method, "PUT") == 0)
		return put(c, &session[id]);
	if (strcmp(method, "POST") == 0)
		session[id].closed = true;
	return tell(c, (unsigned)id);
}

static enum MHD_Result
handle(void *arg, struct MHD_Connection *c, const char *url, const char *method,
    const char *version, const char *data, size_t *len, void **state)
{
	static int begun;
	const char *table = strstr(url, "/tables/");

	(void)arg, (void)version, (void)data;
	if (*state == NULL) { /* headers only */
		*state = &begun;
		return MHD_YES;
	}
	if (*len > 0) {
		nbytes += *len;
		*len = 0;
		return MHD_YES;
	}
	if (table == NULL)
		return refuse(c, MHD_HTTP_NOT_FOUND, "NoSuchObject");
	return serve(c, table + strlen("/tables/"), method);
}

int
main(int argc, char *argv[])
{
	struct sockaddr_in at = { .sin_family = AF_INET };
	struct MHD_Daemon *d;

	msg_init("discard");
	if (argc != 2)
		diex(EX_USAGE, "usage: discard DIR");
	dir = argv[1];
	stop_install();
	at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	d = MHD_start_daemon(MHD_USE_EPOLL, 0, NULL, NULL, handle, NULL,
	    MHD_OPTION_SOCK_ADDR, &at, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
	    (size_t)1 << 20, MHD_OPTION_END);
	if (d == NULL)
		die(EX_OSERR, "cannot listen");
	printf("http://127.0.0.1:%u/api\n",
	    (unsigned)MHD_get_daemon_info(d, MHD_DAEMON_INFO_BIND_PORT)->port);
	fflush(stdout);
	while (!stop_wanted)
		MHD_run_wait(d, 500);
	MHD_stop_daemon(d);
	printf("%u sessions, %llu blocks, %llu bytes\n", nsessions,
	    (unsigned long long)nblocks, (unsigned long long)nbytes);
	while (nsessions > 0)
		free(session[--nsessions].block);
	return 0;
}
