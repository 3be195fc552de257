/*
 * html.h: parts of the page.
 */
#ifndef PXSTATUS_HTML_H
#define PXSTATUS_HTML_H

#include "base/buf.h"
#include "pxstatus/status.h"

/* Text from outside: nothing in it is markup. */
void html_text(struct buf *b, const char *s);
/* Rows of base and log tables. */
void html_tables(struct buf *b, const struct status *s);
/* Statements that changed tables of the job, the newest last. */
void html_ddl(struct buf *b, const struct status *s);
/* What pxcheck found before the job began: check.json in the state. */
void html_checks(struct buf *b, const struct status *s);

#endif
