/*
 * back.h: JSON lines back to records, the identical bytes.
 *
 * Getters take an object and a key; a missing key gives 0 or "".  The first
 * thing that is wrong is kept in why, and stays: a record asks once, when it
 * has all its fields.
 */
#ifndef PXREC_BACK_H
#define PXREC_BACK_H

#include <stdbool.h>
#include <stdint.h>

#include <jansson.h>

#include "base/pos.h"
#include "rec/rec.h"

#include "pxrec/names.h"
#include "pxrec/view.h"

struct back {
	struct view view;
	struct rec_out *out;
	uint64_t records; /* written so far */
	bool ended;
	bool bad;
	char why[384];
	struct buf before, after; /* images being built */
	struct buf bytes;         /* base64 undone */
};

void back_init(struct back *k, struct rec_out *out);
void back_release(struct back *k);

/* Write the record of one line.  0; -1 with k->why when it makes no sense, or
 * with k->bad unset when the write failed (errno). */
int back_put(struct back *k, json_t *o);

int back_put_table(struct back *k, json_t *o);
int back_put_part(struct back *k, json_t *o);
int back_put_row(struct back *k, json_t *o);

/* --- getters ------------------------------------------------------------- */

void back_fail(struct back *k, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/* Complains of keys that are not among the blank-separated ones. */
void back_only(struct back *k, json_t *o, const char *keys);
/* Text with its length, at most most bytes. */
const char *back_bytes(
    struct back *k, json_t *o, const char *key, size_t most, size_t *n);
/* Text without NULs. */
const char *back_text(struct back *k, json_t *o, const char *key, size_t most);
/* The same into a field of size bytes. */
void back_field(
    struct back *k, json_t *o, const char *key, char *field, size_t size);
uint64_t back_number(struct back *k, json_t *o, const char *key, uint64_t most);
int64_t back_time(struct back *k, json_t *o, const char *key);
void back_pos(struct back *k, json_t *o, const char *key, struct pos *at);
/* A word of names. */
unsigned back_word(
    struct back *k, json_t *o, const char *key, const struct name *names);
/* An array of words, or numbers of bits without a word. */
unsigned back_flags(struct back *k, json_t *o, const char *key,
    const struct name *names, unsigned most);
/* An array, NULL when missing. */
json_t *back_array(struct back *k, json_t *o, const char *key, size_t most);
/* {"b64":...} undone into k->bytes; false when v is no such thing. */
bool back_b64(struct back *k, const json_t *v);

/* Append the value v of a column to an image; false with why. */
bool back_value(
    struct back *k, struct buf *image, const struct view_column *c, json_t *v);

#endif
