/*
 * val.h: values while a row filter or a script is evaluated, and how they
 * compare.  The type of a value is known before the first row, so it does
 * not stand in the value.
 */
#ifndef ROWFILTER_VAL_H
#define ROWFILTER_VAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "row/table.h"

enum val_type {
	VAL_NULL, /* nothing but NULL */
	VAL_BOOL, /* i: 0, 1 */
	VAL_INT,
	VAL_UINT,
	VAL_DECIMAL, /* plain digits in p */
	VAL_DOUBLE,
	VAL_DATE,     /* i as in row/time.h */
	VAL_DATETIME, /* the same */
	VAL_TIME,
	VAL_TEXT, /* UTF-8 */
	VAL_BYTES,
	VAL_ENUM, /* u: the index */
	VAL_SET,  /* u: the members as bits */
	VAL_OTHER /* a value of which only NULL or not is asked */
};

struct val {
	bool null;
	union {
		int64_t i;
		uint64_t u;
		double d;
	};
	const char *p;
	size_t len;
};

/* "a number", for messages. */
const char *val_type_name(enum val_type type);
/* How values of a column are seen here. */
enum val_type val_type_of(const struct row_column *c);

/* Memory for the texts of one row: cleared, not freed, between rows. */
struct val_mem {
	char *block;
	size_t len, cap;
	char **more; /* what did not fit; next time block is larger */
	size_t nmore, more_bytes;
};

char *val_mem_get(struct val_mem *m, size_t n);
void val_mem_clear(struct val_mem *m);
void val_mem_release(struct val_mem *m);

/* --- order: less than, equal to, greater than 0 -------------------------- */

/* How texts of a column compare. */
struct val_order {
	enum {
		VAL_BINARY, /* code points */
		VAL_GENERAL /* weights of utf8mb4_general_ci */
	} by;
	bool pad;      /* blanks at the end do not count */
	bool sortable; /* not only equality is known */
};

/*
 * The order of a collation.  false when it is none of those we can follow
 * exactly.
 */
bool val_order_of(const char *collation, struct val_order *o);
bool val_same_order(const struct val_order *a, const struct val_order *b);

int val_cmp_text(
    const struct val *a, const struct val *b, const struct val_order *o);
bool val_like(
    const struct val *text, const struct val *like, const struct val_order *o);
int val_cmp_decimal(const struct val *a, const struct val *b);
int val_cmp_time(int64_t a, int64_t b); /* dates, also those that are none */

/* The weight of a character under utf8mb4_general_ci. */
uint32_t val_weight(uint32_t c);

/* The number at the start of a text as the server reads it, 0 when there is
 * none; *all: the text is nothing but the number. */
double val_text_double(const char *p, size_t n, bool *all);

#endif
