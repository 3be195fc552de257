/*
 * draft.h: a job file in the making: lines by section, and what could not be
 * said in it.
 */
#ifndef PXPLAN_DRAFT_H
#define PXPLAN_DRAFT_H

#include "base/buf.h"

enum draft_section {
	DRAFT_JOB = 0,
	DRAFT_SOURCE = 1,
	DRAFT_OBJECTS = 2,
	DRAFT_SHAPE = 3,
	DRAFT_COPY = 4,
	DRAFT_TARGET = 5,
	DRAFT_ALERT = 6,
	DRAFT_SECTIONS = 7
};

struct draft {
	struct buf section[DRAFT_SECTIONS];
	struct buf notes; /* lines, each a setting and why it is not here */
	unsigned nnotes;
	char *why; /* the first thing that makes the draft useless; ours */
};

void draft_release(struct draft *d);

/* "key = value", over several lines where it is long.  A value that no job
 * file can hold makes the draft useless. */
void draft_put(
    struct draft *d, enum draft_section s, const char *key, const char *value);
/* A setting that has no counterpart, and what becomes of it. */
void draft_note(struct draft *d, const char *setting, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
/* Not to be repaired: the first reason is kept. */
void draft_refuse(struct draft *d, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/* The whole file, title in its head. */
void draft_print(const struct draft *d, const char *title, struct buf *out);

/* A name as [objects] takes it: in back quotes where it would be read as a
 * pattern or end too early. */
void draft_name(struct buf *b, const char *name);

#endif
