/*
 * charset.c: see charset.h.
 *
 * Character sets of one or two bytes become tables when they are first used:
 * libc's iconv fills them, charset_list.c says where the server differs, and
 * from then on a character is one look-up.  (iconv reads its own tables from
 * disk; that is the one I/O of this library.)
 */
#include <iconv.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "binlog/charset_list.h"

enum {
	CODES = 0x10000
};

/* What is made at first use, beside each entry of the list. */
static struct made {
	uint16_t *table; /* BYTES, PAIRS: code to character, 0 = none */
	iconv_t cd;      /* ASCII, WIDE */
	bool open;
} made[64];

const struct charset *
charset_of(const char *name)
{
	size_t i;

	for (i = 0; i < charset_count; i++)
		if (strcasecmp(charset_list[i].cs.name, name) == 0)
			return &charset_list[i].cs;
	return NULL;
}

bool
charset_keeps_ascii(const struct charset *cs)
{
	return cs->kind != CHARSET_WIDE && strcmp(cs->name, "swe7") != 0;
}

/* One character to UTF-8; no character is above the basic plane here. */
static uint8_t *
put(uint8_t *to, uint32_t u)
{
	if (u < 0x80) {
		*to++ = (uint8_t)u;
	} else if (u < 0x800) {
		*to++ = (uint8_t)(0xc0 | u >> 6);
		*to++ = (uint8_t)(0x80 | (u & 63));
	} else {
		*to++ = (uint8_t)(0xe0 | u >> 12);
		*to++ = (uint8_t)(0x80 | (u >> 6 & 63));
		*to++ = (uint8_t)(0x80 | (u & 63));
	}
	return to;
}

/* The one character of n bytes by iconv; 0 when there is not exactly one. */
static uint16_t
ask(iconv_t cd, const uint8_t *p, size_t n)
{
	char in[4], out[8], *from = in, *to = out;
	size_t left = n, room = sizeof(out);

	memcpy(in, p, n);
	iconv(cd, NULL, NULL, NULL, NULL);
	if (iconv(cd, &from, &left, &to, &room) == (size_t)-1 || left != 0 ||
	    room != sizeof(out) - 2)
		return 0;
	return le16dec((const uint8_t *)out);
}

static void
fill(uint16_t *table, const struct charset_entry *e, iconv_t cd)
{
	const struct charset_fix *f;
	uint8_t b[3];
	unsigned a, z, i;

	for (a = 0; a < 256; a++) {
		b[0] = (uint8_t)a;
		table[a] = ask(cd, b, 1);
		if (e->cs.kind != CHARSET_PAIRS || a < 0x80 || table[a] != 0)
			continue;
		for (z = 0x40; z < 0xff; z++) {
			b[1] = (uint8_t)z;
			table[a << 8 | z] = ask(cd, b, 2);
		}
	}
	b[0] = 0x8f;
	for (a = 0xa1; e->cs.max == 3 && a < 0xff; a++)
		for (z = 0xa1; z < 0xff; z++) {
			b[1] = (uint8_t)a;
			b[2] = (uint8_t)z;
			table[(a & 0x7f) << 8 | z] = ask(cd, b, 3);
		}
	for (f = e->fix; f != NULL && f->code != 0; f++)
		for (i = 0; i < f->count; i++)
			table[f->code + i] =
			    f->unicode == 0 ? 0 : (uint16_t)(f->unicode + i);
}

static struct made *
make(const struct charset_entry *e)
{
	struct made *m = &made[e - charset_list];
	bool wide = e->cs.kind == CHARSET_WIDE || e->cs.kind == CHARSET_ASCII;
	iconv_t cd;

	if (m->open)
		return m;
	cd = iconv_open(wide ? "UTF-8" : "UCS-2LE", e->iconv);
	if (cd == (iconv_t)-1)
		return NULL;
	m->open = true;
	if (wide) {
		m->cd = cd;
		return m;
	}
	m->table = xcalloc(
	    e->cs.kind == CHARSET_PAIRS ? CODES : 256, sizeof(m->table[0]));
	fill(m->table, e, cd);
	iconv_close(cd);
	return m;
}

static int
put_bytes(struct buf *out, const uint16_t *table, const uint8_t *p, size_t n)
{
	uint8_t *to = buf_reserve(out, 3 * n);
	size_t i;

	for (i = 0; i < n; i++) {
		if (table[p[i]] == 0 && p[i] != 0)
			return -1;
		to = put(to, table[p[i]]);
	}
	out->len = (size_t)(to - out->data);
	return 0;
}

static int
put_pairs(struct buf *out, const uint16_t *table, unsigned max,
    const uint8_t *p, size_t n)
{
	uint8_t *to = buf_reserve(out, 3 * n);
	const uint8_t *end = p + n;
	uint32_t u;

	while (p < end) {
		if (*p < 0x80) {
			*to++ = *p++;
			continue;
		}
		if (max == 3 && *p == 0x8f) {
			if (end - p < 3 || p[1] < 0xa1 || p[2] < 0xa1)
				return -1;
			u = table[(p[1] & 0x7f) << 8 | p[2]];
			p += 3;
		} else if ((u = table[*p]) != 0) {
			p++;
		} else {
			if (end - p < 2)
				return -1;
			u = table[p[0] << 8 | p[1]];
			p += 2;
		}
		if (u == 0)
			return -1;
		to = put(to, u);
	}
	out->len = (size_t)(to - out->data);
	return 0;
}

static int
put_iconv(struct buf *out, iconv_t cd, const uint8_t *p, size_t n)
{
	/* iconv's interface lacks a const. */
	char *from = (char *)(uintptr_t)p, *to;
	size_t room = 3 * n + 4, left = n;

	to = (char *)buf_reserve(out, room);
	iconv(cd, NULL, NULL, NULL, NULL);
	if (iconv(cd, &from, &left, &to, &room) == (size_t)-1 || left != 0)
		return -1;
	out->len = (size_t)((uint8_t *)to - out->data);
	return 0;
}

int
charset_put(
    struct buf *out, const struct charset *cs, const uint8_t *p, size_t n)
{
	const struct charset_entry *e = (const struct charset_entry *)cs;
	struct made *m;

	if (cs->kind == CHARSET_BINARY ||
	    (cs->kind == CHARSET_UTF8 && utf8_valid(p, n) == n)) {
		buf_put(out, p, n);
		return 0;
	}
	if (cs->kind == CHARSET_UTF8 || (m = make(e)) == NULL)
		return -1;
	switch (cs->kind) {
	case CHARSET_BYTES:
		return put_bytes(out, m->table, p, n);
	case CHARSET_PAIRS:
		return put_pairs(out, m->table, cs->max, p, n);
	default:
		return put_iconv(out, m->cd, p, n);
	}
}

/* --- the other way -------------------------------------------------------- */

static bool
has(const struct charset *cs, uint32_t u)
{
	const struct charset_entry *e = (const struct charset_entry *)cs;
	size_t i, n = cs->kind == CHARSET_PAIRS ? CODES : 256;
	struct made *m;

	if (cs->kind == CHARSET_UTF8 || strcmp(cs->name, "ucs2") == 0)
		return u < 0x10000 || cs->max == 4;
	if (cs->kind != CHARSET_BYTES && cs->kind != CHARSET_PAIRS)
		return true; /* all of Unicode, or any bytes */
	if (u >= 0x10000 || (m = make(e)) == NULL)
		return false;
	for (i = 0x80; i < n; i++)
		if (m->table[i] == u)
			return true;
	return false;
}

bool
charset_has(const struct charset *cs, const char *text)
{
	const uint8_t *p = (const uint8_t *)text;
	uint32_t u;
	unsigned n;

	for (; *p != '\0'; p++) {
		if (*p < 0x80)
			continue;
		n = *p >= 0xf0 ? 3 : *p >= 0xe0 ? 2 : 1;
		for (u = *p & (0x3fu >> n); n > 0 && p[1] != '\0'; n--)
			u = u << 6 | (*++p & 0x3f);
		if (cs == NULL || !has(cs, u))
			return false;
	}
	return true;
}

/* --- collations ---------------------------------------------------------- */

/* Runs of collation numbers.  MariaDB adds 1024 for those that do not pad. */
static const struct {
	uint16_t first, last;
	const char *name;
} collations[] = { { 1, 1, "big5" }, { 2, 2, "latin2" }, { 3, 3, "dec8" },
	{ 4, 4, "cp850" }, { 5, 5, "latin1" }, { 6, 6, "hp8" },
	{ 7, 7, "koi8r" }, { 8, 8, "latin1" }, { 9, 9, "latin2" },
	{ 10, 10, "swe7" }, { 11, 11, "ascii" }, { 12, 12, "ujis" },
	{ 13, 13, "sjis" }, { 14, 14, "cp1251" }, { 15, 15, "latin1" },
	{ 16, 16, "hebrew" }, { 18, 18, "tis620" }, { 19, 19, "euckr" },
	{ 20, 20, "latin7" }, { 21, 21, "latin2" }, { 22, 22, "koi8u" },
	{ 23, 23, "cp1251" }, { 24, 24, "gb2312" }, { 25, 25, "greek" },
	{ 26, 26, "cp1250" }, { 27, 27, "latin2" }, { 28, 28, "gbk" },
	{ 29, 29, "cp1257" }, { 30, 30, "latin5" }, { 31, 31, "latin1" },
	{ 32, 32, "armscii8" }, { 33, 33, "utf8mb3" }, { 34, 34, "cp1250" },
	{ 35, 35, "ucs2" }, { 36, 36, "cp866" }, { 37, 37, "keybcs2" },
	{ 38, 38, "macce" }, { 39, 39, "macroman" }, { 40, 40, "cp852" },
	{ 41, 42, "latin7" }, { 43, 43, "macce" }, { 44, 44, "cp1250" },
	{ 45, 46, "utf8mb4" }, { 47, 49, "latin1" }, { 50, 52, "cp1251" },
	{ 53, 53, "macroman" }, { 54, 55, "utf16" }, { 56, 56, "utf16le" },
	{ 57, 57, "cp1256" }, { 58, 59, "cp1257" }, { 60, 61, "utf32" },
	{ 62, 62, "utf16le" }, { 63, 63, "binary" }, { 64, 64, "armscii8" },
	{ 65, 65, "ascii" }, { 66, 66, "cp1250" }, { 67, 67, "cp1256" },
	{ 68, 68, "cp866" }, { 69, 69, "dec8" }, { 70, 70, "greek" },
	{ 71, 71, "hebrew" }, { 72, 72, "hp8" }, { 73, 73, "keybcs2" },
	{ 74, 74, "koi8r" }, { 75, 75, "koi8u" }, { 76, 76, "utf8mb3" },
	{ 77, 77, "latin2" }, { 78, 78, "latin5" }, { 79, 79, "latin7" },
	{ 80, 80, "cp850" }, { 81, 81, "cp852" }, { 82, 82, "swe7" },
	{ 83, 83, "utf8mb3" }, { 84, 84, "big5" }, { 85, 85, "euckr" },
	{ 86, 86, "gb2312" }, { 87, 87, "gbk" }, { 88, 88, "sjis" },
	{ 89, 89, "tis620" }, { 90, 90, "ucs2" }, { 91, 91, "ujis" },
	{ 92, 93, "geostd8" }, { 94, 94, "latin1" }, { 95, 96, "cp932" },
	{ 97, 98, "eucjpms" }, { 99, 99, "cp1250" }, { 101, 124, "utf16" },
	{ 128, 151, "ucs2" }, { 159, 159, "ucs2" }, { 160, 183, "utf32" },
	{ 192, 215, "utf8mb3" }, { 223, 223, "utf8mb3" },
	{ 224, 247, "utf8mb4" }, { 248, 250, "gb18030" },
	{ 255, 323, "utf8mb4" }, { 576, 607, "utf8mb3" },
	{ 608, 639, "utf8mb4" }, { 640, 671, "ucs2" }, { 672, 735, "utf16" },
	{ 736, 767, "utf32" }, { 2048, 2303, "utf8mb3" },
	{ 2304, 2559, "utf8mb4" }, { 2560, 2815, "ucs2" },
	{ 2816, 3071, "utf16" }, { 3072, 3327, "utf32" } };

const char *
charset_of_collation(uint32_t id)
{
	size_t i;

	if (id > 1024 && id < 2048)
		id -= 1024;
	for (i = 0; i < sizeof(collations) / sizeof(collations[0]); i++)
		if (id >= collations[i].first && id <= collations[i].last)
			return collations[i].name;
	return NULL;
}
