/* uses: row rec base */
/*
 * The type maps against share/types/{exact,dts}.tsv, line by line; and that
 * no source type is forgotten there.
 */
#include <stdlib.h>

#include "row/types.h"
#include "../tap.h"

static bool covered[ROW_TYPES];

/* Cut the next field off at a tab; NULL when there is none. */
static char *
field(char **line)
{
	char *s = *line, *end;

	if (s == NULL)
		return NULL;
	if ((end = strchr(s, '\t')) != NULL)
		*end++ = '\0';
	*line = end;
	return s;
}

static void
check_line(const struct shape *s, const char *map, char *line)
{
	char *source = field(&line), *charset = field(&line);
	char *want = field(&line), *loss = field(&line), got[32] = "";
	struct row_table *t = row_table_new("d", "t");
	struct row_dest_column d = { 0 };
	struct row_column c = { 0 };

	if (loss == NULL || loss[0] == '\0') {
		ok(false, "%s: four fields in line of %s", map, source);
	} else if (!row_column_from_text(t, &c, source, charset)) {
		ok(false, "%s: %s is a type", map, source);
	} else {
		type_map(s, &c, &d);
		row_mc_text(&d, got);
		ok(strcmp(got, want) == 0 && d.class == row_mc_class(d.type),
		    "%s: %s %s -> %s (%s)", map, source, charset, want, got);
		covered[c.type] = true;
	}
	row_table_free(t);
}

static void
check_map(const char *map, const struct shape *s)
{
	char path[64], line[512];
	FILE *f;

	snprintf(path, sizeof(path), "share/types/%s.tsv", map);
	if (!ok((f = fopen(path, "r")) != NULL, "%s is there", path))
		return;
	memset(covered, 0, sizeof(covered));
	while (fgets(line, sizeof(line), f) != NULL) {
		line[strcspn(line, "\n")] = '\0';
		if (line[0] != '#')
			check_line(s, map, line);
	}
	fclose(f);
	for (unsigned i = 1; i < ROW_TYPES; i++)
		ok(covered[i], "%s: %s has a line", map, row_type_name(i));
}

static void
check_others(void)
{
	struct shape s = { .zero = SHAPE_ZERO_STRING };
	struct row_column c = { .type = ROW_DATETIME, .class = ROW_C_TIME };
	struct row_dest_column d = { 0 };

	ok(type_map(&s, &c, &d) == TYPE_TEXT && d.type == ROW_MC_STRING,
	    "zero dates as text make the column one of text");
	c.flags = ROW_COL_HIDDEN;
	ok(type_map(&s, &c, &d) == TYPE_DROP, "a hidden column has no place");
	ok(type_time_fits(TYPE_TIME_MIN) && !type_time_fits(TYPE_TIME_MIN - 1),
	    "the year 1 is the first");
	ok(type_time_fits(TYPE_TIME_MAX) && !type_time_fits(TYPE_TIME_MAX + 1),
	    "the year 9999 is the last");
}

int
main(void)
{
	struct shape exact = { .zero = SHAPE_ZERO_ERROR };
	struct shape dts = { .zero = SHAPE_ZERO_ERROR, .dts = true };

	check_map("exact", &exact);
	check_map("dts", &dts);
	check_others();
	return done();
}
