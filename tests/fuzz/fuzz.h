/*
 * fuzz.h: what the targets have in common.
 *
 * A target is one file, fuzz_NAME.c, whose first line names its libraries as
 * in tests/unit; a program named there means the program's objects.  It is
 * given bytes and must come back: no crash, no leak, no memory by a made-up
 * size, and what it asserts holds for any bytes.  `make fuzz` drives it with
 * libFuzzer, replay.c with the files of corpus/NAME.
 */
#ifndef TESTS_FUZZ_H
#define TESTS_FUZZ_H

#include <assert.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/cur.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A descriptor that takes all and gives nothing. */
__attribute__((unused)) static int
fuzz_null(void)
{
	static int fd = -1;

	if (fd == -1)
		fd = open("/dev/null", O_RDWR | O_CLOEXEC);
	assert(fd != -1);
	return fd;
}

/* A descriptor to read the bytes from, as many as fit a pipe; close it. */
__attribute__((unused)) static int
fuzz_pipe(const uint8_t *p, size_t n)
{
	int fd[2], rc;
	ssize_t put;

	if (n > 65536)
		n = 65536;
	rc = pipe(fd);
	assert(rc == 0);
	put = n == 0 ? 0 : write(fd[1], p, n);
	assert(put == (ssize_t)n);
	close(fd[1]);
	return fd[0];
}

/* The bytes in memory of their own (free it), so that reading past them is
 * noticed. */
__attribute__((unused)) static uint8_t *
fuzz_copy(const uint8_t *p, size_t n)
{
	uint8_t *copy = malloc(n == 0 ? 1 : n);

	assert(copy != NULL);
	if (n > 0)
		memcpy(copy, p, n);
	return copy;
}

#endif
