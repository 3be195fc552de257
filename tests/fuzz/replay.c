/*
 * replay.c: a fuzz target over files: each argument is one, or a directory of
 * them.  A crash ends the run; before each file its name is on stdout.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/io.h"
#include "base/mem.h"
#include "fuzz.h"

enum {
	SIZE_LIMIT = 1 << 20
};

static void
file(const char *path)
{
	struct buf b = { 0 };
	uint8_t *exact;

	printf("%s\n", path);
	fflush(stdout);
	if (io_slurp(path, SIZE_LIMIT, &b) == -1) {
		perror(path);
		exit(66);
	}
	/* no byte more than there are, for the sanitizer to guard the end */
	exact = xmalloc(b.len == 0 ? 1 : b.len);
	if (b.len > 0)
		memcpy(exact, b.data, b.len);
	LLVMFuzzerTestOneInput(exact, b.len);
	free(exact);
	buf_release(&b);
}

static unsigned
directory(const char *path)
{
	struct dirent **entry;
	char *name;
	int i, n = scandir(path, &entry, NULL, alphasort);
	unsigned files = 0;

	for (i = 0; i < n; i++) {
		if (entry[i]->d_name[0] != '.') {
			name = xasprintf("%s/%s", path, entry[i]->d_name);
			file(name);
			free(name);
			files++;
		}
		free(entry[i]);
	}
	free(entry);
	return files;
}

int
main(int argc, char *argv[])
{
	struct stat st;
	unsigned files = 0;
	int i;

	for (i = 1; i < argc; i++)
		if (stat(argv[i], &st) == 0 && S_ISDIR(st.st_mode)) {
			files += directory(argv[i]);
		} else {
			file(argv[i]);
			files++;
		}
	printf("%u files\n", files);
	return files == 0;
}
