/*
 * plan_ops.h: how a column's bytes are decoded, for plan.c and image.c.
 */
#ifndef BINLOG_PLAN_OPS_H
#define BINLOG_PLAN_OPS_H

enum plan_op {
	OP_INT8 = 1,
	OP_INT16,
	OP_INT24,
	OP_INT32,
	OP_64,
	OP_UINT8, /* as far behind OP_INT8 as the others */
	OP_UINT16,
	OP_UINT24,
	OP_UINT32,
	OP_FLOAT,
	OP_YEAR,
	OP_BIT,
	OP_LE, /* SET masks of odd sizes */
	OP_DECIMAL,
	OP_DATE,
	OP_TIME2,
	OP_DATETIME2,
	OP_TIMESTAMP2,
	OP_TIME_OLD,
	OP_DATETIME_OLD,
	OP_TIMESTAMP_OLD,
	/* with a length in front */
	OP_STRING,
	OP_PADDED, /* BINARY: the zeros at the end are not in the log */
	OP_JSON,
	OP_INET4,
	OP_INET6,
	OP_UUID,
	OP_COMPRESSED
};

#endif
