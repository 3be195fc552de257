/*
 * os.c: the only file outside POSIX; see os.h.
 */
#define _GNU_SOURCE /* F_SETPIPE_SZ, MAP_ANONYMOUS, close_range, CMSG_SPACE */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/os.h"

enum {
	CLOSE_MAX = 1024 /* where the system cannot say which are open */
};

void
os_widen_pipe(int fd)
{
#ifdef F_SETPIPE_SZ
	(void)fcntl(fd, F_SETPIPE_SZ, 1 << 20);
#else
	(void)fd;
#endif
}

void *
os_shared(size_t n)
{
	void *p = mmap(NULL, n, PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	return p == MAP_FAILED ? NULL : p;
}

void
os_close_from(int fd)
{
#ifdef CLOSE_RANGE_CLOEXEC
	if (close_range((unsigned)fd, ~0U, 0) == 0)
		return;
#endif
	for (; fd < CLOSE_MAX; fd++)
		close(fd);
}

union control {
	struct cmsghdr head;
	char space[CMSG_SPACE(sizeof(int))];
};

int
os_send(int fd, const void *p, size_t n, int pass)
{
	union control control;
	struct iovec part;
	struct msghdr m = { .msg_iov = &part, .msg_iovlen = 1 };
	ssize_t sent;

	memcpy(&part.iov_base, &p, sizeof(p)); /* it is not written to */
	part.iov_len = n;
	if (pass != -1) {
		memset(&control, 0, sizeof(control));
		control.head.cmsg_level = SOL_SOCKET;
		control.head.cmsg_type = SCM_RIGHTS;
		control.head.cmsg_len = CMSG_LEN(sizeof(int));
		memcpy(CMSG_DATA(&control.head), &pass, sizeof(int));
		m.msg_control = &control;
		m.msg_controllen = sizeof(control.space);
	}
	do
		sent = sendmsg(fd, &m, MSG_NOSIGNAL);
	while (sent == -1 && errno == EINTR);
	return sent == (ssize_t)n ? 0 : -1;
}

ssize_t
os_recv(int fd, void *p, size_t size, int wait, int *pass)
{
	union control control;
	struct iovec part = { p, size };
	struct msghdr m = { .msg_iov = &part,
		.msg_iovlen = 1,
		.msg_control = &control,
		.msg_controllen = sizeof(control.space) };
	struct cmsghdr *c;
	ssize_t got;

	*pass = -1;
	do
		got = recvmsg(
		    fd, &m, MSG_CMSG_CLOEXEC | (wait ? 0 : MSG_DONTWAIT));
	while (got == -1 && errno == EINTR);
	c = got > 0 ? CMSG_FIRSTHDR(&m) : NULL;
	if (c != NULL && c->cmsg_level == SOL_SOCKET &&
	    c->cmsg_type == SCM_RIGHTS)
		memcpy(pass, CMSG_DATA(c), sizeof(int));
	return got;
}
