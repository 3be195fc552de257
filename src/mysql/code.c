/*
 * code.c: error numbers of servers and of libmariadb to exit codes.
 */
#include <stddef.h>
#include <sysexits.h>

#include "mysql/conn.h"

/* Refused: account, password, privilege, way of authentication. */
static const unsigned refused[] = {
	1044, 1045, 1130, 1142, 1143, 1227, 1251, 1698, /* access denied */
	1820, 1862, 3118, 4151, /* password expired, account locked */
	3159,                   /* TLS is demanded */
	5110,                   /* PolarDB-X: privilege missing */
	2049, 2058, 2059, 2061, /* the library: no such authentication */
};

/* No such database, table, column. */
static const unsigned absent[] = { 1049, 1051, 1054, 1109, 1146 };

/* It may be otherwise in a minute. */
static const unsigned passing[] = {
	1040, 1203, 1226, 1129, /* too many connections, host blocked */
	1053, 1152, 1153, 1154, 1155, 1156, 1157, 1158, 1159, 1160, 1161, 1184,
	1205, 1213, /* locks */
	1236,       /* the dump was refused: its caller finds out why */
	1317, 1927, 1969, 3024, 4031, /* interrupted, killed, too slow, idle */
	2001, 2002, 2003, 2004, 2005, 2006, 2012, 2013, 2055, /* network */
	2026, /* TLS; but see conn_fail */
};

/* It is no server of our kind. */
static const unsigned strange[] = { 2007, 2014, 2020, 2027, 2047 };

static bool
among(unsigned err, const unsigned *list, size_t n)
{
	while (n > 0)
		if (list[--n] == err)
			return true;
	return false;
}

#define AMONG(list) among(err, list, sizeof(list) / sizeof((list)[0]))

int
conn_code_of(unsigned err)
{
	if (AMONG(refused))
		return EX_NOPERM;
	if (AMONG(absent))
		return EX_CONFIG;
	if (AMONG(passing))
		return EX_TEMPFAIL;
	if (AMONG(strange))
		return EX_PROTOCOL;
	return err == 2008 ? EX_OSERR : EX_UNAVAILABLE;
}
