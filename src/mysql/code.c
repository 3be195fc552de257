/*
 * code.c: error numbers of servers and of libmariadb to exit codes.
 */
#include <sysexits.h>

#include "mysql/conn.h"

int
conn_code_of(unsigned err)
{
	switch (err) {
	case 1044: /* access denied: database, account, table, column */
	case 1045:
	case 1142:
	case 1143:
	case 1227:
	case 1130: /* this host may not connect */
	case 1251: /* way of authentication not supported */
	case 1698:
	case 1820: /* password expired */
	case 1862:
	case 3118: /* account locked */
	case 3159: /* TLS required */
	case 4151: /* account locked, MariaDB */
	case 5110: /* PolarDB-X: privilege missing */
	case 2049: /* old authentication refused */
	case 2058: /* plugin for authentication */
	case 2059:
	case 2061:
		return EX_NOPERM;
	case 1049: /* no such database, table, column */
	case 1051:
	case 1054:
	case 1109:
	case 1146:
		return EX_CONFIG;
	case 1040: /* too many connections */
	case 1203:
	case 1226:
	case 1053: /* shutdown */
	case 1129: /* host blocked for now */
	case 1152: /* connection broken */
	case 1153:
	case 1154:
	case 1155:
	case 1156:
	case 1157:
	case 1158:
	case 1159:
	case 1160:
	case 1161:
	case 1184:
	case 1205: /* locks */
	case 1213:
	case 1236: /* the dump: why, is found out by its caller */
	case 1317: /* interrupted */
	case 1927: /* killed */
	case 1969:
	case 3024: /* statement took too long */
	case 4031: /* idle for too long */
	case 2001: /* no socket, no host, no answer */
	case 2002:
	case 2003:
	case 2004:
	case 2005:
	case 2006:
	case 2012:
	case 2013:
	case 2026: /* TLS; but see conn_fail */
	case 2055:
	case 5014:
		return EX_TEMPFAIL;
	case 2007: /* protocol */
	case 2014:
	case 2020:
	case 2027:
	case 2047:
		return EX_PROTOCOL;
	case 2008: /* memory */
		return EX_OSERR;
	default:
		return EX_UNAVAILABLE;
	}
}
