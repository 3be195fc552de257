/*
 * clocked: the time of a command, finer than time(1) tells it, which cuts off
 * what is below a hundredth of a second.
 *
 *   clocked RUNS INPUT COMMAND [ARGUMENT...]
 *
 * Runs the command so many times, with INPUT as its input and its output
 * thrown away, and prints the least CPU time (user and system) and the least
 * wall time of one run in seconds.  Exits with 1 when it fails.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/msg.h"
#include "base/num.h"

static double
used(void)
{
	struct rusage r;

	if (getrusage(RUSAGE_CHILDREN, &r) == -1)
		die(EX_OSERR, "getrusage");
	return (double)(r.ru_utime.tv_sec + r.ru_stime.tv_sec) +
	       (double)(r.ru_utime.tv_usec + r.ru_stime.tv_usec) / 1e6;
}

static _Noreturn void
child(const char *input, char *argv[])
{
	int in = open(input, O_RDONLY), out = open("/dev/null", O_WRONLY);

	if (in == -1 || out == -1 || dup2(in, 0) == -1 || dup2(out, 1) == -1)
		die(EX_NOINPUT, "cannot open '%s'", input);
	close(in);
	close(out);
	execvp(argv[0], argv);
	die(EX_OSERR, "cannot run '%s'", argv[0]);
}

int
main(int argc, char *argv[])
{
	double cpu, wall, least_cpu = 0, least_wall = 0;
	uint64_t runs, i;
	int64_t begun;
	int status;
	pid_t pid;

	msg_init("clocked");
	if (argc < 4 || !num_u64(argv[1], 1, 1000, &runs))
		diex(EX_USAGE, "usage: clocked RUNS INPUT COMMAND...");
	for (i = 0; i < runs; i++) {
		cpu = used();
		begun = clock_monotonic();
		if ((pid = fork()) == 0)
			child(argv[2], argv + 3);
		if (pid == -1 || waitpid(pid, &status, 0) == -1)
			die(EX_OSERR, "cannot run '%s'", argv[3]);
		if (status != 0)
			return 1;
		wall = (double)(clock_monotonic() - begun) / CLOCK_SECOND;
		cpu = used() - cpu;
		if (i == 0 || cpu < least_cpu)
			least_cpu = cpu;
		if (i == 0 || wall < least_wall)
			least_wall = wall;
	}
	printf("%.4f %.4f\n", least_cpu, least_wall);
	return 0;
}
