/*
 * copy.c: processes that share the chunks of a copy; see copy.h.
 *
 * The queue is an unlinked file of chunk numbers: the readers were forked
 * with it open, so its offset is shared, and each takes the next by reading.
 * Records go to the shared output; what each reader counted comes back by a
 * pipe.  A reader that fails has said why; the others are ended then.
 */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/io.h"
#include "base/mem.h"
#include "base/msg.h"
#include "base/stop.h"
#include "pxsnapshot/copy.h"
#include "pxsnapshot/reader.h"
#include "rec/stat.h"

enum {
	POLL_MS = 200
};

struct crew {
	pid_t *pid; /* 0: ended */
	unsigned n, alive;
	int queue;
	int counts[2];
};

/* How many chunks are to be read; their numbers go into the queue. */
static size_t
fill_queue(struct crew *crew, const struct plan *p)
{
	struct buf b = { 0 };
	size_t n = 0;

	if ((crew->queue = io_spool(NULL)) == -1)
		die(EX_IOERR, "cannot make a temporary file");
	for (uint32_t i = 0; i < p->nchunks; i++)
		if (!p->chunk[i].done) {
			buf_put(&b, &i, sizeof(i));
			n++;
		}
	if (io_write(crew->queue, b.data, b.len) == -1 ||
	    lseek(crew->queue, 0, SEEK_SET) == -1)
		die(EX_IOERR, "cannot write a temporary file");
	buf_release(&b);
	return n;
}

/* A process of its own: reads chunks until the queue is empty. */
static _Noreturn void
work(const struct copy *c, const struct crew *crew, pid_t parent)
{
	uint64_t count[REC_KINDS];
	struct reader r;
	uint32_t i;
	ssize_t got;

	signal(SIGTERM, SIG_DFL);
	signal(SIGINT, SIG_DFL);
	signal(SIGHUP, SIG_DFL);
	close(crew->counts[0]);
	memcpy(count, c->out->count, sizeof(count));
	rec_stat_child(c->out);
	reader_init(&r, c->conf, c->out, parent);
	r.throttle = c->throttle;
	while ((got = io_read(crew->queue, &i, sizeof(i))) == sizeof(i)) {
		const struct chunk *chunk = &c->plan->chunk[i];
		uint32_t total = c->plan->table[chunk->table].chunks;

		reader_chunk(&r, c->source[chunk->table]->def, chunk, total);
	}
	if (got != 0)
		die(EX_IOERR, "cannot read a temporary file");
	if (rec_flush(c->out) == -1)
		die(EX_IOERR, "%s", c->out->name);
	rec_stat_end(c->out);
	for (unsigned k = 0; k < REC_KINDS; k++)
		count[k] = c->out->count[k] - count[k];
	if (io_write(crew->counts[1], count, sizeof(count)) == -1)
		die(EX_IOERR, "cannot report");
	reader_release(&r);
	_exit(0);
}

static void
end_crew(struct crew *crew)
{
	for (unsigned i = 0; i < crew->n; i++)
		if (crew->pid[i] != 0) {
			kill(crew->pid[i], SIGTERM);
			waitpid(crew->pid[i], NULL, 0);
		}
}

/* A reader failed: so do we, in its way. */
static _Noreturn void
fail_as(struct crew *crew, int status)
{
	end_crew(crew);
	if (WIFEXITED(status))
		_exit(WEXITSTATUS(status)); /* it has said why */
	if (WTERMSIG(status) == SIGPIPE) {
		signal(SIGPIPE, SIG_DFL);
		raise(SIGPIPE);
	}
	diex(EX_TEMPFAIL, "a reader was killed by signal %d", WTERMSIG(status));
}

/* Look which readers have ended. */
static void
reap(struct crew *crew)
{
	int status;
	pid_t got;

	for (unsigned i = 0; i < crew->n; i++) {
		if (crew->pid[i] == 0)
			continue;
		got = waitpid(crew->pid[i], &status, WNOHANG);
		if (got != crew->pid[i])
			continue;
		crew->pid[i] = 0;
		crew->alive--;
		if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
			fail_as(crew, status);
	}
}

static void
watch(struct crew *crew, struct rec_out *out)
{
	struct pollfd p = { .fd = crew->counts[0], .events = POLLIN };
	uint64_t count[REC_KINDS];
	unsigned reports = 0;

	while (crew->alive > 0 || reports < crew->n) {
		if (stop_wanted) {
			end_crew(crew);
			diex(EX_TEMPFAIL, "stopped before the end");
		}
		if (poll(&p, 1, POLL_MS) == 1 && p.revents & POLLIN) {
			if (io_read(p.fd, count, sizeof(count)) !=
			    sizeof(count))
				continue; /* stopped */
			rec_add_counts(out, count);
			reports++;
		}
		reap(crew);
	}
}

void
copy_run(const struct copy *c)
{
	struct crew crew = { 0 };
	pid_t parent = getpid();
	size_t chunks = fill_queue(&crew, c->plan);

	crew.n = chunks < c->jobs ? (unsigned)chunks : c->jobs;
	crew.pid = xcalloc(crew.n, sizeof(*crew.pid));
	if (rec_out_share(c->out) == -1)
		die(EX_IOERR, "%s", c->out->name);
	if (pipe(crew.counts) == -1)
		die(EX_OSERR, "cannot make a pipe");
	for (unsigned i = 0; i < crew.n; i++) {
		crew.pid[i] = fork();
		if (crew.pid[i] == 0)
			work(c, &crew, parent);
		if (crew.pid[i] == -1) {
			crew.pid[i] = 0;
			end_crew(&crew);
			die(EX_OSERR, "cannot start a reader");
		}
		crew.alive++;
	}
	close(crew.counts[1]);
	close(crew.queue);
	watch(&crew, c->out);
	close(crew.counts[0]);
	free(crew.pid);
}
