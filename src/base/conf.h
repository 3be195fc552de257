/*
 * conf.h: the job file, pxsync.conf(5).
 *
 * An INI file: [section], key = value, comments with '#' or ';' at the start
 * of a line.  Every key that exists stands in one table in conf_keys.c with its
 * kind, bounds and default; all programs read the whole file and refuse what
 * is not in it, with file, line and the nearest name.  Lists are separated
 * by blanks or commas; a key of kind LINES may be given again and again.
 *
 * A file name in a value is taken relative to the directory of the job file.
 */
#ifndef BASE_CONF_H
#define BASE_CONF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

struct conf;

enum conf_kind {
	CONF_TEXT,    /* any text */
	CONF_NUMBER,  /* decimal, within bounds */
	CONF_SIZE,    /* bytes, suffix k m g */
	CONF_SECONDS, /* a number, suffix s m h d; in seconds */
	CONF_WORD,    /* one word of a fixed set */
	CONF_FILE,    /* a path, made absolute by the job file's directory */
	CONF_LINES    /* text that may be given more than once */
};

/* Read the job file.  NULL when it cannot be used: *why (yours, free it) says
 * file, line, reason; *code the exit code (EX_CONFIG, EX_NOINPUT...). */
struct conf *conf_read(const char *path, char **why, int *code);
/* The same and dies with the message: what every program's -c does. */
struct conf *conf_load(const char *path);
void conf_free(struct conf *c);

const char *conf_path(const struct conf *c);
const char *conf_job(const struct conf *c); /* [job] name, or file's stem */

/*
 * Values, by "section.key".  Asking for a key that is not in the table, or
 * by the wrong kind, asserts.  Texts are borrowed until conf_free; NULL
 * where no value and no default is.
 */
const char *conf_text(const struct conf *c, const char *key);
uint64_t conf_number(const struct conf *c, const char *key);
bool conf_is_set(const struct conf *c, const char *key);
/* Line number in the job file, 0 when the value is the default. */
unsigned conf_line(const struct conf *c, const char *key);
/* CONF_LINES: how many, the i-th, and where it stands. */
size_t conf_count(const struct conf *c, const char *key);
const char *conf_item(const struct conf *c, const char *key, size_t i);
unsigned conf_item_line(const struct conf *c, const char *key, size_t i);

/*
 * Sections [table "db.t"], in their order: keys of [shape] for the tables
 * that the pattern names.  How many; the pattern of the i-th, and its line;
 * its text of a key ("shape.case"), NULL when it is not set there.
 */
size_t conf_tables(const struct conf *c);
const char *conf_table(const struct conf *c, size_t i, unsigned *line);
const char *conf_table_text(
    const struct conf *c, size_t i, const char *key, unsigned *line);

/* What [file] holds, first line without its end, for secrets.  NULL when the
 * key is not set.  Yours, free it.  Dies with EX_CONFIG when the file cannot
 * be read or its mode lets others read it. */
char *conf_secret(const struct conf *c, const char *key);

/* Every key with its effective value, "section.key=value" lines; secrets are
 * file names, so nothing is hidden. */
void conf_dump(const struct conf *c, struct buf *out);

#endif
