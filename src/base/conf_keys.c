/*
 * conf_keys.c: every key a job file may hold.  pxsync.conf(5) explains them
 * in this order; tests/lint/conf.t compares the two.
 */
#include "base/conf_keys.h"

#define N(min, max) .low = (min), .high = (max)

const struct conf_key conf_keys[] = {
	/* key, kind, default, words or bounds */
	{ "job.name", CONF_TEXT, NULL },
	{ "job.state", CONF_FILE, NULL },
	{ "job.phases", CONF_TEXT, "schema full incr" },
	{ "job.retry_connect", CONF_SECONDS, "720m", N(600, 86400) },
	{ "job.retry_other", CONF_SECONDS, "10m", N(60, 86400) },

	{ "source.host", CONF_TEXT, "127.0.0.1" },
	{ "source.port", CONF_NUMBER, "3306", N(1, 65535) },
	{ "source.socket", CONF_FILE, NULL },
	{ "source.user", CONF_TEXT, NULL },
	{ "source.password_file", CONF_FILE, NULL, .secret = true },
	{ "source.tls", CONF_WORD, "preferred",
	    .words = "off preferred required verify" },
	{ "source.tls_ca", CONF_FILE, NULL },
	{ "source.tls_cert", CONF_FILE, NULL },
	{ "source.tls_key", CONF_FILE, NULL },
	{ "source.product", CONF_WORD, "auto",
	    .words = "auto mysql mariadb polardbx" },
	{ "source.stream", CONF_TEXT, NULL },
	{ "source.server_id", CONF_NUMBER, "0", N(0, 4294967295) },
	{ "source.heartbeat", CONF_SECONDS, "5s", N(1, 3600) },
	{ "source.connect_timeout", CONF_SECONDS, "30s", N(1, 3600) },
	{ "source.start", CONF_TEXT, NULL },

	{ "objects.include", CONF_LINES, NULL },
	{ "objects.exclude", CONF_LINES, NULL },
	{ "objects.map", CONF_LINES, NULL },
	{ "objects.ops", CONF_LINES, NULL },

	{ "shape.names", CONF_WORD, "new", .words = "new previous" },
	{ "shape.case", CONF_WORD, "default",
	    .words = "default source lower upper" },
	{ "shape.types", CONF_WORD, "exact", .words = "exact dts" },
	{ "shape.partition", CONF_TEXT, "year,month,day" },
	{ "shape.zero_date", CONF_WORD, "error", .words = "error null string" },
	{ "shape.lifecycle", CONF_NUMBER, "0", N(0, 37231) },

	{ "copy.connections", CONF_NUMBER, "2", N(1, 64) },
	{ "copy.chunk_rows", CONF_NUMBER, "100000", N(1, 100000000) },

	{ "target.endpoint", CONF_TEXT, NULL },
	{ "target.tunnel_endpoint", CONF_TEXT, NULL },
	{ "target.project", CONF_TEXT, NULL },
	{ "target.schema", CONF_TEXT, NULL },
	{ "target.access_id", CONF_TEXT, NULL },
	{ "target.access_key_file", CONF_FILE, NULL, .secret = true },
	{ "target.sts_token_file", CONF_FILE, NULL, .secret = true },
	{ "target.region", CONF_TEXT, NULL },
	{ "target.quota", CONF_TEXT, NULL },
	{ "target.ca_file", CONF_FILE, NULL },
	{ "target.proxy", CONF_TEXT, NULL },
	{ "target.timeout", CONF_SECONDS, "120s", N(1, 3600) },

	{ "upload.batch_bytes", CONF_SIZE, "64m",
	    N(65536, UINT64_C(107374182400)) },
	{ "upload.batch_seconds", CONF_SECONDS, "60s", N(1, 86400) },
	{ "upload.block_bytes", CONF_SIZE, "8m",
	    N(65536, UINT64_C(1073741824)) },
	{ "upload.compress", CONF_WORD, "deflate",
	    .words = "none deflate zstd" },
};

const size_t conf_nkeys = sizeof(conf_keys) / sizeof(conf_keys[0]);
