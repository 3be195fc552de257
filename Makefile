# pxsync: one GNU Makefile, no configure.  Objects live in .build/MODE, one
# tree per mode (rel, san, fuzz), programs in .build/MODE/bin and, for
# rel, in bin/ as well.
#
#   make            build everything
#   make demo       the main job, end to end (installs packages if missing)
#   make test       what everybody runs      make check   all of it
#   make lint       style, pages, layout     make bench   rates on this machine
#   make soak N=200 kill the chain in so many ways
#   make fuzz T=60  hostile input, each parser for T seconds
#   make deb        a Debian package    make install PREFIX= DESTDIR=
#   SAN=1           with any of them: ASan + UBSan
#   CC=clang        with any of them: the other compiler

VERSION := 0.1.0
PREFIX  ?= /usr/local
DESTDIR ?=

# The programs in the order of the walk; every list in the docs follows it.
PROGS   := pxbinlog rowdecode pxsnapshot rowfilter mcpartition mcupload \
	   mcsql pxcheck pxplan pxstatus pxverify pxrec mclocal
LIBS    := base rec row binlog mysql mc

# A comma that does not end a function's argument.
, := ,

MODE    := $(if $(SAN),san,rel)
B       := .build/$(MODE)
ifeq ($(origin CC),default)
CC      := gcc
endif
ifneq ($(CC),gcc)
B       := .build/$(MODE)-$(notdir $(CC))
endif

WARN    := -Wall -Wextra -Wpedantic -Wconversion -Wsign-conversion -Wshadow \
	   -Wformat=2 -Wstrict-prototypes -Wmissing-prototypes -Wcast-qual \
	   -Wvla -Werror
CSTD    := -std=c17 -D_XOPEN_SOURCE=700
OPT     := $(if $(SAN),-O1 -fno-omit-frame-pointer \
	   -fsanitize=address$(,)undefined -fno-sanitize-recover=all,-O2)
CFLAGS  ?= -g
ALL_CFLAGS = $(CSTD) $(WARN) $(OPT) $(CFLAGS) -Isrc \
	   -isystem /usr/include/mariadb -DVERSION='"$(VERSION)"'
LDFLAGS += $(if $(SAN),-fsanitize=address$(,)undefined)

# What each library needs at the end of the command line.
L_base   := -linih
L_rec    :=
L_row    := -lm
L_binlog := -lz -lzstd
L_mysql  := -lmariadb
L_mc     := -lcurl -lcrypto -lz -lzstd -ljansson -lexpat

# Which libraries each program uses, in link order.
U_pxbinlog    := mysql binlog row rec base
U_rowdecode   := binlog row rec base
U_pxsnapshot  := mysql row rec base
U_rowfilter   := row rec base
U_mcpartition := binlog row rec base
U_mcupload    := mc row rec base
U_mcsql       := mc row rec base
U_pxcheck     := mysql mc row rec base
U_pxplan      := row rec base
U_pxstatus    := mysql row rec base
U_pxverify    := mc row rec base
U_pxrec       := row rec base
U_mclocal     := mc row rec base
X_pxplan      := -ljansson
X_pxstatus    := -lcurl -ljansson
X_pxrec       := -ljansson
X_mcpartition := -lm
X_rowfilter   := -lpcre2-8
X_mclocal     := -lmicrohttpd -lsqlite3 -lpcre2-8

# Unit tests: tests/unit/NAME.c, linked with the libraries named in its first
# line: /* uses: row rec base */
UNITS   := $(patsubst tests/unit/%.c,%,$(wildcard tests/unit/*.c))

SRC      = $(wildcard src/$(1)/*.c)
OBJ      = $(patsubst %.c,$(B)/%.o,$(call SRC,$(1)))

.PHONY: all deps demo test check lint bench soak install deb clean format \
	golden unit fuzz fuzzed
.DELETE_ON_ERROR:
.SECONDARY:

all: $(PROGS:%=$(B)/bin/%) $(B)/bin/pxsync
	@if [ "$(B)" = .build/rel ]; then cp -pu $(PROGS:%=$(B)/bin/%) bin/; fi

$(B)/bin/pxsync: bin/pxsync
	@mkdir -p $(@D)
	@cp $< $@

$(B)/%.o: %.c
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

define LIB_RULE
$(B)/lib$(1).a: $(filter-out %/main.o,$(call OBJ,$(1)))
	@mkdir -p $$(@D)
	@rm -f $$@
	ar rcs $$@ $$^
endef
$(foreach l,$(LIBS) $(PROGS),$(eval $(call LIB_RULE,$(l))))

define PROG_RULE
$(B)/bin/$(1): $(call OBJ,$(1)) $(U_$(1):%=$(B)/lib%.a)
	@mkdir -p $$(@D)
	$$(CC) $$(LDFLAGS) -o $$@ $$^ $(foreach u,$(U_$(1)),$(L_$(u))) \
		$(X_$(1))
endef
$(foreach p,$(PROGS),$(eval $(call PROG_RULE,$(p))))

define UNIT_RULE
U_u_$(1) := $(shell sed -n '1s,^/\* uses: \(.*\) \*/$$,\1,p' tests/unit/$(1).c)
$(B)/unit/$(1).t: $(B)/tests/unit/$(1).o $$(patsubst %,$(B)/lib%.a,$$(U_u_$(1)))
	@mkdir -p $$(@D)
	$$(CC) $$(LDFLAGS) -o $$@ $$^ \
		$$(foreach u,$$(U_u_$(1)),$$(L_$$(u))) -ljansson
endef
$(foreach u,$(UNITS),$(eval $(call UNIT_RULE,$(u))))

# Fuzz targets: tests/fuzz/fuzz_NAME.c, with the same first line.  `unit` links
# them with a main that replays files, `fuzz` with libFuzzer.
FUZZED  := $(patsubst tests/fuzz/fuzz_%.c,%,$(wildcard tests/fuzz/fuzz_*.c))
REPLAY   = $(if $(FUZZ),,$(B)/tests/fuzz/replay.o)

define FUZZ_RULE
U_f_$(1) := $(shell sed -n '1s,^/\* uses: \(.*\) \*/$$,\1,p' \
	tests/fuzz/fuzz_$(1).c)
$(B)/fuzz/$(1): $(B)/tests/fuzz/fuzz_$(1).o $$(REPLAY) \
		$$(patsubst %,$(B)/lib%.a,$$(U_f_$(1)))
	@mkdir -p $$(@D)
	$$(CC) $$(LDFLAGS) $(FUZZ) -o $$@ $$^ \
		$$(foreach u,$$(U_f_$(1)),$$(L_$$(u)) $$(X_$$(u))) -ljansson
endef
$(foreach f,$(FUZZED),$(eval $(call FUZZ_RULE,$(f))))

unit: $(UNITS:%=$(B)/unit/%.t) fuzzed
fuzzed: $(FUZZED:%=$(B)/fuzz/%)

# What the bench runs beside the programs.
BENCH := discard clocked encode mysqllog
B_discard  := base
B_clocked  := base
B_encode   := mc row rec base
B_mysqllog := base
Y_discard  := -lmicrohttpd
Y_mysqllog := -lzstd
define BENCH_RULE
$(B)/tools/$(1): $(B)/tests/bench/$(1).o $(B_$(1):%=$(B)/lib%.a)
	@mkdir -p $$(@D)
	$$(CC) $$(LDFLAGS) -o $$@ $$^ $(foreach u,$(B_$(1)),$(L_$(u))) \
		$(Y_$(1))
endef
$(B)/tools/encode: $(B)/src/mcupload/pack.o
$(foreach b,$(BENCH),$(eval $(call BENCH_RULE,$(b))))

# A PolarDB-X server played from a script, for tests/flow/fakepx-*.t.
FAKEPX := $(patsubst %.c,$(B)/%.o,$(wildcard tests/fakepx/*.c))
$(B)/tools/fakepx: $(FAKEPX) $(B)/libbinlog.a $(B)/libbase.a
	@mkdir -p $(@D)
	$(CC) $(LDFLAGS) -o $@ $^ -lz

# Logs damaged in every way, for tests/long/sweep.t.
SWEPT := pxbinlog rowdecode mysql binlog row rec base
$(B)/tools/sweep: $(B)/tests/long/sweep.o $(SWEPT:%=$(B)/lib%.a)
	@mkdir -p $(@D)
	$(CC) $(LDFLAGS) -o $@ $^ $(foreach u,$(SWEPT),$(L_$(u)))

# Packages: asked of dpkg, installed by apt where missing.
deps:
	@sh tests/deps.sh

# A child make, so that the tools are looked for after they were installed.
SUB = $(MAKE) --no-print-directory SAN=$(SAN) CC=$(CC)

demo: deps
	@$(SUB) all
	@PATH="$(CURDIR)/$(B)/bin:$$PATH" sh tests/demo.sh

PROVE = PATH="$(CURDIR)/$(B)/bin:$$PATH" PX_BUILD="$(CURDIR)/$(B)" \
	PX_SAN="$(SAN)" ASAN_OPTIONS=exitcode=99:detect_leaks=1 \
	UBSAN_OPTIONS=print_stacktrace=1 prove --exec '' -j3

TESTS_QUICK = $(UNITS:%=$(B)/unit/%.t) $(wildcard tests/cli/*.t) \
	$(wildcard tests/flow/*.t) $(wildcard tests/fuzz/*.t)
TESTS_LINT  = $(wildcard tests/lint/*.t)
TESTS_LONG  = $(wildcard tests/long/*.t)

test: deps
	@$(SUB) all unit $(B)/tools/fakepx
	@$(PROVE) $(TESTS_QUICK) $(if $(SAN),,$(TESTS_LINT))

check: deps
	@$(SUB) all unit $(B)/tools/fakepx $(B)/tools/sweep
	@$(PROVE) $(TESTS_QUICK) $(TESTS_LINT) $(TESTS_LONG)

lint: deps
	@$(SUB) all
	@$(PROVE) $(TESTS_LINT)

soak: deps
	@$(SUB) all
	@PX_BUILD="$(CURDIR)/$(B)" sh tests/crash/run.sh --count $(or $(N),200)

bench: deps
	@$(MAKE) --no-print-directory SAN= all \
		$(BENCH:%=.build/rel/tools/%)
	@PATH="$(CURDIR)/.build/rel/bin:$$PATH" sh tests/bench/run.sh

# Every target of tests/fuzz for T seconds; with UPTO=600, no longer than until
# it has 600 in all runs so far.
T ?= 60
fuzz: deps
	@$(MAKE) --no-print-directory B=.build/fuzz CC=clang-14 SAN=1 \
		FUZZ=-fsanitize=fuzzer CFLAGS='-g -fsanitize=fuzzer-no-link' \
		fuzzed
	@sh tests/fuzz/run.sh .build/fuzz $(T) $(UPTO) $(FUZZED)

golden: all
	@PATH="$(CURDIR)/$(B)/bin:$$PATH" sh tests/golden/update.sh

format:
	clang-format-14 -i $$(git ls-files '*.c' '*.h')

install: all
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/share/man/man1 \
		$(DESTDIR)$(PREFIX)/share/man/man5 \
		$(DESTDIR)$(PREFIX)/share/man/man7 \
		$(DESTDIR)$(PREFIX)/share/pxsync
	install -m 755 $(PROGS:%=$(B)/bin/%) bin/pxsync \
		$(DESTDIR)$(PREFIX)/bin
	for s in 1 5 7; do \
		install -m 644 man/*.$$s $(DESTDIR)$(PREFIX)/share/man/man$$s \
		|| exit 1; done
	cp -R share/. $(DESTDIR)$(PREFIX)/share/pxsync/

deb: deps
	@$(SUB) all
	@sh share/deb/build.sh "$(CURDIR)/$(B)" $(VERSION)

clean:
	rm -rf .build
	rm -f $(PROGS:%=bin/%)

-include $(shell find $(B) -type f -name '*.d' 2>/dev/null)
