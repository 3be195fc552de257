/*
 * xml.h: single values out of small XML answers.
 */
#ifndef MC_XML_H
#define MC_XML_H

#include <stddef.h>

#include "base/buf.h"

/*
 * The text of the first element at path ("Instance/Tasks/Task/Status") is
 * appended to text, the value of its attribute attr (may be NULL) to value
 * (may be NULL).  1 found, 0 not there, -1 not XML.
 */
int mc_xml_get(const void *p, size_t n, const char *path, struct buf *text,
    const char *attr, struct buf *value);

/*
 * For every element directly below those at path: its name and its text.  0;
 * -1 not XML.
 */
int mc_xml_each(const void *p, size_t n, const char *path,
    void (*each)(void *arg, const char *name, const char *text), void *arg);

/* Append s so that it may stand in an element. */
void mc_xml_put(struct buf *out, const char *s, size_t n);

#endif
