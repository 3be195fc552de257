/*
 * server.c: see server.h.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "mysql/server.h"

/* A variable's value; "" when there is no such variable. */
static int
variable(struct conn *c, const char *name, char *value, size_t size)
{
	MYSQL_RES *res;
	MYSQL_ROW row;

	value[0] = '\0';
	res = conn_query(c, "SHOW GLOBAL VARIABLES LIKE '%s'", name);
	if (res == NULL)
		return -1;
	row = mysql_fetch_row(res);
	if (row != NULL && mysql_num_fields(res) >= 2 && row[1] != NULL)
		snprintf(value, size, "%s", row[1]);
	mysql_free_result(res);
	return 0;
}

int
server_identity(struct conn *c, char id[SERVER_ID_MAX + 1])
{
	id[0] = '\0';
	if (c->product != CONN_MYSQL)
		return 0;
	return variable(c, "server\\_uuid", id, SERVER_ID_MAX + 1);
}

int
server_retention(struct conn *c, uint64_t *seconds)
{
	char value[64], purge[64];
	double days;

	*seconds = 0;
	/* what a node of PolarDB-X says is about a log of its own */
	if (c->product == CONN_POLARDBX)
		return 0;
	if (variable(c, "binlog\\_expire\\_logs\\_auto\\_purge", purge,
		sizeof(purge)) == -1 ||
	    variable(c, "binlog\\_expire\\_logs\\_seconds", value,
		sizeof(value)) == -1)
		return -1;
	if (strcasecmp(purge, "OFF") == 0)
		return 0;
	*seconds = strtoull(value, NULL, 10);
	if (*seconds != 0)
		return 0;
	if (variable(c, "expire\\_logs\\_days", value, sizeof(value)) == -1)
		return -1;
	days = strtod(value, NULL); /* MariaDB knows parts of days */
	if (days > 0 && days <= 100000)
		*seconds = (uint64_t)(days * 86400 + 0.5);
	return 0;
}
