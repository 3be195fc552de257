/*
 * dest.c: names and columns of destination tables; see dest.h.
 */
#include <string.h>

#include "row/dest.h"

const char *
dest_name(const struct shape *s, struct row_table *t, enum row_role role)
{
	const char *suffix = role == ROW_BASE ? "_base" : "_log";
	const char *name = names_fold(t, s, row_table_name(t));
	size_t n = strlen(name);
	char *full = row_table_alloc(t, n + strlen(suffix) + 1, 1);

	memcpy(full, name, n);
	memcpy(full + n, suffix, strlen(suffix) + 1);
	return full;
}

static void
add_column(const struct shape *s, struct row_dest *d, unsigned which,
    enum row_mc_type type)
{
	d->column[d->ncolumns++] = (struct row_dest_column){
		.name = names_added(s, which),
		.type = (uint8_t)type,
		.class = (uint8_t)row_mc_class(type),
		.nullable = true,
		.source = ROW_DEST_ADDED,
	};
}

void
dest_columns(const struct shape *s, struct row_table *t,
    const struct row_table *from, struct row_dest *log, enum type_act act[])
{
	log->ncolumns = 0;
	log->nparts = 0;
	log->column = row_table_alloc(
	    t, (size_t)from->ncolumns + names_front(s), sizeof(log->column[0]));
	add_column(s, log, NAMES_RECORD_ID, ROW_MC_BIGINT);
	add_column(s, log, NAMES_OPERATION_FLAG, ROW_MC_STRING);
	add_column(s, log, NAMES_UTC_TIMESTAMP, ROW_MC_BIGINT);
	add_column(s, log, NAMES_BEFORE_FLAG, ROW_MC_STRING);
	add_column(s, log, NAMES_AFTER_FLAG, ROW_MC_STRING);
	for (unsigned i = 0; i < SHAPE_METADATA; i++)
		if (s->metadata >> i & 1)
			add_column(s, log, NAMES_METADATA + i,
			    i == SHAPE_BINLOG_POSITION ? ROW_MC_BIGINT
						       : ROW_MC_STRING);
	for (unsigned i = 0; i < from->ncolumns; i++) {
		struct row_dest_column *c = &log->column[log->ncolumns];

		act[i] = type_map(s, &from->column[i], c);
		if (act[i] == TYPE_DROP)
			continue;
		c->name = names_fold(t, s, row_column_name(&from->column[i]));
		c->source = (uint16_t)i;
		log->ncolumns++;
	}
	log->part = row_table_alloc(t, s->levels, sizeof(log->part[0]));
	for (unsigned i = 0; i < s->levels; i++)
		log->part[log->nparts++] = names_added(s, NAMES_MODIFYTIME + i);
}
