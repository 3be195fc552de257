/*
 * job.c: reading a job with expat; see job.h.
 */
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <expat.h>

#include "base/buf.h"
#include "base/mem.h"
#include "mclocal/job.h"

enum {
	PATH_MAX_ = 256
};

struct parse {
	XML_Parser parser;
	char path[PATH_MAX_]; /* "/Instance/Job/..." */
	bool deep;            /* too deep to be of interest */
	unsigned level, deep_level;
	struct buf text, name, query, property, settings;
	char other[64]; /* kind of a task that is not SQL */
	XML_Index job_start, job_end;
};

static void XMLCALL
on_start(void *data, const XML_Char *name, const XML_Char **attributes)
{
	struct parse *p = data;
	size_t len = strlen(p->path), n = strlen(name);

	(void)attributes;
	p->level++;
	buf_clear(&p->text);
	if (p->deep || len + n + 2 > sizeof(p->path)) {
		if (!p->deep)
			p->deep_level = p->level;
		p->deep = true;
		return;
	}
	p->path[len] = '/';
	memcpy(p->path + len + 1, name, n + 1);
	if (strcmp(p->path, "/Instance/Job") == 0)
		p->job_start = XML_GetCurrentByteIndex(p->parser);
	p->path[len] = '\0';
	if (strcmp(p->path, "/Instance/Job/Tasks") == 0 &&
	    strcmp(name, "SQL") != 0)
		snprintf(p->other, sizeof(p->other), "%s", name);
	p->path[len] = '/';
}

static void
take(struct buf *to, const struct buf *from)
{
	buf_clear(to);
	buf_put(to, from->data, from->len);
}

static void XMLCALL
on_end(void *data, const XML_Char *name)
{
	static const char sql[] = "/Instance/Job/Tasks/SQL";
	struct parse *p = data;
	char *slash;

	(void)name;
	if (p->deep) {
		if (p->level-- == p->deep_level)
			p->deep = false;
		return;
	}
	p->level--;
	if (strcmp(p->path, "/Instance/Job") == 0)
		p->job_end = XML_GetCurrentByteIndex(p->parser) +
			     XML_GetCurrentByteCount(p->parser);
	if (strncmp(p->path, sql, sizeof(sql) - 1) == 0) {
		const char *rest = p->path + sizeof(sql) - 1;

		if (strcmp(rest, "/Name") == 0)
			take(&p->name, &p->text);
		else if (strcmp(rest, "/Query") == 0)
			take(&p->query, &p->text);
		else if (strcmp(rest, "/Config/Property/Name") == 0)
			take(&p->property, &p->text);
		else if (strcmp(rest, "/Config/Property/Value") == 0 &&
			 strcmp(buf_str(&p->property), "settings") == 0)
			take(&p->settings, &p->text);
	}
	buf_clear(&p->text);
	if ((slash = strrchr(p->path, '/')) != NULL)
		*slash = '\0';
}

static void XMLCALL
on_text(void *data, const XML_Char *s, int n)
{
	struct parse *p = data;

	buf_put(&p->text, s, (size_t)n);
}

int
job_parse(struct job *job, const void *data, size_t n)
{
	struct parse p;
	int rc = -1;

	memset(&p, 0, sizeof(p));
	memset(job, 0, sizeof(*job));
	p.job_start = p.job_end = -1;
	if (n > INT_MAX || (p.parser = XML_ParserCreate(NULL)) == NULL)
		return -1;
	XML_SetUserData(p.parser, &p);
	XML_SetElementHandler(p.parser, on_start, on_end);
	XML_SetCharacterDataHandler(p.parser, on_text);
	if (XML_Parse(p.parser, data, (int)n, 1) != XML_STATUS_OK) {
		rc = -1;
	} else if (p.other[0] != '\0') {
		job->other = xstrdup(p.other);
		rc = 0;
	} else if (p.query.len > 0 && p.job_end > p.job_start) {
		job->name = xstrdup(buf_str(&p.name));
		job->query = xstrdup(buf_str(&p.query));
		job->settings = xstrdup(buf_str(&p.settings));
		job->source = xstrndup((const char *)data + p.job_start,
		    (size_t)(p.job_end - p.job_start));
		rc = 0;
	}
	XML_ParserFree(p.parser);
	buf_release(&p.text);
	buf_release(&p.name);
	buf_release(&p.query);
	buf_release(&p.property);
	buf_release(&p.settings);
	return rc;
}

void
job_release(struct job *job)
{
	free(job->other);
	free(job->name);
	free(job->query);
	free(job->settings);
	free(job->source);
}
