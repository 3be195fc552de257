/*
 * labels.c: see labels.h.
 *
 * SHOW CREATE TABLE has the same "?", and rows need not have each label.  But
 * a recursive expression takes the types of its columns from its first part:
 * a number that the second part puts there is an index, and the server reads
 * it back as the label.
 */
#include <string.h>

#include "mysql/labels.h"

static bool
beyond_basic_plane(const char *charset)
{
	static const char *const names[] = { "utf8mb4", "utf16", "utf16le",
		"utf32", "gb18030" };
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strcmp(charset, names[i]) == 0)
			return true;
	return false;
}

bool
labels_unsure(const struct row_column *col, uint32_t i)
{
	return beyond_basic_plane(col->charset) &&
	       strchr(col->member[i], '?') != NULL;
}

/* The same, but for characters of four bytes where there was a "?"? */
static bool
plausible(const char *shown, const char *label)
{
	for (; *shown != '\0'; shown++) {
		if (*shown == '?' && (unsigned char)*label >= 0xf0) {
			if (strlen(label) < 4)
				return false;
			label += 4;
		} else if (*shown != *label++) {
			return false;
		}
	}
	return *label == '\0';
}

int
labels_ask(
    struct conn *c, struct row_table *t, struct row_column *col, uint32_t i)
{
	struct buf sql = { 0 };
	uint64_t value =
	    col->type == ROW_ENUM ? i + (uint64_t)1 : UINT64_C(1) << i;
	const char *label = NULL;
	MYSQL_RES *res;
	MYSQL_ROW row;

	buf_puts(&sql, "WITH RECURSIVE r AS (SELECT ");
	conn_put_name(&sql, col->name);
	buf_puts(&sql, " AS e FROM (SELECT 1 AS one) x LEFT JOIN ");
	conn_put_name(&sql, t->db);
	buf_puts(&sql, ".");
	conn_put_name(&sql, t->name);
	buf_printf(&sql,
	    " ON FALSE UNION ALL SELECT %llu FROM r WHERE e IS NULL) "
	    "SELECT e FROM r WHERE e IS NOT NULL",
	    (unsigned long long)value);
	res = conn_stream(c, (const char *)sql.data, sql.len);
	buf_release(&sql);
	if (res == NULL)
		return -1;
	while ((row = mysql_fetch_row(res)) != NULL)
		if (row[0] != NULL && plausible(col->member[i], row[0]))
			label = row_table_dup(t, row[0], strlen(row[0]));
	if (conn_fetched(c) == -1)
		label = NULL;
	mysql_free_result(res);
	if (label == NULL)
		return -1;
	col->member[i] = label;
	return 0;
}
