/*
 * pxrec: show a record stream as text, as JSON lines or as counts, and turn
 * JSON lines back into records.
 *
 * A record stream on stdin or in a file, the answer on stdout, nothing on
 * disk.  pxrec(1) has the JSON form, pxrec(5) the bytes of the stream.
 */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/msg.h"

#include "pxrec/show.h"

static const char help[] =
    "usage: pxrec [--text | --json | --count] [-k KIND,...] [FILE]\n"
    "       pxrec --from-json [FILE]\n"
    "Show a record stream; turn JSON lines back into records.\n\n"
    "      --text         a line for each record, for people (default)\n"
    "      --json         a JSON object for each record\n"
    "      --count        how many records of each kind, rows of each table\n"
    "      --from-json    read what --json wrote, write the same records\n"
    "  -k, --kind LIST    only these kinds: row,mark,...\n"
    "  -h, --help         print this and exit\n"
    "  -V, --version      print the version and exit\n\n"
    "Example: pxbinlog mysql-bin.000007 | rowdecode | pxrec | less -S\n"
    "See pxrec(1), pxrec(5).\n";

/* "row,mark" to a set of kinds. */
static void
parse_kinds(const char *list, bool kinds[REC_KINDS])
{
	size_t n;
	unsigned kind;
	char *name;

	memset(kinds, 0, REC_KINDS * sizeof(kinds[0]));
	for (;;) {
		n = strcspn(list, ",");
		name = xstrndup(list, n);
		if ((kind = rec_kind_of(name)) == 0)
			diex(EX_USAGE,
			    "'%s' is no kind of record\nkinds are hello table "
			    "event begin mark row chunk ddl stat part end",
			    name);
		kinds[kind] = true;
		free(name);
		if (list[n] == '\0')
			return;
		list += n + 1;
	}
}

static void
set_form(enum show_form *form, enum show_form wanted)
{
	if (*form != SHOW_UNSET && *form != wanted)
		diex(EX_USAGE, "--text, --json, --count and --from-json "
			       "exclude each other");
	*form = wanted;
}

int
main(int argc, char *argv[])
{
	static const struct option opts[] = {
		{ "text", no_argument, NULL, SHOW_TEXT },
		{ "json", no_argument, NULL, SHOW_JSON },
		{ "count", no_argument, NULL, SHOW_COUNT },
		{ "from-json", no_argument, NULL, SHOW_BACK },
		{ "kind", required_argument, NULL, 'k' },
		{ "help", no_argument, NULL, 'h' },
		{ "version", no_argument, NULL, 'V' },
		{ NULL, 0, NULL, 0 },
	};
	enum show_form form = SHOW_UNSET;
	bool kinds[REC_KINDS], some = false;
	const char *name = "stdin";
	int c, fd = STDIN_FILENO;

	msg_init("pxrec");
	while ((c = getopt_long(argc, argv, "+k:hV", opts, NULL)) != -1)
		switch (c) {
		case SHOW_TEXT:
		case SHOW_JSON:
		case SHOW_COUNT:
		case SHOW_BACK:
			set_form(&form, (enum show_form)c);
			break;
		case 'k':
			parse_kinds(optarg, kinds);
			some = true;
			break;
		case 'h':
			msg_print(help);
		case 'V':
			msg_print("pxrec " VERSION "\n");
		default:
			msg_usage(argv);
		}
	if (argc - optind > 1)
		diex(EX_USAGE, "unexpected argument '%s'", argv[optind + 1]);
	if (form == SHOW_BACK && some)
		diex(EX_USAGE, "--kind does not go with --from-json");
	if (optind < argc && strcmp(argv[optind], "-") != 0) {
		name = argv[optind];
		if ((fd = open(name, O_RDONLY | O_CLOEXEC)) == -1)
			die(EX_NOINPUT, "cannot open '%s'", name);
	}
	if (form == SHOW_BACK)
		show_back(fd, name);
	else
		show(fd, name, form, some ? kinds : NULL);
	return 0;
}
