/* uses: base */
/*
 * conf.c: the job file as programs read it.  (What is refused, and how it is
 * said: tests/cli/pxcheck.t.)
 */
#include <stdio.h>
#include <stdlib.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/conf.h"
#include "base/conf_keys.h"
#include "base/io.h"
#include "../tap.h"

static char dir[] = "/tmp/pxconf.XXXXXX";

static void
put(const char *path, const char *text)
{
	ok(io_replace(path, text, strlen(text)) == 0, "wrote %s", path);
}

static void
test_values(void)
{
	struct conf *c;
	char *why = NULL, *secret;
	struct buf b = { 0 };
	int code;

	put("job.conf",
	    "[source]\nport = 3307\npassword_file = pw\nheartbeat = 2m\n"
	    "[objects]\ninclude = a.*\ninclude = b.*\n"
	    "[upload]\nbatch_bytes = 1m\n");
	put("pw", "secret\nnot this\n");
	c = conf_read("job.conf", &why, &code);
	ok(c != NULL, "read");
	ok(strcmp(conf_job(c), "job") == 0 &&
		strcmp(conf_path(c), "job.conf") == 0,
	    "its name");
	ok(conf_number(c, "source.port") == 3307, "a number");
	ok(conf_number(c, "source.heartbeat") == 120, "seconds");
	ok(conf_number(c, "upload.batch_bytes") == 1048576, "bytes");
	ok(conf_number(c, "source.server_id") == 0 &&
		conf_number(c, "job.retry_connect") == 43200 &&
		conf_number(c, "upload.block_bytes") == 8388608,
	    "defaults, in their units");
	ok(strcmp(conf_text(c, "shape.case"), "default") == 0 &&
		conf_text(c, "target.project") == NULL,
	    "a default text, and none");
	ok(conf_is_set(c, "source.port") && !conf_is_set(c, "source.host"),
	    "what is set");
	ok(conf_line(c, "source.port") == 2 && conf_line(c, "source.host") == 0,
	    "in which line");
	ok(conf_count(c, "objects.include") == 2 &&
		strcmp(conf_item(c, "objects.include", 1), "b.*") == 0 &&
		conf_count(c, "objects.map") == 0,
	    "lines");
	secret = conf_secret(c, "source.password_file");
	ok(secret != NULL && strcmp(secret, "secret") == 0,
	    "the first line of a secret");
	free(secret);
	ok(conf_secret(c, "target.access_key_file") == NULL, "no secret");
	conf_dump(c, &b);
	ok(strstr(buf_str(&b), "objects.include=a.*\nobjects.include=b.*\n") !=
		    NULL &&
		strstr(buf_str(&b), "job.name=job\n") == (char *)b.data,
	    "all of it as text");
	buf_release(&b);
	conf_free(c);
}

static void
test_tables(void)
{
	struct conf *c;
	struct buf b = { 0 };
	char *why = NULL;
	unsigned line;
	int code;

	put("tables.conf",
	    "[shape]\ncase = upper\n"
	    "[table \"a_very_long_name_of_a_database_indeed.and_of_a_table\"]\n"
	    "case = lower\n"
	    "[table b.* ]\non_ddl = skip\n[table \"c.*\"]\n"
	    "[shape]\nnames = previous\n");
	c = conf_read("tables.conf", &why, &code);
	ok(c != NULL && conf_tables(c) == 3, "three tables");
	ok(strcmp(conf_table(c, 0, &line),
	       "a_very_long_name_of_a_database_indeed.and_of_a_table") == 0 &&
		line == 3,
	    "a long name, its line");
	ok(strcmp(conf_table(c, 1, &line), "b.*") == 0 && line == 5,
	    "without quotes");
	ok(strcmp(conf_table_text(c, 0, "shape.case", &line), "lower") == 0 &&
		line == 4 && conf_table_text(c, 1, "shape.case", &line) == NULL,
	    "its keys");
	ok(strcmp(conf_text(c, "shape.case"), "upper") == 0 &&
		strcmp(conf_text(c, "shape.names"), "previous") == 0 &&
		strcmp(conf_text(c, "shape.on_ddl"), "stop") == 0,
	    "the job's are its own");
	conf_dump(c, &b);
	ok(strstr(buf_str(&b), "table \"b.*\".on_ddl=skip\n") != NULL,
	    "they are told");
	buf_release(&b);
	conf_free(c);
}

static void
test_refused(void)
{
	struct conf *c;
	char *why = NULL;
	int code = 0;

	put("bad.conf", "[source]\n\nporrt = 1\n");
	c = conf_read("bad.conf", &why, &code);
	ok(c == NULL && code == EX_CONFIG && why != NULL &&
		strstr(why, "bad.conf:3:") == why &&
		strstr(why, "source.port'?") != NULL,
	    "an unknown key: file, line, nearest name");
	free(why);
	c = conf_read("nothing.conf", &why, &code);
	ok(c == NULL && code == EX_CONFIG && strstr(why, "nothing.conf"),
	    "no file");
	free(why);
	put("bad.conf", "[objects]\nwhere = a.t: b = 1 and \\\nops = a.t:i\n");
	c = conf_read("bad.conf", &why, &code);
	ok(c == NULL && code == EX_CONFIG && strstr(why, "bad.conf:2:") == why,
	    "a value that was to go on and does not");
	free(why);
	put("bad.conf", "[objects]\nwhere = a.t: b = 1 and \\\n");
	c = conf_read("bad.conf", &why, &code);
	ok(c == NULL && code == EX_CONFIG && strstr(why, "bad.conf:2:") == why,
	    "nor at the end of the file");
	free(why);
	conf_free(NULL);
}

/* A condition may be longer than a line of inih. */
static void
test_long(void)
{
	struct conf *c;
	char *why = NULL;
	int code = 0;

	put("bad.conf",
	    "[objects]\nwhere = a.t: b = 1 and \\\n    c = 2 or \\\n"
	    "  d = 3\n  a.u: e = 4\nops = a.t:i\n");
	c = conf_read("bad.conf", &why, &code);
	ok(c != NULL && conf_count(c, "objects.where") == 2, "two conditions");
	ok(strcmp(conf_item(c, "objects.where", 0),
	       "a.t: b = 1 and c = 2 or d = 3") == 0 &&
		conf_item_line(c, "objects.where", 0) == 2 &&
		strcmp(conf_item(c, "objects.where", 1), "a.u: e = 4") == 0 &&
		conf_item_line(c, "objects.where", 1) == 5,
	    "one of them over three lines");
	conf_free(c);
}

/* Whatever is written into it: an answer, never a crash. */
static void
test_noise(void)
{
	static const char part[] = "[]=\n #;\"'\\abz.019\t\r\x80\xff";
	static const char *const word[] = { "[source]\n",
		"port = ", "[objects]\n", "include = a.*\n", "[shape]\n",
		"3306\n" };
	char text[400], *why;
	size_t n, k;
	int code, i, answers = 0;
	struct conf *c;
	FILE *f;

	srand(5);
	for (i = 0; i < 400; i++) {
		for (n = 0; n < 300;) {
			if (rand() % 3 != 0) {
				text[n++] =
				    part[(size_t)rand() % (sizeof(part) - 1)];
				continue;
			}
			k = (size_t)rand() % 6;
			memcpy(text + n, word[k], strlen(word[k]));
			n += strlen(word[k]);
		}
		if ((f = fopen("noise.conf", "w")) == NULL)
			break;
		fwrite(text, 1, n, f);
		fclose(f);
		why = NULL;
		c = conf_read("noise.conf", &why, &code);
		answers += c != NULL || (why != NULL && code == EX_CONFIG);
		conf_free(c);
		free(why);
	}
	ok(answers == 400, "400 files of noise, 400 answers");
}

int
main(void)
{
	if (mkdtemp(dir) == NULL || chdir(dir) == -1)
		return 1;
	test_values();
	test_tables();
	test_refused();
	test_long();
	test_noise();
	unlink("job.conf");
	unlink("pw");
	unlink("bad.conf");
	unlink("noise.conf");
	unlink("tables.conf");
	rmdir(dir);
	return done();
}
