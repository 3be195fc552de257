/*
 * stat.h: what went through a stage, for whoever watches the job.
 *
 * Where the environment's PX_STAT names a directory, a program leaves
 * PROG.stat there, at most once a second, while it reads records from stdin
 * and writes them to stdout (a child process: PROG-PID.stat).  Nothing is done
 * per record: the streams tell when they fill and flush their buffers.  The
 * lines are in pxsync.state(5).  A file that cannot be written is no error.
 */
#ifndef REC_STAT_H
#define REC_STAT_H

#include "rec/rec.h"

/* Bytes were read, written. */
void rec_stat_in(const struct rec_in *in, size_t n);
void rec_stat_out(const struct rec_out *out, size_t n);
/* Counts that another process has in a file of its own (rec_add_counts). */
void rec_stat_other(const uint64_t count[REC_KINDS]);
/* Behind a fork: what the parent wrote is not ours. */
void rec_stat_child(const struct rec_out *out);
/* This process reads or writes no more: leave the last numbers. */
void rec_stat_read(const struct rec_in *in);
void rec_stat_end(const struct rec_out *out);

#endif
