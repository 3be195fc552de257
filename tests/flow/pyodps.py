"""pyodps.py: PyODPS, as it comes, against mclocal; for pyodps.t.

    pyodps.py stream base|log MAP      records of the table shop.every, as
                                       pxrec --from-json reads them; MAP is
                                       exact or dts, with a table of its own
    pyodps.py api ENDPOINT KEYFILE     everything of the client we claim
    pyodps.py rows ENDPOINT KEYFILE    what mcupload wrote of those streams
    pyodps.py dts ENDPOINT KEYFILE     the same for the other map

The last two print "ok TITLE" or "not ok TITLE" with the reason, a line each,
and "end" when all of it was tried.
"""
import base64
import datetime
import decimal
import json
import sys
import traceback

D = decimal.Decimal
UTC = datetime.timezone.utc


# --- the table whose rows mcupload writes ------------------------------------

def b64(data):
    return {'b64': base64.b64encode(data).decode()}


POINT = bytes.fromhex('00000000' '0101000000' '000000000000f03f'
                      '0000000000000040')
LONG = 'x' * 70000

# name, source column, then for each of two rows what the log has and what
# the table must give.  The third row is NULL all over, but for the key.
COLUMNS = [
    ('id', {'type': 'bigint', 'key': 1},
     (-2 ** 63 + 1, -2 ** 63 + 1), (2 ** 63 - 1, 2 ** 63 - 1)),
    ('ti', {'type': 'tinyint'}, (-128, -128), (127, 127)),
    ('si', {'type': 'smallint', 'flags': ['unsigned']}, (0, 0),
     (65535, 65535)),
    ('mi', {'type': 'mediumint'}, (-8388608, -8388608), (8388607, 8388607)),
    ('ii', {'type': 'int', 'flags': ['unsigned']}, (1, 1),
     (4294967295, 4294967295)),
    ('bu', {'type': 'bigint', 'flags': ['unsigned']}, (0, D(0)),
     (18446744073709551615, D(18446744073709551615))),
    ('fl', {'type': 'float'}, (0.1, 0.1), (-3.25, -3.25)),
    ('do', {'type': 'double'}, (0.1, 0.1),
     (-1.7976931348623157e308, -1.7976931348623157e308)),
    ('de', {'type': 'decimal', 'precision': 38, 'scale': 18},
     ('-12345678901234567890.123456789012345678',
      D('-12345678901234567890.123456789012345678')),
     ('0.000000000000000001', D('1E-18'))),
    ('dw', {'type': 'decimal', 'precision': 65, 'scale': 2},
     ('123456789012345678901234567890123456789012.25',) * 2,
     ('-0.01', '-0.01')),
    ('b1', {'type': 'bit', 'length': 1}, (1, True), (0, False)),
    ('b9', {'type': 'bit', 'length': 9}, (511, 511), (0, 0)),
    ('b64', {'type': 'bit', 'length': 64}, (2 ** 64 - 1, D(2 ** 64 - 1)),
     (1, D(1))),
    ('ye', {'type': 'year'}, (2026, 2026), (1901, 1901)),
    ('da', {'type': 'date'}, ('0001-01-01', datetime.date(1, 1, 1)),
     ('9999-12-31', datetime.date(9999, 12, 31))),
    ('dt', {'type': 'datetime', 'scale': 6},
     ('1969-12-31 23:59:59.999999', '1969-12-31 23:59:59.999999'),
     ('2261-12-31 23:59:59.000001', '2261-12-31 23:59:59.000001')),
    ('ts', {'type': 'timestamp', 'scale': 6},
     ('1970-01-01 00:00:01.000000', '1970-01-01 00:00:01'),
     ('2038-01-19 03:14:07.999999', '2038-01-19 03:14:07.999999')),
    ('tm', {'type': 'time', 'scale': 1}, ('-838:59:59.0', '-838:59:59.0'),
     ('00:00:00.5', '00:00:00.5')),
    ('ch', {'type': 'char', 'length': 3}, ('', ''), ('äöü', 'äöü')),
    ('vc', {'type': 'varchar', 'length': 40}, ('\\N', '\\N'),
     ('it\'s "so",\t\n\\', 'it\'s "so",\t\n\\')),
    ('tx', {'type': 'text', 'length': 16777215}, (LONG, LONG),
     ('\U0001f600', '\U0001f600')),
    ('bi', {'type': 'binary', 'length': 4}, (b64(b'\0\0\0\0'), b'\0\0\0\0'),
     (b64(b'\xff\xfe\0A'), b'\xff\xfe\0A')),
    ('vb', {'type': 'varbinary', 'length': 9}, (b64(b''), b''),
     (b64(b'\0\x80'), b'\0\x80')),
    ('bl', {'type': 'blob'}, (b64(bytes(range(256))), bytes(range(256))),
     (b64(b'=41'), b'=41')),
    ('en', {'type': 'enum', 'members': ['r', 'ü']}, ('r', 'r'), ('ü', 'ü')),
    ('se', {'type': 'set', 'members': ['p', 'q']}, ('p,q', 'p,q'), ('', '')),
    ('js', {'type': 'json'}, ('{"a": [1, null]}', '{"a": [1, null]}'),
     ('"ä"', '"ä"')),
    ('ge', {'type': 'geometry'}, (b64(POINT), 'POINT(1 2)'),
     (b64(POINT), 'POINT(1 2)')),
    ('ve', {'type': 'vector'}, (b64(b'\0\0\x80?'), '[1]'),
     (b64(b'\0\0\x80?\0\0\0@'), '[1,2]')),
    ('i4', {'type': 'inet4'}, ('10.0.0.255',) * 2, ('0.0.0.0',) * 2),
    ('i6', {'type': 'inet6'}, ('::',) * 2, ('2001:db8::ff00:42:8329',) * 2),
    ('uu', {'type': 'uuid'}, ('6ccd780c-baba-1026-9564-5b8c656024db',) * 2,
     ('00000000-0000-0000-0000-000000000000',) * 2),
]
# What the vendor's map makes of them, where that is something else; a third
# and a fourth are what the log has, where the map cannot hold the values above.
DTS = {
    'bu': (0, 2 ** 63 - 1, 0, 2 ** 63 - 1),
    'fl': (0.10000000149011612, -3.25),
    'de': (-12345678901234567890.123456789012345678, 1e-18),
    'dw': (123456789012345678901234567890123456789012.25, -0.01),
    'b9': ('111111111', '000000000'),
    'b64': ('1' * 64, '0' * 63 + '1'),
    'ye': ('2026', '1901'),
    'da': ('0001-01-01 00:00:00', '9999-12-31 00:00:00'),
    'dt': ('1969-12-31 23:59:59.999000', '2261-12-31 23:59:59'),
    'ts': ('1970-01-01 00:00:01', '2038-01-19 03:14:07.999000'),
    'bi': ('AAAAAA==', '//4AQQ=='),
    'vb': ('', 'AIA='),
    'bl': (base64.b64encode(bytes(range(256))).decode(), 'PTQx'),
}
TEXT = {'char', 'varchar', 'text', 'enum', 'set', 'json'}
TIME = '2024-01-02T03:04:05.678901Z'
NAMES = {'exact': 'every', 'dts': 'every_dts'}


def image(k, types):
    out = {c[0]: c[k + 2][0] for c in COLUMNS}
    if types == 'dts':
        out |= {n: v[k + 2] for n, v in DTS.items() if len(v) > 2}
    return out


def images(types):
    return [image(0, types), image(1, types)] + [
        {c[0]: None for c in COLUMNS} | {'id': 3}]


def wanted(types):
    dts = DTS if types == 'dts' else {}
    return [[dts[c[0]][k] if c[0] in dts else c[k + 2][1] for c in COLUMNS]
            for k in (0, 1)] + [
        [3 if c[0] == 'id' else None for c in COLUMNS]]


def mark(pos, *flags):
    return {'kind': 'mark', 'pos': f'bin.000001:{pos}',
            'resume': f'bin.000001:{pos}', 'time': TIME, 'alive': TIME,
            'flags': list(flags)}


def stream(what, types):
    table = {'db': 'shop', 'table': NAMES[types], 'ref': 1}
    columns = []
    for name, source, *_ in COLUMNS:
        c = {'name': name, 'flags': []} | source
        if name != 'id':
            c['flags'] = c['flags'] + ['nullable']
        if source['type'] in TEXT:
            c['charset'] = 'utf8mb4'
        columns.append(c)
    out = [{'kind': 'hello', 'producer': 'test', 'source': 'mysql'},
           {'kind': 'table', 'flags': ['primary'], 'columns': columns} | table]
    row = {'kind': 'row', 'time': TIME} | table
    a, b, c = images(types)
    if what == 'base':
        chunk = {'kind': 'chunk', 'number': 0, 'total': 1, 'lower': '',
                 'upper': ''} | table
        out += [mark(500, 'copy_start'), chunk | {'state': 'begin', 'rows': 0}]
        out += [row | {'op': 'S', 'part': 0, 'record_id': 0, 'after': v}
                for v in (a, b, c)]
        out += [chunk | {'state': 'done', 'rows': 3}, mark(900, 'copy_end')]
    else:
        out += [{'kind': 'begin', 'pos': 'bin.000001:1000'},
                row | {'op': 'I', 'record_id': 2 ** 36 + 1100,
                       'pos': 'bin.000001:1100', 'after': a},
                row | {'op': 'U', 'record_id': 2 ** 36 + 1200,
                       'pos': 'bin.000001:1200', 'before': a, 'after': b},
                row | {'op': 'D', 'record_id': 2 ** 36 + 1300,
                       'pos': 'bin.000001:1300', 'before': c},
                mark(1400)]
    for o in out + [{'kind': 'end'}]:
        print(json.dumps(o, ensure_ascii=False))


# --- checks ------------------------------------------------------------------

CHECKS = {'api': [], 'rows': [], 'dts': []}


def check(group, title):
    def add(f):
        CHECKS[group].append((title, f))
        return f
    return add


def same(got, want):
    if got != want:
        raise AssertionError(f'{got!r}\nis not\n{want!r}')


def raises(kind, f):
    try:
        f()
    except kind as e:
        return str(e)
    raise AssertionError(f'no {kind.__name__}')


def values(rows):
    return [list(r.values) for r in rows]


def run(group, endpoint, keyfile):
    global o, odps, pandas
    import odps
    import pandas
    with open(keyfile) as f:
        key = f.read().strip()
    odps.options.sql.settings = {'odps.sql.type.system.odps2': 'true'}
    odps.options.retry_times = 1
    odps.options.allow_antique_date = True
    o = odps.ODPS('local', key, 'local', endpoint=endpoint)
    for title, f in CHECKS[group]:
        try:
            f()
            print('ok', title, flush=True)
        except Exception:
            why = traceback.format_exc(limit=-3).replace('\n', ' | ')
            print(f'not ok {title}: {why[:3000]}', flush=True)
    print('end')


def schema(columns, parts=()):
    from odps.types import Column, Partition
    return odps.models.TableSchema(
        columns=[Column(name=n, type=t) for n, t in columns],
        partitions=[Partition(name=n, type=t) for n, t in parts])


# --- tables and partitions ---------------------------------------------------

@check('api', 'an empty project has no tables')
def _():
    same([t.name for t in o.list_tables()], [])
    same(o.exist_project('local'), True)


@check('api', 'a table is made from a schema, and describes itself')
def _():
    s = odps.models.TableSchema(
        columns=[odps.types.Column(name='Id', type='bigint', comment="it's"),
                 odps.types.Column(name='name', type='string')],
        partitions=[odps.types.Partition(name='dt', type='string'),
                    odps.types.Partition(name='n', type='bigint')])
    o.create_table('Pt', s, lifecycle=7, comment='a "table"')
    t = o.get_table('pt')
    t.reload()
    same(t.name, 'pt')
    same(t.comment, 'a "table"')
    same(t.lifecycle, 7)
    same([(c.name, str(c.type).lower(), c.comment) for c in t.table_schema.columns],
         [('id', 'bigint', "it's"), ('name', 'string', ''),
          ('dt', 'string', ''), ('n', 'bigint', '')])
    same([p.name for p in t.table_schema.partitions], ['dt', 'n'])
    same(t.owner, 'ALIYUN$local')
    same(t.is_virtual_view, False)
    same(t.is_transactional, False)
    now = datetime.datetime.now()
    for at in (t.creation_time, t.last_data_modified_time):
        assert abs((now - at).total_seconds()) < 600, at
    assert 'PARTITIONED BY' in t.get_ddl()


@check('api', 'a table that is there already')
def _():
    s = schema([('id', 'bigint')])
    o.create_table('pt', s, if_not_exists=True)
    raises(odps.errors.ODPSError, lambda: o.create_table('pt', s))


@check('api', 'lists and exists')
def _():
    o.create_table('other', 'id bigint')
    same([t.name for t in o.list_tables()], ['other', 'pt'])
    same([t.name for t in o.list_tables(prefix='o')], ['other'])
    same((o.exist_table('PT'), o.exist_table('nope')), (True, False))
    raises(odps.errors.NoSuchObject, lambda: o.get_table('nope').reload())


@check('api', 'partitions')
def _():
    t = o.get_table('pt')
    t.create_partition("dt='20240101',n=1")
    t.create_partition("dt='20240101',n=1", if_not_exists=True)
    t.create_partition('dt=20240102,n=1')
    t.create_partition('dt=20240102,n=2')
    same([p.name for p in t.partitions],
         ["dt='20240101',n='1'", "dt='20240102',n='1'",
          "dt='20240102',n='2'"])
    same([p.name for p in t.iterate_partitions("dt='20240102'")],
         ["dt='20240102',n='1'", "dt='20240102',n='2'"])
    same(t.exist_partition('dt=20240102,n=2'), True)
    same(t.exist_partition('dt=20240102,n=3'), False)
    p = t.get_partition('dt=20240102,n=2')
    same(p.size, 0)
    assert p.creation_time <= datetime.datetime.now()
    raises(odps.errors.ODPSError,
           lambda: t.create_partition('dt=20240102,n=2'))
    t.delete_partition('dt=20240102,n=1')
    t.delete_partition('dt=20240102,n=1', if_exists=True)
    same(len(list(t.partitions)), 2)


# --- the tunnel --------------------------------------------------------------

def every():
    """Name and type of each column, and rows of its values."""
    ts = pandas.Timestamp
    cols = [
        ('c_bigint', 'bigint', [2 ** 63 - 1, -2 ** 63 + 1]),
        ('c_int', 'int', [2 ** 31 - 1, -2 ** 31]),
        ('c_smallint', 'smallint', [32767, -32768]),
        ('c_tinyint', 'tinyint', [127, -128]),
        ('c_float', 'float', [0.5, -1.25]),
        ('c_double', 'double', [0.1, -1.7976931348623157e308]),
        ('c_decimal', 'decimal(38,18)',
         [D('12345678901234567890.123456789012345678'), D('-1E-18')]),
        ('c_small', 'decimal(5,2)', [D('999.99'), D('-0.01')]),
        ('c_string', 'string', ['ä "q", \\N\n\t', '']),
        ('c_varchar', 'varchar(10)', ['äöü', 'x']),
        ('c_char', 'char(4)', ['abcd', 'äöüß']),
        ('c_binary', 'binary', [bytes(range(256)), b'']),
        ('c_boolean', 'boolean', [True, False]),
        ('c_date', 'date', [datetime.date(9999, 12, 31),
                            datetime.date(1, 1, 1)]),
        ('c_datetime', 'datetime',
         [datetime.datetime(2024, 2, 29, 23, 59, 59, 999000),
          datetime.datetime(1969, 12, 31, 23, 59, 59, 1000)]),
        ('c_timestamp', 'timestamp',
         [ts('2024-02-29 23:59:59.123456789'),
          ts('1969-12-31 23:59:59.000000001')]),
        ('c_ntz', 'timestamp_ntz',
         [ts('2024-02-29 23:59:59.999999999'),
          ts('1969-12-31 23:59:59.500000000')]),
        ('c_json', 'json', [{'a': [1, None, 'ä']}, ['x', 1.5]]),
    ]
    rows = [[c[2][k] for c in cols] for k in (0, 1)]
    return [(c[0], c[1]) for c in cols], rows + [[None] * len(cols)]


def upload(t, rows, blocks, **kw):
    u = odps.tunnel.TableTunnel(o).create_upload_session(t)
    for block in range(blocks):
        with u.open_record_writer(block, **kw) as w:
            for r in rows[block::blocks]:
                w.write(u.new_record(r))
    u.commit(list(range(blocks)))


def all_types(**kw):
    columns, rows = every()
    o.delete_table('every', if_exists=True)
    t = o.create_table('every', schema(columns))
    upload(t, rows, 3, **kw)
    with t.open_reader() as r:
        same(r.count, 3)
        same(values(r), rows)
    with t.open_reader() as r:
        same(values(r[1:2]), rows[1:2])
    return rows


@check('api', 'every type, three blocks, up and down')
def _():
    all_types()


@check('api', 'compressed with deflate')
def _():
    rows = all_types(compress=True)
    tunnel = odps.tunnel.TableTunnel(o)
    d = tunnel.create_download_session('every', compress_algo='zlib')
    with d.open_record_reader(0, 3, compress=True) as r:
        same(values(r), rows)


@check('api', 'the same by the tunnel of a query')
def _():
    columns, rows = every()
    with o.execute_sql('select * from every').open_reader(tunnel=True) as r:
        same(r.count, 3)
        same([str(c.type).lower() for c in r.schema.columns], [c[1] for c in columns])
        same(values(r), rows)


@check('api', 'chosen columns, by the tunnel')
def _():
    with o.get_table('every').open_reader(
            columns=['c_string', 'c_bigint']) as r:
        same(values(r), [['ä "q", \\N\n\t', 2 ** 63 - 1],
                         ['', -2 ** 63 + 1], [None, None]])


@check('api', 'the buffered writer, many rows in several blocks')
def _():
    t = o.create_table('many', 'id bigint, s string')
    odps.options.tunnel.block_buffer_size = 100000
    with t.open_writer() as w:
        w.write([i, f'row {i}'] for i in range(20000))
    with t.open_reader() as r:
        same(sorted(r.id for r in r), list(range(20000)))
    with o.execute_sql('select count(*) n, max(s) m from many') \
            .open_reader() as r:
        same(values(r), [[20000, 'row 9999']])


@check('api', 'partitions that are made on the way')
def _():
    rows = [[1, 'a'], [2, None]]
    o.write_table('pt', rows, partition='dt=20240103,n=1',
                  create_partition=True)
    same(values(o.read_table('pt', partition='dt=20240103,n=1')),
         [r + ['20240103', '1'] for r in rows])
    same(o.get_table('pt').get_max_partition().name, "dt='20240103',n='1'")


@check('api', 'overwrite')
def _():
    o.write_table('pt', [[3, 'c']], partition='dt=20240103,n=1',
                  overwrite=True)
    same([r[0] for r in o.read_table('pt', partition='dt=20240103,n=1')], [3])


@check('api', 'a session: blocks, status, commit, once more')
def _():
    t = o.create_table('sess', 'id bigint')
    tunnel = odps.tunnel.TableTunnel(o)
    u = tunnel.create_upload_session(t)
    for block in (5, 0):
        with u.open_record_writer(block) as w:
            w.write(u.new_record([block]))
    u = tunnel.create_upload_session(t, upload_id=u.id)
    same(sorted(u.blocks), [0, 5])
    raises(odps.tunnel.errors.TunnelError, lambda: u.commit([0]))
    u.commit([0, 5])
    u.commit([0, 5])
    u.reload()
    same(u.status, u.Status.Closed)
    same(values(o.read_table('sess')), [[0], [5]])


@check('api', 'head')
def _():
    same(values(o.get_table('many').head(2)), [[0, 'row 0'], [1, 'row 1']])
    same(values(o.get_table('pt').head(1, partition='dt=20240103,n=1',
                                       columns=['name'])), [['c']])


@check('api', 'Arrow batches: a table, a query, a preview')
def _():
    o.execute_sql(
        "create table batches (a tinyint, b smallint, c int, d bigint,"
        " e float, f double, g decimal(10,2), h decimal(38,18), i string,"
        " j binary, k boolean, l date, m datetime, n timestamp,"
        " o timestamp_ntz, p varchar(5)); insert into batches values"
        " (1, -2, 3, -4, 1.5, -2.5, 1.25BD, -0.5BD, 'äö', unhex('00ff'),"
        " true, '2024-01-02', '2024-01-02 03:04:05',"
        " '2024-01-02 03:04:05.123456789', '1969-12-31 23:59:59.5', 'x'),"
        " (null, null, null, null, null, null, null, null, null, null, null,"
        " null, null, null, null, null),"
        " (-128, 32767, -2147483648, 9223372036854775807, 0, 1e300,"
        " -99999999.99BD, 12345678901234567890.123456789012345678BD, '',"
        " unhex(''), false, '1969-12-31', '1969-12-31 23:59:59',"
        " '2024-01-01 00:00:00', '2024-01-01 00:00:00', 'yyyyy')")
    ts = pandas.Timestamp
    want = [
        [1, -2, 3, -4, 1.5, -2.5, D('1.25'), D('-0.5'), 'äö', b'\x00\xff',
         True, datetime.date(2024, 1, 2),
         datetime.datetime(2024, 1, 2, 3, 4, 5),
         ts('2024-01-02 03:04:05.123456789'),
         ts('1969-12-31 23:59:59.500000'), 'x'], [None] * 16,
        [-128, 32767, -2147483648, 2 ** 63 - 1, 0.0, 1e300,
         D('-99999999.99'), D('12345678901234567890.123456789012345678'), '',
         b'', False, datetime.date(1969, 12, 31),
         datetime.datetime(1969, 12, 31, 23, 59, 59), ts('2024-01-01'),
         ts('2024-01-01'), 'yyyyy']]

    def listed(table):
        return [list(r.values()) for r in table.to_pylist()]
    t = o.get_table('batches')
    with t.open_reader(arrow=True) as r:
        same(listed(r.read_all()), want)
    with t.open_reader(arrow=True, columns=['i', 'd']) as r:
        same(listed(r.read_all()), [[w[8], w[3]] for w in want])
    with o.execute_sql('select * from batches').open_reader(
            tunnel=True, arrow=True) as r:
        same(listed(r.read_all()), want)
    same(values(t.head(2, use_legacy=False)), want[:2])
    same(values(t.head(1, columns=['i', 'g'], use_legacy=False)),
         [['äö', D('1.25')]])
    with o.get_table('many').open_reader(arrow=True) as r:
        same(sorted(r.read_all().column('id').to_pylist()),
             list(range(20000)))


# --- SQL ---------------------------------------------------------------------

@check('api', 'a query with hints, its result as text and by the tunnel')
def _():
    i = o.execute_sql('select id, s from many where id < 2 order by id',
                      hints={'odps.sql.mapper.split.size': '16'})
    want = [[0, 'row 0'], [1, 'row 1']]
    for tunnel in (True, False):
        with i.open_reader(tunnel=tunnel) as r:
            same([[int(r[0]), r[1]] for r in r], want)
    same(i.is_successful(), True)
    same(i.get_sql_query().strip().rstrip(';'),
         'select id, s from many where id < 2 order by id')
    raises(odps.errors.ODPSError, lambda: o.execute_sql('select * from pt'))
    with o.execute_sql('select * from pt', hints={
            'odps.sql.allow.fullscan': 'true'}).open_reader() as r:
        same(values(r), [[3, 'c', '20240103', 1]])


@check('api', 'an instance: status, progress, summary, list')
def _():
    i = o.run_sql('select 1 as one')
    i.wait_for_success(interval=0.05)
    name, = i.get_task_names()
    same(i.is_terminated(), True)
    same(i.get_task_statuses()[name].status.value, 'SUCCESS')
    stage, = i.get_task_progress(name).stages
    same(stage.finished_percentage, 100)
    i.get_task_summary(name)
    i.get_task_detail(name)
    assert i.get_logview_address().startswith('http')
    same(o.exist_instance(i.id), True)
    same(o.exist_instance('20240101000000gabc'), False)
    assert i.id in [x.id for x in o.list_instances()]
    assert i.start_time <= i.end_time


@check('api', 'an instance that ended is not stopped')
def _():
    i = o.execute_sql('select 1 as one')
    raises(odps.errors.ODPSError, lambda: o.stop_instance(i.id))
    same(i.is_successful(), True)


@check('api', 'statements without rows')
def _():
    o.execute_sql("insert into other values (1), (2)")
    with o.execute_sql('show tables').open_reader() as r:
        assert 'ALIYUN$local:other' in r.raw.split('\n'), r.raw
    with o.execute_sql('show partitions pt').open_reader() as r:
        assert 'dt=20240103/n=1' in r.raw.split('\n'), r.raw
    with o.execute_sql('desc pt').open_reader() as r:
        assert '| id ' in r.raw and '| dt ' in r.raw, r.raw


@check('api', 'a script')
def _():
    i = o.execute_sql('insert into other values (3); '
                      'select sum(id) as s from other;',
                      hints={'odps.sql.submit.mode': 'script'})
    with i.open_reader(tunnel=True) as r:
        same(values(r), [[6]])


@check('api', 'types of expressions, also where no row tells')
def _():
    want = {'count(*)': 'bigint', "'x'": 'string', 'true': 'boolean',
            '7 / 2': 'double', 'sum(c_decimal)': 'decimal(38,18)',
            'cast(1 as int)': 'int', 'current_timestamp()': 'timestamp',
            "concat('a', 'b')": 'string', "length('abc')": 'bigint',
            'cast(max(c_datetime) as datetime)': 'datetime',
            "date_format(max(c_datetime), 'yyyy')": 'string',
            'row_number() over (order by max(c_int))': 'bigint'}
    for limit in ('', ' limit 0'):
        sql = 'select ' + ', '.join(
            f'{e} c{i}' for i, e in enumerate(want)) + ' from every' + limit
        with o.execute_sql(sql).open_reader(tunnel=True) as r:
            same([str(c.type).lower() for c in r.schema.columns],
                 list(want.values()))


@check('api', 'errors of SQL')
def _():
    why = raises(odps.errors.NoSuchTable,
                 lambda: o.execute_sql('select * from nope'))
    assert 'ODPS-0130131:[1,15] Table not found' in why, why
    raises(odps.errors.ParseError, lambda: o.execute_sql('selec 1'))
    why = raises(odps.errors.ODPSError,
                 lambda: o.execute_sql('select zz from other'))
    assert 'ODPS-0130071' in why, why


# --- streams and upserts -----------------------------------------------------

@check('api', 'a stream: what was flushed is seen')
def _():
    columns, rows = every()
    o.delete_table('every', if_exists=True)
    o.create_table('every', schema(columns, [('dt', 'string')]))
    tunnel = odps.tunnel.TableTunnel(o)
    u = tunnel.create_stream_upload_session(
        'every', partition_spec='dt=1', create_partition=True)
    for compress in (False, True):
        with u.open_record_writer(compress=compress) as w:
            for r in rows:
                w.write(u.new_record(r))
        u.reload()
    same([v[:-1] for v in values(o.read_table('every', partition='dt=1'))],
         rows + rows)
    u.abort()


@check('api', 'a Delta table: its key, upserts, deletes')
def _():
    t = o.create_table(
        'delta', odps.models.TableSchema(columns=[
            odps.types.Column(name='k', type='bigint', nullable=False),
            odps.types.Column(name='s', type='string', nullable=False),
            odps.types.Column(name='v', type='decimal(10,2)')]),
        primary_key=['s', 'k'], transactional=True,
        table_properties={'write.bucket.num': '4'})
    t.reload()
    same(t.is_transactional, True)
    same(t.primary_key, ['s', 'k'])
    tunnel = odps.tunnel.TableTunnel(o)
    u = tunnel.create_upsert_session('delta')
    with u.open_upsert_stream() as w:
        for i in range(500):
            w.upsert(u.new_record([i % 100, f'ü{i % 7}', D(i)]))
        w.delete(u.new_record([1, 'ü1', None]))
        w.delete(u.new_record([1, 'nobody', None]))
    same(values(o.read_table('delta')), [])
    u.commit()
    same(u.status, u.Status.Committed)
    want = {(i % 100, f'ü{i % 7}'): D(i) for i in range(500)}
    del want[1, 'ü1']
    same({(r[0], r[1]): r[2] for r in o.read_table('delta')}, want)
    u = tunnel.create_upsert_session('delta')
    with u.open_upsert_stream(compress=True) as w:
        for k, s in list(want)[::2]:
            w.delete(u.new_record([k, s, None]))
            del want[k, s]
        w.upsert(u.new_record([1, 'ü1', D(-1)]))
        want[1, 'ü1'] = D(-1)
    u.commit()
    same({(r[0], r[1]): r[2] for r in o.read_table('delta')}, want)
    with o.execute_sql('select count(*) n from delta').open_reader() as r:
        same(r[0][0], len(want))


@check('api', 'an upsert that is aborted leaves nothing')
def _():
    tunnel = odps.tunnel.TableTunnel(o)
    before = sorted(values(o.read_table('delta')))
    u = tunnel.create_upsert_session('delta')
    with u.open_upsert_stream() as w:
        w.upsert(u.new_record([1000, 'x', D(1)]))
    u.abort()
    same(sorted(values(o.read_table('delta'))), before)
    raises(odps.errors.ODPSError,
           lambda: tunnel.create_upsert_session('many'))


# --- errors of the tunnel ----------------------------------------------------

@check('api', 'errors of the tunnel')
def _():
    tunnel = odps.tunnel.TableTunnel(o)
    raises(odps.errors.NoSuchPartition, lambda: o.write_table(
        'pt', [[1, 'a']], partition='dt=x,n=9'))
    raises(odps.errors.ODPSError,
           lambda: tunnel.create_upload_session('nope'))
    raises(odps.errors.ODPSError,
           lambda: tunnel.create_upload_session('sess', upload_id='nope'))
    raises(odps.errors.ODPSError,
           lambda: tunnel.create_download_session('sess', download_id='nope'))
    u = tunnel.create_upload_session('sess')
    u.commit([])

    def late():
        with u.open_record_writer(0) as w:
            w.write(u.new_record([1]))
    raises(odps.errors.ODPSError, late)


@check('api', 'a wrong key and a wrong project')
def _():
    bad = odps.ODPS('local', 'wrong', 'local', endpoint=o.endpoint)
    raises(odps.errors.ODPSError, lambda: bad.get_table('sess').reload())
    far = odps.ODPS('local', o.account.secret_access_key, 'far',
                    endpoint=o.endpoint)
    raises(odps.errors.NoSuchProject, lambda: far.get_table('x').reload())


@check('api', 'signatures of version 4')
def _():
    v4 = odps.ODPS('local', o.account.secret_access_key, 'local',
                   endpoint=o.endpoint, region_name='cn-shanghai')
    odps.options.enable_v4_sign = True
    same(v4.exist_table('sess'), True)
    same(values(v4.read_table('sess')), [[0], [5]])
    odps.options.enable_v4_sign = False


@check('api', 'truncate and drop')
def _():
    t = o.get_table('pt')
    t.truncate(partition_spec='dt=20240103,n=1')
    same(values(o.read_table('pt', partition='dt=20240103,n=1')), [])
    t.drop()
    same(o.exist_table('pt'), False)
    o.delete_table('pt', if_exists=True)
    raises(odps.errors.ODPSError, lambda: o.delete_table('pt'))


# --- what mcupload wrote -----------------------------------------------------

def plain(row, names, types):
    """A row without the added columns, times as text as COLUMNS has them."""
    out = []
    for name in names:
        v = row[name]
        if isinstance(v, pandas.Timestamp):
            v = str(v.tz_localize(None))
        elif isinstance(v, datetime.datetime):
            v = str(v)
        elif name == 'fl' and v is not None and types == 'exact':
            v = float(f'{v:.7g}')
        out.append(v)
    return out


def by_id(rows, types):
    names = [c[0] for c in COLUMNS]
    return sorted((plain(r, names, types) for r in rows), key=lambda v: v[0])


def base(types):
    name = NAMES[types] + '_base'
    same([str(c.type).lower() for c in
          o.get_table(name).table_schema.columns[:3]], ['bigint'] * 3)
    want = sorted(wanted(types), key=lambda v: v[0])
    same(by_id(o.read_table(name), types), want)
    with o.execute_sql(f'select * from {name}').open_reader(tunnel=True) as r:
        same(by_id(r, types), want)


def log(types):
    t = o.get_table(NAMES[types] + '_log')
    part, = t.partitions
    same(part.name, ','.join(
        f"new_dts_sync_modifytime_{k}='{v}'"
        for k, v in (('year', '2024'), ('month', '01'), ('day', '02'))))
    rows = sorted(o.read_table(t.name, partition=part.name),
                  key=lambda r: (r['new_dts_sync_record_id'],
                                 r['new_dts_sync_after_flag']))
    pre = 'new_dts_sync_'
    same([[r[pre + n] for n in ('record_id', 'operation_flag', 'before_flag',
                                'after_flag')] for r in rows],
         [[2 ** 36 + 1100, 'I', 'N', 'Y'], [2 ** 36 + 1200, 'U', 'Y', 'N'],
          [2 ** 36 + 1200, 'U', 'N', 'Y'], [2 ** 36 + 1300, 'D', 'Y', 'N']])
    names = [c[0] for c in COLUMNS]
    a, b, c = wanted(types)
    same([plain(r, names, types) for r in rows], [a, a, b, c])
    same([int(r[pre + 'utc_timestamp']) for r in rows],
         [1704164645] * 4)


for group, types in (('rows', 'exact'), ('dts', 'dts')):
    check(group, f'{types}: the base table, value for value')(
        lambda types=types: base(types))
    check(group, f'{types}: the log table, value for value')(
        lambda types=types: log(types))


if __name__ == '__main__':
    if sys.argv[1] == 'stream':
        stream(sys.argv[2], sys.argv[3])
    else:
        run(sys.argv[1], sys.argv[2], sys.argv[3])
