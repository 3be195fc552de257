/* uses: row rec base */
/*
 * fuzz_objects.c: lines of [objects], each behind a letter for its list (i e
 * m o w c); other lines are names "db.table.column" that are asked for.
 */
#include "fuzz.h"
#include "row/objects.h"

static void
ask(struct objects *o, char *line)
{
	char *table = strchr(line, '.'), *column;
	const char *newdb, *newtable;
	bool chosen;

	if (table == NULL)
		return;
	*table++ = '\0';
	column = strchr(table, '.');
	if (column != NULL)
		*column++ = '\0';
	chosen = objects_chosen(o, line, table);
	assert(!chosen || objects_schema(o, line));
	if (!objects_map(o, line, table, &newdb, &newtable))
		assert(
		    strcmp(newdb, line) == 0 && strcmp(newtable, table) == 0);
	assert(objects_map_column(
		   o, line, table, column == NULL ? "" : column) != NULL);
	assert(objects_keeps(o, line, table, 'S'));
	objects_keeps(o, line, table, 'U');
	if (objects_where(o, line, table) != -1)
		assert(objects_condition(o, objects_where(o, line, table)) !=
		       NULL);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char letters[] = "iemowc";
	struct objects *o = objects_new();
	struct buf text = { 0 };
	char *line, *end;
	const char *list;
	unsigned n = 0;

	buf_put(&text, data, size);
	for (line = buf_str(&text); line != NULL; line = end) {
		if ((end = strchr(line, '\n')) != NULL)
			*end++ = '\0';
		list = line[0] == '\0' ? NULL : strchr(letters, line[0]);
		if (list == NULL)
			ask(o, line);
		else if (objects_add(o, (enum objects_list)(list - letters),
			     line + 1) == -1)
			assert(objects_why(o) != NULL);
	}
	while (objects_unmet(o, n) != NULL)
		n++;
	buf_release(&text);
	objects_free(o);
	return 0;
}
