/*
 * ddl_harmless.c: attributes of a column that say nothing about its bytes or
 * its name; see ddl_type.h.
 */
#include "binlog/ddl_type.h"

/* One more text: a literal goes on over several. */
static bool
take_string(struct sqlscan *s)
{
	bool string = s->kind == SQLSCAN_STRING ||
		      (s->kind == SQLSCAN_QUOTED && s->token[0] == '"');

	if (string)
		sqlscan_next(s);
	return string;
}

/* "NEXT VALUE FOR", of MariaDB's sequences; a name comes behind it. */
static void
next_value(struct sqlscan *s)
{
	if (!sqlscan_is(s, "NEXT") && !sqlscan_is(s, "PREVIOUS"))
		return;
	sqlscan_next(s);
	if (sqlscan_take(s, "VALUE"))
		sqlscan_take(s, "FOR");
}

/* The "_latin1" in front of a text, which may be a number, too. */
static void
introducer(struct sqlscan *s)
{
	sqlscan_next(s);
	if (sqlscan_is(s, "x") || sqlscan_is(s, "b"))
		sqlscan_next(s);
	else
		sqlscan_number(s);
}

/* A value, an expression in parentheses, or a function's call. */
static void
expression(struct sqlscan *s)
{
	while (sqlscan_is(s, "+") || sqlscan_is(s, "-"))
		sqlscan_next(s);
	if (sqlscan_is(s, "(")) {
		sqlscan_parens(s);
		return;
	}
	if (sqlscan_number(s))
		return;
	next_value(s);
	if (s->kind == SQLSCAN_WORD && s->token[0] == '_')
		introducer(s);
	else
		sqlscan_next(s);
	while (sqlscan_take(s, "."))
		sqlscan_next(s);
	if (sqlscan_is(s, "("))
		sqlscan_parens(s);
	while (take_string(s))
		continue;
}

static void
references(struct sqlscan *s)
{
	while (s->kind != SQLSCAN_END && !sqlscan_is(s, "(") &&
	       !sqlscan_is(s, ","))
		sqlscan_next(s);
	if (sqlscan_is(s, "("))
		sqlscan_parens(s);
	for (;;) {
		if (sqlscan_take(s, "MATCH")) {
			sqlscan_next(s);
		} else if (sqlscan_take(s, "ON")) {
			sqlscan_next(s);
			if (sqlscan_take(s, "SET") || sqlscan_take(s, "NO"))
				sqlscan_next(s);
			else
				sqlscan_next(s);
		} else {
			return;
		}
	}
}

bool
ddl_type_harmless(struct sqlscan *s)
{
	static const char *const alone[] = { "AUTO_INCREMENT", "SIGNED",
		"VISIBLE", "VIRTUAL", "STORED", "PERSISTENT", "ALWAYS",
		"ENFORCED", "GENERATED", "COMPRESSED" };
	static const char *const one[] = { "COMMENT", "SRID", "COLUMN_FORMAT",
		"STORAGE", "ENGINE_ATTRIBUTE", "SECONDARY_ENGINE_ATTRIBUTE",
		"REF_SYSTEM_ID" };
	size_t i;

	for (i = 0; i < sizeof(alone) / sizeof(alone[0]); i++)
		if (sqlscan_take(s, alone[i])) {
			if (sqlscan_take(s, "=")) /* COMPRESSED=zlib */
				sqlscan_next(s);
			return true;
		}
	for (i = 0; i < sizeof(one) / sizeof(one[0]); i++)
		if (sqlscan_take(s, one[i])) {
			sqlscan_take(s, "=");
			sqlscan_next(s);
			return true;
		}
	if (sqlscan_take(s, "DEFAULT")) {
		expression(s);
		return true;
	}
	if (sqlscan_take(s, "ON")) { /* ON UPDATE now() */
		sqlscan_next(s);
		expression(s);
		return true;
	}
	if (sqlscan_take(s, "REFERENCES")) {
		references(s);
		return true;
	}
	if (sqlscan_take(s, "CONSTRAINT")) {
		if (!sqlscan_is(s, "CHECK"))
			sqlscan_next(s);
		return true;
	}
	if (sqlscan_take(s, "CHECK")) {
		sqlscan_parens(s);
		return true;
	}
	return false;
}
