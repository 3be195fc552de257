/*
 * server.c: see server.h.
 */
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/io.h"
#include "base/msg.h"
#include "client.h"
#include "server.h"

enum {
	CLIENTS = 64
};

static struct client *client[CLIENTS];
static size_t nclients;

static int
listen_here(void)
{
	struct sockaddr_in a = { .sin_family = AF_INET };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	socklen_t n = sizeof(a);
	char text[16];
	int len;

	a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (fd == -1 || bind(fd, (struct sockaddr *)&a, n) == -1 ||
	    listen(fd, CLIENTS) == -1 ||
	    getsockname(fd, (struct sockaddr *)&a, &n) == -1)
		die(EX_OSERR, "cannot listen");
	len = snprintf(text, sizeof(text), "%u\n", ntohs(a.sin_port));
	if (io_write(STDOUT_FILENO, text, (size_t)len) == -1)
		die(EX_IOERR, "stdout");
	return fd;
}

static void
welcome(struct fake *f, int fd)
{
	int c = accept(fd, NULL, NULL);

	if (c == -1)
		return;
	if (nclients == CLIENTS) {
		close(c);
		return;
	}
	client[nclients++] = client_new(f, c);
}

static int
wait_for(struct pollfd *p, int listener, bool script)
{
	int64_t now = clock_monotonic(), due = now + 3600 * CLOCK_SECOND;
	size_t i;

	p[0] = (struct pollfd){ .fd = listener, .events = POLLIN };
	p[1] = (struct pollfd){ .fd = script ? STDIN_FILENO : -1,
		.events = POLLIN };
	for (i = 0; i < nclients; i++) {
		const struct client *c = client[i];

		p[i + 2] = (struct pollfd){ .fd = c->fd, .events = POLLIN };
		if (c->out.buf.len > 0)
			p[i + 2].events |= POLLOUT;
		else if (c->state == CLIENT_DUMPING && dump_due(&c->dump) < due)
			due = dump_due(&c->dump);
	}
	return poll(p, i + 2, due <= now ? 0 : (int)((due - now) / 1000) + 1);
}

_Noreturn void
server_run(struct fake *f, bool (*more_script)(struct fake *f))
{
	int listener = listen_here();
	struct pollfd p[CLIENTS + 2];
	bool script = true, here;
	size_t i, n;

	for (;;) {
		n = nclients;
		if (wait_for(p, listener, script) == -1 && errno != EINTR)
			die(EX_OSERR, "poll");
		if (p[1].revents != 0)
			script = more_script(f);
		for (i = n; i-- > 0;) {
			here = p[i + 2].revents == 0 ||
			       (p[i + 2].revents &
				   (POLLIN | POLLHUP | POLLERR)) == 0 ||
			       client_input(client[i], f);
			if (here && client_output(client[i], f))
				continue;
			client_free(client[i]);
			client[i] = client[--nclients];
		}
		if (p[0].revents != 0)
			welcome(f, listener);
	}
}
