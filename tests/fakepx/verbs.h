/*
 * verbs.h: the verbs of a script.
 */
#ifndef FAKEPX_VERBS_H
#define FAKEPX_VERBS_H

#include "fake.h"

/* What is left of the line.  NULL, or the word that makes no sense ("" when
 * one is missing). */
typedef const char *verb(struct fake *f, struct words *w);

/* verbs_log.c: those that append events. */
verb do_begin;
verb do_cts;
verb do_rows_query;
verb do_xid;
verb do_heartbeat_txn;
verb do_heartbeat;
verb do_configchange;
verb do_flushlog;
verb do_rotate;
verb do_table;
verb do_write;
verb do_update;
verb do_delete;
verb do_ddl;

#endif
