/*
 * Requests and their signatures, as PyODPS 0.13.1 and an independent
 * implementation of the same rules made them.  All keys are invented.
 */
#define SIGN_PAIRS 8

static const struct {
	const char *name, *method, *path, *id, *secret, *region, *date;
	struct mc_pair param[SIGN_PAIRS];
	struct mc_pair header[SIGN_PAIRS + 2];
	const char *canonical, *authorization;
} sign_cases[] = {
	{ "list-tables/v2", "GET", "/projects/proj1/tables",
	    "LTAItestAccessId001", "testAccessKeySecretABCDEFGHIJ0", "", "",
	    { { "expectmarker", "true" }, { "curr_project", "proj1" } },
	    { { "Date", "Tue, 02 Jan 2024 03:04:05 GMT" },
		{ "User-Agent", "test-agent/1.0" },
		{ "x-odps-user-agent", "test-agent/1.0" } },
	    "GET\n\n\nTue, 02 Jan 2024 03:04:05 "
	    "GMT\nx-odps-user-agent:test-agent/1.0\n/projects/proj1/"
	    "tables?curr_project=proj1&expectmarker=true",
	    "ODPS LTAItestAccessId001:wsHRmO9UD4GB49IKJoKWpJtWxfE=" },
	{ "list-tables/v4", "GET", "/projects/proj1/tables",
	    "LTAItestAccessId001", "testAccessKeySecretABCDEFGHIJ0",
	    "cn-shanghai", "20240102",
	    { { "expectmarker", "true" }, { "curr_project", "proj1" } },
	    { { "Date", "Tue, 02 Jan 2024 03:04:05 GMT" },
		{ "User-Agent", "test-agent/1.0" },
		{ "x-odps-user-agent", "test-agent/1.0" } },
	    "GET\n\n\nTue, 02 Jan 2024 03:04:05 "
	    "GMT\nx-odps-user-agent:test-agent/1.0\n/projects/proj1/"
	    "tables?curr_project=proj1&expectmarker=true",
	    "ODPS "
	    "LTAItestAccessId001/20240102/cn-shanghai/odps/"
	    "aliyun_v4_request:Ml8XN/veFRjmZOnkE6AzDSeyNdw=" },
	{ "list-tables/sts-v2", "GET", "/projects/proj1/tables",
	    "LTAItestAccessId001", "testAccessKeySecretABCDEFGHIJ0", "", "",
	    { { "expectmarker", "true" }, { "curr_project", "proj1" } },
	    { { "Date", "Tue, 02 Jan 2024 03:04:05 GMT" },
		{ "User-Agent", "test-agent/1.0" },
		{ "x-odps-user-agent", "test-agent/1.0" } },
	    "GET\n\n\nTue, 02 Jan 2024 03:04:05 "
	    "GMT\nx-odps-user-agent:test-agent/1.0\n/projects/proj1/"
	    "tables?curr_project=proj1&expectmarker=true",
	    "ODPS LTAItestAccessId001:wsHRmO9UD4GB49IKJoKWpJtWxfE=" },
	{ "list-tables/sts-v4", "GET", "/projects/proj1/tables",
	    "LTAItestAccessId001", "testAccessKeySecretABCDEFGHIJ0",
	    "cn-shanghai", "20240102",
	    { { "expectmarker", "true" }, { "curr_project", "proj1" } },
	    { { "Date", "Tue, 02 Jan 2024 03:04:05 GMT" },
		{ "User-Agent", "test-agent/1.0" },
		{ "x-odps-user-agent", "test-agent/1.0" } },
	    "GET\n\n\nTue, 02 Jan 2024 03:04:05 "
	    "GMT\nx-odps-user-agent:test-agent/1.0\n/projects/proj1/"
	    "tables?curr_project=proj1&expectmarker=true",
	    "ODPS "
	    "LTAItestAccessId001/20240102/cn-shanghai/odps/"
	    "aliyun_v4_request:Ml8XN/veFRjmZOnkE6AzDSeyNdw=" },
	{ "tunnel-endpoint-discovery/v2", "GET", "/projects/proj1/tunnel",
	    "LTAItestAccessId001", "testAccessKeySecretABCDEFGHIJ0", "", "",
	    { { "service", "" }, { "curr_project", "proj1" } },
	    { { "Date", "Tue, 02 Jan 2024 03:04:05 GMT" },
		{ "User-Agent", "test-agent/1.0" },
		{ "x-odps-user-agent", "test-agent/1.0" } },
	    "GET\n\n\nTue, 02 Jan 2024 03:04:05 "
	    "GMT\nx-odps-user-agent:test-agent/1.0\n/projects/proj1/"
	    "tunnel?curr_project=proj1&service",
	    "ODPS LTAItestAccessId001:OH8Ir8fjlx1JteDfG2q3T3H9JjA=" },
	{ "tunnel-endpoint-discovery/v4", "GET", "/projects/proj1/tunnel",
	    "LTAItestAccessId001", "testAccessKeySecretABCDEFGHIJ0",
	    "cn-shanghai", "20240102",
	    { { "service", "" }, { "curr_project", "proj1" } },
	    { { "Date", "Tue, 02 Jan 2024 03:04:05 GMT" },
		{ "User-Agent", "test-agent/1.0" },
		{ "x-odps-user-agent", "test-agent/1.0" } },
	    "GET\n\n\nTue, 02 Jan 2024 03:04:05 "
	    "GMT\nx-odps-user-agent:test-agent/1.0\n/projects/proj1/"
	    "tunnel?curr_project=proj1&service",
	    "ODPS "
	    "LTAItestAccessId001/20240102/cn-shanghai/odps/"
	    "aliyun_v4_request:nLgxfM71pXm/1u2XlFM+feBF0Fc=" },
	{ "post-instance-xml/v2", "POST", "/projects/proj1/instances",
	    "LTAItestAccessId001", "testAccessKeySecretABCDEFGHIJ0", "", "",
	    { { "curr_project", "proj1" } },
	    { { "Date", "Tue, 02 Jan 2024 03:04:05 GMT" },
		{ "User-Agent", "test-agent/1.0" },
		{ "x-odps-user-agent", "test-agent/1.0" },
		{ "Content-Type", "application/xml" } },
	    "POST\n\napplication/xml\nTue, 02 Jan 2024 03:04:05 "
	    "GMT\nx-odps-user-agent:test-agent/1.0\n/projects/proj1/"
	    "instances?curr_project=proj1",
	    "ODPS LTAItestAccessId001:7NmSLf7Che1nlYxJHpwac9tvtow=" },
	{ "post-instance-xml/v4", "POST", "/projects/proj1/instances",
	    "LTAItestAccessId001", "testAccessKeySecretABCDEFGHIJ0",
	    "cn-shanghai", "20240102", { { "curr_project", "proj1" } },
	    { { "Date", "Tue, 02 Jan 2024 03:04:05 GMT" },
		{ "User-Agent", "test-agent/1.0" },
		{ "x-odps-user-agent", "test-agent/1.0" },
		{ "Content-Type", "application/xml" } },
	    "POST\n\napplication/xml\nTue, 02 Jan 2024 03:04:05 "
	    "GMT\nx-odps-user-agent:test-agent/1.0\n/projects/proj1/"
	    "instances?curr_project=proj1",
	    "ODPS "
	    "LTAItestAccessId001/20240102/cn-shanghai/odps/"
	    "aliyun_v4_request:Mv2vhtk4WWsfnBiw7+WhkPc2CMk=" },
	{ "post-instance-xml-with-md5/v2", "POST", "/projects/proj1/instances",
	    "LTAItestAccessId001", "testAccessKeySecretABCDEFGHIJ0", "", "",
	    { { "curr_project", "proj1" } },
	    { { "Date", "Tue, 02 Jan 2024 03:04:05 GMT" },
		{ "User-Agent", "test-agent/1.0" },
		{ "x-odps-user-agent", "test-agent/1.0" },
		{ "Content-Type", "application/xml" },
		{ "Content-MD5", "ae54e884a0bfa18466790441f4360eab" } },
	    "POST\nae54e884a0bfa18466790441f4360eab\napplication/xml\nTue, 02 "
	    "Jan 2024 03:04:05 "
	    "GMT\nx-odps-user-agent:test-agent/1.0\n/projects/proj1/"
	    "instances?curr_project=proj1",
	    "ODPS LTAItestAccessId001:5XvcjJRrgRWUcUzivpj1Z1O58AI=" },
	{ "post-instance-xml-with-md5/v4", "POST", "/projects/proj1/instances",
	    "LTAItestAccessId001", "testAccessKeySecretABCDEFGHIJ0",
	    "cn-shanghai", "20240102", { { "curr_project", "proj1" } },
	    { { "Date", "Tue, 02 Jan 2024 03:04:05 GMT" },
		{ "User-Agent", "test-agent/1.0" },
		{ "x-odps-user-agent", "test-agent/1.0" },
		{ "Content-Type", "application/xml" },
		{ "Content-MD5", "ae54e884a0bfa18466790441f4360eab" } },
	    "POST\nae54e884a0bfa18466790441f4360eab\napplication/xml\nTue, 02 "
	    "Jan 2024 03:04:05 "
	    "GMT\nx-odps-user-agent:test-agent/1.0\n/projects/proj1/"
	    "instances?curr_project=proj1",
	    "ODPS "
	    "LTAItestAccessId001/20240102/cn-shanghai/odps/"
	    "aliyun_v4_request:7CpvBlldvNaeRGsjokP6bo2oa2k=" },
	{ "create-upload-session/v2", "POST", "/projects/proj1/tables/t1",
	    "LTAItestAccessId001", "testAccessKeySecretABCDEFGHIJ0", "", "",
	    { { "uploads", "" }, { "partition", "dt=20240101,region=cn" },
		{ "curr_project", "proj1" } },
	    { { "Date", "Tue, 02 Jan 2024 03:04:05 GMT" },
		{ "User-Agent", "test-agent/1.0" },
		{ "x-odps-user-agent", "test-agent/1.0" },
		{ "odps-tunnel-date-transform", "v1" },
		{ "odps-tunnel-sdk-support-schema-evolution", "true" },
		{ "x-odps-tunnel-version", "6" }, { "Content-Length", "0" } },
	    "POST\n\n\nTue, 02 Jan 2024 03:04:05 "
	    "GMT\nx-odps-tunnel-version:6\nx-odps-user-agent:test-agent/1.0\n/"
	    "projects/proj1/tables/"
	    "t1?curr_project=proj1&partition=dt=20240101,region=cn&uploads",
	    "ODPS LTAItestAccessId001:UXx9rn2zwt+5g/Hoy+Hch8n81+E=" },
	{ "create-upload-session/v4", "POST", "/projects/proj1/tables/t1",
	    "LTAItestAccessId001", "testAccessKeySecretABCDEFGHIJ0",
	    "cn-shanghai", "20240102",
	    { { "uploads", "" }, { "partition", "dt=20240101,region=cn" },
		{ "curr_project", "proj1" } },
	    { { "Date", "Tue, 02 Jan 2024 03:04:05 GMT" },
		{ "User-Agent", "test-agent/1.0" },
		{ "x-odps-user-agent", "test-agent/1.0" },
		{ "odps-tunnel-date-transform", "v1" },
		{ "odps-tunnel-sdk-support-schema-evolution", "true" },
		{ "x-odps-tunnel-version", "6" }, { "Content-Length", "0" } },
	    "POST\n\n\nTue, 02 Jan 2024 03:04:05 "
	    "GMT\nx-odps-tunnel-version:6\nx-odps-user-agent:test-agent/1.0\n/"
	    "projects/proj1/tables/"
	    "t1?curr_project=proj1&partition=dt=20240101,region=cn&uploads",
	    "ODPS "
	    "LTAItestAccessId001/20240102/cn-shanghai/odps/"
	    "aliyun_v4_request:qjyPRU2BtQRRhnF1HZA7UqBVYvk=" },
	{ "create-upload-session/sts-v2", "POST", "/projects/proj1/tables/t1",
	    "LTAItestAccessId001", "testAccessKeySecretABCDEFGHIJ0", "", "",
	    { { "uploads", "" }, { "partition", "dt=20240101,region=cn" },
		{ "curr_project", "proj1" } },
	    { { "Date", "Tue, 02 Jan 2024 03:04:05 GMT" },
		{ "User-Agent", "test-agent/1.0" },
		{ "x-odps-user-agent", "test-agent/1.0" },
		{ "odps-tunnel-date-transform", "v1" },
		{ "odps-tunnel-sdk-support-schema-evolution", "true" },
		{ "x-odps-tunnel-version", "6" }, { "Content-Length", "0" } },
	    "POST\n\n\nTue, 02 Jan 2024 03:04:05 "
	    "GMT\nx-odps-tunnel-version:6\nx-odps-user-agent:test-agent/1.0\n/"
	    "projects/proj1/tables/"
	    "t1?curr_project=proj1&partition=dt=20240101,region=cn&uploads",
	    "ODPS LTAItestAccessId001:UXx9rn2zwt+5g/Hoy+Hch8n81+E=" },
	{ "create-upload-session/sts-v4", "POST", "/projects/proj1/tables/t1",
	    "LTAItestAccessId001", "testAccessKeySecretABCDEFGHIJ0",
	    "cn-shanghai", "20240102",
	    { { "uploads", "" }, { "partition", "dt=20240101,region=cn" },
		{ "curr_project", "proj1" } },
	    { { "Date", "Tue, 02 Jan 2024 03:04:05 GMT" },
		{ "User-Agent", "test-agent/1.0" },
		{ "x-odps-user-agent", "test-agent/1.0" },
		{ "odps-tunnel-date-transform", "v1" },
		{ "odps-tunnel-sdk-support-schema-evolution", "true" },
		{ "x-odps-tunnel-version", "6" }, { "Content-Length", "0" } },
	    "POST\n\n\nTue, 02 Jan 2024 03:04:05 "
	    "GMT\nx-odps-tunnel-version:6\nx-odps-user-agent:test-agent/1.0\n/"
	    "projects/proj1/tables/"
	    "t1?curr_project=proj1&partition=dt=20240101,region=cn&uploads",
	    "ODPS "
	    "LTAItestAccessId001/20240102/cn-shanghai/odps/"
	    "aliyun_v4_request:qjyPRU2BtQRRhnF1HZA7UqBVYvk=" },
	{ "put-block/v2", "PUT", "/projects/proj1/tables/t1",
	    "LTAItestAccessId001", "testAccessKeySecretABCDEFGHIJ0", "", "",
	    { { "uploadid", "2024010203040599abcdef0123456789" },
		{ "blockid", "0" }, { "partition", "dt=20240101,region=cn" },
		{ "curr_project", "proj1" } },
	    { { "Date", "Tue, 02 Jan 2024 03:04:05 GMT" },
		{ "User-Agent", "test-agent/1.0" },
		{ "x-odps-user-agent", "test-agent/1.0" },
		{ "odps-tunnel-date-transform", "v1" },
		{ "odps-tunnel-sdk-support-schema-evolution", "true" },
		{ "x-odps-tunnel-version", "6" },
		{ "Transfer-Encoding", "chunked" },
		{ "Content-Type", "application/octet-stream" },
		{ "Content-Encoding", "deflate" } },
	    "PUT\n\napplication/octet-stream\nTue, 02 Jan 2024 03:04:05 "
	    "GMT\nx-odps-tunnel-version:6\nx-odps-user-agent:test-agent/1.0\n/"
	    "projects/proj1/tables/"
	    "t1?blockid=0&curr_project=proj1&partition=dt=20240101,region=cn&"
	    "uploadid=2024010203040599abcdef0123456789",
	    "ODPS LTAItestAccessId001:lNdhPqalS5mm8SBd3f1bPaz2Gn0=" },
	{ "put-block/v4", "PUT", "/projects/proj1/tables/t1",
	    "LTAItestAccessId001", "testAccessKeySecretABCDEFGHIJ0",
	    "cn-shanghai", "20240102",
	    { { "uploadid", "2024010203040599abcdef0123456789" },
		{ "blockid", "0" }, { "partition", "dt=20240101,region=cn" },
		{ "curr_project", "proj1" } },
	    { { "Date", "Tue, 02 Jan 2024 03:04:05 GMT" },
		{ "User-Agent", "test-agent/1.0" },
		{ "x-odps-user-agent", "test-agent/1.0" },
		{ "odps-tunnel-date-transform", "v1" },
		{ "odps-tunnel-sdk-support-schema-evolution", "true" },
		{ "x-odps-tunnel-version", "6" },
		{ "Transfer-Encoding", "chunked" },
		{ "Content-Type", "application/octet-stream" },
		{ "Content-Encoding", "deflate" } },
	    "PUT\n\napplication/octet-stream\nTue, 02 Jan 2024 03:04:05 "
	    "GMT\nx-odps-tunnel-version:6\nx-odps-user-agent:test-agent/1.0\n/"
	    "projects/proj1/tables/"
	    "t1?blockid=0&curr_project=proj1&partition=dt=20240101,region=cn&"
	    "uploadid=2024010203040599abcdef0123456789",
	    "ODPS "
	    "LTAItestAccessId001/20240102/cn-shanghai/odps/"
	    "aliyun_v4_request:1wVngOQOeHaJ/LN83i+zh3QXGK0=" },
	{ "put-block/sts-v2", "PUT", "/projects/proj1/tables/t1",
	    "LTAItestAccessId001", "testAccessKeySecretABCDEFGHIJ0", "", "",
	    { { "uploadid", "2024010203040599abcdef0123456789" },
		{ "blockid", "0" }, { "partition", "dt=20240101,region=cn" },
		{ "curr_project", "proj1" } },
	    { { "Date", "Tue, 02 Jan 2024 03:04:05 GMT" },
		{ "User-Agent", "test-agent/1.0" },
		{ "x-odps-user-agent", "test-agent/1.0" },
		{ "odps-tunnel-date-transform", "v1" },
		{ "odps-tunnel-sdk-support-schema-evolution", "true" },
		{ "x-odps-tunnel-version", "6" },
		{ "Transfer-Encoding", "chunked" },
		{ "Content-Type", "application/octet-stream" },
		{ "Content-Encoding", "deflate" } },
	    "PUT\n\napplication/octet-stream\nTue, 02 Jan 2024 03:04:05 "
	    "GMT\nx-odps-tunnel-version:6\nx-odps-user-agent:test-agent/1.0\n/"
	    "projects/proj1/tables/"
	    "t1?blockid=0&curr_project=proj1&partition=dt=20240101,region=cn&"
	    "uploadid=2024010203040599abcdef0123456789",
	    "ODPS LTAItestAccessId001:lNdhPqalS5mm8SBd3f1bPaz2Gn0=" },
	{ "put-block/sts-v4", "PUT", "/projects/proj1/tables/t1",
	    "LTAItestAccessId001", "testAccessKeySecretABCDEFGHIJ0",
	    "cn-shanghai", "20240102",
	    { { "uploadid", "2024010203040599abcdef0123456789" },
		{ "blockid", "0" }, { "partition", "dt=20240101,region=cn" },
		{ "curr_project", "proj1" } },
	    { { "Date", "Tue, 02 Jan 2024 03:04:05 GMT" },
		{ "User-Agent", "test-agent/1.0" },
		{ "x-odps-user-agent", "test-agent/1.0" },
		{ "odps-tunnel-date-transform", "v1" },
		{ "odps-tunnel-sdk-support-schema-evolution", "true" },
		{ "x-odps-tunnel-version", "6" },
		{ "Transfer-Encoding", "chunked" },
		{ "Content-Type", "application/octet-stream" },
		{ "Content-Encoding", "deflate" } },
	    "PUT\n\napplication/octet-stream\nTue, 02 Jan 2024 03:04:05 "
	    "GMT\nx-odps-tunnel-version:6\nx-odps-user-agent:test-agent/1.0\n/"
	    "projects/proj1/tables/"
	    "t1?blockid=0&curr_project=proj1&partition=dt=20240101,region=cn&"
	    "uploadid=2024010203040599abcdef0123456789",
	    "ODPS "
	    "LTAItestAccessId001/20240102/cn-shanghai/odps/"
	    "aliyun_v4_request:1wVngOQOeHaJ/LN83i+zh3QXGK0=" },
	{ "commit-upload/v2", "POST", "/projects/proj1/tables/t1",
	    "LTAItestAccessId001", "testAccessKeySecretABCDEFGHIJ0", "", "",
	    { { "uploadid", "2024010203040599abcdef0123456789" },
		{ "partition", "dt=20240101,region=cn" },
		{ "curr_project", "proj1" } },
	    { { "Date", "Tue, 02 Jan 2024 03:04:05 GMT" },
		{ "User-Agent", "test-agent/1.0" },
		{ "x-odps-user-agent", "test-agent/1.0" },
		{ "odps-tunnel-date-transform", "v1" },
		{ "odps-tunnel-sdk-support-schema-evolution", "true" },
		{ "x-odps-tunnel-version", "6" }, { "Content-Length", "0" } },
	    "POST\n\n\nTue, 02 Jan 2024 03:04:05 "
	    "GMT\nx-odps-tunnel-version:6\nx-odps-user-agent:test-agent/1.0\n/"
	    "projects/proj1/tables/"
	    "t1?curr_project=proj1&partition=dt=20240101,region=cn&uploadid="
	    "2024010203040599abcdef0123456789",
	    "ODPS LTAItestAccessId001:zOV4rAr2EmScx2lM6R74Y3RN3WI=" },
	{ "commit-upload/v4", "POST", "/projects/proj1/tables/t1",
	    "LTAItestAccessId001", "testAccessKeySecretABCDEFGHIJ0",
	    "cn-shanghai", "20240102",
	    { { "uploadid", "2024010203040599abcdef0123456789" },
		{ "partition", "dt=20240101,region=cn" },
		{ "curr_project", "proj1" } },
	    { { "Date", "Tue, 02 Jan 2024 03:04:05 GMT" },
		{ "User-Agent", "test-agent/1.0" },
		{ "x-odps-user-agent", "test-agent/1.0" },
		{ "odps-tunnel-date-transform", "v1" },
		{ "odps-tunnel-sdk-support-schema-evolution", "true" },
		{ "x-odps-tunnel-version", "6" }, { "Content-Length", "0" } },
	    "POST\n\n\nTue, 02 Jan 2024 03:04:05 "
	    "GMT\nx-odps-tunnel-version:6\nx-odps-user-agent:test-agent/1.0\n/"
	    "projects/proj1/tables/"
	    "t1?curr_project=proj1&partition=dt=20240101,region=cn&uploadid="
	    "2024010203040599abcdef0123456789",
	    "ODPS "
	    "LTAItestAccessId001/20240102/cn-shanghai/odps/"
	    "aliyun_v4_request:a1s+xXxQ/PCvrT4l5GjIZ8gp9TM=" },
	{ "download-data/v2", "GET", "/projects/proj1/tables/t1",
	    "LTAItestAccessId001", "testAccessKeySecretABCDEFGHIJ0", "", "",
	    { { "data", "" }, { "downloadid", "20240102030405aa" },
		{ "rowrange", "(0,10)" }, { "columns", "a,b" },
		{ "curr_project", "proj1" } },
	    { { "Date", "Tue, 02 Jan 2024 03:04:05 GMT" },
		{ "User-Agent", "test-agent/1.0" },
		{ "x-odps-user-agent", "test-agent/1.0" },
		{ "odps-tunnel-date-transform", "v1" },
		{ "odps-tunnel-sdk-support-schema-evolution", "true" },
		{ "x-odps-tunnel-version", "6" } },
	    "GET\n\n\nTue, 02 Jan 2024 03:04:05 "
	    "GMT\nx-odps-tunnel-version:6\nx-odps-user-agent:test-agent/1.0\n/"
	    "projects/proj1/tables/"
	    "t1?columns=a,b&curr_project=proj1&data&downloadid="
	    "20240102030405aa&rowrange=(0,10)",
	    "ODPS LTAItestAccessId001:JDJ/+vmXJ28UQvW8ihMAw/mvB7U=" },
	{ "download-data/v4", "GET", "/projects/proj1/tables/t1",
	    "LTAItestAccessId001", "testAccessKeySecretABCDEFGHIJ0",
	    "cn-shanghai", "20240102",
	    { { "data", "" }, { "downloadid", "20240102030405aa" },
		{ "rowrange", "(0,10)" }, { "columns", "a,b" },
		{ "curr_project", "proj1" } },
	    { { "Date", "Tue, 02 Jan 2024 03:04:05 GMT" },
		{ "User-Agent", "test-agent/1.0" },
		{ "x-odps-user-agent", "test-agent/1.0" },
		{ "odps-tunnel-date-transform", "v1" },
		{ "odps-tunnel-sdk-support-schema-evolution", "true" },
		{ "x-odps-tunnel-version", "6" } },
	    "GET\n\n\nTue, 02 Jan 2024 03:04:05 "
	    "GMT\nx-odps-tunnel-version:6\nx-odps-user-agent:test-agent/1.0\n/"
	    "projects/proj1/tables/"
	    "t1?columns=a,b&curr_project=proj1&data&downloadid="
	    "20240102030405aa&rowrange=(0,10)",
	    "ODPS "
	    "LTAItestAccessId001/20240102/cn-shanghai/odps/"
	    "aliyun_v4_request:4GBX83OSnWHnGuDr1LdNJFBvIuo=" },
	{ "non-ascii-and-space-in-partition/v2", "POST",
	    "/projects/proj1/tables/t1", "LTAItestAccessId001",
	    "testAccessKeySecretABCDEFGHIJ0", "", "",
	    { { "uploads", "" },
		{ "partition", "city=\345\214\227\344\272\254 east" },
		{ "curr_project", "proj1" } },
	    { { "Date", "Tue, 02 Jan 2024 03:04:05 GMT" },
		{ "User-Agent", "test-agent/1.0" },
		{ "x-odps-user-agent", "test-agent/1.0" },
		{ "odps-tunnel-date-transform", "v1" },
		{ "odps-tunnel-sdk-support-schema-evolution", "true" },
		{ "x-odps-tunnel-version", "6" }, { "Content-Length", "0" } },
	    "POST\n\n\nTue, 02 Jan 2024 03:04:05 "
	    "GMT\nx-odps-tunnel-version:6\nx-odps-user-agent:test-agent/1.0\n/"
	    "projects/proj1/tables/"
	    "t1?curr_project=proj1&partition=city=\345\214\227\344\272\254 "
	    "east&uploads",
	    "ODPS LTAItestAccessId001:J+rit7W/8HZYOFucUz5FNGtZ6UI=" },
	{ "non-ascii-and-space-in-partition/v4", "POST",
	    "/projects/proj1/tables/t1", "LTAItestAccessId001",
	    "testAccessKeySecretABCDEFGHIJ0", "cn-shanghai", "20240102",
	    { { "uploads", "" },
		{ "partition", "city=\345\214\227\344\272\254 east" },
		{ "curr_project", "proj1" } },
	    { { "Date", "Tue, 02 Jan 2024 03:04:05 GMT" },
		{ "User-Agent", "test-agent/1.0" },
		{ "x-odps-user-agent", "test-agent/1.0" },
		{ "odps-tunnel-date-transform", "v1" },
		{ "odps-tunnel-sdk-support-schema-evolution", "true" },
		{ "x-odps-tunnel-version", "6" }, { "Content-Length", "0" } },
	    "POST\n\n\nTue, 02 Jan 2024 03:04:05 "
	    "GMT\nx-odps-tunnel-version:6\nx-odps-user-agent:test-agent/1.0\n/"
	    "projects/proj1/tables/"
	    "t1?curr_project=proj1&partition=city=\345\214\227\344\272\254 "
	    "east&uploads",
	    "ODPS "
	    "LTAItestAccessId001/20240102/cn-shanghai/odps/"
	    "aliyun_v4_request:pjRotSB6AaA5IfKM+/3C+EqHRUk=" },
	{ "x-odps-query-param/v2", "GET", "/projects/proj1/tables/t1",
	    "LTAItestAccessId001", "testAccessKeySecretABCDEFGHIJ0", "", "",
	    { { "x-odps-extra", "v1" }, { "curr_project", "proj1" } },
	    { { "Date", "Tue, 02 Jan 2024 03:04:05 GMT" },
		{ "User-Agent", "test-agent/1.0" },
		{ "x-odps-user-agent", "test-agent/1.0" } },
	    "GET\n\n\nTue, 02 Jan 2024 03:04:05 "
	    "GMT\nx-odps-extra:v1\nx-odps-user-agent:test-agent/1.0\n/projects/"
	    "proj1/tables/t1?curr_project=proj1&x-odps-extra=v1",
	    "ODPS LTAItestAccessId001:jrzgm9aZ6gHmEtFatRnT4oMn8DU=" },
	{ "x-odps-query-param/v4", "GET", "/projects/proj1/tables/t1",
	    "LTAItestAccessId001", "testAccessKeySecretABCDEFGHIJ0",
	    "cn-shanghai", "20240102",
	    { { "x-odps-extra", "v1" }, { "curr_project", "proj1" } },
	    { { "Date", "Tue, 02 Jan 2024 03:04:05 GMT" },
		{ "User-Agent", "test-agent/1.0" },
		{ "x-odps-user-agent", "test-agent/1.0" } },
	    "GET\n\n\nTue, 02 Jan 2024 03:04:05 "
	    "GMT\nx-odps-extra:v1\nx-odps-user-agent:test-agent/1.0\n/projects/"
	    "proj1/tables/t1?curr_project=proj1&x-odps-extra=v1",
	    "ODPS "
	    "LTAItestAccessId001/20240102/cn-shanghai/odps/"
	    "aliyun_v4_request:7U/8ZOCm5kkvP0q8dr6W1uBfF+g=" },
	{ "schema-three-tier-upsert/v2", "POST",
	    "/projects/proj1/schemas/sch1/tables/t1/upserts",
	    "LTAItestAccessId001", "testAccessKeySecretABCDEFGHIJ0", "", "",
	    { { "slotnum", "1" }, { "curr_project", "proj1" } },
	    { { "Date", "Tue, 02 Jan 2024 03:04:05 GMT" },
		{ "User-Agent", "test-agent/1.0" },
		{ "x-odps-user-agent", "test-agent/1.0" },
		{ "odps-tunnel-date-transform", "v1" },
		{ "odps-tunnel-sdk-support-schema-evolution", "true" },
		{ "x-odps-tunnel-version", "6" }, { "Content-Length", "0" } },
	    "POST\n\n\nTue, 02 Jan 2024 03:04:05 "
	    "GMT\nx-odps-tunnel-version:6\nx-odps-user-agent:test-agent/1.0\n/"
	    "projects/proj1/schemas/sch1/tables/t1/"
	    "upserts?curr_project=proj1&slotnum=1",
	    "ODPS LTAItestAccessId001:LHcFws6+Zg23BXFKVTQTEbPZ3X0=" },
	{ "schema-three-tier-upsert/v4", "POST",
	    "/projects/proj1/schemas/sch1/tables/t1/upserts",
	    "LTAItestAccessId001", "testAccessKeySecretABCDEFGHIJ0",
	    "cn-shanghai", "20240102",
	    { { "slotnum", "1" }, { "curr_project", "proj1" } },
	    { { "Date", "Tue, 02 Jan 2024 03:04:05 GMT" },
		{ "User-Agent", "test-agent/1.0" },
		{ "x-odps-user-agent", "test-agent/1.0" },
		{ "odps-tunnel-date-transform", "v1" },
		{ "odps-tunnel-sdk-support-schema-evolution", "true" },
		{ "x-odps-tunnel-version", "6" }, { "Content-Length", "0" } },
	    "POST\n\n\nTue, 02 Jan 2024 03:04:05 "
	    "GMT\nx-odps-tunnel-version:6\nx-odps-user-agent:test-agent/1.0\n/"
	    "projects/proj1/schemas/sch1/tables/t1/"
	    "upserts?curr_project=proj1&slotnum=1",
	    "ODPS "
	    "LTAItestAccessId001/20240102/cn-shanghai/odps/"
	    "aliyun_v4_request:Re9WgZeEtRZqDI/FNfNcVfBsFIc=" },
};
