/*
 * retarget.h: what the target's tables are made for from now on.
 */
#ifndef MCPARTITION_RETARGET_H
#define MCPARTITION_RETARGET_H

#include "mcpartition/route.h"

/*
 * Write to stdout the definitions of t's target, with what the input said of
 * their tables since: columns in the order of before, also those with a new
 * name, those that are gone left out, new ones behind.  Tables that are new
 * come at the end, tables that the job does not choose any more are left out.
 * Dies.
 */
void retarget(const struct route *t);

#endif
