/*
 * hook.c: an alert by HTTP.  The address may hold a secret: no message says
 * it.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <curl/curl.h>

#include "base/mem.h"

#include "pxstatus/deliver.h"

enum {
	PATIENCE = 20 /* seconds */
};

/* The answer's text is nobody's. */
static size_t
ignore(char *p, size_t size, size_t n, void *arg)
{
	(void)p;
	(void)arg;
	return size * n;
}

static int
post(
    CURL *curl, const char *url, const struct buf *json, char *why, size_t size)
{
	struct curl_slist *head =
	    curl_slist_append(NULL, "Content-Type: application/json");
	long code = 0;
	CURLcode rc;

	curl_easy_setopt(curl, CURLOPT_URL, url);
	curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(curl, CURLOPT_HTTPHEADER, head);
	curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE, (long)json->len);
	curl_easy_setopt(curl, CURLOPT_POSTFIELDS, (const char *)json->data);
	curl_easy_setopt(curl, CURLOPT_USERAGENT, "pxstatus/" VERSION);
	curl_easy_setopt(curl, CURLOPT_TIMEOUT, (long)PATIENCE);
	curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, ignore);
	rc = curl_easy_perform(curl);
	curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &code);
	curl_slist_free_all(head);
	if (rc != CURLE_OK)
		snprintf(why, size, "%s", curl_easy_strerror(rc));
	else if (code < 200 || code > 299)
		snprintf(why, size, "HTTP %ld", code);
	else
		return 0;
	return -1;
}

int
hook_post(
    const struct conf *conf, const struct buf *json, char *why, size_t size)
{
	const char *text = conf_text(conf, "alert.webhook");
	char *url = conf_is_set(conf, "alert.webhook_file")
			? conf_secret(conf, "alert.webhook_file")
			: xstrdup(text != NULL ? text : "");
	CURL *curl = curl_easy_init();
	int rc = -1;

	if (curl == NULL)
		snprintf(why, size, "libcurl cannot be used");
	else
		rc = post(curl, url, json, why, size);
	curl_easy_cleanup(curl);
	free(url);
	return rc;
}
