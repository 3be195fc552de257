/*
 * execute.h: a script to the end, or to its first failure, which ends the
 * program.
 */
#ifndef MCSQL_EXECUTE_H
#define MCSQL_EXECUTE_H

#include "mcsql/print.h"
#include "mcsql/script.h"

/* The text of sql, else of file, else of stdin; and a name for messages. */
const char *read_script(const char *sql, const char *file, struct buf *text);
/* Run all statements; set grows by those of the script. */
void execute_all(struct mc_client *c, struct settings *set, enum form form,
    const char *name, struct buf *text);

#endif
