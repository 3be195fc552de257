/*
 * state.h: where a job keeps its state; pxsync.state(5).
 */
#ifndef BASE_STATE_H
#define BASE_STATE_H

#include "base/conf.h"

/* The directory: job.state, else by the environment.  Yours, free it; NULL
 * when even HOME is not set. */
char *state_dir(const struct conf *conf);

#endif
