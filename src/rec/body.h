/*
 * body.h: the payloads of all records but TABLE, ROW and PART, which belong
 * to row/.  Layouts: pxrec(5).
 *
 * rec_put_X appends the whole record to out (0, or -1 as rec_end); rec_get_X
 * reads r into *x (0; -1 when the bytes make no sense: EX_DATAERR).  Texts of
 * a got body are copies in the struct, or, where marked, borrowed from r.
 * Times are int64 microseconds since 1970 UTC; 0 = unknown.
 */
#ifndef REC_BODY_H
#define REC_BODY_H

#include "base/pos.h"
#include "rec/rec.h"

enum {
	REC_TXID_MAX = 127,
	REC_ORIGIN_MAX = 127,
	REC_NAME_MAX = 255
};

struct rec_hello {
	char producer[REC_NAME_MAX + 1]; /* "rowdecode 0.1.0" */
	char job[REC_NAME_MAX + 1];      /* job name, "" without a job file */
	char stream[REC_NAME_MAX + 1];   /* binlog stream name, "" = global */
	char source[REC_NAME_MAX + 1]; /* "mariadb", "mysql", "polardbx", "" */
	char server[REC_NAME_MAX + 1]; /* its own identity, "" when it has none
					  that lasts */
};

struct rec_event {
	const char *file; /* borrowed, not ended; as long as pos.h allows */
	size_t file_len;
	uint64_t offset; /* of the event's first byte in file */
	uint8_t crc;     /* bytes of checksum at the end: 0 or 4, verified */
	const uint8_t *data; /* borrowed: header, body, checksum */
	size_t len;
};

struct rec_begin_body {
	struct pos at; /* the transaction's first event */
	int64_t time;  /* commit time where known before the rows, else 0 */
	char txid[REC_TXID_MAX + 1]; /* TSO (54 digits), GTID, or "" */
};

enum rec_mark_flag {
	REC_MARK_HEARTBEAT = 1,  /* position unchanged; alive is new */
	REC_MARK_COPY_START = 2, /* position before the first row of a copy */
	REC_MARK_COPY_END = 4    /* position after the last row of a copy */
};

/*
 * at: everything before it is complete.  resume: where reading must start
 * again to be able to go on from at; it is before at only while an XA branch
 * is prepared and not yet decided (then rowdecode is given --done at).
 * origin: "SERVER,LOG", whose log resume is in: HELLO's server, and the
 * identity of the file resume names (frame.h); "-" for what is not known, ""
 * when neither is.
 */
struct rec_mark {
	struct pos at;
	struct pos resume;
	int64_t time;  /* commit time of the newest transaction before at */
	int64_t alive; /* when the source last gave a sign of life; 0 offline */
	uint8_t flags;
	char txid[REC_TXID_MAX + 1];
	char origin[REC_ORIGIN_MAX + 1];
};

enum rec_chunk_state {
	REC_CHUNK_BEGIN = 1,
	REC_CHUNK_DONE = 2
};

struct rec_chunk {
	uint32_t table;  /* ref of the TABLE record */
	uint32_t number; /* 0, 1, ... within the table */
	uint32_t total;  /* chunks of the table */
	uint8_t state;
	uint64_t rows; /* DONE: rows sent */
	/* Bounds as SQL conditions, borrowed, "" = open; pxrec(5). */
	const char *lower, *upper;
	size_t lower_len, upper_len;
};

enum rec_ddl_kind {
	REC_DDL_OTHER = 0, /* touches no table definition we follow */
	REC_DDL_CREATE = 1,
	REC_DDL_ALTER = 2,
	REC_DDL_DROP = 3,
	REC_DDL_RENAME = 4,
	REC_DDL_TRUNCATE = 5,
	REC_DDL_DATABASE = 6, /* CREATE, ALTER, DROP DATABASE */
	REC_DDL_UNKNOWN = 7   /* not recognised: a person must look */
};

enum {
	REC_DDL_TABLES = 64
};

/* What mcpartition made of it. */
enum rec_ddl_act {
	REC_DDL_PASSED = 0, /* nothing of ours; or not there yet */
	REC_DDL_SAME = 1,   /* the rows of our tables stay as they are */
	REC_DDL_SKIPPED = 2,
	REC_DDL_FOLLOWED = 3, /* the target was changed likewise */
	REC_DDL_ACTS = 4
};

struct rec_ddl {
	struct pos at; /* first byte of the event */
	int64_t time;
	uint8_t kind;
	uint8_t act;    /* enum rec_ddl_act */
	const char *db; /* default database, borrowed */
	size_t db_len;
	const char *sql; /* borrowed */
	size_t sql_len;
	/* Tables named, borrowed; for RENAME pairs old, new, old, new... */
	unsigned ntables;
	struct {
		const char *db, *name;
		size_t db_len, name_len;
	} table[REC_DDL_TABLES];
};

struct rec_stat {
	char name[REC_NAME_MAX + 1];
	uint64_t value;
};

int rec_put_hello(struct rec_out *out, const struct rec_hello *h);
int rec_get_hello(const struct rec *r, struct rec_hello *h);

/* An event of len bytes at position at. */
int rec_put_event(struct rec_out *out, const struct pos *at, unsigned crc,
    const uint8_t *data, size_t len);
int rec_get_event(const struct rec *r, struct rec_event *e);
/* Its place, copied. */
void rec_event_at(const struct rec_event *e, struct pos *at);

int rec_put_begin(struct rec_out *out, const struct rec_begin_body *b);
int rec_get_begin(const struct rec *r, struct rec_begin_body *b);

int rec_put_mark(struct rec_out *out, const struct rec_mark *m);
int rec_get_mark(const struct rec *r, struct rec_mark *m);

int rec_put_chunk(struct rec_out *out, const struct rec_chunk *c);
int rec_get_chunk(const struct rec *r, struct rec_chunk *c);

int rec_put_ddl(struct rec_out *out, const struct rec_ddl *d);
int rec_get_ddl(const struct rec *r, struct rec_ddl *d);

/* STAT and END: name/value and kind/count pairs. */
int rec_put_stat(struct rec_out *out, const struct rec_stat *s, unsigned n);
int rec_get_stat(
    const struct rec *r, struct rec_stat *s, unsigned max, unsigned *n);

/*
 * Start a filter's output: read HELLO from in, write it again with producer
 * as this program's name and version.  *h gets the HELLO read; may be NULL.
 * Returns 0; -1 with in->why and in->code set.
 */
int rec_hello_through(struct rec_in *in, struct rec_out *out,
    const char *producer, struct rec_hello *h);

#endif
