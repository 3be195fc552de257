/*
 * table.h: table definitions, and the TABLE record that carries them.
 *
 * A definition has a source part (what the server says) and, after
 * mcpartition, a destination part (what MaxCompute gets).  Rows refer to a
 * definition by ref, a number that is valid within one stream: a TABLE
 * record with the same ref replaces the older one for the rows behind it.
 */
#ifndef ROW_TABLE_H
#define ROW_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/pos.h"
#include "rec/rec.h"

/* Limits, checked when a TABLE record is read.  MySQL has 4096 columns, and
 * at most 65535 members of an ENUM. */
enum {
	ROW_COLUMNS_MAX = 4096,
	ROW_MEMBERS_MAX = 65535,
	ROW_DEST_MAX = 4200
};

/* Source types, as MySQL 9, MariaDB 11 and PolarDB-X know them. */
enum row_type {
	ROW_TINYINT = 1,
	ROW_SMALLINT = 2,
	ROW_MEDIUMINT = 3,
	ROW_INT = 4,
	ROW_BIGINT = 5,
	ROW_FLOAT = 6,
	ROW_DOUBLE = 7,
	ROW_DECIMAL = 8,
	ROW_BIT = 9,
	ROW_YEAR = 10,
	ROW_DATE = 11,
	ROW_TIME = 12,
	ROW_DATETIME = 13,
	ROW_TIMESTAMP = 14,
	ROW_CHAR = 15,
	ROW_VARCHAR = 16,
	ROW_TEXT = 17, /* tiny, medium, long: length tells */
	ROW_BINARY = 18,
	ROW_VARBINARY = 19,
	ROW_BLOB = 20,
	ROW_ENUM = 21,
	ROW_SET = 22,
	ROW_JSON = 23, /* MySQL's; MariaDB's is TEXT */
	ROW_GEOMETRY = 24,
	ROW_VECTOR = 25,
	ROW_INET4 = 26,
	ROW_INET6 = 27,
	ROW_UUID = 28,
	ROW_TYPES = 29
};

/*
 * How a value stands in an image (row.h).  Source columns get theirs from
 * row_class_of; destination columns from row_mc_class.
 */
enum row_class {
	ROW_C_INT = 1,   /* i64 */
	ROW_C_UINT = 2,  /* u64: unsigned, BIT, YEAR, ENUM index, SET mask */
	ROW_C_FLOAT = 3, /* IEEE 32 bits */
	ROW_C_DOUBLE = 4,
	ROW_C_DECIMAL = 5, /* u8 length, plain ASCII digits, full scale */
	ROW_C_TIME = 6,    /* i64 microseconds, see row/time.h */
	ROW_C_TEXT = 7,    /* u32 length, UTF-8 */
	ROW_C_BYTES = 8    /* u32 length, bytes */
};

enum row_column_flag {
	ROW_COL_UNSIGNED = 1,
	ROW_COL_NULLABLE = 2,
	ROW_COL_GENERATED = 4,
	ROW_COL_INVISIBLE = 8,
	ROW_COL_HIDDEN =
	    16, /* implicit key of PolarDB-X or RDS, no user data */
	ROW_COL_NAMELESS = 32, /* name is "@n": not known */
	ROW_COL_UNSURE = 64,   /* sign, charset or members not known */
	ROW_COL_ADDED = 128,   /* by a script of rowfilter: not in the log */
	ROW_COL_LEFT = 256,    /* stays behind: objects.columns */
	/* those that do not go to a target */
	ROW_COL_INNER = ROW_COL_HIDDEN | ROW_COL_LEFT
};

struct row_column {
	const char *name;
	const char *map;       /* renamed to (rowfilter), "" or NULL = not */
	const char *charset;   /* of the source, "" for none, "binary" */
	const char *collation; /* "" when not known */
	const char *text;      /* COLUMN_TYPE as the server says, or "" */
	const char *comment;
	const char **member; /* ENUM, SET: labels in UTF-8 */
	uint32_t nmembers;
	uint32_t length; /* CHAR..BLOB: characters or bytes; BIT: bits; VECTOR:
			    dimensions; 0 = not known */
	uint8_t type;    /* enum row_type */
	uint8_t class;   /* enum row_class, follows from type and flags */
	uint8_t precision; /* DECIMAL */
	uint8_t scale;     /* DECIMAL scale; fraction digits of times 0..6 */
	uint16_t flags;
	uint16_t key; /* 1-based place in the key, 0 = not part of it */
};

enum row_table_flag {
	ROW_TAB_PRIMARY = 1,  /* key is the PRIMARY KEY */
	ROW_TAB_UNIQUE = 2,   /* key is a UNIQUE one without NULLs */
	ROW_TAB_NAMELESS = 4, /* columns are "@1"... */
	ROW_TAB_VIEW = 8
};

/* MaxCompute types (spec: data types of edition 2.0). */
enum row_mc_type {
	ROW_MC_BIGINT = 1,
	ROW_MC_INT = 2,
	ROW_MC_SMALLINT = 3,
	ROW_MC_TINYINT = 4,
	ROW_MC_DOUBLE = 5,
	ROW_MC_FLOAT = 6,
	ROW_MC_BOOLEAN = 7,
	ROW_MC_STRING = 8,
	ROW_MC_BINARY = 9,
	ROW_MC_CHAR = 10,
	ROW_MC_VARCHAR = 11,
	ROW_MC_DATETIME = 12,
	ROW_MC_DATE = 13,
	ROW_MC_TIMESTAMP = 14,
	ROW_MC_TIMESTAMP_NTZ = 15,
	ROW_MC_DECIMAL = 16,
	ROW_MC_JSON = 17,
	ROW_MC_TYPES = 18
};

enum {
	ROW_DEST_ADDED = 0xffff /* source of a column that we add */
};

struct row_dest_column {
	const char *name;
	uint8_t type;             /* enum row_mc_type */
	uint8_t class;            /* enum row_class */
	uint8_t precision, scale; /* DECIMAL */
	uint32_t length;          /* CHAR, VARCHAR */
	bool nullable;
	uint16_t source; /* index of the source column, or ROW_DEST_ADDED */
};

enum row_role {
	ROW_BASE = 1,
	ROW_LOG = 2
};

struct row_dest {
	uint8_t role; /* enum row_role */
	const char *table;
	uint16_t ncolumns; /* data columns, in the order of the table */
	struct row_dest_column *column;
	uint8_t nparts; /* partition columns (always STRING) */
	const char **part;
};

struct row_table {
	uint32_t ref;
	uint16_t flags;
	struct pos since; /* valid from this position on; file "" = always */
	const char *db;   /* names of the source: what the log says */
	const char *name;
	const char *map_db; /* renamed to (rowfilter), "" or NULL = not */
	const char *map_name;
	const char *comment;
	const char *charset; /* of new columns without one; "" not known */
	uint16_t ncolumns;
	struct row_column *column;
	struct row_dest *dest; /* NULL before mcpartition */
	struct buf mem;        /* own: what the pointers point into */
	void **own;            /* own: further allocations */
	size_t nown;
};

/* Names after renaming: what the destination and people are shown.  The
 * source names stay, for a restart decodes the log with this definition. */
static inline const char *
row_table_db(const struct row_table *t)
{
	return t->map_db != NULL && t->map_db[0] != '\0' ? t->map_db : t->db;
}

static inline const char *
row_table_name(const struct row_table *t)
{
	return t->map_name != NULL && t->map_name[0] != '\0' ? t->map_name
							     : t->name;
}

/* Columns that the log has: those a script added stand behind them. */
static inline uint16_t
row_table_logged(const struct row_table *t)
{
	uint16_t n = t->ncolumns;

	while (n > 0 && t->column[n - 1].flags & ROW_COL_ADDED)
		n--;
	return n;
}

static inline const char *
row_column_name(const struct row_column *c)
{
	return c->map != NULL && c->map[0] != '\0' ? c->map : c->name;
}

/* Parse a TABLE record; yours, row_table_free.  NULL: *why says the reason
 * (static text). */
struct row_table *row_table_parse(const struct rec *r, const char **why);
void row_table_free(struct row_table *t);
int row_table_put(struct rec_out *out, const struct row_table *t);

/* A table to fill in: row_table_alloc and row_table_dup give memory that
 * lives as long as the table. */
struct row_table *row_table_new(const char *db, const char *name);
void *row_table_alloc(struct row_table *t, size_t n, size_t size);
const char *row_table_dup(struct row_table *t, const char *s, size_t n);
/* A deep copy without destination. */
struct row_table *row_table_copy(const struct row_table *t);

/* Class of a source column of this type and flags. */
enum row_class row_class_of(unsigned type, unsigned flags, const char *charset);
enum row_class row_mc_class(unsigned type);
/* "bigint", "decimal(10,2)", "varchar(20)" into text of 32 bytes. */
void row_mc_text(const struct row_dest_column *c, char *text);
/* Reads such a text (any case); false when it is none we know. */
bool row_mc_parse(const char *text, struct row_dest_column *c);
const char *row_type_name(unsigned type); /* "int", NULL unknown */

/*
 * Read a COLUMN_TYPE of INFORMATION_SCHEMA ("int(11) unsigned",
 * "enum('a','b''c')", "decimal(10,2)") into type, flags, length, precision,
 * scale, members of c; text is set too.  charset "" when the server gives
 * NULL.  false when the type is not known.
 */
bool row_column_from_text(struct row_table *t, struct row_column *c,
    const char *column_type, const char *charset);

/* Tables by ref, for readers of a stream.  Owns them. */
struct row_tables {
	struct row_table **table; /* by ref, may hold NULLs */
	size_t n;
};

enum {
	ROW_REF_MAX = 1000000
};

/* Take the TABLE record r in; the table, borrowed until replaced.  NULL with
 * *why when it makes no sense. */
struct row_table *row_tables_add(
    struct row_tables *s, const struct rec *r, const char **why);
static inline struct row_table *
row_tables_get(const struct row_tables *s, uint32_t ref)
{
	return ref < s->n ? s->table[ref] : NULL;
}
void row_tables_release(struct row_tables *s);

#endif
