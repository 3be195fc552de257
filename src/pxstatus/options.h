/*
 * options.h: the command line of pxstatus.
 */
#ifndef PXSTATUS_OPTIONS_H
#define PXSTATUS_OPTIONS_H

enum mode {
	MODE_TEXT,
	MODE_JSON,
	MODE_HTML,
	MODE_WATCH,
	MODE_ALERT
};

struct options {
	const char *path, *state;
	const char *html; /* the file */
	enum mode mode;
};

/* Dies when it makes no sense. */
void options_read(struct options *o, int argc, char *argv[]);

#endif
