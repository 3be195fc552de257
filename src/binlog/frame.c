/*
 * frame.c: common header, format description, checksum.  No I/O.
 */
#include <string.h>

#include "base/crc32.h"
#include "base/cur.h"
#include "binlog/frame.h"

enum {
	POSTS_BEFORE_CRC = 30 /* servers without checksums have fewer types */
};

static const char *const names[256] = {
	[EV_UNKNOWN] = "UNKNOWN",
	[EV_START_V3] = "START_V3",
	[EV_QUERY] = "QUERY",
	[EV_STOP] = "STOP",
	[EV_ROTATE] = "ROTATE",
	[EV_INTVAR] = "INTVAR",
	[EV_LOAD] = "LOAD",
	[EV_SLAVE] = "SLAVE",
	[EV_CREATE_FILE] = "CREATE_FILE",
	[EV_APPEND_BLOCK] = "APPEND_BLOCK",
	[EV_NEW_LOAD] = "NEW_LOAD",
	[EV_DELETE_FILE] = "DELETE_FILE",
	[EV_EXEC_LOAD] = "EXEC_LOAD",
	[EV_RAND] = "RAND",
	[EV_USER_VAR] = "USER_VAR",
	[EV_FORMAT] = "FORMAT_DESCRIPTION",
	[EV_XID] = "XID",
	[EV_BEGIN_LOAD_QUERY] = "BEGIN_LOAD_QUERY",
	[EV_EXECUTE_LOAD_QUERY] = "EXECUTE_LOAD_QUERY",
	[EV_TABLE_MAP] = "TABLE_MAP",
	[EV_WRITE_ROWS_V0] = "WRITE_ROWS_V0",
	[EV_UPDATE_ROWS_V0] = "UPDATE_ROWS_V0",
	[EV_DELETE_ROWS_V0] = "DELETE_ROWS_V0",
	[EV_WRITE_ROWS_V1] = "WRITE_ROWS_V1",
	[EV_UPDATE_ROWS_V1] = "UPDATE_ROWS_V1",
	[EV_DELETE_ROWS_V1] = "DELETE_ROWS_V1",
	[EV_INCIDENT] = "INCIDENT",
	[EV_HEARTBEAT] = "HEARTBEAT",
	[EV_IGNORABLE] = "IGNORABLE",
	[EV_ROWS_QUERY] = "ROWS_QUERY",
	[EV_WRITE_ROWS] = "WRITE_ROWS",
	[EV_UPDATE_ROWS] = "UPDATE_ROWS",
	[EV_DELETE_ROWS] = "DELETE_ROWS",
	[EV_GTID] = "GTID",
	[EV_ANONYMOUS_GTID] = "ANONYMOUS_GTID",
	[EV_PREVIOUS_GTIDS] = "PREVIOUS_GTIDS",
	[EV_TRANSACTION_CONTEXT] = "TRANSACTION_CONTEXT",
	[EV_VIEW_CHANGE] = "VIEW_CHANGE",
	[EV_XA_PREPARE] = "XA_PREPARE",
	[EV_PARTIAL_UPDATE_ROWS] = "PARTIAL_UPDATE_ROWS",
	[EV_TRANSACTION_PAYLOAD] = "TRANSACTION_PAYLOAD",
	[EV_HEARTBEAT_V2] = "HEARTBEAT_V2",
	[EV_GTID_TAGGED] = "GTID_TAGGED",
	[EV_CONSENSUS] = "CONSENSUS",
	[EV_PREVIOUS_CONSENSUS_INDEX] = "PREVIOUS_CONSENSUS_INDEX",
	[EV_CONSENSUS_CLUSTER_INFO] = "CONSENSUS_CLUSTER_INFO",
	[EV_CONSENSUS_EMPTY] = "CONSENSUS_EMPTY",
	[EV_GCN] = "GCN",
	[EV_ANNOTATE_ROWS] = "ANNOTATE_ROWS",
	[EV_BINLOG_CHECKPOINT] = "BINLOG_CHECKPOINT",
	[EV_MARIADB_GTID] = "MARIADB_GTID",
	[EV_GTID_LIST] = "GTID_LIST",
	[EV_START_ENCRYPTION] = "START_ENCRYPTION",
	[EV_QUERY_COMPRESSED] = "QUERY_COMPRESSED",
	[EV_WRITE_ROWS_COMPRESSED_V1] = "WRITE_ROWS_COMPRESSED_V1",
	[EV_UPDATE_ROWS_COMPRESSED_V1] = "UPDATE_ROWS_COMPRESSED_V1",
	[EV_DELETE_ROWS_COMPRESSED_V1] = "DELETE_ROWS_COMPRESSED_V1",
	[EV_WRITE_ROWS_COMPRESSED] = "WRITE_ROWS_COMPRESSED",
	[EV_UPDATE_ROWS_COMPRESSED] = "UPDATE_ROWS_COMPRESSED",
	[EV_DELETE_ROWS_COMPRESSED] = "DELETE_ROWS_COMPRESSED",
};

const char *
frame_type_name(unsigned type)
{
	return type < 256 ? names[type] : NULL;
}

int
frame_header(const uint8_t *p, size_t n, struct frame_header *h)
{
	if (n < FRAME_HEADER)
		return -1;
	h->time = le32dec(p);
	h->type = p[4];
	h->server_id = le32dec(p + 5);
	h->size = le32dec(p + 9);
	h->next = le32dec(p + 13);
	h->flags = le16dec(p + 17);
	return h->size < FRAME_HEADER ? -1 : 0;
}

/* --- format description ------------------------------------------------- */

/* "10.11.19-MariaDB" -> 101119; what is missing counts as 0. */
static unsigned
version_of(const char *s)
{
	unsigned part[3] = { 0, 0, 0 };
	int i;

	for (i = 0; i < 3; i++) {
		while (*s >= '0' && *s <= '9' && part[i] < 100)
			part[i] = part[i] * 10 + (unsigned)(*s++ - '0');
		if (*s != '.')
			break;
		s++;
	}
	return part[0] * 10000 + part[1] * 100 + part[2];
}

static enum frame_product
product_of(const struct frame_format *f)
{
	if (strstr(f->server, "-TDDL-") != NULL ||
	    strstr(f->server, "-PXC-") != NULL)
		return FRAME_POLARDBX;
	if (strstr(f->server, "MariaDB") != NULL ||
	    f->nposts >= EV_ANNOTATE_ROWS)
		return FRAME_MARIADB;
	return FRAME_MYSQL;
}

/* Servers before 5.0 (version 3 of the format) say less. */
static void
format_v3(struct frame_format *f)
{
	f->product = FRAME_MYSQL;
	f->post[EV_START_V3] = 56;
	f->post[EV_QUERY] = 11;
	f->post[EV_ROTATE] = 8;
	f->nposts = EV_ROTATE;
}

/* The rest of a description of version 4: post-header lengths, checksum. */
static int
format_v4(struct frame_format *f, struct cur *c, const char **why)
{
	unsigned header = cur_u8(c);
	size_t n = cur_left(c);
	bool told;

	if (c->bad || header != FRAME_HEADER) {
		*why = "format description with a strange header length";
		return -1;
	}
	f->product = (uint8_t)product_of(f);
	told = f->version >= (f->product == FRAME_MARIADB ? 50300 : 50601);
	if (told) {
		if (n < 1 + FRAME_CHECKSUM) {
			*why = "format description is too short";
			return -1;
		}
		n -= 1 + FRAME_CHECKSUM;
		f->own = FRAME_CHECKSUM;
		f->checksum = c->p[n];
	}
	if (n > (told ? 255 : POSTS_BEFORE_CRC)) {
		*why = told ? "format description is too long"
			    : "format description and its version disagree";
		return -1;
	}
	f->nposts = (unsigned)n;
	memcpy(f->post + 1, c->p, n);
	f->product = (uint8_t)product_of(f); /* the count tells as well */
	if (f->checksum == FRAME_CRC32)
		f->trailer = FRAME_CHECKSUM;
	else if (f->checksum != FRAME_CRC_NONE &&
		 f->checksum != FRAME_CRC_UNDEFINED) {
		*why = "unknown checksum algorithm";
		return -1;
	}
	return 0;
}

int
frame_format(
    const uint8_t *event, size_t len, struct frame_format *f, const char **why)
{
	struct frame_header h;
	struct cur c;
	const uint8_t *text;
	unsigned version;

	memset(f, 0, sizeof(*f));
	if (frame_header(event, len, &h) == -1 || h.size != len) {
		*why = "format description with a wrong size";
		return -1;
	}
	c = cur_of(event + FRAME_HEADER, len - FRAME_HEADER);
	version = cur_le16(&c);
	text = cur_bytes(&c, sizeof(f->server) - 1);
	f->created = cur_le32(&c);
	if (c.bad) {
		*why = "format description is too short";
		return -1;
	}
	memcpy(f->server, text, sizeof(f->server) - 1);
	f->version = version_of(f->server);
	if (h.type == EV_START_V3 && version == 3) {
		format_v3(f);
		return 0;
	}
	if (h.type != EV_FORMAT || version != 4) {
		*why = h.type == EV_START_V3
			   ? "the log is of a server before 4.0"
			   : "not a format description of version 4";
		return -1;
	}
	return format_v4(f, &c, why);
}

void
frame_format_normal(
    uint8_t *event, size_t len, const struct frame_format *f, uint64_t offset)
{
	uint8_t *created = event + FRAME_HEADER + 2 + 50;
	uint16_t flags = le16dec(event + 17);

	if (event[4] != EV_FORMAT)
		return;
	flags &= (uint16_t) ~(FRAME_IN_USE | FRAME_ARTIFICIAL);
	le16enc(event + 17, flags);
	le32enc(event + 13, (uint32_t)(offset + len));
	le32enc(created, 0);
	if (f->own != 0)
		le32enc(event + len - FRAME_CHECKSUM,
		    frame_crc(event, len - FRAME_CHECKSUM));
}

/* --- checksum ----------------------------------------------------------- */

uint32_t
frame_crc(const uint8_t *event, size_t len)
{
	uint8_t head[FRAME_HEADER];
	uint32_t crc;

	if (len < FRAME_HEADER || event[4] != EV_FORMAT)
		return crc32_ieee(0, event, len);
	/* The flag "in use" is set and cleared in place, behind the CRC. */
	memcpy(head, event, sizeof(head));
	head[17] &= (uint8_t)~FRAME_IN_USE;
	crc = crc32_ieee(0, head, sizeof(head));
	return crc32_ieee(crc, event + sizeof(head), len - sizeof(head));
}

bool
frame_crc_ok(const uint8_t *event, size_t len)
{
	if (len < FRAME_HEADER + FRAME_CHECKSUM)
		return false;
	len -= FRAME_CHECKSUM;
	return frame_crc(event, len) == le32dec(event + len);
}
