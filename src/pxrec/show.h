/*
 * show.h: the loops of pxrec.  They end the program when something is wrong.
 */
#ifndef PXREC_SHOW_H
#define PXREC_SHOW_H

#include <stdbool.h>

#include "rec/rec.h"

enum show_form {
	SHOW_UNSET = 0,
	SHOW_TEXT = 256, /* above the letters of getopt */
	SHOW_JSON,
	SHOW_COUNT,
	SHOW_BACK
};

/* Show the stream on fd; kinds NULL: all. */
void show(int fd, const char *name, enum show_form form, const bool *kinds);
/* JSON lines on fd to records on stdout. */
void show_back(int fd, const char *name);

#endif
