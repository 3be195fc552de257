/*
 * msg.h: what a program says to people, and how it ends.
 *
 * A message is one line on stderr and one write(2): "prog: text".  Control
 * characters in it are escaped, for names come from outside.  With
 * PX_LOG=json it is one JSON object a line instead (pxlog(5)).  A text with
 * "\n" in it carries its hint behind the newline; it is printed as a second
 * line "hint: ...".  Only program code may call these; libraries keep their
 * reason in the object and return it.
 */
#ifndef BASE_MSG_H
#define BASE_MSG_H

#include <stdarg.h>
#include <sysexits.h>

/* Talk less (-q: errors only) or more (-v).  0 is the default. */
extern int msg_level;

/* First call of every main(): the name in front of each message. */
void msg_init(const char *prog);
const char *msg_prog(void);

/* End the program with code and one message; die adds errno's text. */
_Noreturn void die(int code, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
_Noreturn void diex(int code, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/* A message and on we go.  warnx always, sayx unless -q, tellx with -v. */
void warnx(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
void sayx(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
void tellx(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* getopt_long gave '?': say which option, where to look, and exit 64. */
_Noreturn void msg_usage(char *const argv[]);

/* Print help or version on stdout, check the write, exit 0 (or 74). */
_Noreturn void msg_print(const char *text);

#endif
