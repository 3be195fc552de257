/* uses: mclocal mc row rec base */
/*
 * fuzz_request.c: HTTP requests to mclocal, as the library hands them over,
 * against a small database in memory; all is undone at the end.
 *
 * Requests are parted by the byte 30: "METHOD PATH?NAME=VALUE&..." on a line,
 * lines of headers, an empty line, the body.  "$" as a value or a piece of the
 * path is the newest id that an answer gave; the body "@N" is N rows of the
 * tables, which no fuzzer would give a right checksum.
 */
#define store_begin  real_begin
#define store_commit real_commit
#define store_undo   real_undo
struct store;
int real_begin(struct store *s);
int real_commit(struct store *s);
void real_undo(struct store *s);
#include "mclocal/store.c"
#undef store_begin
#undef store_commit
#undef store_undo
int store_begin(struct store *s);
int store_commit(struct store *s);
void store_undo(struct store *s);

#include "fuzz.h"
#include "mc/wire.h"
#include "mclocal/auth.c"
#include "mclocal/route.h"
#include "mclocal/sql.h"

enum {
	PAIRS = 16,
	ROWS_MAX = 20
};

/* Transactions inside of the one that is undone. */
int
store_begin(struct store *s)
{
	s->counted = 0;
	return store_exec(s, "SAVEPOINT request");
}

int
store_commit(struct store *s)
{
	return store_exec(s, "RELEASE request");
}

void
store_undo(struct store *s)
{
	store_exec(s, "ROLLBACK TO request");
	store_exec(s, "RELEASE request");
}

static char id[64];

static int
look(void *store)
{
	static int left;

	/* called every so many steps of a statement: enough is enough */
	if (store == NULL)
		left = 500;
	return left-- <= 0;
}

static void
start(struct store *s)
{
	static const char setup[] =
	    "create table t (id bigint, name string) comment 'x';"
	    "create table p (id bigint, name string) partitioned by (dt string,"
	    " h string);"
	    "create table k (id bigint not null, name string, primary key (id))"
	    " tblproperties ('transactional'='true', 'write.bucket.num'='4');"
	    "insert into t values (1, 'a'), (2, null);"
	    "insert into table p partition (dt='2024', h='01') values (7, 'b')";
	struct sql q;
	int rc = sqlite3_open(":memory:", &s->db);

	assert(rc == SQLITE_OK);
	s->lock = -1;
	rc = store_setup(s);
	assert(rc == 0);
	sqlite3_limit(s->db, SQLITE_LIMIT_LENGTH, 1 << 20);
	rc = store_add_project(s, "local");
	assert(rc == 0);
	sql_init(&q, s, "local", 1);
	rc = sql_run(&q, setup, sizeof(setup) - 1);
	assert(rc == 0);
	sql_release(&q);
	sqlite3_progress_handler(s->db, 1000, look, s);
}

/* --- a request ------------------------------------------------------------ */

/* Cut "a=b&c=d" or lines "a: b" in place. */
static size_t
pairs(struct mc_pair *pair, char *text, const char *equal, int part)
{
	size_t n = 0;
	char *next, *value;

	for (; text != NULL && *text != '\0' && n < PAIRS; text = next) {
		if ((next = strchr(text, part)) != NULL)
			*next++ = '\0';
		value = strstr(text, equal);
		pair[n].name = text;
		pair[n].value = "";
		if (value != NULL) {
			*value = '\0';
			pair[n].value = value + strlen(equal);
		}
		if (strcmp(pair[n].value, "$") == 0)
			pair[n].value = id;
		n++;
	}
	return n;
}

static void
rows(struct buf *body, unsigned n)
{
	struct row_dest_column column[2] = {
		{ .name = "id", .type = ROW_MC_BIGINT, .class = ROW_C_INT },
		{ .name = "name", .type = ROW_MC_STRING, .class = ROW_C_TEXT }
	};
	struct row_value v[2] = { { .class = ROW_C_INT },
		{ .class = ROW_C_TEXT, .p = (const uint8_t *)"xy", .len = 2 } };
	struct mc_encoder e;
	const char *why;
	unsigned bad;

	mc_encoder_init(&e, column, 2);
	for (unsigned i = 0; i < n; i++) {
		v[0].i = i;
		mc_encode_values(&e, body, v, &why, &bad);
	}
	mc_encode_end(&e, body);
}

static void
body(struct request *rq, const uint8_t *p, size_t n)
{
	struct buf made = { 0 };

	if (n >= 2 && p[0] == '@') {
		rows(&made, p[1] % ROWS_MAX);
		body_add(&rq->body, made.data, made.len);
	} else if (n > 0) {
		body_add(&rq->body, p, n);
	}
	buf_release(&made);
}

/* --- an answer ------------------------------------------------------------ */

static void
take_id(const char *p, const char *what)
{
	const char *found = strstr(p, what);
	size_t n;

	if (found == NULL)
		return;
	found += strlen(what);
	n = strspn(found, "abcdefghijklmnopqrstuvwxyz"
			  "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-");
	snprintf(id, sizeof(id), "%.*s", (int)(n < 60 ? n : 60), found);
}

static void
answered(struct request *rq)
{
	struct buf out = { 0 };
	unsigned i;
	int more = 1, pieces = 0;

	assert(rq->status >= 200 && rq->status < 600);
	take_id(buf_str(&rq->out), "\"UploadID\":\"");
	take_id(buf_str(&rq->out), "\"DownloadID\":\"");
	take_id(buf_str(&rq->out), "\"session_name\":\"");
	take_id(buf_str(&rq->out), "{\"id\":\"");
	for (i = 0; i < rq->nextra; i++)
		take_id(rq->extra[i].value, "/instances/");
	if (rq->source.more != NULL) {
		while (more == 1 && pieces++ < 100)
			more = rq->source.more(rq->source.p, &out);
		rq->source.free(rq->source.p);
	}
	buf_release(&out);
	for (i = 0; i < rq->nextra; i++) {
		char *value;

		memcpy(&value, &rq->extra[i].value, sizeof(value));
		free(value);
	}
	buf_release(&rq->out);
	body_release(&rq->body);
}

static void
request(struct store *s, const struct auth *a, char *text, const uint8_t *p,
    size_t n)
{
	struct mc_pair param[PAIRS], header[PAIRS];
	struct request rq = { .store = s, .host = "h:1", .method = text };
	struct buf path = { 0 };
	char *lines = strchr(text, '\n'), *space, *query;

	if (lines != NULL)
		*lines++ = '\0';
	if ((space = strchr(text, ' ')) == NULL)
		return;
	*space++ = '\0';
	if ((query = strchr(space, '?')) != NULL)
		*query++ = '\0';
	for (; *space != '\0'; space++)
		if (*space == '$')
			buf_puts(&path, id);
		else
			buf_putc(&path, *space);
	rq.path = buf_str(&path);
	rq.param = param;
	rq.nparams = pairs(param, query, "=", '&');
	rq.header = header;
	rq.nheaders = pairs(header, lines, ": ", '\n');
	snprintf(rq.id, sizeof(rq.id), "0");
	body_init(&rq.body, ".");
	body(&rq, p, n);
	look(NULL);
	(void)route_place(&rq);
	(void)route_body_max(&rq);
	if (rq.nheaders > 1 && !auth_check(a, &rq))
		assert(rq.status >= 400);
	route(&rq);
	answered(&rq);
	buf_release(&path);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *ids[] = { "local" }, *secrets[] = { "secret" };
	static const struct auth a = { .id = ids, .secret = secrets, .n = 1 };
	static struct store s;
	const uint8_t *end = data + size, *p, *split, *next;
	struct buf text = { 0 };

	if (s.db == NULL)
		start(&s);
	id[0] = '\0';
	if (store_exec(&s, "BEGIN") == -1)
		assert(0);
	for (p = data; p < end; p = next + 1) {
		if ((next = memchr(p, 30, (size_t)(end - p))) == NULL)
			next = end;
		for (split = p; split < next; split++)
			if (next - split > 1 && split[0] == '\n' &&
			    split[1] == '\n')
				break;
		buf_clear(&text);
		buf_put(&text, p, (size_t)(split - p));
		if (next - split > 2)
			request(&s, &a, buf_str(&text), split + 2,
			    (size_t)(next - split) - 2);
		else
			request(&s, &a, buf_str(&text), NULL, 0);
		if (next == end)
			break;
	}
	if (!sqlite3_get_autocommit(s.db))
		store_exec(&s, "ROLLBACK");
	assert(sqlite3_get_autocommit(s.db));
	buf_release(&text);
	return 0;
}
