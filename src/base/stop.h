/*
 * stop.h: the wish to stop.  TERM, INT and HUP set a flag; blocking calls of
 * io.h return EINTR when it is set.  Only heads of a stream and the sink
 * install it: filters hold nothing and leave signals alone.
 */
#ifndef BASE_STOP_H
#define BASE_STOP_H

#include <signal.h>

extern volatile sig_atomic_t stop_wanted;

void stop_install(void);

#endif
