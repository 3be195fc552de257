/* uses: mc row rec base */
/*
 * mc_retry.c: how long and how often the client tries, against a server that
 * is never ready.
 */
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/clock.h"
#include "mc/client.h"

#include "../tap.h"

enum {
	PAUSES = 16
};

static double paused[PAUSES];
static unsigned pauses;
static struct conf *conf; /* of the client */

/* "...; trying again in 0.3 s" */
static void
on_notice(void *arg, const char *text)
{
	const char *in = strstr(text, "trying again in ");

	(void)arg;
	if (in != NULL && pauses < PAUSES)
		paused[pauses++] = strtod(in + 16, NULL);
}

/* A server of one answer, in a process of its own. */
static pid_t
serve(const char *answer, unsigned *port)
{
	struct sockaddr_in at = { .sin_family = AF_INET };
	socklen_t len = sizeof(at);
	int s = socket(AF_INET, SOCK_STREAM, 0), c;
	char head[4096];
	pid_t pid;

	at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (s == -1 || bind(s, (struct sockaddr *)&at, len) == -1 ||
	    listen(s, 8) == -1 ||
	    getsockname(s, (struct sockaddr *)&at, &len) == -1)
		return -1;
	*port = ntohs(at.sin_port);
	if ((pid = fork()) != 0) {
		close(s);
		return pid;
	}
	while ((c = accept(s, NULL, NULL)) != -1) {
		if (recv(c, head, sizeof(head), 0) > 0)
			(void)send(c, answer, strlen(answer), MSG_NOSIGNAL);
		close(c);
	}
	_exit(0);
}

static struct mc_client *
client(const char *dir, unsigned port)
{
	struct mc_client *c;
	char path[256], key[256], *why;
	FILE *f;
	int code;

	snprintf(path, sizeof(path), "%s/j.conf", dir);
	snprintf(key, sizeof(key), "%s/key", dir);
	umask(077);
	if ((f = fopen(key, "w")) == NULL)
		abort();
	fputs("secret\n", f);
	fclose(f);
	if ((f = fopen(path, "w")) == NULL)
		abort();
	fprintf(f,
	    "[target]\nendpoint = http://127.0.0.1:%u/api\nproject = p\n"
	    "access_id = a\naccess_key_file = key\n",
	    port);
	fclose(f);
	if ((conf = conf_read(path, &why, &code)) == NULL ||
	    (c = mc_client_new(conf, &why, &code)) == NULL)
		abort();
	c->notice = on_notice;
	unlink(path);
	unlink(key);
	return c;
}

/* One call, seconds; patience in seconds for both kinds of trouble. */
static double
call(struct mc_client *c, unsigned connect, unsigned other)
{
	int64_t start = clock_monotonic();
	struct mc_call call;

	pauses = 0;
	c->retry_connect = connect;
	c->retry_other = other;
	mc_call_init(&call, "GET", 0);
	buf_puts(&call.path, "/projects/p");
	ok(mc_do(c, &call) == -1 && c->code == EX_TEMPFAIL,
	    "it is given up, for now: %s", c->why);
	mc_call_release(&call);
	return (double)(clock_monotonic() - start) / 1e6;
}

static void
check_pauses(unsigned window)
{
	double whole = 0.4, sum = 0;
	bool within = pauses > 0;
	unsigned i;

	for (i = 0; i < pauses; i++, whole *= 2) {
		within = within && paused[i] >= whole / 2 - 0.06 &&
			 paused[i] <= whole + 0.06;
		sum += paused[i];
	}
	ok(within, "%u pauses, each double, between half and all of it",
	    pauses);
	ok(sum <= window + 0.1, "together within the window: %.1f s", sum);
}

static void
trouble(const char *dir, const char *answer, unsigned connect, unsigned other)
{
	unsigned window = connect > other ? connect : other, i, port = 0;
	double least = 0, most = 0, took;
	struct mc_client *c;
	pid_t pid;

	pid = serve(answer, &port);
	ok(pid > 0, "%.*s", (int)strcspn(answer, "\r"), answer);
	c = client(dir, port);
	took = call(c, connect, other);
	ok(took < window + 1.5, "within the window: %.1f s", took);
	check_pauses(window);
	for (i = 0; i < 4; i++) {
		took = call(c, connect != 0, other != 0);
		least = i == 0 || took < least ? took : least;
		most = i == 0 || took > most ? took : most;
	}
	ok(most - least > 0.005, "pauses differ: %.3f to %.3f s", least, most);
	mc_client_free(c);
	conf_free(conf);
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
}

int
main(void)
{
	char dir[] = "/tmp/pxtest.XXXXXX";

	if (mkdtemp(dir) == NULL)
		return 1;
	/* of the other patience there is none: it must not be looked at */
	trouble(dir,
	    "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n"
	    "Connection: close\r\n\r\n",
	    0, 2);
	trouble(dir,
	    "HTTP/1.1 429 Too Many Requests\r\nContent-Length: 0\r\n"
	    "Connection: close\r\n\r\n",
	    2, 0);
	rmdir(dir);
	return done();
}
