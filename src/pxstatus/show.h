/*
 * show.h: a status in its forms.
 */
#ifndef PXSTATUS_SHOW_H
#define PXSTATUS_SHOW_H

#include "base/buf.h"
#include "pxstatus/alerts.h"
#include "pxstatus/history.h"
#include "pxstatus/status.h"

/* For people, at a glance. */
void show_text(struct buf *b, const struct status *s, const struct alerts *a);
/* One JSON object and a newline. */
void show_json(struct buf *b, const struct status *s, const struct alerts *a);
/* For node_exporter's textfile collector. */
void show_prom(struct buf *b, const struct status *s, const struct alerts *a);

/* A page that stands alone: no script, nothing from elsewhere. */
void show_html(struct buf *b, const struct status *s, const struct alerts *a,
    const struct history *h);

#endif
