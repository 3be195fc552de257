/*
 * charset_list.c: the character sets of MySQL and MariaDB, and in what their
 * tables differ from libc's.  Found by asking a server to convert every code
 * and comparing.
 *
 * Where the server has no character but libc has one, libc's is taken: no
 * text is lost so.
 */
#include "binlog/charset_list.h"

static const struct charset_fix armscii8[] = { { 0xa1, 1, 0x2741 },
	{ 0xa2, 1, 0x00a7 }, { 0xad, 1, 0x055f }, { 0xfe, 1, 0x2019 },
	{ 0xff, 1, 0x0027 }, { 0, 0, 0 } };
static const struct charset_fix big5[] = { { 0xa145, 1, 0x2022 },
	{ 0xa14e, 1, 0xff64 }, { 0xa1c2, 1, 0x203e }, { 0xa1e3, 1, 0x223c },
	{ 0xa1f2, 1, 0x2641 }, { 0xa1f3, 1, 0x2609 }, { 0xa241, 1, 0xff0f },
	{ 0xa242, 1, 0xff3c }, { 0xa244, 1, 0x00a5 }, { 0xa246, 2, 0x00a2 },
	{ 0xc6a1, 1, 0x30fe }, { 0xc6a2, 2, 0x309d }, { 0xc6a4, 1, 0x3005 },
	{ 0xc6a5, 83, 0x3041 }, { 0xc6f8, 7, 0x30a1 }, { 0xc740, 63, 0x30a8 },
	{ 0xc7a1, 16, 0x30e7 }, { 0xc7b1, 2, 0x0414 }, { 0xc7b3, 1, 0x0401 },
	{ 0xc7b4, 7, 0x0416 }, { 0xc7bb, 19, 0x0423 }, { 0xc7ce, 1, 0x0451 },
	{ 0xc7cf, 26, 0x0436 }, { 0xc7e9, 10, 0x2460 }, { 0xc7f3, 10, 0x2474 },
	{ 0, 0, 0 } };
static const struct charset_fix cp866[] = { { 0xfc, 1, 0x207f },
	{ 0xfd, 1, 0x00b2 }, { 0, 0, 0 } };
static const struct charset_fix dec8[] = { { 0xa0, 1, 0x00a0 }, { 0, 0, 0 } };
static const struct charset_fix geostd8[] = { { 0x83, 1, 0 }, { 0x88, 1, 0 },
	{ 0x8a, 1, 0 }, { 0x8c, 1, 0 }, { 0x8e, 1, 0 }, { 0x98, 3, 0 },
	{ 0x9c, 1, 0 }, { 0x9e, 2, 0 }, { 0xc0, 7, 0x10d0 },
	{ 0xc7, 1, 0x10f1 }, { 0xc8, 6, 0x10d7 }, { 0xce, 1, 0x10f2 },
	{ 0xcf, 6, 0x10dd }, { 0xd5, 1, 0x10f3 }, { 0xd6, 12, 0x10e3 },
	{ 0xe2, 1, 0x10f4 }, { 0xe3, 2, 0x10ef }, { 0xe5, 1, 0x10f5 },
	{ 0xe6, 23, 0 }, { 0xfd, 1, 0x2116 }, { 0xfe, 2, 0 }, { 0, 0, 0 } };
static const struct charset_fix greek[] = { { 0xa1, 1, 0x02bd },
	{ 0xa2, 1, 0x02bc }, { 0, 0, 0 } };
static const struct charset_fix hebrew[] = { { 0xaf, 1, 0x203e }, { 0, 0, 0 } };
static const struct charset_fix keybcs2[] = { { 0x80, 1, 0x010c },
	{ 0x83, 1, 0x010f }, { 0x85, 1, 0x010e }, { 0x86, 1, 0x0164 },
	{ 0x87, 1, 0x010d }, { 0x88, 1, 0x011b }, { 0x89, 1, 0x011a },
	{ 0x8a, 1, 0x0139 }, { 0x8b, 1, 0x00cd }, { 0x8c, 1, 0x013e },
	{ 0x8d, 1, 0x013a }, { 0x8f, 1, 0x00c1 }, { 0x91, 1, 0x017e },
	{ 0x92, 1, 0x017d }, { 0x95, 1, 0x00d3 }, { 0x96, 1, 0x016f },
	{ 0x97, 1, 0x00da }, { 0x98, 1, 0x00fd }, { 0x9b, 1, 0x0160 },
	{ 0x9c, 1, 0x013d }, { 0x9d, 1, 0x00dd }, { 0x9e, 1, 0x0158 },
	{ 0x9f, 1, 0x0165 }, { 0xa4, 1, 0x0148 }, { 0xa5, 1, 0x0147 },
	{ 0xa6, 1, 0x016e }, { 0xa7, 1, 0x00d4 }, { 0xa8, 1, 0x0161 },
	{ 0xa9, 1, 0x0159 }, { 0xaa, 1, 0x0155 }, { 0xab, 1, 0x0154 },
	{ 0, 0, 0 } };
static const struct charset_fix koi8u[] = { { 0x95, 1, 0x2022 }, { 0, 0, 0 } };
static const struct charset_fix latin1[] = { { 0x81, 1, 0x81 },
	{ 0x8d, 1, 0x8d }, { 0x8f, 2, 0x8f }, { 0x9d, 1, 0x9d }, { 0, 0, 0 } };
static const struct charset_fix macroman[] = { { 0xc6, 1, 0x2206 },
	{ 0xf0, 1, 0xf8ff }, { 0, 0, 0 } };
static const struct charset_fix sjis[] = { { 0x815f, 1, 0x005c }, { 0, 0, 0 } };
static const struct charset_fix swe7[] = { { 0x40, 1, 0xc9 }, { 0x5b, 1, 0xc4 },
	{ 0x5c, 1, 0xd6 }, { 0x5d, 1, 0xc5 }, { 0x5e, 1, 0xdc },
	{ 0x60, 1, 0xe9 }, { 0x7b, 1, 0xe4 }, { 0x7c, 1, 0xf6 },
	{ 0x7d, 1, 0xe5 }, { 0x7e, 1, 0xfc }, { 0, 0, 0 } };
static const struct charset_fix tis620[] = { { 0x80, 32, 0x80 }, { 0, 0, 0 } };
static const struct charset_fix ujis[] = { { 0xa1c0, 1, 0x005c },
	{ 0xa1c1, 1, 0x301c }, { 0xa1c2, 1, 0x2016 }, { 0xa1dd, 1, 0x2212 },
	{ 0xa1f1, 2, 0x00a2 }, { 0xa2cc, 1, 0x00ac }, { 0x22b7, 1, 0x007e },
	{ 0x22c3, 1, 0x00a6 }, { 0, 0, 0 } };

#define ONE(name, iconv, fix)                             \
	{                                                 \
		{ name, CHARSET_BYTES, 1, 1 }, iconv, fix \
	}
#define TWO(name, iconv, fix)                             \
	{                                                 \
		{ name, CHARSET_PAIRS, 2, 1 }, iconv, fix \
	}

const struct charset_entry charset_list[] = {
	{ { "utf8mb4", CHARSET_UTF8, 4, 1 }, NULL, NULL },
	{ { "utf8mb3", CHARSET_UTF8, 3, 1 }, NULL, NULL },
	{ { "utf8", CHARSET_UTF8, 3, 1 }, NULL, NULL },
	ONE("latin1", "CP1252", latin1),
	{ { "binary", CHARSET_BINARY, 1, 1 }, NULL, NULL },
	ONE("ascii", "ASCII", NULL),
	TWO("gbk", "GBK", NULL),
	{ { "gb18030", CHARSET_ASCII, 4, 1 }, "GB18030", NULL },
	TWO("gb2312", "EUC-CN", NULL),
	TWO("big5", "BIG5", big5),
	TWO("sjis", "SJIS", sjis),
	TWO("cp932", "CP932", NULL),
	{ { "ujis", CHARSET_PAIRS, 3, 1 }, "EUC-JP-MS", ujis },
	{ { "eucjpms", CHARSET_PAIRS, 3, 1 }, "EUC-JP-MS", NULL },
	TWO("euckr", "UHC", NULL),
	{ { "ucs2", CHARSET_WIDE, 2, 2 }, "UCS-2BE", NULL },
	{ { "utf16", CHARSET_WIDE, 4, 2 }, "UTF-16BE", NULL },
	{ { "utf16le", CHARSET_WIDE, 4, 2 }, "UTF-16LE", NULL },
	{ { "utf32", CHARSET_WIDE, 4, 4 }, "UTF-32BE", NULL },
	ONE("latin2", "ISO-8859-2", NULL),
	ONE("latin5", "ISO-8859-9", NULL),
	ONE("latin7", "ISO-8859-13", NULL),
	ONE("cp1250", "CP1250", NULL),
	ONE("cp1251", "CP1251", NULL),
	ONE("cp1256", "CP1256", NULL),
	ONE("cp1257", "CP1257", NULL),
	ONE("cp850", "CP850", NULL),
	ONE("cp852", "CP852", NULL),
	ONE("cp866", "CP866", cp866),
	ONE("keybcs2", "CP437", keybcs2),
	ONE("koi8r", "KOI8-R", NULL),
	ONE("koi8u", "KOI8-U", koi8u),
	ONE("greek", "ISO-8859-7", greek),
	ONE("hebrew", "ISO-8859-8", hebrew),
	ONE("tis620", "TIS-620", tis620),
	ONE("macroman", "MACINTOSH", macroman),
	ONE("macce", "MAC-CENTRALEUROPE", NULL),
	ONE("hp8", "HP-ROMAN8", NULL),
	ONE("dec8", "DEC-MCS", dec8),
	ONE("armscii8", "ARMSCII-8", armscii8),
	ONE("geostd8", "CP1252", geostd8),
	{ { "swe7", CHARSET_BYTES, 1, 1 }, "ASCII", swe7 },
};

const size_t charset_count = sizeof(charset_list) / sizeof(charset_list[0]);
