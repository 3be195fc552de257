/*
 * part.c: time to partition by division; calendars only for new partitions
 * and, with years or months, once a day.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/mem.h"
#include "mcpartition/part.h"

enum {
	YEAR = 1,
	MONTH = 2,
	HOUR = 4,
	MINUTE = 5
};

static int64_t
floor_div(int64_t a, int64_t b)
{
	int64_t q = a / b;

	return a % b < 0 ? q - 1 : q;
}

void
parts_init(struct parts *p, unsigned levels)
{
	*p = (struct parts){ .levels = levels,
		.unit = levels == MINUTE ? 60
			: levels == HOUR ? 3600
					 : 86400 };
}

void
parts_release(struct parts *p)
{
	free(p->item);
	p->item = NULL;
	p->n = p->cap = 0;
}

/* Days of one month or year have one key. */
static int64_t
key_of(unsigned levels, int64_t piece)
{
	struct clock_civil c;

	if (levels > MONTH)
		return piece;
	clock_civil(piece * CLOCK_DAY, &c);
	return levels == YEAR ? c.year : (int64_t)c.year * 12 + c.month;
}

static struct parts_item *
slot(const struct parts *p, int64_t key)
{
	uint64_t h = (uint64_t)key * UINT64_C(0x9e3779b97f4a7c15);
	size_t i = (size_t)(h >> 32) & (p->cap - 1);

	while (p->item[i].ref != 0 && p->item[i].key != key)
		i = (i + 1) & (p->cap - 1);
	return &p->item[i];
}

static void
grow(struct parts *p)
{
	struct parts old = *p;

	p->cap = old.cap == 0 ? 16 : 2 * old.cap;
	p->item = xcalloc(p->cap, sizeof(p->item[0]));
	for (size_t i = 0; i < old.cap; i++)
		if (old.item[i].ref != 0)
			*slot(p, old.item[i].key) = old.item[i];
	free(old.item);
}

uint32_t
parts_find(struct parts *p, int64_t second, uint32_t *next, bool *added)
{
	int64_t piece = floor_div(second, p->unit), key;
	struct parts_item *item;

	*added = false;
	if (p->levels == 0 || (piece == p->last && p->last_ref != 0))
		return p->last_ref;
	if (p->n >= p->cap / 2)
		grow(p);
	key = key_of(p->levels, piece);
	item = slot(p, key);
	if (item->ref == 0) {
		item->key = key;
		item->ref = (*next)++;
		p->n++;
		*added = true;
	}
	p->last = piece;
	p->last_ref = item->ref;
	return item->ref;
}

void
parts_values(unsigned levels, int64_t second, struct row_part *to)
{
	struct clock_civil c;

	clock_civil(second * CLOCK_SECOND, &c);
	const int field[] = { c.year, c.month, c.day, c.hour, c.minute };

	to->n = (uint8_t)levels;
	for (unsigned i = 0; i < levels; i++)
		snprintf(to->value[i], sizeof(to->value[i]), "%0*d",
		    i == 0 ? 4 : 2, field[i]);
}
