/*
 * handlers.h: the work behind the routes.  Each sets the answer of rq.
 */
#ifndef MCLOCAL_HANDLERS_H
#define MCLOCAL_HANDLERS_H

#include "mclocal/request.h"
#include "mclocal/table.h"

/* meta.c */
void meta_project(struct request *rq, const char *project);
void meta_tunnel(struct request *rq);
void meta_table(struct request *rq, const struct table *t);
void meta_partition(struct request *rq, const struct table *t);
void meta_authorization(struct request *rq);

/* meta_list.c */
void meta_projects(struct request *rq);
void meta_tables(struct request *rq, const char *project);
/* Those that the body names. */
void meta_query(struct request *rq, const char *project);
void meta_partitions(struct request *rq, const struct table *t);

/* instance.c */
void instance_submit(struct request *rq, const char *project);
void instance_list(struct request *rq, const char *project);
void instance_get(struct request *rq, const char *project, const char *id);
void instance_stop(struct request *rq, const char *project, const char *id);

/* upload.c */
void upload_create(struct request *rq, const struct table *t);
void upload_block(struct request *rq, const struct table *t);
void upload_status(struct request *rq, const struct table *t);
void upload_commit(struct request *rq, const struct table *t);

/* stream.c */
void stream_create(struct request *rq, const struct table *t);
void stream_status(struct request *rq, const struct table *t);
void stream_pack(struct request *rq, const struct table *t);

/* upsert.c */
void upsert_create(struct request *rq, const struct table *t);
void upsert_bucket(struct request *rq, const struct table *t);
void upsert_status(struct request *rq, const struct table *t);
void upsert_commit(struct request *rq, const struct table *t);
void upsert_abort(struct request *rq, const struct table *t);

/* preview.c */
void preview(struct request *rq, const struct table *t);

/* download.c */
void download_create(struct request *rq, const struct table *t);
void download_status(struct request *rq, const struct table *t);
void download_data(struct request *rq, const struct table *t);
void download_head(struct request *rq, const struct table *t);
void result_create(struct request *rq, const char *project, const char *id);
void result_status(struct request *rq, const char *project, const char *id);
void result_data(struct request *rq, const char *project, const char *id);

/*
 * What several of them say: a session's table; the partition of the
 * parameter "partition" (0 for a table without any; -1: the answer is set).
 */
void schema_json(struct buf *b, const struct table *t);
int64_t handler_partition(
    struct request *rq, const struct table *t, bool create);

#endif
