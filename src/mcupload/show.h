/*
 * show.h: what the state says, for pxsync status and for people.
 */
#ifndef MCUPLOAD_SHOW_H
#define MCUPLOAD_SHOW_H

/* Make it, and those above it, if missing; dies when that cannot be. */
void make_directory(const char *path);
/* Print key=value lines and exit. */
_Noreturn void show(const char *state);

#endif
