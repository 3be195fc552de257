/*
 * options.h: what mclocal was called with.
 */
#ifndef MCLOCAL_OPTIONS_H
#define MCLOCAL_OPTIONS_H

#include <stddef.h>
#include <stdint.h>

#include "mclocal/server.h"

struct options {
	const char *data, *listen, *credentials;
	const char **project;
	size_t nprojects;
	uint64_t ready;
	struct server sv;
};

/* Dies on a wrong call, and ends after --help and --version. */
void options_parse(struct options *c, int argc, char **argv);

#endif
