/*
 * crew.h: the carriers of a tunnel (carrier.h), begun when they are needed.
 */
#ifndef MCUPLOAD_CREW_H
#define MCUPLOAD_CREW_H

#include "mcupload/sink.h"

struct crew;

/* For the tunnel s; conf and c are borrowed. */
struct crew *crew_new(
    struct sink *s, const struct conf *conf, const struct mc_client *c);
void crew_free(struct crew *w);
/* As sink_ops has them.  -1 with why in the sink. */
int crew_put(struct crew *w, struct sink_block *b);
int crew_step(struct crew *w, int ms);
bool crew_busy(const struct crew *w);
size_t crew_held(const struct crew *w);
/* They are to finish without much patience, now and later. */
void crew_hurry(struct crew *w);
/* End them, whatever they do. */
void crew_end(struct crew *w);

#endif
