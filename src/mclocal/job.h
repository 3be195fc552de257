/*
 * job.h: the XML of a submitted SQL job.
 */
#ifndef MCLOCAL_JOB_H
#define MCLOCAL_JOB_H

#include <stddef.h>

struct job {
	char *other;    /* the kind of a task that is not SQL; no more then */
	char *name;     /* of the task */
	char *query;    /* the SQL */
	char *settings; /* JSON, "" when there are none */
	char *source;   /* the <Job> element as it came */
};

/* -1 when it is no XML or holds no task; job is empty then. */
int job_parse(struct job *job, const void *p, size_t n);
void job_release(struct job *job);

#endif
