/*
 * client.c: see client.h.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/cur.h"
#include "base/mem.h"
#include "base/msg.h"
#include "client.h"
#include "sha1.h"

enum {
	CAN_LONG_PASSWORD = 0x1,
	CAN_FOUND_ROWS = 0x2,
	CAN_LONG_FLAG = 0x4,
	CAN_CONNECT_WITH_DB = 0x8,
	CAN_PROTOCOL_41 = 0x200,
	CAN_TRANSACTIONS = 0x2000,
	CAN_SECURE = 0x8000,
	CAN_PLUGIN_AUTH = 0x80000,
	CAN_ALL = CAN_LONG_PASSWORD | CAN_FOUND_ROWS | CAN_LONG_FLAG |
		  CAN_CONNECT_WITH_DB | CAN_PROTOCOL_41 | CAN_TRANSACTIONS |
		  CAN_SECURE | CAN_PLUGIN_AUTH,
	PACKET_HEAD = 4,
	PACKET_MAX = 1 << 20, /* clients have little to say */
	NONCE = 20,
	HELLO_HEAD = 32, /* of a client's answer, before the name */
	ERR_ACCESS = 1045,
	ERR_COMMAND = 1047
};

enum command {
	COM_QUIT = 1,
	COM_INIT_DB = 2,
	COM_QUERY = 3,
	COM_REFRESH = 7,
	COM_PING = 14,
	COM_CHANGE_USER = 17,
	COM_BINLOG_DUMP = 18,
	COM_REGISTER_SLAVE = 21,
	COM_SET_OPTION = 27,
	COM_BINLOG_DUMP_GTID = 30,
	COM_RESET_CONNECTION = 31
};

static const char native[] = "mysql_native_password";

/* --- who is it? --------------------------------------------------------- */

/* The version is only what stands before the first dash. */
static void
greet(struct client *c, const struct fake *f)
{
	struct buf b = { 0 };

	buf_putc(&b, 10);
	buf_put(&b, f->log.version, strcspn(f->log.version, "-"));
	buf_putc(&b, 0);
	buf_put32(&b, (uint32_t)c->fd); /* number of the connection */
	buf_put(&b, c->nonce, 8);
	buf_putc(&b, 0);
	buf_put16(&b, (uint16_t)(CAN_ALL & 0xffff));
	buf_putc(&b, 33); /* utf8 */
	buf_put16(&b, 2);
	buf_put16(&b, (uint16_t)(CAN_ALL >> 16));
	buf_putc(&b, NONCE + 1);
	buf_put(&b, "\0\0\0\0\0\0\0\0\0", 10);
	buf_put(&b, c->nonce + 8, NONCE - 8 + 1);
	buf_put(&b, f->plugin, strlen(f->plugin) + 1);
	wire_packet(&c->out, b.data, b.len);
	buf_release(&b);
}

struct client *
client_new(struct fake *f, int fd)
{
	static unsigned count;
	struct client *c = xcalloc(1, sizeof(*c));

	c->fd = fd;
	snprintf(c->nonce, sizeof(c->nonce), "fakepx-%013u", ++count);
	greet(c, f);
	return c;
}

void
client_free(struct client *c)
{
	close(c->fd);
	buf_release(&c->in);
	buf_release(&c->out.buf);
	free(c);
}

/* SHA1(password) ^ SHA1(nonce, SHA1(SHA1(password))) */
static bool
token_ok(
    const struct client *c, const struct fake *f, const uint8_t *p, size_t n)
{
	uint8_t once[SHA1_SIZE], want[SHA1_SIZE], text[NONCE + SHA1_SIZE];

	if (n != SHA1_SIZE || strlen(f->password) > 64)
		return false;
	sha1(f->password, strlen(f->password), once);
	memcpy(text, c->nonce, NONCE);
	sha1(once, sizeof(once), text + NONCE);
	sha1(text, sizeof(text), want);
	for (size_t i = 0; i < SHA1_SIZE; i++)
		want[i] ^= once[i];
	return memcmp(want, p, n) == 0;
}

static void
let_in(struct client *c, bool ok)
{
	if (ok) {
		c->state = CLIENT_READY;
		wire_ok(&c->out);
		return;
	}
	sayx("refused: %d", ERR_ACCESS);
	c->state = CLIENT_OVER;
	wire_error(&c->out, ERR_ACCESS, "Access denied");
}

/* What it calls itself, its token, how it was made. */
static void
client_hello(struct client *c, const struct fake *f, const uint8_t *p, size_t n)
{
	struct cur in = cur_of(p, n);
	uint32_t can = cur_le32(&in);
	const char *user, *plugin;
	const uint8_t *token;
	size_t len;

	(void)cur_bytes(&in, HELLO_HEAD - 4);
	user = (const char *)in.p;
	(void)cur_bytes(&in, strnlen(user, cur_left(&in)) + 1);
	len = cur_u8(&in);
	token = cur_bytes(&in, len);
	if (can & CAN_CONNECT_WITH_DB)
		(void)cur_bytes(
		    &in, strnlen((const char *)in.p, cur_left(&in)) + 1);
	plugin = (const char *)in.p;
	if (in.bad || strnlen(plugin, cur_left(&in)) == cur_left(&in) ||
	    strcmp(user, f->user) != 0) {
		let_in(c, false);
	} else if (strcmp(plugin, native) == 0) {
		let_in(c, token_ok(c, f, token, len));
	} else {
		struct buf b = { 0 };

		buf_putc(&b, 0xfe);
		buf_put(&b, native, sizeof(native));
		buf_put(&b, c->nonce, NONCE + 1);
		wire_packet(&c->out, b.data, b.len);
		buf_release(&b);
		sayx("switched from %s", plugin);
		c->state = CLIENT_SWITCHED;
	}
}

/* --- what does it want? ------------------------------------------------- */

static void
command(struct client *c, struct fake *f, const uint8_t *p, size_t n)
{
	char *sql;

	switch (n == 0 ? COM_QUIT : p[0]) {
	case COM_QUIT:
		c->state = CLIENT_OVER;
		break;
	case COM_QUERY:
		sql = xstrndup((const char *)p + 1, n - 1);
		sayx("query %s", sql);
		answer_statement(f, &c->vars, &c->out, sql);
		free(sql);
		break;
	case COM_BINLOG_DUMP:
		memset(&c->dump, 0, sizeof(c->dump));
		if (dump_start(&c->dump, f, &c->vars, &c->out, p + 1, n - 1))
			c->state = CLIENT_DUMPING;
		break;
	case COM_INIT_DB:
	case COM_REFRESH:
	case COM_PING:
	case COM_CHANGE_USER:
	case COM_REGISTER_SLAVE:
	case COM_SET_OPTION:
	case COM_RESET_CONNECTION:
		wire_ok(&c->out);
		break;
	case COM_BINLOG_DUMP_GTID:
	default: /* and others, of which nobody should make use */
		sayx("refused: %d command %u", ERR_COMMAND, p[0]);
		wire_error(&c->out, ERR_COMMAND, "Unknown command");
	}
}

static void
packet(struct client *c, struct fake *f, const uint8_t *p, size_t n)
{
	switch (c->state) {
	case CLIENT_GREETED:
		client_hello(c, f, p, n);
		break;
	case CLIENT_SWITCHED:
		let_in(c, token_ok(c, f, p, n));
		break;
	case CLIENT_READY:
		command(c, f, p, n);
		break;
	case CLIENT_DUMPING: /* is not listened to */
	case CLIENT_OVER:
		break;
	}
}

/* --- bytes -------------------------------------------------------------- */

bool
client_input(struct client *c, struct fake *f)
{
	struct buf *b = &c->in;
	ssize_t got;
	size_t n;

	got = recv(c->fd, buf_reserve(b, 65536), 65536, MSG_DONTWAIT);
	if (got == -1 && (errno == EAGAIN || errno == EINTR))
		return true;
	if (got <= 0)
		return false;
	b->len += (size_t)got;
	while (b->len >= PACKET_HEAD) {
		n = le24dec(b->data);
		if (n > PACKET_MAX)
			return false;
		if (b->len < PACKET_HEAD + n)
			break;
		c->out.seq = (uint8_t)(b->data[3] + 1);
		packet(c, f, b->data + PACKET_HEAD, n);
		b->len -= PACKET_HEAD + n;
		memmove(b->data, b->data + PACKET_HEAD + n, b->len);
	}
	return true;
}

static bool
send_some(struct client *c)
{
	struct buf *b = &c->out.buf;
	ssize_t n;

	while (c->sent < b->len) {
		n = send(c->fd, b->data + c->sent, b->len - c->sent,
		    MSG_DONTWAIT | MSG_NOSIGNAL);
		if (n == -1)
			return errno == EAGAIN || errno == EINTR;
		c->sent += (size_t)n;
	}
	buf_clear(b);
	c->sent = 0;
	return true;
}

bool
client_output(struct client *c, struct fake *f)
{
	do {
		if (c->state == CLIENT_DUMPING && c->out.buf.len == 0)
			switch (dump_pump(&c->dump, f, &c->out)) {
			case DUMP_ON:
				break;
			case DUMP_OVER:
				c->state = CLIENT_READY;
				break;
			case DUMP_BROKEN:
				sayx("connection dropped");
				c->state = CLIENT_OVER;
				break;
			}
		if (c->out.buf.len == 0)
			break;
		if (!send_some(c))
			return false;
	} while (c->out.buf.len == 0);
	return c->state != CLIENT_OVER || c->out.buf.len > 0;
}
