/*
 * options.h: what the command line asks for.
 */
#ifndef PXVERIFY_OPTIONS_H
#define PXVERIFY_OPTIONS_H

enum options_compare {
	OPTIONS_NONE = 0, /* rows are read */
	OPTIONS_SUMS,     /* --compare */
	OPTIONS_ROWS      /* --compare-rows */
};

struct options {
	const char *conf, *parts, *select; /* NULL: not given */
	enum options_compare compare;
};

/* Dies of what makes no sense.  The files to be compared, two or none. */
char **options_read(struct options *o, int argc, char *argv[]);

#endif
